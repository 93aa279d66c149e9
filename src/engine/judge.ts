import type { Fact, FactKind } from '../core/fact';
import { type Finding, oneLower, type RuleId, rank, type Severity } from '../core/finding';
import { identityOf, subjectOf } from '../core/identity';
import type { FactView, Scopes } from '../core/link';
import { type Policy, policySeverity } from '../core/policy';
import type { Change, Review } from '../core/review';
import { mistakeOf, type Rule, type Verdict } from '../core/rule';
import { compareSpans, compareText, type Span } from '../core/span';
import type { Step } from '../core/step';
import { caseOf, type RuleView } from './factIndex';
import { inventoryOf, type SystemOf } from './inventory';
import { accept } from './suppress';

/** What one case gave, before acceptances and before one rule yields to another. */
interface Judged {
  findings: Finding[];
  steps: Step[];
}

export type Judgements = Map<RuleId, Map<string, Judged>>;

/** Asks the rule about its dirty cases: at head, and the same question of the base. */
export function judgeDirty(
  view: RuleView,
  judgements: Judgements,
  policyAt: (path: string) => Policy,
  scopes: Scopes,
  failed: (where: string, error: unknown) => void,
): void {
  const { rule } = view;
  const mine = judgements.get(rule.id) as Map<string, Judged>;
  for (const key of view.dirty) {
    try {
      const judged = judge(view, key, policyAt, scopes);
      if (judged) mine.set(key, judged);
      else mine.delete(key);
    } catch (error) {
      failed(rule.id, error);
      mine.delete(key);
    }
  }
  view.dirty.clear();
}

function severityOf(rule: Rule, verdict: Verdict, policy: Policy): Severity | 'off' {
  const chosen = policySeverity(policy, rule.id);
  if (chosen) return chosen;
  return rule.meta.off ? 'off' : (verdict.severity ?? rule.meta.severity);
}

function judge(
  view: RuleView,
  fullKey: string,
  policyAt: (path: string) => Policy,
  scopes: Scopes,
): Judged | undefined {
  const { rule } = view;
  const both = caseOf(view, fullKey);
  if (!both) return undefined;
  const policy = policyAt(both.head.scope);
  // What no scope tells, the place does: a package speaks for its own files.
  const severityAt = (v: Verdict) => severityOf(rule, v, both.head.scope === '' ? policyAt(v.at.file) : policy);
  const verdicts = listOf(rule.judge(both.head, policy));
  let before: readonly Verdict[] | undefined;
  const findings = verdicts.flatMap((verdict): Finding[] => {
    const severity = severityAt(verdict);
    if (severity === 'off') return [];
    before ??= beforehand(rule, both, policy, verdicts);
    const then = before.find((one) => one.part === verdict.part);
    const thenSeverity = then ? severityAt(then) : 'off';
    const status =
      !then || thenSeverity === 'off'
        ? 'introduced'
        : rank(severity) < rank(thenSeverity) || (verdict.times ?? 1) > (then.times ?? 1)
          ? 'worsened'
          : 'existing';
    const confidence = verdict.confidence ?? rule.meta.confidence ?? 'certain';
    const service = rule.within === 'service' ? both.head.scope : scopes.services(verdict.at.file)[0];
    const key = verdict.part ?? both.head.key;
    return [
      {
        rule: rule.id,
        key: both.head.scope === '' ? key : `${both.head.scope}:${key}`,
        subject: verdict.subject,
        ...(service ? { service: scopes.nameOf(service) } : {}),
        severity: status === 'existing' && !rule.meta.keepsSeverity ? oneLower(severity) : severity,
        confidence: scopes.shared(verdict.at.file) ? 'likely' : confidence,
        status,
        what: shorten(verdict.what),
        why: verdict.why ?? rule.meta.why,
        todo: verdict.todo ?? rule.meta.todo,
        at: verdict.at,
        evidence: verdict.evidence ?? [],
        ...(verdict.fixes && verdict.fixes.length > 0 ? { fixes: verdict.fixes } : {}),
      },
    ];
  });
  const asked = rule.steps && (both.differs || findings.length > 0);
  const steps = asked && rule.steps ? [...rule.steps(both.head, policy, verdicts[0])] : [];
  return findings.length > 0 || steps.length > 0 ? { findings, steps } : undefined;
}

/** The same question of the base. Where no fact was, nothing was wrong: a verdict has the place of a fact. */
function beforehand(
  rule: Rule,
  { base, differs }: NonNullable<ReturnType<typeof caseOf>>,
  policy: Policy,
  verdicts: readonly Verdict[],
): readonly Verdict[] {
  if (!differs) return verdicts;
  return base.head.size === 0 ? [] : listOf(rule.judge(base, policy));
}

