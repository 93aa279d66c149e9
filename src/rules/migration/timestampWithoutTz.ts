// Catches timestamp without time zone.
// It stores what a clock showed, not when it was; two servers in different zones write different values for one moment.
// bad:  CREATE TABLE notes (at timestamp);
// good: CREATE TABLE notes (at timestamptz);
import { givenType } from './columnTypes';
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const timestampWithoutTz = operationRule({
  id: 'migration/timestamp-without-tz',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'timestamp without time zone',
    why: 'It keeps what a clock showed and not the moment; a server, a session or a daylight saving change with another zone makes values incomparable.',
    todo: 'Use timestamptz.',
    severity: 'note',
    off: true,
    sources: ['https://wiki.postgresql.org/wiki/Don%27t_Do_This'],
    examples: [
      onPostgres({
        title: 'A column of this type',
        pending: 'CREATE TABLE notes (at timestamp);',
        expect: ['migration/timestamp-without-tz'],
      }),
      onPostgres({ title: 'The type that is meant', pending: 'CREATE TABLE notes (at timestamptz);', expect: [] }),
    ],
  },
  judge(op) {
    const given = givenType(op);
    if (!given || !(given.type.name === 'timestamp')) return undefined;
    return { what: `${given.name} is a timestamp without time zone` };
  },
});
