import nodeFetch, { type RequestInit } from 'node-fetch';

export function fetch(url: string, init?: RequestInit) {
  return nodeFetch(url, { ...init, headers: { ...init?.headers, 'User-Agent': 'shop' } });
}
