import type { Step } from '../core/step';
import { guardOf, outwardSystems, type PlanInput } from './input';

/** Something that a way back does not take back, and the first step that lets it happen. */
export interface Effect {
  because: string;
  /** Id of the step from which on it can happen. */
  from: string;
  class: 'C' | 'L' | 'X' | 'outside';
  /** Where it is written. */
  evidence: Step['evidence'];
  counter?: { sql: string; expect: string; step: string };
}

export interface NoReturn {
  effects: Effect[];
  /** Id of the first step with such an effect; the decider's word is asked for before it. */
  before?: string;
}

/** The point of no return of an order: the first step whose inverse loses data, can fail on new data, or touches the outside world. */
export function noReturnOf(steps: readonly Step[], input: PlanInput): NoReturn {
  const now = steps.filter((step) => step.phase !== 'later');
  const firstDeploy = now.find((step) => step.kind === 'deploy');
  const exposure = (flag: string | undefined) =>
    (flag === undefined ? undefined : now.find((step) => step.kind === 'flag' && step.flag === flag)) ?? firstDeploy;
  const effects: Effect[] = [];
  for (const step of now) {
    const sort = step.wayBack?.class;
    if (sort !== 'C' && sort !== 'L' && sort !== 'X') continue;
    // What can only fail on new data is harmless until the new version writes some.
    const from =
      sort === 'C' && step.kind !== 'backfill' ? (exposure(step.flag ?? writerFlag(step, input)) ?? step) : step;
    effects.push({
      because:
        step.kind === 'readers'
          ? `messages of ${step.subject} that the version before cannot read`
          : sort === 'C'
            ? `values that only ${step.subject} admits`
            : `data that ${step.subject} overwrites or deletes`,
      from: from.id,
      class: sort,
      evidence: step.evidence.slice(0, 1),
      ...(step.counter ? { counter: { ...step.counter, step: step.id } } : {}),
    });
  }
  for (const system of outwardSystems(input)) {
    const from = exposure(guardOf(system.system, input.facts));
    if (!from) continue;
    effects.push({
      because: `what was sent to ${system.system}`,
      from: from.id,
      class: 'outside',
      evidence: system.calls.slice(0, 1),
    });
  }
  const place = (id: string) => now.findIndex((step) => step.id === id);
  const first = [...effects].sort((a, b) => place(a.from) - place(b.from))[0];
  return { effects, ...(first ? { before: first.from } : {}) };
}

/** The flag without which no code that was read writes a value that only this step admits. */
function writerFlag({ values = [] }: Step, { facts }: PlanInput): string | undefined {
  if (values.length === 0) return undefined;
  // Where a column is written, no flag is known: it may be at any time.
  if (facts('column.used').some(({ access, literal }) => access === 'write' && values.includes(literal ?? '')))
    return undefined;
  const writers = facts('payload.resolved').filter(
    ({ direction, shape }) =>
      direction === 'write' &&
      Object.values(shape).some((field) => (field.values ?? []).some((value) => values.includes(String(value)))),
  );
  const keys = writers.map(({ guards }) => guards.find(({ side }) => side === 'on')?.key);
  return keys.length > 0 && keys.every((key) => key !== undefined && key === keys[0]) ? keys[0] : undefined;
}

/** The go/no-go of the decider, put right before the first step that cannot be taken back. */
export function withDecision(steps: readonly Step[], { effects, before }: NoReturn): Step[] {
  const at = steps.findIndex((step) => step.id === before);
  if (at === -1) return [...steps];
  const because = [...new Set(effects.map((effect) => effect.because))].slice(0, 3);
  const decision: Step = {
    id: 'pnr',
    kind: 'no-return',
    phase: 'release',
    subject: 'the release',
    title: `From here on a way back does not take back ${because.join(', ')}`,
    origin: 'FOUND',
    evidence: effects.flatMap((effect) => effect.evidence).slice(0, 3),
    role: 'decider',
  };
  return [...steps.slice(0, at), decision, ...steps.slice(at)];
}

/** As many numbers as people add up before they decide. */
const mostCounters = 4;

/** Queries of which the sum says whether a way back is still open: none where it is not, whatever they give. */
export function countersOf(effects: readonly Effect[], broken: boolean): string[] {
  if (broken || effects.some((effect) => effect.class === 'L' || effect.class === 'X')) return [];
  const all = [...new Set(effects.flatMap(({ counter }) => counter?.sql ?? []))];
  return all.length > mostCounters ? [] : all;
}
