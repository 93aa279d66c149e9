// Catches rows of a table in use being changed in the migration that changes its schema.
// In one transaction the lock of the DDL is held while the rows are changed; without one, a failure leaves the schema changed and the rows half done.
// bad:  ALTER TABLE users ADD COLUMN locale text; UPDATE users SET locale = 'en' WHERE country = 'GB';
// good: two migrations; the second works in batches and can be run again
import { onPostgres, users } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isSmall, type Op, runsInTransaction, sizeSentence } from './server';

export const backfillWithSchemaChange = operationRule({
  id: 'migration/backfill-with-schema-change',
  ops: ['rows.update', 'rows.delete', 'rows.insert'],
  yieldsTo: ['migration/unbounded-dml', 'rollback/irreversible-operation', 'rollback/contract-with-expand'],
  meta: {
    title: 'Rows changed together with the schema',
    why: 'The lock that the schema change took is held until the rows are done: reads and writes wait for the whole of it. A failure at the end takes everything back, to be done again.',
    todo: 'Put the change of rows into a migration of its own, in batches that can be run again, after the schema change has been committed.',
    severity: 'warning',
    examples: [
      onPostgres({
        title: 'A new column is filled at once',
        before: users,
        pending:
          "ALTER TABLE users ADD COLUMN locale text;\nUPDATE users SET locale = 'en' WHERE nickname IS NOT NULL;",
        expect: ['migration/backfill-with-schema-change'],
      }),
      onPostgres({
        title: 'Rows of a table of this release',
        before: users,
        pending:
          "CREATE TABLE plans (id bigint PRIMARY KEY, name text);\nINSERT INTO plans (id, name) VALUES (1, 'free');\nUPDATE plans SET name = 'basic' WHERE id = 1;",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || op.besideDdl === undefined || isSmall(op.table, policy)) return undefined;
    if (op.op === 'rows.insert' && (op.options?.source !== 'select' || op.options.from === undefined)) return undefined;
    if (isOneRow(op)) return undefined;
    const inTransaction = runsInTransaction(op, policy);
    const verb = { 'rows.update': 'updated', 'rows.delete': 'deleted' }[op.op as string] ?? 'inserted';
    return {
      what: `rows of ${op.table} are ${verb} in the ${inTransaction ? 'transaction' : 'migration'} that changes the schema`,
      why: inTransaction
        ? `${this.meta.why} ${sizeSentence(op.table, policy)}`
        : `Each statement commits by itself: a failure here leaves the schema changed and the rows half done, and the migration cannot simply be run again. ${sizeSentence(op.table, policy)}`,
      evidence: op.alreadyHeld ? evidenceOf(op) : [op.besideDdl],
    };
  },
});

/** `WHERE id = 7`: one row by its key. */
export function isOneRow(op: Op): boolean {
  return (
    op.where === 'some' &&
    /\bwhere\s+\(*\s*(?:[\w"`]+\.)?["`]?(?:id|uuid|key|slug)["`]?\s*=\s*(?:'|\d|\$)/i.test(op.text ?? '')
  );
}
