import { code, type Phrase, say } from '../core/phrase';
import type { Level, Policy } from '../core/policy';
import { durationMs } from '../core/policy';
import type { Origin, Step } from '../core/step';
import { durationText } from '../core/zone';
import { newFlags, type PlanInput, productionRollouts } from './input';
import type { NoReturn } from './noReturn';
import type { Rehearsal } from './rehearsal';
import { atLeast } from './risk';
import type { Roles } from './roles';
import { roleOf } from './staffing';

/** One condition of a level, and whether it is met. */
export interface Requirement {
  id: string;
  /** `question`: another line of the plan asks for it, so it is open but not told twice. */
  state: 'met' | 'unmet' | 'question' | 'not needed';
  /** The policy wants it for the level of this release. */
  required: boolean;
  text: Phrase;
  origin: Origin;
  places: Step['evidence'];
}

interface Known {
  input: PlanInput;
  level: Level;
  steps: readonly Step[];
  schema: readonly Step[];
  noReturn: NoReturn;
  rehearsal: Rehearsal | undefined;
  roles: Roles;
}

type Judged = Omit<Requirement, 'id' | 'required' | 'places'> & { places?: Step['evidence'] };

const judges: Record<string, (known: Known) => Judged> = {
  'rollback.decided': ({ input, noReturn }) => {
    if (noReturn.before === undefined)
      return { state: 'not needed', text: say`Nothing in this release has to be decided in advance.`, origin: 'FOUND' };
    const answer = input.answers.get('decision/after-pnr');
    return answer
      ? { state: 'met', text: say`Decided for the time after the point of no return: ${ended(answer)}`, origin: 'ASK' }
      : { state: 'question', text: [], origin: 'ASK' };
  },
  'rollback.rehearsed': ({ schema, rehearsal }) => {
    if (schema.length === 0) return { state: 'not needed', text: say`No migration to rehearse.`, origin: 'FOUND' };
    if (!rehearsal)
      return {
        state: 'unmet',
        text: say`No rehearsal of the way back is recorded for these migrations: run them up, down and up again on a copy.`,
        origin: 'GAP',
      };
    const { record, verdict } = rehearsal;
    return {
      state: 'met',
      text: say`Way back rehearsed on ${record.rows} synthetic rows: ${verdict}; see Rollback.`,
      origin: 'PROVEN',
      places: [{ at: record.at, note: 'rehearsal record' }],
    };
  },
  'watch.metrics': ({ input: { policy } }) => {
    const usable = (policy.metrics ?? []).filter((metric) => metric.stop);
    return usable.length > 0
      ? { state: 'met', text: say`${usable.length} metrics with a stop value; see Watch.`, origin: 'POLICY' }
      : {
          state: policy.metrics ? 'unmet' : 'question',
          text: say`No metric of the policy has a stop value.`,
          origin: 'GAP',
        };
  },
  'traffic.progressive': ({ input }) => {
    const { policy } = input;
    const rollout = productionRollouts(input).find((r) => r.style !== 'rolling');
    if (rollout) {
      const shares = rollout.steps.flatMap(({ share }) => (share === undefined ? [] : [share]));
      const ends = shares.at(-1) === 100 || rollout.style !== 'canary' ? shares : [...shares, 100];
      return {
        state: 'met',
        text: say`Progressive traffic: ${rollout.tool} ${rollout.style}${ends.length > 0 ? ` ${ends.join('/')}` : ''} in ${code(rollout.at.file)}.`,
        origin: 'FOUND',
        places: [{ at: rollout.at, note: 'steps of the rollout' }],
      };
    }
    if (newFlags(input).length > 0 && (policy.flags?.ramp ?? []).length > 1)
      return {
        state: 'met',
        text: say`Progressive exposure: the flag grows ${(policy.flags?.ramp ?? []).map(({ to }) => to).join(' → ')}.`,
        origin: 'POLICY',
      };
    return {
      state: 'unmet',
      text: say`Nothing lets the new version reach a part of the users first: no canary, no blue-green, no flag with stages was found.`,
      origin: 'GAP',
    };
  },
  'roles.staffed': ({ input: { policy }, roles }) => {
    const needed = ['decider', 'observer'];
    const bad = [...roles.unresolved, ...roles.uncovered].filter((role) => needed.includes(role));
    if (!policy.roles) return { state: 'question', text: [], origin: 'ASK' };
    if (bad.length > 0)
      return { state: 'unmet', text: say`Not there for the whole watch: ${bad.join(', ')}.`, origin: 'POLICY' };
    const silent = roles.undeclared.filter((role) => needed.includes(role));
    return silent.length > 0
      ? { state: 'question', text: [], origin: 'ASK' }
      : { state: 'met', text: say`Decider and observer are on duty for the whole watch.`, origin: 'POLICY' };
  },
  'backup.verified': ({ input: { policy }, schema }) => {
    if (schema.length === 0) return { state: 'not needed', text: say`No data changes.`, origin: 'FOUND' };
    const backup = policy.data?.backup;
    if (!backup) return { state: 'question', text: [], origin: 'ASK' };
    if (backup.kind === 'none')
      return { state: 'unmet', text: say`The policy says that there is no backup.`, origin: 'POLICY' };
    if (!backup.restore_tested)
      return {
        state: 'unmet',
        text: say`No restore of the backup was ever tested, says the policy.`,
        origin: 'POLICY',
      };
    return { state: 'met', text: backupText(policy), origin: 'POLICY' };
  },
  'decider.second': ({ input: { policy } }) =>
    roleOf(policy, 'decider')?.backup
      ? { state: 'met', text: say`A second decider is named.`, origin: 'POLICY' }
      : { state: policy.roles ? 'unmet' : 'question', text: say`No second decider is named.`, origin: 'GAP' },
  'comms.prepared': ({ input: { answers } }) =>
    answers.get('comms/support-text')
      ? {
          state: 'met',
          text: say`The text for support is ready: ${ended(answers.get('comms/support-text') ?? '')}`,
          origin: 'ASK',
        }
      : { state: 'question', text: [], origin: 'ASK' },
  'split.considered': ({ input: { answers } }) =>
    answers.get('decision/split')
      ? { state: 'met', text: say`Split considered: ${ended(answers.get('decision/split') ?? '')}`, origin: 'ASK' }
      : { state: 'question', text: [], origin: 'ASK' },
};

/** An answer as the end of a sentence. */
const ended = (answer: string) => (/[.!?]$/.test(answer) ? answer : `${answer}.`);

function backupText(policy: Policy): Phrase {
  const { kind = '', rpo, rto, restore_tested: tested } = policy.data?.backup ?? {};
  const parts = [
    kind === 'pitr' ? 'PITR' : kind,
    ...(rpo ? [`RPO ${durationText(durationMs(rpo) ?? 0)}`] : []),
    ...(rto ? [`RTO ${durationText(durationMs(rto) ?? 0)}`] : []),
    `last restore test ${tested}`,
  ];
  return say`Backup: ${parts.join(', ')}.`;
}

/** What the level asks for, cumulatively, and what stands good besides. */
export function requirementsOf(known: Known): Requirement[] {
  const { policy } = known.input;
  const wanted = new Set(
    (['moderate', 'high', 'critical'] as const)
      .filter((level) => atLeast(known.level, level))
      .flatMap((level) => policy.risk?.require?.[level] ?? []),
  );
  return Object.entries(judges).map(([id, judge]) => ({
    id,
    required: wanted.has(id),
    places: [],
    ...judge(known),
  }));
}
