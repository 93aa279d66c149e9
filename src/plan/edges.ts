import type { Step } from '../core/step';

/** `from` must be done before `to`. */
export interface Edge {
  from: string;
  to: string;
  because: string;
}

/** Steps of the flag that keeps the writer of a new format, or the caller of a new system, silent. */
function flagged(step: Step, flags: readonly Step[]): Step[] {
  return step.flag === undefined ? [] : flags.filter((flag) => flag.flag === step.flag);
}

/** What must precede what, by the kinds of the steps; a step's own `after` comes on top. */
export function edgesOf(steps: readonly Step[]): Edge[] {
  const edges: Edge[] = [];
  const link = (from: Step | undefined, to: Step | undefined, because: string) => {
    if (from && to && from.id !== to.id) edges.push({ from: from.id, to: to.id, because });
  };
  const now = steps.filter((step) => step.phase !== 'later');
  const of = (...kinds: Step['kind'][]) => now.filter((step) => kinds.includes(step.kind));
  const deploys = of('deploy');
  const flags = of('flag');
  const lanes = chains(deploys);
  const firsts = lanes.flatMap((lane) => lane[0] ?? []);
  const lasts = lanes.flatMap((lane) => lane.at(-1) ?? []);
  const exposures = firsts.length > 0 ? firsts : flags.slice(0, 1);

  for (const step of steps)
    for (const id of step.after ?? []) edges.push({ from: id, to: step.id, because: 'the step asks for it' });
  const grow = (lane: readonly (readonly Step[])[], because: string) => {
    for (const [i, stage] of lane.entries())
      for (const step of stage) for (const smaller of lane[i - 1] ?? []) link(smaller, step, because);
  };
  for (const lane of lanes) grow(lane, 'traffic grows step by step');
  for (const lane of chains(flags)) {
    grow(lane, 'exposure grows step by step');
    for (const step of lane[0] ?? [])
      for (const last of lasts) link(last, step, 'a flag is turned on when every instance knows it');
  }
  for (const first of exposures) {
    for (const step of of('expand', 'validate')) link(step, first, 'the migrations of a release run before its code');
    for (const step of of('secret', 'config', 'infra', 'third-party'))
      link(step, first, 'the new code needs it when it starts');
    for (const step of of('observe')) link(step, first, 'without it nobody sees the first exposure');
    for (const step of of('preflight', 'backup')) link(step, first, 'checks come first');
  }
  for (const step of of('expand', 'validate', 'contract', 'backfill'))
    for (const check of of('preflight', 'backup')) link(check, step, 'checks come first');
  for (const step of of('validate'))
    for (const expand of of('expand'))
      if (migrationOf(expand) !== undefined && migrationOf(expand) === migrationOf(step))
        link(expand, step, 'a constraint is validated in a transaction of its own');
  for (const step of of('readers')) {
    const guarding = flagged(step, flags);
    for (const flag of guarding) {
      link(step, flag, 'readers of a new format come before its writers');
      for (const last of lasts) link(last, step, 'the consumers of this repository are deployed by then');
    }
    if (guarding.length === 0)
      for (const first of firsts) link(step, first, 'readers of a new format come before its writers');
  }
  for (const step of of('backfill')) {
    if (step.withSchema?.always)
      for (const first of firsts) link(step, first, 'the tool applies it together with the schema');
    else for (const last of lasts) link(last, step, 'every writer must write both before old rows are filled');
  }
  for (const step of of('contract')) {
    for (const last of lasts) link(last, step, 'the old version needs what it takes away until it is gone');
    for (const fill of of('backfill')) link(fill, step, 'the data has to be in its new place first');
  }
  // The migrations of a release run before its code. What old code cannot live with therefore asks for both sides of the deploy.
  for (const step of of('expand', 'validate', 'contract'))
    if (step.compatible?.old === false) {
      for (const first of firsts) link(step, first, 'the migrations of a release run before its code');
      for (const last of lasts) link(last, step, 'the old version still needs what it takes away');
    }
  const ends = [...deploys, ...flags, ...of('backfill', 'readers')];
  for (const step of of('verify')) for (const end of ends) link(end, step, 'it is looked at when everything is out');
  return edges;
}

/** `20261120_01` of `mig/20261120_01/up`. */
export function migrationOf({ id }: Step): string | undefined {
  return /^mig\/(.+)\/[^/]+$/.exec(id)?.[1];
}

/** Steps of one workload or flag, those of one stage side by side, the smallest stage first. */
function chains(steps: readonly Step[]): Step[][][] {
  const lanes = new Map<string, Step[]>();
  for (const step of steps) {
    const lane = step.id.slice(0, step.id.lastIndexOf('/'));
    lanes.set(lane, [...(lanes.get(lane) ?? []), step]);
  }
  return [...lanes.values()].map((lane) => {
    const stages = [...new Set(lane.map(stageOf))].sort((a, b) => a - b);
    return stages.map((stage) => lane.filter((step) => stageOf(step) === stage));
  });
}

/** 5 of `deploy/canary-5`, 10 of `flag/x/10`; a group of people comes before any share, everybody after. */
function stageOf({ id }: Step): number {
  const name = id.slice(id.lastIndexOf('/') + 1);
  if (name === 'full' || name === 'on') return 1000;
  return Number(/^(?:canary-)?(\d+)$/.exec(name)?.[1] ?? 0);
}
