// Catches char(n), which pads every value with spaces.
// Comparisons and concatenations with padded values surprise, and nothing is gained in speed or space.
// bad:  CREATE TABLE notes (code char(8));
// good: CREATE TABLE notes (code text);
import { givenType } from './columnTypes';
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const charType = operationRule({
  id: 'migration/char-type',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'char pads its values',
    why: 'Values are padded with spaces to the length; comparisons, LIKE and concatenation then behave in surprising ways.',
    todo: 'Use text, with a CHECK where a length is meant.',
    severity: 'note',
    off: true,
    sources: ['https://wiki.postgresql.org/wiki/Don%27t_Do_This'],
    examples: [
      onPostgres({
        title: 'A column of this type',
        pending: 'CREATE TABLE notes (code char(8));',
        expect: ['migration/char-type'],
      }),
      onPostgres({ title: 'The type that is meant', pending: 'CREATE TABLE notes (code varchar(8));', expect: [] }),
    ],
  },
  judge(op) {
    const given = givenType(op);
    if (!given || !(given.type.name === 'char')) return undefined;
    return { what: `${given.name} is char: values are padded with spaces` };
  },
});
