import type { Fact } from '../core/fact';
import { durationMs } from '../core/policy';
import type { Step } from '../core/step';
import { durationText } from '../core/zone';
import { artifactSteps, withRunbook } from './artifactSteps';
import { jobsOfChange } from './deployJobs';
import { withDualWrite } from './dualWrite';
import { inFileOrder } from './fileOrder';
import { isProduction, newFlags, type PlanInput, productionOf, productionRollouts } from './input';
import { isUnreadMigration, unreadMigrations } from './unreadMigrations';

const schemaKinds: ReadonlySet<Step['kind']> = new Set(['expand', 'validate', 'contract', 'backfill']);

/** What rules know, and what every release of this kind needs besides: checks, the deploy itself, exposure, the end. */
export function releaseSteps(input: PlanInput): Step[] {
  const known = input.review.steps.filter((step) => step.kind !== 'ask').map((step) => withRunbook(step, input));
  const unread = unreadMigrations(input);
  const schema = [...known, ...unread].filter((step) => schemaKinds.has(step.kind) && step.phase !== 'later');
  const steps = [
    ...known,
    ...unread,
    ...artifactSteps(input),
    ...preflight(schema, input),
    ...backup(schema, input),
    ...deploys(input, [...known, ...unread]),
    ...flagSteps(input),
    ...(unread.length > 0 || isRelease(input) ? done() : []),
  ];
  // A rule that knows better has the last word.
  const distinct = [...new Map([...steps].reverse().map((step) => [step.id, step])).values()].reverse();
  return withDualWrite(inFileOrder(distinct, input.facts), input.facts);
}

function preflight(schema: readonly Step[], { facts, policy }: PlanInput): Step[] {
  const touching = schema.filter((step) => step.lock && step.lock.blocks !== 'nothing');
  if (schema.length === 0) return [];
  const tables = [...new Set(touching.flatMap(({ lock }) => lock?.tables ?? (lock?.table ? [lock.table] : [])))].sort();
  const more = tables.length > 6 ? ` and ${tables.length - 6} more` : '';
  const on = tables.length > 0 ? ` on ${tables.slice(0, 6).join(', ')}${more}` : '';
  const dialects = new Set(facts('ddl.resolved').map((op) => op.dialect));
  const postgres = dialects.has('postgresql') || policy.data?.databases?.some((d) => d.dialect === 'postgresql');
  return [
    {
      id: 'preflight',
      kind: 'preflight',
      phase: 'release',
      subject: 'the release',
      title: `Pre-flight: ${schema.every(isUnreadMigration) ? '' : `no old transaction${on}, `}replicas have caught up, no open incident`,
      ifFails: 'wait',
      origin: 'FOUND',
      evidence: (touching.length > 0 ? touching : schema).slice(0, 3).flatMap((step) => step.evidence.slice(0, 1)),
      ...(postgres
        ? {
            query: {
              sql: 'select pid, now() - xact_start as age, left(query, 80) as query from pg_stat_activity where xact_start is not null order by xact_start limit 5;',
              expect: 'nothing that is older than the lock may wait',
            },
          }
        : {}),
    },
  ];
}

function backup(schema: readonly Step[], { policy }: PlanInput): Step[] {
  const lossy = schema.filter((step) => step.wayBack && 'LX'.includes(step.wayBack.class));
  const [first] = lossy;
  if (!first) return [];
  return [
    {
      id: 'backup/fresh',
      kind: 'backup',
      phase: 'before',
      subject: 'the release',
      title: `Have a backup from right before ${first.subject} ${lossy.length === 1 ? 'loses' : `and ${lossy.length - 1} more lose`} data`,
      check: 'it can be restored',
      ifFails: 'do not start',
      origin: policy.data?.backup && policy.data.backup.kind !== 'none' ? 'POLICY' : 'FOUND',
      evidence: first.evidence.slice(0, 1),
    },
  ];
}

