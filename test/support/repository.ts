import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from './project';

/** A repository in a temporary folder, removed after the test that made it. */
export interface Repository {
  folder: string;
  git(...args: string[]): string;
  /** Writes files; `undefined` removes one. */
  write(files: Record<string, string | undefined>): void;
  /** Writes, stages and commits. */
  commit(files: Record<string, string | undefined>, message?: string): string;
}

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

export function temporaryFolder(files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'release-readiness-')));
  made.push(folder);
  put(folder, files);
  return folder;
}

export function put(folder: string, files: Record<string, string | undefined>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (text === undefined) rmSync(file, { force: true });
    else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}

/** Neither the developer's configuration nor an outer repository has a part in a test. */
export function runGit(folder: string, ...args: string[]): string {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env;
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();
}

export function repository(): Repository {
  const folder = temporaryFolder();
  const git = (...args: string[]) => runGit(folder, ...args);
  git('init', '--quiet', '-b', 'main');
  git('config', 'protocol.file.allow', 'always');
  return {
    folder,
    git,
    write: (files) => put(folder, files),
    commit(files, message = 'Change') {
      put(folder, files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
