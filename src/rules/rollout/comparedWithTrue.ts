import type { Fact } from '../../core/fact';
import type { Fix } from '../../core/finding';

/** Compares a variable that is tested by its truth with the one text that means yes; the parentheses keep a `!` in front right. */
export function comparedWithTrue(read: Fact<'flag.read'>): Fix | undefined {
  if (read.library !== 'environment' || read.test !== 'truthy') return undefined;
  const { at } = read;
  return {
    title: `Compare ${read.key} with 'true'`,
    // A value such as "1" or "yes" that some environment has would switch it off.
    safe: false,
    edits: [
      { at: { ...at, end: at.start, endLine: at.line, endColumn: at.column }, text: '(' },
      { at: { ...at, start: at.end, line: at.endLine, column: at.endColumn }, text: " === 'true')" },
    ],
  };
}
