// Entry of the suite inside an extension host, of the VS Code server and of the desktop alike. Output of an extension host
// ends between the messages of the workbench, so the report also goes to the file that MOCHA_OUT names; MOCHA_SUMMARY names
// the one for { passed, failed }, and MOCHA_GREP selects tests.
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const { MOCHA_OUT, MOCHA_SUMMARY, MOCHA_GREP } = process.env;
  if (MOCHA_OUT) {
    const toConsole = Mocha.reporters.Base.consoleLog;
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
      fs.appendFileSync(MOCHA_OUT, `${util.format(...args)}\n`);
      toConsole(...args);
    };
  }
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: 30_000,
    color: false,
    ...(MOCHA_GREP ? { grep: MOCHA_GREP } : {}),
  });
  for (const file of fs.readdirSync(__dirname).sort())
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));

  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run(() => {
      // Counted from the stats, where a failed hook is a failure of its own.
      resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 });
    });
  });
  if (MOCHA_SUMMARY) fs.writeFileSync(MOCHA_SUMMARY, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} tests failed`);
  if (passed === 0) throw new Error('no test ran');
}
