import { existsSync } from 'node:fs';
import path from 'node:path';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { policyFile } from '../parse/policy';
import { startPolicy } from '../writePlan';
import { answer } from './answer';
import type { Arguments } from './args';
import { exitCode } from './exitCode';
import type { Said } from './review';
import type { Terminal } from './terminal';
import { writeWhole } from './writeWhole';

/** A commented policy from what the repository shows. Asks nothing, overwrites nothing. */
export async function initCommand(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  const given = await answer({ ...args, flags: { base: 'empty', ...args.flags } }, terminal, now);
  if (isUnanswerable(given)) return given;
  const file = path.join(given.head.root, policyFile);
  const text = startPolicy(given.session.facts);
  if (args.flags['dry-run'] === true) return { text, code: exitCode.yes };
  if (existsSync(file)) return unanswerable(`There is already a policy, and it is left alone: ${file}`);
  if (given.head.stored)
    return unanswerable('A stored revision cannot be written to; leave --head out or add --dry-run.');
  writeWhole(file, text);
  terminal.error.write(`release-readiness: wrote ${path.relative(terminal.cwd, file) || file}\n`);
  return { text: '', code: exitCode.yes };
}
