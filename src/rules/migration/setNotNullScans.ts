// Catches SET NOT NULL on a column that nothing proves to be full.
// PostgreSQL reads the whole table under an ACCESS EXCLUSIVE lock, and fails on the first NULL.
// bad:  ALTER TABLE users ALTER COLUMN email SET NOT NULL;
// good: CHECK (email IS NOT NULL) NOT VALID; VALIDATE in a later transaction; then SET NOT NULL, which reads nothing (PostgreSQL 12)
import { onPostgres, users } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isPostgres, scans, sizeSentence } from './server';

export const setNotNullScans = operationRule({
  id: 'migration/set-not-null-scans',
  ops: ['column.alter'],
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
    const name = `${op.table}.${op.column}`;
    if (!isPostgres(op, policy) || op.action !== 'set-not-null' || !scans(op, policy)) return undefined;
    if (op.objectState === 'new')
      return {
        what: `SET NOT NULL on the new ${name} reads every row: reads and writes wait`,
        why: `The column is new, but PostgreSQL reads the whole table to see that no row lacks a value, under an ACCESS EXCLUSIVE lock. ${sizeSentence(op.table, policy)}`,
        todo: 'Say NOT NULL DEFAULT … where the column is added: with a constant default nothing is read. Or constrain it in a later release, after a validated CHECK.',
        evidence: evidenceOf(op),
      };
    return {
      what: `SET NOT NULL on ${name} reads every row: reads and writes wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
    };
  },
});
