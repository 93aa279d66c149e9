import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { short } from '../host/node/base';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { partsFor } from '../parts';
import { jsonReview } from '../report/json';
import { version } from '../version';
import { commentPlan, type PlanRequest, planJson, writePlan } from '../writePlan';
import { type Answer, answer } from './answer';
import { type Arguments, readTime } from './args';
import { exitCode } from './exitCode';
import type { Said } from './review';
import type { Terminal } from './terminal';
import { writeWhole } from './writeWhole';

/** Where the plan of a branch lives in its repository. */
export function planFile(branch: string | undefined): string {
  return path.posix.join('.release-readiness', 'plans', `${(branch ?? 'release').replace(/[^\w.-]+/g, '-')}.md`);
}

/** What a plan is made from, of a review that was just made. */
export async function planRequest(given: Answer, now: Date, existing: string | undefined): Promise<PlanRequest> {
  const { head } = given;
  // The commit that the plan speaks of; committing the plan itself does not make it stale.
  const commit = await head.git?.line(
    '--no-literal-pathspecs',
    'log',
    '-1',
    '--format=%H',
    head.commit ?? 'HEAD',
    '--',
    '.',
    ':(exclude).release-readiness/plans',
  );
  const calendars = await dutyCalendars(given);
  const inTree = new Set(await head.files.list());
  return {
    review: given.review,
    policy: given.ownPolicy,
    now: now.toISOString(),
    facts: given.session.facts,
    content: given.session.text,
    text: (file) => calendars.get(file) ?? given.session.text(file),
    has: (file) => inTree.has(file),
    ...(commit ? { head: short(commit) } : {}),
    ...(existing !== undefined ? { existing } : {}),
  };
}

/** Longest duty calendar that is read, in UTF-16 units. */
const longestCalendar = 4 * 1024 * 1024;

/** Calendars that the policy names, as head has them: they are no part of a release, so no session holds them. */
async function dutyCalendars({ ownPolicy, head }: Answer): Promise<Map<string, string>> {
  const paths = [...new Set((ownPolicy.staffing ?? []).flatMap(({ calendar }) => calendar ?? []))];
  const found = new Map<string, string>();
  await head.files.read(
    paths,
    () => longestCalendar,
    (file, content) => {
      if (typeof content === 'string') found.set(file, content);
    },
  );
  return found;
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The release plan, merged into the one that is there. */
export async function planCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const { flags } = args;
  const format = flags.format ?? 'markdown';
  if (format !== 'markdown' && format !== 'text' && format !== 'json')
    return unanswerable(`A plan is written as markdown or json, not as ${String(format)}.`);
  const slot = flags.slot === undefined ? undefined : readTime(String(flags.slot));
  if (flags.slot !== undefined && !slot)
    return unanswerable(`--slot ${String(flags.slot)} is not a time; write 2026-03-02T09:00Z.`);
  const merge = typeof flags.merge === 'string' ? path.resolve(terminal.cwd, flags.merge) : undefined;
  if (merge !== undefined && !existsSync(merge)) return unanswerable(`There is no comment ${String(flags.merge)}.`);
  const given = await answer(args, terminal, now);
  if (isUnanswerable(given)) return given;
  const branch = await given.head.git?.line('symbolic-ref', '--quiet', '--short', 'HEAD');
  const asked = flags.write;
  if (asked === true && given.head.isBare)
    return unanswerable(
      'This repository is bare, so a plan has no place in it; name one with --write <file> or --output <file>.',
    );
  const file =
    typeof asked === 'string' ? path.resolve(terminal.cwd, asked) : path.join(given.head.root, planFile(branch));
  const request: PlanRequest = {
    ...(await planRequest(given, now, textOf(file))),
    ...(merge !== undefined ? { comment: readFileSync(merge, 'utf8') } : {}),
    ...(slot ? { slot: slot.toISOString() } : {}),
    ...(typeof flags.release === 'string' ? { release: flags.release } : {}),
  };
  const written = writePlan(request);
  if ('refused' in written) return unanswerable(`The plan was left as it is: ${written.refused}`);
  for (const label of written.kept ?? [])
    terminal.error.write(`release-readiness: ${label}: plan and comment have different answers; the plan's stands\n`);
  if (asked !== undefined && asked !== false) {
    writeWhole(file, written.text);
    terminal.error.write(`release-readiness: wrote ${path.relative(terminal.cwd, file) || file}\n`);
    return { text: '', code: exitCode.yes };
  }
  if (flags.short === true) return { text: commentPlan(request), code: exitCode.yes };
  if (format !== 'json') return { text: written.text, code: exitCode.yes };
  const report = jsonReview({
    review: given.review,
    scope: 'introduced',
    rules: partsFor({ history: false }).rules,
    version,
    policy: given.policyHash,
    notes: given.notes,
  });
  const { risk, roles, windows, steps, waysBack, watch, ...more } = planJson(request);
  return {
    text: `${JSON.stringify({ ...report, risk, roles, windows, steps, waysBack, watch, plan: more }, null, 2)}\n`,
    code: exitCode.yes,
  };
}
