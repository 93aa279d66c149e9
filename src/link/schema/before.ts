import { columnTypeOf } from '../../core/columnType';
import type { DdlBefore } from '../../core/fact';
import type { Operation } from './folding';
import { indexesOn, indexOf, type Schema, type Table, tableOf, typeOf } from './state';

/** What an operation takes away or changes, as it is before. */
export function beforeOf(op: Operation, schema: Schema): DdlBefore | undefined {
  const table = tableOf(schema, op.table);
  const sort = op.op.slice(0, op.op.indexOf('.'));
  if (sort === 'column' && op.op !== 'column.create') {
    const column = table?.columns.get(op.column ?? '');
    if (!column || !table) return undefined;
    return {
      ...(column.type === undefined ? {} : { type: column.type }),
      ...(column.nullable === undefined ? {} : { nullable: column.nullable }),
      ...(column.defaultText === undefined ? {} : { default: column.defaultText }),
      ...(column.generated === undefined ? {} : { generated: column.generated }),
      indexed: indexesOn(schema, table.name).some((index) => index.columns.includes(column.name)),
      unique: isUnique(schema, table, [column.name]),
    };
  }
  if (op.op === 'table.drop' && table?.known) return { columns: [...table.columns.values()].map(shape) };
  if (op.op === 'index.drop') {
    const index = indexOf(schema, op);
    return (
      index && {
        columns: index.columns.map((name) => ({ name })),
        unique: index.unique,
        ...(index.expression === undefined ? {} : { expression: index.expression }),
      }
    );
  }
  if (op.op === 'constraint.drop' || op.op === 'constraint.validate') {
    const constraint = table?.constraints.get(op.object ?? '');
    return (
      constraint && {
        constraint: constraint.sort,
        columns: constraint.columns.map((name) => ({ name })),
        ...(constraint.references === undefined ? {} : { references: constraint.references }),
        ...(constraint.expression === undefined ? {} : { expression: constraint.expression }),
      }
    );
  }
  const type = sort === 'type' || sort === 'value' ? typeOf(schema, op.object) : undefined;
  return type && type.labels.length > 0
    ? { labels: [...type.labels], columns: columnsOfType(schema, type.name) }
    : undefined;
}

/** Columns of an enum, as `table.column`. */
function columnsOfType(schema: Schema, type: string): { name: string }[] {
  const found: { name: string }[] = [];
  for (const table of schema.tables.values())
    for (const column of table.columns.values())
      if (column.type !== undefined && columnTypeOf(column.type).name === type.toLowerCase())
        found.push({ name: `${table.name}.${column.name}` });
  return found;
}

function shape(column: { name: string; type?: string; nullable?: boolean; defaultText?: string }) {
  return {
    name: column.name,
    ...(column.type === undefined ? {} : { type: column.type }),
    ...(column.nullable === undefined ? {} : { nullable: column.nullable }),
    ...(column.defaultText === undefined ? {} : { default: column.defaultText }),
  };
}

export function isUnique(schema: Schema, table: Table, columns: readonly string[]): boolean {
  return indexesOn(schema, table.name).some(
    (index) =>
      index.unique &&
      index.expression === undefined &&
      index.columns.length > 0 &&
      index.columns.every((c) => columns.includes(c)),
  );
}

/** Tables that have a column of this name: agreement for joins by name. */
export function tablesWith(schema: Schema, column: string): string[] {
  const names: string[] = [];
  for (const table of schema.tables.values()) if (table.columns.has(column)) names.push(table.name);
  return names.sort();
}
