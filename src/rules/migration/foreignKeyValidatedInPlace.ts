// Catches a foreign key that is checked in the statement that adds it.
// PostgreSQL holds a SHARE ROW EXCLUSIVE lock on both tables while it reads the child; MySQL copies the child table.
// bad:  ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
// good: the same with NOT VALID; VALIDATE CONSTRAINT in a later transaction
import type { Policy } from '../../core/policy';
import { appendTo, fixOf, newMigration } from './edits';
import { onPostgres, orders } from './examples';
import { evidenceOf, type Judgement, operationRule, whoWaits } from './operationRule';
import { isMySql, isPostgres, type Op, rowsOf, sizeSentence } from './server';

export const foreignKeyValidatedInPlace = operationRule({
  id: 'migration/foreign-key-validated-in-place',
  ops: ['constraint.create'],
  meta: {
    title: 'Foreign key checked while writes wait',
    why: 'Both tables are locked against writes (SHARE ROW EXCLUSIVE) while every row of the child is looked up in the parent.',
    todo: 'Add the key NOT VALID: new rows are checked from then on. VALIDATE CONSTRAINT in a later migration, which blocks nobody.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'A key between two tables with rows',
        before: orders,
        pending:
          'ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);',
        expect: ['migration/foreign-key-validated-in-place'],
      }),
      onPostgres({
        title: 'NOT VALID checks only new rows',
        before: orders,
        pending:
          'ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.constraint !== 'foreign-key' || op.notValid || op.tableState === 'new') return undefined;
    const name = named(op);
    if (isMySql(op, policy)) {
      if (op.algorithm !== 'COPY') return undefined;
      return {
        what: `foreign key ${name} copies ${op.table} while writes wait`,
        why: `While foreign_key_checks is on, the server builds a copy of the table and blocks writes to it. ${sizeSentence(op.table, policy)}`,
        todo: 'Set foreign_key_checks = 0 for the session when the rows are known to be right, or use gh-ost or pt-online-schema-change.',
        evidence: evidenceOf(op),
      };
    }
    if (!isPostgres(op, policy)) return undefined;
    const parent = op.references?.table ?? 'the other table';
    const tables = parent === op.table ? op.table : `${op.table} and ${parent}`;
    if (op.objectState === 'new' && rowsOf(op.table, policy) === undefined)
      return {
        severity: 'note',
        what: `foreign key ${name} locks ${tables} against writes; its column is new`,
        why: op.scans
          ? 'The column is new and empty, so the check finds nothing, but it reads the whole table while writes to both wait.'
          : 'The column is new and empty, so nothing is checked; the lock is short, but it waits for running writes and holds up new ones.',
        evidence: evidenceOf(op),
      };
    return {
      what: `foreign key ${name} is checked at once: ${whoWaits(op)} on ${tables} wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
      fixes: fixes(op, policy),
    };
  },
});

function named(op: Op): string {
  const unnamed = op.object === undefined || op.options?.unnamed !== undefined;
  return unnamed ? `on ${op.table}.${(op.columns ?? []).join(', ')}` : (op.object ?? '');
}

/** NOT VALID, and a second migration that validates: where the statement does nothing else. */
export function fixes(op: Op, _policy: Policy) {
  const whole = op.text !== undefined && op.at.end - op.at.start === op.text.length;
  if (!whole || op.object === undefined || op.options?.unnamed !== undefined || op.column !== undefined) return [];
  const table = /\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?((?:"[^"]+"|[\w$.])+)/i.exec(op.text ?? '')?.[1];
  const constraint = /\bCONSTRAINT\s+((?:"[^"]+"|[\w$])+)/i.exec(op.text ?? '')?.[1];
  if (!table || !constraint) return [];
  const second = newMigration(
    op,
    `validate_${op.object.replaceAll(/\W/g, '_').toLowerCase()}`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint};`,
    false,
  );
  return fixOf('Add it NOT VALID and validate in a migration of its own', false, [appendTo(op, ' NOT VALID'), second]);
}
