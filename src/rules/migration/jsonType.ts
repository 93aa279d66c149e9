// Catches json where jsonb is meant.
// json is text that is parsed on each access and has no equality, so that SELECT DISTINCT and UNION fail on it.
// bad:  CREATE TABLE notes (body json);
// good: CREATE TABLE notes (body jsonb);
import { givenType } from './columnTypes';
import { onPostgres } from './examples';
import { operationRule } from './operationRule';
import { isPostgres } from './server';

export const jsonType = operationRule({
  id: 'migration/json-type',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'json instead of jsonb',
    why: 'json has no equality operator, so that SELECT DISTINCT, GROUP BY and UNION over the table fail, and each access parses the text again.',
    todo: 'Use jsonb unless the exact text matters.',
    severity: 'note',
    off: true,
    sources: ['https://www.postgresql.org/docs/current/datatype-json.html'],
    examples: [
      onPostgres({
        title: 'A column of this type',
        pending: 'CREATE TABLE notes (body json);',
        expect: ['migration/json-type'],
      }),
      onPostgres({ title: 'The type that is meant', pending: 'CREATE TABLE notes (body jsonb);', expect: [] }),
    ],
  },
  judge(op, policy) {
    const given = givenType(op);
    if (!given || !(given.type.name === 'json' && isPostgres(op, policy))) return undefined;
    return { what: `${given.name} is json, which has no equality: jsonb is meant more often` };
  },
});
