import path from 'node:path';
import { isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { version } from '../version';
import { type Arguments, readArguments, readTime } from './args';
import { type ExitCode, exitCode } from './exitCode';
import { explainCommand } from './explain';
import { helpText } from './help';
import { initCommand } from './init';
import { planCommand } from './plan';
import { reviewCommand, type Said } from './review';
import type { Terminal } from './terminal';
import { verifyPlanCommand } from './verifyPlan';
import { writeWhole } from './writeWhole';

/** Runs one command line. Results go to standard output or `--output`, everything else to standard error; it never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const args = readArguments(argv);
  if (typeof args === 'string') return refuse(terminal, `${args}\nrelease-readiness --help lists what there is.`);
  const { command, flags } = args;
  if (flags.version) {
    terminal.out.write(`${version}\n`);
    return exitCode.yes;
  }
  if (flags.help) {
    terminal.out.write(helpText(command));
    return exitCode.yes;
  }
  if (!command) {
    terminal.error.write(helpText(undefined));
    return exitCode.unanswerable;
  }
  const now = flags.now === undefined ? terminal.now : readTime(String(flags.now));
  if (!now) return refuse(terminal, `--now ${String(flags.now)} is not a time; write 2026-03-02T09:00Z.`);
  try {
    const said = await perform(args, terminal, now);
    if (isUnanswerable(said)) return refuse(terminal, said.unanswerable);
    const failed = deliver(said.text, flags.output, terminal);
    return failed ? refuse(terminal, failed) : said.code;
  } catch (error) {
    const known = (error as Error).message?.startsWith('git ') || /partial clone/.test((error as Error).message);
    return refuse(
      terminal,
      known ? (error as Error).message : `internal error: ${(error as Error).stack ?? String(error)}`,
    );
  }
}

function perform(args: Arguments, terminal: Terminal, now: Date): Promise<Said | Unanswerable> {
  switch (args.command) {
    case 'review':
      return reviewCommand(args, terminal, now);
    case 'plan':
      return planCommand(args, terminal, now);
    case 'verify-plan':
      return verifyPlanCommand(args, terminal, now);
    case 'init':
      return initCommand(args, terminal, now);
    case 'explain':
      return explainCommand(args, terminal, now);
    case 'rehearse':
      return Promise.resolve(unanswerable('"rehearse" is not available in this version, so nothing was rehearsed.'));
    default:
      return Promise.resolve(unanswerable(`"${args.command}" is not available in this version.`));
  }
}

function deliver(text: string, output: Arguments['flags'][string], terminal: Terminal): string | undefined {
  if (typeof output !== 'string') {
    terminal.out.write(text);
    return undefined;
  }
  const file = path.resolve(terminal.cwd, output);
  try {
    writeWhole(file, text);
    return undefined;
  } catch (error) {
    return `${output} could not be written: ${(error as Error).message}`;
  }
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.error.write(`release-readiness: ${text}\n`);
  return exitCode.unanswerable;
}
