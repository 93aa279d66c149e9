import type { Fact } from '../core/fact';
import { fileSpan } from '../core/span';
import type { ChangedFile } from './ports';

/** What the version control knows, as facts. */
export function changedFacts(changes: readonly ChangedFile[]): Fact<'file.changed'>[] {
  return changes.map((change) => ({ kind: 'file.changed', at: fileSpan(change.path), ...change }));
}

/**
 * Lines that one text has and the other has not, counted as a bag: close to what a line diff counts, without its cost.
 * Moved lines are not changes.
 */
export function changedLines(before: string, after: string): { added: number; deleted: number } {
  const balance = new Map<string, number>();
  for (const line of linesOf(before)) balance.set(line, (balance.get(line) ?? 0) - 1);
  for (const line of linesOf(after)) balance.set(line, (balance.get(line) ?? 0) + 1);
  let added = 0;
  let deleted = 0;
  for (const count of balance.values()) {
    if (count > 0) added += count;
    else deleted -= count;
  }
  return { added, deleted };
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
