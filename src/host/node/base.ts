import { statSync } from 'node:fs';
import path from 'node:path';
import { type Unanswerable, unanswerable } from '../ports';
import type { Git } from './git';

/** A commit to compare with, and how it is called. */
export interface Point {
  commit: string;
  name: string;
  notes: string[];
}

const usualNames = ['main', 'master', 'trunk', 'default', 'develop'];

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
  const name = asked ?? (compareWith ? await namedByPolicy(git, head, compareWith, notes) : await defaultBranch(git));
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

/** `compare_with`: a branch, or a tag pattern of which the newest match wins, those in the history of head before others. */
async function namedByPolicy(
  git: Git,
  head: string,
  compareWith: string,
  notes: string[],
): Promise<string | Unanswerable> {
  if (/[*?[]/.test(compareWith)) {
    const newest = (...where: string[]) =>
      git.line(
        'for-each-ref',
        '--sort=-version:refname',
        '--sort=-creatordate',
        '--count=1',
        '--format=%(refname)',
        ...where,
        `refs/tags/${compareWith}`,
      );
    const tag = (await newest(`--merged=${head}`)) ?? (await newest());
    return (
      tag?.replace(/^refs\/tags\//, '') ??
      unanswerable(
        `The policy compares with the newest tag that matches "${compareWith}", and there is none. Fetch the tags ("git fetch --tags"), or name a commit with --base.`,
      )
    );
  }
  const exists = async (name: string) =>
    (await git.line('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)) !== undefined;
  if (await exists(compareWith)) return compareWith;
  // A clone without that remote, for instance a fork or an exported repository, still has the branch.
  const [, remote, branch] = /^([^/]+)\/(.+)$/.exec(compareWith) ?? [];
  const remotes = ((await git.run('remote')) as { out?: string }).out?.split('\n') ?? [];
  if (remote && branch && !remotes.includes(remote) && (await exists(`refs/heads/${branch}`))) {
    notes.push(`There is no remote "${remote}": compared with the local branch ${branch} instead of ${compareWith}.`);
    return branch;
  }
  return unanswerable(
    `The policy compares with "${compareWith}", which is not in this clone. Fetch it ("git fetch ${remote ?? 'origin'} ${branch ?? compareWith}"), or name a commit with --base.`,
  );
}

/** The remote's default branch, else a branch of a usual name, else the only branch there is. */
async function defaultBranch(git: Git): Promise<string | Unanswerable> {
  const listed = await git.run('for-each-ref', '--format=%(refname) %(symref)', 'refs/remotes', 'refs/heads');
  const refs = new Map(
    (listed.ok ? listed.out.split('\n') : []).filter(Boolean).map((line) => line.split(' ') as [string, string]),
  );
  const remotes = [
    ...new Set(
      [...refs.keys()].map((ref) => /^refs\/remotes\/([^/]+)\//.exec(ref)?.[1]).filter((r) => r !== undefined),
    ),
  ].sort((a, b) => Number(b === 'origin') - Number(a === 'origin') || (a < b ? -1 : 1));
  for (const remote of remotes) {
    const head = refs.get(`refs/remotes/${remote}/HEAD`);
    if (head && refs.has(head)) return head.slice('refs/remotes/'.length);
    for (const name of usualNames) if (refs.has(`refs/remotes/${remote}/${name}`)) return `${remote}/${name}`;
  }
  const locals = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/')).map((ref) => ref.slice(11));
  const configured = await git.line('config', '--get', 'init.defaultBranch');
  for (const name of [...usualNames, ...(configured ? [configured] : [])]) if (locals.includes(name)) return name;
  const [only, ...others] = locals;
  if (only !== undefined && others.length === 0) return only;
  return unanswerable(
    'The default branch of this repository could not be told. Name what a release is compared with: --base <branch, tag or commit>, or compare_with in .release-readiness.yaml.',
  );
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
