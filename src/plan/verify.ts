import { headerWord, type Plan, singleGates } from '../core/plan';
import { durationText, timeText } from '../core/zone';
import { readDocument } from './document';
import type { PlanInput } from './input';
import { slotJudge, slotMs, type WindowInput } from './window';

/** One condition that must hold before anybody deploys. */
export interface PlanCheck {
  id: 'inputs' | 'blockers' | 'questions' | 'steps' | 'go' | 'window';
  ok: boolean;
  text: string;
}

export interface VerifyInput {
  /** The plan as people have left it. */
  written: string;
  /** The same plan made anew, with the answers of the written one. */
  plan: Plan;
  input: PlanInput;
  window: WindowInput;
}

/** Whether a plan may be carried out now; a text says why the question cannot be asked. */
export function verifyPlan({ written, plan, input, window }: VerifyInput): PlanCheck[] | string {
  const document = readDocument(written);
  if (typeof document === 'string') return document;
  const items = [...document.items.values()].filter(({ block }) => block !== 'superseded');
  const checks: PlanCheck[] = [];
  const check = (id: PlanCheck['id'], bad: string, good: string) =>
    checks.push({ id, ok: bad === '', text: bad || good });

  const stale = (['base', 'policy', 'inputs'] as const).filter(
    (name) => document.header[name] !== headerWord(plan.header[name]),
  );
  check(
    'inputs',
    stale.length > 0 ? `${stale.join(', ')} changed since the plan was written; write it again` : '',
    'base, policy and inputs are those of the plan',
  );
  // People look for what is told here in the plan that they have, by the number that it has there.
  const labels = new Map(items.map(({ key, label }) => [key.slice(2), label]));
  const named = (lines: readonly { id: string; label: string }[]) =>
    lines.map(({ id, label }) => labels.get(id) || label).join(', ');
  const gates = singleGates(plan.gates);
  const blockers = gates.filter(({ sort }) => sort === 'blocker');
  check(
    'blockers',
    blockers.length > 0 ? `${plan.counts.blockers} open: ${named(blockers)}` : '',
    'no blocker is open',
  );
  const asking = [
    ...gates.filter((gate) => gate.sort === 'question'),
    ...plan.steps.filter((step) => step.origin === 'ASK'),
  ];
  const open = asking.filter(({ answer }) => !answer);
  check(
    'questions',
    open.length > 0 ? `${plan.counts.questions} without an answer: ${named(open)}` : '',
    asking.length > 0 ? 'every question has its answer' : 'nothing was asked',
  );
  const again = items.filter(({ recheck, ticked }) => recheck && !ticked);
  check(
    'steps',
    again.length > 0
      ? `to be looked at again, their text changed: ${again.map(({ label, text }) => label || text.slice(0, 60)).join(', ')}`
      : '',
    'no ticked line has changed',
  );
  const decision = plan.steps.find((step) => step.decision);
  const go = items.find(({ key }) => key === `s ${decision?.id}`);
  check(
    'go',
    !decision || (go && /^go\b/i.test(go.answer))
      ? ''
      : go?.answer
        ? `${decision.label}: ${go.answer}`
        : `${decision.label}: no go was given`,
    decision ? `the go was given: ${go?.answer}` : 'no go is needed',
  );
  checks.push(windowCheck(input, window, plan));
  return checks;
}

function windowCheck({ policy, now, zone }: PlanInput, window: WindowInput, plan: Plan): PlanCheck {
  if (!policy.staffing && !policy.load && !policy.freezes)
    return { id: 'window', ok: true, text: 'the policy knows no window' };
  const judge = slotJudge(window, { from: now, to: now + slotMs });
  const { reasons, slot } = judge(now);
  const best = plan.windows[0];
  return reasons.length === 0
    ? { id: 'window', ok: true, text: `the window is open for ${durationText(slot.to - slot.from)} from now on` }
    : {
        id: 'window',
        ok: false,
        text: `not at ${timeText(zone.local(now))}: ${reasons.map(({ text }) => text).join('; ')}${best ? `; next ${best.local}` : ''}`,
      };
}
