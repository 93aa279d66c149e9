import type { Plan } from '../core/plan';
import { answerOf, type Review } from '../core/review';
import { orderSteps } from './order';

/** Merges, orders and asks; what a step is and how it is undone is known beside the rule that made it. */
export function plan({ review, release }: { review: Review; release?: string }): Plan {
  const open = review.findings.filter((f) => f.status !== 'existing' && !f.suppressed);
  const { ordered, cycles } = orderSteps(review.steps.filter((s) => s.kind !== 'ask'));
  return {
    title: release ?? (review.compared === 'no base' ? 'working tree' : review.compared.head),
    verdict: answerOf(review),
    compared: review.compared === 'no base' ? undefined : review.compared,
    changes: review.changes,
    blockers: open.filter((f) => f.severity === 'blocker'),
    warnings: open.filter((f) => f.severity === 'warning'),
    questions: review.steps.filter((s) => s.kind === 'ask'),
    steps: ordered,
    splits: cycles,
  };
}
