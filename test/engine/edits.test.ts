import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Session } from '../../src/engine/session';
import { type Files, open } from '../support/project';

function read(folder: string, below = ''): Files {
  const files: Files = {};
  for (const name of readdirSync(join(folder, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    if (statSync(join(folder, path)).isDirectory()) Object.assign(files, read(folder, path));
    else files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}

/** What a person does to a file, by a number. */
function edited(text: string | undefined, original: string, how: number, line: number): string | undefined {
  if (text === undefined || how === 0) return original;
  const lines = text.split('\n');
  const at = line % lines.length;
  switch (how) {
    case 1:
      return `${text}\n`;
    case 2:
      return `\n${text}`;
    case 3:
      return lines.filter((_, i) => i !== at).join('\n');
    case 4:
      return [...lines.slice(0, at), lines[at] ?? '', ...lines.slice(at)].join('\n');
    case 5:
      return text.replace(/(\w+)\(/, '$1Edited(');
    case 6:
      return text.replace(/: (\d+)$/m, ': 1$1');
    default:
      return undefined;
  }
}

/** As the editor does: the base text of a file is told before it is edited, also where they are the same. */
function withBase(session: Session, base: Files): Session {
  for (const path of Object.keys(base)) session.setBase(path, base[path]);
  return session;
}

describe('engine, after edits', () => {
  for (const name of ['shop', 'plan'])
    it(`says of ${name} what a fresh review says`, function () {
      this.timeout(180_000);
      const base = read(`test/fixtures/${name}/base`);
      const original = read(`test/fixtures/${name}/head`);
      const paths = Object.keys(original).sort();
      const edit = fc.tuple(fc.nat(paths.length - 1), fc.nat(7), fc.nat(200));
      fc.assert(
        fc.property(fc.array(edit, { minLength: 6, maxLength: 14 }), (edits) => {
          const head: Record<string, string | undefined> = { ...original };
          const session = withBase(open({ base, head: original }), base);
          session.review();
          for (const [file, how, line] of edits) {
            const path = paths[file] as string;
            head[path] = edited(head[path], original[path] as string, how, line);
            session.setHead(path, head[path]);
            session.review();
          }
          const now = Object.fromEntries(Object.entries(head).filter((e): e is [string, string] => e[1] !== undefined));
          const fresh = withBase(open({ base, head: now }), base);
          // The history is the host's: it is not asked again after every edit.
          fresh.setChanges([]);
          session.setChanges([]);
          assert.deepEqual(session.review(), fresh.review());
        }),
        { numRuns: 6 },
      );
    });
});
