import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { changedLines } from '../changes';
import { type Base, type ChangedFile, type Files, isUnanswerable, type Unanswerable, unanswerable } from '../ports';
import { findBase, named, short } from './base';
import { folderFiles, type Ignores } from './folder';
import { type Git, openGit } from './git';
import { changesBetween, commitFiles, workingTree } from './revisions';
import { textReader } from './texts';

/** The head side, opened before its policy is known. */
export interface Head {
  /** Root of the repository or folder, a real path. */
  root: string;
  /** The part of the repository that was asked for, POSIX, without a slash at its end; `''` is all of it. */
  within: string;
  files: Files;
  name: string;
  /** Absent without git. */
  git?: Git;
  /** Commit of head; of the working tree, the one it stands on. Absent before the first commit. */
  commit?: string;
  /** Head is a stored revision, not the working tree. */
  stored: boolean;
  /** The repository has no working tree. */
  isBare?: true;
}

/** Opens a folder: a repository, a folder in one, or with `alone` just the folder. */
export async function openHead(
  folder: string,
  ref: string | undefined,
  alone: boolean,
  ignores: Ignores,
): Promise<Head | Unanswerable> {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return unanswerable(`There is no folder ${folder}.`);
  if (!stat.isDirectory())
    return unanswerable(`${folder} is not a folder; name the folder that holds it, or the repository.`);
  const real = realpathSync(folder);
  const withoutGit: Head = {
    root: real,
    within: '',
    files: folderFiles(real, ignores),
    name: 'working tree',
    stored: false,
  };
  if (alone) return ref === undefined ? withoutGit : unanswerable('--head needs git, and --base-dir compares folders.');
  const git = await openGit(real);
  const asked = await git.run('rev-parse', '--is-bare-repository', '--is-inside-work-tree');
  if (!asked.ok) {
    if (/not a git repository/i.test(asked.error) || (asked.code === 'missing' && !hasGitAbove(real)))
      return ref === undefined
        ? withoutGit
        : unanswerable(`${folder} is not in a git repository, so there is no ${ref}.`);
    return unanswerable(
      asked.code === 'missing'
        ? 'This is a git repository, but git is not installed or not in PATH.'
        : `git could not open this repository: ${asked.error}`,
    );
  }
  const [bare, inWorkTree] = asked.out.split('\n');
  const hasTree = inWorkTree === 'true';
  if (!hasTree && bare !== 'true') return unanswerable(`${folder} is inside a .git folder.`);
  const root = hasTree ? realpathSync((await git.line('rev-parse', '--show-toplevel')) ?? real) : real;
  const within = hasTree ? ((await git.line('rev-parse', '--show-prefix')) ?? '').replace(/\/$/, '') : '';
  const rooted = root === real ? git : await openGit(root);
  const wanted = ref ?? (hasTree ? undefined : 'HEAD');
  const commit = await rooted.line(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${wanted ?? 'HEAD'}^{commit}`,
  );
  if (wanted !== undefined) {
    if (!commit) return unanswerable(`There is no commit called "${wanted}" in this repository.`);
    const name = named(wanted, commit);
    const bare = hasTree ? {} : { isBare: true as const };
    return { root, within, files: commitFiles(rooted, commit), name, git: rooted, commit, stored: true, ...bare };
  }
  const branch = await rooted.line('symbolic-ref', '--quiet', '--short', 'HEAD');
  const name = `working tree on ${branch ?? (commit ? `detached ${short(commit)}` : 'no commit')}`;
  return {
    root,
    within,
    files: workingTree(rooted, root),
    name,
    git: rooted,
    ...(commit ? { commit } : {}),
    stored: false,
  };
}

function hasGitAbove(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if (statSync(path.join(at, '.git'), { throwIfNoEntry: false })) return true;
    if (at === path.dirname(at)) return false;
  }
}

export interface BaseAsked {
  /** A ref, or `empty`. */
  base?: string;
  baseDir?: string;
  compareWith?: string;
  now: Date;
}

export interface Compared {
  base: Base;
  /** Commit of the base, where it is one. */
  commit?: string;
  notes: string[];
}

/** Finds what head is compared with. */
export async function openBase(head: Head, asked: BaseAsked, ignores: Ignores): Promise<Compared | Unanswerable> {
  if (asked.baseDir !== undefined) {
    if (!statSync(asked.baseDir, { throwIfNoEntry: false })?.isDirectory())
      return unanswerable(`${asked.baseDir} is not a folder.`);
    const files = folderFiles(realpathSync(asked.baseDir), ignores);
    return { base: { is: 'tree', name: asked.baseDir, files, changed: [], complete: false }, notes: [] };
  }
  if (asked.base === 'empty') return { base: { is: 'empty' }, notes: [] };
  const { git, commit } = head;
  if (!git) {
    if (asked.base !== undefined) return unanswerable(`This is not a git repository, so there is no ${asked.base}.`);
    return { base: { is: 'none', because: 'this is not a git repository' }, notes: [] };
  }
  if (!commit) {
    if (asked.base !== undefined)
      return unanswerable('This repository has no commit yet; only --base empty is possible.');
    return { base: { is: 'none', because: 'this repository has no commit yet' }, notes: [] };
  }
  const point = await findBase(git, commit, asked.base, asked.compareWith, asked.now);
  if (isUnanswerable(point)) return point;
  const changed = await changesBetween(git, point.commit, head.stored ? commit : undefined);
  if (!head.stored) changed.push(...(await untracked(git, head, changed)));
  changed.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (asked.base === undefined && point.commit === commit && changed.length === 0)
    point.notes.push(await sinceLastRelease(git, commit));
  return {
    base: { is: 'tree', name: point.name, files: commitFiles(git, point.commit), changed, complete: true },
    commit: point.commit,
    notes: point.notes,
  };
}

/** What was merged is no change of its own base: how to ask for it all the same. */
async function sinceLastRelease(git: Git, commit: string): Promise<string> {
  const tag = await git.line('describe', '--tags', '--abbrev=0', `${commit}^`);
  return `To review what was merged since the last release: --base ${tag ?? '<tag or commit>'}.`;
}

/** Largest untracked file whose lines are counted, in UTF-16 units. */
const counted = 2 * 1024 * 1024;

async function untracked(git: Git, head: Head, known: readonly ChangedFile[]): Promise<ChangedFile[]> {
  const listed = await git.run('ls-files', '-z', '--others', '--exclude-standard');
  if (!listed.ok) throw new Error(`git ls-files: ${listed.error}`);
  const told = new Map(known.map((change) => [change.path, change]));
  const found: ChangedFile[] = [];
  const readText = textReader(head.root);
  for (const file of listed.out.split('\0')) {
    if (file === '' || file.endsWith('/')) continue;
    const text = readText(file, counted);
    const { added } = changedLines('', typeof text === 'string' ? text : '');
    // Taken out of the index but still there: git tells it as deleted, and it is at head all the same.
    const deleted = told.get(file);
    if (deleted) Object.assign(deleted, { status: 'modified' });
    else found.push({ path: file, status: 'added', added, deleted: 0 });
  }
  return found;
}
