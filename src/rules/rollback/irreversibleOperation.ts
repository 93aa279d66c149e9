// Catches operations that nothing can take back: values overwritten or rows deleted without a copy, and, where downs are the way back, a new enum label.
// When the release has to go back, the data it changed stays changed.
// bad:  UPDATE orders SET status = 'closed' WHERE status = 'archived';   -- which ones were archived?
// good: first CREATE TABLE orders_status_before AS SELECT id, status FROM orders WHERE status = 'archived'
import type { RuleId } from '../../core/finding';
import type { Policy } from '../../core/policy';
import { isOneRow } from '../migration/backfillWithSchemaChange';
import { onPostgres, orders } from '../migration/examples';
import { type Judgement, operationRule } from '../migration/operationRule';
import { isSmall, type Op } from '../migration/server';

const stronger: readonly RuleId[] = [
  'migration/dropped-object-still-used',
  'migration/drop-column',
  'migration/drop-table',
  'migration/drop-schema',
  'migration/truncate',
  'migration/unbounded-dml',
  'migration/type-change-rewrites',
  'migration/concurrently-in-transaction',
];

export const irreversibleOperation = operationRule({
  id: 'rollback/irreversible-operation',
  ops: ['rows.update', 'rows.delete', 'value.create', 'extension.drop', 'column.alter'],
  yieldsTo: stronger,
  meta: {
    title: 'Operation that nothing takes back',
    why: 'Rolling the release back leaves the data as it is: the old values are nowhere, and no down can bring them back.',
    todo: 'Copy what is overwritten or deleted first, in the same release; or say in the policy which backup brings it back (data.backup).',
    severity: 'blocker',
    examples: [
      onPostgres({
        title: 'Values are merged, and nobody can tell them apart again',
        before: orders,
        pending: "UPDATE orders SET status = 'closed' WHERE status = 'archived';",
        expect: ['rollback/irreversible-operation'],
      }),
      onPostgres({
        title: 'A copy is kept',
        before: orders,
        pending:
          "CREATE TABLE orders_before AS SELECT id, status FROM orders WHERE status = 'archived';\nUPDATE orders SET status = 'closed' WHERE status = 'archived';",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || op.objectState === 'new' || op.keptCopy !== undefined || isBackedUp(policy))
      return undefined;
    if (op.op === 'value.create') return enumLabel(op, policy);
    if (op.op === 'extension.drop')
      return op.cascade && op.options?.sort === undefined
        ? {
            what: `extension ${op.object} is dropped with CASCADE: columns of its types go with it`,
            subject: `extension ${op.object}`,
          }
        : undefined;
    if (op.op === 'column.alter')
      return op.undo === 'L'
        ? { what: `${op.table}.${op.column} becomes ${op.type}: part of each value is lost` }
        : undefined;
    const gaps = gapsIn(op);
    if (isSmall(op.table, policy) || isOneRow(op) || gaps === 'all') return undefined;
    if (op.op === 'rows.delete') return { what: `rows of ${op.table} are deleted without a copy` };
    const names = (op.columns ?? []).slice(0, 3);
    const columns = `${names.join(', ') || 'values'} of ${op.table} ${names.length === 1 ? 'is' : 'are'}`;
    // What is computed from the old value may be computed back.
    if (op.idempotent === undefined || op.idempotent === false)
      return {
        severity: 'warning',
        confidence: 'likely',
        what: `${columns} changed in place, without a copy of the old values`,
      };
    // Rows are chosen because a written column is empty: what stands beside it is most likely empty too.
    if (gaps === 'some')
      return { severity: 'warning', confidence: 'likely', what: `${columns} overwritten without a copy` };
    return { what: `${columns} overwritten without a copy` };
  },
});

function isBackedUp(policy: Policy): boolean {
  const kind = policy.data?.backup?.kind;
  return kind !== undefined && kind !== 'none';
}

/** Only a team that goes back by downs is told; the class of the step says it to everybody. */
function enumLabel(op: Op, policy: Policy): Judgement | undefined {
  return policy.rollback?.migrations === 'down'
    ? {
        severity: 'note',
        what: `label '${op.value}' of ${op.object} cannot be dropped again by a down`,
        todo: 'Keep the label on the way back, and let no version write it before every version can read it.',
      }
    : undefined;
}

/** Of the written columns, those that are empty in every row it chooses: `SET c = … WHERE c IS NULL` overwrites nothing. */
function gapsIn(op: Op): 'all' | 'some' | 'none' {
  const where = /\bwhere\b([\s\S]*)$/i.exec(op.text ?? '')?.[1]?.toLowerCase() ?? '';
  const columns = op.columns ?? [];
  if (/\bor\b/.test(where)) return 'none';
  const empty = columns.filter((column) =>
    new RegExp(`(?<![\\w$])${column.toLowerCase().replaceAll(/\W/g, '.')}["\`]?\\s*(?:is\\s+null|=\\s*'')`).test(where),
  );
  if (empty.length === 0) return 'none';
  return empty.length === columns.length ? 'all' : 'some';
}
