import type { Fact } from '../core/fact';
import { fileSpan } from '../core/span';
import type { ChangedFile } from './ports';

/** What the version control knows, as facts. */
export function changedFacts(changes: readonly ChangedFile[]): Fact<'file.changed'>[] {
  return changes.map((change) => ({ kind: 'file.changed', at: fileSpan(change.path), ...change }));
}

/** Differing lines up to which a difference is counted exactly; beyond, nobody needs the last line of it. */
const exactUpTo = 6000;

/**
 * Lines added and deleted between two texts, of the shortest difference there is: what `git diff --minimal --numstat` counts,
 * so that hosts that ask git and hosts that have only the texts agree.
 */
export function changedLines(before: string, after: string): { added: number; deleted: number } {
  const old = linesOf(before);
  const now = linesOf(after);
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  let same = 0;
  while (same < old.length - from && same < now.length - from && old.at(-1 - same) === now.at(-1 - same)) same++;
  const a = old.slice(from, old.length - same);
  const b = now.slice(from, now.length - same);
  const edits = a.length === 0 || b.length === 0 ? a.length + b.length : shortest(a, b);
  if (edits === undefined) return asBags(a, b);
  // Both differ from what they share: edits = (a − shared) + (b − shared).
  return { added: (edits + b.length - a.length) / 2, deleted: (edits + a.length - b.length) / 2 };
}

/** Length of the shortest edit script (Myers, "An O(ND) Difference Algorithm", 1986); `undefined` when it is very long. */
function shortest(a: readonly string[], b: readonly string[]): number | undefined {
  const most = Math.min(a.length + b.length, exactUpTo);
  const reached = new Int32Array(2 * most + 3);
  const at = (diagonal: number) => diagonal + most + 1;
  for (let edits = 0; edits <= most; edits++) {
    for (let k = -edits; k <= edits; k += 2) {
      const left = reached[at(k - 1)] ?? 0;
      const right = reached[at(k + 1)] ?? 0;
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached[at(k)] = x;
      if (x >= a.length && x - k >= b.length) return edits;
    }
  }
  return undefined;
}

/** Lines that one side has more often than the other: close to a difference, without its cost. */
function asBags(a: readonly string[], b: readonly string[]): { added: number; deleted: number } {
  const balance = new Map<string, number>();
  for (const line of a) balance.set(line, (balance.get(line) ?? 0) - 1);
  for (const line of b) balance.set(line, (balance.get(line) ?? 0) + 1);
  let added = 0;
  let deleted = 0;
  for (const count of balance.values()) {
    if (count > 0) added += count;
    else deleted -= count;
  }
  return { added, deleted };
}

/** Lines with their ends: git tells a last line without one from the same line with one. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  // Nothing else can be equal to it, for it has no end.
  return last === '' ? lines : [...lines, `${last}\n`];
}
