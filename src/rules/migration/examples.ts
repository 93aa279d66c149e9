import type { RuleId } from '../../core/finding';
import type { Example } from '../../core/rule';

/** A release in two migrations: what the base has, and what is pending. */
interface Release {
  title: string;
  /** Statements of the migrations that have run. */
  before?: string;
  /** Statements of the pending one. */
  pending: string;
  expect: readonly RuleId[];
}

/** PostgreSQL, one transaction for each migration (the layout of Supabase). */
export function onPostgres(release: Release): Example {
  return exampleOf(release, (name) => `supabase/migrations/${name}.sql`, {});
}

/** MySQL, where every DDL statement commits by itself (the layout of Prisma). */
export function onMySql(release: Release): Example {
  return exampleOf(release, (name) => `prisma/migrations/${name}/migration.sql`, {
    'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n',
  });
}

/** SQLite (the layout of Prisma). */
export function onSqlite(release: Release): Example {
  return exampleOf(release, (name) => `prisma/migrations/${name}/migration.sql`, {
    'prisma/migrations/migration_lock.toml': 'provider = "sqlite"\n',
  });
}

function exampleOf(release: Release, pathOf: (name: string) => string, common: Record<string, string>): Example {
  const base = {
    ...common,
    ...(release.before === undefined ? {} : { [pathOf('20260101000000_before')]: `${release.before}\n` }),
  };
  return {
    title: release.title,
    base,
    head: { ...base, [pathOf('20260201000000_change')]: `${release.pending}\n` },
    expect: release.expect,
  };
}

/** Tables that several examples start from. */
export const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text, nickname text);';
export const orders =
  'CREATE TABLE customers (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status varchar(20), total integer);';
