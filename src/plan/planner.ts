import { code, type Phrase, say, textOf } from '../core/phrase';
import { type Line, type Plan, type PlanStep, type Split, singleGates } from '../core/plan';
import { answerOf } from '../core/review';
import type { Step } from '../core/step';
import { judgeAnswers, judgeTimes } from './answers';
import { changeRows } from './changes';
import { decisionsOf } from './decisions';
import { edgesOf } from './edges';
import { createEvidence } from './evidence';
import { gatesOf, peopleOf } from './gates';
import { type PlanInput, productionRollouts } from './input';
import { countersOf, noReturnOf, withDecision } from './noReturn';
import { breakOf, type Cycle, holesIn, orderSteps } from './order';
import { questionsOf } from './questions';
import { matrix, rehearsalOf } from './rehearsal';
import { releaseSteps } from './releaseSteps';
import { requirementsOf } from './requirements';
import { atLeast, riskOf } from './risk';
import { rolesOf } from './roles';
import { isQuiet, isShort } from './size';
import { laterItems, stepLines } from './stepLines';
import { isUnreadMigration } from './unreadMigrations';
import { commsOf, watchOf } from './watch';
import { waysBackOf } from './waysBack';
import { findWindows, slotJudge, slotMs, type WindowInput } from './window';
import { contractEarliest, windowLines } from './windowLines';

const schemaKinds: readonly string[] = ['expand', 'validate', 'contract', 'backfill'];

/** Merges, orders, inverts and asks; what a step is and how it is undone is known beside the rule that made it. */
export function plan(input: PlanInput): Plan {
  return planWithWindow(input).plan;
}

