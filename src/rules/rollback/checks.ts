import type { Dialect } from '../../core/fact';
import { sqlLiteral, sqlName } from '../../core/sqlText';
import type { Op } from '../migration/server';
import { backfilled, bare, copiesOf, parityOf, type Verification } from './verification';

/** More names than this are too many for one query that a person reads. */
const mostNames = 30;

interface Column {
  table: string;
  name: string;
  /** What is told of it besides that it is there: `NO`, `boolean`. */
  shows?: string;
}

/** What a migration leaves behind; the last operation on a thing counts. */
interface Outcome {
  tables: Map<string, boolean>;
  columns: Map<string, Column | { table: string; name: string; gone: true }>;
  indexes: Map<string, boolean>;
  constraints: Map<string, 't' | 'f' | 'gone'>;
  labels: Map<string, Set<string>>;
}

/**
 * Read-only queries that show that all of a migration has taken place: one for each sort of thing, not one for each operation.
 *
 * @param ops Operations of one migration, in the order in which they run. What belongs to a table made by the release is left out:
 *   it is there when the table is.
 */
export function checksOf(ops: readonly Op[], dialect: Dialect): Verification[] {
  if (dialect !== 'postgresql' && dialect !== 'mysql' && dialect !== 'mariadb') return [];
  const outcome = outcomeOf(ops);
  const left = ops.flatMap((op) => (op.op === 'rows.update' ? (backfilled(op, dialect) ?? []) : []));
  const parity = copiesOf(ops).map((copy) => parityOf(copy, dialect));
  return [
    ...tableChecks(outcome),
    ...columnChecks(outcome),
    ...(dialect === 'postgresql'
      ? [...indexChecks(outcome), ...constraintChecks(outcome), ...labelChecks(outcome)]
      : []),
    ...left,
    ...parity,
  ];
}

function outcomeOf(ops: readonly Op[]): Outcome {
  const outcome: Outcome = {
    tables: new Map(),
    columns: new Map(),
    indexes: new Map(),
    constraints: new Map(),
    labels: new Map(),
  };
  for (const op of ops) {
    const { table, object } = op;
    const [sort] = op.op.split('.');
    if (sort === 'table' && table !== undefined) {
      if (op.op === 'table.create') outcome.tables.set(bare(table), true);
      else if (op.op === 'table.drop') outcome.tables.set(bare(table), false);
      else if (op.op === 'table.rename' && op.to !== undefined) {
        outcome.tables.set(bare(op.to), true);
        for (const [key, column] of outcome.columns)
          if (column.table === bare(table)) outcome.columns.set(key, { ...column, table: bare(op.to) });
      }
    }
    if (op.tableState === 'new') continue;
    if (sort === 'column' && table !== undefined) see(outcome.columns, op, bare(table));
    if (sort === 'index' && object !== undefined) {
      if (op.op === 'index.create') outcome.indexes.set(object, true);
      else if (op.op === 'index.drop') outcome.indexes.set(object, false);
      else if (op.op === 'index.rename' && op.to !== undefined) {
        outcome.indexes.delete(object);
        outcome.indexes.set(op.to, true);
      }
    }
    if (sort === 'constraint' && object !== undefined) {
      if (op.op === 'constraint.create') outcome.constraints.set(object, op.notValid ? 'f' : 't');
      else if (op.op === 'constraint.validate') outcome.constraints.set(object, 't');
      else if (op.op === 'constraint.drop') outcome.constraints.set(object, 'gone');
    }
    if (op.op === 'value.create' && object !== undefined && op.value !== undefined)
      outcome.labels.set(object, (outcome.labels.get(object) ?? new Set()).add(op.value));
  }
  return outcome;
}

function see(columns: Outcome['columns'], op: Op, table: string): void {
  const name = op.column;
  if (name === undefined) return;
  const key = `${table}.${name}`;
  if (op.op === 'column.drop') columns.set(key, { table, name, gone: true });
  else if (op.op === 'column.rename') {
    columns.delete(key);
    columns.set(`${table}.${op.to ?? name}`, { table, name: op.to ?? name });
  } else if (op.op === 'column.create')
    columns.set(key, { table, name, ...(op.nullable === false ? { shows: 'NO' } : {}) });
  else if (op.action === 'set-not-null') columns.set(key, { table, name, shows: 'NO' });
  else if (op.action === 'drop-not-null') columns.set(key, { table, name, shows: 'YES' });
  else if (op.action === 'type' || op.action === 'modify')
    columns.set(key, { table, name, shows: op.type ?? 'the new type' });
}

