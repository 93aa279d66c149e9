// Catches a down that does not bring back what the up changed.
// It runs without an error, and the schema is another one than before: the old code meets a missing index, default, constraint or column.
// bad:  up: ALTER TABLE users ADD COLUMN a text; CREATE INDEX by_a ON users (a); ALTER TABLE users ALTER COLUMN b DROP DEFAULT;   down: ALTER TABLE users DROP COLUMN a;
// good: down: ALTER TABLE users ALTER COLUMN b SET DEFAULT 0; ALTER TABLE users DROP COLUMN a;
import type { Fact } from '../../core/fact';
import type { Fix } from '../../core/finding';
import { ddlSubject } from '../../core/identity';
import { defineRule } from '../../core/rule';
import { dialectOf, type Op } from '../migration/server';
import { inverseOf } from './inverse';

const migration = (up: string, down: string) => ({
  'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
  'db/migrations/20260101000000_users.sql':
    "-- migrate:up\nCREATE TABLE users (id bigserial PRIMARY KEY, email text, plan text DEFAULT 'free');\n\n-- migrate:down\nDROP TABLE users;\n",
  'db/migrations/20260201000000_change.sql': `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`,
});

export const downNotInverse = defineRule({
  id: 'rollback/down-not-inverse',
  meta: {
    title: 'Down that is not the inverse of its up',
    why: 'After the down the schema is not what it was before the up: the version that comes back meets another schema than the one it was tested with, and the next up may fail.',
    todo: 'Undo each statement of the up, last one first; rehearse it.',
    severity: 'blocker',
    examples: [
      {
        title: 'The default does not come back',
        head: migration(
          'ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;\nALTER TABLE users ADD COLUMN locale text;',
          'ALTER TABLE users DROP COLUMN locale;',
        ),
        expect: ['rollback/down-not-inverse'],
      },
      {
        title: 'Each statement is undone',
        head: migration(
          'ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;\nALTER TABLE users ADD COLUMN locale text;',
          "ALTER TABLE users DROP COLUMN locale;\nALTER TABLE users ALTER COLUMN plan SET DEFAULT 'free';",
        ),
        expect: [],
      },
    ],
  },
  reads: ['ddl.resolved', 'ddl.operation'],
  within: 'database',
  by(fact) {
    if (fact.kind === 'ddl.operation') return fact.direction === 'down' ? fact.migration : [];
    return fact.pending && fact.notUndone ? fact.migration : [];
  },
  judge(c, policy) {
    const left = c.head.of('ddl.resolved').filter((op) => op.notUndone !== undefined);
    const first = left[0];
    if (!first?.notUndone) return undefined;
    const downs = c.head.of('ddl.operation');
    const more = left.length === 1 ? '' : ` (and ${left.length - 1} more)`;
    const likely = [...left, ...downs].some((op) => op.confidence === 'likely');
    return {
      what: `the down does not undo the up: ${first.notUndone.what}${more}`,
      subject: ddlSubject(first),
      at: first.notUndone.at ?? first.at,
      evidence: left.map((op) => ({ at: op.at, note: `after the down, ${op.notUndone?.what}` })),
      ...(likely ? { confidence: 'likely' as const } : {}),
      fixes: completed(left, downs, dialectOf(first, policy)),
    };
  },
});

/** Appends the missing statements behind the last one of the down, in front of its semicolon. */
function completed(left: readonly Op[], downs: readonly Fact<'ddl.operation'>[], dialect: Op['dialect']): Fix[] {
  const last = [...downs].sort((a, b) => a.at.end - b.at.end).at(-1);
  if (!last?.at.file.endsWith('.sql')) return [];
  const inverse = inverseOf(left, dialect);
  if (inverse.statements.length === 0 || inverse.unknown.length > 0) return [];
  const { file, end, endLine, endColumn } = last.at;
  const at = { file, start: end, end, line: endLine, column: endColumn, endLine, endColumn };
  return [
    {
      title: 'Add what is missing to the down',
      safe: false,
      edits: [{ at, text: `;\n${inverse.statements.join(';\n')}` }],
    },
  ];
}
