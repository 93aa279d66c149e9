import { columnTypeOf } from '../../core/columnType';
import type { DdlOp } from '../../core/fact';
import { assume, type Fold, type Operation } from './folding';
import { defaultName, type Index, indexKey, indexOf, plain, type Schema, type Table, tableOf, typeOf } from './state';

const createConstraint: Fold = ({ schema }, op, made) => {
  const table = assume(schema, op.table);
  if (!table) return;
  const using = op.usingIndex ? schema.indexes.get(indexKey(op.dialect, op.usingIndex, op.table)) : undefined;
  const columns = op.columns ?? (op.column ? [op.column] : (using?.columns ?? []));
  const name = op.object ?? op.usingIndex ?? defaultName(op.dialect, { ...op, columns });
  const born = { migration: made.migration, at: made.at };
  table.constraints.set(name, {
    ...made,
    name,
    sort: op.constraint ?? 'unknown',
    columns,
    ...(op.references ? { references: op.references } : {}),
    ...(op.expression !== undefined ? { expression: op.expression } : {}),
    valid: op.notValid !== true,
  });
  if (op.constraint === 'not-null' && op.notValid !== true) requireValue(table, columns[0]);
  if (op.constraint !== 'unique' && op.constraint !== 'primary-key') return;
  if (op.constraint === 'primary-key')
    for (const key of columns) {
      const column = table.columns.get(key);
      if (column) column.nullable = false;
    }
  if (using) schema.indexes.delete(indexKey(op.dialect, using.name, using.table));
  const index: Index = { ...born, name, table: table.name, columns, unique: true, constraint: name };
  schema.indexes.set(indexKey(op.dialect, name, table.name), index);
};

function requireValue(table: Table, name: string | undefined): void {
  const column = table.columns.get(name ?? '');
  if (column) column.nullable = false;
}

const validateConstraint: Fold = ({ schema }, op) => {
  if (!op.object) return;
  const table = assume(schema, op.table);
  const known = table?.constraints.get(op.object);
  if (known) {
    known.valid = true;
    known.validatedAt = op.at;
    if (table && known.sort === 'not-null') requireValue(table, known.columns[0]);
    return;
  }
  table?.constraints.set(op.object, {
    name: op.object,
    sort: 'unknown',
    columns: [],
    valid: true,
    validatedAt: op.at,
  });
};

const dropConstraint: Fold = ({ schema }, op) => {
  const table = tableOf(schema, op.table);
  if (!table) return;
  const primary = [...table.constraints.values()].find((constraint) => constraint.sort === 'primary-key');
  const name = op.object ?? (op.constraint === 'primary-key' ? primary?.name : undefined);
  if (name === undefined) return;
  table.constraints.delete(name);
  const key = indexKey(op.dialect, name, table.name);
  if (schema.indexes.get(key)?.constraint === name) schema.indexes.delete(key);
};

const renameConstraint: Fold = ({ schema }, op) => {
  const table = tableOf(schema, op.table);
  const constraint = table?.constraints.get(op.object ?? '');
  if (!table || !constraint || !op.to) return;
  table.constraints.delete(constraint.name);
  table.constraints.set(op.to, { ...constraint, name: op.to });
  const index = schema.indexes.get(indexKey(op.dialect, constraint.name, op.table));
  if (index) renameIndex(schema, op, index, op.to);
};

const createIndex: Fold = ({ schema }, op, made) => {
  const name = op.object ?? defaultName(op.dialect, op);
  const key = indexKey(op.dialect, name, op.table);
  if (!op.table || (op.ifExists && schema.indexes.has(key))) return;
  assume(schema, op.table);
  schema.indexes.set(key, {
    migration: made.migration,
    at: made.at,
    name,
    table: plain(op.table),
    columns: op.columns ?? [],
    unique: op.unique === true,
    ...(op.expression ? { expression: op.expression } : {}),
    ...(op.options?.using ? { using: op.options.using } : {}),
  });
};

