// Catches SET NOT NULL on a column that nothing proves to be full.
// PostgreSQL reads the whole table under an ACCESS EXCLUSIVE lock, and fails on the first NULL.
// bad:  ALTER TABLE users ALTER COLUMN email SET NOT NULL;
// good: CHECK (email IS NOT NULL) NOT VALID; VALIDATE in a later transaction; then SET NOT NULL, which reads nothing (PostgreSQL 12)
import { onPostgres, users } from './examples';
import { fixes } from './foreignKeyValidatedInPlace';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isPostgres, type Op, scans, sizeSentence } from './server';

export const setNotNullScans = operationRule({
  id: 'migration/set-not-null-scans',
  ops: ['column.alter', 'constraint.create'],
  yieldsTo: ['migration/required-column-added', 'migration/type-change-rewrites'],
  meta: {
    title: 'SET NOT NULL scans under an exclusive lock',
    why: 'Every row is read under an ACCESS EXCLUSIVE lock: reads and writes wait. The statement fails on the first NULL, and the version that still runs may be writing them.',
    todo: 'Add CHECK (… IS NOT NULL) NOT VALID, VALIDATE it in a later transaction, then SET NOT NULL (PostgreSQL 12 reads nothing then) and drop the CHECK.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL'],
    examples: [
      onPostgres({
        title: 'Nothing proves that the column is full',
        before: users,
        pending: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
        expect: ['migration/set-not-null-scans'],
      }),
      onPostgres({
        title: 'A validated CHECK proves it',
        before: `${users}\nALTER TABLE users ADD CONSTRAINT users_email_filled CHECK (email IS NOT NULL);`,
        pending: 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new') return undefined;
    const form = formOf(op);
    if (!isPostgres(op, policy) || form === undefined || !scans(op, policy)) return undefined;
    const name = `${op.table}.${op.column ?? op.columns?.[0]}`;
    if (op.objectState === 'new')
      return {
        what: `${form} on the new ${name} reads every row: reads and writes wait`,
        why: `The column is new, but PostgreSQL reads the whole table to see that no row lacks a value, under an ACCESS EXCLUSIVE lock. ${sizeSentence(op.table, policy)}`,
        todo: 'Say NOT NULL DEFAULT … where the column is added: with a constant default nothing is read. Or constrain it in a later release, after a validated CHECK.',
        evidence: evidenceOf(op),
      };
    return {
      what: `${form} on ${name} reads every row: reads and writes wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
      ...(op.op === 'constraint.create'
        ? {
            todo: 'Add it NOT VALID, and VALIDATE CONSTRAINT in a later migration, which blocks nobody.',
            fixes: fixes(op, policy),
          }
        : {}),
    };
  },
});

/** SET NOT NULL, or since PostgreSQL 18 the same as a constraint with a name; one that stands in the definition of a column is the column's. */
function formOf(op: Op): string | undefined {
  if (op.op === 'column.alter') return op.action === 'set-not-null' ? 'SET NOT NULL' : undefined;
  return op.constraint === 'not-null' && op.column === undefined ? `NOT NULL constraint ${op.object}` : undefined;
}
