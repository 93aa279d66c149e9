import { execFile, spawn } from 'node:child_process';
import { devNull } from 'node:os';

/**
 * Runs git in a folder. Nothing that a repository configures is executed: no hook, no file-system monitor, no external
 * diff, no text conversion, no clean or smudge filter; and nothing reaches the network, even where objects are missing.
 */
export interface Git {
  /** Output of a command, or why it failed. */
  run(...args: string[]): Promise<GitResult>;
  /** First line of the output; `undefined` when the command failed or said nothing. */
  line(...args: string[]): Promise<string | undefined>;
  /** Sizes of blobs in bytes, in the order of `ids`; `undefined` for one that is missing. */
  sizes(ids: readonly string[]): Promise<(number | undefined)[]>;
  /** Contents of blobs in the order of `ids`; `undefined` for one that is missing. */
  blobs(ids: readonly string[], take: (content: Buffer | undefined, index: number) => void): Promise<void>;
}

export type GitResult = { ok: true; out: string } | { ok: false; code: number | 'missing'; error: string };

/** A caller's own repository, index or external programs have no part in a review. */
const dropped = /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|NAMESPACE|EXTERNAL_DIFF|OBJECT_DIRECTORY|COMMON_DIR|TRACE.*)$/;

const safely = [
  ['core.fsmonitor', ''],
  ['core.hooksPath', devNull],
  ['core.quotePath', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.sshCommand', 'false'],
  ['diff.renameLimit', '2000'],
  ['submodule.recurse', 'false'],
  ['log.showSignature', 'false'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Largest output that is taken, in bytes: the file list of a very large repository. */
const mostOutput = 512 * 1024 * 1024;

export async function openGit(folder: string): Promise<Git> {
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !dropped.test(name)),
  );
  Object.assign(env, {
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
  });
  const start = (options: readonly string[], args: readonly string[]) =>
    new Promise<GitResult>((resolve) => {
      execFile(
        'git',
        [...options, ...args],
        { cwd: folder, env, maxBuffer: mostOutput, encoding: 'utf8', windowsHide: true },
        (error, out, stderr) => {
          if (!error) return resolve({ ok: true, out });
          const code = typeof error.code === 'number' ? error.code : 'missing';
          return resolve({ ok: false, code, error: stderr.trim() || error.message });
        },
      );
    });
  const options = ['--no-pager', ...safely, ...(await withoutFilters(start, env))];
  const run = (...args: string[]) => start(options, args);
  return {
    run,
    async line(...args) {
      const result = await run(...args);
      return result.ok ? result.out.split('\n')[0]?.trim() || undefined : undefined;
    },
    async sizes(ids) {
      const check = [...options, 'cat-file', '--batch-check', '--buffer'];
      // Git gives up at the first object that a partial clone lacks; then it is asked for all that are there.
      const listed = await feed(folder, env, check, ids).catch(() =>
        feed(folder, env, [...check, '--batch-all-objects', '--unordered'], ids.slice(0, 1)),
      );
      const known = new Map<string, number>();
      for (const [, id = '', size] of listed.matchAll(/^([0-9a-f]+) blob (\d+)$/gm)) known.set(id, Number(size));
      return ids.map((id) => known.get(id));
    },
    blobs: (ids, take) => catBlobs(folder, env, options, ids, take),
  };
}

/** Filters are programs that the configuration names, and git runs them over files whose time stamp has changed. */
async function withoutFilters(
  start: (options: string[], args: string[]) => Promise<GitResult>,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const listed = await start(safely, ['config', '--name-only', '-z', '--get-regexp', '^filter\\..*']);
  if (!listed.ok) return [];
  const names = new Set(
    listed.out
      .split('\0')
      .map((name) => /^(filter\..+)\.[a-z]+$/is.exec(name)?.[1])
      .filter((name) => name !== undefined),
  );
  const options: string[] = [];
  let count = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  for (const name of names) {
    for (const [key, value] of filterSwitches) {
      if (!name.includes('=')) options.push('-c', `${name}.${key}=${value}`);
      else {
        env[`GIT_CONFIG_KEY_${count}`] = `${name}.${key}`;
        env[`GIT_CONFIG_VALUE_${count++}`] = value;
      }
    }
  }
  if (count > 0) env.GIT_CONFIG_COUNT = String(count);
  return options;
}

const filterSwitches = [
  ['clean', ''],
  ['smudge', ''],
  ['process', ''],
  ['required', 'false'],
] as const;

function feed(folder: string, env: NodeJS.ProcessEnv, args: string[], lines: readonly string[]): Promise<string> {
  if (lines.length === 0) return Promise.resolve('');
  return new Promise((resolve, reject) => {
    const child = execFile('git', args, { cwd: folder, env, maxBuffer: mostOutput, windowsHide: true }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(`${lines.join('\n')}\n`);
  });
}

/** One `git cat-file --batch` for any number of blobs; its output is read as it comes. */
function catBlobs(
  folder: string,
  env: NodeJS.ProcessEnv,
  options: readonly string[],
  ids: readonly string[],
  take: (content: Buffer | undefined, index: number) => void,
): Promise<void> {
  if (ids.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...options, 'cat-file', '--batch', '--buffer'], {
      cwd: folder,
      env,
      windowsHide: true,
    });
    let chunks: Buffer[] = [];
    let held = 0;
    let index = 0;
    /** Bytes needed before it is worth looking again. */
    let needed = 1;
    const drain = () => {
      let buffer = Buffer.concat(chunks);
      for (;;) {
        const lineEnd = buffer.indexOf(10);
        if (lineEnd === -1) {
          needed = buffer.length + 1;
          break;
        }
        const header = buffer.toString('utf8', 0, lineEnd);
        const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
        if (size === undefined) {
          const other = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)?.[1];
          const end = lineEnd + 1 + (other === undefined ? 0 : Number(other) + 1);
          if (buffer.length < end) {
            needed = end;
            break;
          }
          take(undefined, index++);
          buffer = buffer.subarray(end);
          continue;
        }
        const end = lineEnd + 1 + Number(size);
        if (buffer.length < end + 1) {
          needed = end + 1;
          break;
        }
        take(Buffer.from(buffer.subarray(lineEnd + 1, end)), index++);
        buffer = buffer.subarray(end + 1);
      }
      chunks = buffer.length > 0 ? [buffer] : [];
      held = buffer.length;
    };
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      held += chunk.length;
      if (held >= needed) drain();
    });
    let error = '';
    child.stderr.on('data', (chunk: Buffer) => {
      error += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('close', () => {
      if (held > 0) drain();
      if (index < ids.length) reject(new Error(`git cat-file ended early: ${error.trim() || 'no reason given'}`));
      else resolve();
    });
    child.stdin.on('error', () => {});
    child.stdin.end(`${ids.join('\n')}\n`);
  });
}
