import type { Step } from '../core/step';
import type { PlanInput } from './input';
import { rehearsalOf } from './rehearsal';
import type { Made } from './riskFactors';
import { isUnreadMigration } from './unreadMigrations';

/** Points of one operation, before the size of its table is known. */
function lockPoints({ lock, kind }: Step): number {
  if (!lock) return 1;
  if (lock.rewrites || (lock.blocks === 'all' && lock.scans)) return 8;
  if (kind === 'validate' || (lock.scans && lock.blocks !== 'writes')) return 5;
  return lock.blocks === 'writes' ? 6 : 1;
}

/** Points for locks on existing tables, for what a way back loses, and less for what was tried out. */
export function* data(input: PlanInput, steps: readonly Step[]): Iterable<Made> {
  const kinds: readonly string[] = ['expand', 'validate', 'contract', 'backfill'];
  const schema = steps.filter((step) => kinds.includes(step.kind) && step.phase !== 'later');
  const [unread] = schema.filter(isUnreadMigration);
  if (unread) yield notUnderstood(unread);
  const mine = schema.filter((step) => !isUnreadMigration(step));
  if (mine.length === 0) return;
  const hot = input.policy.data?.hot_tables;
  const weighed = mine
    .map((step) => {
      const base = lockPoints(step);
      const known = hot !== undefined || !step.lock;
      const full = hotOf(step, input) !== undefined;
      return { step, points: full ? base : base / 2, unknown: known ? 0 : base / 2 };
    })
    .sort((a, b) => b.points - a.points);
  const [worst, ...rest] = weighed;
  if (!worst) return;
  const quarter = (list: typeof weighed, of: 'points' | 'unknown') => list.reduce((n, w) => n + w[of], 0) / 4;
  const heavy = lockPoints(worst.step) > 1;
  yield {
    id: 'data.lock',
    points: Math.round(worst.points + quarter(rest, 'points')),
    unknown: Math.round(worst.unknown + quarter(rest, 'unknown')),
    because: heavy
      ? `${worst.step.subject}: ${lockText(worst.step)}${worst.unknown > 0 ? ', and nobody says how big the table is' : hotText(worst.step, input)}`
      : `${mine.length === 1 ? 'an operation' : `${mine.length} operations`} with a short lock at most`,
    at: worst.step.evidence.slice(0, 1).map(({ at }) => at),
    ...(heavy
      ? {
          remedy: {
            text: `take the scan out from under the lock of ${worst.step.subject}`,
            effort: 1,
            gain: Math.round(worst.points / 2),
          },
        }
      : {}),
  };
  const points = (step: Step) =>
    Math.max(step.compatible?.old === false ? 12 : 0, { I: 0, N: 2, C: 6, L: 10, X: 15 }[step.wayBack?.class ?? 'I']);
  const back = [...mine].sort((a, b) => points(b) - points(a))[0];
  if (back && points(back) > 0)
    yield {
      id: 'data.reversal',
      points: points(back),
      because: `${back.subject}: ${reversalText(back)}`,
      at: back.evidence.slice(0, 1).map(({ at }) => at),
    };
  const run = rehearsalOf(input, mine);
  const copied = input.facts('ddl.resolved').find((op) => op.pending && op.keptCopy);
  const known = (run ? 4 : 0) + (copied ? 4 : 0);
  if (known > 0)
    yield {
      id: 'data.rehearsed',
      points: -known,
      because: [run ? 'the way back was rehearsed' : '', copied ? 'old values are kept in a copy' : '']
        .filter(Boolean)
        .join(', '),
    };
}

/** What nobody read may lock a table and lose data. */
function notUnderstood({ subject, evidence }: Step): Made {
  return {
    id: 'data.unread',
    points: 0,
    unknown: 20,
    because: `what ${subject} does was not understood`,
    at: evidence.slice(0, 1).map(({ at }) => at),
  };
}

function lockText({ lock }: Step): string {
  if (!lock) return 'no lock';
  const what = lock.rewrites ? 'rewrites the table' : lock.scans ? 'scans the table' : 'takes a lock';
  return `${what}, blocks ${lock.blocks === 'all' ? 'reads and writes' : lock.blocks}`;
}

function reversalText(step: Step): string {
  if (step.compatible?.old === false) return 'the version before does not work after it';
  return {
    I: 'invertible',
    N: 'a way back loses values written since',
    C: 'the way back can fail on new data',
    L: 'data is overwritten',
    X: 'cannot be undone without a copy',
  }[step.wayBack?.class ?? 'I'];
}

/** What the policy says of the table of a step, which it may name without its schema. */
function hotOf({ lock }: Step, { policy }: PlanInput) {
  const known = policy.data?.hot_tables;
  const table = lock?.table;
  return table === undefined ? undefined : (known?.[table] ?? known?.[table.slice(table.lastIndexOf('.') + 1)]);
}

/** What the policy says of the table that is locked: `4,200,000 rows, 35 writes a second`. */
function hotText(step: Step, input: PlanInput): string {
  const { lock } = step;
  const { rows, writes_per_s: writes } = hotOf(step, input) ?? {};
  const parts = [
    ...(rows === undefined ? [] : [`${rows.toLocaleString('en-US')} rows`]),
    ...(writes === undefined ? [] : [`${writes} writes a second`]),
  ];
  return parts.length > 0 ? ` (${lock?.table}: ${parts.join(', ')})` : '';
}
