/** As much of a line as a message bears. */
const widest = 160;

/** What is damaged, and beneath it the line as it stands (`-`) and as it was generated (`+`), as far as that can be told. */
export function withDifference(reason: string, existing: string, generated: string): string {
  const number = Number(/^line (\d+):/.exec(reason)?.[1] ?? 0);
  const written = existing.split(/\r\n?|\n/)[number - 1];
  if (written === undefined) return reason;
  const shown = (mark: string, line: string) =>
    `\n${mark} ${line.length > widest ? `${line.slice(0, widest - 1)}…` : line}`;
  const [, ended] = /block ([a-z]+); its end marker|block ([a-z]+) begins here/.exec(reason)?.filter(Boolean) ?? [];
  if (ended !== undefined) return `${reason}${shown('+', `<!-- rr:end ${ended} -->`)}`;
  const [, begun] = /block ([a-z]+) ends here/.exec(reason) ?? [];
  if (begun !== undefined) return `${reason}${shown('+', `<!-- rr:begin ${begun} -->`)}${shown(' ', written)}`;
  if (/twice|second time/.test(reason)) return `${reason}${shown('-', written)}`;
  const expected = nearest(written, generated.split('\n'));
  return `${reason}${shown('-', written)}${expected === undefined ? '' : shown('+', expected)}`;
}

/** The generated line that says the same, with a marker; half of its pairs of letters must be shared, or nothing is claimed. */
function nearest(written: string, lines: readonly string[]): string | undefined {
  const own = pairs(written);
  let best: string | undefined;
  let most = 0.5;
  for (const line of lines) {
    if (!line.includes('<!-- rr:')) continue;
    const other = pairs(line);
    let shared = 0;
    for (const pair of own) if (other.has(pair)) shared++;
    const score = (2 * shared) / (own.size + other.size || 1);
    if (score > most) [best, most] = [line, score];
  }
  return best;
}

function pairs(line: string): Set<string> {
  const text = line.replace(/^\s*- \[[xX]\]/, '- [ ]').trim();
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
}
