import type { Risk } from '../core/plan';
import { answerOf } from '../core/review';
import type { Step } from '../core/step';
import type { PlanInput } from './input';
import type { Requirement } from './requirements';
import { atLeast } from './risk';

/** A change that needs no gate, no step of its own and no way back beside the code's: a short answer is the honest one. */
export function isQuiet({ review, facts }: PlanInput, ordered: readonly Step[]): boolean {
  const changed = new Set(facts('file.changed').map(({ path }) => path));
  return (
    !hasOpen(review.findings) &&
    review.changes.length === 0 &&
    review.steps.length === 0 &&
    ordered.length === 0 &&
    review.inventory.every(({ status }) => status === 'base') &&
    !review.unread.some(({ at }) => changed.has(at.file))
  );
}

const hasOpen = (findings: PlanInput['review']['findings']) =>
  findings.some((f) => f.status !== 'existing' && f.severity !== 'note');

/** As many migrations as fit into a plan that is read at a glance. */
const mostMigrations = 2;

/**
 * A well made change of the schema and nothing else: whatever it does is undone without loss and blocks nobody. Its steps are
 * the whole plan.
 */
export function isShort(
  { review, facts, policy }: PlanInput,
  ordered: readonly Step[],
  risk: Risk,
  requirements: readonly Requirement[],
): boolean {
  if (answerOf(review) !== 'ready' || hasOpen(review.findings) || atLeast(risk.level, 'high')) return false;
  // A policy that knows people, times and metrics fills its sections.
  if (policy.staffing || policy.metrics || policy.roles) return false;
  if (requirements.some(({ required, state }) => required && state !== 'met' && state !== 'not needed')) return false;
  const changed = new Set(facts('file.changed').map(({ path }) => path));
  const own = ordered.filter(({ kind }) => !['preflight', 'deploy', 'verify'].includes(kind));
  const deploys = ordered.filter(({ kind }) => kind === 'deploy');
  return (
    own.length > 0 &&
    own.length <= mostMigrations &&
    deploys.length === 1 &&
    own.every(
      ({ phase, kind, wayBack, lock, compatible }) =>
        phase === 'release' &&
        (kind === 'expand' || kind === 'validate') &&
        wayBack?.class === 'I' &&
        lock?.blocks === 'nothing' &&
        compatible?.old !== false,
    ) &&
    review.changes.every(({ kind }) => kind === 'ddl.resolved') &&
    review.inventory.every(({ status }) => status === 'base') &&
    review.steps.every(({ kind }) => kind !== 'ask') &&
    !review.unread.some(({ at }) => changed.has(at.file))
  );
}
