import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { sqlMigrations } from '../../src/facts/sqlMigrations';

function factsOf(path: string, text: string): Fact[] {
  if (!sqlMigrations.files.test(path) || !sqlMigrations.accepts(path, text)) return [];
  return sqlMigrations.extract(createSource(path, text));
}

/** Declarations in one line each: where, what, and how it runs. */
function declared(path: string, text = 'DROP TABLE a;\nDROP TABLE b;\n'): string[] {
  return factsOf(path, text).flatMap((fact) =>
    fact.kind === 'migration.declared'
      ? [
          `${fact.database} ${fact.id} ${fact.tool} ${fact.direction} ${fact.transaction} downs ${fact.downs}${fact.empty ? ' empty' : ''}`,
        ]
      : [],
  );
}

const operations = (path: string, text: string) =>
  factsOf(path, text).filter((fact): fact is Fact<'ddl.operation'> => fact.kind === 'ddl.operation');

const unread = (path: string, text: string) =>
  factsOf(path, text).flatMap((fact) => (fact.kind === 'text.unread' ? [`${fact.at.line} ${fact.reason}`] : []));

describe('migrations in SQL: where they stand', () => {
  const places: [path: string, expected: string | undefined][] = [
    [
      'prisma/migrations/20240102030405_add_users/migration.sql',
      'prisma/migrations 20240102030405_add_users prisma up own downs none',
    ],
    [
      'packages/db/migration/20240102030405_x/migration.sql',
      'packages/db/migration 20240102030405_x prisma up own downs none',
    ],
    ['prisma/migrations/0_init/migration.sql', 'prisma/migrations 0_init prisma up own downs none'],
    ['apps/web/drizzle/0007_quiet_fox.sql', 'apps/web/drizzle 0007_quiet_fox drizzle up own downs none'],
    ['src/db/migrations/0000_bright_sea.sql', 'src/db/migrations 0000_bright_sea drizzle up own downs none'],
    [
      'supabase/migrations/20240102030405_users.sql',
      'supabase/migrations 20240102030405_users supabase up own downs none',
    ],
    [
      'src/main/resources/db/migration/V1_2__add_users.sql',
      'src/main/resources/db/migration V1.2 flyway up own downs optional',
    ],
    [
      'src/main/resources/db/migration/users/U1_2__add_users.sql',
      'src/main/resources/db/migration V1.2 flyway down own downs optional',
    ],
    ['sql/R__views.sql', 'sql R__views flyway up own downs optional'],
    ['db/000012_users.up.sql', 'db 000012_users golang-migrate up own downs expected'],
    ['db/000012_users.down.sql', 'db 000012_users golang-migrate down own downs expected'],
    ['migrations/20240102_users.mysql.autocommit.up.sql', 'migrations 20240102_users.mysql pop up none downs expected'],
    [
      'internal/migrations/postgres/V0003.Users.up.sql',
      'internal/migrations/postgres V0003.Users files up own downs expected',
    ],
    ['migrations/2024-01-02-030405_users/up.sql', 'migrations 2024-01-02-030405_users diesel up own downs expected'],
    [
      'migrations/2024-01-02-030405_users/down.sql',
      'migrations 2024-01-02-030405_users diesel down own downs expected',
    ],
    [
      'hasura/migrations/default/1704164645000_users/up.sql',
      'hasura/migrations/default 1704164645000_users hasura up own downs expected',
    ],
    [
      'migrations/sqls/20240102030405-users-down.sql',
      'migrations 20240102030405-users db-migrate down none downs expected',
    ],
    ['migrations/001.do.sql', 'migrations 001 postgrator up own downs expected'],
    ['migrations/001.undo.sql', 'migrations 001 postgrator down own downs expected'],
    ['db/migrations/down/003_users.sql', 'db/migrations 003_users files down own downs expected'],
    ['server/db/migrations/12_users.sql', 'server/db/migrations 12_users files up own downs optional'],
    ['db/postgres/migrations/1.2.0-users.sql', 'db/postgres/migrations 1.2.0-users files up own downs optional'],
    ['prisma/schema.sql', undefined],
    ['db/structure.sql', undefined],
    ['db/migrations/schema.sql', undefined],
    ['db/migrations/seeds/001_users.sql', undefined],
    ['db/migrations/001_seed_users.sql', undefined],
    ['drizzle/meta/0000_snapshot.sql', undefined],
    ['queries/users.sql', undefined],
    ['test/fixtures/migrations/001_users.sql', undefined],
    ['deploy/users.sql', undefined],
  ];
  for (const [path, expected] of places) it(path, () => assert.deepEqual(declared(path), expected ? [expected] : []));

  it('orders numbers as numbers, and those of Prisma as names', () => {
    const order = (path: string) =>
      factsOf(path, 'DROP TABLE a;').flatMap((fact) => (fact.kind === 'migration.declared' ? [fact.order] : []))[0] ??
      '';
    assert.ok(order('migrations/2_b.up.sql') < order('migrations/10_a.up.sql'));
    assert.ok(order('db/migration/V1.9__a.sql') < order('db/migration/V1.10__a.sql'));
    assert.ok(order('db/migration/V99__a.sql') < order('db/migration/R__a.sql'));
    assert.ok(order('prisma/migrations/10_a/migration.sql') < order('prisma/migrations/2_b/migration.sql'));
  });
});

