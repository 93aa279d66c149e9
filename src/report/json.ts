import type { Finding } from '../core/finding';
import { answerOf } from '../core/review';
import type { Span } from '../core/span';
import type { Step } from '../core/step';
import { acceptedFindings, countsOf, type ReportInput, shownFindings } from './input';

/** A place as others rely on it: offsets are our own affair. */
export interface JsonSpan {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export function jsonSpan({ file, line, column, endLine, endColumn }: Span): JsonSpan {
  return { file, line, column, endLine, endColumn };
}

const jsonEvidence = (evidence: Finding['evidence']) =>
  evidence.map(({ at, note, rule }) => ({ at: jsonSpan(at), note, ...(rule ? { rule } : {}) }));

export function jsonFinding(finding: Finding) {
  const { rule, key, subject, service, severity, confidence, status, what, why, todo, at, evidence } = finding;
  const edits = finding.fixes?.[0]?.edits;
  const accepted = finding.suppressed;
  return {
    rule,
    key,
    subject,
    ...(service ? { service } : {}),
    severity,
    confidence,
    status,
    what,
    why,
    todo,
    at: jsonSpan(at),
    evidence: jsonEvidence(evidence),
    ...(edits ? { edits: edits.map((edit) => ({ at: jsonSpan(edit.at), text: edit.text })) } : {}),
    ...(accepted
      ? {
          suppressed: {
            reason: accepted.reason,
            at: jsonSpan(accepted.at),
            ...(accepted.until ? { until: accepted.until } : {}),
            ...(accepted.owner ? { owner: accepted.owner } : {}),
          },
        }
      : {}),
  };
}

function jsonStep({ id, subject, title, origin, phase, evidence }: Step) {
  return { id, subject, title, origin, phase, evidence: jsonEvidence(evidence) };
}

/** The review as media/report.schema.json describes it. The same input gives the same bytes. */
export function jsonReview(input: ReportInput) {
  const { review } = input;
  const told = new Set([...shownFindings(input), ...acceptedFindings(input)]);
  return {
    version: 1 as const,
    tool: { name: 'release-readiness' as const, version: input.version },
    compared: {
      base: review.compared === 'no base' ? null : review.compared.base,
      head: review.compared === 'no base' ? 'working tree' : review.compared.head,
      policy: input.policy,
    },
    summary: {
      verdict: answerOf(review),
      counts: countsOf(review),
      accepted: review.findings.filter((f) => f.suppressed).length,
      services: review.services,
      changedFiles: review.changedFiles,
      excludedFiles: review.excluded,
      notes: [...input.notes],
      thirdParties: review.inventory.map(({ system, category, packages, hosts, env, status, limits, calls }) => ({
        system,
        category,
        packages,
        hosts,
        env,
        status,
        limits,
        calls: jsonEvidence(calls),
      })),
    },
    findings: review.findings.filter((f) => told.has(f)).map(jsonFinding),
    checklist: review.steps.map(jsonStep),
    unread: review.unread.map(({ at, reason, changed }) => ({ at: jsonSpan(at), reason, changed })),
    suppressions: review.suppressions.map(({ at, rules, reason, until, state, because }) => ({
      at: jsonSpan(at),
      rules,
      ...(reason ? { reason } : {}),
      ...(until ? { until } : {}),
      state,
      ...(because ? { because } : {}),
    })),
  };
}

export function jsonReport(input: ReportInput): string {
  return `${JSON.stringify(jsonReview(input), null, 2)}\n`;
}
