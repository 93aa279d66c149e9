import type { Dialect, Fact } from '../../core/fact';
import type { Policy } from '../../core/policy';
import { instantDefaultSince } from '../../knowledge/locks';

export type Op = Fact<'ddl.resolved'>;

type PolicyDatabase = NonNullable<NonNullable<Policy['data']>['databases']>[number];

/** What the policy says about the database of an operation: its folder, or a pattern of folders, is named there. */
export function databaseIn(policy: Policy, op: { database: string; at: { file: string } }): PolicyDatabase | undefined {
  return policy.data?.databases?.find(({ migrations }) => {
    const folder = migrations
      .replace(/\/?\*.*$/, '')
      .replace(/^\.\//, '')
      .replace(/\/$/, '');
    return folder === '' || folder === op.database || op.at.file === folder || op.at.file.startsWith(`${folder}/`);
  });
}

export function dialectOf(op: Op, policy: Policy): Dialect {
  return databaseIn(policy, op)?.dialect ?? op.dialect;
}

export function isPostgres(op: Op, policy: Policy): boolean {
  return dialectOf(op, policy) === 'postgresql';
}

export function isMySql(op: Op, policy: Policy): boolean {
  const dialect = dialectOf(op, policy);
  return dialect === 'mysql' || dialect === 'mariadb';
}

/** Whether the server is known to be older than `version`; an unknown one counts as current. */
export function isOlder(op: Op, policy: Policy, version: string | undefined): boolean {
  const known = databaseIn(policy, op)?.version ?? op.server;
  return version !== undefined && known !== undefined && compareVersions(known, version) < 0;
}

export function compareVersions(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}

/** Whether the runner opens the transaction, after the policy has had its say. */
export function runnerOf(op: Op, policy: Policy): 'each' | 'all' | 'none' {
  return databaseIn(policy, op)?.transaction ?? op.runner;
}

export function runsInTransaction(op: Op, policy: Policy): boolean {
  const said = databaseIn(policy, op)?.transaction;
  if (said === undefined || op.transaction === 'none' || op.transaction !== 0) return op.inTransaction;
  return said !== 'none' && !isMySql(op, policy);
}

/** First version of the server that writes no row for the operation; it depends on the server, which only the policy may know. */
export function rewritesBefore(op: Op, policy: Policy): string | undefined {
  return op.rewritesBefore === undefined
    ? undefined
    : (instantDefaultSince[dialectOf(op, policy)] ?? op.rewritesBefore);
}

export function rewrites(op: Op, policy: Policy): boolean {
  return op.rewrites || isOlder(op, policy, rewritesBefore(op, policy));
}

export function scans(op: Op, policy: Policy): boolean {
  return op.scans || isOlder(op, policy, op.scansBefore);
}

/** Rows of a table as the policy gives them. */
export function rowsOf(table: string | undefined, policy: Policy): number | undefined {
  if (table === undefined) return undefined;
  const known = policy.data?.hot_tables ?? {};
  return (known[table] ?? known[table.slice(table.lastIndexOf('.') + 1)])?.rows;
}

/** A table of which the policy says that it is small: work on it is short. */
export function isSmall(table: string | undefined, policy: Policy): boolean {
  const rows = rowsOf(table, policy);
  return rows !== undefined && rows < 10_000;
}

/** `orders has 4,200,000 rows (policy).`, or that its size is not known. */
export function sizeSentence(table: string | undefined, policy: Policy): string {
  if (table === undefined) return '';
  const rows = rowsOf(table, policy);
  return rows === undefined
    ? `The size of ${table} is not known.`
    : `${table} has ${rows.toLocaleString('en-US')} rows (policy).`;
}
