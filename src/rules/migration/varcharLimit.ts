// Catches varchar with a length limit.
// The limit is seldom a rule of the business, and the day it is too short a release has to change it.
// bad:  CREATE TABLE notes (title varchar(100));
// good: CREATE TABLE notes (title text CHECK (length(title) <= 100));
import { givenType } from './columnTypes';
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const varcharLimit = operationRule({
  id: 'migration/varchar-limit',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'varchar with a limit',
    why: 'A limit in the type is hard to change later; text with a CHECK says the same, and the CHECK can be replaced without touching the rows.',
    todo: 'Use text, with a CHECK where a limit is meant.',
    severity: 'note',
    off: true,
    sources: ['https://wiki.postgresql.org/wiki/Don%27t_Do_This'],
    examples: [
      onPostgres({
        title: 'A column of this type',
        pending: 'CREATE TABLE notes (title varchar(100));',
        expect: ['migration/varchar-limit'],
      }),
      onPostgres({ title: 'The type that is meant', pending: 'CREATE TABLE notes (title text);', expect: [] }),
    ],
  },
  judge(op) {
    const given = givenType(op);
    if (!given || !(given.type.name === 'varchar' && given.type.args.length > 0)) return undefined;
    return { what: `${given.name} is varchar(${given.type.args[0]}): the limit is hard to change later` };
  },
});
