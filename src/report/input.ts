import {
  type Finding,
  fingerprint,
  type Mistake,
  mistakes,
  mistakeTitles,
  type Severity,
  type Status,
  severities,
} from '../core/finding';
import { answerOf, type Review } from '../core/review';
import { mistakeOf, type Rule } from '../core/rule';
import type { Span } from '../core/span';

/** What every rendering of a review is made of. */
export interface ReportInput {
  review: Review;
  /** Which findings are told one by one; the counts always know all. */
  scope: 'introduced' | 'all';
  rules: readonly Rule[];
  /** Version of this program. */
  version: string;
  /** `sha256:…` of the policy's text, `null` without a policy. */
  policy: string | null;
  /** What a person should know about the comparison. */
  notes: readonly string[];
}

/** Findings to tell one by one, worst first, accepted ones not among them. */
export function shownFindings({ review, scope }: ReportInput): Finding[] {
  return review.findings.filter((f) => !f.suppressed && (scope === 'all' || f.status !== 'existing'));
}

export function acceptedFindings({ review, scope }: ReportInput): Finding[] {
  return review.findings.filter((f) => f.suppressed && (scope === 'all' || f.status !== 'existing'));
}

/**
 * Places not understood to tell one by one, and how many more there are: those in files that the change does not touch are
 * older than it. The JSON report has all of them.
 */
export function shownUnread({ review, scope }: ReportInput): { shown: Review['unread']; older: number } {
  const shown = review.unread.filter(({ changed }) => changed || scope === 'all');
  return { shown, older: review.unread.length - shown.length };
}

export function olderUnread(older: number): string {
  return `${plural(older, 'place')} in files that did not change ${older === 1 ? 'was' : 'were'} not understood either (--scope all tells which).`;
}

export type Counts = Record<Status, Record<Severity, number>>;

/** Findings that are not accepted, by status and severity. */
export function countsOf(review: Review): Counts {
  const none = () => ({ blocker: 0, warning: 0, note: 0 });
  const counts: Counts = { introduced: none(), worsened: none(), existing: none() };
  for (const finding of review.findings) if (!finding.suppressed) counts[finding.status][finding.severity]++;
  return counts;
}

/** `2 blockers, 1 warning`; empty when there is none. */
export function countText(findings: readonly { severity: Severity }[]): string {
  return severities
    .map((severity) => [severity, findings.filter((f) => f.severity === severity).length] as const)
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => plural(n, severity))
    .join(', ');
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** Findings of one rule that may share why and what to do. */
export interface RuleGroup {
  rule: string;
  findings: Finding[];
}

export interface MistakeGroup {
  mistake: Mistake;
  title: string;
  rules: RuleGroup[];
}

/** By mistake in their own order; inside, the worst rule first. */
export function byMistake(findings: readonly Finding[]): MistakeGroup[] {
  const groups: MistakeGroup[] = [];
  for (const mistake of mistakes) {
    const rules = new Map<string, Finding[]>();
    for (const finding of findings)
      if (mistakeOf(finding.rule) === mistake) rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding]);
    if (rules.size > 0)
      groups.push({
        mistake,
        title: mistakeTitles[mistake],
        rules: [...rules].map(([rule, list]) => ({ rule, findings: list })),
      });
  }
  return groups;
}

export interface Headline {
  verdict: 'ready' | 'not-ready' | 'no-base';
  /** `NOT READY`, `READY`, `NO BASE`. */
  title: string;
  /** What was compared and what was found, one sentence each. */
  sentences: string[];
}

export function headlineOf(input: ReportInput): Headline {
  const { review } = input;
  const verdict = answerOf(review);
  const open = review.findings.filter((f) => !f.suppressed);
  const fresh = open.filter((f) => f.status !== 'existing');
  const existing = open.filter((f) => f.status === 'existing');
  const sentences: string[] = [];
  if (review.compared === 'no base') {
    sentences.push(
      `There is no base to compare with, so nothing can be called new: ${countText(open) || 'no finding'}.`,
    );
  } else if (review.changedFiles === 0) {
    sentences.push(
      `Nothing changed against ${review.compared.base}; ${plural(existing.length, 'existing finding')}${seeAll(input, existing.length)}.`,
    );
  } else {
    sentences.push(
      `${plural(review.changedFiles, 'file')} changed against ${review.compared.base}: ${countText(fresh) || 'nothing'} introduced.`,
    );
    if (existing.length > 0)
      sentences.push(
        input.scope === 'all'
          ? `${plural(existing.length, 'finding')} existed before.`
          : `${plural(existing.length, 'existing finding')} not shown${seeAll(input, existing.length)}.`,
      );
  }
  const title = verdict === 'ready' ? 'READY' : verdict === 'not-ready' ? 'NOT READY' : 'NO BASE';
  return { verdict, title, sentences };
}

function seeAll({ scope }: ReportInput, existing: number): string {
  return scope === 'all' || existing === 0 ? '' : ' (--scope all shows them)';
}

export function placeOf(at: Span): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** `likely`, `worsened`: what a reader must know about a finding beside its severity. */
export function qualifiers(finding: Finding): string[] {
  return [
    ...(finding.status === 'introduced' ? [] : [finding.status]),
    ...(finding.confidence === 'likely' ? ['likely'] : []),
  ];
}

export { fingerprint };
