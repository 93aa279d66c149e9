// What an edit costs: CPU of taking one changed text, which parses it, and of linking and judging again, in a session
// that the command line has filled.
//
//   npm run bench -- relink <repository> [--base <ref|empty>] [--files <n of each kind>] [--profile <file>] [--all] [--only <part of a path>]
//     [--times <n>]
//
// Files are chosen evenly from what the session itself found: files that declare routes, modules that many others import,
// components, code nobody routes to, manifests and other YAML, package.json. Each is edited twice, as an editor sends it:
// a comment at its end, then a call (or, outside code, a value) that changes. The text goes back in between, unmeasured.
// `--times` repeats each edit and keeps the cheapest: what the machine does meanwhile is no cost of the edit.
import fs from 'node:fs';
import inspector from 'node:inspector';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { load } from '../bundle.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    base: { type: 'string', default: 'HEAD' },
    files: { type: 'string', default: '6' },
    profile: { type: 'string' },
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    times: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const [repository] = positionals;
if (!repository) {
  console.error(
    'usage: npm run bench -- relink <repository> [--base <ref|empty>] [--files <n>] [--profile <file>] [--all] [--times <n>] [--only <part of a path>]',
  );
  process.exit(2);
}

const { answer } = await load("export { answer } from './src/cli/answer';");
const silent = { write: () => true };
const started = process.cpuUsage();
const opened = await answer(
  { flags: { base: options.base }, positionals: [path.resolve(repository)] },
  { cwd: process.cwd(), output: silent, error: process.stderr },
  new Date('2026-01-01'),
);
if (!opened.session) {
  console.error(opened.reason ?? JSON.stringify(opened));
  process.exit(2);
}
const { session } = opened;
console.log(`first review: ${ms(process.cpuUsage(started))} ms CPU`);

const comments = [
  [/\.(?:[cm]?[jt]sx?)$/, '\n// edited\n'],
  [/\.sql$/, '\n-- edited\n'],
  [/\.(?:ya?ml|toml|tf|env[\w.]*)$|(?:^|\/)Dockerfile[\w.]*$/, '\n# edited\n'],
  [/./, '\n'],
];

