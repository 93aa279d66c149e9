import type { Finding } from '../core/finding';
import type { RiskFactor } from '../core/plan';
import type { Span } from '../core/span';
import type { Step } from '../core/step';
import { guardOf, newFlags, outwardSystems, type PlanInput, productionRollouts, touchedPaths } from './input';
import { rehearsalOf } from './rehearsal';
import { data } from './riskData';
import { history, isTest, shape } from './riskShape';
import { byRule, caps, remedies } from './riskTable';

/** A factor before unknowns and places are filled in. */
export type Made = Omit<RiskFactor, 'unknown' | 'at'> & Partial<Pick<RiskFactor, 'unknown' | 'at'>>;

/** The factors of a release that give points or could; what nobody knows is said and counted at its cap. */
export function riskFactors(input: PlanInput, steps: readonly Step[]): RiskFactor[] {
  const open = input.review.findings.filter((f) => f.status !== 'existing' && !f.suppressed);
  const made = [
    ...shape(input),
    ...history(input),
    ...data(input, steps),
    ...fromFindings(open),
    ...interfaces(input, steps, open),
    ...thirdParties(input),
    ...recovery(input, steps),
  ];
  return made
    .map((factor) => ({ unknown: 0, at: [], ...factor }))
    .filter(({ points, unknown }) => points !== 0 || unknown !== 0);
}

function* fromFindings(open: readonly Finding[]): Iterable<Made> {
  for (const [id, rules] of Object.entries(byRule)) {
    const mine = open.filter((f) => rules.includes(f.rule));
    const [first] = mine;
    if (!first) continue;
    const points = caps[id] ?? 0;
    const remedy = remedies[id];
    yield {
      id,
      points,
      because: mine.length === 1 ? first.what : `${first.what}, and ${mine.length - 1} more`,
      at: mine.slice(0, 3).map(({ at }) => at),
      ...(remedy ? { remedy: { ...remedy, gain: points } } : {}),
    };
  }
}

function* interfaces({ review }: PlanInput, steps: readonly Step[], open: readonly Finding[]): Iterable<Made> {
  const missing = open.some((f) => byRule['interfaces.env-missing']?.includes(f.rule));
  const fresh = steps.filter((step) => (step.kind === 'secret' || step.kind === 'config') && step.phase !== 'later');
  const [first] = fresh;
  if (first && !missing)
    yield {
      id: 'interfaces.env-new',
      points: 1,
      because: `${fresh.length} new ${fresh.length === 1 ? 'setting' : 'settings'}`,
      at: places(first),
    };
  const readers = steps.find((step) => step.kind === 'readers' && step.phase !== 'later');
  if (readers && !open.some((f) => byRule['interfaces.rollback-compat']?.includes(f.rule)))
    yield {
      id: 'interfaces.rollback-compat',
      points: 5,
      because: `${readers.subject}: the version before may not read what the new one writes`,
      at: places(readers),
    };
  const gone = review.changes.find(({ kind, change }) => kind === 'route.resolved' && change === 'removed');
  if (gone && !open.some((f) => f.rule === 'rollback/api-route-removed'))
    yield { id: 'interfaces.api-removed', points: 6, because: `${gone.subject} is gone`, at: [gone.at] };
  const replaced = steps.find((step) => step.kind === 'infra' && 'LX'.includes(step.wayBack?.class ?? 'I'));
  if (replaced) yield { id: 'interfaces.infra-replace', points: 6, because: replaced.title, at: places(replaced) };
}

const places = (step: Step): Span[] => step.evidence.slice(0, 2).map(({ at }) => at);

