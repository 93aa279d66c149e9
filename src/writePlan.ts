import type { Policy } from './core/policy';
import type { Review } from './core/review';
import { plan } from './plan/planner';
import { planMarkdown } from './report/planMarkdown';

export interface PlanRequest {
  review: Review;
  policy: Policy;
  /** ISO 8601; windows are looked for from here. */
  now: string;
  /** The plan as it is in the repository, with ticks, answers and notes. */
  existing?: string;
  /** Label of the release. */
  release?: string;
}

/** The release plan as Markdown, merged into the existing one. A pure function of its input. */
export function writePlan(request: PlanRequest): { text: string } | { refused: string } {
  return { text: planMarkdown(plan(request)) };
}
