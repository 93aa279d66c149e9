// How far our reading of PostgreSQL's DDL agrees with PostgreSQL's own grammar (libpg-query).
//
//   npm run bench -- oracle <folder> [--show <n>]
//
// Every .sql file below the folder whose dialect is PostgreSQL or open is split by us; a statement that libpg-query accepts
// counts, and agrees when each of its operations is the same in every field. One that libpg-query rejects is left out and counted apart.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options, positionals } = parseArgs({
  options: { show: { type: 'string', default: '20' } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: npm run bench -- oracle <folder> [--show <n>]');
  process.exit(2);
}

const aside = fs.mkdtempSync(path.join(os.tmpdir(), 'oracle-'));
const bundle = path.join(aside, 'oracle.cjs');
await esbuild.build({
  stdin: {
    contents: `export * from './src/parse/sql'; export * from './src/parse/sqlSections'; export * from './src/parse/sqlDialect';
      export * from './src/parse/statements'; export * from './test/support/pgOracle';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  packages: 'external',
  outfile: bundle,
  logLevel: 'warning',
});
const require = createRequire(path.join(root, 'package.json'));
process.env.NODE_PATH = path.join(root, 'node_modules');
require('node:module').Module._initPaths();
const ours = require(bundle);
const pg = require('libpg-query');
await pg.loadModule();

const skipped = /^(?:node_modules|\.git|dist|build)$/;
function* sqlFiles(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.test(entry.name)) yield* sqlFiles(at);
    else if (entry.isFile() && entry.name.endsWith('.sql')) yield at;
  }
}

const total = {
  files: 0,
  other: 0,
  statements: 0,
  rejected: 0,
  outside: 0,
  compared: 0,
  agreed: 0,
  unread: 0,
  likely: 0,
};
const disagreements = [];
for (const folder of positionals)
  for (const file of sqlFiles(path.resolve(folder))) {
    const text = fs.readFileSync(file, 'utf8');
    const evidence = ours.dialectOfPath(path.relative(path.resolve(folder), file)) ?? ours.dialectOfSyntax(text);
    if (evidence.dialect !== 'postgresql' && evidence.dialect !== 'unknown') {
      total.other++;
      continue;
    }
    total.files++;
    for (const section of ours.layoutOf(text).sections)
      for (const statement of ours.statementsOf(section, 'postgresql')) {
        if (statement.meta !== undefined) continue;
        total.statements++;
        compare(file, section.text.slice(statement.start, statement.end));
      }
  }

function compare(file, sql) {
  let parsed;
  try {
    parsed = pg.parseSync(sql).stmts;
  } catch (error) {
    total.rejected++;
    if (process.env.REJECTED)
      console.log(
        `rejected: ${error.message}: ${path.basename(path.dirname(file))}/${path.basename(file)}: ${sql.slice(0, 100)}`,
      );
    return;
  }
  const wanted = parsed.length === 1 ? ours.oracleLines(parsed[0].stmt) : undefined;
  if (parsed.length === 1 && wanted === undefined) {
    total.outside++;
    return;
  }
  total.compared++;
  const reading = ours.readSql(sql, { dialect: 'postgresql' });
  if (reading.unread.length > 0) total.unread++;
  if (reading.operations.some((o) => o.confidence)) total.likely++;
  const expected = (wanted ?? []).map(ours.show);
  const actual = reading.operations.map((o, i) => ours.show(ours.lineOf(o, wanted?.[i])));
  if (expected.join('\n') === actual.join('\n')) total.agreed++;
  else disagreements.push({ file, sql, expected, actual });
}

for (const { file, sql, expected, actual } of disagreements.slice(0, Number(options.show))) {
  console.log(`\n${path.relative(process.cwd(), file)}\n  ${sql.slice(0, 300).replace(/\n/g, '\n  ')}`);
  for (const line of expected.filter((l) => !actual.includes(l))) console.log(`  grammar: ${line}`);
  for (const line of actual.filter((l) => !expected.includes(l))) console.log(`  ours:    ${line}`);
}
const share = (n) => `${((100 * n) / Math.max(1, total.compared)).toFixed(3)} %`;
console.log(`
files ${total.files} (${total.other} of other dialects left out), statements ${total.statements}
rejected by the grammar ${total.rejected}, of kinds that are not compared ${total.outside}
compared ${total.compared}: agree ${total.agreed} (${share(total.agreed)}), unread ${total.unread} (${share(total.unread)}), likely ${total.likely}`);
fs.rmSync(aside, { recursive: true, force: true });
