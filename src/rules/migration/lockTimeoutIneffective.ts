// Catches a lock_timeout that limits nothing: set after the statement that waits, reset before it, zero, or too long to help.
// The author believes that the migration fails fast; it waits all the same, and everybody behind it.
// bad:  ALTER TABLE users ADD COLUMN locale text; SET lock_timeout = '2s';
// good: SET lock_timeout = '2s'; ALTER TABLE users ADD COLUMN locale text;
import type { Policy } from '../../core/policy';
import { onPostgres, users } from './examples';
import { operationRule } from './operationRule';
import { databaseIn, isPostgres, type Op, runsInTransaction } from './server';

export const lockTimeoutIneffective = operationRule({
  id: 'migration/lock-timeout-ineffective',
  ops: ['session.set'],
  meta: {
    title: 'lock_timeout that limits nothing',
    why: 'The statement that waits for the lock does so without a limit, and everybody who needs the table waits behind it.',
    todo: 'Set it before the first statement that takes a lock, to 2 to 5 s; SET LOCAL only inside a transaction.',
    severity: 'note',
    sources: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT'],
    examples: [
      onPostgres({
        title: 'Set when the table is locked already',
        before: users,
        pending: "ALTER TABLE users ADD COLUMN locale text;\nSET lock_timeout = '2s';",
        expect: ['migration/lock-timeout-ineffective'],
      }),
      onPostgres({
        title: 'Set before the first lock',
        before: users,
        pending: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN locale text;",
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || !/^(?:lock_timeout|all)$/.test(op.options?.name ?? '')) return undefined;
    const reason =
      op.options?.value === 'default' ? takenBack(op, policy) : reasonOf(op, runsInTransaction(op, policy));
    const place = op.unlimitedFor ?? op.lateFor;
    return reason === undefined
      ? undefined
      : { what: `lock_timeout ${reason}`, subject: 'lock_timeout', evidence: place ? [place] : [] };
  },
});

/** RESET and DEFAULT go back to what the role or the database has, which the policy may know to be a limit. */
function takenBack(op: Op, policy: Policy): string | undefined {
  if (!op.unlimitedFor || databaseIn(policy, op)?.lock_timeout !== undefined) return undefined;
  return `is reset before ${op.unlimitedFor.note.split(' ')[0]} is locked: that wait has no limit`;
}

function reasonOf(op: Op, inTransaction: boolean): string | undefined {
  const ms = milliseconds(op.options?.value);
  // Switched off again at the end: the statements before it had their limit.
  if (ms === 0) return op.lateFor ? undefined : 'is 0 here, which means no limit';
  if (op.lateFor) return `is set after ${op.lateFor.note.split(' ')[0]} was locked: that wait has no limit`;
  if (op.options?.scope === 'local' && !inTransaction) return 'is set LOCAL outside a transaction, which has no effect';
  if (ms !== undefined && ms > 10_000)
    return `is ${Math.round(ms / 1000)} s: everybody waits that long behind the migration`;
  return undefined;
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(value: string | undefined): number | undefined {
  const match = /^'?(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?'?$/i.exec(value?.trim() ?? '');
  return match ? Number(match[1]) * (units[(match[2] ?? 'ms').toLowerCase()] ?? 1) : undefined;
}