/** The plan, and by what its windows were judged: whoever verifies it asks the same of the present moment. */
export function planWithWindow(given: PlanInput): { plan: Plan; window: WindowInput } {
  const judged = judgeAnswers(given);
  const input: PlanInput = { ...given, answers: judged.answers };
  const { review, policy, zone } = input;
  const made = releaseSteps(input);
  const { steps: sorted, cycles } = orderSteps(made, edgesOf(made));
  const schema = sorted.filter((step) => schemaKinds.includes(step.kind) && step.phase !== 'later');
  const noReturn = noReturnOf(sorted, input);
  const ordered = withDecision(sorted, noReturn);
  const risk = riskOf(input, ordered);
  const rehearsal = rehearsalOf(input, schema);
  const experts = expertsOf(input, ordered);
  const windowInput = windowInputOf(input, risk.level, ordered, experts);
  const search = findWindows(windowInput);
  judgeTimes(judged, (from) => slotJudge(windowInput, { from, to: from + slotMs })(from), input);
  const chosen =
    input.slot === undefined
      ? undefined
      : slotJudge(windowInput, { from: input.slot, to: input.slot + slotMs })(input.slot);
  const roles = rolesOf({
    policy,
    level: risk.level,
    zone,
    calendars: input.calendars,
    experts,
    slot: chosen?.slot ?? search.best[0],
    watchMs: search.watchMs,
    ...(input.author ? { author: input.author } : {}),
  });
  const quiet = isQuiet(input, ordered);
  const requirements = requirementsOf({ input, level: risk.level, steps: ordered, schema, noReturn, rehearsal, roles });
  const wanted = new Set(requirements.filter(({ required }) => required).map(({ id }) => id));
  const short = !quiet && isShort(input, ordered, risk, requirements);
  const questions = (
    quiet ? [] : questionsOf({ input, risk, steps: ordered, schema, noReturn, roles, search, wanted })
  ).filter(({ id }) => !short || id === 'policy/window');
  const evidence = createEvidence();
  const changes = changeRows(input, ordered, evidence);
  const backIds = waysBackOf({ input, ordered, evidence: createEvidence() });
  const backs = new Map(backIds.map(({ id, label }) => [id, label]));
  const breaks = breakOf(ordered);
  const counters = countersOf(noReturn.effects, breaks !== undefined);
  const lines = stepLines(ordered, {
    evidence,
    counts: ({ counter }) => counter !== undefined && counters.includes(counter.sql),
    wayBackOf: (step) =>
      step.kind === 'flag'
        ? backs.get('flag')
        : step.kind !== 'deploy'
          ? undefined
          : breaks !== undefined && breaks < ordered.indexOf(step)
            ? 'roll forward'
            : backs.get('code'),
    gateOf: (step) =>
      (policy.metrics ?? []).length === 0
        ? undefined
        : step.kind === 'deploy'
          ? 'G1'
          : step.kind === 'flag'
            ? 'G2'
            : undefined,
  });
  const counter = lines.queries
    .filter(({ sql }) => counters.includes(sql))
    .map(({ label }) => label)
    .join(' + ');
  const splits = cycles.map((cycle, i) => splitOf(cycle, ordered, lines.labelOf, i > 0));
  const holes = holesIn(ordered).filter(({ step }) => !splits.some(({ cycle }) => cycle.includes(step)));
  const gates = quiet
    ? []
    : gatesOf({
        input,
        risk,
        splits,
        holes,
        labelOf: lines.labelOf,
        requirements: short ? [] : requirements,
        questions,
        roles,
        search,
        evidence,
        doubts: judged.doubts,
      });
  const steps = lines.steps.map((step, i): PlanStep => {
    const answer = step.origin === 'ASK' ? input.answers.get(step.id) : undefined;
    const doubt = step.origin === 'ASK' ? judged.doubts.get(step.id)?.text : undefined;
    const role = ordered.find(({ id }) => id === step.stands[0])?.role;
    return {
      ...step,
      text: stepText(step, lines.steps[i - 1]),
      ...(step.origin === 'ASK' ? { asked: peopleOf(role ?? 'decider', input) } : {}),
      ...(answer ? { answer } : {}),
      ...(doubt ? { doubt } : {}),
    };
  });
  const asking = quiet ? 0 : steps.filter((step) => step.origin === 'ASK' && !step.answer).length;
  const broken = breaks === undefined ? undefined : lines.labelOf((ordered[breaks] as Step).id);
  const waysBack = waysBackOf({
    input,
    ordered,
    counter: counter || undefined,
    broken,
    labelOf: lines.labelOf,
    evidence,
  });
  const used = [
    ...new Set(steps.flatMap((s) => (s.kind === 'deploy' ? ['G1'] : s.kind === 'flag' ? ['G2'] : []))),
  ].sort();
  const pnr = steps.find(({ decision }) => decision)?.label;
  const decisions = decisionsOf({
    input,
    ordered,
    pnr,
    counter: counter || undefined,
    ...(breaks === undefined || broken === undefined
      ? {}
      : { broken: { label: broken, first: breaks !== ordered.findIndex(({ id }) => id === 'pnr') + 1 } }),
    backs,
    labelOf: lines.labelOf,
  });
  const found = (severity: string) =>
    review.findings.filter((f) => f.severity === severity && f.status !== 'existing' && !f.suppressed).length;
  const count = (sort: string) =>
    singleGates(gates)
      .filter((g) => g.sort === sort && !g.answer)
      .reduce((n, g) => n + g.stands, 0);
  const counts = {
    blockers: count('blocker'),
    questions: count('question') + asking,
    asking,
    warnings: count('warning'),
    reviewed: { blockers: found('blocker'), warnings: found('warning'), notes: found('note') },
  };
  const title = titleOf(input);
  const answered = answerOf(review);
  const table =
    rehearsal &&
    ({
      intro: say`(${rehearsal.record.engine}, ${rehearsal.record.rows} synthetic rows; locks are real, durations are not; volume, concurrency and production data not tested)`,
      evidence: evidence.record('rehearsal', `rehearsal run ${rehearsal.record.inputs.slice(0, 19)}`),
      table: matrix(rehearsal.rows),
    } satisfies Plan['rehearsal']);
  const written: Plan = {
    title,
    ...(policy.service ? { service: policy.service.name } : {}),
    header: input.header,
    quiet,
    short,
    verdict:
      answered !== 'ready'
        ? answered
        : counts.blockers > 0 || (counts.questions > 0 && atLeast(risk.level, 'high'))
          ? 'not-ready'
          : 'ready',
    counts,
    risk,
    rollback: rollbackLine(ordered, broken, pnr, noReturn.effects, lines.labelOf),
    changes,
    gates,
    roles: quiet || !policy.roles ? [] : roles.rows,
    window: quiet
      ? []
      : windowLines({
          policy,
          level: risk.level,
          zone,
          search,
          experts: experts.map(({ area }) => area),
          locks: windowInput.locks,
          share: windowInput.share,
          ...(chosen ? { chosen } : {}),
        }),
    windows:
      search.unsaid.includes('staffing') && search.unsaid.includes('load')
        ? []
        : search.best.map(({ from, to, ...slot }) => ({
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
            ...slot,
          })),
    steps: quiet ? [] : steps,
    later: laterItems(ordered, contractEarliest(policy, search, zone), evidence),
    splits,
    holes,
    ...(table ? { rehearsal: table } : {}),
    waysBack: quiet ? [] : waysBack,
    ...(decisions && !quiet ? { decisions } : {}),
    watch: quiet ? { rows: [], lines: [], queries: [] } : watchOf(input, search, used, lines.queries),
    comms: quiet ? [] : commsOf(input, risk.level, search, title, waysBack[0]?.label),
    evidence: evidence.entries(),
  };
  return { plan: written, window: windowInput };
}

function titleOf({ review, release, policy }: PlanInput): string {
  const name = policy.service?.name;
  // A branch, or a commit: that it is checked out somewhere is no part of its name.
  const head = review.compared === 'no base' ? 'working tree' : review.compared.head;
  const what = release ?? head.replace(/^working tree on (?:detached )?/, '');
  return name ? `${name} ${what}` : what;
}

