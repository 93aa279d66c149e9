import { type Unanswerable, unanswerable } from './ports';

/** What a version control says of its references, however the host asks it. Names are full: `refs/heads/main`. */
export interface References {
  /** Branches, here and of remotes; a symbolic one says where it points. */
  branches(): Promise<readonly { name: string; points?: string }[]>;
  remotes(): Promise<readonly string[]>;
  /** Whether a short or full name is one of a commit. */
  exists(name: string): Promise<boolean>;
  /** The newest tag that matches, those in the history of head before others, without `refs/tags/`. */
  newestTag(pattern: string): Promise<string | undefined>;
  /** The name that new repositories give their first branch. */
  configuredDefault(): Promise<string | undefined>;
  /** How a person names another base here: the end of a sentence that says that there is none. */
  readonly otherwise: string;
}

const usualNames = ['main', 'master', 'trunk', 'default', 'develop'];

/** What a release is compared with: the same in the editor and on the command line. */
export function nameOfBase(
  references: References,
  compareWith: string | undefined,
  notes: string[],
): Promise<string | Unanswerable> {
  return compareWith ? named(references, compareWith, notes) : defaultBranch(references);
}

/** `compare_with`: a branch, or a tag pattern of which the newest match wins, those in the history of head before others. */
async function named(references: References, compareWith: string, notes: string[]): Promise<string | Unanswerable> {
  if (/[*?[]/.test(compareWith)) {
    const tag = await references.newestTag(compareWith);
    return (
      tag ??
      unanswerable(
        `The release is compared with the newest tag that matches "${compareWith}", and there is none. Fetch the tags ("git fetch --tags"), or ${references.otherwise}.`,
      )
    );
  }
  if (await references.exists(compareWith)) return compareWith;
  // A clone without that remote, for instance a fork or an exported repository, still has the branch.
  const [, remote, branch] = /^([^/]+)\/(.+)$/.exec(compareWith) ?? [];
  if (
    remote &&
    branch &&
    !(await references.remotes()).includes(remote) &&
    (await references.exists(`refs/heads/${branch}`))
  ) {
    notes.push(`There is no remote "${remote}": compared with the local branch ${branch} instead of ${compareWith}.`);
    return branch;
  }
  const remotes = await references.remotes();
  const fetching =
    remote && branch && (remote === 'origin' || remotes.includes(remote))
      ? fetchOf(remote, branch)
      : `git fetch ${remotes[0] ?? 'origin'} ${compareWith}:${compareWith}`;
  return unanswerable(
    `The release is compared with "${compareWith}", which is not in this clone. Fetch it ("${fetching}"), or ${references.otherwise}.`,
  );
}

/** A clone of one branch fetches no other by its name alone: the place has to be said. */
function fetchOf(remote: string, branch: string): string {
  return `git fetch ${remote} ${branch}:refs/remotes/${remote}/${branch}`;
}

/** The remote's default branch, else a branch of a usual name, else the only branch there is. */
async function defaultBranch(references: References): Promise<string | Unanswerable> {
  const refs = new Map((await references.branches()).map(({ name, points }) => [name, points]));
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
  const configured = await references.configuredDefault();
  for (const name of [...usualNames, ...(configured ? [configured] : [])]) if (locals.includes(name)) return name;
  const [remote] = [...(await references.remotes())].sort((a, b) => Number(b === 'origin') - Number(a === 'origin'));
  // A clone of one branch has nothing to compare it with: taking that branch itself would call every release ready.
  if (remote) {
    const prefix = `refs/remotes/${remote}/`;
    const head = refs.get(`${prefix}HEAD`);
    const known = head?.startsWith(prefix) ? head.slice(prefix.length) : undefined;
    return unanswerable(
      `The default branch of ${remote} is not in this clone. Fetch it (${known ? '' : 'for instance '}"${fetchOf(remote, known ?? 'main')}"), set compare_with in .release-readiness.yaml, or ${references.otherwise}.`,
    );
  }
  const [only, ...others] = locals;
  if (only !== undefined && others.length === 0) return only;
  return unanswerable(
    `The default branch of this repository could not be determined. Set compare_with in .release-readiness.yaml, or ${references.otherwise}.`,
  );
}