function listOf(given: ReturnType<Rule['judge']>): readonly Verdict[] {
  return given === undefined ? [] : Array.isArray(given) ? given : [given as Verdict];
}

/** The first pillar must stand alone in at most 100 characters. */
function shorten(what: string): string {
  return what.length <= 100 ? what : `${what.slice(0, 97)}…`;
}

/** What was projected of facts that have not changed since. */
export interface Projected {
  changes: Map<FactKind, { head: readonly Fact[]; base: readonly Fact[]; changes: Change[] }>;
  inventory?: { from: readonly (readonly Fact[])[]; of: Review['inventory'] };
}

export function createProjected(): Projected {
  return { changes: new Map() };
}

interface ProjectInput {
  projected: Projected;
  rules: readonly Rule[];
  judgements: Judgements;
  policyAt: (path: string) => Policy;
  /** The root's and those of packages. */
  policies: readonly Policy[];
  scopes: Scopes;
  head: FactView;
  base: FactView;
  compared: Review['compared'];
  /** Nothing was released before: the base has no fact. */
  isFirst: boolean;
  systemOf: SystemOf;
  today: string;
  /** What could not be followed from file to file. */
  unread: readonly { at: Span; reason: string }[];
  /** Whether the text of a path differs between base and head. */
  isChanged: (path: string) => boolean;
  changedFiles: number;
}

/** Everything a person sees is a projection of the judgements. */
export function project(input: ProjectInput): Review {
  const { rules, judgements, policyAt, head, base } = input;
  const noBase = input.compared === 'no base';
  const silent: Review['silent'] = [];
  const found: Finding[] = [];
  const steps: Step[] = [];
  for (const rule of rules) {
    const missing = (rule.needs ?? []).filter((kind) => head.of(kind).length === 0);
    if (missing.length > 0) {
      silent.push({ rule: rule.id, needs: missing });
      continue;
    }
    for (const [, judged] of [...(judgements.get(rule.id) ?? [])].sort((a, b) => compareText(a[0], b[0]))) {
      if (!(rule.compares && input.isFirst)) found.push(...judged.findings);
      if (!noBase) steps.push(...judged.steps);
    }
  }
  const yielded = yieldTo(rules, onceEach(found));
  const { findings, suppressions } = accept(
    yielded,
    head.of('suppression.written'),
    new Set(rules.map((r) => r.id)),
    { at: policyAt, all: input.policies },
    input.today,
  );
  return {
    findings: findings.sort(compareFindings),
    steps: onceEachStep(steps),
    changes: noBase ? [] : changesOf(head, base, input.projected),
    inventory: inventory(input),
    suppressions,
    unread: unreadOf(input),
    compared: input.compared,
    silent,
    excluded: 0,
    services: input.scopes.roots.map(input.scopes.nameOf),
    changedFiles: input.changedFiles,
  };
}

/** Each place once for each reason: what a parser refuses, every reader of the file is told. */
function unreadOf({ head, unread, isChanged }: ProjectInput): Review['unread'] {
  return [...head.of('text.unread'), ...unread]
    .map(({ at, reason }) => ({ at, reason, changed: isChanged(at.file) }))
    .sort((a, b) => compareSpans(a.at, b.at) || compareText(a.reason, b.reason))
    .filter((one, i, all) => {
      const before = all[i - 1];
      return !before || compareSpans(one.at, before.at) !== 0 || one.reason !== before.reason;
    });
}

export function compareFindings(a: Finding, b: Finding): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.key, b.key) ||
    compareSpans(a.at, b.at)
  );
}

