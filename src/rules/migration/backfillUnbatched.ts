// Catches a backfill of a whole table in one statement.
// Every row stays locked until it commits, replicas fall behind, and the dead rows of the old versions bloat the table.
// bad:  UPDATE users SET locale = 'en' WHERE locale IS NULL;
// good: UPDATE … WHERE id IN (SELECT id FROM users WHERE locale IS NULL LIMIT 5000), again and again, until no row is left
import { onPostgres } from './examples';
import { type Judgement, operationRule } from './operationRule';
import { isSmall, type Op, sizeSentence } from './server';

const before = 'CREATE TABLE users (id bigint PRIMARY KEY, locale text);';

export const backfillUnbatched = operationRule({
  id: 'migration/backfill-unbatched',
  ops: ['rows.update'],
  yieldsTo: ['migration/unbounded-dml', 'migration/backfill-with-schema-change', 'rollback/contract-with-expand'],
  meta: {
    title: 'Whole table filled in one statement',
    why: 'Each row stays locked until the statement commits, writes to these rows wait, replicas fall behind, and the table grows by a dead version of every row.',
    todo: 'Work in batches of some thousand rows, each committed by itself, outside the migration; pause when replicas lag.',
    severity: 'warning',
    examples: [
      onPostgres({
        title: 'All empty rows at once',
        before,
        pending: "UPDATE users SET locale = 'en' WHERE locale IS NULL;",
        expect: ['migration/backfill-unbatched'],
      }),
      onPostgres({
        title: 'A batch with a bound',
        before,
        pending: "UPDATE users SET locale = 'en' WHERE id IN (SELECT id FROM users WHERE locale IS NULL LIMIT 5000);",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || op.batched || isSmall(op.table, policy)) return undefined;
    if (op.where !== 'none' && op.where !== 'always' && !fillsNulls(op)) return undefined;
    return {
      what: `UPDATE fills ${(op.columns ?? []).slice(0, 3).join(', ') || 'a column'} of all rows of ${op.table} in one statement`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
    };
  },
});

/** `SET c = … WHERE c IS NULL`: every row of a column that has just been added. */
function fillsNulls(op: Op): boolean {
  const column = op.columns?.length === 1 ? op.columns[0] : undefined;
  if (column === undefined) return false;
  const where =
    /\bwhere\b([\s\S]*)$/i
      .exec(op.text ?? '')?.[1]
      ?.replaceAll(/["`();]/g, ' ')
      .trim()
      .toLowerCase() ?? '';
  const match = /^(?:[\w$]+\.)?([\w$]+)\s+is\s+null\s*$/.exec(where);
  return match?.[1] === column.toLowerCase();
}
