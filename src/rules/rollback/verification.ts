import type { Dialect } from '../../core/fact';
import type { Span } from '../../core/span';
import { sqlLiteral, sqlName } from '../../core/sqlText';
import type { Op } from '../migration/server';

/** A read-only query and what it must show. */
export interface Verification {
  sql: string;
  expect: string;
}

export const bare = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** `UPDATE t SET target = source WHERE …`: the target takes over what the source holds. */
function copyOf(op: Op): { table: string; source: string; target: string } | undefined {
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

/** Columns that a migration fills from others which it leaves as they are. */
export function copiesOf(ops: readonly Op[]): { table: string; source: string; target: string; at: Span }[] {
  return ops.flatMap((op) => {
    const copy = copyOf(op);
    if (!copy) return [];
    const goesOn = ops.some(
      (other) =>
        other.table === copy.table &&
        other.column === copy.source &&
        (other.op === 'column.drop' ||
          other.op === 'column.rename' ||
          other.action === 'type' ||
          other.action === 'modify'),
    );
    return goesOn ? [] : [{ ...copy, at: op.at }];
  });
}

/** Rows in which a value and its copy differ: whoever writes one of them does not write the other. */
export function parityOf(copy: { table: string; source: string; target: string }, dialect: Dialect): Verification {
  return {
    sql: `select count(*) from ${sqlName(copy.table, dialect)} where ${sqlName(copy.source, dialect)} <> ${sqlName(copy.target, dialect)};`,
    expect: '0: whatever writes one writes both',
  };
}

/** Rows that a backfill has left out. */
export function backfilled(op: Op, dialect: Dialect): Verification | undefined {
  const copy = copyOf(op);
  if (copy)
    return {
      sql: `select count(*) from ${sqlName(copy.table, dialect)} where ${sqlName(copy.source, dialect)} is not null and ${sqlName(copy.target, dialect)} is null;`,
      expect: '0: nothing is left',
    };
  const column = op.columns?.length === 1 ? op.columns[0] : undefined;
  return column === undefined || op.table === undefined || op.objectState !== 'new'
    ? undefined
    : {
        sql: `select count(*) from ${sqlName(op.table, dialect)} where ${sqlName(column, dialect)} is null;`,
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
  const column = sqlName(wide.column, dialect);
  const [first = ''] = wide.values;
  const test = wide.values.length === 1 ? `= ${sqlLiteral(first)}` : `in (${wide.values.map(sqlLiteral).join(', ')})`;
  return {
    sql: `select count(*) from ${sqlName(wide.table, dialect)} where ${column} ${test};`,
    expect: '0: the way back is still open',
  };
}

/** Rows that only a dropped foreign key kept out: what they refer to is not there. */
function orphansOf({ op, table, tableState, before }: Op, dialect: Dialect): string | undefined {
  const { references, columns = [], constraint } = before ?? {};
  if (op !== 'constraint.drop' || constraint !== 'foreign-key' || tableState === 'new' || table === undefined)
    return undefined;
  if (!references || columns.length === 0 || references.columns.length !== columns.length) return undefined;
  const own = columns.map(({ name }) => `c.${sqlName(name, dialect)}`);
  const met = references.columns.map((name, i) => `p.${sqlName(name, dialect)} = ${own[i]}`);
  return `select count(*) from ${sqlName(table, dialect)} c where ${own.map((name) => `${name} is not null`).join(' and ')} and not exists (select 1 from ${sqlName(references.table, dialect)} p where ${met.join(' and ')});`;
}

/** Rows that a way back would lose or trip over. */
export function counterOf(op: Op, dialect: Dialect): Verification | undefined {
  const open = '0: the way back is still open';
  if (op.op === 'value.create' && op.objectState !== 'new') {
    const [used] = op.before?.columns ?? [];
    if (!used) return undefined;
    const cut = used.name.lastIndexOf('.');
    return {
      sql: `select count(*) from ${sqlName(used.name.slice(0, cut), dialect)} where ${sqlName(used.name.slice(cut + 1), dialect)} = ${sqlLiteral(op.value ?? '')};`,
      expect: open,
    };
  }
  const orphans = orphansOf(op, dialect);
  if (orphans) return { sql: orphans, expect: open };
  if (op.tableState === 'new' || op.table === undefined || op.column === undefined) return undefined;
  if (op.op === 'column.alter' && op.action === 'drop-not-null')
    return {
      sql: `select count(*) from ${sqlName(op.table, dialect)} where ${sqlName(op.column, dialect)} is null;`,
      expect: open,
    };
  if (op.op === 'column.alter' && op.action === 'type' && op.undo === 'C') {
    const length = /^(?:var)?char(?:acter varying)?\((\d+)\)$/i.exec(op.before?.type ?? '')?.[1];
    if (length !== undefined)
      return {
        sql: `select count(*) from ${sqlName(op.table, dialect)} where length(${sqlName(op.column, dialect)}) > ${length};`,
        expect: open,
      };
  }
  return undefined;
}
