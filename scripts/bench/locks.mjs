// Agreement of what we say of DDL with what real servers did.
//
//   npm run bench -- locks <folder with postgres-locks.json, mariadb-algorithms.json and their base schemas> [--all]
//
// PostgreSQL: lock, rewrite and scan of each recorded form on the tables of the base schema; MariaDB: algorithm and lock. Then:
// every form that rewrites, scans under a blocking lock or needs COPY on an existing table must be reported.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine } from '../benchEngine.mjs';

const { values: options, positionals } = parseArgs({
  options: { all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) {
  console.error('usage: npm run bench -- locks <folder with the recorded facts> [--all]');
  process.exit(2);
}
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const engine = await loadEngine();

/** Findings and resolved operations of one pending statement. */
function judged(files, base) {
  const session = engine.createSession(engine.parts, { base: 'reads-through', policy: {}, today: '2026-01-01' });
  for (const [file, text] of Object.entries({ ...base, ...files })) session.setHead(file, text);
  for (const file of Object.keys(files)) session.setBase(file, undefined);
  const { findings } = session.review();
  return { findings, ops: session.facts('ddl.resolved').filter((op) => op.pending) };
}

const counts = { forms: 0, disagree: 0, due: 0, reported: 0 };
const lines = [];

const strength = [
  'none',
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
];
const plainLock = (lock) =>
  lock === 'none'
    ? 'none'
    : lock
        .split(' ')
        .map((word) => word[0] + word.slice(1).toLowerCase())
        .join('');

for (const one of JSON.parse(read('postgres-locks.json'))) {
  const base = {
    'supabase/migrations/20250101000000_base.sql': read('postgres-base.sql'),
    ...(one.setup ? { 'supabase/migrations/20250102000000_setup.sql': one.setup } : {}),
  };
  // Settings of a session last for the session: a SET belongs to the statement that it serves.
  const settings = (one.setup ?? '')
    .split(';')
    .filter((text) => /^\s*set\s/i.test(text))
    .map((text) => `${text};\n`)
    .join('');
  const { findings, ops } = judged(
    { 'supabase/migrations/20250201000000_form.sql': `${settings}${one.statement};` },
    base,
  );
  const main = ops.filter((op) => op.op !== 'session.set');
  const tables = one.locks.filter(
    (lock) =>
      lock.kind === undefined || lock.kind === 'r' || lock.kind === 'p' || lock.kind === 'm' || lock.kind === 'v',
  );
  const table = main.find((op) => op.table)?.table?.replace(/^public\./, '');
  const ours = strength[Math.max(0, ...main.map((op) => strength.indexOf(plainLock(op.lock))))];
  const own = tables.filter((lock) => lock.relation.replace('public.', '') === table);
  const observed = strength[Math.max(0, ...own.map((lock) => strength.indexOf(lock.mode.replace('Lock', ''))))];
  // ACCESS SHARE is what a query takes.
  const theirs = observed === 'AccessShare' ? 'none' : observed;
  const rewrote = (one.rewritten ?? []).some(
    (what) => (what.kind ?? 'r') === 'r' && (what.rel ?? what) === `public.${table}`,
  );
  const scanned = (one.scan ?? []).length > 0;
  const claims = { rewrites: main.some((op) => op.rewrites), scans: main.some((op) => op.scans) };
  const wrong = [];
  if (
    own.length > 0 &&
    ours !== theirs &&
    !/^(?:insert|update|delete|create (?:table|materialized))/i.test(one.statement)
  )
    wrong.push(`lock ${ours}, recorded ${theirs}`);
  if (claims.rewrites !== rewrote) wrong.push(`rewrites ${claims.rewrites}, recorded ${rewrote}`);
  if (one.scan && claims.scans !== scanned && own.length > 0 && !/^insert/i.test(one.statement))
    wrong.push(`scans ${claims.scans}, recorded ${scanned}`);
  const blocking = tables.some(
    (lock) =>
      lock.kind !== 'm' &&
      /^(?:Share|ShareRowExclusive|Exclusive|AccessExclusive)Lock$/.test(lock.mode) &&
      one.scan?.includes(lock.relation),
  );
  tell(one, `${one.engine}`, wrong, rewrote || blocking, findings);
}

for (const one of JSON.parse(read('mariadb-algorithms.json'))) {
  const text =
    one.setup === 'table without virtual column'
      ? read('mariadb-base.sql').replace(/, vcol int as \(a\+1\) virtual/, '')
      : read('mariadb-base.sql');
  const lock = { 'flyway.conf': 'flyway.url=jdbc:mariadb://db/shop\nflyway.locations=filesystem:db/migration\n' };
  const base = {
    ...lock,
    'db/migration/V1__base.sql': text
      .replaceAll(/create or replace table/g, 'create table')
      .replaceAll(/^insert .*$/gm, ''),
  };
  const { findings, ops } = judged({ 'db/migration/V2__form.sql': `${one.statement};` }, base);
  const weight = ['INSTANT', 'NOCOPY', 'INPLACE', 'COPY'];
  const ours = weight[Math.max(-1, ...ops.map((op) => weight.indexOf(op.algorithm)))];
  const wrong = [];
  if (one.best && ours !== undefined && (ours === 'COPY') !== (one.best === 'COPY'))
    wrong.push(`algorithm ${ours}, recorded ${one.best}`);
  if (one.best && ours === undefined) wrong.push(`algorithm unknown, recorded ${one.best}`);
  const least = one.leastLock?.split(' ')[0];
  const lockOf = ops.some((op) => op.leastLock && op.leastLock !== 'NONE') ? 'SHARED' : 'NONE';
  if (one.best && ours !== undefined && least && lockOf !== least) wrong.push(`lock ${lockOf}, recorded ${least}`);
  tell(one, one.engine, wrong, one.best === 'COPY', findings);
}

console.log(lines.join('\n'));
console.log(
  `${counts.forms} forms: ${counts.disagree} disagree; ${counts.reported} of ${counts.due} that rewrite, scan under a blocking lock or copy are reported`,
);
process.exitCode = counts.disagree > 0 || counts.reported < counts.due ? 1 : 0;

function tell(one, engineName, wrong, due, findings) {
  counts.forms++;
  if (wrong.length > 0) counts.disagree++;
  const mine = findings.filter(
    (finding) => finding.rule.startsWith('migration/') && !/no-lock-timeout|fk-without-index|int32/.test(finding.rule),
  );
  if (due) {
    counts.due++;
    if (mine.length > 0) counts.reported++;
  }
  if (wrong.length > 0 || (due && mine.length === 0) || options.all)
    lines.push(
      `${engineName.padEnd(8)} ${one.setup ? `[${one.setup}] ` : ''}${one.statement}\n         ${[...wrong, due && mine.length === 0 ? 'NOT REPORTED' : '', options.all ? mine.map((f) => f.what).join(' | ') : ''].filter(Boolean).join('; ')}`,
    );
}
