// Recall and precision on labelled places of public repositories.
//
//   npm run bench -- truth <folder with dev-truth.json> <folder with the repositories> [--only <repository>] [--category <name>]
//
// A problem is found when a finding of its category stands in its file within three lines. A finding is wrong when it is
// a warning or blocker within one line of a place that is no problem. Migrations are judged with their history.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../installOnce.mjs';

const { values: options, positionals } = parseArgs({
  options: { only: { type: 'string' }, category: { type: 'string' } },
  allowPositionals: true,
});
const [labels, repositories] = positionals;
if (!labels || !repositories) {
  console.error('usage: npm run bench -- truth <folder with dev-truth.json> <folder with the repositories>');
  process.exit(2);
}

/** Rules of a category of labels. */
const rulesOf = {
  migration: /^(?:migration|rollback)\//,
  health: /^health\//,
  config: /^config\//,
  'outbound-timeout': /^dependency\/missing-timeout$/,
};

spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
const { items } = JSON.parse(fs.readFileSync(path.join(labels, 'dev-truth.json'), 'utf8'));
const wanted = items.filter(
  (item) =>
    (!options.only || item.repo === options.only) &&
    (!options.category || item.category === options.category) &&
    fs.existsSync(path.join(repositories, item.repo)),
);

const reviews = new Map();
function findingsOf(repo, history) {
  const key = `${repo} ${history}`;
  if (!reviews.has(key)) {
    const args = [
      'review',
      path.join(repositories, repo),
      '--base',
      'empty',
      '--scope',
      'all',
      '--format',
      'json',
      '--fail-on',
      'never',
    ];
    const text = execFileSync(
      process.execPath,
      [path.join(root, 'dist', 'cli.js'), ...args, ...(history ? ['--history'] : [])],
      { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    reviews.set(key, JSON.parse(text).findings);
  }
  return reviews.get(key);
}

const totals = new Map();
for (const item of wanted) {
  const total = totals.get(item.category) ?? { problems: 0, found: 0, others: 0, wrong: 0 };
  totals.set(item.category, total);
  const near = (finding, lines) =>
    rulesOf[item.category].test(finding.rule) &&
    finding.at.file === item.file &&
    finding.at.line - lines <= item.line &&
    item.line <= finding.at.line + lines;
  const findings = findingsOf(item.repo, item.category === 'migration');
  if (item.problem) {
    total.problems++;
    const hit = findings.find((finding) => near(finding, 3));
    if (hit) total.found++;
    else console.log(`missed ${item.id} ${item.repo} ${item.file}:${item.line} (${item.confidence}) ${item.reason}`);
  } else {
    total.others++;
    const hit = findings.find((finding) => finding.severity !== 'note' && near(finding, 1));
    if (!hit) continue;
    total.wrong++;
    console.log(`wrong  ${item.id} ${item.repo} ${item.file}:${item.line} ${hit.rule}: ${hit.what} — ${item.reason}`);
  }
}
for (const [category, { problems, found, others, wrong }] of totals)
  console.log(`${category}: ${found} of ${problems} problems found, ${wrong} of ${others} other places reported`);
