import type { Op } from '../migration/server';

const creating: ReadonlySet<string> = new Set([
  'table.create',
  'index.create',
  'type.create',
  'value.create',
  'view.create',
  'routine.create',
  'trigger.create',
  'sequence.create',
  'extension.create',
  'schema.create',
  'grant.create',
  'comment.create',
  'partition.create',
  'partition.attach',
  'constraint.validate',
  'index.refresh',
  'view.refresh',
  'rows.insert',
]);

/** Whether code of the version before can live with what an operation leaves behind: it only adds. */
export function isAdditive(op: Op): boolean {
  // Of what is not known nothing can be said.
  if (op.op.startsWith('session.') || op.op === 'dynamic.unknown') return true;
  if (op.tableState === 'new' && op.op !== 'table.drop') return true;
  if (op.objectState === 'new' && op.op.startsWith('column.')) return true;
  if (op.op === 'column.create')
    return op.nullable !== false || (op.default !== undefined && op.default !== 'none') || op.generated !== undefined;
  // Filling a column that the old code does not know.
  if (op.op === 'rows.update') return op.objectState === 'new';
  if (op.op === 'index.create') return op.unique !== true;
  return creating.has(op.op);
}
