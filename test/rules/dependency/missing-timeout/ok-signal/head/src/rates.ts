export async function rates() {
  const response = await fetch('https://rates.example.org/latest', { signal: AbortSignal.timeout(2000) });
  return response.json();
}
