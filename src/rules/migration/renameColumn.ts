// Catches a column that is renamed in one step.
// From that moment the version that still runs fails on each query that names it, and a rollback of the code brings that version back.
// bad:  ALTER TABLE users RENAME COLUMN nick TO nickname;
// good: add the new column, write both, backfill, read the new one, drop the old one in a later release
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';

export const renameColumn = operationRule({
  id: 'migration/rename-column',
  ops: ['column.rename'],
  yieldsTo: ['migration/dropped-object-still-used'],
  meta: {
    title: 'Column renamed in one step',
    why: 'Both versions run while the release rolls out, and only one of them knows the name that the column has. Rolling the code back fails in the same way.',
    todo: 'Add a column with the new name, write both, backfill, switch the reads, and drop the old column in a later release.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-RENAMING-COLUMN'],
    examples: [
      onPostgres({
        title: 'A column of a table in use',
        before: users,
        pending: 'ALTER TABLE users RENAME COLUMN nickname TO handle;',
        expect: ['migration/rename-column'],
      }),
      onPostgres({
        title: 'The column is of this release',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN lang text;\nALTER TABLE users RENAME COLUMN lang TO locale;',
        expect: [],
      }),
    ],
  },
  judge(op) {
    if (op.tableState === 'new' || op.objectState === 'new' || op.livesOn === 'view') return undefined;
    return {
      what: `${op.table}.${op.column} is renamed to ${op.to}: the running version still uses the old name`,
      evidence: evidenceOf(op),
    };
  },
});
