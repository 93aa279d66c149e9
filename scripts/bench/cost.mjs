// What a review costs: CPU of the whole process against that of merely parsing the same files with the TypeScript parser,
// in one run, because a machine is never as fast as yesterday.
// usage: npm run bench -- cost [--reps 3] [--floors <floors.mjs>] <repository>...
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const args = process.argv.slice(2);
let reps = 3;
let floors;
const trees = [];
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '--reps') reps = Number(args.shift());
  else if (arg === '--floors') floors = args.shift();
  else trees.push(path.resolve(arg));
}
if (trees.length === 0 || !(reps > 0)) {
  console.error('usage: npm run bench -- cost [--reps 3] [--floors <floors.mjs>] <repository>...');
  process.exit(2);
}
spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs'), '--production'], { stdio: 'inherit' });

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'cost-'));
const usageFile = path.join(temporary, 'usage.json');
const hook = path.join(temporary, 'hook.cjs');
fs.writeFileSync(
  hook,
  `const { isMainThread } = require('node:worker_threads');
if (isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require('node:fs').writeFileSync(${JSON.stringify(usageFile)}, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 }));
});`,
);
/** The floor, when no other script is named: every file of TypeScript and JavaScript through createSourceFile, nothing more. */
const floor = path.join(temporary, 'floor.cjs');
fs.writeFileSync(
  floor,
  `const fs = require('node:fs');
const ts = require(${JSON.stringify(path.join(root, 'node_modules', 'typescript'))});
const left = new Set(['node_modules', '.git', '.next', 'dist', 'build', 'coverage', 'vendor']);
const walk = (folder) => {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = folder + '/' + entry.name;
    if (entry.isDirectory()) { if (!left.has(entry.name)) walk(full); }
    else if (entry.isFile() && /\\.(?:[cm]?[jt]s|[jt]sx)$/.test(entry.name)) {
      const text = fs.readFileSync(full, 'utf8');
      if (text.length <= 1000000) ts.createSourceFile(full, text, ts.ScriptTarget.Latest, false);
    }
  }
};
walk(process.argv[2]);`,
);

/** CPU in ms and peak memory in MB of a Node process. */
function run(...command) {
  fs.rmSync(usageFile, { force: true });
  const { status, stderr } = spawnSync(process.execPath, ['--require', hook, ...command], { encoding: 'utf8' });
  if (!fs.existsSync(usageFile)) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(fs.readFileSync(usageFile, 'utf8'));
}

/** As above, of the child process in which floors.mjs measures. */
function floorOf(tree) {
  if (!floors) return run(floor, tree);
  const out = path.join(temporary, 'floors.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [floors, '--reps', '1', '--engines', 'ts', '--json', out, tree],
    { encoding: 'utf8', env: { ...process.env, FLOORS_MODULES: root } },
  );
  if (status !== 0) throw new Error(stderr);
  const [row] = JSON.parse(fs.readFileSync(out, 'utf8')).rows;
  return { cpu: row.procCpuMs, memory: row.rssMB };
}

for (const tree of trees) {
  const floorRuns = [];
  const reviews = [];
  for (let rep = 0; rep < reps; rep++) {
    floorRuns.push(floorOf(tree));
    reviews.push(
      run(
        path.join(root, 'dist', 'cli.js'),
        ...['review', tree, '--base', 'empty', '--scope', 'all', '--fail-on', 'never', '--format', 'json'],
        ...['--output', path.join(temporary, 'report.json')],
      ),
    );
  }
  const least = (runs) => Math.min(...runs.map(({ cpu }) => cpu));
  const ratios = reviews.map(({ cpu }, rep) => cpu / floorRuns[rep].cpu);
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  console.log(
    `${path.basename(tree)}: ratio ${(least(reviews) / least(floorRuns)).toFixed(2)} (least of ${reps}), ${middle.toFixed(2)} (median of pairs); ` +
      `review ${Math.round(least(reviews))} ms, floor ${Math.round(least(floorRuns))} ms; ` +
      `memory ${Math.round(Math.max(...reviews.map(({ memory }) => memory)))} MB`,
  );
}
fs.rmSync(temporary, { recursive: true });
