import { posix } from 'node:path';
import { compareText } from '../../core/span';
import type { ChangedFile, FileContent, Files, Unread } from '../ports';
import { leadsNowhere, leadsOut, textOf, tooLong } from '../texts';
import { diskReader } from './folder';
import type { Git } from './git';

interface Entry {
  mode: string;
  id: string;
}

const link = '120000';
const submodule = '160000';
const mostLinks = 5;

/**
 * Staged, unstaged and untracked files that git does not ignore. Submodules and repositories inside are not entered. What a
 * sparse checkout leaves out is part of the release all the same, and is read from the index.
 */
export function workingTree(git: Git, root: string): Files {
  const fromDisk = diskReader(root);
  const look = async () => {
    const [listed, gone] = await Promise.all([
      git.run('ls-files', '-z', '-t', '--cached', '--others', '--exclude-standard'),
      git.run('ls-files', '-z', '--deleted'),
    ]);
    if (!listed.ok) throw new Error(`git ls-files: ${listed.error}`);
    const deleted = new Set(gone.ok ? gone.out.split('\0') : []);
    const lines = listed.out.split('\0').filter((line) => line !== '' && !line.endsWith('/'));
    const paths = [...new Set(lines.map((line) => line.slice(2)))].filter((path) => !deleted.has(path));
    const leftOut = lines.some((line) => line.startsWith('S ')) ? await leftOutOf(git) : new Map<string, Entry>();
    return { paths: paths.sort(compareText), leftOut };
  };
  let looked: ReturnType<typeof look> | undefined;
  return {
    async list() {
      looked = look();
      return (await looked).paths;
    },
    async read(paths, limit, take) {
      looked ??= look();
      const { leftOut } = await looked;
      if (leftOut.size === 0) return fromDisk(paths, limit, take);
      const stored: string[] = [];
      await fromDisk(paths, limit, (path, content) => {
        if (content === undefined && leftOut.has(path)) stored.push(path);
        else take(path, content);
      });
      const ids = stored.map((path) => leftOut.get(path)?.id ?? '');
      await readBlobs(git, ids, stored, limit, take, (missing) => {
        for (const path of missing)
          take(path, { unread: 'left out of this sparse checkout, and not in this partial clone' });
      });
    },
  };
}

/** Regular files that a sparse checkout does not write to the disk, as the index has them. */
async function leftOutOf(git: Git): Promise<Map<string, Entry>> {
  const listed = await git.run('ls-files', '-z', '-t', '--stage');
  if (!listed.ok) throw new Error(`git ls-files: ${listed.error}`);
  const entries = new Map<string, Entry>();
  for (const line of listed.out.split('\0')) {
    const [, mode, id, path] = /^S (\d+) ([0-9a-f]+) 0\t(.*)$/s.exec(line) ?? [];
    if (mode && id && path && mode !== link && mode !== submodule) entries.set(path, { mode, id });
  }
  return entries;
}

/** Files of a commit, read from the object store: nothing is checked out. */
export function commitFiles(git: Git, commit: string): Files {
  let entries: Promise<Map<string, Entry>> | undefined;
  const tree = () => {
    entries ??= treeOf(git, commit);
    return entries;
  };
  return {
    list: async () => [...(await tree()).keys()].sort(compareText),
    async read(paths, limit, take) {
      const known = await tree();
      const ids: string[] = [];
      const readers: string[] = [];
      for (const path of paths) {
        const entry = await followed(git, known, path);
        if (!entry || !('id' in entry)) take(path, entry);
        else {
          ids.push(entry.id);
          readers.push(path);
        }
      }
      await readBlobs(git, ids, readers, limit, take, refuse);
    },
  };
}

async function treeOf(git: Git, commit: string): Promise<Map<string, Entry>> {
  const listed = await git.run('ls-tree', '-r', '-z', '--full-tree', commit);
  if (!listed.ok) throw new Error(`git ls-tree: ${listed.error}`);
  const entries = new Map<string, Entry>();
  for (const line of listed.out.split('\0')) {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (mode && id && path && mode !== submodule) entries.set(path, { mode, id });
  }
  return entries;
}

