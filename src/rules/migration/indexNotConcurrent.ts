// Catches CREATE INDEX without CONCURRENTLY on a PostgreSQL table that exists.
// It holds a SHARE lock while it reads the whole table: every INSERT, UPDATE and DELETE waits until the index is built.
// bad:  CREATE INDEX orders_user_id ON orders (user_id);
// good: CREATE INDEX CONCURRENTLY orders_user_id ON orders (user_id);   -- alone, outside a transaction
import type { Policy } from '../../core/policy';
import { fixOf, insertAfter, moved, newMigration } from './edits';
import { onPostgres, orders } from './examples';
import { evidenceOf, type Judgement, operationRule, whoWaits } from './operationRule';
import { isPostgres, type Op, runsInTransaction, sizeSentence } from './server';

export const indexNotConcurrent = operationRule({
  id: 'migration/index-not-concurrent',
  ops: ['index.create'],
  meta: {
    title: 'Index built while writes wait',
    why: 'CREATE INDEX holds a SHARE lock until the whole table is read; inserts, updates and deletes queue behind it, and requests with them.',
    todo: 'Build it with CREATE INDEX CONCURRENTLY in a migration of its own that runs outside a transaction; drop an INVALID index before a retry.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
    examples: [
      onPostgres({
        title: 'A plain index on a table that exists',
        before: orders,
        pending: 'CREATE INDEX orders_status ON orders (status);',
        expect: ['migration/index-not-concurrent'],
      }),
      onPostgres({
        title: 'The table is created in the same release: nobody writes to it yet',
        pending:
          'CREATE TABLE notes (id bigint PRIMARY KEY, owner bigint);\nCREATE INDEX notes_owner ON notes (owner);',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (!isPostgres(op, policy) || op.concurrently || op.tableState === 'new' || op.lock === 'none') return undefined;
    const index = op.options?.unnamed !== undefined || !op.object ? `an index on ${op.table}` : `index ${op.object}`;
    const size = sizeSentence(op.table, policy);
    if (op.partitioned) {
      if (op.options?.only !== undefined) return undefined;
      return {
        severity: 'note',
        what: `${index} on the partitioned ${op.table} is built on all partitions while writes wait`,
        why: `CONCURRENTLY is refused on a partitioned table, and the plain form holds a SHARE lock on every partition. ${size}`,
        todo: 'Create the index ON ONLY the parent, build one CONCURRENTLY on each partition, then attach them with ALTER INDEX … ATTACH PARTITION.',
        evidence: evidenceOf(op),
      };
    }
    return {
      what: `${index} is built without CONCURRENTLY: ${whoWaits(op)} on ${op.table} wait`,
      why: `${this.meta.why} ${size}`,
      evidence: evidenceOf(op),
      fixes: fixes(op, policy),
    };
  },
});

function fixes(op: Op, policy: Policy) {
  const concurrently = insertAfter(op, /\bINDEX\b/i, ' CONCURRENTLY');
  if (!concurrently) return [];
  if (!runsInTransaction(op, policy)) return fixOf('Build the index CONCURRENTLY', true, [concurrently]);
  const text = (op.text ?? '').replace(/\bINDEX\b/i, (word) => `${word} CONCURRENTLY`);
  if ((op.text ?? '').length >= 400) return [];
  const added = newMigration(op, 'build_index_concurrently', `${text};`, true);
  return fixOf('Move the index into a migration of its own, CONCURRENTLY', false, [moved(op, added), added]);
}
