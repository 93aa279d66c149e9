import type { Operation } from './folding';
import { plain } from './state';

/** What single operations ask about the whole release, gathered once: a release may have thousands of statements. */
export interface Outlook {
  /** Operations that may copy rows, with their place. */
  copying: readonly { op: Operation; at: number }[];
  /** Labels that are added, with their place. */
  labels: readonly { op: Operation; at: number }[];
  /** Columns of each index that is built, by table. */
  indexes: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Last place where a table, a column (`table.column`) or a constraint (`table constraint`) is dropped. */
  dropped: ReadonlyMap<string, number>;
}

export function outlookOf(release: readonly Operation[]): Outlook {
  const copying: { op: Operation; at: number }[] = [];
  const labels: { op: Operation; at: number }[] = [];
  const indexes = new Map<string, (readonly string[])[]>();
  const dropped = new Map<string, number>();
  for (const [at, op] of release.entries()) {
    const gone = droppedBy(op);
    if (gone !== undefined) dropped.set(gone, at);
    if (op.op === 'value.create') labels.push({ op, at });
    else if (
      op.op === 'rows.insert' ||
      op.op === 'rows.update' ||
      (op.op === 'table.create' && op.options?.as !== undefined)
    )
      copying.push({ op, at });
    else if (op.op === 'index.create' || (op.op === 'constraint.create' && isKey(op.constraint))) {
      const table = plain(op.table ?? '');
      const known = indexes.get(table) ?? [];
      known.push(op.columns ?? []);
      indexes.set(table, known);
    }
  }
  return { copying, labels, indexes, dropped };
}

function droppedBy(op: Operation): string | undefined {
  const table = plain(op.table ?? '');
  if (op.op === 'table.drop') return table;
  if (op.op === 'column.drop') return `${table}.${plain(op.column ?? '')}`;
  return op.op === 'constraint.drop' ? `${table} ${plain(op.object ?? '')}` : undefined;
}

/** Whether the release itself takes away again what an operation at this place adds to the table. */
export function isPassing(outlook: Outlook, at: number, op: Operation): boolean {
  const table = plain(op.table ?? '');
  const names = [
    table,
    ...(op.columns ?? []).map((column) => `${table}.${plain(column)}`),
    ...(op.object === undefined ? [] : [`${table} ${plain(op.object)}`]),
  ];
  return names.some((name) => (outlook.dropped.get(name) ?? -1) > at);
}

function isKey(constraint: string | undefined): boolean {
  return constraint === 'unique' || constraint === 'primary-key';
}
