export async function alerts(city: string) {
  const answer = await fetch(`https://api.weather.example.org/v1/alerts`, { signal: AbortSignal.timeout(2000) });
  return answer.json();
}
