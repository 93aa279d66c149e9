import assert from 'node:assert/strict';
import type { Edit } from '../../src/core/finding';
import { createSource } from '../../src/core/source';
import { env } from '../../src/facts/env';
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

/** Every script among the files can be read; the extractor of variables tells what it could not parse. */
export function assertParses(files: Files): void {
  for (const [path, text] of Object.entries(files))
    if (/\.[jt]sx?$/.test(path))
      assert.deepEqual(
        env.extract(createSource(path, text)).filter((fact) => fact.kind === 'text.unread'),
        [],
        `${path} parses:\n${text}`,
      );
}
