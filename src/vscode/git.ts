import * as vscode from 'vscode';
import type { ChangedFile } from '../host/ports';
import type { ComparisonInfo } from './protocol';

/**
 * The part of the built-in git extension's API (version 1) that is used here. Reviewing never spawns git by itself:
 * in an untrusted workspace the git extension is off, and with it the comparison.
 */
export interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly repositories: readonly GitRepository[];
  readonly onDidChangeState: vscode.Event<'uninitialized' | 'initialized'>;
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  readonly onDidCloseRepository: vscode.Event<GitRepository>;
  getRepository(uri: vscode.Uri): GitRepository | null;
  registerPostCommitCommandsProvider?(provider: {
    getCommands(repository: GitRepository): vscode.Command[];
  }): vscode.Disposable;
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD:
      | {
          readonly name?: string;
          readonly commit?: string;
          readonly upstream?: { readonly remote: string; readonly name: string };
        }
      | undefined;
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly untrackedChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    readonly onDidChange: vscode.Event<void>;
  };
  status(): Promise<void>;
  getCommit(ref: string): Promise<{ readonly hash: string }>;
  getMergeBase(a: string, b: string): Promise<string | undefined>;
  getBranches(query: {
    remote?: boolean;
    pattern?: string;
  }): Promise<readonly { readonly name?: string; readonly commit?: string; readonly type: number }[]>;
  diffWith(ref: string): Promise<readonly GitChange[]>;
  show(ref: string, path: string): Promise<string>;
  checkIgnore(paths: string[]): Promise<Set<string>>;
}

/** Values of `status` in the git extension. */
enum GitStatus {
  IndexModified = 0,
  IndexAdded = 1,
  IndexDeleted = 2,
  IndexRenamed = 3,
  Deleted = 6,
  Untracked = 7,
  Ignored = 8,
  IntentToAdd = 9,
  IntentToRename = 10,
}

export interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri: vscode.Uri | undefined;
  readonly status: number;
}

/** The git extension's API once it has looked for repositories; `undefined` where there is none (untrusted, virtual, disabled). */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>('vscode.git');
  if (!extension) return undefined;
  try {
    const exports = extension.isActive ? extension.exports : await extension.activate();
    if (!exports.enabled) return undefined;
    const api = exports.getAPI(1);
    if (api.state !== 'initialized') {
      await new Promise<void>((done) => {
        const listening = api.onDidChangeState((state) => {
          if (state !== 'initialized') return;
          listening.dispose();
          done();
        });
      });
    }
    return api;
  } catch {
    return undefined;
  }
}

export interface GitBase {
  info: ComparisonInfo['base'];
  headName: string;
  /** Commit that base texts are read from. */
  commit?: string;
}

/** Finds what the working tree is compared with: `compareWith` when given, else the default branch; their merge base. */
export async function findBase(repository: GitRepository, compareWith: string | undefined): Promise<GitBase> {
  const head = repository.state.HEAD;
  const headName = head?.name ?? head?.commit?.slice(0, 7) ?? 'HEAD';
  if (!head?.commit) return { info: { is: 'none', because: 'the repository has no commit yet' }, headName };
  const candidates = compareWith
    ? await matching(repository, compareWith)
    : ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master', 'origin/develop', 'develop'];
  for (const candidate of candidates) {
    const commit = await repository.getCommit(candidate).then(
      (found) => found.hash,
      () => undefined,
    );
    if (!commit) continue;
    const base = await repository.getMergeBase('HEAD', commit).catch(() => undefined);
    if (!base)
      return {
        info: { is: 'none', because: `${candidate} and ${headName} have no common commit here (shallow clone?)` },
        headName,
      };
    const changed = await changedSince(repository, base);
    const name = `${candidate} (${base.slice(0, 7)})`;
    return { info: { is: 'tree', name, changed, complete: true }, headName, commit: base };
  }
  return {
    info: { is: 'none', because: compareWith ? `${compareWith} was not found` : 'no default branch was found' },
    headName,
  };
}

async function matching(repository: GitRepository, pattern: string): Promise<string[]> {
  if (!pattern.includes('*')) return [pattern];
  const branches = await repository.getBranches({ pattern }).catch(() => []);
  return branches.flatMap((branch) => (branch.name ? [branch.name] : []));
}

/** Tracked changes of the working tree against a commit, and untracked files. */
async function changedSince(repository: GitRepository, commit: string): Promise<ChangedFile[]> {
  const found = new Map<string, ChangedFile>();
  const relative = (uri: vscode.Uri) => relativePath(repository.rootUri, uri);
  for (const change of await repository.diffWith(commit)) {
    const path = relative(change.renameUri ?? change.uri);
    const from = relative(change.originalUri);
    if (path === undefined) continue;
    const status = statusOf(change.status);
    found.set(path, {
      path,
      status,
      added: 0,
      deleted: 0,
      ...(status === 'renamed' && from !== undefined && from !== path ? { from } : {}),
    });
  }
  const { untrackedChanges, workingTreeChanges } = repository.state;
  for (const change of [...untrackedChanges, ...workingTreeChanges.filter((c) => c.status === GitStatus.Untracked)]) {
    const path = relative(change.uri);
    if (path !== undefined && !found.has(path)) found.set(path, { path, status: 'added', added: 0, deleted: 0 });
  }
  return [...found.values()];
}

function statusOf(status: number): ChangedFile['status'] {
  switch (status) {
    case GitStatus.IndexAdded:
    case GitStatus.Untracked:
    case GitStatus.IntentToAdd:
      return 'added';
    case GitStatus.IndexDeleted:
    case GitStatus.Deleted:
      return 'deleted';
    case GitStatus.IndexRenamed:
    case GitStatus.IntentToRename:
      return 'renamed';
    default:
      return 'modified';
  }
}

/** Path of `uri` below `root`, POSIX; `undefined` when it is elsewhere. */
export function relativePath(root: vscode.Uri, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== root.scheme || uri.authority !== root.authority) return undefined;
  const prefix = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return uri.path.startsWith(prefix) ? uri.path.slice(prefix.length) : undefined;
}
