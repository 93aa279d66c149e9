import type { Dialect } from '../../core/fact';
import type { Op } from '../migration/server';
import { quoted } from './inverse';

/** A read-only query and what it must show. */
export interface Verification {
  sql: string;
  expect: string;
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const bare = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** How one sees that an operation has taken place; nothing where there is nothing to look at. */
export function verificationOf(op: Op, dialect: Dialect): Verification | undefined {
  if (dialect !== 'postgresql' && dialect !== 'mysql' && dialect !== 'mariadb') return undefined;
  const postgres = dialect === 'postgresql';
  const column = (expect: string): Verification | undefined =>
    op.table === undefined || op.column === undefined
      ? undefined
      : {
          sql: `select is_nullable, data_type from information_schema.columns where table_name = ${text(bare(op.table))} and column_name = ${text(op.to ?? op.column)};`,
          expect,
        };
  switch (op.op) {
    case 'table.create':
    case 'table.drop': {
      const exists = op.op === 'table.create';
      return {
        sql: `select count(*) from information_schema.tables where table_name = ${text(bare(op.table ?? ''))};`,
        expect: exists ? '1' : '0',
      };
    }
    case 'column.create':
    case 'column.rename':
      return column(`one row${op.nullable === false ? ', NO' : ''}`);
    case 'column.drop':
      return column('no row');
    case 'column.alter':
      if (op.action === 'set-not-null') return column('one row, NO');
      if (op.action === 'drop-not-null') return column('one row, YES');
      return op.action === 'type' || op.action === 'modify'
        ? column(`one row, ${op.type ?? 'the new type'}`)
        : undefined;
    case 'index.create':
      return postgres && op.object !== undefined
        ? {
            sql: `select indisvalid from pg_index where indexrelid = to_regclass(${text(quoted(op.object, dialect))});`,
            expect: 't',
          }
        : undefined;
    case 'index.drop':
      return postgres
        ? { sql: `select to_regclass(${text(quoted(op.object ?? '', dialect))});`, expect: 'null' }
        : undefined;
    case 'constraint.create':
    case 'constraint.validate':
      if (!postgres || op.object === undefined) return undefined;
      return {
        sql: `select convalidated from pg_constraint where conname = ${text(op.object)};`,
        expect: op.notValid ? 'f' : 't',
      };
    case 'value.create':
      return postgres
        ? {
            sql: `select count(*) from pg_enum where enumtypid = to_regtype(${text(quoted(op.object ?? '', dialect))}) and enumlabel = ${text(op.value ?? '')};`,
            expect: '1',
          }
        : undefined;
    case 'rows.update':
      return backfilled(op, dialect);
    default:
      return undefined;
  }
}

/** `UPDATE t SET target = source WHERE …`: the target takes over what the source holds. */
export function copyOf(op: Op): { table: string; source: string; target: string } | undefined {
  const name = '("?)([A-Za-z_]\\w*)';
  const pattern = new RegExp(`\\bset\\s+${name}\\1\\s*=\\s*${name}\\3(?=\\s+where\\b|\\s*;?\\s*$)`, 'i');
  const [, , target = '', , source = ''] = pattern.exec(op.text ?? '') ?? [];
  const [column] = op.columns ?? [];
  if (op.op !== 'rows.update' || op.table === undefined || op.objectState !== 'new') return undefined;
  if (op.columns?.length !== 1 || column?.toLowerCase() !== target.toLowerCase() || source === '') return undefined;
  return /^(?:null|true|false|default|current_\w+)$/i.test(source)
    ? undefined
    : { table: op.table, source, target: column };
}

/** Rows that a backfill has left out. */
function backfilled(op: Op, dialect: Dialect): Verification | undefined {
  const copy = copyOf(op);
  if (copy)
    return {
      sql: `select count(*) from ${quoted(copy.table, dialect)} where ${quoted(copy.source, dialect)} is not null and ${quoted(copy.target, dialect)} is null;`,
      expect: '0: nothing is left',
    };
  const column = op.columns?.length === 1 ? op.columns[0] : undefined;
  return column === undefined || op.table === undefined || op.objectState !== 'new'
    ? undefined
    : {
        sql: `select count(*) from ${quoted(op.table, dialect)} where ${quoted(column, dialect)} is null;`,
        expect: '0, unless NULL is meant',
      };
}

/** Literals that a CHECK lists: `status in ('new', 'paid')`. */
function listedIn(expression: string | undefined): { column: string; values: string[] } | undefined {
  const [, column, list] =
    /^\(*("?[a-z_]\w*"?) in \(('(?:[^']|'')*'(?:, '(?:[^']|'')*')*)\)\)*$/i.exec(expression ?? '') ?? [];
  if (column === undefined || list === undefined) return undefined;
  return {
    column: column.replaceAll('"', ''),
    values: [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) => value.replaceAll("''", "'")),
  };
}

