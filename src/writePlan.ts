import type { FactsOf, Plan } from './core/plan';
import { mergePlan } from './plan/merge';
import { plan, planWithWindow } from './plan/planner';
import { starterPolicy } from './plan/starter';
import { type PlanCheck, verifyPlan } from './plan/verify';
import { type PlanRequest, planInput } from './planInput';
import { planComment } from './report/planComment';
import { jsonPlan } from './report/planJson';
import { planMarkdown } from './report/planMarkdown';

export type { PlanCheck, PlanRequest };

/** The release plan as Markdown, merged into the existing one. A pure function of its input. */
export function writePlan(request: PlanRequest): { text: string } | { refused: string } {
  return mergePlan(request.existing, planMarkdown(planFor(request)));
}

/** The same plan as data. */
export function planFor(request: PlanRequest): Plan {
  return plan(planInput(request));
}

/** What `plan --format json` adds to the report of the review. */
export function planJson(request: PlanRequest): ReturnType<typeof jsonPlan> {
  return jsonPlan(planFor(request));
}

/** The same plan for a comment on a pull request: at most 60 lines. */
export function commentPlan(request: PlanRequest): string {
  return planComment(planFor(request));
}

/** Whether the plan in `existing` may be carried out at `now`; a text says why it cannot be asked. */
export function checkPlan(request: PlanRequest & { existing: string }): PlanCheck[] | string {
  const input = planInput(request);
  return verifyPlan({ written: request.existing, input, ...planWithWindow(input) });
}

/** A commented policy from what the repository shows. */
export function startPolicy(facts: FactsOf): string {
  return starterPolicy(facts);
}
