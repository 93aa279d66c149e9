/**
 * Type changes of PostgreSQL that keep the rows as they are. `binary coercible` in pg_cast (castmethod `b`), and length coercions whose
 * support function drops the cast (varchar, varbit, numeric, timestamp, time, interval): PostgreSQL 15 and 18, pg_cast and src/backend/utils/adt, 2026-08.
 */
export interface KeptChange {
  from: string;
  to: string;
  /** `grows`: every argument may only grow, or fall away. `same-scale`: precision may grow, scale stays. `utc`: only while the session's time zone is UTC. `unindexed`: an index on the column is rebuilt. */
  when: 'always' | 'grows' | 'same-scale' | 'no-limit' | 'utc' | 'unindexed';
}

export const keptChanges: readonly KeptChange[] = [
  { from: 'varchar', to: 'varchar', when: 'grows' },
  { from: 'varchar', to: 'text', when: 'always' },
  { from: 'text', to: 'varchar', when: 'no-limit' },
  { from: 'varbit', to: 'varbit', when: 'grows' },
  { from: 'bit', to: 'varbit', when: 'grows' },
  { from: 'numeric', to: 'numeric', when: 'same-scale' },
  { from: 'timestamp', to: 'timestamp', when: 'grows' },
  { from: 'timestamptz', to: 'timestamptz', when: 'grows' },
  { from: 'time', to: 'time', when: 'grows' },
  { from: 'timetz', to: 'timetz', when: 'grows' },
  { from: 'interval', to: 'interval', when: 'grows' },
  { from: 'timestamp', to: 'timestamptz', when: 'utc' },
  { from: 'timestamptz', to: 'timestamp', when: 'utc' },
  { from: 'cidr', to: 'inet', when: 'always' },
  { from: 'citext', to: 'text', when: 'unindexed' },
  { from: 'text', to: 'citext', when: 'unindexed' },
  { from: 'citext', to: 'varchar', when: 'no-limit' },
  { from: 'varchar', to: 'citext', when: 'unindexed' },
  { from: 'xml', to: 'text', when: 'always' },
  { from: 'oid', to: 'integer', when: 'always' },
  { from: 'integer', to: 'oid', when: 'always' },
];

/** Default of the last argument where none is written: `timestamp` is `timestamp(6)`. */
export const fullPrecision: Readonly<Record<string, number>> = {
  timestamp: 6,
  timestamptz: 6,
  time: 6,
  timetz: 6,
  interval: 6,
};

/** Ranks of types of one family: a change to a higher rank keeps every value, one to a lower rank may fail or lose. */
export const wideningOrder: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double precision'],
  ['char', 'varchar', 'text'],
  ['tinyint', 'smallint', 'mediumint', 'integer', 'bigint'],
  ['tinytext', 'text', 'mediumtext', 'longtext'],
  ['date', 'timestamp'],
];

/** Changes that silently drop part of each value. */
export const lossyChanges: ReadonlySet<string> = new Set([
  'numeric integer',
  'numeric bigint',
  'numeric smallint',
  'double precision integer',
  'double precision bigint',
  'real integer',
  'double precision real',
  'timestamptz date',
  'timestamp date',
  'timestamptz time',
  'timestamp time',
  'timestamptz boolean',
  'timestamp boolean',
  'text boolean',
  'varchar boolean',
  'integer boolean',
  'bigint boolean',
]);

/** Bytes of one character at most, by character set of MySQL. */
export const bytesPerCharacter: Readonly<Record<string, number>> = {
  latin1: 1,
  ascii: 1,
  binary: 1,
  utf8: 3,
  utf8mb3: 3,
  ucs2: 2,
  utf8mb4: 4,
  utf16: 4,
  utf32: 4,
};

/** What another collation does: the rows stay, their order changes. https://www.postgresql.org/docs/current/sql-altertable.html */
export const indexesBuiltAnew = 'its indexes are built anew in the new order';
