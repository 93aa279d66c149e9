// Catches a table that is renamed in one step.
// From that moment the version that still runs fails on each query that names it, and a rollback of the code brings that version back.
// bad:  ALTER TABLE users RENAME TO accounts;
// good: the same, followed by CREATE VIEW users AS SELECT * FROM accounts, until no version uses the old name
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';

export const renameTable = operationRule({
  id: 'migration/rename-table',
  ops: ['table.rename', 'table.alter'],
  yieldsTo: ['migration/dropped-object-still-used'],
  meta: {
    title: 'Table renamed in one step',
    why: 'Both versions run while the release rolls out, and only one of them knows the name that the table has. Rolling the code back fails in the same way.',
    todo: 'Create a view with the old name in the same migration, and drop it when no version uses it any more.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
    examples: [
      onPostgres({
        title: 'A table in use',
        before: users,
        pending: 'ALTER TABLE users RENAME TO accounts;',
        expect: ['migration/rename-table'],
      }),
      onPostgres({
        title: 'A view keeps the old name',
        before: users,
        pending: 'ALTER TABLE users RENAME TO accounts;\nCREATE VIEW users AS SELECT * FROM accounts;',
        expect: [],
      }),
    ],
  },
  judge(op) {
    if (op.tableState === 'new' || op.livesOn !== undefined) return undefined;
    if (op.op === 'table.alter' && op.action !== 'set-schema') return undefined;
    const where = op.op === 'table.alter' ? `moved to schema ${op.to}` : `renamed to ${op.to}`;
    return {
      what: `table ${op.table} is ${where}: the running version still uses the old name`,
      evidence: evidenceOf(op),
    };
  },
});
