import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Head, openBase, openHead } from '../../src/host/node/comparison';
import { parseChanges } from '../../src/host/node/revisions';
import { type Base, type FileContent, type Files, isUnanswerable } from '../../src/host/ports';
import { ignoreMatcher } from '../../src/parse/globs';
import { put, repository, runGit, temporaryFolder } from '../support/repository';

const now = new Date('2026-04-01T12:00:00Z');

async function head(folder: string, ref?: string, alone = false): Promise<Head> {
  const opened = await openHead(folder, ref, alone, ignoreMatcher);
  if (isUnanswerable(opened)) throw new Error(opened.unanswerable);
  return opened;
}

async function refused(folder: string, asked: { base?: string; compareWith?: string } = {}): Promise<string> {
  const result = await openBase(await head(folder), { now, ...asked }, ignoreMatcher);
  assert.ok(isUnanswerable(result), 'a comparison was made');
  return result.unanswerable;
}

async function compared(folder: string, asked: { base?: string; compareWith?: string; ref?: string; at?: Date } = {}) {
  const { ref, at = now, ...rest } = asked;
  const opened = await head(folder, ref);
  const result = await openBase(opened, { now: at, ...rest }, ignoreMatcher);
  if (isUnanswerable(result)) throw new Error(result.unanswerable);
  return { opened, ...result };
}

type Tree = Extract<Base, { is: 'tree' }>;

async function texts(files: Files, paths?: readonly string[]): Promise<Record<string, FileContent>> {
  const found: Record<string, FileContent> = {};
  await files.read(
    paths ?? (await files.list()),
    () => 1000,
    (file, content) => {
      found[file] = content;
    },
  );
  return found;
}

const told = (base: Base) =>
  (base as Tree).changed.map((c) => `${c.status} ${c.from ? `${c.from} -> ` : ''}${c.path} +${c.added} -${c.deleted}`);

