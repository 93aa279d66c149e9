import type { Op } from '../migration/server';

/** A label of a type that the same migration makes: it comes and goes with the type. */
export function belongsToNew(op: Op, all: readonly Op[]): boolean {
  return op.op === 'value.create' && all.some((other) => other.op === 'type.create' && other.object === op.object);
}

/** What running code may miss: the second half of expand and contract. */
export function takesAway(op: Op): boolean {
  if (op.tableState === 'new' || op.objectState === 'new' || op.livesOn !== undefined) return false;
  return /^(?:table|column|value|schema|view|type)\.(?:drop|rename)$/.test(op.op) || op.op === 'rows.truncate';
}
