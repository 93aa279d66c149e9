import type { Fact, FactKind } from './core/fact';
import { fingerprint, rank } from './core/finding';
import type { FactsOf } from './core/plan';
import type { Policy } from './core/policy';
import type { Review } from './core/review';
import { sha256 } from './core/sha256';
import { compareSpans, compareText } from './core/span';
import { globMatcher } from './parse/globs';
import { dutySpans } from './parse/ics';
import { zoneOf } from './parse/time';
import { readComment } from './plan/comment';
import { answersIn } from './plan/document';
import { inputsOf } from './plan/fingerprint';
import type { PlanInput } from './plan/input';

/** What a host asks a plan for. */
export interface PlanRequest {
  review: Review;
  policy: Policy;
  /** ISO 8601; windows are looked for from here. */
  now: string;
  /** The plan as it is in the repository, with ticks, answers and notes. */
  existing?: string;
  /** The body of the plan's comment on a pull request, where people ticked and answered. */
  comment?: string;
  /** Label of the release. */
  release?: string;
  /** Facts of the head side: rollouts, flags, calls, rehearsals, changed files. Without them the plan says less. */
  facts?: FactsOf;
  /** Text of a changed file as it was reviewed: tells whether a plan is stale. */
  content?(path: string): string | undefined;
  /** Commit of head, when the host knows one. */
  head?: string;
  /** Author of the change, when the host knows one. */
  author?: string;
  /** Text of a file of the repository: calendars that the policy names. */
  text?(path: string): string | undefined;
  /** Whether the repository has a file, for hosts that know it without its text. */
  has?(path: string): boolean;
  /** ISO 8601: a start that people chose. */
  slot?: string;
}

/** Gives the planner what it may not load itself: zones, globs, calendars and hashes. */
export function planInput(request: PlanRequest): PlanInput {
  const { policy } = request;
  const review = sorted(request.review);
  const facts = inOrder(request.facts ?? (() => []));
  const zone = zoneOf(policy.service?.timezone ?? 'UTC');
  const matchers = new Map<string, (path: string) => boolean>();
  const calendars = new Map<string, ReturnType<typeof dutySpans> | undefined>();
  const { base, head } = review.compared === 'no base' ? { base: '-', head: 'working tree' } : review.compared;
  const policyHash =
    Object.keys(policy).length === 0
      ? 'none'
      : `sha256:${sha256(JSON.stringify(policy, (name, value: unknown) => (name === 'at' ? undefined : value))).slice(0, 12)}`;
  const contentHash = (path: string) => {
    const text = request.content?.(path);
    return text === undefined ? undefined : sha256(text).slice(0, 12);
  };
  const slot = request.slot === undefined ? Number.NaN : Date.parse(request.slot);
  return {
    review,
    policy,
    facts,
    now: Date.parse(request.now),
    zone,
    calendars(file) {
      if (!calendars.has(file)) {
        const text = request.text?.(file);
        calendars.set(file, text === undefined ? undefined : dutySpans(text, zone));
      }
      return calendars.get(file);
    },
    matches(globs, path) {
      const key = globs.join('\n');
      const matcher = matchers.get(key) ?? globMatcher(globs);
      matchers.set(key, matcher);
      return matcher(path);
    },
    has: request.has ?? ((path) => request.text?.(path) !== undefined),
    answers: new Map([...commentAnswers(request.comment), ...answersIn(request.existing)]),
    header: {
      base: commitOf(base),
      head: request.head ?? commitOf(head),
      policy: policyHash,
      inputs: `sha256:${sha256(inputsOf(review, facts, contentHash)).slice(0, 12)}`,
    },
    ...(request.release ? { release: request.release } : {}),
    ...(request.author ? { author: request.author } : {}),
    ...(Number.isNaN(slot) ? {} : { slot }),
  };
}

function commentAnswers(comment = ''): [string, string][] {
  return [...readComment(comment).values()].flatMap(({ key, answer }): [string, string][] =>
    /^[as] /.test(key) && answer !== '' ? [[key.slice(2), answer]] : [],
  );
}

/** A review in its one order, whoever made it. */
function sorted(review: Review): Review {
  return {
    ...review,
    findings: [...review.findings].sort(
      (a, b) =>
        rank(a.severity) - rank(b.severity) || compareText(fingerprint(a), fingerprint(b)) || compareSpans(a.at, b.at),
    ),
    steps: [...review.steps].sort((a, b) => compareText(a.id, b.id)),
    changes: [...review.changes].sort(
      (a, b) => compareText(a.kind, b.kind) || compareText(a.subject, b.subject) || compareSpans(a.at, b.at),
    ),
    // A client that is installed and never seen in use has no place that could be shown.
    inventory: review.inventory
      .filter(({ status, calls }) => status !== 'added' || calls.length > 0)
      .sort((a, b) => compareText(a.system, b.system)),
  };
}

/** Facts by place, each kind sorted once. */
function inOrder(facts: FactsOf): FactsOf {
  const known = new Map<FactKind, readonly Fact[]>();
  return <K extends FactKind>(kind: K) => {
    const list: readonly Fact[] =
      known.get(kind) ?? [...(facts(kind) as unknown as readonly Fact[])].sort((a, b) => compareSpans(a.at, b.at));
    known.set(kind, list);
    return list as unknown as readonly Fact<K>[];
  };
}

/** `9c41e07` of `main (9c41e07)`; else the name itself. */
function commitOf(name: string): string {
  return /\(([0-9a-f]{7,40})\)$/.exec(name)?.[1] ?? name;
}
