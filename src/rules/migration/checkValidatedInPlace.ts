// Catches a CHECK that is verified in the statement that adds it.
// PostgreSQL holds an ACCESS EXCLUSIVE lock while it reads every row; MySQL and MariaDB copy the table.
// bad:  ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0);
// good: the same with NOT VALID; VALIDATE CONSTRAINT in a later transaction
import { onPostgres, orders } from './examples';
import { fixes } from './foreignKeyValidatedInPlace';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isMySql, isPostgres, type Op, sizeSentence } from './server';

export const checkValidatedInPlace = operationRule({
  id: 'migration/check-validated-in-place',
  ops: ['constraint.create'],
  meta: {
    title: 'CHECK verified while everybody waits',
    why: 'The table is locked exclusively while every row is read: reads and writes wait.',
    todo: 'Add it NOT VALID: new rows are checked from then on. VALIDATE CONSTRAINT in a later migration, which blocks nobody.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'A check on a table with rows',
        before: orders,
        pending: 'ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0);',
        expect: ['migration/check-validated-in-place'],
      }),
      onPostgres({
        title: 'NOT VALID checks only new rows',
        before: orders,
        pending: 'ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.constraint !== 'check' || op.notValid || op.tableState === 'new') return undefined;
    if (op.objectState === 'new' && isNotNull(op)) return undefined;
    const unnamed = op.object === undefined || op.options?.unnamed !== undefined;
    const name = unnamed ? `(${op.expression ?? ''})` : (op.object ?? '');
    if (isMySql(op, policy))
      return op.algorithm === 'COPY'
        ? {
            what: `CHECK ${name} copies ${op.table} while writes wait`,
            why: `The server verifies the check by building a copy of the table, and blocks writes to it. ${sizeSentence(op.table, policy)}`,
            todo: 'Add it in a quiet window, or use gh-ost or pt-online-schema-change.',
            evidence: evidenceOf(op),
          }
        : undefined;
    if (!isPostgres(op, policy)) return undefined;
    return {
      what: `CHECK ${name} is verified at once: reads and writes on ${op.table} wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
      fixes: op.column === undefined ? fixes(op, policy) : [],
    };
  },
});

function isNotNull(op: Op): boolean {
  return /^\(*\s*"?\w+"?\s+is\s+not\s+null\s*\)*$/i.test(op.expression ?? '');
}
