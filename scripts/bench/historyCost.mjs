// CPU of reviewing a whole history of migrations, next to other linters of migrations in the same run.
//
//   npm run bench -- historyCost <folder with repositories> [<folder with node_modules of @flvmnt/pgfence and squawk-cli>] [--only <repository>]
//
// The migrations of each repository, with what tells their runner, are copied into a tree of their own; whole processes are
// compared, start-up included. Another linter that aborts on the whole list is given each file alone: a start for each of them.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../benchEngine.mjs';
import { root } from '../installOnce.mjs';

const { values: options, positionals } = parseArgs({
  options: { only: { type: 'string' }, runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const [folder, peers] = positionals;
if (!folder) {
  console.error(
    'usage: npm run bench -- historyCost <folder with repositories> [<folder with the other linters>] [--only <repository>] [--runs <n>]',
  );
  process.exit(2);
}
spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--production'], { stdio: 'inherit' });
const engine = await loadEngine();
const kinds = ['migration.declared', 'runner.configured', 'ddl.operation'];
const extractors = engine.parts.extractors.filter((e) => e.emits.some((kind) => kinds.includes(kind)));
const aside = fs.mkdtempSync(path.join(os.tmpdir(), 'history-cost-'));

const skipped = /^(?:node_modules|\.git|dist|build|out|coverage|\.next|vendor)$/;
function* filesBelow(at) {
  for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
    if (entry.isDirectory() && !skipped.test(entry.name)) yield* filesBelow(path.join(at, entry.name));
    else if (entry.isFile()) yield path.join(at, entry.name);
  }
}

/** The files of a repository that say something of migrations, as a tree of their own. */
function treeOf(name) {
  const session = engine.createSession(
    { ...engine.parts, extractors, linkers: [], rules: [] },
    { base: 'empty', policy: {}, today: '2026-01-01' },
  );
  const repository = path.join(folder, name);
  for (const file of filesBelow(repository)) {
    const relative = path.relative(repository, file).split(path.sep).join('/');
    if (!extractors.some((e) => e.files.test(relative)) || fs.statSync(file).size > 2 * 1024 * 1024) continue;
    session.setHead(relative, fs.readFileSync(file, 'utf8'));
  }
  session.review();
  const files = new Set(kinds.flatMap((kind) => session.facts(kind).map((fact) => fact.at.file)));
  const ups = new Set(
    session
      .facts('migration.declared')
      .filter((fact) => fact.direction === 'up')
      .map((fact) => fact.at.file),
  );
  const tree = path.join(aside, name);
  for (const file of files) {
    const to = path.join(tree, file);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.copyFileSync(path.join(repository, file), to);
  }
  return { tree, ups: [...ups].sort() };
}

/** CPU in ms of a process and its children, and how it ended: of several runs, the one that cost least. */
function cpuOf(command, args, cwd, runs = Number(options.runs)) {
  let least = { ms: Number.POSITIVE_INFINITY, code: 0 };
  for (let i = 0; i < runs; i++) {
    // `times` of a shell that runs nothing else: the second line is what its children used.
    const { stdout } = spawnSync(
      'bash',
      ['-c', '"$@" >/dev/null 2>&1; echo "code $?"; times', 'bash', command, ...args],
      { cwd, encoding: 'utf8', maxBuffer: 1 << 30 },
    );
    const used = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
    const ms = used.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
    if (ms < least.ms) least = { ms, code: Number(/code (\d+)/.exec(stdout)?.[1]) };
  }
  return least;
}

/** A linter over all files at once; where it aborts, file by file. */
function linter(bin, args, tree, files) {
  const command = path.join(peers, 'node_modules', '.bin', bin);
  if (!fs.existsSync(command)) return undefined;
  const whole = cpuOf(command, [...args, ...files], tree);
  // 1 is what linters answer to findings; more is an abort.
  if (whole.code <= 1 && !aborts(command, [...args, ...files], tree)) return { ms: whole.ms, how: 'at once' };
  let ms = 0;
  for (const file of files) ms += cpuOf(command, [...args, file], tree, 1).ms;
  return { ms, how: 'file by file' };
}

function aborts(command, args, cwd) {
  const { stdout } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  return stdout.trim() === '';
}

const rows = {};
const total = { ups: 0, ours: 0, sql: 0, oursOnSql: 0, pgfence: 0, squawk: 0 };
const review = [
  '--base',
  'empty',
  '--scope',
  'all',
  '--history',
  '--format',
  'json',
  '--fail-on',
  'never',
  '--no-cache',
];
try {
  for (const name of fs.readdirSync(folder).sort()) {
    if (!fs.statSync(path.join(folder, name)).isDirectory() || (options.only && options.only !== name)) continue;
    const { tree, ups } = treeOf(name);
    if (ups.length === 0) continue;
    const ours = cpuOf(process.execPath, [path.join(root, 'dist', 'cli.js'), 'review', tree, ...review], aside).ms;
    const row = { ups: ups.length, 'ours ms': Math.round(ours), 'ms a file': (ours / ups.length).toFixed(2) };
    total.ups += ups.length;
    total.ours += ours;
    const sql = ups.filter((file) => file.endsWith('.sql'));
    // The others read SQL: they are compared where the whole history is SQL.
    if (peers && sql.length === ups.length) {
      total.oursOnSql += ours;
      for (const [bin, args] of [
        ['pgfence', ['analyze', '--output', 'json']],
        ['squawk', ['--reporter', 'Json']],
      ]) {
        const theirs = linter(bin, args, tree, sql);
        if (!theirs) continue;
        total[bin] += theirs.ms;
        row[`${bin} ms`] = `${Math.round(theirs.ms)} ${theirs.how}`;
        row[`× ${bin}`] = (ours / theirs.ms).toFixed(2);
      }
    }
    rows[name] = row;
  }
} finally {
  fs.rmSync(aside, { recursive: true, force: true });
}
console.table(rows);
const ratio = (bin) =>
  total[bin] > 0 ? `; × ${bin} ${(total.oursOnSql / total[bin]).toFixed(2)} on SQL histories` : '';
console.log(
  `${total.ups} up files: ${(total.ours / total.ups).toFixed(2)} ms CPU a file, start-up included${ratio('pgfence')}${ratio('squawk')}`,
);
