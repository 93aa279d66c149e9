// Runs every suite and ends with the one line `N passed, N failed`.
//
//   node scripts/test.mjs [--node] [-g <text>] [part of a file's path …]
//
// --node leaves out the suite that needs VS Code. The other two select tests by title and by file, for quick work.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './installOnce.mjs';

const { values: options, positionals: filters } = parseArgs({
  options: { node: { type: 'boolean', default: false }, grep: { type: 'string', short: 'g' } },
  allowPositionals: true,
});
const grep = options.grep ? ['--grep', options.grep] : [];
const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'suites-'));

const suites = [{ name: 'Node', args: nodeSuite }];
if (!options.node)
  suites.push({ name: 'VS Code', args: (summary) => ['scripts/testVscode.mjs', '--summary', summary, ...grep] });

const total = { passed: 0, failed: 0 };
for (const { name, args } of suites) {
  const summaryFile = path.join(reports, `${name}.json`);
  const code = await node(args(summaryFile));
  const { passed, failed } = fs.existsSync(summaryFile)
    ? JSON.parse(fs.readFileSync(summaryFile, 'utf8'))
    : { passed: 0, failed: 0 };
  total.passed += passed;
  total.failed += failed;
  // A suite that crashed, or that found no test to run, has not passed.
  if (failed === 0 && (code !== 0 || passed === 0)) {
    console.error(code === 0 ? `The ${name} suite ran no test.` : `The ${name} suite ended with exit code ${code}.`);
    total.failed += 1;
  }
}
fs.rmSync(reports, { recursive: true, force: true });
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);

function nodeSuite(summaryFile) {
  const files = fs
    .readdirSync(path.join(root, 'out', 'test'), { recursive: true })
    .map((file) => `out/test/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.js') && !file.startsWith('out/test/vscode/'))
    .filter((file) => filters.length === 0 || filters.some((part) => file.includes(part.replace(/\.ts$/, ''))))
    .sort();
  return [
    '--enable-source-maps',
    'node_modules/mocha/bin/mocha.js',
    '--no-config',
    '--reporter=scripts/compactReporter.mjs',
    `--reporter-option=summary=${summaryFile}`,
    '--timeout=180000', // the first test that parses loads the parser, on a machine that may be busy
    ...(process.env.CI ? ['--forbid-only'] : []),
    ...grep,
    ...files,
  ];
}

function node(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}
