import type { Dialect } from '../../core/fact';
import { printableDefault } from '../../core/safeValue';
import { sqlLiteral, sqlName } from '../../core/sqlText';
import { inverses } from '../../knowledge/inverse';
import type { Op } from '../migration/server';

/** Statements that undo operations, last first, and what they cannot bring back. */
export interface Inverted {
  /** Without semicolons; empty when something stands in the way. */
  statements: string[];
  /** What the statements do not restore. */
  lost: string[];
  /** Operations for which no statement can be written. */
  unknown: Op[];
}

/** @param byHand People run the statements one by one on tables in use: what can leave reads and writes alone there, does. */
export function inverseOf(ops: readonly Op[], dialect: Dialect, byHand = false): Inverted {
  const result: Inverted = { statements: [], lost: [], unknown: [] };
  const created = new Set(ops.filter((op) => op.op === 'table.create').map((op) => op.table));
  for (const op of [...ops].reverse()) {
    if (op.op.startsWith('session.') || op.op === 'comment.create') continue;
    // What belongs to a table made here goes with it.
    if (op.op !== 'table.create' && op.table !== undefined && created.has(op.table) && !op.op.startsWith('view.'))
      continue;
    if (op.op === 'value.create' && ops.some((other) => other.op === 'type.create' && other.object === op.object))
      continue;
    const sql = statementFor(byHand ? online(op, dialect) : op, dialect);
    const note = noteOf(op);
    if (note !== undefined && !result.lost.includes(note)) result.lost.push(note);
    if (sql === undefined) result.unknown.push(op);
    else if (sql !== '') result.statements.push(sql);
  }
  return result;
}

/** An index of a table in use comes and goes beside the work on it; a partitioned table refuses that. */
function online(op: Op, dialect: Dialect): Op {
  return dialect === 'postgresql' &&
    op.tableState !== 'new' &&
    !op.partitioned &&
    /^index\.(?:create|drop)$/.test(op.op)
    ? { ...op, concurrently: true }
    : op;
}

function noteOf(op: Op): string | undefined {
  if (op.undo === 'I') return undefined;
  const note = (inverses[`${op.op}/${op.action}`] ?? inverses[op.op])?.note;
  const name = op.column ? `${op.table}.${op.column}` : (op.table ?? op.object ?? op.op);
  return note === undefined ? undefined : `${name}: ${note}`;
}

