import { Design } from './addresses';

export async function account(token: string) {
  const answer = await fetch(Design.account, { headers: { Authorization: token }, signal: AbortSignal.timeout(2000) });
  return answer.json();
}
