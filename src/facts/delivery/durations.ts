/** Milliseconds of a Go duration: `1m30s`, `500ms`. */
export function durationOf(text: string | undefined): number | undefined {
  if (!text || !/^(?:\d+(?:\.\d+)?(?:ms|us|ns|[hms]))+$/.test(text)) return undefined;
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 };
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|[hms])/g))
    sum += Number(number) * (units[unit ?? ''] ?? 0);
  return Math.round(sum);
}
