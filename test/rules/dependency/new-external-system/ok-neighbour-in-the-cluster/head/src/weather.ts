export async function weather(city: string) {
  const answer = await fetch(`https://weather:8080/v1/today`, { signal: AbortSignal.timeout(2000) });
  return answer.json();
}
