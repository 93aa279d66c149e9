import { compareText } from '../core/span';
import { type Step, stepKinds } from '../core/step';

/** Phases follow each other; inside one, the closed list of step kinds breaks ties. */
const phases = ['before', 'release', 'after', 'later'] as const;

function compareSteps(a: Step, b: Step): number {
  return (
    phases.indexOf(a.phase) - phases.indexOf(b.phase) ||
    stepKinds.indexOf(a.kind) - stepKinds.indexOf(b.kind) ||
    compareText(a.id, b.id)
  );
}

/** Kahn's algorithm with stable ties. What is left in a cycle is returned apart: the release must be split there. */
export function orderSteps(steps: readonly Step[]): { ordered: Step[]; cycles: string[][] } {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const waiting = new Map(
    steps.map((step) => [step.id, new Set((step.after ?? []).filter((id) => byId.has(id) && id !== step.id))]),
  );
  const ordered: Step[] = [];
  const ready = steps.filter((step) => waiting.get(step.id)?.size === 0).sort(compareSteps);
  while (ready.length > 0) {
    const next = ready.shift() as Step;
    ordered.push(next);
    waiting.delete(next.id);
    for (const [id, before] of waiting) {
      if (!before.delete(next.id) || before.size > 0) continue;
      ready.push(byId.get(id) as Step);
      ready.sort(compareSteps);
    }
  }
  const left = [...waiting.keys()].sort(compareText);
  return { ordered, cycles: left.length > 0 ? [left] : [] };
}