const list = (names: readonly string[]) => names.slice(0, mostNames).map(sqlLiteral).join(', ');
const rowsOf = (names: readonly unknown[], each = '') => {
  const n = Math.min(names.length, mostNames);
  if (n === 1) return `one row${each ? `, ${each}` : ''}`;
  return `${n} rows${each ? `, ${each} each` : ''}`;
};
const where = <V>(map: ReadonlyMap<string, V>, is: V) =>
  [...map].flatMap(([name, value]) => (value === is ? [name] : []));

function* tableChecks({ tables }: Outcome): Iterable<Verification> {
  for (const there of [true, false]) {
    const names = where(tables, there);
    const [only = ''] = names;
    if (names.length === 1)
      yield {
        sql: `select count(*) from information_schema.tables where table_name = ${sqlLiteral(only)};`,
        expect: there ? '1' : '0',
      };
    else if (names.length > 1)
      yield {
        sql: `select table_name from information_schema.tables where table_name in (${list(names)});`,
        expect: there ? rowsOf(names) : 'no row',
      };
  }
}

function* columnChecks({ columns }: Outcome): Iterable<Verification> {
  const here: Column[] = [];
  const gone: Column[] = [];
  for (const column of columns.values()) ('gone' in column ? gone : here).push(column);
  if (here.length > 0) yield columnCheck(here, expectOf(here));
  if (gone.length > 0) yield columnCheck(gone, 'no row');
}

function expectOf(here: readonly Column[]): string {
  const shown = [...new Set(here.map(({ shows = '' }) => shows))];
  if (shown.length === 1) return rowsOf(here, shown[0]);
  const told = here
    .slice(0, mostNames)
    .flatMap(({ name, shows }) => (shows === undefined ? [] : [`${shows} for ${name}`]));
  return `${rowsOf(here)}, ${told.slice(0, 6).join(', ')}`;
}

function columnCheck(all: readonly Column[], expect: string): Verification {
  const columns = all.slice(0, mostNames);
  const [first] = columns;
  const tables = new Set(columns.map(({ table }) => table));
  const names = list(columns.map(({ name }) => name));
  if (first && columns.length === 1)
    return {
      sql: `select is_nullable, data_type from information_schema.columns where table_name = ${sqlLiteral(first.table)} and column_name = ${sqlLiteral(first.name)};`,
      expect,
    };
  if (first && tables.size === 1)
    return {
      sql: `select column_name, is_nullable, data_type from information_schema.columns where table_name = ${sqlLiteral(first.table)} and column_name in (${names});`,
      expect,
    };
  const pairs = columns.map(({ table, name }) => `(${sqlLiteral(table)}, ${sqlLiteral(name)})`).join(', ');
  return {
    sql: `select table_name, column_name, is_nullable, data_type from information_schema.columns where (table_name, column_name) in (${pairs});`,
    expect,
  };
}

function* indexChecks({ indexes }: Outcome): Iterable<Verification> {
  const classes = (names: readonly string[]) =>
    names.slice(0, mostNames).map((name) => `to_regclass(${sqlLiteral(sqlName(name, 'postgresql'))})`);
  const built = where(indexes, true);
  if (built.length === 1)
    yield { sql: `select indisvalid from pg_index where indexrelid = ${classes(built)};`, expect: 't' };
  else if (built.length > 1)
    yield {
      sql: `select indexrelid::regclass, indisvalid from pg_index where indexrelid in (${classes(built).join(', ')});`,
      expect: rowsOf(built, 't'),
    };
  const gone = where(indexes, false);
  if (gone.length > 0)
    yield { sql: `select ${classes(gone).join(', ')};`, expect: gone.length === 1 ? 'null' : 'null each' };
}

function* constraintChecks({ constraints }: Outcome): Iterable<Verification> {
  for (const state of ['t', 'f'] as const) {
    const names = where(constraints, state);
    const [only = ''] = names;
    if (names.length === 1)
      yield { sql: `select convalidated from pg_constraint where conname = ${sqlLiteral(only)};`, expect: state };
    else if (names.length > 1)
      yield {
        sql: `select conname, convalidated from pg_constraint where conname in (${list(names)});`,
        expect: rowsOf(names, state),
      };
  }
  const gone = where(constraints, 'gone');
  if (gone.length > 0)
    yield {
      sql: `select conname from pg_constraint where conname ${gone.length === 1 ? '=' : 'in ('}${gone.length === 1 ? ' ' : ''}${list(gone)}${gone.length === 1 ? '' : ')'};`,
      expect: 'no row',
    };
}

function* labelChecks({ labels }: Outcome): Iterable<Verification> {
  for (const [type, values] of labels) {
    const names = [...values];
    const of = `from pg_enum where enumtypid = to_regtype(${sqlLiteral(sqlName(type, 'postgresql'))}) and enumlabel`;
    yield names.length === 1
      ? { sql: `select count(*) ${of} = ${list(names)};`, expect: '1' }
      : { sql: `select enumlabel ${of} in (${list(names)});`, expect: rowsOf(names) };
  }
}
