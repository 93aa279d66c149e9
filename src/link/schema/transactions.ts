import type { Dialect, Fact } from '../../core/fact';
import type { Span } from '../../core/span';
import { sendsWhole } from '../../knowledge/migrationRunners';
import type { Operation } from './folding';
import type { Migration } from './history';

/** The transaction that an operation shares with others, or nothing where each statement commits by itself. */
export function createUnits(
  runner: 'each' | 'all' | 'none',
  dialect: Dialect,
  alone: boolean,
): (op: Operation, migration: Migration) => string | undefined {
  return (op, migration) => {
    if (op.transaction === 'none' || dialect === 'mysql' || dialect === 'mariadb') return undefined;
    if (op.transaction !== 0) return `${migration.id}#${op.transaction}`;
    const own = migration.declared?.transaction ?? 'own';
    if (migration.outside || own === 'none' || (runner === 'none' && own === 'own')) return undefined;
    return runner === 'all' && !alone ? 'all' : `${migration.id}#0`;
  };
}

export interface TransactionMark {
  nesting?: 'author' | 'runner';
  uncommitted?: true;
}

/** BEGIN and COMMIT that do not pair up, alone or with the transaction that a runner opens around the migration. */
export function transactionMarks(migration: Migration): Map<Operation, TransactionMark> {
  const marks = new Map<Operation, TransactionMark>();
  const runnerOpens =
    (migration.declared?.transaction ?? 'own') === 'own' && !migration.outside && !sendsWhole.has(migration.tool);
  let open: Operation | undefined;
  for (const op of migration.up) {
    if (op.op !== 'session.begin' && op.op !== 'session.commit') continue;
    const begins = op.op === 'session.begin';
    if (begins === (open !== undefined)) marks.set(op, { nesting: 'author' });
    else if (runnerOpens) marks.set(op, { nesting: 'runner' });
    open = begins ? op : undefined;
  }
  if (open) marks.set(open, { ...marks.get(open), uncommitted: true });
  return marks;
}

/** A SET of `lock_timeout` that comes too late: an operation before it in its migration already waited for a lock. */
export function lateFor(
  op: Operation,
  blocking: Fact<'ddl.resolved'> | undefined,
): { at: Span; note: string } | undefined {
  if (op.op !== 'session.set' || op.options?.name !== 'lock_timeout' || !blocking) return undefined;
  return {
    at: blocking.at,
    note: `${blocking.table ?? 'the table'} is locked here (${blocking.lock}), before the limit is set`,
  };
}

/** `RESET lock_timeout` and its like: the limit that the migration set is taken back. */
export function takesLimitBack(op: Operation, settings: ReadonlyMap<string, string>): boolean {
  const { name, value } = op.options ?? {};
  if (op.op !== 'session.set' || (name !== 'lock_timeout' && name !== 'all') || value !== 'default') return false;
  return !/^'?(?:0|default)/.test(settings.get('lock_timeout') ?? '0');
}
