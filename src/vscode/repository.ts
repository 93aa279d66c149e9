import * as vscode from 'vscode';
import { sizeLimit } from '../core/source';
import type { FileContent } from '../host/ports';
import { decoded } from '../host/texts';
import { listFiles, readFiles } from './files';
import { filesOf, findBase, type GitApi, type GitBase, type GitRepository, relativePath } from './git';
import type { Reviewed, ToEngine } from './protocol';

/** Asks the engine, which lives elsewhere. */
export interface Engine {
  ask<K extends keyof ToEngine>(name: K, ask: ToEngine[K]['ask']): Promise<ToEngine[K]['answer']>;
}

export type State =
  | { is: 'idle' }
  | { is: 'reviewing' }
  | { is: 'reviewed'; reviewed: Reviewed; headName: string; baseName: string | undefined; because: string | undefined }
  | { is: 'failed'; because: string };

/** One repository (or folder without git) under review: one engine session, kept up to date with edits. */
export interface Repository {
  readonly root: vscode.Uri;
  readonly name: string;
  readonly state: State;
  readonly git: GitRepository | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Reads both sides anew and reviews. */
  review(token?: vscode.CancellationToken): Promise<void>;
  /** Waits until everything that was edited so far is reviewed. */
  settled(): Promise<void>;
  list(side: 'head' | 'base'): Promise<readonly string[]>;
  read(side: 'head' | 'base', files: { path: string; limit: number }[]): Promise<FileContent[]>;
  dispose(): void;
}

/** Time to wait after a keystroke, in milliseconds. */
const typingPause = 300;
/** Time to wait after git or the disk reports changes: a branch switch is thousands of events. */
const diskPause = 500;

/** Folders whose changes are nobody's edit, unless the version control says that they are source. */
const notSource = /(^|\/)(node_modules|\.git|dist|out|coverage)\//;

const setting = <T>(name: string, scope: vscode.Uri): T | undefined =>
  vscode.workspace.getConfiguration('releaseReadiness', scope).get<T>(name);

/** Whether the settings let reviews start without being asked for. */
export function runsByItself(root: vscode.Uri): boolean {
  return setting<boolean>('enable', root) !== false && setting<string>('run', root) !== 'manual';
}

