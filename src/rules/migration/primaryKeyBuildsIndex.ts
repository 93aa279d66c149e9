// Catches a primary key that builds its index, or proves NOT NULL, in place.
// Both run under an ACCESS EXCLUSIVE lock: reads and writes wait for a scan of the whole table.
// bad:  ALTER TABLE orders ADD PRIMARY KEY (id);
// good: a unique index built CONCURRENTLY on NOT NULL columns, then ADD CONSTRAINT … PRIMARY KEY USING INDEX
import { onPostgres } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isPostgres, sizeSentence } from './server';

export const primaryKeyBuildsIndex = operationRule({
  id: 'migration/primary-key-builds-index',
  ops: ['constraint.create'],
  meta: {
    title: 'Primary key builds its index under an exclusive lock',
    why: 'The index behind the key is built, and NOT NULL proven, under an ACCESS EXCLUSIVE lock: reads and writes wait until the whole table is read.',
    todo: 'Make the columns NOT NULL by a validated CHECK, build a unique index CONCURRENTLY, then add the key with USING INDEX.',
    severity: 'warning',
    sources: [
      'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
    ],
    examples: [
      onPostgres({
        title: 'A key on a table with rows',
        before: 'CREATE TABLE events (id bigint NOT NULL, at timestamptz);',
        pending: 'ALTER TABLE events ADD PRIMARY KEY (id);',
        expect: ['migration/primary-key-builds-index'],
      }),
      onPostgres({
        title: 'The index is there, and the column is NOT NULL',
        before:
          'CREATE TABLE events (id bigint NOT NULL, at timestamptz);\nCREATE UNIQUE INDEX events_id ON events (id);',
        pending: 'ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_id;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (!isPostgres(op, policy) || op.constraint !== 'primary-key' || op.tableState === 'new') return undefined;
    if (op.usingIndex !== undefined && !op.scans) return undefined;
    const size = sizeSentence(op.table, policy);
    if (op.usingIndex !== undefined)
      return {
        what: `primary key of ${op.table} uses an index on nullable columns: it scans while everybody waits`,
        why: `${op.because ?? 'A column may be NULL'}, so the server reads every row to prove the opposite, under an ACCESS EXCLUSIVE lock. ${size}`,
        evidence: evidenceOf(op),
      };
    return {
      what: `primary key of ${op.table} builds its index in place: reads and writes wait`,
      why: `${this.meta.why} ${size}`,
      evidence: evidenceOf(op),
    };
  },
});