/** A symbolic link is followed inside the tree; or why it was not, or nothing where it leads to a folder. */
async function followed(git: Git, tree: Map<string, Entry>, path: string): Promise<Entry | Unread | undefined> {
  let at = path;
  for (let hops = 0; hops <= mostLinks; hops++) {
    const entry = tree.get(at);
    if (!entry && hops > 0) return [...tree.keys()].some((one) => one.startsWith(`${at}/`)) ? undefined : leadsNowhere;
    if (!entry || entry.mode !== link) return entry;
    const target = await git.run('cat-file', 'blob', entry.id);
    if (!target.ok) return undefined;
    at = posix.normalize(posix.join(posix.dirname(at), target.out));
    if (target.out.startsWith('/') || at.startsWith('../')) return leadsOut;
  }
  return leadsNowhere;
}

async function readBlobs(
  git: Git,
  ids: readonly string[],
  paths: readonly string[],
  limit: (path: string) => number,
  take: (path: string, content: FileContent) => void,
  lacking: (paths: readonly string[]) => void,
): Promise<void> {
  const sizes = await git.sizes(ids);
  const fits: { id: string; path: string }[] = [];
  const missing: string[] = [];
  ids.forEach((id, i) => {
    const path = paths[i] ?? '';
    const size = sizes[i];
    if (size === undefined) missing.push(path);
    else if (size > limit(path) * 3) take(path, tooLong(limit(path)));
    else fits.push({ id, path });
  });
  await git.blobs(
    fits.map(({ id }) => id),
    (content, i) => {
      const path = fits[i]?.path ?? '';
      if (content === undefined) missing.push(path);
      else take(path, textOf(content, limit(path)));
    },
  );
  if (missing.length > 0) lacking(missing);
}

function refuse(missing: readonly string[]): never {
  throw new Error(
    `${missing.length} files are not in this partial clone, for instance ${missing[0]}; fetch them first, nothing is fetched here`,
  );
}

/** What differs between a commit and another commit, or the working tree. Moved files are paired. */
export async function changesBetween(git: Git, base: string, head: string | undefined): Promise<ChangedFile[]> {
  const options = [
    ...['--raw', '--numstat', '-z', '-M', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'],
    // The shortest difference has one length, whatever git is configured to prefer: the editor counts the same.
    '--diff-algorithm=minimal',
  ];
  const diff = await git.run(
    ...(head === undefined ? ['diff', ...options, base, '--'] : ['diff-tree', '-r', ...options, base, head, '--']),
  );
  if (!diff.ok) throw new Error(`git diff: ${diff.error}`);
  return parseChanges(diff.out);
}

/** Output of `--raw --numstat -z`: one part with the status of each file, one with its lines. */
export function parseChanges(output: string): ChangedFile[] {
  const parts = output.split('\0');
  const changes = new Map<string, ChangedFile>();
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    const raw = /^:(\d+) (\d+) \S+ \S+ ([A-Z])\d*$/.exec(part);
    if (raw) {
      const [, before, after, letter] = raw;
      const moves = letter === 'R' || letter === 'C';
      const first = parts[++i] ?? '';
      const path = moves ? (parts[++i] ?? '') : first;
      if (before === submodule || after === submodule) continue;
      const status =
        letter === 'A' || letter === 'C'
          ? 'added'
          : letter === 'D'
            ? 'deleted'
            : letter === 'R'
              ? 'renamed'
              : 'modified';
      // An unmerged file is told twice; the telling that knows its status counts.
      if (letter === 'U' && changes.has(path)) continue;
      changes.set(path, { path, ...(letter === 'R' ? { from: first } : {}), status, added: 0, deleted: 0 });
      continue;
    }
    const lines = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(part);
    if (!lines) continue;
    const [, added, deleted, name] = lines;
    let path = name ?? '';
    if (path === '') {
      path = parts[i + 2] ?? '';
      i += 2;
    }
    const change = changes.get(path);
    if (change) Object.assign(change, { added: Number(added) || 0, deleted: Number(deleted) || 0 });
  }
  return [...changes.values()].sort((a, b) => compareText(a.path, b.path));
}
