import type { Fact } from '../core/fact';
import type { Finding } from '../core/finding';
import type { RiskFactor } from '../core/plan';
import type { Span } from '../core/span';
import type { Step } from '../core/step';
import { guardOf, isProduction, newFlags, outwardSystems, type PlanInput, touchedPaths } from './input';
import { rehearsalOf } from './rehearsal';

/** Most points of each factor, before the weights of the policy. */
export const caps: Record<string, number> = {
  'shape.size': 6,
  'shape.spread': 5,
  'shape.areas': 4,
  'history.fixes': 5,
  'history.owner': 4,
  'history.tests': 6,
  'history.author': 4,
  'data.lock': 20,
  'data.reversal': 15,
  'data.rehearsed': 8,
  'interfaces.env-missing': 6,
  'interfaces.env-new': 1,
  'interfaces.api-removed': 6,
  'interfaces.rollback-compat': 5,
  'interfaces.session-cache': 5,
  'interfaces.infra-replace': 6,
  'third-party.new-call': 4,
  'third-party.timeout': 2,
  'third-party.idempotency': 2,
  'third-party.fallback': 1,
  'third-party.escalation': 1,
  'recovery.steering': 4,
  'recovery.flag': 4,
  'recovery.rollback-tested': 4,
  'recovery.metric': 3,
  'recovery.health': 2,
  'recovery.critical-path': 3,
};

/** Findings that stand for a factor, by the rules' public ids. */
const byRule: Record<string, readonly string[]> = {
  'interfaces.env-missing': [
    'infrastructure/env-var-undeclared',
    'infrastructure/env-missing-in-environment',
    'infrastructure/secret-ref-undeclared',
  ],
  'interfaces.api-removed': ['rollback/api-route-removed'],
  'interfaces.rollback-compat': [
    'rollback/message-contract-breaking',
    'rollback/queue-renamed',
    'rollback/new-value-unknown-to-old-code',
  ],
  'interfaces.session-cache': ['rollback/cache-format-changed', 'rollback/session-format-changed'],
  'third-party.timeout': ['dependency/missing-timeout'],
  'third-party.idempotency': ['dependency/unsafe-retry'],
  'recovery.health': [
    'health/probe-missing',
    'health/shallow-readiness',
    'health/failure-swallowed',
    'health/probe-path-not-served',
  ],
};

const remedies: Record<string, { text: string; effort: number }> = {
  'interfaces.env-missing': { text: 'declare the missing configuration', effort: 1 },
  'interfaces.rollback-compat': { text: 'let readers of the new format ship first', effort: 3 },
  'interfaces.api-removed': { text: 'keep the removed route for one more release', effort: 2 },
  'third-party.timeout': { text: 'set a time limit on the external call', effort: 1 },
  'third-party.idempotency': { text: 'send an idempotency key', effort: 1 },
  'recovery.health': { text: 'let readiness tell the truth', effort: 1 },
};

type Made = Omit<RiskFactor, 'unknown' | 'at'> & Partial<Pick<RiskFactor, 'unknown' | 'at'>>;

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

const isNoise = (path: string) =>
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|\.release-readiness\/.*)$|(?:^|\/)(?:dist|vendor|__snapshots__|generated)\/|\.(?:snap|min\.js|generated\.\w+)$/.test(
    path,
  );
const isTest = (path: string) => /(?:^|\/)(?:tests?|__tests__|spec|e2e)\/|[._-](?:test|spec)\.\w+$/.test(path);
const isSource = (path: string) =>
  /\.(?:[cm]?[jt]sx?|py|go|rb|java|kt|cs|php|rs|ex|scala)$/.test(path) && !isTest(path);

function changedFiles({ facts }: PlanInput): readonly Fact<'file.changed'>[] {
  return facts('file.changed').filter(({ path }) => !isNoise(path));
}