function renameIndex(schema: Schema, op: Operation, index: Index, to: string): void {
  const name = plain(to);
  schema.indexes.delete(indexKey(op.dialect, index.name, index.table));
  const table = schema.tables.get(index.table);
  const constraint = index.constraint === undefined ? undefined : table?.constraints.get(index.constraint);
  if (table && constraint) {
    table.constraints.delete(constraint.name);
    table.constraints.set(name, { ...constraint, name });
  }
  schema.indexes.set(indexKey(op.dialect, name, index.table), {
    ...index,
    name,
    ...(constraint ? { constraint: name } : {}),
  });
}

const createType: Fold = ({ schema }, op, made) => {
  if (!op.object) return;
  const name = plain(op.object);
  schema.types.set(name, {
    migration: made.migration,
    at: made.at,
    name,
    sort: op.options?.sort ?? 'enum',
    labels: [],
    constrained: op.constraint !== undefined || op.expression !== undefined || op.nullable === false,
  });
};

const renameType: Fold = ({ schema, migration }, op) => {
  const type = schema.types.get(plain(op.object ?? ''));
  if (!type || !op.to) return;
  const from = type.name;
  const to = plain(op.to);
  schema.types.delete(from);
  schema.types.set(to, { ...type, name: to, formerly: { name: from, migration } });
  for (const table of schema.tables.values())
    for (const column of table.columns.values())
      if (column.type !== undefined && columnTypeOf(column.type).name === from.toLowerCase()) column.type = to;
};

const createLabel: Fold = ({ schema }, op) => {
  const type = typeOf(schema, op.object);
  if (!type || op.value === undefined || type.labels.includes(op.value)) return;
  const { before, after } = op.options ?? {};
  const place =
    before !== undefined ? type.labels.indexOf(before) : after !== undefined ? type.labels.indexOf(after) + 1 : -1;
  type.labels.splice(place < 0 ? type.labels.length : place, 0, op.value);
};

/** Views, routines, triggers, sequences, extensions, schemas, policies: only whether they exist matters. */
const otherSorts = ['view', 'routine', 'trigger', 'sequence', 'extension', 'schema', 'policy'] as const;

export function otherKey(op: Operation): string {
  const sort = op.op.slice(0, op.op.indexOf('.'));
  const name = plain(op.object ?? op.table ?? '');
  return sort === 'trigger' || sort === 'policy' ? `${sort} ${plain(op.table ?? '')} ${name}` : `${sort} ${name}`;
}

const createOther: Fold = ({ schema }, op, made) => {
  const key = otherKey(op);
  if (schema.others.has(key)) return;
  schema.others.set(key, {
    migration: made.migration,
    at: made.at,
    name: plain(op.object ?? op.table ?? ''),
    sort: op.op.slice(0, op.op.indexOf('.')),
    ...(op.options?.sort === 'materialized' ? { materialized: true } : {}),
  });
};

const dropOther: Fold = ({ schema }, op) => {
  schema.others.delete(otherKey(op));
};

const renameOther: Fold = ({ schema }, op) => {
  const known = schema.others.get(otherKey(op));
  if (!known || !op.to) return;
  schema.others.delete(otherKey(op));
  schema.others.set(otherKey({ ...op, object: op.to }), { ...known, name: plain(op.to) });
};

export const objectFolds: Partial<Record<DdlOp, Fold>> = {
  'constraint.create': createConstraint,
  'constraint.validate': validateConstraint,
  'constraint.drop': dropConstraint,
  'constraint.rename': renameConstraint,
  'index.create': createIndex,
  'index.drop': ({ schema }, op) => {
    const index = indexOf(schema, op);
    if (index) schema.indexes.delete(indexKey(op.dialect, index.name, index.table));
  },
  'index.rename': ({ schema }, op) => {
    const index = indexOf(schema, op);
    if (index && op.to) renameIndex(schema, op, index, op.to);
  },
  'type.create': createType,
  'type.drop': ({ schema }, op) => {
    if (op.object) schema.types.delete(plain(op.object));
  },
  'type.rename': renameType,
  'value.create': createLabel,
  'value.rename': ({ schema }, op) => {
    const type = typeOf(schema, op.object);
    if (type) type.labels = type.labels.map((label) => (label === op.value ? (op.to ?? label) : label));
  },
  ...Object.fromEntries(
    otherSorts.flatMap((sort) => [
      [`${sort}.create`, createOther],
      [`${sort}.drop`, dropOther],
      [`${sort}.rename`, renameOther],
    ]),
  ),
};
