import { accept, afterBracket, type Cursor, isMark, isMySql, isWord, normal, peek, qualified } from './cursor';

/** Words that end the type of a column: a constraint or an attribute starts. */
const afterType = new Set(
  'constraint not null unique primary check references default generated as collate auto_increment autoincrement comment on key first after storage compression visible invisible deferrable initially virtual stored using enforced charset character column_format stats persistent options invisible without with encode srid'.split(
    ' ',
  ),
);

/** One name for each type, whatever alias the author wrote. */
const canonical: Record<string, string> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
  decimal: 'numeric',
  dec: 'numeric',
  float8: 'double precision',
  float4: 'real',
  'character varying': 'varchar',
  'char varying': 'varchar',
  'national character varying': 'varchar',
  'national char varying': 'varchar',
  'national character': 'char',
  'national char': 'char',
  nchar: 'char',
  character: 'char',
  bpchar: 'char',
  'bit varying': 'varbit',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  serial4: 'serial',
  serial8: 'bigserial',
  serial2: 'smallserial',
};

/** MySQL and MariaDB keep their own names; only true synonyms are merged. */
const canonicalMySql: Record<string, string> = {
  integer: 'int',
  dec: 'decimal',
  numeric: 'decimal',
  fixed: 'decimal',
  bool: 'tinyint(1)',
  boolean: 'tinyint(1)',
  'character varying': 'varchar',
  character: 'char',
  'double precision': 'double',
  int4: 'int',
  int8: 'bigint',
  int2: 'smallint',
};

const continues: Record<string, readonly string[]> = {
  double: ['precision'],
  character: ['varying', 'large', 'object'],
  char: ['varying', 'byte'],
  national: ['character', 'char', 'varchar', 'varying'],
  nchar: ['varying', 'large'],
  bit: ['varying'],
  binary: ['varying', 'large', 'object'],
  long: ['varchar', 'varbinary'],
  interval: ['year', 'month', 'day', 'hour', 'minute', 'second', 'to'],
};

/** Reads a type into its canonical text: `varchar(255)`, `timestamptz(3)`, `integer[]`, `int unsigned`. Nothing when none is there (SQLite). */
export function readType(c: Cursor): string | undefined {
  const first = peek(c);
  if (!first || (first.kind !== 'word' && first.kind !== 'name')) return undefined;
  if (first.kind === 'word' && afterType.has(first.text) && first.text !== 'character') return undefined;
  if (accept(c, 'setof')) return readType(c);
  const quoted = first.kind === 'name' || isMark(c, '.', 1);
  let base = quoted ? (qualified(c) as string) : wordsOfType(c);
  if (base.startsWith('pg_catalog.')) base = base.slice('pg_catalog.'.length);
  if (isMark(c, '%') && isWord(c, 'type', 1)) {
    c.at += 2;
    return `${base}%type`;
  }
  let modifier = '';
  if (isMark(c, '(')) {
    const after = afterBracket(c);
    modifier = `(${normal(c, c.at + 1, after - 1)
      .replace(/, /g, ',')
      .replace(/ ,/g, ',')})`;
    c.at = after;
  }
  if (base === 'bit' && accept(c, 'varying')) base = 'varbit';
  if (
    (base === 'timestamp' || base === 'time') &&
    (isWord(c, 'with') || isWord(c, 'without')) &&
    isWord(c, 'time', 1)
  ) {
    if (isWord(c, 'with') && isWord(c, 'zone', 2)) base += 'tz';
    if (isWord(c, 'zone', 2)) c.at += 3;
  }
  if (base === 'interval')
    while (peek(c)?.kind === 'word' && continues.interval?.includes(peek(c)?.text as string)) c.at++;
  const suffix = isMySql(c) ? mySqlSuffix(c) : '';
  if (c.dialect === 'sqlite') while (peek(c)?.kind === 'word' && !afterType.has(peek(c)?.text as string)) c.at++;
  return merge(c, base, modifier, quoted) + suffix + dimensions(c);
}

function wordsOfType(c: Cursor): string {
  const first = peek(c)?.text as string;
  c.at++;
  const words = [first];
  const following = continues[first];
  if (first !== 'interval')
    while (following?.includes(peek(c)?.text ?? '') && peek(c)?.kind === 'word') {
      if (isMySql(c) && isWord(c, 'character') && isWord(c, 'set', 1)) break;
      words.push(peek(c)?.text as string);
      c.at++;
    }
  if (c.dialect === 'sqlite' && !isMark(c, '('))
    while (peek(c)?.kind === 'word' && !afterType.has(peek(c)?.text as string)) {
      words.push(peek(c)?.text as string);
      c.at++;
    }
  return words.join(' ');
}

function merge(c: Cursor, base: string, modifier: string, quoted: boolean): string {
  if (quoted && !base.includes('"') && canonical[base] === undefined) return base + modifier;
  if (isMySql(c)) {
    const merged = canonicalMySql[base] ?? base;
    // A display width says nothing about what is stored, except that tinyint(1) is how a boolean is written.
    if (/^(?:small|medium|big)?int$/.test(merged)) return merged;
    if (merged === 'tinyint') return modifier === '(1)' ? 'tinyint(1)' : merged;
    return merged.includes('(') ? merged : merged + modifier;
  }
  if (base === 'float' && modifier) return Number(modifier.slice(1, -1)) <= 24 ? 'real' : 'double precision';
  if (base === 'float' && c.dialect !== 'sqlite') return 'double precision';
  return (c.dialect === 'sqlite' ? base : (canonical[base] ?? base)) + modifier;
}

function mySqlSuffix(c: Cursor): string {
  let suffix = '';
  for (;;) {
    if (accept(c, 'unsigned')) suffix = ' unsigned';
    else if (accept(c, 'zerofill')) suffix = ' unsigned';
    else if (!accept(c, 'signed') && !accept(c, 'precision')) return suffix;
  }
}

function dimensions(c: Cursor): string {
  let out = '';
  for (;;) {
    if (isMark(c, '[')) {
      c.at = afterBracket(c);
      out += '[]';
    } else if (accept(c, 'array')) {
      if (isMark(c, '[')) c.at = afterBracket(c);
      out += '[]';
    } else return out;
  }
}
