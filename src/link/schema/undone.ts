import { sameType } from '../../core/columnType';
import { printableDefault } from '../../core/safeValue';
import type { Span } from '../../core/span';
import { fold } from './fold';
import type { Operation } from './folding';
import type { Migration } from './history';
import { copyOf, takeForGranted } from './slices';
import {
  type Column,
  type Constraint,
  defaultName,
  type Index,
  indexesOn,
  indexOf,
  plain,
  type Schema,
  type Table,
} from './state';

export interface Undone {
  notUndone: { what: string; at?: Span };
}

/** Something that is not as it was before the up, and the object that shows it. */
interface Difference {
  what: string;
  table?: string;
  column?: string;
  object?: string;
}

/**
 * What the down of a migration does not restore, by the operation of the up that caused it: the schema before is folded through up
 * and down, and compared with itself. Nothing is said when either direction does something that is not known.
 */
export function undoneMarks(schema: Schema, migration: Migration): Map<Operation, Undone> {
  const marks = new Map<Operation, Undone>();
  const all = [...migration.up, ...migration.down];
  if (!migration.down.some(changesSchema) || all.some((op) => op.op === 'dynamic.unknown')) return marks;
  if (migration.declared?.irreversibleBecause || migration.declaredDown?.irreversibleBecause) return marks;
  const before = copyOf(schema, all);
  const after = copyOf(schema, all);
  const dropped: Index[] = [];
  for (const [ops, up] of [
    [migration.up, true],
    [migration.down, false],
  ] as const) {
    const folding = { schema: after, migration: migration.id };
    for (const op of ops) {
      const index = !up && op.op === 'index.drop' ? indexOf(after, op) : undefined;
      if (index) dropped.push(index);
      // What the down only changes, or drops to make it anew, was there before the up as well.
      const madeAgain = isMadeAgain(op, migration.down) || (op.ifExists === true && isMadeAgain(op, migration.up));
      if (up || madeAgain || op.op === 'column.alter') takeForGranted(before, after, op, madeAgain);
      fold(folding, op, undefined);
    }
  }
  const at = migration.down[0]?.at;
  for (const [key, index] of after.indexes) if (goesWithParent(index, dropped)) after.indexes.delete(key);
  for (const difference of differences(before, after, all)) {
    const op = causeOf(difference, migration.up);
    const known = op && marks.get(op);
    if (op && !known) marks.set(op, { notUndone: { what: difference.what, ...(at ? { at } : {}) } });
  }
  return marks;
}

/** Dropped, and made under the same name by one of the operations. */
function isMadeAgain(op: Operation, ops: readonly Operation[]): boolean {
  if (!op.op.endsWith('.drop') || op.object === undefined) return false;
  const name = plain(op.object);
  const sort = op.op.slice(0, -'.drop'.length);
  return ops.some(
    (other) =>
      (other.op === `${sort}.create` && plain(other.object ?? defaultName(other.dialect, other)) === name) ||
      (other.op === `${sort}.rename` && plain(other.to ?? '') === name),
  );
}

/** The index of a partition is part of the one on its parent, and is dropped with it. */
function goesWithParent(index: Index, dropped: readonly Index[]): boolean {
  return dropped.some((parent) => index.table.startsWith(`${parent.table}_`) && sameSet(index.columns, parent.columns));
}

function changesSchema(op: Operation): boolean {
  return !op.op.startsWith('session.') && !op.op.startsWith('rows.') && op.op !== 'comment.create';
}

function causeOf(difference: Difference, up: readonly Operation[]): Operation | undefined {
  const { table, column, object } = difference;
  const on = (op: Operation) => table === undefined || plain(op.table ?? '') === table || plain(op.to ?? '') === table;
  return (
    up.find((op) => object !== undefined && plain(op.object ?? '') === object && on(op)) ??
    up.find(
      (op) => column !== undefined && (op.column === column || op.to === column) && on(op) && changesSchema(op),
    ) ??
    up.find((op) => table !== undefined && on(op) && changesSchema(op)) ??
    up.find(changesSchema)
  );
}

function* differences(before: Schema, after: Schema, all: readonly Operation[]): Iterable<Difference> {
  const renames = all.filter((op) => op.op === 'table.rename');
  for (const table of before.tables.values()) {
    const now = after.tables.get(table.name);
    if (now) {
      yield* tableDifferences(table, now, before, after);
      continue;
    }
    const rename = renames.find((op) => plain(op.table ?? '') === table.name);
    const what = rename?.to
      ? `the table keeps the name ${plain(rename.to)}`
      : `table ${table.name} is not created again`;
    yield { what, table: table.name };
  }
  for (const table of after.tables.values()) {
    const renamed = renames.some((op) => plain(op.to ?? '') === table.name);
    if (!before.tables.has(table.name) && !renamed && !table.temporary)
      yield { what: `table ${table.name} stays`, table: table.name };
  }
  yield* typeDifferences(before, after);
  const rebuilt = all.some((op) => op.direction === 'down' && op.op === 'index.create');
  for (const [key, index] of before.indexes)
    if (index.table === '' && !rebuilt && !after.indexes.has(key))
      yield { what: `index ${index.name} is not built again`, object: index.name };
  const cascades = all.some((op) => op.direction === 'down' && op.cascade);
  for (const [key, other] of before.others)
    if (!after.others.has(key) && reported.has(other.sort))
      yield { what: `${other.sort} ${other.name} is not created again`, object: other.name };
  for (const [key, other] of after.others)
    if (!before.others.has(key) && reported.has(other.sort) && !cascades && !isReplacement(other.name, all))
      yield { what: `${other.sort} ${other.name} stays`, object: other.name };
}

