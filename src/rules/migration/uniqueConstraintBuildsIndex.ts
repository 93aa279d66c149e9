// Catches a UNIQUE constraint that builds its index in place.
// ALTER TABLE holds an ACCESS EXCLUSIVE lock while the index is built: reads and writes wait for the whole scan.
// bad:  ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);
// good: CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);  then ADD CONSTRAINT users_email UNIQUE USING INDEX users_email
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, sizeSentence } from './server';

export const uniqueConstraintBuildsIndex = operationRule({
  id: 'migration/unique-constraint-builds-index',
  ops: ['constraint.create'],
  meta: {
    title: 'UNIQUE constraint builds its index under an exclusive lock',
    why: 'The index behind the constraint is built under an ACCESS EXCLUSIVE lock: reads and writes wait until the whole table is read.',
    todo: 'Build a unique index CONCURRENTLY in a migration of its own, then add the constraint with USING INDEX, which takes a moment.',
    severity: 'warning',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
    ],
    examples: [
      onPostgres({
        title: 'A constraint on a table with rows',
        before: users,
        pending: 'ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (email);',
        expect: ['migration/unique-constraint-builds-index'],
      }),
      onPostgres({
        title: 'The index is there already',
        before: `${users}\nCREATE UNIQUE INDEX users_email ON users (email);`,
        pending: 'ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.constraint !== 'unique' || op.usingIndex !== undefined) return undefined;
    if (op.tableState === 'new') return undefined;
    return {
      what: `UNIQUE (${(op.columns ?? []).join(', ')}) builds its index in place: reads and writes on ${op.table} wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
    };
  },
});
