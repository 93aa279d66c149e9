import { isSerial } from '../../core/columnType';
import type { DdlOp, DdlOperation } from '../../core/fact';
import { assume, type Fold, type Made } from './folding';
import { type Column, collationOf, mentions, plain, type Schema, tableOf } from './state';

const createTable: Fold = (folding, op, made) => {
  const { schema } = folding;
  if (!op.table) return;
  const name = plain(op.table);
  if (op.ifExists && schema.tables.has(name)) {
    folding.skipped = op.statement;
    return;
  }
  dropTable(schema, name);
  const options = op.options ?? {};
  const model = tableOf(schema, options.like ?? options.partitionOf);
  const derived = options.like !== undefined || options.partitionOf !== undefined;
  schema.tables.set(name, {
    migration: made.migration,
    at: made.at,
    name,
    columns: new Map(model ? [...model.columns].map(([key, column]) => [key, { ...column, ...made }]) : []),
    constraints: new Map(),
    known: options.as === undefined && (!derived || model?.known === true),
    partitioned: options.partitionBy !== undefined,
    temporary: options.temporary !== undefined,
    ...(options.as !== undefined && options.from ? { copyOf: plain(options.from) } : {}),
  });
};

export function columnFrom(op: DdlOperation, made: Made): Column {
  const serial = op.generated === 'serial' || (op.type !== undefined && isSerial(op.type));
  return {
    migration: made.migration,
    at: made.at,
    name: op.column ?? '',
    ...(op.type !== undefined ? { type: op.type } : {}),
    nullable: op.nullable ?? true,
    default: op.default ?? (op.generated || serial ? 'volatile' : 'none'),
    ...(op.defaultText !== undefined ? { defaultText: op.defaultText } : {}),
    ...(op.generated ? { generated: op.generated } : serial ? { generated: 'serial' as const } : {}),
    ...(op.options?.charset ? { charset: op.options.charset } : {}),
    ...collationOf(op),
  };
}

export function dropTable(schema: Schema, name: string | undefined): void {
  const table = tableOf(schema, name);
  if (!table) return;
  schema.tables.delete(table.name);
  for (const [key, index] of schema.indexes) if (index.table === table.name) schema.indexes.delete(key);
  for (const other of schema.tables.values())
    for (const [key, constraint] of other.constraints)
      if (constraint.references && plain(constraint.references.table) === table.name) other.constraints.delete(key);
  for (const key of schema.others.keys())
    if (key.startsWith(`trigger ${table.name} `) || key.startsWith(`policy ${table.name} `)) schema.others.delete(key);
}

function renameTable(schema: Schema, from: string | undefined, to: string | undefined, migration: string): void {
  const table = assume(schema, from);
  if (!table || !to) return;
  const old = table.name;
  const prefix = old.includes('.') && !to.includes('.') ? old.slice(0, old.lastIndexOf('.') + 1) : '';
  const name = plain(prefix + to);
  schema.tables.delete(old);
  table.formerly = { name: old, migration };
  table.name = name;
  schema.tables.set(name, table);
  for (const [key, index] of [...schema.indexes]) {
    if (index.table !== old) continue;
    index.table = name;
    if (key !== plain(index.name)) {
      schema.indexes.delete(key);
      schema.indexes.set(`${name} ${index.name}`, index);
    }
  }
  for (const other of schema.tables.values())
    for (const constraint of other.constraints.values())
      if (constraint.references && plain(constraint.references.table) === old)
        constraint.references = { ...constraint.references, table: name };
}

const createColumn: Fold = ({ schema }, op, made) => {
  const table = assume(schema, op.table);
  if (!table || !op.column || (op.ifExists && table.columns.has(op.column))) return;
  table.columns.set(op.column, columnFrom(op, made));
};

const dropColumn: Fold = ({ schema }, op) => {
  const table = tableOf(schema, op.table);
  const dropped = op.column;
  if (!table || !dropped) return;
  table.columns.delete(dropped);
  // What speaks of the column goes with it: in its list, or in a predicate.
  const involves = (one: { columns: readonly string[]; expression?: string }) =>
    one.columns.includes(dropped) || mentions(one.expression, dropped);
  for (const [key, constraint] of table.constraints) if (involves(constraint)) table.constraints.delete(key);
  for (const [key, index] of schema.indexes)
    if (index.table === table.name && involves(index)) schema.indexes.delete(key);
};

const renameColumn: Fold = ({ schema }, op) => {
  const table = assume(schema, op.table);
  const { column: from, to } = op;
  if (!table || !from || !to) return;
  const renamed = (names: string[]) => names.map((name) => (name === from ? to : name));
  const columns = [...table.columns];
  table.columns.clear();
  for (const [name, column] of columns)
    table.columns.set(name === from ? to : name, name === from ? { ...column, name: to } : column);
  for (const constraint of table.constraints.values()) constraint.columns = renamed(constraint.columns);
  for (const index of schema.indexes.values()) if (index.table === table.name) index.columns = renamed(index.columns);
};

const setDefault = (column: Column, op: DdlOperation, sort: Column['default']) => {
  column.default = sort ?? 'none';
  if (op.defaultText !== undefined) column.defaultText = op.defaultText;
  else delete column.defaultText;
};

const alterations: Readonly<Record<string, (column: Column, op: DdlOperation) => void>> = {
  type: (column, op) => {
    if (op.type !== undefined) column.type = op.type;
    delete column.collation;
    Object.assign(column, collationOf(op));
  },
  modify: (column, op) => {
    if (op.type !== undefined) column.type = op.type;
    column.nullable = op.nullable ?? true;
    setDefault(column, op, op.default);
    if (op.options?.charset) column.charset = op.options.charset;
  },
  'set-not-null': (column) => {
    column.nullable = false;
  },
  'drop-not-null': (column) => {
    column.nullable = true;
  },
  'set-default': (column, op) => setDefault(column, op, op.default ?? 'constant'),
  'drop-default': (column) => {
    column.default = 'none';
    delete column.defaultText;
  },
  'add-identity': (column) => {
    column.generated = 'identity';
    column.default = 'volatile';
  },
  'drop-identity': dropGenerated,
  'drop-expression': dropGenerated,
};

function dropGenerated(column: Column): void {
  delete column.generated;
  column.default = 'none';
}

const alterColumn: Fold = ({ schema }, op) => {
  const table = assume(schema, op.table);
  if (!table || !op.column) return;
  const column: Column = table.columns.get(op.column) ?? { name: op.column };
  table.columns.set(op.column, column);
  alterations[op.action ?? '']?.(column, op);
};

export const tableFolds: Partial<Record<DdlOp, Fold>> = {
  'table.create': createTable,
  'table.drop': ({ schema }, op) => dropTable(schema, op.table ?? op.object),
  'table.rename': ({ schema, migration }, op) => renameTable(schema, op.table, op.to, migration),
  'table.alter': ({ schema, migration }, op) => {
    if (op.action === 'set-schema' && op.to && op.table)
      renameTable(schema, op.table, `${op.to}.${plain(op.table).replace(/^.*\./, '')}`, migration);
  },
  'column.create': createColumn,
  'column.drop': dropColumn,
  'column.rename': renameColumn,
  'column.alter': alterColumn,
  'rows.insert': ({ schema }, op) => {
    const table = tableOf(schema, op.table);
    if (table && op.options?.from) table.copyOf = plain(op.options.from);
  },
};
