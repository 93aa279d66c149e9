import nodeFetch, { Headers, type RequestInit } from 'node-fetch';

export default async function fetch(url: string, init?: RequestInit & { timeout?: number }) {
  const { timeout, ...rest } = init || {};
  let controller: AbortController | undefined;
  if (timeout && !rest.signal) {
    controller = new AbortController();
    setTimeout(() => controller?.abort(), timeout);
  }
  const signal = controller?.signal || rest.signal;
  const headers = new Headers({ 'User-Agent': 'shop' });
  new Headers(rest.headers).forEach((value, key) => headers.set(key, value));
  const response = await nodeFetch(url, { ...rest, headers, signal });
  if (!response.ok) console.warn(response.headers.raw());
  return response;
}