/** A library counts for every service that depends on it; the same place is told once, with the first service. */
function onceEach(findings: Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.at.file} ${finding.at.start} ${finding.subject} ${finding.what}`;
    // A copy: what yields is added to its evidence, and the judgement is kept for the next review.
    if (!seen.has(key)) seen.set(key, { ...finding });
  }
  return [...seen.values()];
}

function onceEachStep(steps: Step[]): Step[] {
  const seen = new Map<string, Step>();
  for (const step of steps) {
    const known = seen.get(step.id);
    if (!known) seen.set(step.id, step);
    else if (JSON.stringify(known) !== JSON.stringify(step)) {
      const evidence = [
        ...known.evidence,
        ...step.evidence.filter((e) => !known.evidence.some((k) => compareSpans(k.at, e.at) === 0)),
      ];
      seen.set(step.id, { ...known, evidence: evidence.sort((a, b) => compareSpans(a.at, b.at)) });
    }
  }
  return [...seen.values()].sort((a, b) => compareText(a.id, b.id));
}

/** One statement, one finding: what yields becomes evidence of the finding it yields to. */
function yieldTo(rules: readonly Rule[], findings: Finding[]): Finding[] {
  const yields = new Map(rules.map((rule) => [rule.id, rule.yieldsTo ?? []]));
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) byFile.set(finding.at.file, [...(byFile.get(finding.at.file) ?? []), finding]);
  const gone = new Set<Finding>();
  const stronger = (finding: Finding): Finding | undefined => {
    const to = yields.get(finding.rule) ?? [];
    if (to.length === 0) return undefined;
    return byFile
      .get(finding.at.file)
      ?.find(
        (other) =>
          other !== finding &&
          (to.includes(other.rule) || to.includes(`${mistakeOf(other.rule)}/*`)) &&
          other.at.start < finding.at.end &&
          finding.at.start < other.at.end &&
          rank(other.severity) <= rank(finding.severity) + 1,
      );
  };
  for (const finding of findings) {
    let target = stronger(finding);
    for (let hops = 0; target && gone.has(target) && hops < 5; hops++) target = stronger(target);
    if (!target || gone.has(target)) continue;
    gone.add(finding);
    target.evidence = [...target.evidence, { at: finding.at, note: finding.what, rule: finding.rule }];
  }
  return findings.filter((finding) => !gone.has(finding));
}

/** Kinds whose difference a person would call a change of the release. */
const released: readonly FactKind[] = [
  'route.resolved',
  'env.read',
  'flag.read',
  'probe.declared',
  'workload.declared',
  'metric.queried',
  'payload.exchanged',
  'job.declared',
  'rollout.declared',
  'telemetry.started',
  'resource.declared',
  'path.exposed',
];

function changesOf(head: FactView, base: FactView, projected: Projected): Change[] {
  const changes: Change[] = [];
  for (const kind of released) {
    const [before, after] = [base.of(kind), head.of(kind)];
    const known = projected.changes.get(kind);
    if (known?.head === after && known.base === before) {
      changes.push(...known.changes);
      continue;
    }
    const found = changesOfKind(kind, before, after);
    projected.changes.set(kind, { head: after, base: before, changes: found });
    changes.push(...found);
  }
  for (const fact of head.of('ddl.resolved'))
    if (fact.pending && fact.direction === 'up')
      changes.push({ kind: 'ddl.resolved', subject: subjectOf(fact), change: 'added', at: fact.at });
  return changes.sort(
    (a, b) => compareText(a.kind, b.kind) || compareText(a.subject, b.subject) || compareSpans(a.at, b.at),
  );
}

function changesOfKind(kind: FactKind, base: readonly Fact[], head: readonly Fact[]): Change[] {
  const changes: Change[] = [];
  const before = byIdentity(base);
  const after = byIdentity(head);
  for (const [id, fact] of after)
    if (!before.has(id)) changes.push({ kind, subject: subjectOf(fact), change: 'added', at: fact.at });
  for (const [id, fact] of before)
    if (!after.has(id)) changes.push({ kind, subject: subjectOf(fact), change: 'removed', at: fact.at });
  return kind === 'route.resolved' ? withoutUnknown(changes) : changes;
}

/** A route beneath a path that is known on one side only may be the very same: neither new nor gone. */
function withoutUnknown(changes: readonly Change[]): Change[] {
  const open = changes.filter(({ subject }) => subject.includes(' /{?}/'));
  const alike = (part: Change, whole: Change) => {
    const [method = '', rest = ''] = part.subject.split(' /{?}');
    return whole.change !== part.change && whole.subject.startsWith(`${method} `) && whole.subject.endsWith(rest);
  };
  const paired = new Set(
    open.flatMap((part) => {
      const others = changes.filter((whole) => alike(part, whole));
      return others.length > 0 ? [part, ...others] : [];
    }),
  );
  return changes.filter((one) => !paired.has(one));
}

function inventory({ head, base, projected, systemOf }: ProjectInput): Review['inventory'] {
  const from = [head, base].flatMap((side) => [side.of('call.resolved'), side.of('package.declared')]);
  const known = projected.inventory;
  if (known && from.every((list, i) => list === known.from[i])) return known.of;
  const of = inventoryOf(head, base, systemOf);
  projected.inventory = { from, of };
  return of;
}

function byIdentity(facts: readonly Fact[]): Map<string, Fact> {
  const map = new Map<string, Fact>();
  for (const fact of facts) if (!map.has(identityOf(fact))) map.set(identityOf(fact), fact);
  return map;
}
