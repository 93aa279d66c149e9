// The folder that VS Code opens in tests and screenshots: a git repository in the middle of a release.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './installOnce.mjs';

export const defaultFixture = path.join(root, 'test', 'fixtures', 'shop');

/**
 * Copies `<fixture>/base` and commits it on `main`; `<fixture>/head` is then the uncommitted work on the branch `release`. Head
 * is the whole next version, so what only base has is deleted there, as in `review <head> --base-dir <base>`.
 */
export function prepareWorkspace(fixture = defaultFixture) {
  const [base, head] = ['base', 'head'].map((side) => path.join(fixture, side));
  if (!fs.existsSync(base) || !fs.existsSync(head))
    throw new Error(`${fixture} has no base and head to make a workspace of`);
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-')));
  const folder = path.join(parent, path.basename(fixture)); // its name is what the window shows
  // Neither the developer's configuration (signing, hooks, autocrlf) nor an outer repository has a part in a test.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 2],
      env: { ...env, GIT_CONFIG_GLOBAL: os.devNull, GIT_CONFIG_NOSYSTEM: '1' },
    });
  fs.cpSync(base, folder, { recursive: true });
  git('init', '--quiet', '-b', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '-m', 'Released');
  git('checkout', '--quiet', '-b', 'release');
  for (const entry of fs.readdirSync(folder))
    if (entry !== '.git') fs.rmSync(path.join(folder, entry), { recursive: true });
  fs.cpSync(head, folder, { recursive: true });
  return { folder, remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
