// Catches a column that is dropped.
// Its values are gone for good, and a rollback of the code meets a schema without it: every query that names it fails.
// bad:  ALTER TABLE users DROP COLUMN nickname;   -- in the release that stops using it
// good: the release that stops using it leaves the column; a later one drops it

import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { type Op, sizeSentence } from './server';

export const dropColumn = operationRule({
  id: 'migration/drop-column',
  ops: ['column.drop'],
  yieldsTo: ['migration/dropped-object-still-used'],
  meta: {
    title: 'Column dropped',
    why: 'The values are gone: a down brings the column back empty. The version that is still running, or that a rollback brings back, may name the column, and each of those queries fails.',
    todo: 'Ship the code that no longer uses the column first; drop the column in a later release, after a backup or a copy of its values.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN'],
    examples: [
      onPostgres({
        title: 'A column with values is dropped',
        before: users,
        pending: 'ALTER TABLE users DROP COLUMN nickname;',
        expect: ['migration/drop-column'],
      }),
      onPostgres({
        title: 'The column was added in this release and never held a value',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN locale text;\nALTER TABLE users DROP COLUMN locale;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.tableState === 'new' || op.objectState === 'new' || op.livesOn === 'view') return undefined;
    if (op.before?.generated === 'virtual') return undefined;
    const name = `${op.table}.${op.column}`;
    return {
      what: `${name} ${fate(op)}`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: [...(op.keptCopy ? [op.keptCopy] : []), ...evidenceOf(op)],
    };
  },
});

function fate(op: Op): string {
  if (/^\s*drop\s+table\b/i.test(op.text ?? '')) return 'is not carried into the rebuilt table: its values are gone';
  if (/^\s*drop\s+(?:type|domain)\b/i.test(op.text ?? '')) return `goes with type ${op.object}: its values are gone`;
  return op.keptCopy ? 'is dropped: the running version may still use it' : 'is dropped: its values are gone';
}
