// Catches a new table whose key has 32 bits.
// It ends at 2,147,483,647; the INSERT after that fails, and the change to bigint then rewrites a table that has become large.
// bad:  CREATE TABLE events (id serial PRIMARY KEY);
// good: CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
import { columnTypeOf } from '../../core/columnType';
import { defineRule } from '../../core/rule';
import { onPostgres } from './examples';
import type { Op } from './server';

export const int32PrimaryKey = defineRule({
  id: 'migration/int32-primary-key',
  meta: {
    title: 'Key of 32 bits',
    why: 'The key ends at 2,147,483,647. The next INSERT fails, and by then the change to bigint rewrites a large table and every table that refers to it.',
    todo: 'Use bigint, or a UUID, from the start.',
    severity: 'note',
    examples: [
      onPostgres({
        title: 'A serial key',
        pending: 'CREATE TABLE events (id serial PRIMARY KEY);',
        expect: ['migration/int32-primary-key'],
      }),
      onPostgres({
        title: 'A key of 64 bits',
        pending: 'CREATE TABLE events (id bigserial PRIMARY KEY, kind integer);',
        expect: [],
      }),
    ],
  },
  reads: ['ddl.resolved'],
  within: 'database',
  by: (op) =>
    op.pending &&
    op.table !== undefined &&
    (op.op === 'column.create' || (op.op === 'constraint.create' && op.constraint === 'primary-key'))
      ? `${op.migration} ${op.table}`
      : [],
  judge(c) {
    const ops = c.head.of('ddl.resolved');
    const keys = ops.filter((op) => op.op === 'constraint.create');
    const columns = ops.filter((op) => op.op === 'column.create' && is32Bit(op));
    const key = columns.find((op) => isKey(op, keys));
    if (!key) return undefined;
    return {
      what: `${key.table}.${key.column} is a key of 32 bits (${key.type}): it ends at 2,147,483,647`,
      subject: `column ${key.table}.${key.column}`,
      at: key.at,
    };
  },
});

function is32Bit(op: Op): boolean {
  // SQLite's INTEGER has 64 bits.
  return op.dialect !== 'sqlite' && op.type !== undefined && columnTypeOf(op.type).name === 'integer';
}

/** The only column of the primary key, or a column that is called `id` where no key is declared. */
function isKey(op: Op, keys: readonly Op[]): boolean {
  if (keys.length > 0) return keys.some((key) => key.columns?.length === 1 && key.columns[0] === op.column);
  return op.column === 'id' && op.tableState === 'new';
}