/** One statement; empty where nothing need be done, `undefined` where none can be written from what is known. */
function statementFor(op: Op, dialect: Dialect): string | undefined {
  const q = (name: string | undefined) => sqlName(name ?? '', dialect);
  const on = `ALTER TABLE ${q(op.table)}`;
  const concurrently = op.concurrently ? ' CONCURRENTLY' : '';
  switch (op.op) {
    case 'table.create':
      return `DROP TABLE ${q(op.table)}`;
    case 'table.rename':
      return `ALTER TABLE ${q(op.to)} RENAME TO ${q(op.table)}`;
    case 'table.drop':
      return op.before?.columns && op.before.columns.length > 0
        ? `CREATE TABLE ${q(op.table)} (${op.before.columns.map((column) => definition(column, dialect)).join(', ')})`
        : undefined;
    case 'column.create':
      return `${on} DROP COLUMN ${q(op.column)}`;
    case 'column.rename':
      return `${on} RENAME COLUMN ${q(op.to)} TO ${q(op.column)}`;
    case 'column.drop':
      if (op.before?.type === undefined || op.column === undefined) return undefined;
      // The rows have no values, so that the column cannot be required again at once.
      return `${on} ADD COLUMN ${definition({ ...op.before, name: op.column, nullable: !(op.before.nullable === false && op.before.default !== undefined) }, dialect)}`;
    case 'column.alter':
      return alteration(op, on, dialect);
    case 'constraint.create':
      if (op.object === undefined) return undefined;
      if (dialect === 'mysql' || dialect === 'mariadb') return mysqlDrop(op, on, q);
      return `${on} DROP CONSTRAINT ${q(op.object)}`;
    case 'constraint.validate':
    case 'rows.insert':
      return op.op === 'rows.insert' ? undefined : '';
    case 'constraint.rename':
      return `${on} RENAME CONSTRAINT ${q(op.to)} TO ${q(op.object)}`;
    case 'constraint.drop':
      return constraint(op, on, dialect);
    case 'index.create':
      if (op.object === undefined) return undefined;
      return dialect === 'mysql' || dialect === 'mariadb'
        ? `${on} DROP INDEX ${q(op.object)}`
        : `DROP INDEX${concurrently} ${q(op.object)}`;
    case 'index.drop':
      if (!op.before?.columns?.length || op.table === undefined) return undefined;
      return `CREATE ${op.before.unique ? 'UNIQUE ' : ''}INDEX${concurrently} ${q(op.object)} ON ${q(op.table)} (${op.before.columns
        .map((column) => q(column.name))
        .join(', ')})${op.before.expression ? ` WHERE ${op.before.expression}` : ''}`;
    case 'index.rename':
      return `ALTER INDEX ${q(op.to)} RENAME TO ${q(op.object)}`;
    case 'type.create':
      return `DROP ${op.options?.sort === 'domain' ? 'DOMAIN' : 'TYPE'} ${q(op.object)}`;
    case 'type.drop':
      return op.before?.labels
        ? `CREATE TYPE ${q(op.object)} AS ENUM (${op.before.labels.map(sqlLiteral).join(', ')})`
        : undefined;
    case 'type.rename':
      return `ALTER TYPE ${q(op.to)} RENAME TO ${q(op.object)}`;
    case 'value.rename':
      return `ALTER TYPE ${q(op.object)} RENAME VALUE ${sqlLiteral(op.to ?? '')} TO ${sqlLiteral(op.value ?? '')}`;
    case 'view.create':
      return op.options?.orReplace === undefined
        ? `DROP ${op.options?.sort === 'materialized' ? 'MATERIALIZED ' : ''}VIEW ${q(op.object)}`
        : undefined;
    case 'trigger.create':
      return op.table === undefined ? undefined : `DROP TRIGGER ${q(op.object)} ON ${q(op.table)}`;
    case 'sequence.create':
      return `DROP SEQUENCE ${q(op.object)}`;
    case 'schema.create':
      return `DROP SCHEMA ${q(op.object)}`;
    case 'schema.rename':
      return `ALTER SCHEMA ${q(op.to)} RENAME TO ${q(op.object)}`;
    case 'extension.create':
      return '';
    case 'policy.create':
      return `DROP POLICY ${q(op.object)} ON ${q(op.table)}`;
    default:
      return undefined;
  }
}

function alteration(op: Op, on: string, dialect: Dialect): string | undefined {
  const column = sqlName(op.column ?? '', dialect);
  const mysql = dialect === 'mysql' || dialect === 'mariadb';
  switch (op.action) {
    case 'set-not-null':
      return mysql ? undefined : `${on} ALTER COLUMN ${column} DROP NOT NULL`;
    case 'drop-not-null':
      return mysql ? undefined : `${on} ALTER COLUMN ${column} SET NOT NULL`;
    case 'set-default':
    case 'drop-default':
      return op.before?.default === undefined
        ? op.action === 'drop-default'
          ? undefined
          : `${on} ALTER COLUMN ${column} DROP DEFAULT`
        : `${on} ALTER COLUMN ${column} SET DEFAULT ${castsQuoted(printableDefault(op.before.default, op.column ?? ''), dialect)}`;
    case 'type':
      if (op.before?.type === undefined) return undefined;
      return retyped(op, on, op.before.type, dialect);
    case 'modify':
      if (op.before?.type === undefined) return undefined;
      return `${on} MODIFY ${definition({ ...op.before, name: op.column ?? '' }, dialect)}`;
    default:
      return undefined;
  }
}

