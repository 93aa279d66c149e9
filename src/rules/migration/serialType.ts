// Catches serial, which makes a sequence beside the column.
// Its sequence has an owner, grants and a name of its own, which dumps, renames and permissions forget.
// bad:  CREATE TABLE notes (id bigserial);
// good: CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY);
import { onPostgres } from './examples';
import { operationRule } from './operationRule';
import { isPostgres } from './server';

export const serialType = operationRule({
  id: 'migration/serial-type',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'serial instead of identity',
    why: 'serial makes a sequence with an owner, grants and a name of its own; changing or copying the column leaves it behind.',
    todo: 'Use GENERATED ALWAYS AS IDENTITY (PostgreSQL 10).',
    severity: 'note',
    off: true,
    sources: ['https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_serial'],
    examples: [
      onPostgres({
        title: 'A serial column',
        pending: 'CREATE TABLE notes (id bigserial PRIMARY KEY);',
        expect: ['migration/serial-type'],
      }),
      onPostgres({
        title: 'An identity column',
        pending: 'CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    const serial = op.generated === 'serial' || /^"?(?:big|small)?serial[248]?"?$/i.test(op.type ?? '');
    return serial && isPostgres(op, policy)
      ? { what: `${op.table}.${op.column} is ${op.type}: identity columns have replaced serial` }
      : undefined;
  },
});
