import type { Dialect, Fact } from '../../core/fact';
import type { FactView } from '../../core/link';
import { directoryOf } from '../../core/path';
import { compareText, type Span } from '../../core/span';
import { transactionOfTool } from '../../knowledge/migrationRunners';
import type { Operation } from './folding';
import { includeOrders } from './includes';

/** One migration of a database, with what it does on the way up and on the way down. */
export interface Migration {
  id: string;
  order: string;
  tool: string;
  up: Operation[];
  down: Operation[];
  /** The runner is told to run it outside a transaction. */
  outside?: boolean;
  declared?: Fact<'migration.declared'>;
  declaredDown?: Fact<'migration.declared'>;
}

/** The migrations of one database in the order in which the runner applies them, and how it applies them. */
export interface History {
  migrations: Migration[];
  dialect: Dialect;
  version?: string;
  runner: 'each' | 'all' | 'none';
}

const noFacts: readonly never[] = [];

export function declaredIn(view: FactView, database: string): readonly Fact<'migration.declared'>[] {
  return view.by('migration.declared', 'database', (fact) => fact.database).get(database) ?? noFacts;
}

/**
 * Folders whose files show that a server which is not read runs them: a statement there that shows no server, or looks like
 * that of another, is for the same one.
 */
function otherServers(operations: readonly Operation[], view: FactView): (fact: { at: Span }) => boolean {
  const unread = view.settled('migrations of servers that are not read', () => {
    const files = view.of('text.unread').filter((fact) => /^(?:ClickHouse|SQL of this server)\b/.test(fact.reason));
    const folders = new Map<string, number>();
    for (const { at } of files) folders.set(directoryOf(at.file), (folders.get(directoryOf(at.file)) ?? 0) + 1);
    return folders;
  });
  if (unread.size === 0) return () => false;
  const files = new Map<string, Set<string>>();
  for (const { at, dialect } of operations) {
    if (dialect === 'unknown') continue;
    const folder = directoryOf(at.file);
    files.set(folder, (files.get(folder) ?? new Set()).add(at.file));
  }
  return ({ at }) => {
    const folder = directoryOf(at.file);
    return (unread.get(folder) ?? 0) > (files.get(folder)?.size ?? 0);
  };
}

export function historyOf(view: FactView, database: string): History {
  const all = view.by('ddl.operation', 'database', (fact) => fact.database).get(database) ?? noFacts;
  const isOthers = otherServers(all, view);
  const declared = declaredIn(view, database).filter((fact) => !isOthers(fact));
  const operations = all.filter((fact) => !isOthers(fact));
  const runners = view.by('runner.configured', 'database', (fact) => fact.database);
  const own = runners.get(database) ?? noFacts;
  const runner = own.find((fact) => fact.outside === undefined) ?? own[0];
  const orderOf = new Map(own.flatMap((fact) => Object.entries(fact.order ?? {})));
  const included = includeOrders(own, database);
  const outside = new Set(own.flatMap((fact) => fact.outside ?? []));
  const byId = new Map<string, Migration>();
  const migrationOf = (id: string): Migration => {
    const known = byId.get(id);
    if (known) return known;
    const made: Migration = { id, order: id, tool: runner?.tool ?? 'unknown', up: [], down: [] };
    byId.set(id, made);
    return made;
  };
  for (const fact of declared) {
    const migration = migrationOf(fact.id);
    migration.tool = fact.tool;
    if (fact.direction === 'up') {
      migration.order = orderOf.get(fact.id) ?? included(fact) ?? fact.order;
      migration.declared = fact;
    } else migration.declaredDown = fact;
  }
  const configured = own.find((fact) => fact.dialect !== 'unknown')?.dialect;
  const dialect = dialectOf(configured, operations, view, database);
  for (const operation of operations)
    migrationOf(operation.migration)[operation.direction].push(
      operation.dialect === dialect ? operation : { ...operation, dialect },
    );
  // Where the tool keeps a list, it runs what is on it; a file that was left behind is no part of any release.
  const listed = declared.some((fact) => orderOf.has(fact.id));
  const migrations = [...byId.values()]
    .filter((migration) => (migration.declared || migration.up.length > 0) && (!listed || orderOf.has(migration.id)))
    .sort((a, b) => compareText(a.order, b.order) || compareText(a.id, b.id));
  for (const migration of migrations) {
    if (outside.has(migration.id)) migration.outside = true;
    migration.up.sort(inOrder);
    migration.down.sort(inOrder);
  }
  const tool = runner?.tool ?? migrations.at(-1)?.tool ?? 'unknown';
  const version = versionOf(own, runners.get('*') ?? noFacts, dialect);
  return {
    migrations,
    dialect,
    ...(version === undefined ? {} : { version }),
    runner: runner?.transaction ?? transactionOfTool[tool] ?? 'each',
  };
}

/** Version of the server: of the runner's own configuration, or of the one image that the repository starts for this dialect. */
function versionOf(
  own: readonly Fact<'runner.configured'>[],
  anywhere: readonly Fact<'runner.configured'>[],
  dialect: Dialect,
): string | undefined {
  const said = own.find((fact) => fact.version !== undefined)?.version;
  const started = new Set(
    anywhere.filter((fact) => fact.dialect === dialect && fact.version).map((fact) => fact.version),
  );
  return said ?? (started.size === 1 ? [...started][0] : undefined);
}

function inOrder(a: Operation, b: Operation): number {
  return a.statement - b.statement || a.at.start - b.at.start;
}

const drivers: readonly (readonly [RegExp, Dialect])[] = [
  [
    /^(?:pg|postgres|pg-promise|postgres-js|slonik|@neondatabase\/.*|@vercel\/postgres|@electric-sql\/pglite|node-pg-migrate)$/,
    'postgresql',
  ],
  [/^(?:mysql|mysql2|@planetscale\/database)$/, 'mysql'],
  [/^mariadb$/, 'mariadb'],
  [/^(?:sqlite3|better-sqlite3|sql\.js|@libsql\/client|libsql)$/, 'sqlite'],
];

/** Configuration, then what the statements show, then the one driver that the package or one above it depends on. */
function dialectOf(
  configured: Dialect | undefined,
  operations: readonly Operation[],
  view: FactView,
  database: string,
): Dialect {
  if (configured && configured !== 'unknown') return configured;
  const votes = new Map<Dialect, number>();
  for (const { dialect } of operations) if (dialect !== 'unknown') votes.set(dialect, (votes.get(dialect) ?? 0) + 1);
  const best = [...votes].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0];
  if (best) return best[0];
  const folder = operations[0]?.at.file ?? database;
  const above = view
    .of('package.declared')
    .filter((fact) => fact.root === '' || fact.root === '.' || folder.startsWith(`${fact.root}/`))
    .sort((a, b) => b.root.length - a.root.length);
  for (const fact of above) {
    const names = Object.keys(fact.dependencies);
    const found = new Set(drivers.filter(([name]) => names.some((n) => name.test(n))).map(([, dialect]) => dialect));
    if (found.size === 1) return [...found][0] as Dialect;
    if (found.size > 1) return 'unknown';
  }
  return 'unknown';
}
