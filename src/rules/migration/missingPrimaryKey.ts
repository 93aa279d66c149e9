// Catches a new table without a primary key.
// Logical replication cannot tell its rows apart, so that UPDATE and DELETE fail once the table is published; batches have nothing to go by.
// bad:  CREATE TABLE events (at timestamptz, kind text);
// good: CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz, kind text);
import { defineRule } from '../../core/rule';
import { onPostgres } from './examples';

export const missingPrimaryKey = defineRule({
  id: 'migration/missing-primary-key',
  meta: {
    title: 'Table without a primary key',
    why: 'Rows cannot be told apart: logical replication refuses UPDATE and DELETE, and a later backfill has nothing to batch by.',
    todo: 'Give the table a primary key.',
    severity: 'note',
    off: true,
    sources: [
      'https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY',
    ],
    examples: [
      onPostgres({
        title: 'No key at all',
        pending: 'CREATE TABLE events (at timestamptz, kind text);',
        expect: ['migration/missing-primary-key'],
      }),
      onPostgres({
        title: 'The key is added by a later statement',
        pending: 'CREATE TABLE events (id bigint NOT NULL);\nALTER TABLE events ADD PRIMARY KEY (id);',
        expect: [],
      }),
    ],
  },
  reads: ['ddl.resolved'],
  within: 'database',
  by(op) {
    if (!op.pending || op.table === undefined) return [];
    const matters =
      op.op === 'table.create' ||
      op.op === 'column.create' ||
      (op.op === 'constraint.create' && op.constraint === 'primary-key');
    return matters ? `table ${op.table}` : [];
  },
  judge(c) {
    const ops = c.head.of('ddl.resolved');
    const made = ops.find((op) => op.op === 'table.create');
    const { temporary, as, like, partitionOf, using, sort } = made?.options ?? {};
    if (!made || ops.some((op) => op.constraint === 'primary-key') || !ops.some((op) => op.op === 'column.create'))
      return undefined;
    if ([temporary, as, like, partitionOf, using, sort].some((option) => option !== undefined)) return undefined;
    return { what: `table ${made.table} has no primary key`, subject: `table ${made.table}`, at: made.at };
  },
});
