import type { Hole } from '../core/plan';
import { compareText } from '../core/span';
import { type Step, stepKinds } from '../core/step';
import type { Edge } from './edges';

/** Phases follow each other; inside one, the closed list of step kinds breaks ties. */
const phases = ['before', 'release', 'after', 'later'] as const;
const classes = 'INCLX';

function lockRank({ lock }: Step): number {
  if (!lock) return 0;
  return ['nothing', 'writes', 'all'].indexOf(lock.blocks) * 3 + (lock.scans ? 1 : 0) + (lock.rewrites ? 2 : 0);
}

/** Phase, kind, the reversible first, the lighter lock first, and at last the id: no tie is left to chance. */
export function compareSteps(a: Step, b: Step): number {
  return (
    phases.indexOf(a.phase) - phases.indexOf(b.phase) ||
    stepKinds.indexOf(a.kind) - stepKinds.indexOf(b.kind) ||
    classes.indexOf(a.wayBack?.class ?? 'I') - classes.indexOf(b.wayBack?.class ?? 'I') ||
    lockRank(a) - lockRank(b) ||
    compareText(a.id, b.id)
  );
}

export interface Cycle {
  /** Ids, each before the next, the last before the first. */
  ids: string[];
  /** The edge to give up: what stands on its other side goes into a release of its own. */
  cut: Edge;
}

export interface Ordered {
  steps: Step[];
  cycles: Cycle[];
  /** The edges that hold in the order. */
  edges: Edge[];
}

/** Kahn's algorithm with stable ties. A cycle is reported, one edge of it is given up, and the rest is ordered. */
export function orderSteps(steps: readonly Step[], given: readonly Edge[]): Ordered {
  const byId = new Map(steps.map((step) => [step.id, step]));
  let edges = given.filter(({ from, to }) => from !== to && byId.has(from) && byId.has(to));
  const cycles: Cycle[] = [];
  for (;;) {
    const { ordered, left } = kahn(byId, edges);
    if (left.length === 0) return { steps: ordered, cycles, edges };
    const ids = shortestCycle(left, edges);
    const cut = weakest(ids, edges, byId);
    cycles.push({ ids, cut });
    edges = edges.filter((edge) => edge.from !== cut.from || edge.to !== cut.to);
  }
}

function kahn(byId: ReadonlyMap<string, Step>, edges: readonly Edge[]): { ordered: Step[]; left: string[] } {
  const after = new Map<string, Set<string>>();
  const waiting = new Map([...byId.keys()].map((id) => [id, 0]));
  for (const { from, to } of edges) {
    const targets = after.get(from) ?? new Set();
    if (targets.has(to)) continue;
    after.set(from, targets.add(to));
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const ready = [...byId.values()].filter(({ id }) => waiting.get(id) === 0).sort(compareSteps);
  const ordered: Step[] = [];
  while (ready.length > 0) {
    const next = ready.shift() as Step;
    ordered.push(next);
    waiting.delete(next.id);
    for (const id of after.get(next.id) ?? []) {
      const count = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, count);
      if (count > 0) continue;
      const step = byId.get(id) as Step;
      const place = ready.findIndex((other) => compareSteps(step, other) < 0);
      ready.splice(place === -1 ? ready.length : place, 0, step);
    }
  }
  return { ordered, left: [...waiting.keys()].sort(compareText) };
}

function shortestCycle(left: readonly string[], edges: readonly Edge[]): string[] {
  const inside = new Set(left);
  const after = new Map<string, string[]>();
  for (const { from, to } of edges)
    if (inside.has(from) && inside.has(to)) after.set(from, [...(after.get(from) ?? []), to].sort(compareText));
  let best: string[] = [];
  for (const start of left) {
    const previous = new Map<string, string>();
    const queue = [start];
    const seen = new Set<string>();
    search: while (queue.length > 0) {
      const at = queue.shift() as string;
      for (const next of after.get(at) ?? []) {
        if (next === start) {
          const path = [at];
          for (let id = at; id !== start; ) {
            id = previous.get(id) as string;
            path.unshift(id);
          }
          if (best.length === 0 || path.length < best.length) best = path;
          break search;
        }
        if (seen.has(next)) continue;
        seen.add(next);
        previous.set(next, at);
        queue.push(next);
      }
    }
  }
  return best;
}

/**
 * Of a cycle's edges the one to give up. A step that only takes away what the old code needs waits for the deploy; one that also
 * makes something comes before it, because the new code cannot start without. Else the last edge.
 */
function weakest(ids: readonly string[], edges: readonly Edge[], byId: ReadonlyMap<string, Step>): Edge {
  const around = ids.map((id, i) => {
    const to = ids[(i + 1) % ids.length];
    return edges.find((edge) => edge.from === id && edge.to === to) as Edge;
  });
  const breaking = ids.find((id) => byId.get(id)?.compatible?.old === false);
  const side = byId.get(breaking ?? '')?.kind === 'contract' ? 'from' : 'to';
  return around.find((edge) => edge[side] === breaking) ?? (around.at(-1) as Edge);
}

/** A step that ends the old version, or starts the new one. */
const starts = (step: Step) => step.kind === 'deploy';

/**
 * For every prefix of the order both versions must be able to work with the state: the old one as long as a way back to it
 * is needed, the new one from its first instance on.
 */
export function holesIn(steps: readonly Step[]): Hole[] {
  const holes: Hole[] = [];
  const lastDeploy = steps.findLastIndex(starts);
  const firstDeploy = steps.findIndex(starts);
  for (const [i, step] of steps.entries()) {
    if (step.phase === 'later') continue;
    const { old = true, new: fresh = true, because } = step.compatible ?? {};
    if (!old)
      holes.push({
        step: step.id,
        version: 'old',
        because:
          because ??
          (i < lastDeploy || lastDeploy === -1
            ? 'the version that still serves does not work with the state after it'
            : 'the version before does not work with the state after it'),
      });
    if (!fresh && firstDeploy !== -1)
      holes.push({
        step: step.id,
        version: 'new',
        because: because ?? 'the new version does not work with the state after it',
      });
  }
  return holes;
}

/** Place of the first step after which the version before does not work any more. */
export function breakOf(ordered: readonly Step[]): number | undefined {
  const at = ordered.findIndex((step) => step.phase !== 'later' && step.compatible?.old === false);
  return at === -1 ? undefined : at;
}
