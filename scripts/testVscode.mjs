// Runs the compiled suite out/test/vscode inside the extension host of a real VS Code. The exit code is the result: 0 passed,
// 1 failed, 124 did not end in time, 125 the page crashed, 126 the server ended, 130 interrupted.
//
//   node scripts/testVscode.mjs [--fixture <folder with base and head>] [--grep <text>] [--restricted]
//     [--timeout <s>] [--summary <file>] [--verbose]
//
// --restricted opens the folder without trust, where VS Code switches off git and every extension that does not say otherwise.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import util, { parseArgs } from 'node:util';
import { defaultFixture, prepareWorkspace } from './fixtureWorkspace.mjs';
import { root } from './installOnce.mjs';
import { installServer, openWorkbench } from './vscodeServer.mjs';

const { values: options } = parseArgs({
  options: {
    fixture: { type: 'string', default: defaultFixture },
    grep: { type: 'string', short: 'g' },
    restricted: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '300' },
    summary: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-suite-'));
const reportFile = path.join(reports, 'report.txt');
const summaryFile = path.join(reports, 'summary.json');
fs.writeFileSync(reportFile, '');

let end;
const ended = new Promise((resolve) => {
  end = resolve;
});

let printed = 0;
const printReport = () => {
  const report = fs.readFileSync(reportFile);
  process.stdout.write(report.subarray(printed));
  printed = report.length;
};

const errors = [];
let code = 1;
let workspace;
let vscode;
try {
  await installServer(); // while nothing has been started, an interrupt may simply end this process
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(130));
  workspace = prepareWorkspace(path.resolve(options.fixture));
  vscode = await openWorkbench({
    folder: workspace.folder,
    trusted: !options.restricted,
    payload: { extensionDevelopmentPath: root, extensionTestsPath: path.join(root, 'out', 'test', 'vscode', 'index') },
    env: {
      NO_COLOR: '1',
      MOCHA_OUT: reportFile,
      MOCHA_SUMMARY: summaryFile,
      ...(options.grep ? { MOCHA_GREP: options.grep } : {}),
    },
    expose: {
      codeAutomationLog: (type, args) => {
        const line = `[${type}] ${util.format(...args)}`;
        if (options.verbose) console.error(line);
        if (type === 'error') errors.push(line);
      },
      codeAutomationExit: end,
    },
  });
  vscode.page.on('crash', () => end(125));
  vscode.server.once('exit', () => end(126));
  const printing = setInterval(printReport, 200);
  const limit = setTimeout(() => end(124), Number(options.timeout) * 1000);
  code = await ended;
  clearInterval(printing);
  clearTimeout(limit);
  printReport();
  if (code !== 0 && printed === 0) console.error(`No test was reported. The window's errors:\n${errors.join('\n')}`);
  if (code >= 124)
    console.error(`The suite was aborted (${code}). The server's last words:\n${vscode.readLog().slice(-4000)}`);
} catch (error) {
  console.error(error);
}
await vscode?.close();
workspace?.remove();

const summary = readSummary();
fs.rmSync(reports, { recursive: true, force: true });
if (summary.passed + summary.failed === 0 || (code !== 0 && summary.failed === 0)) summary.failed += 1; // it crashed
if (summary.failed > 0 && code === 0) code = 1;
console.log(`VS Code suite: ${((Date.now() - started) / 1000).toFixed(1)} s, exit code ${code}`);
if (options.summary) fs.writeFileSync(options.summary, JSON.stringify(summary));
else console.log(JSON.stringify(summary));
process.exit(code);

function readSummary() {
  try {
    return JSON.parse(fs.readFileSync(summaryFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
}
