import type { FactKind } from './fact';
import type { Evidence, Finding, RuleId } from './finding';
import type { Span } from './span';
import type { Step } from './step';

export type SuppressionState = 'active' | 'unused' | 'expired' | 'invalid';

export interface Suppression {
  at: Span;
  rules: string[];
  reason?: string;
  until?: string;
  state: SuppressionState;
  /** Why it has no effect, when it is invalid. */
  because?: string;
}

/** A thing that the release adds, removes or changes: a difference of facts. */
export interface Change {
  kind: FactKind;
  subject: string;
  change: 'added' | 'removed' | 'changed';
  at: Span;
  service?: string;
}

/** A system outside the process that the code talks to. */
export interface ExternalSystem {
  system: string;
  category: string;
  packages: string[];
  hosts: string[];
  env: string[];
  /** Smallest to largest limit seen, in milliseconds; `'none'` where a call has none. */
  limits: (number | 'none' | 'unknown')[];
  /** Some, or all, of the limits in numbers are those that the client has when nobody sets one. */
  byDefault?: 'some' | 'all';
  guarded: boolean;
  calls: Evidence[];
  status: 'base' | 'added' | 'removed';
  /** It was there before, and this change adds a call of it, takes one away, or gives one another limit or guard. */
  changed?: true;
}

/** A place that was not understood, so nothing is said about it. */
export interface Unread {
  at: Span;
  reason: string;
  /** The file differs between base and head, or decides how the change is judged. */
  changed: boolean;
}

export interface Review {
  findings: Finding[];
  steps: Step[];
  changes: Change[];
  inventory: ExternalSystem[];
  suppressions: Suppression[];
  unread: Unread[];
  compared: { base: string; head: string } | 'no base';
  /** Rules that had nothing to look at, with the kind they need. */
  silent: { rule: RuleId; needs: FactKind[] }[];
  /** Files left out as generated or excluded. */
  excluded: number;
  services: string[];
  /** Number of files that differ between base and head. */
  changedFiles: number;
}

export type Answer = 'ready' | 'not-ready' | 'no-base';

/** The verdict of contract: an unsuppressed blocker that the change introduces or worsens. */
export function answerOf(review: Review): Answer {
  if (review.compared === 'no base') return 'no-base';
  return review.findings.some((f) => f.severity === 'blocker' && f.status !== 'existing' && !f.suppressed)
    ? 'not-ready'
    : 'ready';
}
