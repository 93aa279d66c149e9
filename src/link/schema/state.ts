import type { DdlOperation, DefaultSort, Dialect } from '../../core/fact';
import type { Span } from '../../core/span';

/** Where an object came from: the migration that made it, absent for what was there before the first one that is known. */
export interface Born {
  migration?: string;
  at?: Span;
}

export interface Column extends Born {
  name: string;
  type?: string;
  nullable?: boolean;
  default?: DefaultSort;
  defaultText?: string;
  generated?: 'stored' | 'virtual' | 'identity' | 'serial';
  charset?: string;
  /** Without its schema; absent for the default of the type. */
  collation?: string;
}

export interface Constraint extends Born {
  name: string;
  sort: string;
  columns: string[];
  references?: { table: string; columns: string[] };
  expression?: string;
  valid: boolean;
  /** Where it was validated, when that was a step of its own. */
  validatedAt?: Span;
  /** The transaction that added it. */
  unit?: string;
}

export interface Index extends Born {
  name: string;
  table: string;
  columns: string[];
  unique: boolean;
  /** Predicate of a partial index. */
  expression?: string;
  using?: string;
  /** The constraint that it backs. */
  constraint?: string;
}

export interface Table extends Born {
  name: string;
  columns: Map<string, Column>;
  constraints: Map<string, Constraint>;
  /** Its CREATE TABLE was read, so that what is absent is absent. */
  known: boolean;
  partitioned: boolean;
  temporary: boolean;
  /** Name of the table whose rows were copied into it. */
  copyOf?: string;
  /** The name before the last rename, and the migration that gave it up. */
  formerly?: { name: string; migration: string };
}

export interface UserType extends Born {
  name: string;
  sort: string;
  labels: string[];
  /** A domain with a constraint. */
  constrained: boolean;
  formerly?: { name: string; migration: string };
}

export interface Schema {
  tables: Map<string, Table>;
  indexes: Map<string, Index>;
  types: Map<string, UserType>;
  /** Views, materialized views, routines, triggers, sequences, extensions, schemas: `view active_users`. */
  others: Map<string, Born & { name: string; sort: string; materialized?: boolean }>;
}

export function createSchema(): Schema {
  return { tables: new Map(), indexes: new Map(), types: new Map(), others: new Map() };
}

/** One name for an object whether or not the default schema is written. */
export function plain(name: string): string {
  return name.startsWith('public.') ? name.slice(7) : name;
}

export function tableOf(schema: Schema, name: string | undefined): Table | undefined {
  return name === undefined ? undefined : schema.tables.get(plain(name));
}

export function typeOf(schema: Schema, written: string | undefined): UserType | undefined {
  if (written === undefined) return undefined;
  const bare = plain(
    written
      .replaceAll('"', '')
      .replace(/\s*\[.*$/, '')
      .trim(),
  );
  return schema.types.get(bare) ?? schema.types.get(bare.toLowerCase());
}

/** Index names are unique within a schema in PostgreSQL and SQLite, within a table in MySQL. */
export function indexKey(dialect: Dialect, name: string, table: string | undefined): string {
  return (dialect === 'mysql' || dialect === 'mariadb') && table ? `${plain(table)} ${name}` : plain(name);
}

export function indexOf(schema: Schema, op: DdlOperation): Index | undefined {
  if (!op.object) return undefined;
  const direct = schema.indexes.get(indexKey(op.dialect, op.object, op.table));
  if (direct) return direct;
  const bare = op.object.slice(op.object.lastIndexOf('.') + 1);
  return schema.indexes.get(indexKey(op.dialect, bare, op.table));
}

export function indexesOn(schema: Schema, table: string): Index[] {
  const name = plain(table);
  return [...schema.indexes.values()].filter((index) => index.table === name);
}

/** Constraints of a table that speak of a column, by name or inside an expression. */
export function constraintsOn(table: Table, column: string): Constraint[] {
  return [...table.constraints.values()].filter(
    (constraint) => constraint.columns.includes(column) || mentions(constraint.expression, column),
  );
}

/** The collation that a definition asks for; a type without one has its default. */
export function collationOf(op: DdlOperation): { collation?: string } {
  const written = op.options?.collate?.replaceAll('"', '').replace(/^.*\./, '');
  return written === undefined || written === 'default' ? {} : { collation: written };
}

/** Whether an expression names a column as a word of its own. */
export function mentions(expression: string | undefined, name: string): boolean {
  if (!expression) return false;
  const text = expression.toLowerCase();
  const word = name.toLowerCase();
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + word.length] ?? ' ')) return true;
  }
  return false;
}

/** The column that `c IS NOT NULL` speaks of, when the check says nothing else. */
export function notNullColumn(constraint: {
  sort?: string;
  expression?: string;
  columns?: string[];
}): string | undefined {
  if (constraint.sort === 'not-null') return constraint.columns?.[0];
  const match = /^\s*\(*\s*["`]?([\w$]+)["`]?\s+is\s+not\s+null\s*\)*\s*$/i.exec(constraint.expression ?? '');
  return match?.[1];
}

/** Whether rows that a constraint lets through have a value in the column: it says so, alone or as one of the conditions joined by AND. */
export function provesNotNull(
  constraint: { sort?: string; expression?: string; columns?: string[] },
  column: string,
): boolean {
  if (notNullColumn(constraint) === column) return true;
  return conjuncts(constraint.expression ?? '').some((expression) => notNullColumn({ expression }) === column);
}

/** The conditions that AND joins at the top of an expression; none where an OR stands beside them. */
function conjuncts(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: text, index } of expression.matchAll(/'(?:[^']|'')*'|"[^"]*"|[()]|\b(?:and|or)\b/gi)) {
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (depth === 0 && /^or$/i.test(text)) return [];
    else if (depth === 0 && /^and$/i.test(text)) {
      parts.push(expression.slice(from, index));
      from = index + text.length;
    }
  }
  return from === 0 ? [] : [...parts, expression.slice(from)];
}

/** The name that the server gives an object without one. */
export function defaultName(dialect: Dialect, op: DdlOperation): string {
  const table = plain(op.table ?? '').replace(/^.*\./, '');
  const columns = (op.columns ?? (op.column ? [op.column] : [])).join('_');
  if (dialect === 'mysql' || dialect === 'mariadb') {
    if (op.constraint === 'primary-key') return 'PRIMARY';
    if (op.constraint === 'foreign-key') return `${table}_ibfk_${columns}`;
    if (op.constraint === 'check') return `${table}_chk_${columns}`;
    return op.columns?.[0] ?? `${table}_${columns}`;
  }
  switch (op.constraint) {
    case 'primary-key':
      return `${table}_pkey`;
    case 'unique':
      return `${table}_${columns}_key`;
    case 'foreign-key':
      return `${table}_${columns}_fkey`;
    case 'exclude':
      return `${table}_${columns}_excl`;
    case 'check':
      return columns === '' ? `${table}_check` : `${table}_${columns}_check`;
    case 'not-null':
      return `${table}_${columns}_not_null`;
    default:
      return `${table}_${columns}_idx`;
  }
}
