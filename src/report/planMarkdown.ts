import { fingerprint } from '../core/finding';
import type { Plan } from '../core/plan';
import type { Step } from '../core/step';
import { code, markdown } from './escape';
import { placeOf } from './input';

const verdicts = { ready: 'READY', 'not-ready': 'NOT READY', 'no-base': 'NO BASE TO COMPARE WITH' } as const;

/** The plan as a document that people tick, answer and commit. */
export function planMarkdown(plan: Plan): string {
  const lines: string[] = [`# Release plan: ${markdown(plan.title)}`, ''];
  lines.push(
    `**Verdict: ${verdicts[plan.verdict]}** — ${plan.blockers.length} blockers, ${plan.warnings.length} warnings, ${plan.questions.length} open questions.${plan.compared ? ` Compared with ${code(plan.compared.base)}.` : ''}`,
    '',
  );
  section(
    lines,
    'What ships',
    plan.changes.map((c) => `- ${c.change} ${markdown(c.subject)} — ${code(placeOf(c.at))} **[FOUND]**`),
  );
  section(lines, 'Before you may start', [
    ...plan.blockers.map(
      (f) =>
        `- [ ] **BLOCKER** ${markdown(f.what)} ${code(f.rule)} ${code(placeOf(f.at))} **[FOUND]** <!-- rr:i ${fingerprint(f).replaceAll(' ', '/')} -->`,
    ),
    ...plan.warnings.map(
      (f) =>
        `- [ ] ${markdown(f.what)} ${code(f.rule)} ${code(placeOf(f.at))} **[FOUND]** <!-- rr:i ${fingerprint(f).replaceAll(' ', '/')} -->`,
    ),
    ...plan.questions.map(
      (q) => `- [ ] **[ASK${q.role ? ` ${q.role}` : ''}]** ${markdown(q.title)} answer: ____ <!-- rr:a ${q.id} -->`,
    ),
  ]);
  section(lines, 'Steps', plan.steps.filter((s) => s.phase !== 'later').map(stepLine));
  section(lines, 'Later release, not now', plan.steps.filter((s) => s.phase === 'later').map(stepLine));
  section(
    lines,
    'Ways back',
    plan.steps
      .filter((s) => s.wayBack)
      .map(
        (s) =>
          `- ${markdown(s.title)}: ${markdown(s.wayBack?.text ?? '')}${s.wayBack?.command ? ` ${code(s.wayBack.command)}` : ''}`,
      ),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(lines: string[], title: string, body: string[]): void {
  if (body.length > 0) lines.push(`## ${title}`, '', ...body, '');
}

function stepLine(step: Step, i: number): string {
  const check = step.check ? ` → ${markdown(step.check)}.` : '';
  const fails = step.ifFails ? ` Fails: ${markdown(step.ifFails)}.` : '';
  const where = step.evidence.map((e) => code(placeOf(e.at))).join(', ');
  return `- [ ] S${i + 1} ${markdown(step.title)}${check}${fails} **[${step.origin}]** ${where} <!-- rr:s ${step.id} -->`;
}
