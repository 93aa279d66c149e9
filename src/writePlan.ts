import { mergePlan } from './plan/merge';
import { plan } from './plan/planner';
import { type PlanRequest, planInput } from './planInput';
import { planMarkdown } from './report/planMarkdown';

export type { PlanRequest };

/** The release plan as Markdown, merged into the existing one. A pure function of its input. */
export function writePlan(request: PlanRequest): { text: string } | { refused: string } {
  return mergePlan(request.existing, planMarkdown(plan(planInput(request))));
}
