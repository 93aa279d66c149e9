// Catches REINDEX without CONCURRENTLY.
// It locks the table against writes, and the index against every query that would use it, until the index is built anew.
// bad:  REINDEX TABLE orders;
// good: REINDEX TABLE CONCURRENTLY orders;   -- outside a transaction
import { onPostgres, orders } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, sizeSentence } from './server';

export const reindexNotConcurrent = operationRule({
  id: 'migration/reindex-not-concurrent',
  ops: ['session.maintain', 'index.refresh'],
  meta: {
    title: 'REINDEX while writes wait',
    why: 'REINDEX holds a SHARE lock on the table and an exclusive one on each index while it reads every row: writes wait, and so does each query that would use the index.',
    todo: 'Use REINDEX … CONCURRENTLY outside a transaction; it leaves an INVALID copy behind when it fails.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-reindex.html'],
    examples: [
      onPostgres({
        title: 'All indexes of a table are built anew',
        before: orders,
        pending: 'REINDEX TABLE orders;',
        expect: ['migration/reindex-not-concurrent'],
      }),
      onPostgres({
        title: 'CONCURRENTLY builds beside the old ones',
        before: orders,
        pending: 'REINDEX TABLE CONCURRENTLY orders;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.concurrently || op.tableState === 'new') return undefined;
    const { verb, target } = op.options ?? {};
    if ((op.op === 'session.maintain' && verb !== 'reindex') || target === 'system') return undefined;
    const name = op.table ?? op.object ?? 'everything';
    return {
      what: `REINDEX of ${target ?? 'index'} ${name} runs without CONCURRENTLY: writes wait until it is done`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`.trim(),
      subject: `${target ?? 'index'} ${name}`,
      evidence: evidenceOf(op),
    };
  },
});
