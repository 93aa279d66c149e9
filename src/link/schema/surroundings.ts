import { columnTypeOf } from '../../core/columnType';
import type { Operation } from './folding';
import { isNewTable, type Judging, type Resolved } from './resolve';
import { indexesOn, plain, tableOf, typeOf } from './state';

/** The first statement of the same migration that changes the schema of a table in use, for statements that change rows. */
export function besideDdl(judging: Judging, op: Operation): Pick<Resolved, 'besideDdl'> {
  if (!op.op.startsWith('rows.') || op.op === 'rows.truncate') return {};
  const ddl = judging.migration.up.find(
    (other) =>
      /^(?:table|column|constraint|index)\./.test(other.op) &&
      other.table !== undefined &&
      !isMadeHere(judging, other.table),
  );
  return ddl
    ? { besideDdl: { at: ddl.at, note: `${ddl.op.replace('.', ' ')} on ${ddl.table} in the same migration` } }
    : {};
}

function isMadeHere(judging: Judging, name: string): boolean {
  const made = judging.migration.up.some((op) => op.op === 'table.create' && plain(op.table ?? '') === plain(name));
  return made || isNewTable(judging, name);
}

/** No index of the schema, nor one that the release still builds, starts with the columns of a foreign key. */
export function isUnindexed(judging: Judging, op: Operation): boolean {
  if (op.op !== 'constraint.create' || op.constraint !== 'foreign-key' || op.table === undefined) return false;
  const table = plain(op.table);
  const columns = op.columns ?? [];
  const leads = (others: readonly string[]) =>
    columns.length > 0 && columns.every((column) => others.slice(0, columns.length).includes(column));
  if (indexesOn(judging.folding.schema, table).some((index) => index.expression === undefined && leads(index.columns)))
    return false;
  return !judging.release.some(
    (other) =>
      (other.op === 'index.create' ||
        (other.op === 'constraint.create' && /^(?:unique|primary-key)$/.test(other.constraint ?? ''))) &&
      plain(other.table ?? '') === table &&
      leads(other.columns ?? []),
  );
}

/** A label of an existing enum that the same transaction adds, where a statement writes it into a column of that enum. */
export function freshLabel(judging: Judging, op: Operation): Pick<Resolved, 'freshLabel'> {
  const unit = judging.unitOf(op);
  if (unit === undefined || !/^(?:rows\.(?:insert|update)|column\.(?:create|alter))$/.test(op.op)) return {};
  const written = new Set(op.column === undefined ? (op.columns ?? []) : [op.column]);
  const table = tableOf(judging.folding.schema, op.table);
  const types = new Set(op.op === 'column.create' && op.type !== undefined ? [columnTypeOf(op.type).name] : []);
  for (const column of table?.columns.values() ?? [])
    if (written.has(column.name) && column.type !== undefined) types.add(columnTypeOf(column.type).name);
  if (types.size === 0) return {};
  for (let at = 0; at < judging.at; at++) {
    const other = judging.release[at] as Operation;
    if (other.op !== 'value.create' || other.value === undefined || judging.unitOf(other) !== unit) continue;
    const type = typeOf(judging.folding.schema, other.object);
    if (!type || judging.isNew(type) || !types.has(type.name.toLowerCase())) continue;
    const text = op.op.startsWith('column.') ? op.defaultText : op.text;
    if (text?.includes(`'${other.value}'`)) return { freshLabel: { label: other.value, at: other.at } };
  }
  return {};
}