describe('host: head', () => {
  it('is the working tree: staged, unstaged and untracked files that git does not ignore', async () => {
    const repo = repository();
    repo.commit({ '.gitignore': 'secret.txt\n', 'a.txt': 'a\n', 'gone.txt': 'gone\n' });
    repo.write({ 'a.txt': 'changed\n', 'new.txt': 'new\n', 'secret.txt': 'x\n', 'gone.txt': undefined });
    const { files, within, root } = await head(repo.folder);
    assert.deepEqual(await texts(files), {
      '.gitignore': 'secret.txt\n',
      'a.txt': 'changed\n',
      'new.txt': 'new\n',
    });
    assert.equal(within, '');
    assert.equal(root, repo.folder);
  });

  it('of a folder in a repository is the repository', async () => {
    const repo = repository();
    repo.commit({ 'packages/api/a.ts': '1', 'b.ts': '2' });
    const opened = await head(path.join(repo.folder, 'packages', 'api'));
    assert.equal(opened.root, repo.folder);
    assert.equal(opened.within, 'packages/api');
    assert.deepEqual(await opened.files.list(), ['b.ts', 'packages/api/a.ts']);
  });

  it('without git is every file but ignored ones and dependencies', async () => {
    const folder = temporaryFolder({
      '.gitignore': 'dist/\n*.log\n',
      'src/.gitignore': '!keep.log\nlocal.ts\n',
      'src/a.ts': 'a',
      'src/local.ts': 'l',
      'src/keep.log': 'k',
      'x.log': 'x',
      'dist/a.js': 'a',
      'node_modules/m/index.js': 'm',
    });
    const { files } = await head(folder);
    assert.deepEqual(await files.list(), ['.gitignore', 'src/.gitignore', 'src/a.ts', 'src/keep.log']);
  });

  it('can be a stored revision, read without a checkout', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': 'one' });
    repo.git('tag', 'v1');
    repo.commit({ 'a.txt': 'two', 'ümlaut name.txt': 'ü' });
    repo.write({ 'a.txt': 'dirty' });
    assert.deepEqual(await texts((await head(repo.folder, 'v1')).files), { 'a.txt': 'one' });
    assert.deepEqual(await texts((await head(repo.folder, 'HEAD')).files), { 'a.txt': 'two', 'ümlaut name.txt': 'ü' });
  });

  it('of a bare repository is its HEAD', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': 'one' });
    const bare = temporaryFolder();
    runGit(bare, 'clone', '--quiet', '--bare', repo.folder, 'x.git');
    const opened = await head(path.join(bare, 'x.git'));
    assert.deepEqual(await texts(opened.files), { 'a.txt': 'one' });
    assert.equal(opened.stored, true);
  });

  it('has what a sparse checkout leaves out, from the index', async () => {
    const repo = repository();
    repo.commit({ 'src/a.ts': 'a', 'db/1.sql': 'SELECT 1;', 'db/2.sql': 'SELECT 2;', 'top.md': 't' });
    const { git } = repo;
    git('sparse-checkout', 'set', 'src');
    const kept = { 'db/1.sql': 'SELECT 1;', 'db/2.sql': 'SELECT 2;', 'src/a.ts': 'a', 'top.md': 't' };
    assert.deepEqual(await texts((await head(repo.folder)).files), kept);
    assert.deepEqual(await texts((await head(repo.folder)).files, ['db/2.sql', 'db/3.sql']), {
      'db/2.sql': 'SELECT 2;',
      'db/3.sql': undefined,
    });
    put(repo.folder, { 'db/2.sql': 'SELECT 3;' });
    assert.equal((await texts((await head(repo.folder)).files))['db/2.sql'], 'SELECT 3;');
    const from = (await head(repo.folder)).root;
    const clone = temporaryFolder();
    git('config', 'uploadpack.allowFilter', 'true');
    runGit(
      clone,
      '-c',
      'protocol.file.allow=always',
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--sparse',
      `file://${from}`,
      '.',
    );
    assert.deepEqual(await texts((await head(clone)).files), {
      'db/1.sql': { unread: 'left out of this sparse checkout, and not in this partial clone' },
      'db/2.sql': { unread: 'left out of this sparse checkout, and not in this partial clone' },
      'src/a.ts': { unread: 'left out of this sparse checkout, and not in this partial clone' },
      'top.md': 't',
    });
  });

  it('works in a worktree, on a detached head and in the middle of a rebase', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': 'one\n' });
    repo.git('checkout', '--quiet', '-b', 'work');
    const work = repo.commit({ 'a.txt': 'two\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit({ 'a.txt': 'three\n' });
    const elsewhere = path.join(temporaryFolder(), 'tree');
    repo.git('worktree', 'add', '--quiet', '--detach', elsewhere, work);
    const detached = await compared(elsewhere);
    assert.match(detached.opened.name, /detached/);
    assert.deepEqual(told(detached.base), ['modified a.txt +1 -1']);
    repo.git('checkout', '--quiet', 'work');
    assert.throws(() => repo.git('rebase', '--quiet', 'main'));
    const rebasing = await compared(repo.folder);
    assert.equal((rebasing.base as Tree).changed.length, 1, 'an unmerged file is told once');
    assert.match(String((await texts(rebasing.opened.files))['a.txt']), /<<<<<<</);
  });

  it('does not follow links out of the tree, enter submodules, or read binaries', async () => {
    const outside = temporaryFolder({ 'passwords.txt': 'secret' });
    const inner = repository();
    inner.commit({ 'inner.txt': 'inner' });
    const repo = repository();
    repo.commit({ 'a.txt': 'a' });
    symlinkSync(path.join(outside, 'passwords.txt'), path.join(repo.folder, 'out.txt'));
    symlinkSync('a.txt', path.join(repo.folder, 'in.txt'));
    symlinkSync(outside, path.join(repo.folder, 'folder'));
    symlinkSync('gone.txt', path.join(repo.folder, 'nowhere.txt'));
    symlinkSync('circle.txt', path.join(repo.folder, 'circle.txt'));
    mkdirSync(path.join(repo.folder, 'real'));
    put(repo.folder, { 'real/b.txt': 'b' });
    symlinkSync('real', path.join(repo.folder, 'linked'));
    writeFileSync(path.join(repo.folder, 'binary.sql'), Buffer.from([1, 0, 2]));
    writeFileSync(path.join(repo.folder, 'wide.sql'), Buffer.from('\ufeffSELECT 1;', 'utf16le'));
    writeFileSync(path.join(repo.folder, 'long.txt'), 'x'.repeat(1001));
    writeFileSync(path.join(repo.folder, 'mark.txt'), '\ufeffmarked');
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'sub');
    const expected = {
      '.gitmodules': (await texts((await head(repo.folder)).files))['.gitmodules'],
      'a.txt': 'a',
      'binary.sql': { unread: 'a binary, or text that is not UTF-8' },
      'circle.txt': { unread: 'a symbolic link that leads to no file' },
      folder: { unread: 'a symbolic link that leads out of the repository' },
      'in.txt': 'a',
      linked: undefined,
      'long.txt': { unread: 'longer than 0.9765625 KB' },
      'mark.txt': 'marked',
      'nowhere.txt': { unread: 'a symbolic link that leads to no file' },
      'out.txt': { unread: 'a symbolic link that leads out of the repository' },
      'real/b.txt': 'b',
      sub: undefined,
      'wide.sql': { unread: 'UTF-16 text' },
    };
    assert.deepEqual(await texts((await head(repo.folder)).files), expected);
    repo.git('add', '--all');
    repo.git('commit', '--quiet', '-m', 'All');
    const { sub, ...stored } = expected;
    assert.deepEqual(await texts((await head(repo.folder, 'HEAD')).files), stored);
  });

  it('says which files it cannot name', async function () {
    if (process.platform !== 'linux') return this.skip();
    const repo = repository();
    repo.commit({ 'a.txt': 'a' });
    writeFileSync(Buffer.concat([Buffer.from(`${repo.folder}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]), 'x');
    assert.deepEqual(await texts((await head(repo.folder)).files), {
      'a.txt': 'a',
      'caf\ufffd.txt': { unread: 'its name is not UTF-8' },
    });
  });

  it('runs nothing that the repository configures', async () => {
    const repo = repository();
    const trap = path.join(temporaryFolder(), 'trapped');
    const script = path.join(repo.folder, 'trap.sh');
    repo.commit({
      'a.txt': 'one\n',
      '.gitattributes': '*.txt filter=trap diff=trap\n',
      'trap.sh': `#!/bin/sh\ntouch ${trap}\ncat\n`,
    });
    chmodSync(script, 0o755);
    for (const name of [
      'core.fsmonitor',
      'filter.trap.clean',
      'filter.trap.smudge',
      'diff.trap.textconv',
      'diff.trap.command',
      'diff.external',
    ])
      repo.git('config', name, script);
    repo.git('config', 'filter.a=b.clean', script);
    put(repo.folder, { 'a.txt': 'two\n', '.git/hooks/post-index-change': `#!/bin/sh\ntouch ${trap}\n` });
    chmodSync(path.join(repo.folder, '.git/hooks/post-index-change'), 0o755);
    const { base, opened } = await compared(repo.folder);
    assert.deepEqual(told(base), ['modified a.txt +1 -1', 'modified trap.sh +0 -0']);
    await texts(opened.files);
    assert.equal(existsSync(trap), false, 'a configured program ran');
  });
});