export function watchRepository(
  root: vscode.Uri,
  git: GitRepository | undefined,
  engine: Engine,
  log: vscode.LogOutputChannel,
): Repository {
  const changed = new vscode.EventEmitter<void>();
  const disposables: vscode.Disposable[] = [changed];
  const key = root.toString();
  let state: State = { is: 'idle' };
  let base: GitBase | undefined;
  let running: Promise<void> = Promise.resolve();
  let typing: NodeJS.Timeout | undefined;
  let disk: NodeJS.Timeout | undefined;
  const edited = new Set<string>();
  /** Paths of the last full review, and what has appeared since. */
  let listed: ReadonlySet<string> = new Set();
  let opened = false;

  const become = (next: State) => {
    state = next;
    changed.fire();
  };

  const enqueue = (work: () => Promise<void>): Promise<void> => {
    running = running.then(work).catch((error: Error) => {
      log.error(`${key}: ${error.stack ?? error}`);
      // The engine may have lost what it knew: the next edit reviews everything anew.
      opened = false;
      become({ is: 'failed', because: error.message });
    });
    return running;
  };

  const show = (reviewed: Reviewed) =>
    become({
      is: 'reviewed',
      reviewed,
      headName: base?.headName ?? 'working tree',
      baseName: base?.info.is === 'tree' ? base.info.name : undefined,
      because: base?.info.is === 'none' ? base.info.because : undefined,
    });

  /** A buffer that nobody saved differs from the base too, whatever git says of the file below it. */
  const withBuffers = async (found: GitBase): Promise<GitBase> => {
    const { info } = found;
    if (info.is !== 'tree') return found;
    const known = new Set(info.changed.map(({ path }) => path));
    const dirty = vscode.workspace.textDocuments.flatMap((document) => {
      const path = document.isDirty ? relativePath(root, document.uri) : undefined;
      return path === undefined || known.has(path) ? [] : [path];
    });
    if (dirty.length === 0) return found;
    const more = (await notIgnored(dirty)).map((path) => ({
      path,
      status: 'modified' as const,
      added: 0,
      deleted: 0,
    }));
    return { ...found, info: { ...info, changed: [...info.changed, ...more] } };
  };

  const full = async () => {
    become({ is: 'reviewing' });
    // What the git extension knows of the working tree may be older than the question.
    await git?.status().catch(() => undefined);
    base = git
      ? await findBase(git, setting<string>('compareWith', root) || (await engine.ask('compareWith', { root: key })))
      : {
          info: {
            is: 'none',
            because: vscode.workspace.isTrusted
              ? 'this folder is not in a git repository'
              : 'Restricted Mode: git is off',
          },
          headName: 'working tree',
          notes: [],
        };
    base = await withBuffers(base);
    edited.clear();
    const today = new Date().toISOString().slice(0, 10);
    const reviewed = await engine.ask('open', {
      root: key,
      comparison: {
        headName: base.headName,
        ...(base.headCommit ? { headCommit: base.headCommit } : {}),
        base: base.info,
        notes: base.notes,
        today,
      },
    });
    opened = true;
    log.info(
      `${key}: ${reviewed.review.findings.length} findings against ${base.info.is === 'tree' ? base.info.name : base.info.is} in ${Math.round(reviewed.tookMs)} ms`,
    );
    show(reviewed);
  };

  /**
   * A file that appears may be one that git ignores: those are not part of a release. The status tells, because the git
   * extension may answer `checkIgnore` before it has read what git said; a status that is overtaken is asked for once more.
   */
  const notIgnored = async (paths: string[]): Promise<string[]> => {
    if (!git) return paths;
    const known = listed;
    for (let attempt = 0; attempt < 2; attempt++) {
      if (paths.every((path) => known.has(path) || listed.has(path))) break;
      await git.status().catch(() => undefined);
      const told = await filesOf(git);
      if (!told) return paths;
      // What was known stays known: that it is gone may not have been told yet.
      listed = new Set([...listed, ...told]);
    }
    return paths.filter((path) => known.has(path) || listed.has(path));
  };

  const flush = async () => {
    if (edited.size === 0) return;
    if (!opened) return state.is === 'failed' ? full() : undefined;
    const touched = [...edited];
    edited.clear();
    const paths = await notIgnored(await engine.ask('wanted', { root: key, paths: touched }));
    if (paths.length === 0) return;
    const contents = await readFiles(
      root,
      paths.map((path) => ({ path, limit: sizeLimit(path) })),
    );
    show(await engine.ask('update', { root: key, files: paths.map((path, i) => ({ path, content: contents[i] })) }));
  };

  const touch = (uri: vscode.Uri, pause: number) => {
    const path = relativePath(root, uri);
    if (path === undefined || (!listed.has(path) && notSource.test(path))) return;
    if (!runsByItself(root)) return;
    edited.add(path);
    clearTimeout(typing);
    typing = setTimeout(() => void enqueue(flush), pause);
  };

  disposables.push(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && setting<string>('run', root) === 'onType') touch(document.uri, typingPause);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => touch(document.uri, 50)),
    vscode.workspace.onDidCloseTextDocument((document) => touch(document.uri, typingPause)),
  );
  // Every file: which ones are read is for the engine to say.
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*'));
  disposables.push(
    watcher,
    watcher.onDidChange((uri) => touch(uri, diskPause)),
    watcher.onDidCreate((uri) => touch(uri, diskPause)),
    watcher.onDidDelete((uri) => touch(uri, diskPause)),
  );
  if (git) {
    let before = '';
    const position = () => JSON.stringify([git.state.HEAD?.name, git.state.HEAD?.commit]);
    before = position();
    disposables.push(
      git.state.onDidChange(() => {
        clearTimeout(disk);
        disk = setTimeout(() => {
          if (!opened || position() === before || !runsByItself(root)) return;
          before = position();
          void enqueue(full);
        }, diskPause);
      }),
    );
  }

  return {
    root,
    name: root.path.split('/').at(-1) ?? root.path,
    get state() {
      return state;
    },
    git,
    onDidChange: changed.event,
    review: () => enqueue(full),
    async settled() {
      clearTimeout(typing);
      // An edit may have been made whose event is still on its way.
      for (const document of vscode.workspace.textDocuments) {
        const path = document.isDirty ? relativePath(root, document.uri) : undefined;
        if (path !== undefined) edited.add(path);
      }
      await enqueue(flush);
      await running;
    },
    async list(side) {
      if (side === 'base') return [];
      const told = git && (await filesOf(git));
      const paths = told ?? (await listFiles(root, git ? (found) => git.checkIgnore(found) : undefined));
      listed = new Set(paths);
      return paths;
    },
    async read(side, files) {
      if (side === 'head') return readFiles(root, files);
      const commit = base?.commit;
      if (!git || !commit) return files.map(() => undefined);
      const contents: FileContent[] = [];
      for (const { path, limit } of files) {
        const text = await git.show(commit, vscode.Uri.joinPath(root, path).fsPath).catch(() => undefined);
        contents.push(text === undefined ? undefined : decoded(text, limit));
      }
      return contents;
    },
    dispose() {
      clearTimeout(typing);
      clearTimeout(disk);
      if (opened) void engine.ask('close', { root: key });
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** Every repository of the workspace, and folders that are in none. */
export function repositoryRoots(api: GitApi | undefined): { root: vscode.Uri; git: GitRepository | undefined }[] {
  const roots = new Map<string, { root: vscode.Uri; git: GitRepository | undefined }>();
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const git = api?.getRepository(folder.uri) ?? undefined;
    const root = git?.rootUri ?? folder.uri;
    roots.set(root.toString(), { root, git });
  }
  return [...roots.values()];
}
