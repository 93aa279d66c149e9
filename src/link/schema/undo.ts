import type { DdlOperation } from '../../core/fact';
import { inverses } from '../../knowledge/inverse';
import { indexOf, plain, type Schema, tableOf } from './state';
import { undoOfTypeChange } from './typeChange';

/** Class of the way back of one operation: I invertible, N loses what was written since, C may fail, L lossy, X gone. */
export function undoOf(
  op: DdlOperation,
  schema: Schema,
  copied: boolean,
  isFresh: boolean,
): 'I' | 'N' | 'C' | 'L' | 'X' {
  const column = tableOf(schema, op.table)?.columns.get(op.column ?? '');
  if (op.op === 'column.alter' && (op.action === 'type' || op.action === 'modify') && op.type !== undefined) {
    const undo = undoOfTypeChange(column?.type, op.type, op.expression);
    return undo === 'L' && copied ? 'N' : undo;
  }
  if (op.op === 'index.drop')
    return inverses[indexOf(schema, op)?.unique ? 'index.drop/unique' : 'index.drop']?.undo ?? 'I';
  if (op.op === 'column.drop' && column?.generated === 'virtual') return 'I';
  // A column of this release goes with its values.
  if (op.op === 'rows.update' && isFresh) return 'I';
  const row = inverses[`${op.op}/${op.action}`] ?? inverses[op.op];
  const undo = row?.undo ?? 'I';
  return undo === 'X' && copied && keepsRows(op) ? 'N' : undo;
}

/** What a copy of the values makes good again. */
function keepsRows(op: DdlOperation): boolean {
  return op.op !== 'value.create' && op.op !== 'extension.drop' && plain(op.table ?? op.object ?? '') !== '';
}
