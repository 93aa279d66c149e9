// Catches a table that is dropped.
// Its rows are gone for good, and the version that still runs, or that a rollback brings back, fails on each query that names it.
// bad:  DROP TABLE coupons;   -- in the release that stops using it
// good: rename it in a later release, drop it some days after that
import { onPostgres, onSqlite, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { sizeSentence } from './server';

export const dropTable = operationRule({
  id: 'migration/drop-table',
  ops: ['table.drop', 'partition.drop'],
  yieldsTo: ['migration/dropped-object-still-used'],
  meta: {
    title: 'Table dropped',
    why: 'The rows are gone: a down brings back an empty table. The version that is still running, or that a rollback brings back, may name it, and each of those queries fails.',
    todo: 'Ship the code that no longer uses it first; then rename the table, and drop it some days later, after a backup.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-droptable.html'],
    examples: [
      onPostgres({
        title: 'A table with rows is dropped',
        before: users,
        pending: 'DROP TABLE users;',
        expect: ['migration/drop-table'],
      }),
      onSqlite({
        title: 'SQLite rebuilds a table under its name',
        before: 'CREATE TABLE "users" ("id" INTEGER NOT NULL PRIMARY KEY, "email" TEXT);',
        pending:
          'CREATE TABLE "new_users" ("id" INTEGER NOT NULL PRIMARY KEY, "email" TEXT NOT NULL DEFAULT \'\');\nINSERT INTO "new_users" ("id", "email") SELECT "id", "email" FROM "users";\nDROP TABLE "users";\nALTER TABLE "new_users" RENAME TO "users";',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.tableState === 'new' || op.livesOn !== undefined) return undefined;
    const what = op.op === 'partition.drop' ? `partition ${op.object ?? ''} of ${op.table}` : `table ${op.table}`;
    return {
      what: `${what} is dropped: its rows are gone`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: [...(op.keptCopy ? [op.keptCopy] : []), ...evidenceOf(op)],
    };
  },
});
