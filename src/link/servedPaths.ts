import { normalPath, unknownSegment } from '../knowledge/webFrameworks';

/** Whether a served path answers a request for another one: parameters and wildcards stand for anything. */
export function serves(served: string, asked: string): boolean {
  const want = asked.replace(/[?#].*$/, '');
  if (served === want || served === normalPath(want)) return true;
  if (served.endsWith('*') && !served.endsWith('/*') && served !== '*') return want.startsWith(served.slice(0, -1));
  const [have, asks] = [served.split('/'), normalPath(want).split('/')];
  for (let i = 0; i < have.length; i++) {
    if (have[i]?.startsWith('*')) return true;
    if (asks[i] === undefined) return have[i]?.endsWith('?') ?? false;
    if (have[i]?.startsWith(':') || have[i] === unknownSegment) continue;
    if (have[i] !== asks[i]) return false;
  }
  return have.length === asks.length;
}
