import type { ColumnType } from '../../core/columnType';
import { columnTypeOf } from '../../core/columnType';
import type { Op } from './server';

/** The type that an operation gives to a column, when it gives one. */
export function givenType(op: Op): { type: ColumnType; name: string } | undefined {
  const gives =
    op.op === 'column.create' || (op.op === 'column.alter' && (op.action === 'type' || op.action === 'modify'));
  if (!gives || op.type === undefined || op.table === undefined || op.column === undefined) return undefined;
  return { type: columnTypeOf(op.type), name: `${op.table}.${op.column}` };
}
