import { columnTypeOf } from '../../core/columnType';
import type { Operation } from './folding';
import { isPassing } from './outlook';
import { isNewTable, type Judging, type Resolved } from './resolve';
import { indexesOn, plain, tableOf, typeOf } from './state';

/** The first statement of a migration that changes the schema of a table in use. */
export function ddlInUse(judging: Judging): Operation | undefined {
  const made = new Set(
    judging.migration.up.filter((op) => op.op === 'table.create').map((op) => plain(op.table ?? '')),
  );
  return judging.migration.up.find(
    ({ op, table }) =>
      /^(?:table|column|constraint|index)\./.test(op) &&
      table !== undefined &&
      !made.has(plain(table)) &&
      !isNewTable(judging, table),
  );
}

/** For statements that change rows: the schema changes beside them. */
export function besideDdl(judging: Judging, op: Operation): Pick<Resolved, 'besideDdl'> {
  const ddl = judging.ddlInUse;
  if (!ddl || !op.op.startsWith('rows.') || op.op === 'rows.truncate') return {};
  return { besideDdl: { at: ddl.at, note: `${ddl.op.replace('.', ' ')} on ${ddl.table} in the same migration` } };
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
  return !judging.outlook.indexes.get(table)?.some(leads) && !isPassing(judging.outlook, judging.at, op);
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
  for (const { op: other, at } of judging.outlook.labels) {
    if (at >= judging.at) break;
    if (other.value === undefined || judging.unitOf(other) !== unit) continue;
    const type = typeOf(judging.folding.schema, other.object);
    if (!type || judging.isNew(type) || !types.has(type.name.toLowerCase())) continue;
    const text = op.op.startsWith('column.') ? op.defaultText : op.text;
    if (text?.includes(`'${other.value}'`)) return { freshLabel: { label: other.value, at: other.at } };
  }
  return {};
}
