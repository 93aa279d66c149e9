// Catches REFRESH MATERIALIZED VIEW without CONCURRENTLY.
// Reads of the view wait until it is filled again.
// bad:  REFRESH MATERIALIZED VIEW totals;
// good: REFRESH MATERIALIZED VIEW CONCURRENTLY totals;   -- the view needs a unique index
import { fixOf, insertAfter } from './edits';
import { onPostgres, orders } from './examples';
import { operationRule } from './operationRule';
import { isPostgres } from './server';

const totals = `${orders}\nCREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;\nCREATE UNIQUE INDEX totals_customer ON totals (customer_id);`;

export const matviewRefreshBlocks = operationRule({
  id: 'migration/matview-refresh-blocks',
  ops: ['view.refresh'],
  meta: {
    title: 'Materialized view refreshed while reads wait',
    why: 'REFRESH holds an ACCESS EXCLUSIVE lock on the view until its query has run: reads of it wait.',
    todo: 'Give the view a unique index and refresh it CONCURRENTLY.',
    severity: 'note',
    sources: ['https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html'],
    examples: [
      onPostgres({
        title: 'A view that is read is filled again',
        before: totals,
        pending: 'REFRESH MATERIALIZED VIEW totals;',
        expect: ['migration/matview-refresh-blocks'],
      }),
      onPostgres({
        title: 'CONCURRENTLY lets reads go on',
        before: totals,
        pending: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.concurrently || op.options?.withNoData !== undefined) return undefined;
    if (op.tableState === 'new') return undefined;
    return {
      what: `${op.object} is refreshed without CONCURRENTLY: reads of it wait`,
      subject: `view ${op.object}`,
      fixes: fixOf('Refresh it CONCURRENTLY', false, [insertAfter(op, /\bMATERIALIZED\s+VIEW\b/i, ' CONCURRENTLY')]),
    };
  },
});
