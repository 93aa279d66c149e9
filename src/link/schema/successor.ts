import type { Operation } from './folding';
import { type Judging, laterThan } from './resolve';
import { plain, tableOf } from './state';

const mayLiveOn: ReadonlySet<string> = new Set(['table.drop', 'table.rename', 'column.rename', 'column.drop']);

/** A table that is dropped or renamed while another takes its place: SQLite's rebuild, a swap of two tables, or a view. */
export function livesOn(judging: Judging, op: Operation): 'copy' | 'view' | undefined {
  const name = op.table === undefined ? undefined : plain(op.table);
  if (name === undefined || !mayLiveOn.has(op.op)) return undefined;
  const { schema, migration } = judging.folding;
  const later = laterThan(judging);
  const table = tableOf(schema, name);
  const formerly = table?.formerly;
  const makesView = (wanted: string) =>
    later.some((other) => other.op === 'view.create' && plain(other.object ?? other.table ?? '') === wanted);
  if (op.op === 'table.drop') {
    const successor = formerly?.migration === migration ? tableOf(schema, formerly.name) : undefined;
    if (successor && judging.isNew(successor)) return 'copy';
    if (later.some((other) => takesName(judging, other, name))) return 'copy';
    return makesView(name) ? 'view' : undefined;
  }
  if (op.op === 'table.rename') {
    if (table && judging.isNew(table)) return undefined;
    const recreated = later.some(
      (other) => other.migration === migration && other.op === 'table.create' && plain(other.table ?? '') === name,
    );
    if (recreated || later.some((other) => takesName(judging, other, name))) return 'copy';
    return makesView(name) ? 'view' : undefined;
  }
  return formerly !== undefined && makesView(formerly.name) ? 'view' : undefined;
}

/** A table made by this migration is renamed to the name that becomes free. */
function takesName(judging: Judging, other: Operation, name: string): boolean {
  if (other.migration !== judging.folding.migration || other.op !== 'table.rename' || !sameTail(other.to, name))
    return false;
  const from = plain(other.table ?? '');
  const known = tableOf(judging.folding.schema, from);
  return known
    ? judging.isNew(known)
    : judging.migration.up.some((made) => made.op === 'table.create' && plain(made.table ?? '') === from);
}

function sameTail(a: string | undefined, b: string): boolean {
  return a !== undefined && (plain(a) === b || plain(a) === b.slice(b.lastIndexOf('.') + 1));
}
