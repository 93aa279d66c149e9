import fetch from './fetch';

export async function rates(url: string) {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, timeout: 2000 });
  return response.json();
}
export const more = (url: string) => fetch(url, { signal: AbortSignal.timeout(2000) });
export const other = (url: string, options: object) => fetch(url, { ...options });
