import * as vscode from 'vscode';
import { compareText } from '../core/span';
import { nameOfBase, type References } from '../host/base';
import type { ChangedFile } from '../host/ports';
import { listFiles } from './files';
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
    readonly remotes: readonly { readonly name: string }[];
    readonly onDidChange: vscode.Event<void>;
  };
  status(): Promise<void>;
  getCommit(ref: string): Promise<{ readonly hash: string }>;
  log(query: { maxEntries?: number; path?: string }): Promise<readonly { readonly hash: string }[]>;
  getMergeBase(a: string, b: string): Promise<string | undefined>;
  getConfig(key: string): Promise<string>;
  getRefs(query: {
    pattern?: string;
    sort?: 'alphabetically' | 'committerdate' | 'creatordate';
  }): Promise<readonly GitRef[]>;
  diffWith(ref: string): Promise<readonly GitChange[]>;
  show(ref: string, path: string): Promise<string>;
  checkIgnore(paths: string[]): Promise<Set<string>>;
}

/** A tag's commit is the one it stands for. */
interface GitRef {
  readonly type: RefType;
  readonly name?: string;
  readonly commit?: string;
}

/** Values of `type` in the git extension. */
enum RefType {
  Head = 0,
  RemoteHead = 1,
  Tag = 2,
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
  /** The commit that a plan speaks of. */
  headCommit?: string;
  notes: string[];
  /** Commit that base texts are read from. */
  commit?: string;
}

/** Finds what the working tree is compared with: `compareWith` when given, else the default branch; their merge base. */
export async function findBase(repository: GitRepository, compareWith: string | undefined): Promise<GitBase> {
  const head = repository.state.HEAD;
  const headName = head?.name ?? head?.commit?.slice(0, 7) ?? 'HEAD';
  const notes: string[] = [];
  const none = (because: string): GitBase => ({ info: { is: 'none', because }, headName, notes });
  if (!head?.commit) return none('the repository has no commit yet');
  const name = await nameOfBase(referencesOf(repository), compareWith, notes);
  if (typeof name !== 'string') return none(name.unanswerable);
  const commit = await commitOf(repository, name);
  if (!commit) return none(`${name} was not found`);
  const base = await repository.getMergeBase('HEAD', commit).catch(() => undefined);
  if (!base) return none(`${name} and ${headName} have no common commit here (shallow clone?)`);
  const changed = await changedSince(repository, base);
  return {
    info: { is: 'tree', name: `${name} (${base.slice(0, 7)})`, changed, complete: true },
    headName,
    headCommit: await lastChange(repository, head.commit),
    notes,
    commit: base,
  };
}

/** The last commit that did more than write a plan: committing a plan does not make it stale. */
async function lastChange(repository: GitRepository, head: string): Promise<string> {
  const found = await repository
    .log({ maxEntries: 1, path: ':(top,exclude).release-readiness/plans' })
    .catch(() => undefined);
  return (found?.[0]?.hash ?? head).slice(0, 7);
}

function commitOf(repository: GitRepository, name: string): Promise<string | undefined> {
  return repository.getCommit(name).then(
    (found) => found.hash,
    () => undefined,
  );
}

/** Tags that are asked whether head contains them, the newest first. */
const mostTags = 50;

function referencesOf(repository: GitRepository): References {
  return {
    async branches() {
      const refs = (await repository.getRefs({}).catch(() => [])).filter((ref) => ref.name !== undefined);
      const remote = refs.filter((ref) => ref.type === RefType.RemoteHead);
      const symbolic = (ref: GitRef) => ref.name?.endsWith('/HEAD') === true;
      return [
        ...refs.filter((ref) => ref.type === RefType.Head).map((ref) => ({ name: `refs/heads/${ref.name}` })),
        ...remote.map((ref) => {
          const name = `refs/remotes/${ref.name}`;
          if (!symbolic(ref)) return { name };
          // Where it points is not told, its commit is. The name that most repositories use comes first.
          const folder = ref.name?.replace(/HEAD$/, '') ?? '';
          const same = remote
            .filter((one) => !symbolic(one) && one.commit === ref.commit && one.name?.startsWith(folder))
            .map((one) => one.name ?? '');
          const points = [`${folder}main`, `${folder}master`].find((usual) => same.includes(usual)) ?? same[0];
          return points === undefined ? { name } : { name, points: `refs/remotes/${points}` };
        }),
      ];
    },
    remotes: async () => repository.state.remotes.map(({ name }) => name),
    exists: async (name) => (await commitOf(repository, name)) !== undefined,
    async newestTag(pattern) {
      const found = await repository.getRefs({ pattern: `refs/tags/${pattern}`, sort: 'creatordate' }).catch(() => []);
      const tags = found.filter((ref) => ref.type === RefType.Tag && ref.name !== undefined);
      let newest = tags[0];
      for (const tag of tags.slice(0, mostTags)) {
        if (!tag.commit || (await repository.getMergeBase('HEAD', tag.commit).catch(() => undefined)) !== tag.commit)
          continue;
        newest = tag;
        break;
      }
      // Of several names of one commit, the highest version.
      const names = tags.flatMap((tag) => (newest && tag.commit === newest.commit ? (tag.name ?? []) : []));
      return names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
    },
    configuredDefault: () =>
      repository.getConfig('init.defaultBranch').then(
        (value) => value || undefined,
        () => undefined,
      ),
    otherwise: 'name another one in the setting releaseReadiness.compareWith',
  };
}

/** The tree without a file, which every repository knows. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What git says is in the working tree: tracked and untracked files that it does not ignore. `undefined` where it cannot tell. */
export async function filesOf(repository: GitRepository): Promise<string[] | undefined> {
  const tracked = await trackedIn(repository);
  if (tracked.length === 0) return undefined;
  return [...new Set([...tracked, ...(await untrackedIn(repository, tracked))])].sort(compareText);
}

async function trackedIn(repository: GitRepository): Promise<string[]> {
  const changes = await repository.diffWith(emptyTree).catch(() => []);
  return changes.flatMap((change) => relativePath(repository.rootUri, change.uri) ?? []);
}

/** Files that git neither tracks nor ignores. Where the git extension was told to hide them, they are what else is there. */
async function untrackedIn(repository: GitRepository, known?: readonly string[]): Promise<string[]> {
  const { rootUri, state } = repository;
  if (vscode.workspace.getConfiguration('git', rootUri).get('untrackedChanges') === 'hidden') {
    const tracked = new Set(known ?? (await trackedIn(repository)));
    if (tracked.size === 0) return [];
    const listed = await listFiles(rootUri, (paths) => repository.checkIgnore(paths));
    // What lies below a tracked path is in a submodule.
    const isInside = (path: string): boolean =>
      tracked.has(path) || (path.includes('/') && isInside(path.slice(0, path.lastIndexOf('/'))));
    return listed.filter((path) => !isInside(path));
  }
  const untracked = state.workingTreeChanges.filter((change) => change.status === GitStatus.Untracked);
  return [...state.untrackedChanges, ...untracked].flatMap((change) => relativePath(rootUri, change.uri) ?? []);
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
  for (const path of await untrackedIn(repository))
    if (!found.has(path)) found.set(path, { path, status: 'added', added: 0, deleted: 0 });
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
