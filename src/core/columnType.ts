/** A column type, told apart from how it was written: `character varying (20)` and `VARCHAR(20)` are one. */
export interface ColumnType {
  /** Canonical name: `varchar`, `integer`, `timestamptz`, … or the name of a type of the user's own. */
  readonly name: string;
  /** Length, precision and scale. */
  readonly args: readonly number[];
  readonly array: boolean;
  readonly unsigned: boolean;
  /** Labels of an inline ENUM or SET. */
  readonly labels?: readonly string[];
}

const aliases: Readonly<Record<string, string>> = {
  bool: 'boolean',
  char: 'char',
  character: 'char',
  nchar: 'char',
  bpchar: 'char',
  'national character': 'char',
  'character varying': 'varchar',
  'char varying': 'varchar',
  'national character varying': 'varchar',
  nvarchar: 'varchar',
  'bit varying': 'varbit',
  int: 'integer',
  int4: 'integer',
  serial: 'integer',
  serial4: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  serial8: 'bigint',
  int2: 'smallint',
  smallserial: 'smallint',
  serial2: 'smallint',
  dec: 'numeric',
  decimal: 'numeric',
  float8: 'double precision',
  double: 'double precision',
  float4: 'real',
  timestamp: 'timestamp',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
};

const serials = /^(?:big|small)?serial[248]?$/;

/** A schema uses few types many times. */
const readTypes = new Map<string, ColumnType>();

/** Reads a type as written. Names are compared in lower case; quotes and the schemas `pg_catalog` and `public` fall away. */
export function columnTypeOf(written: string): ColumnType {
  const known = readTypes.get(written);
  if (known) return known;
  if (readTypes.size > 2000) readTypes.clear();
  const read = readType(written);
  readTypes.set(written, read);
  return read;
}

function readType(written: string): ColumnType {
  const arrays = /(?:\[\d*\]|\s+array(?:\[\d*\])?)\s*$/i;
  // No type is longer than the labels of an enum.
  let text = written.slice(0, 4000).trim();
  const array = arrays.test(text);
  for (let round = 0; round < 8 && arrays.test(text); round++) text = text.replace(arrays, '').trim();
  const labels = /^(?:enum|set)\s*\(/i.test(text) ? quotedIn(text) : undefined;
  const open = text.indexOf('(');
  const close = open === -1 ? -1 : text.indexOf(')', open);
  const inside = open !== -1 && close !== -1 ? text.slice(open + 1, close) : '';
  const args = labels ? [] : inside.split(',').map(Number).filter(Number.isFinite);
  const bare = open === -1 ? text : `${text.slice(0, open)} ${close === -1 ? '' : text.slice(close + 1)}`;
  const words = bare.replaceAll(/["`]/g, '').trim().toLowerCase().split(/\s+/);
  const unsigned = words.includes('unsigned');
  const named = words
    .filter((word) => word !== 'unsigned' && word !== 'signed' && word !== 'zerofill')
    .join(' ')
    .replace(/\s+(?:character set|charset|collate)\s.*$/, '')
    .replace(/^(?:pg_catalog|public)\./, '');
  return {
    name: aliases[named] ?? named,
    args: inside === '' ? [] : args,
    array,
    unsigned,
    ...(labels ? { labels } : {}),
  };
}

export function isSerial(written: string): boolean {
  return serials.test(written.trim().toLowerCase());
}

export function sameType(a: string, b: string): boolean {
  return a === b || JSON.stringify(columnTypeOf(a)) === JSON.stringify(columnTypeOf(b));
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] ?? '').replaceAll("''", "'"));
}
