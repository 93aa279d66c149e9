import { statSync } from 'node:fs';
import path from 'node:path';
import { nameOfBase, type References } from '../base';
import { type Unanswerable, unanswerable } from '../ports';
import type { Git } from './git';

/** A commit to compare with, and how it is called. */
export interface Point {
  commit: string;
  name: string;
  notes: string[];
}

/**
 * The merge base of `head` with what the caller or the policy names, else with the default branch. A tag that the caller
 * names is a released version and stands for itself: what is deployed may have left the line of head.
 */
export async function findBase(
  git: Git,
  head: string,
  asked: string | undefined,
  compareWith: string | undefined,
  now: Date,
): Promise<Point | Unanswerable> {
  const notes: string[] = [];
  const name = asked ?? (await nameOfBase(referencesOf(git, head), compareWith, notes));
  if (typeof name !== 'string') return name;
  const full = await git.line('rev-parse', '--symbolic-full-name', '--verify', '--quiet', name);
  const commit = await git.line('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  if (!commit)
    return unanswerable(
      `There is no commit called "${name}" in this repository${(await isShallow(git)) ? ', which is a shallow clone' : ''}. Fetch it, or name another one with --base.`,
    );
  if (full?.startsWith('refs/remotes/')) notes.push(...(await ageOf(git, name, now)));
  if (asked !== undefined && full?.startsWith('refs/tags/')) return { commit, name: named(name, commit), notes };
  const merge = await git.run('merge-base', commit, head);
  const found = merge.ok ? merge.out.trim() : '';
  if (found === '') return unanswerable(await whyNoMergeBase(git, name));
  return { commit: found, name: named(name, found), notes };
}

export const short = (commit: string) => commit.slice(0, 7);

/** `main (9c41e07)`; a commit that was named by its hash needs no second one. */
export function named(ref: string, commit: string): string {
  return /^[0-9a-f]{7,}$/.test(ref) && commit.startsWith(ref) ? short(commit) : `${ref} (${short(commit)})`;
}

async function isShallow(git: Git): Promise<boolean> {
  return (await git.line('rev-parse', '--is-shallow-repository')) === 'true';
}

async function whyNoMergeBase(git: Git, name: string): Promise<string> {
  return (await isShallow(git))
    ? `This is a shallow clone: its history does not reach back to where it left ${name}, so nothing can be called new. Fetch the history ("git fetch --unshallow", or "fetch-depth: 0" for actions/checkout), or use --base empty.`
    : `Head and ${name} have no common history, so nothing can be called new. Name another commit with --base, or use --base empty.`;
}

/** What git says of its references. */
function referencesOf(git: Git, head: string): References {
  return {
    async branches() {
      const listed = await git.run('for-each-ref', '--format=%(refname) %(symref)', 'refs/remotes', 'refs/heads');
      const refs = (listed.ok ? listed.out.split('\n') : []).filter(Boolean).map((line) => {
        const [name = '', points = ''] = line.split(' ');
        return points === '' ? { name } : { name, points };
      });
      // Git does not list what points at a branch that is not there, but it still tells the name of the default branch.
      const heads = new Set(
        refs.flatMap(({ name }) => /^refs\/remotes\/[^/]+\//.exec(name)?.map((r) => `${r}HEAD`) ?? []),
      );
      for (const { name } of refs) heads.delete(name);
      for (const name of heads) {
        const points = await git.line('symbolic-ref', '--quiet', name);
        if (points) refs.push({ name, points });
      }
      return refs;
    },
    async remotes() {
      const listed = await git.run('remote');
      return listed.ok ? listed.out.split('\n').filter(Boolean) : [];
    },
    async exists(name) {
      return (await git.line('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)) !== undefined;
    },
    async newestTag(pattern) {
      const newest = (...where: string[]) =>
        git.line(
          'for-each-ref',
          '--sort=-version:refname',
          '--sort=-creatordate',
          '--count=1',
          '--format=%(refname)',
          ...where,
          `refs/tags/${pattern}`,
        );
      return ((await newest(`--merged=${head}`)) ?? (await newest()))?.replace(/^refs\/tags\//, '');
    },
    configuredDefault: () => git.line('config', '--get', 'init.defaultBranch'),
    otherwise: 'name a branch, tag or commit with --base',
  };
}

const day = 24 * 60 * 60 * 1000;

/** A remote branch is as old as the last fetch. */
async function ageOf(git: Git, name: string, now: Date): Promise<string[]> {
  const folders = await Promise.all(
    [['--absolute-git-dir'], ['--path-format=absolute', '--git-common-dir']].map((args) =>
      git.line('rev-parse', ...args),
    ),
  );
  const times = (file: string) =>
    folders
      .flatMap((folder) => (folder ? [modified(path.join(folder, file))] : []))
      .filter((time) => time !== undefined);
  const fetched = times('FETCH_HEAD');
  const last = Math.max(...(fetched.length > 0 ? fetched : times('description')));
  if (!Number.isFinite(last)) return [];
  const days = Math.floor((now.getTime() - last) / day);
  return days > 2 || now.getTime() - last > 2 * day
    ? [`${name} was last fetched ${days} days ago; "git fetch" brings it up to date.`]
    : [];
}

function modified(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