describe('host: base', () => {
  it('is the merge base with the default branch', async () => {
    const repo = repository();
    const start = repo.commit({ 'a.txt': 'one\n', 'moved.txt': 'the same text\nin two lines\n', 'deleted.txt': 'x\n' });
    repo.git('checkout', '--quiet', '-b', 'work');
    repo.commit({ 'a.txt': 'one\ntwo\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit({ 'main-only.txt': 'not ours\n' });
    repo.git('checkout', '--quiet', 'work');
    repo.git('mv', 'moved.txt', 'elsewhere.txt');
    repo.write({ 'untracked.txt': '1\n2\n', 'deleted.txt': undefined });
    const { base, commit } = await compared(repo.folder);
    assert.equal(commit, start);
    assert.deepEqual(told(base), [
      'modified a.txt +1 -0',
      'deleted deleted.txt +0 -1',
      'renamed moved.txt -> elsewhere.txt +0 -0',
      'added untracked.txt +2 -0',
    ]);
    assert.deepEqual(await texts((base as Tree).files, ['a.txt', 'moved.txt']), {
      'a.txt': 'one\n',
      'moved.txt': 'the same text\nin two lines\n',
    });
  });

  it('prefers what the remote calls its default branch', async () => {
    const origin = repository();
    origin.git('checkout', '--quiet', '-b', 'stable');
    origin.commit({ 'a.txt': 'one' });
    const clone = temporaryFolder();
    runGit(clone, 'clone', '--quiet', origin.folder, 'c');
    const folder = path.join(clone, 'c');
    runGit(folder, 'checkout', '--quiet', '-b', 'main');
    const { base } = await compared(folder);
    assert.match((base as Tree).name, /^origin\/stable \(/);
  });

  it('takes the branch of the policy, and the local one where that remote is unknown', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': 'one' });
    repo.git('branch', 'release');
    repo.commit({ 'a.txt': 'two' });
    const named = await compared(repo.folder, { compareWith: 'release' });
    assert.deepEqual(told(named.base), ['modified a.txt +1 -1']);
    const local = await compared(repo.folder, { compareWith: 'origin/release' });
    assert.deepEqual(told(local.base), ['modified a.txt +1 -1']);
    assert.match(local.notes.join(), /no remote "origin"/);
    assert.match(await refused(repo.folder, { compareWith: 'origin/other' }), /not in this clone/);
  });

  it('takes the newest tag that matches the policy, in the history of head before others', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': '1' });
    repo.git('tag', 'v1.9.0');
    repo.commit({ 'a.txt': '2' });
    repo.git('tag', 'v1.10.0');
    repo.git('checkout', '--quiet', '-b', 'next');
    repo.commit({ 'a.txt': '3' });
    repo.git('tag', 'v2.0.0');
    repo.git('checkout', '--quiet', 'main');
    repo.commit({ 'a.txt': '4' });
    const { base } = await compared(repo.folder, { compareWith: 'v*' });
    assert.match((base as Tree).name, /^v1\.10\.0 /);
    assert.match(await refused(repo.folder, { compareWith: 'release-*' }), /no(?:ne| tag)|there is none/);
  });

  it('takes a tag that the caller names as it is, and the merge base of anything else', async () => {
    const repo = repository();
    const fork = repo.commit({ 'a.txt': 'one' });
    repo.git('checkout', '--quiet', '-b', 'hotfix');
    const released = repo.commit({ 'a.txt': 'hotfix' });
    repo.git('tag', 'v1.0.1');
    repo.git('checkout', '--quiet', 'main');
    repo.commit({ 'b.txt': 'b' });
    assert.equal((await compared(repo.folder, { base: 'v1.0.1' })).commit, released);
    assert.equal((await compared(repo.folder, { base: 'hotfix' })).commit, fork);
    assert.equal((await compared(repo.folder, { base: released })).commit, fork);
    const between = await compared(repo.folder, { base: 'v1.0.1', ref: 'main' });
    assert.deepEqual(told(between.base), ['modified a.txt +1 -1', 'added b.txt +1 -0']);
  });

  it('is missing in a shallow clone, and says how to get it', async () => {
    const origin = repository();
    origin.commit({ 'a.txt': '1' });
    origin.git('branch', 'side');
    origin.commit({ 'a.txt': '2' });
    origin.git('checkout', '--quiet', 'side');
    origin.commit({ 'b.txt': '3' });
    const clone = temporaryFolder();
    runGit(
      clone,
      '-c',
      'protocol.file.allow=always',
      'clone',
      '--quiet',
      '--depth=1',
      '--no-single-branch',
      `file://${origin.folder}`,
      'c',
    );
    const folder = path.join(clone, 'c');
    assert.match(await refused(folder, { base: 'origin/main' }), /shallow clone.*fetch-depth: 0/);
    const single = temporaryFolder();
    runGit(
      single,
      '-c',
      'protocol.file.allow=always',
      'clone',
      '--quiet',
      '--depth=1',
      '-b',
      'side',
      `file://${origin.folder}`,
      'c',
    );
    assert.match(await refused(path.join(single, 'c'), { base: 'origin/main' }), /no commit called.*shallow/);
  });

  it('is missing where histories have nothing in common', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': '1' });
    repo.git('checkout', '--quiet', '--orphan', 'other');
    repo.commit({ 'b.txt': '2' });
    assert.match(await refused(repo.folder), /no common history/);
  });

  it('is unknown where no branch is the default one', async () => {
    const repo = repository();
    repo.commit({ 'a.txt': '1' });
    repo.git('branch', 'one');
    repo.git('branch', '-m', 'main', 'two');
    assert.match(await refused(repo.folder), /default branch.*--base/);
  });

  it('is not the branch under review because a clone has no other', async () => {
    const origin = repository();
    origin.commit({ 'a.txt': '1' });
    origin.git('branch', 'work');
    const folder = temporaryFolder();
    runGit(folder, 'clone', '--quiet', '--single-branch', '-b', 'work', `file://${origin.folder}`, 'c');
    const clone = path.join(folder, 'c');
    assert.match(
      await refused(clone),
      /default branch of origin is not in this clone\. Fetch it \(for instance "git fetch origin main:refs\/remotes\/origin\/main"\)/,
    );
    assert.match(
      await refused(clone, { compareWith: 'origin/main' }),
      /Fetch it \("git fetch origin main:refs\/remotes\/origin\/main"\)/,
    );
    assert.match(await refused(clone, { compareWith: 'next' }), /Fetch it \("git fetch origin next:next"\)/);
    runGit(clone, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/line');
    assert.match(await refused(clone), /Fetch it \("git fetch origin line:refs\/remotes\/origin\/line"\)/);
    runGit(clone, 'symbolic-ref', '--delete', 'refs/remotes/origin/HEAD');
    runGit(clone, 'fetch', '--quiet', 'origin', 'main:refs/remotes/origin/main');
    assert.match(((await compared(clone)).base as Tree).name, /^origin\/main /);
    const alone = repository();
    alone.commit({ 'a.txt': '1' });
    alone.git('branch', '-m', 'main', 'line');
    assert.match((await compared(alone.folder)).base.is, /tree/);
  });

  it('does not exist before the first commit and without git', async () => {
    const repo = repository();
    repo.write({ 'a.txt': '1' });
    const { base } = await compared(repo.folder);
    assert.deepEqual(base, { is: 'none', because: 'this repository has no commit yet' });
    const plain = await compared(temporaryFolder({ 'a.txt': '1' }));
    assert.equal(plain.base.is, 'none');
    assert.equal((await compared(repo.folder, { base: 'empty' })).base.is, 'empty');
  });

  it('of a remote is named with its age when it was fetched more than two days ago', async () => {
    const origin = repository();
    origin.commit({ 'a.txt': '1' });
    const clone = temporaryFolder();
    runGit(clone, 'clone', '--quiet', origin.folder, 'c');
    const folder = path.join(clone, 'c');
    runGit(folder, 'fetch', '--quiet');
    const fetched = new Date('2026-03-27T12:00:00Z');
    utimesSync(path.join(folder, '.git', 'FETCH_HEAD'), fetched, fetched);
    writeFileSync(path.join(folder, 'b.txt'), '2');
    assert.deepEqual((await compared(folder)).notes, [
      'origin/main was last fetched 5 days ago; "git fetch" brings it up to date.',
    ]);
    assert.deepEqual((await compared(folder, { at: new Date('2026-03-29T11:00:00Z') })).notes, []);
  });

  it('reads what git tells of a file that was copied, unmerged or of another type', () => {
    const z = (...parts: string[]) => `${parts.join('\0')}\0`;
    const raw = (status: string) => `:100644 100644 ${'1'.repeat(40)} ${'2'.repeat(40)} ${status}`;
    assert.deepEqual(
      parseChanges(
        z(raw('C75'), 'a', 'b', raw('T'), 'c', raw('U'), 'd', raw('M'), 'd', '1\t2\t', 'a', 'b', '-\t-\tc', '3\t4\td'),
      ),
      [
        { path: 'b', status: 'added', added: 1, deleted: 2 },
        { path: 'c', status: 'modified', added: 0, deleted: 0 },
        { path: 'd', status: 'modified', added: 3, deleted: 4 },
      ],
    );
  });
});
