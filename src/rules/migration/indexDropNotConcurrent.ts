// Catches DROP INDEX without CONCURRENTLY on a PostgreSQL table that exists.
// It takes an ACCESS EXCLUSIVE lock on the table: while it waits for running queries, every new one queues behind it.
// bad:  DROP INDEX orders_status;
// good: DROP INDEX CONCURRENTLY orders_status;   -- alone, outside a transaction
import { fixOf, insertAfter } from './edits';
import { onPostgres, orders } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, runsInTransaction } from './server';

export const indexDropNotConcurrent = operationRule({
  id: 'migration/index-drop-not-concurrent',
  ops: ['index.drop'],
  meta: {
    title: 'Index dropped under an exclusive lock',
    why: 'DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It is short, but it waits for every running query, and all new reads and writes wait behind it.',
    todo: 'Use DROP INDEX CONCURRENTLY in a migration of its own that runs outside a transaction.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-dropindex.html'],
    examples: [
      onPostgres({
        title: 'An index of a table that exists',
        before: `${orders}\nCREATE INDEX orders_status ON orders (status);`,
        pending: 'DROP INDEX orders_status;',
        expect: ['migration/index-drop-not-concurrent'],
      }),
      onPostgres({
        title: 'CONCURRENTLY lets reads and writes go on',
        before: `${orders}\nCREATE INDEX orders_status ON orders (status);`,
        pending: 'DROP INDEX CONCURRENTLY orders_status;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.concurrently || op.tableState === 'new' || op.backs !== undefined)
      return undefined;
    const edit = runsInTransaction(op, policy) ? undefined : insertAfter(op, /\bINDEX\b/i, ' CONCURRENTLY');
    const on = op.table === undefined ? 'its table' : op.table;
    return {
      what: `index ${op.object} is dropped without CONCURRENTLY: reads and writes on ${on} wait`,
      evidence: evidenceOf(op),
      fixes: fixOf('Drop the index CONCURRENTLY', true, [edit]),
    };
  },
});