/** `at time zone 'UTC'` around a column. */
const zoned = /^[("\s]*[\w$.]+["\s)]*\s+at\s+time\s+zone\s+('(?:[^']|'')+')[)\s]*$/i;
/** A column, and casts of it: what another cast takes back. */
const casts = /^(?:cast\s*\()?[("\s]*[\w$.]+["\s)]*(?:::[\w"\s().,[\]]+|\s+as\s+[\w"\s().,[\]]+)*$/i;

/** The type before. A time gets or loses its zone by the same expression both ways; what an expression of its own made is not cast back. */
function retyped(
  { expression, column = '', type = '' }: Op,
  on: string,
  before: string,
  dialect: Dialect,
): string | undefined {
  const name = sqlName(column, dialect);
  const to = typeName(before, dialect);
  const [, zone] = zoned.exec(expression ?? '') ?? [];
  const isTime = (text: string) => /^timestamp/i.test(text);
  if (zone !== undefined && isTime(type) && isTime(before))
    return `${on} ALTER COLUMN ${name} TYPE ${to} USING ${name} AT TIME ZONE ${zone}`;
  if (expression !== undefined && !casts.test(expression)) return undefined;
  return `${on} ALTER COLUMN ${name} TYPE ${to} USING ${name}::${to}`;
}

function constraint(op: Op, on: string, dialect: Dialect): string | undefined {
  const before = op.before;
  if (!before?.constraint || op.object === undefined) return undefined;
  const named = `${on} ADD CONSTRAINT ${sqlName(op.object, dialect)}`;
  const columns = (before.columns ?? []).map((column) => sqlName(column.name, dialect)).join(', ');
  const later = dialect === 'postgresql' ? ' NOT VALID' : '';
  switch (before.constraint) {
    case 'foreign-key': {
      if (!before.references || columns === '') return undefined;
      const target = before.references.columns.map((name) => sqlName(name, dialect)).join(', ');
      return `${named} FOREIGN KEY (${columns}) REFERENCES ${sqlName(before.references.table, dialect)}${target === '' ? '' : ` (${target})`}${later}`;
    }
    case 'check':
      return before.expression === undefined ? undefined : `${named} CHECK ${bracketed(before.expression)}${later}`;
    case 'unique':
      return columns === '' ? undefined : `${named} UNIQUE (${columns})`;
    case 'primary-key':
      return columns === '' ? undefined : `${named} PRIMARY KEY (${columns})`;
    default:
      return undefined;
  }
}

function mysqlDrop(op: Op, on: string, q: (name: string | undefined) => string): string {
  if (op.constraint === 'primary-key') return `${on} DROP PRIMARY KEY`;
  if (op.constraint === 'foreign-key') return `${on} DROP FOREIGN KEY ${q(op.object)}`;
  return op.constraint === 'unique' ? `${on} DROP INDEX ${q(op.object)}` : `${on} DROP CHECK ${q(op.object)}`;
}

function definition(
  column: { name: string; type?: string; nullable?: boolean; default?: string },
  dialect: Dialect,
): string {
  return `${sqlName(column.name, dialect)} ${typeName(column.type ?? 'text', dialect)}${column.nullable === false ? ' NOT NULL' : ''}${
    column.default === undefined
      ? ''
      : ` DEFAULT ${castsQuoted(printableDefault(column.default, column.name), dialect)}`
  }`;
}

/** PostgreSQL folds a bare name to lower case: one that has capitals was written in quotes. */
function typeName(type: string, dialect: Dialect): string {
  return dialect === 'postgresql' ? type.replace(/^(?=\w*[A-Z])[A-Za-z_]\w*(?=$|\[)/, '"$&"') : type;
}

/** The same for the types of casts, outside of literals. */
function castsQuoted(expression: string, dialect: Dialect): string {
  if (dialect !== 'postgresql') return expression;
  return expression.replace(/'(?:[^']|'')*'|::((?=\w*[A-Z])[A-Za-z_]\w*)/g, (all, type?: string) =>
    type === undefined ? all : `::"${type}"`,
  );
}

function bracketed(expression: string): string {
  return expression.startsWith('(') ? expression : `(${expression})`;
}
