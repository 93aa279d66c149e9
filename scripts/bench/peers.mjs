// Recall and false positives of the migration rules on cases of other linters.
//
//   npm run bench -- peers <folder with peer-cases.json> [--misses]
//
// Each case is a project of its own: its setup is the base, its statement the pending migration, and rules that are off are on.
// A case found = a finding of a rule of its category. Counted apart: where one statement is told once, and the finding became
// evidence of a stronger one, or where a rule of a near category says the same. A negative counts only for the category that it
// is judged by, and for any of the three.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine, reviewOf } from '../benchEngine.mjs';

const { values: options, positionals } = parseArgs({
  options: { misses: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) {
  console.error('usage: npm run bench -- peers <folder with peer-cases.json> [--misses]');
  process.exit(2);
}

/** Rules of a neutral category; a finding that must mention a word is a narrower claim. */
const categories = {
  'lock.index-create': ['index-not-concurrent'],
  'lock.index-drop': ['index-drop-not-concurrent'],
  'lock.reindex': ['reindex-not-concurrent'],
  'lock.fk-validated-in-place': ['foreign-key-validated-in-place'],
  'lock.constraint-validated-in-place': ['check-validated-in-place'],
  'tx.validate-in-same-transaction': ['validate-in-same-transaction'],
  'lock.unique-constraint-build': ['unique-constraint-builds-index'],
  'lock.primary-key-build': ['primary-key-builds-index'],
  'lock.primary-key-using-nullable-index': ['primary-key-builds-index'],
  'lock.exclusion-constraint': ['exclusion-constraint'],
  'lock.set-not-null-scan': ['set-not-null-scans'],
  'datadep.nullable-to-not-null': ['set-not-null-scans'],
  'datadep.add-required-column': ['required-column-added'],
  'rewrite.add-column-volatile-default': ['volatile-default-rewrites'],
  'rewrite.add-serial-or-stored-generated': ['generated-column-rewrites'],
  'rewrite.type-change': ['type-change-rewrites'],
  'rewrite.set-logged': ['set-logged-rewrites'],
  'lock.partition-attach': ['partition-blocks'],
  'lock.partition-detach': ['partition-blocks'],
  'lock.matview-refresh': ['matview-refresh-blocks'],
  'lock.vacuum-full-or-cluster': ['full-table-maintenance'],
  'lock.trigger-ddl': ['trigger-ddl'],
  'lock.work-while-holding-access-exclusive': ['work-while-holding-lock'],
  'lock.mysql-copy-algorithm': ['copy-algorithm'],
  'lock.mysql-explicit-lock': ['copy-algorithm'],
  'destructive.drop-table': ['drop-table'],
  'destructive.drop-column': ['drop-column'],
  'destructive.drop-schema': ['drop-schema'],
  'destructive.drop-database': ['drop-schema'],
  'destructive.truncate': ['truncate'],
  'destructive.truncate-cascade': ['truncate'],
  'destructive.unbounded-dml': ['unbounded-dml'],
  'compat.rename-column': ['rename-column'],
  'compat.rename-table': ['rename-table'],
  'compat.rename-schema': ['rename-schema'],
  'compat.rename-enum-value': ['rename-enum-value'],
  'compat.drop-not-null': ['drop-not-null'],
  'compat.default-changed': ['default-changed'],
  'datadep.unique-on-existing': ['unique-on-existing'],
  'datadep.implicit-update': ['implicit-update'],
  'tx.concurrently-in-transaction': ['concurrently-in-transaction'],
  'tx.missing-timeout': ['no-lock-timeout'],
  'tx.missing-lock-timeout': ['lock-timeout-ineffective'],
  'tx.nesting': ['nested-transaction'],
  'tx.uncommitted': ['uncommitted-transaction'],
  'backfill.dml-in-migration': ['backfill-with-schema-change'],
  'type.int32': ['int32-primary-key'],
  'type.varchar-limit': ['varchar-limit'],
  'type.char': ['char-type'],
  'type.timestamp-without-tz': ['timestamp-without-tz'],
  'type.serial': ['serial-type'],
  'type.json': ['json-type'],
  'schema.identifier-too-long': ['identifier-too-long'],
  'schema.fk-without-index': ['fk-without-index'],
  'schema.missing-primary-key': ['missing-primary-key'],
  'schema.create-enum': ['create-enum'],
  'schema.domain-constraint': ['domain-constraint'],
};
/** Rules that say the same of a statement as another category does: counted apart, as near. */
const near = {
  // Any constraint: a foreign key has a rule of its own, and so has one whose two steps share a transaction.
  'lock.constraint-validated-in-place': ['foreign-key-validated-in-place', 'validate-in-same-transaction'],
  // Set too late, it is missing where it is needed.
  'tx.missing-timeout': ['lock-timeout-ineffective'],
  'rewrite.add-column-volatile-default': ['generated-column-rewrites'],
};

const engine = await loadEngine();
const on = Object.fromEntries(
  engine.rules.filter((rule) => rule.meta.off).map((rule) => [rule.id, rule.meta.severity]),
);
const { cases } = JSON.parse(fs.readFileSync(path.join(folder, 'peer-cases.json'), 'utf8'));
const tally = { found: 0, near: 0, missed: 0, quiet: 0, wrong: 0, outside: 0 };
const perCategory = new Map();
const listed = [];

for (const one of cases) {
  const category = one.judged_category;
  if (category === 'robust.not-rerunnable') continue;
  if (!categories[category]) {
    tally.outside++;
    continue;
  }
  const findings = reviewOf(engine, project(one)).findings.filter((finding) => !finding.suppressed);
  const isOf = (rules = [], { rule, what }) =>
    rules.includes(rule?.replace('migration/', '')) &&
    (category !== 'destructive.truncate-cascade' || what.includes('CASCADE'));
  const mentioned = findings.flatMap(({ evidence }) => evidence.map((one) => ({ rule: one.rule, what: one.note })));
  const direct = findings.some((finding) => isOf(categories[category], finding));
  const indirect =
    mentioned.some((one) => isOf(categories[category], one)) ||
    [...findings, ...mentioned].some((one) => isOf(near[category], one));
  const outcome =
    one.expected === 'none'
      ? direct || indirect
        ? 'wrong'
        : 'quiet'
      : direct
        ? 'found'
        : indirect
          ? 'near'
          : 'missed';
  tally[outcome]++;
  const row = perCategory.get(category) ?? { found: 0, near: 0, missed: 0, quiet: 0, wrong: 0 };
  row[outcome]++;
  perCategory.set(category, row);
  if (outcome === 'missed' || outcome === 'wrong' || outcome === 'near')
    listed.push(
      `${outcome.padEnd(6)} ${category} ${one.id} (got ${[...new Set(findings.map((f) => f.rule))].join(', ') || 'nothing'})`,
    );
}

console.table(Object.fromEntries([...perCategory].sort()));
if (options.misses) console.log(listed.sort().join('\n'));
const positives = tally.found + tally.near + tally.missed;
const negatives = tally.quiet + tally.wrong;
console.log(`${cases.length} cases, ${tally.outside} of categories outside the catalogue`);
console.log(
  `recall ${tally.found}/${positives} = ${share(tally.found, positives)}; where evidence or a near rule says it too ${share(tally.found + tally.near, positives)}`,
);
console.log(`false positives ${tally.wrong}/${negatives} = ${share(tally.wrong, negatives)}`);

function share(part, whole) {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

/** The smallest project that holds a case: a runner that wraps each migration, or none, as the case says. */
function project(one) {
  const setup = (one.files ?? [])
    .slice(0, -1)
    .map((file) => file.sql)
    .join('\n');
  if (one.dialect === 'mysql') {
    const lock = { 'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n' };
    const base = { ...lock, ...(setup ? { 'prisma/migrations/20250101000000_base/migration.sql': setup } : {}) };
    return {
      base,
      head: { ...base, 'prisma/migrations/20250201000000_case/migration.sql': one.sql },
      policy: { rules: on },
    };
  }
  const wraps = one.settings?.assume_in_transaction === true && !one.sql.includes('disable-assume-in-transaction');
  const version = one.settings?.pg_version;
  const policy = {
    rules: on,
    data: {
      databases: [{ migrations: 'db', dialect: 'postgresql', ...(version ? { version: String(version) } : {}) }],
    },
  };
  // Runners that wrap a migration either open a transaction, or send the text whole, so that one statement stands alone.
  const single =
    one.sql
      .replaceAll(/--[^\n]*/g, '')
      .trim()
      .replace(/;$/, '')
      .split(';').length === 1;
  if (wraps && single && one.judged_category !== 'tx.nesting') {
    const lock = { 'db/migrations/migration_lock.toml': 'provider = "postgresql"\n' };
    const base = { ...lock, ...(setup ? { 'db/migrations/20250101000000_base/migration.sql': setup } : {}) };
    return { base, head: { ...base, 'db/migrations/20250201000000_case/migration.sql': one.sql }, policy };
  }
  const goose = (sql) => `${wraps ? '' : '-- +goose NO TRANSACTION\n'}-- +goose Up\n${sql}\n`;
  const base = setup ? { 'db/migrations/20250101000000_base.sql': goose(setup) } : {};
  return { base, head: { ...base, 'db/migrations/20250201000000_case.sql': goose(one.sql) }, policy };
}
