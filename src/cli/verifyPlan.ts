import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { readDocument } from '../plan/document';
import { plain } from '../report/escape';
import { checkPlan } from '../writePlan';
import { answer } from './answer';
import type { Arguments } from './args';
import { exitCode } from './exitCode';
import { planRequest } from './plan';
import type { Said } from './review';
import type { Terminal } from './terminal';

/** Whether a plan may be carried out now: unchanged, closed, answered, agreed to, and at a time that the policy allows. */
export async function verifyPlanCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const { flags, positionals } = args;
  const [name] = positionals;
  if (name === undefined) return unanswerable('Which plan? release-readiness verify-plan <file>');
  const format = flags.format ?? 'text';
  if (format !== 'text' && format !== 'json')
    return unanswerable(`The answer is written as text or json, not as ${String(format)}.`);
  const file = path.resolve(terminal.cwd, name);
  if (!existsSync(file)) return unanswerable(`There is no plan ${name}.`);
  const existing = readFileSync(file, 'utf8');
  const document = readDocument(existing);
  if (typeof document === 'string') return unanswerable(`The plan ${name} cannot be read: ${document}`);
  // What the plan was compared with, unless the caller knows better: after a merge, head has no base of its own.
  const { base } = document.header;
  const same = flags.base === undefined && flags['base-dir'] === undefined && /^[0-9a-f]{7,40}$/.test(base);
  const given = await answer(
    { flags: same ? { ...flags, base } : flags, positionals: [repositoryOf(file) ?? terminal.cwd] },
    terminal,
    now,
  );
  if (isUnanswerable(given)) return given;
  const checks = checkPlan({ ...(await planRequest(given, now, existing)), existing });
  if (typeof checks === 'string') return unanswerable(`The plan ${name} cannot be read: ${checks}`);
  const ready = checks.every(({ ok }) => ok);
  const text =
    format === 'json'
      ? `${JSON.stringify({ version: 1, plan: name, ready, checks }, null, 2)}\n`
      : `${[`${name}: ${ready ? 'ready' : 'not ready'}`, ...checks.map(({ id, ok, text: said }) => `  ${ok ? 'yes' : 'NO '} ${id}: ${plain(said)}`)].join('\n')}\n`;
  return { text, code: ready ? exitCode.yes : exitCode.no };
}

/** The nearest folder above a file that is a repository. */
function repositoryOf(file: string): string | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