function* thirdParties(input: PlanInput): Iterable<Made> {
  const { review, policy, facts } = input;
  const added = review.inventory.filter((system) => system.status === 'added');
  const [first] = added;
  if (!first) return;
  const at = first.calls.slice(0, 2).map((call) => call.at);
  const names = added.map(({ system }) => system).join(', ');
  yield { id: 'third-party.new-call', points: 4, because: `first calls of ${names}`, at };
  const own = added.map(({ system }) => policy.third_parties?.[system] ?? policy.third_parties?.[system.toLowerCase()]);
  if (
    own.some((entry) => !entry?.fallback) &&
    !facts('call.resolved').some((c) => added.some((s) => s.system === c.system) && c.fallback)
  )
    yield { id: 'third-party.fallback', points: 1, because: `no fallback is known for ${names}`, at };
  if (own.some((entry) => !entry?.escalation && !entry?.owner))
    yield { id: 'third-party.escalation', points: 1, because: `nobody is named to escalate to for ${names}`, at };
}

function* recovery(input: PlanInput, steps: readonly Step[]): Iterable<Made> {
  const { facts, policy, review } = input;
  const deploy = steps.find((step) => step.kind === 'deploy');
  if (!deploy) return;
  if (
    !steps.some((step) => step.kind === 'deploy' && /canary/.test(step.id)) &&
    !productionRollouts(input).some((r) => r.style === 'blue-green')
  )
    yield {
      id: 'recovery.steering',
      points: 4,
      because: 'the new version gets all traffic at once',
      remedy: { text: 'roll out in steps', effort: 3, gain: 4 },
    };
  const flags = newFlags(input);
  const naked = outwardSystems(input).filter(({ system }) => guardOf(system, facts) === undefined);
  const routes = review.changes.filter(
    ({ kind, change, subject, at }) =>
      kind === 'route.resolved' && change === 'added' && !healthRoute.test(subject) && !isTest(at.file),
  );
  if (naked.length > 0 || (routes.length > 0 && flags.length === 0))
    yield {
      id: 'recovery.flag',
      points: 4,
      because: naked[0]
        ? `no flag switches the calls of ${naked[0].system} off`
        : 'no flag switches the new routes off',
      at: (naked[0]?.calls ?? routes).slice(0, 2).map(({ at }) => at),
      remedy: { text: 'put the new code behind a flag that is off', effort: 2, gain: 4 },
    };
  const schema = steps.filter(
    (s) => ['expand', 'validate', 'contract', 'backfill'].includes(s.kind) && s.phase !== 'later',
  );
  const run = rehearsalOf(input, schema);
  if (schema.length > 0 && run?.verdict !== 'restored')
    yield {
      id: 'recovery.rollback-tested',
      points: run ? 2 : 4,
      because: run ? `the rehearsed way back is ${run.verdict}` : 'the way back was not rehearsed',
      ...(run ? {} : { remedy: { text: 'rehearse the way back', effort: 1, gain: 4 } }),
    };
  const critical = touchedPaths(input);
  if ((policy.metrics ?? []).every((metric) => !metric.stop))
    yield {
      id: 'recovery.metric',
      points: 3,
      because: 'no metric with a stop value is declared',
      remedy: { text: 'declare metrics with stop values', effort: 1, gain: 3 },
    };
  else if (critical.length > 0 && !emitsMetric(input))
    yield {
      id: 'recovery.metric',
      points: 3,
      because: `the change of ${critical.join(', ')} brings no metric of its own`,
      remedy: { text: 'count the new outcome and declare the metric', effort: 2, gain: 3 },
    };
  if (critical.length > 0)
    yield { id: 'recovery.critical-path', points: 3, because: `critical path ${critical.join(', ')} changes` };
}

/** Routes that only tell how the process is: nobody would switch them off. */
const healthRoute =
  /\/_?(?:health(?:z|-?check)?|live(?:z|ness)?|ready(?:z)?|readiness|heartbeat|ping|status)(?:\/[\w-]*)?$/i;

/** Whether a changed file of the release emits a metric. */
export function emitsMetric({ facts, review }: PlanInput): boolean {
  const changed = new Set([
    ...facts('file.changed').map(({ path }) => path),
    ...review.changes.map(({ at }) => at.file),
  ]);
  return facts('metric.emitted').some(({ at }) => changed.has(at.file));
}
