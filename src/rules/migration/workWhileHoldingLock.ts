// Catches slow work in a transaction that already holds an exclusive lock on a table in use.
// A statement that takes a moment by itself then keeps everybody out for as long as the scan, rewrite or update after it takes.
// bad:  BEGIN; ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET …; COMMIT;
// good: two migrations: the short one commits before the long one starts
import type { RuleId } from '../../core/finding';
import { onPostgres, orders } from './examples';
import { type Judgement, operationRule } from './operationRule';
import { isPostgres, isSmall, type Op, runsInTransaction, sizeSentence } from './server';

/** Rules that speak of the same statement and name the lock in their evidence. */
const specific: readonly RuleId[] = [
  'migration/index-not-concurrent',
  'migration/reindex-not-concurrent',
  'migration/foreign-key-validated-in-place',
  'migration/check-validated-in-place',
  'migration/validate-in-same-transaction',
  'migration/unique-constraint-builds-index',
  'migration/primary-key-builds-index',
  'migration/exclusion-constraint',
  'migration/set-not-null-scans',
  'migration/required-column-added',
  'migration/volatile-default-rewrites',
  'migration/generated-column-rewrites',
  'migration/type-change-rewrites',
  'migration/set-logged-rewrites',
  'migration/concurrently-in-transaction',
  'migration/unbounded-dml',
  'migration/backfill-with-schema-change',
  'migration/backfill-unbatched',
];

export const workWhileHoldingLock = operationRule({
  id: 'migration/work-while-holding-lock',
  ops: [
    'rows.insert',
    'rows.update',
    'rows.delete',
    'constraint.validate',
    'column.alter',
    'table.create',
    'view.create',
    'view.refresh',
    'partition.attach',
  ],
  groupBy: () => 'transaction',
  yieldsTo: specific,
  meta: {
    title: 'Slow work while a table is locked',
    why: 'The exclusive lock is held until the transaction ends, so everybody who needs that table waits for this work as well.',
    todo: 'Put the slow statement into a migration of its own, or before the one that takes the lock.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES'],
    examples: [
      onPostgres({
        title: 'A constraint is validated after a column was added to the same table',
        before: `${orders}\nALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;`,
        pending: 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total;',
        expect: ['migration/work-while-holding-lock'],
      }),
      onPostgres({
        title: 'Only short statements share the transaction',
        before: orders,
        pending: 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN seen boolean;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    const held = op.alreadyHeld;
    if (!held || !isPostgres(op, policy) || !runsInTransaction(op, policy) || isSmall(held.table, policy))
      return undefined;
    const work = slowWork(op);
    if (work === undefined) return undefined;
    return {
      what: `${work} while ${held.table} is locked exclusively: its reads and writes wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: [{ at: held.at, note: `${held.table} is locked here (ACCESS EXCLUSIVE), until the transaction ends` }],
    };
  },
});

/** What takes time, in a few words; what has a rule of its own is told there. */
function slowWork(op: Op): string | undefined {
  const table = op.table ?? op.object ?? 'a table';
  switch (op.op) {
    case 'rows.update':
    case 'rows.delete':
      return op.tableState === 'new'
        ? undefined
        : `rows of ${table} are ${op.op === 'rows.update' ? 'updated' : 'deleted'}`;
    case 'rows.insert':
      return op.options?.source === 'select' && op.options.from !== undefined
        ? `rows of ${sources(op.options.from)} are copied`
        : undefined;
    case 'table.create':
      return op.options?.as !== undefined && op.options.withNoData === undefined
        ? `${table} is filled by a query`
        : undefined;
    case 'view.create':
      return op.options?.sort === 'materialized' && op.options.withNoData === undefined
        ? `${table} is filled by its query`
        : undefined;
    case 'view.refresh':
      return `${table} is refreshed`;
    case 'constraint.validate':
      return op.tableState === 'new' ? undefined : `${op.object} is validated`;
    case 'column.alter':
      // SET NOT NULL on a column of this release: the rest of the table is read all the same.
      return op.objectState === 'new' && op.scans && !op.rewrites ? `${table} is read completely` : undefined;
    default:
      return op.scans ? `${table} is read completely` : undefined;
  }
}

function sources(from: string): string {
  const names = from.split(',');
  return names.length <= 2 ? names.join(' and ') : `${names[0]} and others`;
}
