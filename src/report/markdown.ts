import type { Finding } from '../core/finding';
import { code, markdown } from './escape';
import {
  acceptedFindings,
  byMistake,
  headlineOf,
  type MistakeGroup,
  olderUnread,
  placeOf,
  plural,
  qualifiers,
  type ReportInput,
  shownFindings,
  shownUnread,
} from './input';
import { limitText, suppressionLines, systemsOf } from './text';

const marks = { ready: '✅', 'not-ready': '⛔', 'no-base': '⚪' } as const;
const signs = { blocker: '⛔', warning: '⚠️', note: 'ℹ️' } as const;

/** A review for a job summary: everything, with why and what to do folded away. */
export function markdownReport(input: ReportInput): string {
  const lines = [...head(input)];
  for (const group of byMistake(shownFindings(input))) {
    lines.push('', `### ${group.title}`, '');
    for (const { findings } of group.rules) for (const finding of findings) lines.push(...full(finding));
  }
  const systems = systemsOf(input.review);
  if (systems.length > 0) {
    lines.push(
      '',
      '### Third parties',
      '',
      '| System | In this release | Time limit | First call |',
      '|---|---|---|---|',
    );
    for (const system of systems) {
      const status = { added: '**new**', removed: 'gone', base: 'as before' }[system.status];
      const [first] = system.calls;
      lines.push(
        `| ${markdown(system.system)} | ${status} | ${limitText(system)} | ${first ? code(placeOf(first.at)) : ''} |`,
      );
    }
  }
  lines.push(...list('Accepted', acceptedFindings(input).map(accepted)));
  lines.push(...list('Acceptances without effect', suppressionLines(input.review).map(markdown)));
  const { shown, older } = shownUnread(input);
  lines.push(
    ...list(
      'Not read',
      shown.map((u) => `${code(placeOf(u.at))} ${markdown(u.reason)}`),
    ),
  );
  const notes = [...(older > 0 ? [olderUnread(older)] : []), ...input.notes];
  lines.push(...list('Notes', notes.map(markdown)));
  return `${lines.join('\n')}\n`;
}

/** The same for a comment on a pull request: never more than `most` lines, the worst first. */
export function markdownComment(input: ReportInput, most = 60): string {
  const lines = [...head(input)];
  const foot: string[] = [];
  const acceptances = acceptedFindings(input);
  if (acceptances.length > 0) foot.push(`${plural(acceptances.length, 'finding')} accepted with a reason.`);
  const unread = shownUnread(input).shown.length;
  if (unread > 0) foot.push(`${plural(unread, 'place')} could not be read; the full report names them.`);
  foot.push(...input.notes.map(markdown));
  const groups = byMistake(shownFindings(input));
  const reserved = foot.length > 0 ? 2 : 0;
  let left = most - lines.length - reserved - 2;
  let hidden = 0;
  const worstFirst = [...groups].sort((a, b) => blockers(b) - blockers(a));
  for (const group of worstFirst) {
    const findings = group.rules.flatMap((rule) => rule.findings);
    const fits = Math.min(findings.length, Math.max(0, left - 3));
    hidden += findings.length - fits;
    if (fits === 0) continue;
    lines.push('', `**${group.title}**`, '', ...findings.slice(0, fits).map(short));
    left -= fits + 3;
  }
  if (hidden > 0) lines.push('', `and ${plural(hidden, 'finding')} more in the full report.`);
  if (foot.length > 0) lines.push('', foot.join(' '));
  return `${lines.join('\n')}\n`;
}

function blockers(group: MistakeGroup): number {
  return group.rules.flatMap((rule) => rule.findings).filter((f) => f.severity === 'blocker').length;
}

function head(input: ReportInput): string[] {
  const { verdict, title, sentences } = headlineOf(input);
  const left = input.review.excluded;
  return [
    `## ${marks[verdict]} Release readiness: ${title.toLowerCase()}`,
    '',
    [
      ...sentences.map(markdown),
      ...(left > 0 ? [`${plural(left, 'file')} left out as generated or excluded.`] : []),
    ].join(' '),
  ];
}

function sentence(finding: Finding): string {
  const extra = qualifiers(finding);
  return `${signs[finding.severity]} **${finding.severity}** ${markdown(finding.what)}${
    extra.length > 0 ? ` (${extra.join(', ')})` : ''
  }`;
}

function short(finding: Finding): string {
  const elsewhere = finding.evidence.length;
  return `- ${sentence(finding)} ${code(placeOf(finding.at))} ${code(finding.rule)}${
    elsewhere > 0 ? ` + ${plural(elsewhere, 'place')}` : ''
  }`;
}

function full(finding: Finding): string[] {
  return [
    `- ${sentence(finding)}  `,
    `  ${code(placeOf(finding.at))} ${code(finding.rule)}`,
    ...finding.evidence.map((e) => `  - ${code(placeOf(e.at))} ${markdown(e.note)}`),
    '',
    `  <details><summary>Why, and what to do</summary>`,
    '',
    `  ${markdown(finding.why)}`,
    '',
    `  ${markdown(finding.todo)}`,
    '',
    '  </details>',
  ];
}

function accepted(finding: Finding): string {
  const { reason = '', until } = finding.suppressed ?? {};
  return `${code(placeOf(finding.at))} ${markdown(finding.what)} ${code(finding.rule)} because ${markdown(reason)}${
    until ? `, until ${until}` : ''
  }`;
}

function list(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ['', `### ${title}`, '', ...rows.map((row) => `- ${row}`)];
}
