/**
 * How migration tools run what is pending, from their documentation and sources at the version named, 2026-08. `each`: a transaction per
 * migration; `all`: one for everything that is pending; `none`: none unless the author opens one.
 */
export const transactionOfTool: Readonly<Record<string, 'each' | 'all' | 'none'>> = {
  prisma: 'each',
  drizzle: 'all',
  typeorm: 'all',
  knex: 'each',
  objection: 'each',
  sequelize: 'none',
  umzug: 'none',
  'mikro-orm': 'all',
  kysely: 'all',
  'node-pg-migrate': 'all',
  supabase: 'each',
  flyway: 'each',
  liquibase: 'each',
  'golang-migrate': 'each',
  goose: 'each',
  dbmate: 'each',
  'sql-migrate': 'each',
  sqitch: 'none',
  atlas: 'each',
  diesel: 'each',
  pop: 'each',
  rails: 'each',
  'db-migrate': 'none',
  hasura: 'each',
  // Nobody knows what runs plain files.
  files: 'none',
};

/** Their driver sends a file as one text: the server makes the transaction, and BEGIN inside it is no mistake. */
export const sendsWhole: ReadonlySet<string> = new Set(['prisma', 'golang-migrate', 'files']);

/** What the tool does with a migration that sorts before one that has already run. */
export const lateArrival: Readonly<Record<string, string>> = {
  drizzle: 'Drizzle skips it without a word',
  'golang-migrate': 'golang-migrate skips it without a word where the later one has run',
  flyway: 'Flyway refuses to migrate unless outOfOrder is on',
  goose: 'goose stops unless it is called with -allow-missing',
  kysely: 'Kysely stops unless allowUnorderedMigrations is on',
  'node-pg-migrate': 'node-pg-migrate stops while checkOrder is on',
  sqitch: 'Sqitch follows its plan file',
};

/** How a migration says that it runs outside a transaction. */
export const outsideTransaction: Readonly<Record<string, string>> = {
  prisma: 'make it the only statement of its migration: Prisma then sends it outside a transaction',
  drizzle:
    'run it before the migrations, by hand or with a script: Drizzle wraps everything that is pending in one transaction',
  typeorm: 'set `transaction = false` on the migration and run with `--transaction each`',
  knex: 'export `config = { transaction: false }` from the migration',
  sequelize: 'do not pass a transaction to the query',
  umzug: 'do not open a transaction around the query',
  'mikro-orm': 'return false from `isTransactional()` and set `allOrNothing: false`',
  kysely: 'run it with `disableTransactions`, or outside the migrator',
  'node-pg-migrate': 'call `pgm.noTransaction()` in the migration',
  supabase: 'make it the only statement of its migration',
  flyway: 'put it into a migration of its own, with `executeInTransaction=false` in its script configuration',
  liquibase: 'set `runInTransaction:false` on the changeset',
  'golang-migrate': 'make it the only statement of its file',
  goose: 'write `-- +goose NO TRANSACTION` at the top of the file',
  dbmate: 'write `-- migrate:up transaction:false`',
  'sql-migrate': 'write `-- +migrate Up notransaction`',
  sqitch: 'remove BEGIN and COMMIT from the script',
  atlas: 'write `-- atlas:txmode none` at the top of the file',
  diesel: 'write `run_in_transaction = false` into the metadata.toml of the migration',
  pop: 'name the file `….autocommit.up.sql`',
  rails: 'call `disable_ddl_transaction!`',
};

/** What undoes a failed or applied migration where the tool has no downs. */
export const withoutDowns: Readonly<Record<string, string>> = {
  prisma: 'Prisma has no downs: write the inverse with `prisma migrate diff` and mark it with `prisma migrate resolve`',
  drizzle: 'Drizzle has no downs: the inverse is a new migration',
  supabase: 'Supabase has no downs: the inverse is a new migration',
};

/** How a tool is stopped before a migration; where none is named, it applies everything that is pending, in order, in one go. */
export const stopsBefore: Readonly<Record<string, string>> = {
  knex: '`migrate:up` applies one at a time',
  objection: '`migrate:up` applies one at a time',
  sequelize: '`--to` stops before it',
  umzug: '`--to` stops before it',
  'mikro-orm': '`--to` stops before it',
  kysely: '`migrateTo` stops before it',
  'node-pg-migrate': '`up` with a count stops before it',
  flyway: '`-target` stops before it',
  liquibase: '`update-count` stops before it',
  'golang-migrate': '`goto` stops before it',
  goose: '`up-to` stops before it',
  'sql-migrate': '`-limit` stops before it',
  sqitch: '`--to` stops before it',
  atlas: '`migrate apply` with a count stops before it',
  rails: '`VERSION=` stops before it',
  'db-migrate': '`--count` stops before it',
};

/** Tools that run whatever has not run yet, in the middle of a changelog as at its end: nothing comes too late for them. */
export const runsWhatIsNew: ReadonlySet<string> = new Set(['liquibase']);

/**
 * Tools that run an older migration that is missing after newer ones have run. Databases then differ in the order only, which matters
 * where both touch the same thing: pending is for them whatever is not recorded as run. The others skip it, stop, or are not known.
 */
export const runsWhatIsMissing: ReadonlySet<string> = new Set([
  'prisma',
  'knex',
  'objection',
  'sequelize',
  'umzug',
  'rails',
  'dbmate',
  'db-migrate',
]);
