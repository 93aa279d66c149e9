// A real VS Code from npm: code-server carries the server of VS Code 1.139 with its Node extension host and its workbench,
// which a headless Chromium opens. It needs neither a display nor a download from outside npm.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { installOnce } from './installOnce.mjs';

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1
const NODE = '24.21.0'; // the major that code-server asks for in its "engines"
const onWindows = process.platform === 'win32';

/** The package `node` fetches its binary in an install script; the package of the platform contains it. */
const nodePackage = [
  process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node',
  onWindows ? 'win' : process.platform,
  process.arch,
].join('-');

/** 0.3 GB that no test needs. */
const UNUSED = [
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'extensions/microsoft-authentication',
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
];

/** Two native modules come without a binary, and there may be no compiler: logs are written by this, the watchdog is left out. */
const STAND_INS = {
  '@vscode/native-watchdog': 'exports.start = exports.exit = () => {};\n',
  '@vscode/spdlog': `const fs = require('node:fs');
const path = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(file) { this.file = file; this.level = 0; this.bare = false; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.bare = true; }
  setPattern() {}
  flush() {}
  drop() {}
}
LEVELS.forEach((name, level) => {
  Logger.prototype[name] = function (text) {
    if (level < this.level) return;
    const line = this.bare ? text : new Date().toISOString().replace('T', ' ').slice(0, 23) + ' [' + name + '] ' + text + '\\n';
    try { fs.appendFileSync(this.file, line); } catch {}
  };
});
async function create(name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger(file);
}
// One assignment each: an ES module that imports this finds only such exports.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`,
};

const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

const recipe = createHash('sha256')
  .update(JSON.stringify([NODE, UNUSED, STAND_INS]))
  .digest('hex')
  .slice(0, 8);

/** → the Node to run it with, and the script to run. */
export async function installServer() {
  const started = Date.now();
  let installed = false;
  const dir = await installOnce(`code-server-${CODE_SERVER}-${recipe}`, async (target) => {
    console.error(`Installing VS Code (code-server ${CODE_SERVER}, node ${NODE}) from npm, once ...`);
    fs.writeFileSync(path.join(target, 'package.json'), '{ "private": true }\n');
    await npmInstall(target, `code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`);
    const vscode = path.join(target, 'node_modules/code-server/lib/vscode');
    await npmInstall(vscode, '--omit=dev');
    for (const [name, source] of Object.entries(STAND_INS))
      fs.writeFileSync(path.join(vscode, 'node_modules', name, 'index.js'), source);
    for (const folder of UNUSED) fs.rmSync(path.join(vscode, folder), { recursive: true, force: true });
    installed = true;
  });
  if (installed) console.error(`... installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return {
    node: path.join(dir, 'node_modules', nodePackage, 'bin', onWindows ? 'node.exe' : 'node'),
    main: path.join(dir, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

// Scripts stay off: the one of code-server wants to compile modules that no test uses.
const npmInstall = (cwd, ...args) =>
  promisify(execFile)(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args],
    // Variables of an outer `npm ci` or `npm test` would configure this npm too, `omit` and `prefix` among them.
    {
      cwd,
      shell: onWindows,
      maxBuffer: 2 ** 26,
      env: Object.fromEntries(
        Object.entries(process.env).filter(
          ([name]) => !/^npm_(?:config_(?:prefix|local_prefix|omit|include|global)|package)/i.test(name),
        ),
      ),
    },
  );

/**
 * Starts a server and opens its workbench.
 *
 * - `payload` is VS Code's window payload; absolute paths under `openFile` and `…Path` become resources of the server.
 * - `expose` are functions that the page may call: VS Code reports through `codeAutomationLog` and `codeAutomationExit`.
 * - `trusted: false` opens the folder in Restricted Mode.
 */
export async function openWorkbench({
  folder,
  payload = {},
  settings = {},
  env = {},
  expose = {},
  vsix,
  trusted = true,
  viewport = { width: 1400, height: 900 },
  deviceScaleFactor = 1,
}) {
  const [{ node, main }, browserOptions] = await Promise.all([installServer(), findChromium()]);
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'vsc-')); // short: sockets live in it, and their paths are limited
  const userDir = path.join(dataDir, 'data', 'User');
  fs.mkdirSync(userDir, { recursive: true });
  fs.writeFileSync(
    path.join(userDir, 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2),
  );
  const ownFlags = ['--server-data-dir', dataDir, '--accept-server-license-terms'];
  if (vsix)
    execFileSync(node, [main, '--install-extension', path.resolve(vsix), ...ownFlags], {
      stdio: ['ignore', 'ignore', 2],
    });

  const logFile = path.join(dataDir, 'server.log');
  const log = fs.openSync(logFile, 'w');
  const readLog = () => fs.readFileSync(logFile, 'utf8');
  const flags = [
    '--host=127.0.0.1',
    '--port=0',
    '--without-connection-token',
    '--disable-telemetry',
    '--enable-remote-auto-shutdown',
    '--reconnection-grace-time=1',
    '--enable-smoke-test-driver', // without it this version ignores extensionDevelopmentPath and extensionTestsPath
    ...(trusted ? ['--disable-workspace-trust'] : []),
    ...ownFlags,
  ];
  const server = spawn(node, [main, ...flags], {
    stdio: ['ignore', log, log],
    detached: !onWindows, // a process group of its own: the server has children, and they end with it
    env: { ...process.env, TMPDIR: dataDir, VSCODE_PROXY_URI: undefined, ...env },
  });
  const kill = (signal) => {
    try {
      process.kill(onWindows ? server.pid : -server.pid, signal);
    } catch {
      // it is gone
    }
  };
  const killOnExit = () => kill('SIGKILL');
  process.once('exit', killOnExit);
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;

  let browser;
  let closing;
  const close = () => {
    closing ??= (async () => {
      await browser?.close().catch(() => {});
      kill('SIGTERM');
      if (!hasEnded()) await Promise.race([new Promise((resolve) => server.once('exit', resolve)), sleep(3000)]);
      kill('SIGKILL');
      process.off('exit', killOnExit);
      fs.closeSync(log);
      fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    })();
    return closing;
  };

  try {
    const port = await portOf(readLog, hasEnded);
    const origin = `127.0.0.1:${port}`;
    browser = await chromium.launch(browserOptions);
    const page = await (await browser.newContext({ viewport, deviceScaleFactor })).newPage();
    for (const [name, callback] of Object.entries(expose)) await page.exposeFunction(name, callback);
    const entries = Object.entries({ skipWelcome: 'true', ...payload }).map(([key, value]) => [
      key,
      /Path$|^openFile$/.test(key) ? `vscode-remote://${origin}${asUriPath(value)}` : value,
    ]);
    const query = new URLSearchParams({ folder: asUriPath(folder), payload: JSON.stringify(entries) });
    await page.goto(`http://${origin}/?${query}`);
    return { page, server, dataDir, readLog, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function portOf(readLog, hasEnded) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    const port = /agent listening on (\d+)/.exec(readLog())?.[1];
    if (port) return port;
    if (hasEnded()) break;
  }
  throw new Error(`The VS Code server did not start:\n${readLog()}`);
}

const asUriPath = (file) => (onWindows ? `/${file.replaceAll('\\', '/')}` : file);
