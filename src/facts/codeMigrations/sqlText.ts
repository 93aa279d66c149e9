/** What stands for a part of a text that is not known. No object has this name. */
export const hole = '__hole__';

/** A name in double quotes, qualified where it is written so: `audit.events`. */
export function id(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '').replaceAll('`', '')}"`)
    .join('.');
}

/** A name without a schema: a dot belongs to it. */
export function columnId(name: string): string {
  return `"${name.replaceAll('"', '').replaceAll('`', '')}"`;
}

export function ids(names: readonly string[]): string {
  return names.map(columnId).join(', ');
}

export function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

/** A place in the file that a statement was read from. */
export interface Ranged {
  range: readonly [number, number];
}

/** A clause of a statement, and the code that it was written for. */
export interface Piece {
  sql: string;
  node: Ranged;
}

/** What a column is, in the words of SQL. */
export interface ColumnText {
  name: string;
  type: string;
  notNull?: boolean | undefined;
  default?: string | undefined;
  unique?: boolean | string | undefined;
  primary?: boolean | undefined;
  references?: ReferenceText | undefined;
  check?: string | undefined;
  identity?: string | undefined;
  generated?: { expression: string; stored: boolean } | undefined;
}

export interface ReferenceText {
  table: string;
  columns?: readonly string[] | undefined;
  name?: string | undefined;
  onDelete?: string | undefined;
  onUpdate?: string | undefined;
}

export function columnSql(column: ColumnText): string {
  const parts = [columnId(column.name), column.type];
  if (column.generated)
    parts.push(
      `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`,
    );
  if (column.identity !== undefined) parts.push(`GENERATED ${column.identity} AS IDENTITY`);
  if (column.default !== undefined) parts.push(`DEFAULT ${column.default}`);
  if (column.notNull === true) parts.push('NOT NULL');
  if (column.primary) parts.push('PRIMARY KEY');
  if (column.unique)
    parts.push(typeof column.unique === 'string' ? `CONSTRAINT ${columnId(column.unique)} UNIQUE` : 'UNIQUE');
  if (column.check !== undefined) parts.push(`CHECK (${column.check})`);
  if (column.references) parts.push(referencesSql(column.references));
  return parts.join(' ');
}

export function referencesSql(to: ReferenceText): string {
  const named = to.name === undefined ? '' : `CONSTRAINT ${columnId(to.name)} `;
  const columns = to.columns && to.columns.length > 0 ? ` (${ids(to.columns)})` : '';
  return `${named}REFERENCES ${id(to.table)}${columns}${action('DELETE', to.onDelete)}${action('UPDATE', to.onUpdate)}`;
}

export function foreignKeySql(columns: readonly string[], to: ReferenceText): string {
  const { name, ...rest } = to;
  const named = name === undefined ? '' : `CONSTRAINT ${columnId(name)} `;
  return `${named}FOREIGN KEY (${ids(columns)}) ${referencesSql(rest)}`;
}

function action(event: string, what: string | undefined): string {
  return what && /^(?:cascade|restrict|set null|set default|no action)$/i.test(what)
    ? ` ON ${event} ${what.toUpperCase()}`
    : '';
}

export interface IndexText {
  name?: string | undefined;
  table: string;
  /** Columns, or expressions in brackets. */
  on: readonly string[];
  unique?: boolean | undefined;
  concurrently?: boolean | undefined;
  ifNotExists?: boolean | undefined;
  using?: string | undefined;
  where?: string | undefined;
}

export function indexSql(index: IndexText): string {
  const words = ['CREATE'];
  if (index.unique) words.push('UNIQUE');
  words.push('INDEX');
  if (index.concurrently) words.push('CONCURRENTLY');
  if (index.ifNotExists && index.name) words.push('IF NOT EXISTS');
  if (index.name) words.push(columnId(index.name));
  words.push('ON', id(index.table));
  if (index.using && /^\w+$/.test(index.using)) words.push('USING', index.using);
  words.push(`(${index.on.join(', ')})`);
  if (index.where) words.push(`WHERE ${index.where}`);
  return words.join(' ');
}
