import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { migrationTools } from '../../src/facts/migrationTools';

function runners(path: string, text: string): Fact<'runner.configured'>[] {
  if (!migrationTools.files.test(path) || !migrationTools.accepts(path, text)) return [];
  return migrationTools
    .extract(createSource(path, text))
    .filter((fact): fact is Fact<'runner.configured'> => fact.kind === 'runner.configured');
}

const lines = (path: string, text: string) =>
  runners(path, text).map((r) =>
    [r.database, r.tool, r.dialect, r.transaction, r.version, r.lockTimeoutMs]
      .filter((part) => part !== undefined)
      .join(' '),
  );

describe('migration tools', () => {
  const cases: [path: string, text: string, expected: string[]][] = [
    ['prisma/migrations/migration_lock.toml', 'provider = "mysql"\n', ['prisma/migrations prisma mysql each']],
    [
      'packages/db/prisma/schema.prisma',
      'generator client {\n  provider = "prisma-client-js"\n}\ndatasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
      ['packages/db/prisma/migrations prisma postgresql each'],
    ],
    [
      'apps/web/drizzle.config.ts',
      "export default defineConfig({ schema: './src/schema.ts', out: './migrations', dialect: 'turso' });",
      ['apps/web/migrations drizzle sqlite all'],
    ],
    [
      'apps/web/drizzle.config.ts',
      "export default { dialect: 'postgresql' };",
      ['apps/web/drizzle drizzle postgresql all'],
    ],
    [
      'server/knexfile.js',
      "module.exports = { client: 'pg', migrations: { directory: './db/migrations', disableTransactions: true } };",
      ['server/db/migrations knex postgresql none'],
    ],
    [
      'knexfile.ts',
      "export default { development: { client: 'sqlite3' }, production: { client: 'pg' } };",
      ['migrations knex unknown each'],
    ],
    [
      'apps/api/src/data-source.ts',
      "export const source = new DataSource({ type: 'postgres', migrations: ['dist/migrations/*.js'], migrationsTransactionMode: 'each' });",
      ['apps/api/src/migrations typeorm postgresql each'],
    ],
    [
      'src/db/data-source.ts',
      "new DataSource({ type: 'mysql', migrations: [__dirname + '/migrations/*{.ts,.js}'] })",
      ['src/db/migrations typeorm mysql all'],
    ],
    [
      'ormconfig.json',
      '{ "type": "postgres", "migrations": ["src/migration/**/*.ts"] }',
      ['src/migration typeorm postgresql all'],
    ],
    [
      '.sequelizerc',
      "const path = require('path');\nmodule.exports = { 'migrations-path': path.resolve('server', 'migrations') };",
      ['server/migrations sequelize unknown none'],
    ],
    ['config/config.json', '{ "production": { "dialect": "mariadb" } }', ['migrations sequelize mariadb none']],
    [
      'mikro-orm.config.ts',
      "import { PostgreSqlDriver } from '@mikro-orm/postgresql';\nexport default { migrations: { path: './dist/migrations', pathTs: './src/migrations', allOrNothing: false } };",
      ['src/migrations mikro-orm postgresql each'],
    ],
    [
      'src/migrate.ts',
      "const provider = new FileMigrationProvider({ fs, path, migrationFolder: path.join(__dirname, 'migrations') });\nnew Kysely({ dialect: new PostgresDialect({ pool }) });",
      ['src/migrations kysely postgresql all'],
    ],
    [
      'package.json',
      '{ "scripts": { "migrate": "node-pg-migrate up -m db/migrations --no-single-transaction" }, "dependencies": { "node-pg-migrate": "9" } }',
      ['db/migrations node-pg-migrate postgresql each'],
    ],
    [
      'db/atlas.hcl',
      'env "local" {\n  dev = "docker://postgres/15/dev"\n  migration {\n    dir = "file://migrations"\n  }\n}\n',
      ['db/migrations atlas postgresql each 15'],
    ],
    [
      'supabase/config.toml',
      'project_id = "x"\n[db]\nmajor_version = 17\n',
      ['supabase/migrations supabase postgresql each 17'],
    ],
    [
      'flyway.toml',
      '[environments.prod]\nurl = "jdbc:mysql://db/shop"\n[flyway]\nlocations = ["filesystem:sql/migrations"]\ngroup = true\n',
      ['sql/migrations flyway mysql all'],
    ],
    ['diesel.toml', '[migrations_directory]\ndir = "db/migrations"\n', ['db/migrations diesel unknown each']],
    ['compose.yaml', 'services:\n  db:\n    image: postgres:15-alpine\n', ['* compose postgresql each 15']],
    ['compose.yaml', 'services:\n  a:\n    image: postgres:15\n  b:\n    image: mysql:8\n', []],
    [
      '.github/workflows/deploy.yml',
      "env:\n  PGOPTIONS: '-c lock_timeout=5s'\n",
      ['* connection postgresql each 5000'],
    ],
    ['README.md', 'provider = "mysql"', []],
  ];
  for (const [path, text, expected] of cases)
    it(`${path}: ${expected.join('; ') || 'nothing'}`, () => assert.deepEqual(lines(path, text), expected));

  it('the journal of Drizzle gives the order and the dialect', () => {
    const journal = {
      dialect: 'pg',
      entries: [
        { idx: 0, when: 1700, tag: '0000_a' },
        { idx: 1, when: 900, tag: '0001_b' },
      ],
    };
    const [runner] = runners('drizzle/meta/_journal.json', JSON.stringify(journal));
    assert.equal(runner?.database, 'drizzle');
    assert.equal(runner?.dialect, 'postgresql');
    assert.ok((runner?.order?.['0001_b'] as string) < (runner?.order?.['0000_a'] as string));
    assert.deepEqual(runners('drizzle/meta/_journal.json', '{ "entries": ['), []);
  });

  it('the plan of Sqitch gives the order', () => {
    const plan =
      '%syntax-version=1.0.0\n%project=shop\n\nusers 2024-01-02T03:04:05Z Ann <ann@example.org> # Add users.\norders [users] 2024-01-03T03:04:05Z Ann <ann@example.org>\n@v1 2024-01-04T00:00:00Z Ann <ann@example.org>\n';
    assert.deepEqual(Object.keys(runners('db/sqitch.plan', plan)[0]?.order ?? {}), ['users', 'orders']);
  });

  it('files beside a script take it out of the transaction', () => {
    assert.deepEqual(runners('db/migration/V2_1__i.sql.conf', 'executeInTransaction=false\n')[0]?.outside, ['V2.1']);
    const [diesel] = runners('migrations/2024-01-02-000000_i/metadata.toml', 'run_in_transaction = false\n');
    assert.deepEqual([diesel?.database, diesel?.outside], ['migrations', ['2024-01-02-000000_i']]);
  });
});
