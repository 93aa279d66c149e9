/**
 * A place in a file. Offsets are UTF-16 units from 0; lines and columns count from 1 (the numbers people see),
 * `endColumn` is exclusive. Paths are POSIX and relative to the repository root.
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Offsets of the first character of each line. A line ends at `\n`; a `\r` before it belongs to the line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the line that holds `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The span `[start, end)` of `file`, given the line starts of its text. Offsets outside the text are clamped at 0. */
export function spanAt(file: string, starts: readonly number[], start: number, end: number): Span {
  const from = Math.max(0, start);
  const to = Math.max(from, end);
  const first = lineOf(starts, from);
  const last = lineOf(starts, to);
  return {
    file,
    start: from,
    end: to,
    line: first + 1,
    column: from - (starts[first] ?? 0) + 1,
    endLine: last + 1,
    endColumn: to - (starts[last] ?? 0) + 1,
  };
}

/** The whole file as a place: its first line. For facts whose source is the file itself. */
export function fileSpan(file: string): Span {
  return { file, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** Code-unit order: the same on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareSpans(a: Span, b: Span): number {
  // Most are in one file, whose name is one string: no need to read it twice.
  return (a.file === b.file ? 0 : compareText(a.file, b.file)) || a.start - b.start || a.end - b.end;
}
