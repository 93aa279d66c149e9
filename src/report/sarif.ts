import type { Finding, Severity, Status } from '../core/finding';
import { fingerprint } from '../core/finding';
import { mistakeOf, type Rule } from '../core/rule';
import { compareText, type Span } from '../core/span';
import { markdown, plain } from './escape';
import { acceptedFindings, type ReportInput, shownFindings } from './input';
import { rulePage } from './rulePage';

export interface SarifOptions {
  /** Accepted findings are results with a suppression. Code scanning of GitHub opens alerts for them all the same. */
  includeSuppressed: boolean;
  /** The service that the run is about. */
  service?: string;
}

const levels: Record<Severity, 'error' | 'warning' | 'note'> = { blocker: 'error', warning: 'warning', note: 'note' };
const problems: Record<Severity, 'error' | 'warning' | 'recommendation'> = {
  blocker: 'error',
  warning: 'warning',
  note: 'recommendation',
};
const baselines: Record<Status, 'new' | 'updated' | 'unchanged'> = {
  introduced: 'new',
  worsened: 'updated',
  existing: 'unchanged',
};

/** A review as SARIF 2.1.0 for code scanning. */
export function sarifReport(input: ReportInput, options: SarifOptions): string {
  const findings = [...shownFindings(input), ...(options.includeSuppressed ? acceptedFindings(input) : [])];
  const told = new Set(findings);
  const results = input.review.findings.filter((f) => told.has(f));
  const rules = input.rules
    .filter((rule) => results.some((f) => f.rule === rule.id))
    .sort((a, b) => compareText(a.id, b.id));
  const service = options.service ?? (input.review.services.length === 1 ? input.review.services[0] : undefined);
  const compared = input.review.compared !== 'no base';
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'release-readiness', version: input.version, rules: rules.map(sarifRule) },
        },
        automationDetails: { id: `release-readiness/${service ?? ''}` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository' } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: input.review.unread.map(({ at, reason }) => ({
              level: 'note',
              message: { text: plain(reason) },
              locations: [location(at)],
            })),
          },
        ],
        results: results.map((finding) => result(finding, rules, compared)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifRule(rule: Rule) {
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.meta.title },
    fullDescription: { text: rule.meta.why },
    help: { text: rule.meta.todo, markdown: rulePage(rule) },
    defaultConfiguration: { level: levels[rule.meta.severity] },
    properties: {
      // Together they decide which alerts GitHub shows first.
      'problem.severity': problems[rule.meta.severity],
      precision: rule.meta.confidence === 'likely' ? 'medium' : 'high',
      tags: [mistakeOf(rule.id), 'release'],
    },
  };
}

function result(finding: Finding, rules: readonly Rule[], compared: boolean) {
  const { rule, what, why, todo, at, evidence, fixes, suppressed } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex((r) => r.id === rule),
    level: levels[finding.severity],
    message: {
      text: oneLine(`${what}. ${why} ${todo}`),
      markdown: `**${markdown(what)}**\n\n${markdown(why)}\n\n${markdown(todo)}`,
    },
    locations: [{ ...location(at), logicalLocations: [{ fullyQualifiedName: plain(finding.subject) }] }],
    ...(evidence.length > 0
      ? {
          relatedLocations: evidence.map((e, i) => ({
            id: i + 1,
            ...location(e.at),
            message: { text: oneLine(e.note) },
          })),
        }
      : {}),
    // No `primaryLocationLineHash`: GitHub's upload computes it from the text of the line, which moves with the line, and warns of each one that it finds.
    partialFingerprints: { 'releaseReadiness/v1': fingerprint(finding) },
    ...(compared ? { baselineState: baselines[finding.status] } : {}),
    ...(fixes && fixes.length > 0 ? { fixes: fixes.map(sarifFix) } : {}),
    ...(suppressed
      ? {
          suppressions: [
            {
              // A waiver stands in the policy, away from what it accepts, and has an owner.
              kind: suppressed.owner === undefined ? 'inSource' : 'external',
              justification: plain(suppressed.reason),
              location: location(suppressed.at),
            },
          ],
        }
      : {}),
    properties: {
      confidence: finding.confidence,
      ...(finding.service ? { service: finding.service } : {}),
    },
  };
}

function sarifFix({ title, edits }: NonNullable<Finding['fixes']>[number]) {
  const files = [...new Set(edits.map((edit) => edit.at.file))];
  return {
    description: { text: plain(title) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file),
      replacements: edits
        .filter((edit) => edit.at.file === file)
        .map((edit) => ({
          deletedRegion: {
            startLine: edit.at.line,
            startColumn: edit.at.column,
            endLine: edit.at.endLine,
            endColumn: edit.at.endColumn,
          },
          insertedContent: { text: edit.text },
        })),
    })),
  };
}

function location(at: Span) {
  const whole = at.start === 0 && at.end === 0;
  return {
    physicalLocation: {
      artifactLocation: artifact(at.file),
      region: whole
        ? { startLine: at.line }
        : { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
    },
  };
}

function artifact(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** `[text](1)` in a message is a link to a related location; a route of that shape is not. */
function oneLine(text: string): string {
  return plain(text).replace(/\[(?=[^\]]*\]\(\d)/g, '\\[');
}
