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

/** Rows that a backfill has left out. */
function backfilled(op: Op, dialect: Dialect): Verification | undefined {
  const column = op.columns?.length === 1 ? op.columns[0] : undefined;
  return column === undefined || op.table === undefined || op.objectState !== 'new'
    ? undefined
    : {
        sql: `select count(*) from ${quoted(op.table, dialect)} where ${quoted(column, dialect)} is null;`,
        expect: '0, unless NULL is meant',
      };
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
