import type { Risk } from '../core/plan';
import { answerOf, type Change } from '../core/review';
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

/** As many steps of its own as fit into a plan that is read at a glance. */
const mostOwn = 2;

/**
 * A change without risk: a well made migration, settings that nobody has to set, routes that only read, a health check to look at.
 * Its steps are the whole plan.
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
  const now = ordered.filter(({ phase }) => phase !== 'later');
  const own = now.filter(({ kind }) => !['preflight', 'deploy', 'verify'].includes(kind));
  return (
    ordered.length > 0 &&
    own.length <= mostOwn &&
    now.filter(({ kind }) => kind === 'deploy').length === 1 &&
    own.every((step) => step.phase === 'release' && (step.kind === 'observe' || isSafeSchema(step))) &&
    ordered.every(({ phase, kind }) => phase !== 'later' || kind === 'remove') &&
    review.changes.every(isHarmless) &&
    review.inventory.every(({ status }) => status === 'base') &&
    review.steps.every(({ kind }) => kind !== 'ask') &&
    !review.unread.some(({ at }) => changed.has(at.file))
  );
}

/** Undone without loss, and blocking nobody. */
const isSafeSchema = ({ kind, wayBack, lock, compatible }: Step) =>
  (kind === 'expand' || kind === 'validate') &&
  wayBack?.class === 'I' &&
  lock?.blocks === 'nothing' &&
  compatible?.old !== false;

/** A setting, which has a step of its own where somebody must set it, or a route that only reads. */
const isHarmless = ({ kind, change, subject }: Change) =>
  kind === 'ddl.resolved' ||
  kind === 'env.read' ||
  (kind === 'route.resolved' && change === 'added' && /^route (?:GET|HEAD) /.test(subject));
