export async function weather(city: string) {
  const answer = await fetch(`https://api.weather.example.org/v1/today`, { signal: AbortSignal.timeout(2000) });
  return answer.json();
}
