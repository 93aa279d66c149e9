import type { Operation } from './folding';
import { assume } from './folding';
import { otherKey } from './foldObjects';
import { type Column, indexKey, indexOf, plain, type Schema, type Table, tableOf, typeOf } from './state';

/** The part of a schema that operations touch, as a copy that may be changed. */
export function copyOf(schema: Schema, ops: readonly Operation[]): Schema {
  const names = new Set(ops.flatMap((op) => [op.table, op.to].filter((name) => name !== undefined).map(plain)));
  for (const op of ops) {
    const index = op.op.startsWith('index.') ? indexOf(schema, op) : undefined;
    if (index) names.add(index.table);
  }
  const types = new Set(
    ops.flatMap((op) => (/^(?:type|value)\./.test(op.op) ? [plain(op.object ?? ''), plain(op.to ?? '')] : [])),
  );
  return {
    tables: part(schema.tables, (_, name) => names.has(name), copyTable),
    indexes: part(
      schema.indexes,
      (index) => names.has(index.table),
      (index) => ({ ...index }),
    ),
    types: part(
      schema.types,
      (_, name) => types.has(name),
      (type) => ({ ...type, labels: [...type.labels] }),
    ),
    others: new Map(schema.others),
  };
}

/** Made for every migration: what is left out costs no more than the look at it. */
function part<T>(
  all: ReadonlyMap<string, T>,
  isWanted: (one: T, key: string) => boolean,
  copy: (one: T) => T,
): Map<string, T> {
  const copies = new Map<string, T>();
  for (const [key, one] of all) if (isWanted(one, key)) copies.set(key, copy(one));
  return copies;
}

/** A whole schema as a copy that may be changed. */
export function copyWhole(schema: Schema): Schema {
  const copies = <T extends object>(map: ReadonlyMap<string, T>, copy: (one: T) => T) =>
    new Map([...map].map(([key, one]) => [key, copy(one)]));
  return {
    tables: copies(schema.tables, copyTable),
    indexes: copies(schema.indexes, (index) => ({ ...index, columns: [...index.columns] })),
    types: copies(schema.types, (type) => ({ ...type, labels: [...type.labels] })),
    others: copies(schema.others, (other) => ({ ...other })),
  };
}

function copyTable(table: Table): Table {
  return {
    ...table,
    columns: new Map([...table.columns].map(([name, column]) => [name, { ...column }])),
    constraints: new Map(
      [...table.constraints].map(([name, constraint]) => [name, { ...constraint, columns: [...constraint.columns] }]),
    ),
  };
}

/**
 * An operation that changes or drops something tells that it was there: puts it into both schemas where it is not known.
 * `madeAgain`: the down makes it anew, so that IF EXISTS was only care.
 */
export function takeForGranted(before: Schema, now: Schema, op: Operation, madeAgain: boolean): void {
  const both = (put: (schema: Schema) => void) => {
    put(before);
    put(now);
  };
  // A view is not a table, and a table that is created was not there.
  const onTable = /^(?:column|constraint|index|trigger|table)\./.test(op.op) && op.op !== 'table.create';
  if (onTable && op.table !== undefined && !tableOf(now, op.table)) both((schema) => assume(schema, op.table));
  // IF EXISTS says that it may not be there.
  if (op.ifExists && !madeAgain) return;
  const table = tableOf(now, op.table);
  const newTable = op.table !== undefined && tableOf(before, op.table) === undefined && table !== undefined;
  switch (op.op) {
    case 'column.drop':
    case 'column.rename':
    case 'column.alter': {
      if (newTable || op.column === undefined || table?.columns.has(op.column) || table?.known) return;
      const name = op.column;
      const column = (): Column => ({
        name,
        ...(impliedNullable(op) === undefined ? {} : { nullable: impliedNullable(op) as boolean }),
      });
      both((schema) => assume(schema, op.table)?.columns.set(name, column()));
      return;
    }
    case 'constraint.drop':
      if (newTable || !op.object || table?.constraints.has(op.object) || table?.known) return;
      both((schema) =>
        assume(schema, op.table)?.constraints.set(op.object ?? '', {
          name: op.object ?? '',
          sort: op.constraint ?? 'unknown',
          columns: [],
          valid: true,
        }),
      );
      return;
    case 'index.drop':
      if (!op.object || indexOf(now, op)) return;
      both((schema) => {
        const on = op.table === undefined ? { name: '' } : assume(schema, op.table);
        const name = plain(op.object ?? '');
        if (on)
          schema.indexes.set(indexKey(op.dialect, name, on.name), { name, table: on.name, columns: [], unique: false });
      });
      return;
    case 'type.drop':
    case 'type.rename':
    case 'value.create':
    case 'value.rename':
      if (op.object && !typeOf(now, op.object))
        both((schema) =>
          schema.types.set(plain(op.object ?? ''), {
            name: plain(op.object ?? ''),
            sort: 'unknown',
            labels: [],
            constrained: false,
          }),
        );
      return;
    case 'view.drop':
    case 'routine.drop':
    case 'policy.drop':
    case 'trigger.drop': {
      const key = otherKey(op);
      const name = plain(op.object ?? op.table ?? '');
      if (!now.others.has(key))
        both((schema) => schema.others.set(key, { name, sort: op.op.slice(0, op.op.indexOf('.')) }));
      return;
    }
    default:
      return;
  }
}

/** SET NOT NULL tells that NULL was allowed before; DROP NOT NULL, that it was not. */
function impliedNullable(op: Operation): boolean | undefined {
  if (op.action === 'set-not-null') return true;
  return op.action === 'drop-not-null' ? false : undefined;
}
