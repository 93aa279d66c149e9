import fetch from './fetch';

export async function rates(url: string) {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  return response.json();
}
