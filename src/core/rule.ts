import type { DdlOp, Fact, FactKind } from './fact';
import type { Confidence, Evidence, Fix, Mistake, RuleId, Severity } from './finding';
import type { Policy } from './policy';
import type { Span } from './span';
import type { Step } from './step';

/** Facts of one side of one case, sorted by path and offset. */
export interface Facts<K extends FactKind> {
  of<Q extends K>(kind: Q): readonly Fact<Q>[];
  readonly size: number;
}

/** The facts of both sides that share a key. */
export interface Case<K extends FactKind> {
  key: string;
  /** The scope in front of the key: service root, database, or `''`. */
  scope: string;
  head: Facts<K>;
  /**
   * What was there before. When the engine asks the question of the base, and where nothing of the case has changed, both sides
   * are one object: `head === base` says that there is no change to judge. A rule over a difference must say the same of it as
   * of what was always so.
   */
  base: Facts<K>;
}

export interface Verdict {
  what: string;
  /** Names this one among several verdicts of a case, and takes the place of the case's key in the fingerprint. */
  part?: string;
  /** Overrides of the rule's own texts. */
  why?: string;
  todo?: string;
  severity?: Severity;
  confidence?: Confidence;
  subject: string;
  at: Span;
  evidence?: Evidence[];
  /** In how many places the mistake is made, 1 unless told. More of them than before is worse; other evidence only explains. */
  times?: number;
  fixes?: Fix[];
}

/** A small repository that shows a rule at work: files of base and head. Executed by the tests. */
export interface Example {
  title: string;
  base?: Record<string, string>;
  head: Record<string, string>;
  policy?: Policy;
  /** Ids that the head must be reported for; empty: a near miss that must stay silent. */
  expect: readonly RuleId[];
}

export interface RuleMeta {
  title: string;
  /** Why it breaks a release. */
  why: string;
  /** What to do about it. */
  todo: string;
  severity: Severity;
  confidence?: Confidence;
  /** Stays as severe when it was there before. */
  keepsSeverity?: true;
  /** Off unless the policy switches it on: preview rules and matters of taste. */
  off?: true;
  /** Never a finding: it only asks, by steps of the plan. */
  plan?: true;
  examples: readonly Example[];
  /** Where the fact behind the rule is documented. */
  sources?: readonly string[];
}

/** A rule is a GROUP BY (`by`) and a HAVING (`judge`) over facts: pure and total, without I/O, tree, clock or order. */
export interface Rule<K extends FactKind = FactKind> {
  readonly id: RuleId;
  readonly meta: RuleMeta;
  readonly reads: readonly K[];
  /** Silent unless the repository has facts of these kinds: it does not follow that practice. */
  readonly needs?: readonly FactKind[];
  /** Tells what is new to a system that runs: no finding where there was no release before. Its steps remain. */
  readonly compares?: true;
  readonly within: 'repository' | 'service' | 'database';
  /** Of the resolved operations, the only ones that `by` is asked about: a long history has thousands, most rules care for a few. */
  readonly ops?: readonly DdlOp[];
  by(fact: Fact<K>): string | readonly string[];
  readonly yieldsTo?: readonly RuleId[];
  /** Several verdicts where one question over all facts has several answers; each has a `part` of its own. */
  judge(c: Case<K>, policy: Policy): Verdict | readonly Verdict[] | undefined;
  /** What the release must do about it, even when nothing is wrong. Asked for cases whose facts differ between the sides, and for those with a verdict; `verdict` is the first one. */
  steps?(c: Case<K>, policy: Policy, verdict?: Verdict): Iterable<Step>;
}

/** Keeps the kinds of `reads` in the types of `by` and `judge`, and forgets them for the registry. */
export function defineRule<const K extends FactKind>(rule: Rule<K>): Rule {
  return rule as unknown as Rule;
}

export function mistakeOf(id: RuleId): Mistake {
  return id.slice(0, id.indexOf('/')) as Mistake;
}
