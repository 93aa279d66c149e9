import type { Edit } from '../../src/core/finding';
import type { Files } from './project';

/** The files after these edits; a file that is not there begins empty. */
export function applied(files: Files, edits: readonly Edit[]): Files {
  const result = { ...files };
  for (const { at, text } of [...edits].sort((a, b) => b.at.start - a.at.start)) {
    const before = result[at.file] ?? '';
    result[at.file] = before.slice(0, at.start) + text + before.slice(at.end);
  }
  return result;
}
