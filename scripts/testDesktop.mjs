// Runs the same compiled suite in the desktop VS Code, which @vscode/test-electron downloads: for a machine with the network
// and a display (or xvfb-run).
//
//   node scripts/testDesktop.mjs [--fixture <folder with base and head>] [--grep <text>] [--version <of VS Code>]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { defaultFixture, prepareWorkspace } from './fixtureWorkspace.mjs';
import { root } from './installOnce.mjs';

const { values: options } = parseArgs({
  options: {
    fixture: { type: 'string', default: defaultFixture },
    grep: { type: 'string', short: 'g' },
    version: { type: 'string', default: 'stable' },
  },
});

const workspace = prepareWorkspace(path.resolve(options.fixture));
try {
  process.exitCode = await runTests({
    version: options.version,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out', 'test', 'vscode', 'index'),
    extensionTestsEnv: { NO_COLOR: '1', ...(options.grep ? { MOCHA_GREP: options.grep } : {}) },
    launchArgs: [workspace.folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  workspace.remove();
}