/** Another call, or another number, of the same length of thought. */
function changed(file, text) {
  if (/\.[cm]?[jt]sx?$/.test(file))
    return text.replace(/\b(await|return) ([\w.]*\w)\(/, '$1 $2Edited(') === text
      ? `${text}\nexport const editedNow = () => fetch('https://edited.example/');\n`
      : text.replace(/\b(await|return) ([\w.]*\w)\(/, '$1 $2Edited(');
  if (/\.json$/.test(file)) return text.replace(/"version":\s*"/, '$&9');
  return text.replace(/: (\d+)(?=\s*$)/m, ': 1$1');
}

const count = Number(options.files);
const listed = (await opened.head.files.list()).filter((file) => session.text(file) !== undefined);
const chosen = kinds()
  .map(([kind, files]) => [kind, files.filter((file) => file.includes(options.only ?? ''))])
  .filter(([, files]) => files.length > 0);
const times = new Map();
const heavy = [];
for (const [kind, files] of chosen)
  for (const file of spread(files, 2)) for (const next of texts(file)) edit(`warm ${kind}`, file, next);
times.clear();
heavy.length = 0;

const profiler = options.profile ? new inspector.Session() : undefined;
profiler?.connect();
profiler?.post('Profiler.enable');
profiler?.post('Profiler.setSamplingInterval', { interval: 200 });
profiler?.post('Profiler.start');
for (const [kind, files] of chosen)
  for (const file of options.all ? files : spread(files, count)) {
    const [comment, call] = texts(file);
    edit(`${kind}, comment`, file, comment);
    edit(`${kind}, call`, file, call);
  }
profiler?.post('Profiler.stop', (_error, { profile }) => fs.writeFileSync(options.profile, JSON.stringify(profile)));

const all = [...times.values()].flat();
const wide = Math.max(...[...times.keys()].map((kind) => kind.length));
const row = (name, list) => {
  const columns = ['parsed', 'cost'].map((what) => {
    const sorted = list.map((one) => one[what]).sort((a, b) => a - b);
    return [0.5, 0.95, 1]
      .map((share) =>
        (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1).padStart(8),
      )
      .join(' ');
  });
  console.log(`${name.padEnd(wide)} ${String(list.length).padStart(4)} ${columns.join('  |')}`);
};
console.log(`${''.padEnd(wide)}      parsing the text, ms CPU   | linking and judging, ms CPU`);
console.log(`${''.padEnd(wide)}    n${'   median      p95      max  |'.repeat(2).slice(0, -3)}`);
for (const [kind, list] of times) row(kind, list);
row('all', all);
for (const { cost, parsed, kind, file } of heavy.sort((a, b) => b.cost - a.cost).slice(0, 16))
  console.log(`  ${cost.toFixed(1)} ms (and ${parsed.toFixed(1)} to parse)  ${kind}  ${file}`);

function edit(kind, file, next) {
  const before = session.text(file);
  let best;
  for (let turn = 0; turn < Number(options.times); turn++) {
    const from = process.cpuUsage();
    session.setHead(file, next);
    const parsed = ms(process.cpuUsage(from));
    session.review();
    const cost = Math.round((ms(process.cpuUsage(from)) - parsed) * 10) / 10;
    if (!best || cost < best.cost) best = { parsed, cost };
    session.setHead(file, before);
    session.review();
  }
  times.set(kind, [...(times.get(kind) ?? []), best]);
  heavy.push({ ...best, kind, file });
}

function texts(file) {
  const text = session.text(file);
  const comment = comments.find(([names]) => names.test(file))?.[1] ?? '\n';
  return [text + comment, changed(file, text)];
}

function ms({ user, system }) {
  return Math.round((user + system) / 100) / 10;
}

function spread(files, n) {
  if (files.length <= n) return files;
  return Array.from({ length: n }, (_, i) => files[Math.floor(((i + 0.5) * files.length) / n)]);
}

function kinds() {
  const filesOf = (...names) =>
    [...new Set(names.flatMap((kind) => session.facts(kind).map((fact) => fact.at.file)))]
      .filter((file) => session.text(file) !== undefined)
      .sort();
  const isCode = (file) => /\.[cm]?[jt]sx?$/.test(file);
  const routes = filesOf('route.declared').filter(isCode);
  const imported = new Map();
  for (const { specifier } of session.facts('module.imported')) {
    const name = specifier.split('/').at(-1);
    if (/[./@~]/.test(specifier)) imported.set(name, (imported.get(name) ?? 0) + 1);
  }
  const stem = (file) =>
    file
      .replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '')
      .split('/')
      .at(-1);
  const modules = listed.filter((file) => isCode(file) && !/\.d\.ts$|\.(?:test|spec)\./.test(file));
  const busy = [...modules]
    .sort((a, b) => (imported.get(stem(b)) ?? 0) - (imported.get(stem(a)) ?? 0))
    .slice(0, count * 2);
  const components = modules.filter((file) => /\.[jt]sx$/.test(file) && !routes.includes(file));
  const yaml = filesOf(
    'workload.declared',
    'probe.declared',
    'job.declared',
    'env.declared',
    'port.declared',
    'resource.declared',
  ).filter((file) => /\.ya?ml$/.test(file));
  const others = modules.filter((file) => /\.[cm]?[jt]s$/.test(file) && !routes.includes(file) && !busy.includes(file));
  return [
    ['route', routes],
    ['much imported', busy],
    ['component', components],
    ['other code', others],
    ['YAML', yaml],
    ['migration', filesOf('migration.declared')],
    ['package.json', filesOf('package.declared').filter((file) => file.endsWith('package.json'))],
  ];
}
