import { type Finding, fingerprint, mistakes, mistakeTitles } from '../core/finding';
import { mistakeOf } from '../core/rule';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { noSuchRule } from '../parse/policyDoubts';
import { partsFor } from '../parts';
import { markerId } from '../plan/marker';
import { plain } from '../report/escape';
import { jsonFinding } from '../report/json';
import { rulePage } from '../report/rulePage';
import { findingLine, painter, pillars } from '../report/text';
import { answer } from './answer';
import type { Arguments } from './args';
import { exitCode } from './exitCode';
import type { Said } from './review';
import { type Terminal, usesColour } from './terminal';

/** A rule's page, one finding, or the list of rules. */
export async function explainCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const { rules } = partsFor({ history: false });
  const [name, folder] = args.positionals;
  if (args.flags.list) return { text: list(), code: exitCode.yes };
  if (name === undefined) return unanswerable('Name a rule or the key of a finding, or use --list.');
  const rule = rules.find((r) => r.id === name);
  if (rule) return { text: rulePage(rule), code: exitCode.yes };
  const given = await answer(
    { flags: { ...args.flags, scope: 'all' }, positionals: folder === undefined ? [] : [folder] },
    terminal,
    now,
  );
  if (isUnanswerable(given)) return given;
  const asked = markerId(name).replace(/^accepted\//, '');
  const found = given.review.findings.filter((f) => [f.key, fingerprint(f)].some((known) => markerId(known) === asked));
  if (found.length === 0) return unanswerable(nothingCalled(name, new Set(rules.map((r) => r.id))));
  const text =
    args.flags.format === 'json'
      ? `${JSON.stringify(found.map(jsonFinding), null, 2)}\n`
      : found.map((finding) => story(finding, (file) => given.session.text(file), args, terminal)).join('\n');
  return { text, code: exitCode.yes };
}

/** What looks like a rule, or is a rule's name without its area, was meant to be one. */
function nothingCalled(name: string, ids: ReadonlySet<string>): string {
  const doubt = noSuchRule(name, ids);
  if (/^[a-z]+\/[a-z0-9-]+$/.test(name) || doubt.includes('did you mean'))
    return `${doubt[0]?.toUpperCase()}${doubt.slice(1)}${doubt.endsWith('?') ? ' N' : ', and n'}o finding here has that key.`;
  return `No finding here has the key "${name}". A key is shown in the JSON report, and with its rule ("rule/key") in the plan.`;
}

function list(): string {
  const { rules } = partsFor({ history: false });
  const width = Math.max(10, ...rules.map((rule) => rule.id.length)) + 2;
  const lines: string[] = [];
  for (const mistake of mistakes) {
    const mine = rules.filter((rule) => mistakeOf(rule.id) === mistake);
    if (mine.length === 0) continue;
    lines.push(mistakeTitles[mistake], '');
    for (const { id, meta } of mine)
      lines.push(`  ${id.padEnd(width)}${(meta.off ? `(${meta.severity})` : meta.severity).padEnd(11)}${meta.title}`);
    lines.push('');
  }
  lines.push(`${rules.length} rules; a severity in brackets is off unless the policy switches it on.`);
  return `${lines.join('\n')}\n`;
}

/** A finding with the lines that prove it. */
function story(
  finding: Finding,
  textOf: (file: string) => string | undefined,
  { flags }: Arguments,
  terminal: Terminal,
): string {
  const paint = painter(flags.output === undefined && usesColour(terminal, flags['no-color'] === true));
  const lines = [findingLine(finding, finding.rule, paint), '', ...pillars(finding, paint, 100), ''];
  for (const { at, note } of [{ at: finding.at, note: finding.what }, ...finding.evidence]) {
    lines.push(`  ${paint('bold', plain(`${at.file}:${at.line}:${at.column}`))}  ${plain(note)}`);
    const source = textOf(at.file)?.split('\n');
    const shown = source?.slice(at.line - 1, Math.min(at.endLine, at.line + 4)) ?? [];
    for (const [i, line] of shown.entries()) lines.push(`    ${String(at.line + i).padStart(5)} | ${plain(line)}`);
    lines.push('');
  }
  const accepted = finding.suppressed;
  if (accepted)
    lines.push(`  Accepted because ${plain(accepted.reason)}${accepted.until ? `, until ${accepted.until}` : ''}.`, '');
  lines.push(`  key: ${plain(finding.key)}`, `  release-readiness explain ${finding.rule} tells more.`);
  return `${lines.join('\n')}\n`;
}
