import type { Span } from '../../core/span';
import type { Operation } from './folding';
import { mentions, plain } from './state';

/** Where the release put values before it overwrote or dropped them. */
export interface Copy {
  at: Span;
  note: string;
  /** What they were copied into is made by this release. */
  fresh: boolean;
}

/** What an operation loses: a column, or all rows of a table. */
export interface Loss {
  table: string;
  column?: string;
}

export function lossOf(op: Operation): Loss | undefined {
  if (op.table === undefined) return undefined;
  const table = plain(op.table);
  switch (op.op) {
    case 'column.drop':
    case 'column.alter':
      return op.column === undefined ? undefined : { table, column: op.column };
    case 'rows.update':
      return op.columns?.length === 1 && op.columns[0] !== undefined ? { table, column: op.columns[0] } : { table };
    case 'table.drop':
    case 'rows.delete':
    case 'rows.truncate':
      return { table };
    default:
      return undefined;
  }
}

/** Whether `op` copies what would be lost, into another table or another column of the same one. */
export function copyIn(
  op: Operation,
  loss: Loss,
  isFresh: (table: string, columns: readonly string[]) => boolean,
): Copy | undefined {
  const into = plain(op.table ?? '');
  if (op.op === 'rows.update' && into !== loss.table && op.options?.joined === undefined) return undefined;
  const from = op.options?.from?.split(',').map((name) => plain(name.trim()));
  const readsTable = from?.includes(loss.table) || (from === undefined && mentionsTable(op.text, loss.table));
  if ((op.op === 'rows.insert' || (op.op === 'table.create' && op.options?.as !== undefined)) && into !== loss.table) {
    if (!readsTable) return undefined;
    if (loss.column !== undefined && !mentions(op.text, loss.column) && !/\*/.test(op.text ?? '')) return undefined;
    return {
      at: op.at,
      fresh: op.op === 'table.create' || isFresh(into, []),
      note: `${loss.column ? `${loss.table}.${loss.column}` : loss.table} is copied into ${into} here`,
    };
  }
  if (op.op === 'rows.update' && loss.column !== undefined) {
    const reads = into === loss.table || readsTable;
    const targets = op.columns ?? [];
    if (!reads || (into === loss.table && targets.includes(loss.column)) || targets.length === 0) return undefined;
    if (!mentions(afterSet(op.text), loss.column)) return undefined;
    return {
      at: op.at,
      fresh: isFresh(into, targets),
      note: `${loss.table}.${loss.column} is copied into ${into}.${targets.join(', ')} here`,
    };
  }
  return undefined;
}

/** What stands right of the equals signs and in FROM; a WHERE that only tests the column copies nothing. */
function afterSet(text: string | undefined): string {
  const set = /\bset\b/i.exec(text ?? '');
  const rest = set ? (text ?? '').slice(set.index + 3) : (text ?? '');
  const where = /\bwhere\b/i.exec(rest);
  return where ? rest.slice(0, where.index) : rest;
}

function mentionsTable(text: string | undefined, table: string): boolean {
  return mentions(text, table.replace(/^.*\./, ''));
}
