// Catches a change of type that writes every row anew.
// PostgreSQL rewrites the table and its indexes under an ACCESS EXCLUSIVE lock; MySQL copies it while writes wait.
// bad:  ALTER TABLE orders ALTER COLUMN total TYPE bigint;
// good: a new column of the new type, written by both versions, backfilled, and swapped in a later release
import { indexesBuiltAnew } from '../../knowledge/typeChanges';
import { onPostgres, orders } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isMySql, isPostgres, sizeSentence } from './server';

export const typeChangeRewrites = operationRule({
  id: 'migration/type-change-rewrites',
  ops: ['column.alter'],
  // A table is rewritten once for each statement; its columns are one matter.
  groupBy: (op) => `table ${op.table}`,
  meta: {
    title: 'Change of type that rewrites the table',
    why: 'Every row and every index on the column is written anew under an ACCESS EXCLUSIVE lock: reads and writes wait for as long as that takes.',
    todo: 'Add a column of the new type, let the new version write both, backfill in batches, and switch over in a later release.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'int to bigint',
        before: orders,
        pending: 'ALTER TABLE orders ALTER COLUMN total TYPE bigint;',
        expect: ['migration/type-change-rewrites'],
      }),
      onPostgres({
        title: 'A longer varchar keeps the rows as they are',
        before: orders,
        pending: 'ALTER TABLE orders ALTER COLUMN status TYPE varchar(40);',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || (op.action !== 'type' && op.action !== 'modify')) return undefined;
    const name = `${op.table}.${op.column}`;
    const size = sizeSentence(op.table, policy);
    const change =
      op.before?.type === undefined ? `becomes ${op.type}` : `changes from ${op.before.type} to ${op.type}`;
    if (isMySql(op, policy)) {
      if (op.algorithm !== 'COPY') return undefined;
      return {
        what: `${name} ${change}: ${op.table} is copied while writes wait`,
        why: `${sentence(op.because ?? 'the type changes')}, which the server does by copying the table (ALGORITHM=COPY, writes blocked). ${size}`,
        todo: 'Use gh-ost or pt-online-schema-change, or a new column that both versions write.',
        evidence: evidenceOf(op),
      };
    }
    if (!isPostgres(op, policy) || (!op.rewrites && !op.scans)) return undefined;
    if (!op.rewrites && op.because?.endsWith(indexesBuiltAnew))
      return {
        severity: 'warning',
        what: `${name} gets another collation: its indexes are built anew while everybody waits`,
        why: `The rows stay as they are, but every index on the column is built anew in the new order, under an ACCESS EXCLUSIVE lock. ${size}`,
        evidence: evidenceOf(op),
      };
    if (!op.rewrites)
      return {
        severity: 'warning',
        what: `${name} ${change}: the CHECK on it is verified for every row while everybody waits`,
        why: `The rows stay as they are, but the CHECK that names the column is verified again under an ACCESS EXCLUSIVE lock. ${size}`,
        evidence: evidenceOf(op),
      };
    return {
      what: `${name} ${change}: the table is rewritten while everybody waits`,
      why: `${this.meta.why} ${size}`,
      evidence: evidenceOf(op),
    };
  },
});

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
