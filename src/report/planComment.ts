import { type Plan, type PlanStep, singleGates } from '../core/plan';
import { doubtText, gateText, phraseMarkdown, verdictLine } from './planText';

/** The marker by which a comment is found again and updated in place. */
export const commentMarker = '<!-- rr:comment plan -->';

/** The plan for a pull request: verdict, blockers, questions and the titles of the steps. Never more than `most` lines. */
export function planComment(plan: Plan, most = 60): string {
  const lines = [commentMarker, verdictLine(plan)];
  if (plan.quiet) return `${lines.join('\n')}\n`;
  const gates = singleGates(plan.gates);
  const groups = [
    {
      title: 'Blockers',
      rows: gates.filter(({ sort }) => sort === 'blocker').map((gate) => `- ${gateText(gate, false)}`),
    },
    {
      title: 'Questions',
      rows: gates
        .filter(({ sort }) => sort === 'question')
        .map((gate) => `- [ ] ${gateText(gate, false)} answer: ____ <!-- rr:a ${gate.id} -->`),
    },
    { title: 'Steps', rows: plan.steps.map(stepTitle) },
    { title: 'When', rows: plan.windows.slice(0, 3).map(({ local }) => `- ${local}`) },
  ].filter(({ rows }) => rows.length > 0);
  let left = most - lines.length - 2;
  for (const { title, rows } of groups) {
    const fits = rows.length + 3 <= left ? rows.length : Math.max(0, left - 4);
    if (fits === 0) break;
    lines.push('', `**${title}**`, '', ...rows.slice(0, fits));
    left -= fits + 3;
    if (fits < rows.length) {
      lines.push(`- and ${rows.length - fits} more in the plan`);
      left -= 1;
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A step by its title alone; what it asks can be answered here. */
function stepTitle(step: PlanStep): string {
  const { id, label, title, origin, decision } = step;
  const field = decision
    ? ' go / no-go: ____ at ____'
    : origin === 'ASK'
      ? `${doubtText(step, false)} answer: ____`
      : '';
  return `- [ ] ${label} ${phraseMarkdown(title, false)}${field} <!-- rr:s ${id} -->`;
}