/** A CHECK made anew that lists more than the one it replaces: the rows with the new values are what a way back trips over. */
export function widenedCheck(ops: readonly Op[]): { table: string; column: string; values: string[] } | undefined {
  for (const op of ops) {
    if (op.op !== 'constraint.create' || op.constraint !== 'check' || op.table === undefined || op.tableState === 'new')
      continue;
    const now = listedIn(op.expression);
    const gone = ops.filter((other) => other.op === 'constraint.drop' && other.table === op.table);
    for (const { before } of gone) {
      const then = listedIn(before?.expression);
      if (!now || then?.column !== now.column || then.values.some((value) => !now.values.includes(value))) continue;
      const values = now.values.filter((value) => !then.values.includes(value));
      if (values.length > 0) return { table: op.table, column: now.column, values };
    }
  }
  return undefined;
}

export function widenedCounter(ops: readonly Op[], dialect: Dialect): Verification | undefined {
  const wide = widenedCheck(ops);
  if (!wide) return undefined;
  const column = quoted(wide.column, dialect);
  const [first = ''] = wide.values;
  const test = wide.values.length === 1 ? `= ${text(first)}` : `in (${wide.values.map(text).join(', ')})`;
  return {
    sql: `select count(*) from ${quoted(wide.table, dialect)} where ${column} ${test};`,
    expect: '0: the way back is still open',
  };
}

/** Rows that only a dropped foreign key kept out: what they refer to is not there. */
function orphansOf({ op, table, tableState, before }: Op, dialect: Dialect): string | undefined {
  const { references, columns = [], constraint } = before ?? {};
  if (op !== 'constraint.drop' || constraint !== 'foreign-key' || tableState === 'new' || table === undefined)
    return undefined;
  if (!references || columns.length === 0 || references.columns.length !== columns.length) return undefined;
  const own = columns.map(({ name }) => `c.${quoted(name, dialect)}`);
  const met = references.columns.map((name, i) => `p.${quoted(name, dialect)} = ${own[i]}`);
  return `select count(*) from ${quoted(table, dialect)} c where ${own.map((name) => `${name} is not null`).join(' and ')} and not exists (select 1 from ${quoted(references.table, dialect)} p where ${met.join(' and ')});`;
}

/** Rows that a way back would lose or trip over. */
export function counterOf(op: Op, dialect: Dialect): Verification | undefined {
  const open = '0: the way back is still open';
  if (op.op === 'value.create' && op.objectState !== 'new') {
    const [used] = op.before?.columns ?? [];
    if (!used) return undefined;
    const cut = used.name.lastIndexOf('.');
    return {
      sql: `select count(*) from ${quoted(used.name.slice(0, cut), dialect)} where ${quoted(used.name.slice(cut + 1), dialect)} = ${text(op.value ?? '')};`,
      expect: open,
    };
  }
  const orphans = orphansOf(op, dialect);
  if (orphans) return { sql: orphans, expect: open };
  if (op.tableState === 'new' || op.table === undefined || op.column === undefined) return undefined;
  if (op.op === 'column.alter' && op.action === 'drop-not-null')
    return {
      sql: `select count(*) from ${quoted(op.table, dialect)} where ${quoted(op.column, dialect)} is null;`,
      expect: open,
    };
  if (op.op === 'column.alter' && op.action === 'type' && op.undo === 'C') {
    const length = /^(?:var)?char(?:acter varying)?\((\d+)\)$/i.exec(op.before?.type ?? '')?.[1];
    if (length !== undefined)
      return {
        sql: `select count(*) from ${quoted(op.table, dialect)} where length(${quoted(op.column, dialect)}) > ${length};`,
        expect: open,
      };
  }
  return undefined;
}
