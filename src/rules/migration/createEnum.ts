// Catches a new enum type.
// Labels can be added but never dropped, and the version that still runs does not know a label that the new one writes.
// bad:  CREATE TYPE status AS ENUM ('open', 'closed');
// good: status text CHECK (status IN ('open', 'closed')), or a table of its own
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const createEnum = operationRule({
  id: 'migration/create-enum',
  ops: ['type.create'],
  meta: {
    title: 'Enum type',
    why: 'A label cannot be dropped again: the way back is a new type and a rewrite of each column that uses it.',
    todo: 'Use text with a CHECK, which can be replaced, or a table of values.',
    severity: 'note',
    off: true,
    sources: ['https://www.postgresql.org/docs/current/datatype-enum.html'],
    examples: [
      onPostgres({
        title: 'A type for two states',
        pending: "CREATE TYPE status AS ENUM ('open', 'closed');",
        expect: ['migration/create-enum'],
      }),
      onPostgres({
        title: 'A CHECK says the same',
        pending: "CREATE TABLE notes (id bigint PRIMARY KEY, status text CHECK (status IN ('open', 'closed')));",
        expect: [],
      }),
    ],
  },
  judge(op) {
    return op.options?.sort === 'enum'
      ? { what: `type ${op.object} is an enum: its labels cannot be dropped again` }
      : undefined;
  },
});
