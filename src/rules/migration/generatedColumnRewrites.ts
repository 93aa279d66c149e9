// Catches a new column that the server must fill for every row: serial, identity, or a stored generated column.
// The table is written anew under an ACCESS EXCLUSIVE lock (PostgreSQL) or copied while writes wait (MySQL).
// bad:  ALTER TABLE events ADD COLUMN number bigserial;
// good: a plain column, a trigger or the new code that fills it, a backfill in batches
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isMySql, isPostgres, sizeSentence } from './server';

const sorts = {
  serial: 'serial',
  identity: 'an identity column',
  stored: 'a stored generated column',
  virtual: 'virtual',
};

export const generatedColumnRewrites = operationRule({
  id: 'migration/generated-column-rewrites',
  ops: ['column.create'],
  meta: {
    title: 'New column that the server fills for every row',
    why: 'The whole table is written anew under an ACCESS EXCLUSIVE lock: reads and writes wait.',
    todo: 'Add a plain column, fill new rows by a trigger or by the new code, and backfill the old ones in batches.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'A number for every row',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN number bigserial;',
        expect: ['migration/generated-column-rewrites'],
      }),
      onPostgres({
        title: 'The table is created in this release',
        pending: 'CREATE TABLE notes (id bigint PRIMARY KEY);\nALTER TABLE notes ADD COLUMN number bigserial;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.generated === undefined || op.generated === 'virtual' || op.tableState === 'new') return undefined;
    const mysql = isMySql(op, policy);
    if (!mysql && !isPostgres(op, policy)) return undefined;
    const name = `${op.table}.${op.column}`;
    const size = sizeSentence(op.table, policy);
    if (mysql && op.generated !== 'stored') return undefined;
    return {
      what: mysql
        ? `${name}: a stored generated column copies the table while writes wait`
        : `${name}: ${sorts[op.generated]} rewrites the table while everybody waits`,
      why: mysql
        ? `A stored value is computed for every row, which the server does by copying the table (ALGORITHM=COPY). ${size}`
        : `${this.meta.why} ${size}`,
      evidence: evidenceOf(op),
    };
  },
});