describe('migrations in SQL: what the markers say', () => {
  it('goose has both directions in one file', () => {
    const text =
      '-- +goose Up\nALTER TABLE a ADD b int;\n\n-- +goose Down\n-- irreversible: the values are gone\nSELECT 1;\n';
    const path = 'cmd/migrate/20240102030405_b.sql';
    assert.deepEqual(declared(path, text), [
      'cmd/migrate 20240102030405_b goose up own downs expected',
      'cmd/migrate 20240102030405_b goose down own downs expected empty',
    ]);
    const down = factsOf(path, text).find((f) => f.kind === 'migration.declared' && f.direction === 'down');
    assert.equal(down?.kind === 'migration.declared' && down.irreversibleBecause, 'irreversible: the values are gone');
    assert.equal(down?.at.line, 4);
  });

  it('goose without a transaction: every statement commits by itself', () => {
    const text =
      '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON a (b);\n-- +goose Down\nDROP INDEX i;';
    assert.deepEqual(declared('m/1_i.sql', text), [
      'm 1_i goose up none downs expected',
      'm 1_i goose down none downs expected',
    ]);
    assert.deepEqual(
      operations('m/1_i.sql', text).map((o) => [o.direction, o.op, o.transaction, o.at.line]),
      [
        ['up', 'index.create', 'none', 3],
        ['down', 'index.drop', 'none', 5],
      ],
    );
  });

  it('dbmate, sql-migrate and node-pg-migrate', () => {
    assert.deepEqual(declared('db/migrations/1_a.sql', '-- migrate:up\nDROP TABLE a;\n-- migrate:down\n'), [
      'db/migrations 1_a dbmate up own downs expected',
      'db/migrations 1_a dbmate down own downs expected empty',
    ]);
    assert.deepEqual(declared('migrations/1_a.sql', '-- +migrate Up\nDROP TABLE a;\n'), [
      'migrations 1_a sql-migrate up own downs expected',
    ]);
    assert.deepEqual(
      declared('migrations/1_a.sql', '-- Up Migration\nDROP TABLE a;\n-- Down Migration\nDROP TABLE b;'),
      [
        'migrations 1_a node-pg-migrate up own downs expected',
        'migrations 1_a node-pg-migrate down own downs expected',
      ],
    );
  });

  it('Liquibase: a migration for each changeset, in their order', () => {
    const text =
      '--liquibase formatted sql\n--changeset ann:1\nDROP TABLE a;\n--rollback not required\n--changeset ann:2 runInTransaction:false\nVACUUM b;\n';
    const facts = factsOf('changelog/users.sql', text).filter((f) => f.kind === 'migration.declared');
    assert.deepEqual(declared('changelog/users.sql', text), [
      'changelog users.sql::1::ann liquibase up own downs optional',
      'changelog users.sql::1::ann liquibase down own downs optional empty',
      'changelog users.sql::2::ann liquibase up none downs optional',
    ]);
    assert.equal(facts[1]?.kind === 'migration.declared' && facts[1].irreversibleBecause, 'not required');
    const orders = facts.flatMap((f) => (f.kind === 'migration.declared' && f.direction === 'up' ? [f.order] : []));
    assert.deepEqual(orders, [...orders].sort());
  });

  it('Drizzle and Atlas by their comments, Sqitch by its header', () => {
    assert.deepEqual(declared('db/migrations/0001_a.sql', 'DROP TABLE a;--> statement-breakpoint\nDROP TABLE b;'), [
      'db/migrations 0001_a drizzle up own downs none',
    ]);
    assert.deepEqual(declared('migrations/20240102030405.sql', '-- atlas:txmode none\n\nDROP TABLE a;'), [
      'migrations 20240102030405 atlas up none downs none',
    ]);
    const sqitch = '-- Deploy shop:users to pg\n\nBEGIN;\nDROP TABLE a;\nCOMMIT;\n';
    assert.deepEqual(declared('deploy/users.sql', sqitch), [' users sqitch up author downs expected']);
    assert.deepEqual(
      operations('deploy/users.sql', sqitch).map((o) => [o.op, o.transaction, o.dialect]),
      [
        ['session.begin', 'none', 'postgresql'],
        ['table.drop', 1, 'postgresql'],
        ['session.commit', 1, 'postgresql'],
      ],
    );
  });
});