function* shape(input: PlanInput): Iterable<Made> {
  const files = changedFiles(input);
  if (files.length === 0) {
    if (input.review.changedFiles > 0)
      yield { id: 'shape.size', points: 0, unknown: 6, because: 'nobody counted the changed lines' };
    return;
  }
  const lines = files.map(({ added, deleted }) => added + deleted);
  const sum = lines.reduce((a, b) => a + b, 0);
  yield {
    id: 'shape.size',
    points: Math.min(6, Math.round(2 * Math.log10(1 + sum))),
    because: `${sum} changed lines`,
  };
  const shares = lines.filter((n) => n > 0).map((n) => n / sum);
  const entropy = shares.reduce((h, p) => h - p * Math.log2(p), 0);
  const spread = shares.length > 1 ? entropy / Math.log2(shares.length) : 0;
  yield { id: 'shape.spread', points: Math.round(5 * spread), because: `spread over ${files.length} files` };
  const areas = new Set(files.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.')));
  yield { id: 'shape.areas', points: Math.min(4, areas.size - 1), because: `${areas.size} top-level areas` };
}

function* history(input: PlanInput): Iterable<Made> {
  const files = changedFiles(input);
  if (files.length === 0) return;
  const counted = files.filter(({ fixes90d }) => fixes90d !== undefined);
  const fixes = counted.reduce((n, { fixes90d = 0 }) => n + fixes90d, 0);
  yield counted.length > 0
    ? { id: 'history.fixes', points: Math.min(5, fixes), because: `${fixes} fixes of the changed files in 90 days` }
    : { id: 'history.fixes', points: 0, unknown: 5, because: 'past fixes of the changed files were not counted' };
  const owners = input.facts('owner.declared').filter(({ ignoredBecause }) => !ignoredBecause);
  const sources = files.filter(({ path }) => isSource(path) || /\.(?:sql|ya?ml|tf)$/.test(path));
  if (owners.length === 0)
    yield { id: 'history.owner', points: 0, unknown: 4, because: 'no CODEOWNERS file says who owns the changed files' };
  else if (sources.length > 0) {
    const without = sources.filter(
      ({ path }) => (owners.findLast((o) => ownerMatches(input, o.pattern, path))?.owners.length ?? 0) === 0,
    );
    yield {
      id: 'history.owner',
      points: Math.round((4 * without.length) / sources.length),
      because: `${without.length} of ${sources.length} changed files have no owner`,
      at: without.slice(0, 3).map(({ at }) => at),
    };
  }
  const code = files.filter(({ path, status }) => isSource(path) && status !== 'deleted');
  const tests = files.filter(({ path }) => isTest(path)).map(({ path }) => stem(path));
  const untested = code.filter(({ path }) => !tests.includes(stem(path)));
  if (code.length > 0)
    yield {
      id: 'history.tests',
      points: Math.round((6 * untested.length) / code.length),
      because: `${untested.length} of ${code.length} changed sources without a changed test`,
      at: untested.slice(0, 3).map(({ at }) => at),
      ...(untested.length > 0 ? { remedy: { text: 'test the changed sources', effort: 2, gain: 0 } } : {}),
    };
}

/** Name without folder, endings and the words of tests. */
const stem = (path: string) => path.replace(/^.*\//, '').replace(/(?:[._-](?:test|spec|d))*\.\w+$/, '');

/** The rules of .gitignore that CODEOWNERS uses, as globs. */
function ownerMatches({ matches }: PlanInput, pattern: string, path: string): boolean {
  const rooted = pattern.replace(/^\//, '');
  const anywhere = !pattern.slice(0, -1).includes('/');
  const glob = rooted.endsWith('/') ? `${rooted}**` : rooted;
  return glob === '*' || matches(anywhere ? [`**/${glob}`, `**/${glob}/**`] : [glob], path);
}

/** Points of one operation, before the size of its table is known. */
function lockPoints({ lock, kind }: Step): number {
  if (!lock) return 1;
  if (lock.rewrites || (lock.blocks === 'all' && lock.scans)) return 8;
  if (kind === 'validate' || (lock.scans && lock.blocks !== 'writes')) return 5;
  return lock.blocks === 'writes' ? 6 : 1;
}

function* data(input: PlanInput, steps: readonly Step[]): Iterable<Made> {
  const kinds: readonly string[] = ['expand', 'validate', 'contract', 'backfill'];
  const mine = steps.filter((step) => kinds.includes(step.kind) && step.phase !== 'later');
  if (mine.length === 0) return;
  const hot = input.policy.data?.hot_tables;
  const weighed = mine
    .map((step) => {
      const base = lockPoints(step);
      const known = hot !== undefined || !step.lock;
      const full = step.lock?.table !== undefined && hot?.[step.lock.table] !== undefined;
      return { step, points: full ? base : base / 2, unknown: known ? 0 : base / 2 };
    })
    .sort((a, b) => b.points - a.points);
  const [worst, ...rest] = weighed;
  if (!worst) return;
  const quarter = (list: typeof weighed, of: 'points' | 'unknown') => list.reduce((n, w) => n + w[of], 0) / 4;
  const heavy = lockPoints(worst.step) > 1;
  yield {
    id: 'data.lock',
    points: Math.round(worst.points + quarter(rest, 'points')),
    unknown: Math.round(worst.unknown + quarter(rest, 'unknown')),
    because: heavy
      ? `${worst.step.subject}: ${lockText(worst.step)}${worst.unknown > 0 ? ', and nobody says how big the table is' : ''}`
      : `${mine.length} operations that only add`,
    at: worst.step.evidence.slice(0, 1).map(({ at }) => at),
    ...(heavy
      ? {
          remedy: {
            text: `take the scan out from under the lock of ${worst.step.subject}`,
            effort: 1,
            gain: Math.round(worst.points / 2),
          },
        }
      : {}),
  };
  const points = (step: Step) =>
    Math.max(step.compatible?.old === false ? 12 : 0, { I: 0, N: 2, C: 6, L: 10, X: 15 }[step.wayBack?.class ?? 'I']);
  const back = [...mine].sort((a, b) => points(b) - points(a))[0];
  if (back && points(back) > 0)
    yield {
      id: 'data.reversal',
      points: points(back),
      because: `${back.subject}: ${reversalText(back)}`,
      at: back.evidence.slice(0, 1).map(({ at }) => at),
    };
  const run = rehearsalOf(input, mine);
  const copied = input.facts('ddl.resolved').find((op) => op.pending && op.keptCopy);
  const known = (run ? 4 : 0) + (copied ? 4 : 0);
  if (known > 0)
    yield {
      id: 'data.rehearsed',
      points: -known,
      because: [run ? 'the way back was rehearsed' : '', copied ? 'old values are kept in a copy' : '']
        .filter(Boolean)
        .join(', '),
    };
}

function lockText({ lock }: Step): string {
  if (!lock) return 'no lock';
  const what = lock.rewrites ? 'rewrites the table' : lock.scans ? 'scans the table' : 'takes a lock';
  return `${what}, blocks ${lock.blocks === 'all' ? 'reads and writes' : lock.blocks}`;
}

function reversalText(step: Step): string {
  if (step.compatible?.old === false) return 'the version before does not work after it';
  return {
    I: 'invertible',
    N: 'a way back loses values written since',
    C: 'the way back can fail on new data',
    L: 'data is overwritten',
    X: 'cannot be undone without a copy',
  }[step.wayBack?.class ?? 'I'];
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
    yield { id: 'interfaces.env-new', points: 1, because: `${fresh.length} new settings`, at: places(first) };
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
    !facts('rollout.declared').some((r) => r.style === 'blue-green' && isProduction(policy, r.environment))
  )
    yield {
      id: 'recovery.steering',
      points: 4,
      because: 'the new version gets all traffic at once',
      remedy: { text: 'roll out in steps', effort: 3, gain: 4 },
    };
  const flags = newFlags(input);
  const naked = outwardSystems(input).filter(({ system }) => guardOf(system, facts) === undefined);
  const routes = review.changes.filter(({ kind, change }) => kind === 'route.resolved' && change === 'added');
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

/** Whether a changed file of the release emits a metric. */
export function emitsMetric({ facts, review }: PlanInput): boolean {
  const changed = new Set([
    ...facts('file.changed').map(({ path }) => path),
    ...review.changes.map(({ at }) => at.file),
  ]);
  return facts('metric.emitted').some(({ at }) => changed.has(at.file));
}
