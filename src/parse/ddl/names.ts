import { type Cursor, isCall, isMySql } from './cursor';

/** PostgreSQL cuts the longer part until all three fit into 63 bytes (makeObjectName in src/backend/commands/indexcmds.c). */
function fitted(first: string, second: string | undefined, label: string): string {
  let a = first;
  let b = second;
  const room = 63 - label.length - 1 - (b === undefined ? 0 : 1);
  while (bytes(a) + (b === undefined ? 0 : bytes(b)) > room) {
    if (b !== undefined && bytes(b) >= bytes(a)) b = b.slice(0, -1);
    else a = a.slice(0, -1);
  }
  return b === undefined ? `${a}_${label}` : `${a}_${b}_${label}`;
}

function bytes(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return count;
}

/** Names are joined only as far as they can matter (ChooseIndexNameAddition). */
function joined(columns: readonly string[]): string {
  let out = '';
  for (const column of columns) {
    if (bytes(out) >= 63) break;
    out += `${out === '' ? '' : '_'}${column.slice(0, 63)}`;
  }
  return out;
}

const labels = {
  'primary-key': 'pkey',
  unique: 'key',
  'foreign-key': 'fkey',
  check: 'check',
  exclude: 'excl',
  'not-null': 'not_null',
};

/** The name that the server gives to a constraint without one; nothing where it depends on what the table has. */
export function constraintName(
  c: Cursor,
  table: string,
  sort: keyof typeof labels,
  columns: readonly string[],
): string | undefined {
  if (isMySql(c)) return sort === 'primary-key' ? 'PRIMARY' : sort === 'unique' ? columns[0] : undefined;
  if (c.dialect === 'sqlite') return undefined;
  const bare = table.slice(table.lastIndexOf('.') + 1);
  if (sort === 'primary-key') return fitted(bare, undefined, labels[sort]);
  if (sort === 'check') return fitted(bare, columns.length === 1 ? columns[0] : undefined, labels[sort]);
  return fitted(bare, joined(columns.map(expressionName)), labels[sort]);
}

export function indexName(c: Cursor, table: string, columns: readonly string[]): string | undefined {
  if (isMySql(c)) return columns[0];
  if (c.dialect === 'sqlite') return undefined;
  return fitted(table.slice(table.lastIndexOf('.') + 1), joined(columns.map(expressionName)), 'idx');
}

/** An expression counts as the function it calls, otherwise as `expr`. */
function expressionName(column: string): string {
  const call = /^([\w.]+)\(/.exec(column);
  if (call) return (call[1] as string).slice((call[1] as string).lastIndexOf('.') + 1);
  return /[\s(]|::/.test(column) ? 'expr' : column;
}

const notColumns =
  /^(?:and|or|not|is|null|true|false|in|any|all|some|like|ilike|similar|between|array|case|when|then|else|end|distinct|from|interval|at|time|zone|cast|as|value|unknown|current_date|current_timestamp|current_user|collate|exists|select|isnull|notnull|to|symmetric)$/;

/** Columns that an expression reads, as far as its tokens tell. */
export function columnsIn(c: Cursor, from: number, to: number): string[] {
  const found = new Set<string>();
  for (let i = from; i < to; i++) {
    const token = c.tokens[i];
    if (!token || (token.kind !== 'name' && (token.kind !== 'word' || notColumns.test(token.text)))) continue;
    const before = c.tokens[i - 1];
    if (before?.kind === 'mark' && before.text === '::') continue;
    if (i + 1 < to && isCall(c, i + 1)) continue;
    const next = c.tokens[i + 1];
    if (i + 1 < to && next?.kind === 'mark' && next.text === '.') continue;
    if (next?.kind === 'string' && token.kind === 'word') continue;
    found.add(
      token.kind === 'name'
        ? token.text
        : c.dialect === 'sqlite' || isMySql(c)
          ? c.text.slice(token.start, token.end)
          : token.text,
    );
  }
  return [...found];
}