describe('migrations in SQL: transactions', () => {
  const transactions = (path: string, text: string) => operations(path, text).map((o) => o.transaction);
  const prisma = 'prisma/migrations/20240102030405_a/migration.sql';

  it('Prisma sends a file whole: one statement runs outside a transaction, several share one', () => {
    assert.deepEqual(transactions(prisma, '-- CreateIndex\nCREATE INDEX CONCURRENTLY i ON a (b);'), ['none']);
    assert.deepEqual(transactions(prisma, 'DROP TABLE a;\nDROP TABLE b;'), [0, 0]);
    assert.deepEqual(transactions(prisma, 'DO $$ BEGIN DROP TABLE a; DROP TABLE b; END $$;'), [0, 0]);
  });

  it('Flyway opens none when every statement refuses one', () => {
    const path = 'db/migration/V1__a.sql';
    assert.deepEqual(transactions(path, 'DROP INDEX CONCURRENTLY i;\nVACUUM a;'), ['none', 'none']);
    assert.deepEqual(transactions(path, 'DROP INDEX CONCURRENTLY i;\nDROP TABLE a;'), [0, 0]);
  });

  it('Supabase takes out what refuses one', () => {
    const path = 'supabase/migrations/20240102030405_a.sql';
    assert.deepEqual(transactions(path, 'DROP TABLE a;\nDROP INDEX CONCURRENTLY i;\nDROP TABLE b;'), [0, 'none', 1]);
  });
});

describe('migrations in SQL: dialects and what is not read', () => {
  const dialects = (path: string, text: string) => [...new Set(operations(path, text).map((o) => o.dialect))];

  it('the folder, then the infix, then the syntax', () => {
    assert.deepEqual(dialects('db/mysql/migrations/1_a.up.sql', 'ALTER TABLE a ADD b jsonb'), ['mysql']);
    assert.deepEqual(dialects('migrations/1_a.sqlite3.up.sql', 'ALTER TABLE a ADD b int'), ['sqlite']);
    assert.deepEqual(dialects('migrations/1_a.up.sql', 'ALTER TABLE a ADD b jsonb'), ['postgresql']);
    assert.deepEqual(dialects('migrations/1_a.up.sql', 'ALTER TABLE `a` ADD b int'), ['mysql']);
    assert.deepEqual(dialects('migrations/1_a.up.sql', '-- `a` is gone\nALTER TABLE a ADD b int'), ['unknown']);
  });

  it('ClickHouse, other servers and other languages are told', () => {
    assert.deepEqual(
      unread('db/migrations/1_a.up.sql', 'CREATE TABLE a (b Int64) ENGINE = ReplacingMergeTree ORDER BY b;'),
      ['1 ClickHouse migrations are not read'],
    );
    assert.deepEqual(unread('clickhouse/migrations/1_a.up.sql', 'DROP TABLE a'), [
      '1 ClickHouse migrations are not read',
    ]);
    assert.deepEqual(unread('migrations/1_a.up.sql', 'ALTER TABLE dbo.a ADD b NVARCHAR(5)\nGO\n'), [
      '1 SQL of this server is not read (Transact-SQL)',
    ]);
    assert.deepEqual(unread('migrations/1_a.go', 'package m\nfunc init() { goose.AddMigrationContext(up, down) }'), [
      '1 migration in Go is not read',
    ]);
    assert.deepEqual(unread('migrations/embed.go', 'package m\n//go:embed *.sql\nvar FS embed.FS'), []);
    assert.deepEqual(unread('app/migrations/0002_a.py', 'class Migration(migrations.Migration):\n    pass'), [
      '1 migration in Python is not read',
    ]);
    assert.deepEqual(unread('db/migrate/20240102030405_a.rb', 'class A < ActiveRecord::Migration[7.1]\nend'), [
      '1 migration in Ruby is not read',
    ]);
  });

  it('a statement that is not understood is told at its place, and the rest is read', () => {
    const text = 'DROP TABLE a;\nCREATE WIDGET b;\nDROP TABLE c;\n';
    assert.deepEqual(unread('migrations/1_a.up.sql', text), ['2 statement not understood: CREATE WIDGET b']);
    assert.deepEqual(
      operations('migrations/1_a.up.sql', text).map((o) => `${o.statement} ${o.op} ${o.table}`),
      ['0 table.drop a', '2 table.drop c'],
    );
  });

  it('a huge file is told', () =>
    assert.deepEqual(unread('migrations/1_a.up.sql', `INSERT INTO a VALUES ('${'x'.repeat(3_000_000)}');`), [
      '1 larger than 2 MB',
    ]));

  it('an empty migration is empty, whatever its comments say', () => {
    const [only] = declared('prisma/migrations/20240102030405_a/migration.sql', '-- This is an empty migration.\n');
    assert.ok(only?.endsWith('empty'));
  });

  it('every operation keeps its statement, its place and its text', () => {
    const text = '-- AlterTable\nALTER TABLE "User" DROP COLUMN "email",\nADD COLUMN "mail" TEXT NOT NULL;\n';
    const [drop, add] = operations('prisma/migrations/20240102030405_a/migration.sql', text);
    assert.equal(drop?.at.line, 2);
    assert.equal(add?.at.line, 3);
    assert.equal(text.slice(add?.at.start, add?.at.end), 'ADD COLUMN "mail" TEXT NOT NULL');
    assert.equal(add?.statement, drop?.statement);
    assert.ok(add?.text?.startsWith('ALTER TABLE "User" DROP COLUMN'));
  });
});