/** Areas whose experts the policy names and the release touches. */
function expertsOf({ policy, review }: PlanInput, steps: readonly Step[]): { area: string; does: string }[] {
  const labels: Record<string, string> = {
    migration: 'carries out the schema steps',
    dependency: 'owns the escalation to third parties',
  };
  const open = review.findings.filter((f) => f.status !== 'existing' && !f.suppressed);
  return Object.keys(policy.roles?.experts ?? {})
    .filter(
      (area) =>
        open.some((f) => f.rule.startsWith(`${area}/`)) ||
        (area === 'migration' && steps.some((step) => schemaKinds.includes(step.kind) && step.phase !== 'later')) ||
        (area === 'dependency' && review.inventory.some(({ status }) => status === 'added')) ||
        (area === 'infrastructure' && steps.some(({ kind }) => kind === 'infra')),
    )
    .map((area) => ({ area, does: labels[area] ?? 'is asked about findings of the area' }));
}

function windowInputOf(
  input: PlanInput,
  level: WindowInput['level'],
  steps: readonly Step[],
  experts: readonly { area: string }[],
): WindowInput {
  const { policy, facts, now, zone, calendars } = input;
  const share = productionRollouts(input)
    .find((r) => r.style === 'canary')
    ?.steps.find((step) => step.share !== undefined && step.share > 0 && step.share < 100)?.share;
  const changed = facts('file.changed').map(({ path }) => path);
  return {
    policy,
    level,
    now,
    zone,
    calendars,
    experts: experts.map(({ area }) => area),
    locks: steps.some((step) => step.phase !== 'later' && step.lock && step.lock.blocks !== 'nothing'),
    ...(share === undefined ? {} : { share }),
    // Nobody knows what changed: then the freeze may concern it.
    touches: (globs) => changed.length === 0 || changed.some((path) => input.matches(globs, path)),
  };
}

function splitOf(cycle: Cycle, steps: readonly Step[], labelOf: (id: string) => string, again: boolean): Split {
  const { cut } = cycle;
  const find = (id: string) => steps.find((step) => step.id === id);
  const step = [cut.from, cut.to].map(find).find((one) => one?.compatible?.old === false) ?? find(cut.from);
  const other = step?.id === cut.from ? cut.to : cut.from;
  const { because: stands = 'the old version still needs what it takes away', first } = step?.compatible ?? {};
  const name = code(step?.subject ?? cut.from);
  const label = labelOf(step?.id ?? cut.from);
  const contract = step?.kind === 'contract';
  const second = contract ? name : say`what ${name} takes away or requires`;
  const kept = contract ? say`the rest of this change` : say`the rest of this change and what ${name} only adds`;
  const common = {
    cycle: [...cycle.ids],
    cut: { from: cut.from, to: cut.to, because: cut.because },
    places: (step?.evidence ?? []).map(({ at }) => at),
    advice: again
      ? say`Pull request 1: ${first ?? 'the code that works without it'}. Pull request 2: ${second}.`
      : say`Pull request 1: ${first ? say`${first}, with ` : ''}${kept}. Pull request 2, once pull request 1 runs everywhere and is what you would roll back to: ${second}.`,
  };
  const why = again
    ? say`Split the change here, too: ${name} (${label}), because ${stands}.`
    : say`Split the change here: ${name} (${label}) would have to come before ${labelOf(other)}, because the migrations of a release run before its code, and after it, because ${stands}.`;
  return { ...common, text: say`${why} ${common.advice}` };
}

/** do → check → if the check fails. */
function stepText(step: PlanStep, before: PlanStep | undefined): Phrase {
  const { title, check, onFailure, decision } = step;
  if (decision) return say`${{ strong: ['POINT OF NO RETURN — go/no-go by the decider.'] }} ${title}.`;
  // Settings come in rows: what is the same for the next one is not told again.
  const same =
    before &&
    check &&
    onFailure &&
    !textOf(check).match(/\b[VG]\d+/) &&
    before.kind === step.kind &&
    before.check &&
    before.onFailure
      ? textOf(check) === textOf(before.check) && textOf(onFailure) === textOf(before.onFailure)
      : false;
  if (same && before)
    return say`${title}${textOf(title).endsWith('?') ? '' : '.'} Check and failure as in ${before.label}.`;
  return say`${title}${check ? say` → ${check}` : ''}${textOf(title).endsWith('?') && !check ? '' : '.'}${onFailure ? say` Fails: ${onFailure}.` : ''}`;
}

function rollbackLine(
  ordered: readonly Step[],
  broken: string | undefined,
  pnr: string | undefined,
  effects: ReturnType<typeof noReturnOf>['effects'],
  labelOf: (id: string) => string,
): Line {
  const line = (text: string): Line => ({ text: say`${text}`, origin: 'FOUND', evidence: [] });
  if (broken) return line(`not possible from ${broken} on: the version before does not work with the schema after it.`);
  const lost = effects.some((effect) => effect.class === 'X' || effect.class === 'L');
  if (pnr) return line(`possible until ${pnr}, ${lost ? 'not without a copy' : 'conditional'} after it.`);
  const unread = ordered.find(isUnreadMigration);
  if (unread) return line(`not known from ${labelOf(unread.id)} on: what it does was not understood.`);
  const loses = ordered.some(
    (step) => step.phase !== 'later' && step.wayBack?.class === 'N' && schemaKinds.includes(step.kind),
  );
  return line(
    loses ? 'possible at every step; taking the schema back loses values written since.' : 'possible at every step.',
  );
}