/** Extensions and schemas are left in place on purpose. */
const reported: ReadonlySet<string> = new Set(['view', 'trigger', 'routine', 'sequence', 'policy']);

function isReplacement(name: string, all: readonly Operation[]): boolean {
  return all.some(
    (op) =>
      op.op.endsWith('.create') &&
      plain(op.object ?? op.table ?? '') === name &&
      (op.ifExists || op.options?.orReplace !== undefined),
  );
}

function* typeDifferences(before: Schema, after: Schema): Iterable<Difference> {
  for (const type of before.types.values()) {
    const now = after.types.get(type.name);
    if (!now) yield { what: `type ${type.name} is not created again`, object: type.name };
    else {
      const lost = now.labels.length === 0 ? [] : type.labels.filter((label) => !now.labels.includes(label));
      if (lost.length > 0) yield { what: `${type.name} comes back without ${lost.join(', ')}`, object: type.name };
    }
  }
  for (const type of after.types.values())
    if (!before.types.has(type.name)) yield { what: `type ${type.name} stays`, object: type.name };
}

function* tableDifferences(before: Table, now: Table, schema: Schema, after: Schema): Iterable<Difference> {
  const table = before.name;
  for (const column of before.columns.values()) {
    const current = now.columns.get(column.name);
    if (current) yield* columnDifferences(table, column, current);
    else if (now.known || before.columns.size > 0)
      yield { what: `column ${table}.${column.name} is not there again`, table, column: column.name };
  }
  for (const column of now.columns.values())
    if (!before.columns.has(column.name))
      yield { what: `column ${table}.${column.name} stays`, table, column: column.name };
  for (const constraint of before.constraints.values())
    if (!hasConstraint(now, constraint, before))
      yield { what: `constraint ${constraint.name} on ${table} is not there again`, table, object: constraint.name };
  for (const constraint of now.constraints.values())
    if (!hasConstraint(before, constraint, now))
      yield { what: `constraint ${constraint.name} on ${table} stays`, table, object: constraint.name };
  const was = ownIndexes(schema, table);
  const is = ownIndexes(after, table);
  for (const index of was)
    if (!hasIndex(after, table, index))
      yield { what: `index ${index.name} on ${table} is not built again`, table, object: index.name };
  for (const index of is)
    if (!hasIndex(schema, table, index))
      yield { what: `index ${index.name} on ${table} stays`, table, object: index.name };
}

function* columnDifferences(table: string, before: Column, now: Column): Iterable<Difference> {
  const at = { table, column: before.name };
  const name = `${table}.${before.name}`;
  if (before.type !== undefined && now.type !== undefined && !sameType(before.type, now.type))
    yield { what: `${name} comes back as ${now.type} instead of ${before.type}`, ...at };
  if (before.nullable !== undefined && now.nullable !== undefined && before.nullable !== now.nullable)
    yield { what: `${name} comes back ${now.nullable ? 'without' : 'with'} NOT NULL`, ...at };
  if (before.default === undefined || now.default === undefined) return;
  const shown = ({ defaultText = '' }: Column) => printableDefault(defaultText, before.name);
  const was = normal(before.defaultText);
  const is = normal(now.defaultText);
  if (was === is || before.generated || now.generated) return;
  if (before.default === 'none') yield { what: `${name} keeps the default ${shown(now)}`.trim(), ...at };
  else if (now.default === 'none')
    yield { what: `${name} comes back without its default ${shown(before)}`.trim(), ...at };
  else if (was !== '' && is !== '') yield { what: `${name} comes back with the default ${shown(now)}`, ...at };
}

function normal(text: string | undefined): string {
  return (text ?? '')
    .toLowerCase()
    .replaceAll(/::[\w ".]+(?:\(\d+\))?(?:\[\])?/g, '')
    .replaceAll(/[\s()"]/g, '')
    .replace(/^null$/, '');
}

function hasConstraint(table: Table, wanted: Constraint, from: Table): boolean {
  if (table.constraints.has(wanted.name)) return true;
  for (const other of table.constraints.values()) {
    if (wanted.sort === 'unknown' || other.sort === 'unknown') {
      if (!from.constraints.has(other.name)) return true;
      continue;
    }
    if (other.sort !== wanted.sort) continue;
    if (
      wanted.sort === 'check'
        ? normal(other.expression) === normal(wanted.expression)
        : sameSet(other.columns, wanted.columns)
    )
      return true;
  }
  return wanted.sort === 'not-null';
}

function ownIndexes(schema: Schema, table: string): Index[] {
  return indexesOn(schema, table).filter((index) => index.constraint === undefined);
}

function hasIndex(schema: Schema, table: string, wanted: Index): boolean {
  return [...schema.indexes.values()].some(
    (index) =>
      index.name === wanted.name ||
      (index.table === table &&
        index.unique === wanted.unique &&
        index.columns.length > 0 &&
        sameSet(index.columns, wanted.columns)),
  );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
