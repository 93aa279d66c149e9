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
}

export function outlookOf(release: readonly Operation[]): Outlook {
  const copying: { op: Operation; at: number }[] = [];
  const labels: { op: Operation; at: number }[] = [];
  const indexes = new Map<string, (readonly string[])[]>();
  for (const [at, op] of release.entries()) {
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
  return { copying, labels, indexes };
}

function isKey(constraint: string | undefined): boolean {
  return constraint === 'unique' || constraint === 'primary-key';
}
