// Entry of the suite inside an extension host, of the VS Code server and of the desktop alike. Output of an extension host
// ends between the messages of the workbench, so the report also goes to the file that MOCHA_OUT names; MOCHA_SUMMARY names
// the one for { passed, failed }, and MOCHA_GREP selects tests.
import fs from 'node:fs';
import { findSourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import Mocha from 'mocha';

const { MOCHA_OUT, MOCHA_SUMMARY, MOCHA_GREP } = process.env;

interface Counts {
  passed: number;
  failed: number;
}

export async function run(): Promise<void> {
  let counts: Counts;
  try {
    counts = await runSuite();
  } catch (error) {
    report(error); // a test file that does not load, which the window alone would tell
    throw error;
  }
  const { passed, failed } = counts;
  if (MOCHA_SUMMARY) fs.writeFileSync(MOCHA_SUMMARY, JSON.stringify(counts));
  if (passed + failed === 0) throw new Error('no test ran');
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} tests failed`);
}

async function runSuite(): Promise<Counts> {
  process.setSourceMapsEnabled(true);
  const toConsole = Mocha.reporters.Base.consoleLog;
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    report(...args);
    toConsole(...args);
  };
  const mocha = new Mocha({
    reporter: 'spec',
    color: false,
    timeout: 30_000,
    forbidOnly: Boolean(process.env.CI),
    ...(MOCHA_GREP ? { grep: MOCHA_GREP } : {}),
  });
  for (const file of fs.readdirSync(__dirname).sort())
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));

  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      // Counted from the stats, where a failed hook is a failure of its own.
      resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 });
    });
    runner.on('fail', (_test, error: Error) => {
      if (error?.stack) error.stack = mapped(error.stack);
    });
  });
}

function report(...args: unknown[]): void {
  if (MOCHA_OUT) fs.appendFileSync(MOCHA_OUT, `${util.format(...args)}\n`);
}

/** Node maps a stack only where nobody else formats stacks, and an extension host does. Mocha has made its paths relative. */
function mapped(stack: string): string {
  return stack.replace(/([^\s()]+\.js):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    const origin = findSourceMap(path.resolve(file))?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!origin || !('originalSource' in origin)) return place;
    const source = origin.originalSource.startsWith('file:')
      ? fileURLToPath(origin.originalSource)
      : path.resolve(path.dirname(file), origin.originalSource);
    return `${path.relative('', source)}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  });
}
