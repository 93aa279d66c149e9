// Catches UPDATE and DELETE that touch every row: without WHERE, or with one that is always true.
// Values that were there are overwritten or gone, in one statement that locks every row until it commits.
// bad:  UPDATE users SET plan = 'free';
// good: UPDATE users SET plan = 'free' WHERE id BETWEEN $1 AND $2 AND plan IS NULL;   -- in batches, outside the migration
import { onPostgres, users } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isSmall, sizeSentence } from './server';

export const unboundedDml = operationRule({
  id: 'migration/unbounded-dml',
  ops: ['rows.update', 'rows.delete'],
  meta: {
    title: 'UPDATE or DELETE of every row',
    why: 'The old values are overwritten in one statement, which holds a lock on every row until it commits and cannot be taken back.',
    todo: 'Say which rows are meant; work in batches outside the migration, and keep a copy of what is overwritten.',
    severity: 'blocker',
    examples: [
      onPostgres({
        title: 'Every row gets another value',
        before: users,
        pending: "UPDATE users SET nickname = 'none';",
        expect: ['migration/unbounded-dml'],
      }),
      onPostgres({
        title: 'The statement says which rows',
        before: users,
        pending: "UPDATE users SET nickname = 'none' WHERE id BETWEEN 1 AND 500;",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || op.batched || (op.where !== 'none' && op.where !== 'always')) return undefined;
    if (isSmall(op.table, policy) || op.keptCopy !== undefined) return undefined;
    // A column of this release holds nothing yet: that is a backfill, and another rule's matter.
    if (op.op === 'rows.update' && op.objectState === 'new') return undefined;
    const always = op.where === 'always' ? ' (its WHERE is always true)' : '';
    return {
      what: `${op.op === 'rows.update' ? `UPDATE overwrites ${columnsOf(op.columns)} of` : 'DELETE removes'} every row of ${op.table}${always}`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
    };
  },
});

function columnsOf(columns: readonly string[] | undefined): string {
  return columns && columns.length > 0 && columns.length <= 3 ? columns.join(', ') : 'columns';
}
