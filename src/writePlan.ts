import type { FactsOf, Plan } from './core/plan';
import { mergeComment, readComment, withComment } from './plan/comment';
import { readDocument } from './plan/document';
import { mergePlan } from './plan/merge';
import { plan, planWithWindow } from './plan/planner';
import { starterPolicy } from './plan/starter';
import { type PlanCheck, verifyPlan } from './plan/verify';
import { type PlanRequest, planInput } from './planInput';
import { planComment } from './report/planComment';
import { jsonPlan } from './report/planJson';
import { planMarkdown } from './report/planMarkdown';

export type { PlanCheck, PlanRequest };

/**
 * The release plan as Markdown, merged into the existing one, with the ticks and answers of its comment. A pure function of its
 * input. `kept`: lines of which plan and comment have different answers; the plan's stand.
 */
export function writePlan(request: PlanRequest): { text: string; kept?: string[] } | { refused: string } {
  const made = planFor(request);
  const merged = mergePlan(request.existing, planMarkdown(made));
  if ('refused' in merged || request.comment === undefined) return merged;
  // What a tick in the comment vouches for is the line as the comment shows it now.
  const comment = mergeComment(request.comment, planComment(made), new Map(), Number.POSITIVE_INFINITY);
  return withComment(merged.text, readComment(comment));
}

/** The same plan as data. */
export function planFor(request: PlanRequest): Plan {
  return plan(planInput(request));
}

/** What `plan --format json` adds to the report of the review. */
export function planJson(request: PlanRequest): ReturnType<typeof jsonPlan> {
  return jsonPlan(planFor(request));
}

/** The same plan for a comment on a pull request, at most 60 lines, with what people ticked in the one before and in the plan. */
export function commentPlan(request: PlanRequest): string {
  const made = planFor(request);
  const merged = mergePlan(request.existing, planMarkdown(made));
  const written = 'text' in merged ? readDocument(merged.text) : '';
  return mergeComment(request.comment, planComment(made), typeof written === 'string' ? new Map() : written.items);
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
