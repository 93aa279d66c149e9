export async function rates(init: RequestInit) {
  const response = await fetch('https://rates.example.org/latest', init);
  return response.json();
}
