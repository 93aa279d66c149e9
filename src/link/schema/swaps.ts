import { columnTypeOf } from '../../core/columnType';
import type { Operation } from './folding';
import { type Judging, laterThan } from './resolve';
import { plain, tableOf, typeOf } from './state';

/**
 * What a swap loses without saying so: columns that a rebuilt table no longer has, labels that a replaced enum no longer has.
 * They leave as operations of their own, at the statement that completes the swap.
 */
export function lostBySwap(judging: Judging, op: Operation): Operation[] {
  if (op.op === 'table.drop') return lostColumns(judging, op);
  if (op.op === 'type.rename') return lostLabels(judging, op);
  if (op.op === 'type.drop' && op.cascade) return columnsOfType(judging, op);
  return [];
}

function lostColumns(judging: Judging, op: Operation): Operation[] {
  const { schema, migration } = judging.folding;
  const old = tableOf(schema, op.table);
  if (!old || judging.isNew(old)) return [];
  const later = laterThan(judging);
  const rename = later.find(
    (other) => other.migration === migration && other.op === 'table.rename' && plain(other.to ?? '') === old.name,
  );
  const formerly = old.formerly?.migration === migration ? old.formerly.name : undefined;
  const successor = tableOf(schema, rename?.table ?? formerly);
  if (!successor || !judging.isNew(successor) || !successor.known || successor === old) return [];
  const renamed = new Set(later.filter((other) => other.op === 'column.rename').map((other) => other.to));
  return [...old.columns.values()]
    .filter((column) => !successor.columns.has(column.name) && !renamed.has(column.name))
    .map((column) => ({ ...op, op: 'column.drop' as const, table: formerly ?? old.name, column: column.name }));
}

/** DROP TYPE … CASCADE takes the columns of the type along. */
function columnsOfType(judging: Judging, op: Operation): Operation[] {
  const { schema } = judging.folding;
  const type = typeOf(schema, op.object);
  if (!type) return [];
  const lost: Operation[] = [];
  for (const table of schema.tables.values())
    for (const column of table.columns.values())
      if (column.type !== undefined && columnTypeOf(column.type).name === type.name.toLowerCase())
        lost.push({ ...op, op: 'column.drop', table: table.name, column: column.name });
  return lost;
}

function lostLabels(judging: Judging, op: Operation): Operation[] {
  const { schema, migration } = judging.folding;
  const incoming = schema.types.get(plain(op.object ?? ''));
  if (!incoming || !judging.isNew(incoming) || op.to === undefined) return [];
  const outgoing = [...schema.types.values()].find(
    (type) => type.formerly?.migration === migration && type.formerly.name === plain(op.to ?? ''),
  );
  if (!outgoing) return [];
  return outgoing.labels
    .filter((label) => !incoming.labels.includes(label))
    .map((label) => ({ ...op, op: 'value.drop' as const, object: op.to ?? '', value: label }));
}
