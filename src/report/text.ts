import type { Finding, Severity } from '../core/finding';
import { lasting } from '../core/phrase';
import type { ExternalSystem, Review } from '../core/review';
import { plain, wrap } from './escape';
import {
  acceptedFindings,
  byMistake,
  headlineOf,
  olderUnread,
  placeOf,
  plural,
  qualifiers,
  type ReportInput,
  type RuleGroup,
  shownFindings,
  shownUnread,
} from './input';

export interface TextOptions {
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
}

type Paint = (style: keyof typeof codes, text: string) => string;

const codes = { bold: '1', dim: '2', red: '31', yellow: '33', cyan: '36', green: '32' } as const;
const colourOf: Record<Severity, keyof typeof codes> = { blocker: 'red', warning: 'yellow', note: 'cyan' };

export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** A review for a terminal: one line a finding that tools can match, `file:line:column: severity: what [rule]`. */
export function textReport(input: ReportInput, options: TextOptions): string {
  const paint = painter(options.colour);
  const width = Math.max(60, Math.min(options.width, 120));
  const headline = headlineOf(input);
  const lines: string[] = [];
  for (const group of byMistake(shownFindings(input))) {
    lines.push(paint('bold', group.title), '');
    for (const rule of group.rules) lines.push(...ruleLines(rule, paint, width), '');
  }
  const most = input.scope === 'all' ? Number.POSITIVE_INFINITY : 10;
  lines.push(...section('Third parties', systemLines(input), paint, most));
  lines.push(
    ...section(
      'Accepted',
      acceptedFindings(input).map(
        (f) =>
          `${plain(placeOf(f.at))}: ${plain(f.what)} [${f.rule}] because ${plain(f.suppressed?.reason ?? '')}${
            f.suppressed?.until ? `, until ${f.suppressed.until}` : ''
          }`,
      ),
      paint,
    ),
  );
  lines.push(...section('Acceptances without effect', suppressionLines(input.review), paint));
  const { shown, older } = shownUnread(input);
  lines.push(
    ...section(
      'Not read',
      shown.map((u) => `${plain(placeOf(u.at))}: ${plain(u.reason)}`),
      paint,
      most,
    ),
  );
  if (older > 0) lines.push(...wrap(olderUnread(older), width), '');
  for (const note of input.notes) lines.push(...wrap(plain(note), width), '');
  const colour = headline.verdict === 'ready' ? 'green' : headline.verdict === 'not-ready' ? 'red' : 'yellow';
  const summary = [
    ...headline.sentences,
    ...(input.review.excluded > 0
      ? [`${plural(input.review.excluded, 'file')} left out as generated or excluded.`]
      : []),
  ].join(' ');
  lines.push(`${paint(colour, paint('bold', headline.title))}  ${plain(summary)}`);
  return `${lines.join('\n')}\n`;
}

function ruleLines({ rule, findings }: RuleGroup, paint: Paint, width: number): string[] {
  const lines: string[] = [];
  const shared = findings.every((f) => f.why === findings[0]?.why && f.todo === findings[0]?.todo);
  for (const finding of findings) {
    lines.push(`  ${findingLine(finding, rule, paint)}`);
    for (const { at, note } of finding.evidence)
      lines.push(`      ${paint('dim', plain(placeOf(at)))}  ${plain(note)}`);
    if (!shared) lines.push(...pillars(finding, paint, width));
  }
  const [first] = findings;
  if (shared && first) lines.push(...pillars(first, paint, width));
  return lines;
}

export function findingLine(finding: Finding, rule: string, paint: Paint): string {
  const marks = qualifiers(finding);
  const severity = paint(colourOf[finding.severity], finding.severity);
  return `${plain(placeOf(finding.at))}: ${severity}: ${paint('bold', plain(finding.what))} ${paint('dim', `[${rule}]`)}${
    marks.length > 0 ? ` (${marks.join(', ')})` : ''
  }`;
}

export function pillars(finding: Finding, paint: Paint, width: number): string[] {
  const lines: string[] = [];
  for (const [name, text] of [
    ['why', finding.why],
    ['do', finding.todo],
  ] as const)
    for (const [i, line] of wrap(plain(text), width - 11).entries())
      lines.push(`      ${paint('dim', (i === 0 ? name : '').padEnd(5))}${line}`);
  return lines;
}

function section(title: string, rows: string[], paint: Paint, most = Number.POSITIVE_INFINITY): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most).map((row) => `  ${row}`);
  if (rows.length > most) shown.push(`  and ${rows.length - most} more (--scope all shows them)`);
  return [paint('bold', `${title} (${rows.length})`), '', ...shown, ''];
}

/** Systems outside the process, those that the release adds or removes first. */
export function systemsOf(review: Review): ExternalSystem[] {
  const order = { added: 0, removed: 1, base: 2 };
  return [...review.inventory].sort((a, b) => order[a.status] - order[b.status]);
}

export function limitText({ limits, byDefault }: ExternalSystem): string {
  const numbers = limits.filter((limit) => typeof limit === 'number').sort((a, b) => a - b);
  const [least, most] = [numbers[0], numbers.at(-1)];
  const parts: string[] = [];
  if (least !== undefined && most !== undefined)
    parts.push(
      `${least === most ? `time limit ${lasting(least)}` : `time limits ${lasting(least)} to ${lasting(most)}`}${
        byDefault === 'all' ? ' (default)' : byDefault === 'some' ? ' (some by default)' : ''
      }`,
    );
  if (limits.includes('none')) parts.push(parts.length > 0 ? 'some calls without a limit' : 'no time limit');
  if (limits.includes('unknown') && parts.length === 0) parts.push('time limit unknown');
  return parts.join(', ');
}

/** Of a change only what it adds or removes: what was there before is no news. */
function systemLines({ review, scope }: ReportInput): string[] {
  const shown = systemsOf(review).filter(({ status }) => scope === 'all' || status !== 'base');
  return shown.map((system) => {
    const [first] = system.calls;
    const where = first ? `, ${plain(placeOf(first.at))}` : '';
    const status = system.status === 'base' ? '' : ` (${system.status === 'added' ? 'new' : 'gone'})`;
    const said =
      limitText(system) || `no call was followed, a client is installed (${plain(system.packages.join(', '))})`;
    return `${plain(system.system)}${status}: ${said}${where}`;
  });
}

export function suppressionLines(review: Review): string[] {
  return review.suppressions
    .filter((s) => s.state !== 'active')
    .map((s) => {
      const because =
        s.state === 'invalid'
          ? `invalid: ${s.because ?? ''}`
          : s.state === 'expired'
            ? `expired on ${s.until ?? ''}`
            : 'unused: nothing is reported here';
      return `${plain(placeOf(s.at))}: ${plain(s.rules.join(', '))} ${plain(because)}`;
    });
}
