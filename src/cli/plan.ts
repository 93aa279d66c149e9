import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { partsFor } from '../parts';
import { jsonReview } from '../report/json';
import { version } from '../version';
import { writePlan } from '../writePlan';
import { answer } from './answer';
import type { Arguments } from './args';
import { exitCode } from './exitCode';
import type { Said } from './review';
import type { Terminal } from './terminal';

/** Where the plan of a branch lives in its repository. */
export function planFile(branch: string | undefined): string {
  return path.posix.join('.release-readiness', 'plans', `${(branch ?? 'release').replace(/[^\w.-]+/g, '-')}.md`);
}

/** The release plan, merged into the one that is there. */
export async function planCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const { flags } = args;
  const format = flags.format ?? 'markdown';
  if (format !== 'markdown' && format !== 'text' && format !== 'json')
    return unanswerable(`A plan is written as markdown or json, not as ${String(format)}.`);
  const given = await answer(args, terminal, now);
  if (isUnanswerable(given)) return given;
  const branch = await given.head.git?.line('symbolic-ref', '--quiet', '--short', 'HEAD');
  const asked = flags.write;
  const file =
    typeof asked === 'string' ? path.resolve(terminal.cwd, asked) : path.join(given.head.root, planFile(branch));
  const existing = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const written = writePlan({
    review: given.review,
    policy: given.policy,
    now: now.toISOString(),
    ...(existing !== undefined ? { existing } : {}),
    ...(typeof flags.release === 'string' ? { release: flags.release } : {}),
  });
  if ('refused' in written) return unanswerable(`The plan was left as it is: ${written.refused}`);
  if (asked !== undefined && asked !== false) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, written.text);
    terminal.error.write(`release-readiness: wrote ${path.relative(terminal.cwd, file) || file}\n`);
    return { text: '', code: exitCode.yes };
  }
  if (format !== 'json') return { text: written.text, code: exitCode.yes };
  const report = jsonReview({
    review: given.review,
    scope: 'introduced',
    rules: partsFor({ history: false }).rules,
    version,
    policy: given.policyHash,
    notes: given.notes,
  });
  return { text: `${JSON.stringify(report, null, 2)}\n`, code: exitCode.yes };
}
