// Noise of the migration rules on whole histories: each migration is judged as a release of its own.
//
//   npm run bench -- history <folder with repositories> [--rules] [--show <rule id>] [--only <repository>]
//
// Printed for each repository: migrations, those with a warning or blocker (and with any finding), the median of findings per
// migration, and CPU per migration of reading, linking and judging.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../benchEngine.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    rules: { type: 'boolean', default: false },
    show: { type: 'string' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) {
  console.error(
    'usage: npm run bench -- history <folder with repositories> [--rules] [--show <rule id>] [--only <repository>]',
  );
  process.exit(2);
}

const engine = await loadEngine();
const parts = engine.partsFor({ history: true });
const kinds = ['migration.declared', 'runner.configured', 'ddl.operation', 'package.declared', 'suppression.written'];
const extractors = parts.extractors.filter((e) => e.emits.some((kind) => kinds.includes(kind)));
const rules = parts.rules.filter((rule) =>
  rule.reads.some((kind) => kind.startsWith('ddl.') || kind === 'migration.declared'),
);
const mine = { ...parts, extractors, rules, linkers: parts.linkers.filter((l) => l.name === 'schema') };

const skipped = /^(?:node_modules|\.git|dist|build|out|coverage|\.next|vendor)$/;
function* filesBelow(at) {
  for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
    if (entry.isDirectory() && !skipped.test(entry.name)) yield* filesBelow(path.join(at, entry.name));
    else if (entry.isFile()) yield path.join(at, entry.name);
  }
}

const total = { ups: 0, flagged: 0, noted: 0, perFile: [], perRule: new Map(), cpu: 0 };
const rows = {};
for (const name of fs.readdirSync(folder).sort()) {
  const repository = path.join(folder, name);
  if (!fs.statSync(repository).isDirectory() || (options.only && options.only !== name)) continue;
  const texts = new Map();
  for (const file of filesBelow(repository)) {
    const relative = path.relative(repository, file).split(path.sep).join('/');
    if (!extractors.some((e) => e.files.test(relative)) || fs.statSync(file).size > 2 * 1024 * 1024) continue;
    texts.set(relative, fs.readFileSync(file, 'utf8'));
  }
  const started = process.cpuUsage();
  const session = engine.createSession(mine, {
    base: 'empty',
    policy: {},
    today: '2026-01-01',
    failed: (where, error) => {
      throw new Error(`${where}: ${error.stack}`);
    },
  });
  for (const [file, text] of texts) session.setHead(file, text);
  const { findings } = session.review();
  const { user, system } = process.cpuUsage(started);
  const cpu = (user + system) / 1000;
  const ups = new Set(
    session
      .facts('migration.declared')
      .filter((f) => f.direction === 'up')
      .map((f) => `${f.database} ${f.id}`),
  );
  if (ups.size === 0) continue;
  const files = new Set(
    session
      .facts('migration.declared')
      .filter((f) => f.direction === 'up')
      .map((f) => f.at.file),
  );
  const perFile = new Map([...files].map((file) => [file, { warnings: 0, all: 0 }]));
  for (const finding of findings) {
    const row = perFile.get(finding.at.file);
    if (!row) continue;
    row.all++;
    if (finding.severity !== 'note') row.warnings++;
    total.perRule.set(finding.rule, (total.perRule.get(finding.rule) ?? 0) + 1);
    if (options.show === finding.rule)
      console.log(`${name} ${finding.at.file}:${finding.at.line} ${finding.severity} ${finding.what}`);
  }
  const counts = [...perFile.values()];
  const flagged = counts.filter((row) => row.warnings > 0).length;
  rows[name] = {
    ups: files.size,
    flagged: `${((100 * flagged) / files.size).toFixed(0)} %`,
    'with notes': `${((100 * counts.filter((row) => row.all > 0).length) / files.size).toFixed(0)} %`,
    median: median(counts.map((row) => row.warnings)),
    findings: findings.length,
    'ms CPU/file': (cpu / files.size).toFixed(2),
  };
  total.ups += files.size;
  total.flagged += flagged;
  total.noted += counts.filter((row) => row.all > 0).length;
  total.perFile.push(...counts.map((row) => row.warnings));
  total.cpu += cpu;
}
console.table(rows);
if (options.rules) console.table(Object.fromEntries([...total.perRule].sort((a, b) => b[1] - a[1])));
console.log(
  `${total.ups} up files: ${((100 * total.flagged) / total.ups).toFixed(1)} % with a warning or blocker, ${((100 * total.noted) / total.ups).toFixed(1)} % with any finding; median ${median(total.perFile)} a file; ${(total.cpu / total.ups).toFixed(2)} ms CPU a file`,
);

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