/** Ways in which the release gets to production, of what is in the repository. */
function deploys(input: PlanInput, known: readonly Step[]): Step[] {
  const { review, facts, policy } = input;
  if (known.some((step) => step.kind === 'deploy')) return [];
  if (review.changes.length === 0 && known.length === 0) return [];
  const rollouts = productionRollouts(input)
    .filter((rollout) => rollout.style !== 'rolling')
    .sort((a, b) => (a.workload < b.workload ? -1 : 1));
  const dark = newFlags(input);
  const what = `Deploy ${input.release ?? 'the new version'}${dark.length > 0 ? ` dark: ${dark.join(', ')} off` : ''}`;
  if (rollouts.length > 0) return rollouts.flatMap((rollout) => lane(rollout, rollouts.length > 1, what, input));
  const workloads = facts('workload.declared').filter((w) => isProduction(policy, w.environment));
  const jobs = jobsOfChange(input).filter((job) => job.acts.some((act) => act.verb === 'deploy') && !job.preview);
  const places = [...workloads, ...jobs].map(({ at }) => at);
  return [
    {
      id: 'deploy/full',
      kind: 'deploy',
      phase: 'release',
      subject: 'the deploy',
      title:
        places.length > 0
          ? what
          : `${what}; with which command, and with which one is the version before put back into ${productionOf(policy)}?`,
      check: 'every instance is ready',
      ifFails: 'stop',
      origin: places.length > 0 ? 'FOUND' : 'ASK',
      evidence: places.slice(0, 2).map((at) => ({ at, note: 'what is deployed' })),
    },
  ];
}

function lane(rollout: Fact<'rollout.declared'>, several: boolean, what: string, { policy }: PlanInput): Step[] {
  const at = several ? `deploy/${rollout.workload}` : 'deploy';
  const name = several ? ` of ${rollout.workload}` : '';
  const evidence = [{ at: rollout.at, note: `${rollout.tool} ${rollout.style}` }];
  const common = {
    kind: 'deploy' as const,
    phase: 'release' as const,
    subject: `workload ${rollout.workload}`,
    origin: 'FOUND' as const,
    evidence,
    ifFails: 'stop',
  };
  const parts = rollout.steps.filter((step) => step.share !== undefined && step.share < 100);
  const steps: Step[] = parts.map((step, i) => {
    const hold =
      step.holdMs === 'manual'
        ? ', until a person promotes it'
        : step.holdMs === undefined
          ? ''
          : `, ${durationText(step.holdMs)}`;
    return {
      ...common,
      id: `${at}/canary-${step.share}`,
      title: i === 0 ? `${what}. Canary${name} ${step.share} %${hold}` : `${step.share} %${name}${hold}`,
    };
  });
  const first = steps.length === 0;
  const keep = durationMs(policy.rollback?.keep_previous);
  steps.push({
    ...common,
    id: `${at}/full`,
    title: `${first ? `${what}${name ? `,${name}` : ''}${rollout.style === 'blue-green' ? ' beside the running one, then switch' : ''}` : `100 %${name}`}; every instance ready${keep ? `, the previous version kept for ${durationText(keep)}` : ''}`,
  });
  return steps;
}

function flagSteps(input: PlanInput): Step[] {
  const { review, policy } = input;
  return newFlags(input).flatMap((key) => {
    const evidence = review.changes
      .filter(({ kind, subject }) => subject === `flag ${key}` && (kind === 'flag.read' || kind === 'flag.declared'))
      .map(({ at }) => ({ at, note: 'is read here' }));
    const common = {
      kind: 'flag' as const,
      phase: 'release' as const,
      subject: `flag ${key}`,
      ifFails: 'stop',
      evidence,
      flag: key,
      wayBack: { text: `Turn ${key} off.`, class: 'I' as const },
    };
    const ramp = policy.flags?.ramp ?? [];
    const stage = (to: string) => `flag/${key}/${to.replace('%', '').replaceAll(' ', '-')}`;
    const remove: Step = {
      id: `flag-remove/${key}`,
      kind: 'remove',
      phase: 'later',
      subject: `flag ${key}`,
      title: `Remove flag ${key} and its off side`,
      origin: 'FOUND',
      evidence,
    };
    if (ramp.length === 0)
      return [
        {
          ...common,
          id: `flag/${key}/on`,
          title: `Turn ${key} on; in which stages, and for whom first?`,
          origin: 'ASK',
        },
        remove,
      ];
    return [
      ...ramp.map(({ to, hold }, i): Step => {
        const ms = durationMs(hold);
        const before = ramp[i - 1];
        return {
          ...common,
          id: stage(to),
          ...(before ? { after: [stage(before.to)] } : {}),
          title: `Flag ${key}: ${to}${ms ? `, ${durationText(ms)}` : ''}`,
          origin: 'POLICY',
        };
      }),
      remove,
    ];
  });
}

/** Something of the change is seen when it is out. */
const isRelease = ({ review }: PlanInput) =>
  review.changes.length > 0 || review.steps.some((step) => step.kind !== 'ask');

function done(): Step[] {
  return [
    {
      id: 'done',
      kind: 'verify',
      phase: 'after',
      subject: 'the release',
      title: 'The release is finished when the watch is green to its end and the scribe closes the log',
      origin: 'ASSUMED',
      evidence: [],
    },
  ];
}
