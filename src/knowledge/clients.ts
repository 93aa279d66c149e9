import { clientRows, type Leaf, prisma } from './clientRows';
import { clientOf, packageOf } from './thirdParties';

export type { Leaf } from './clientRows';

/** What a member of a package proves; `path` leads from the export to the member that is called or read. */
export function leafOf(specifier: string, name: string, path: readonly string[], major?: number): Leaf | undefined {
  const steps = path.filter((step) => !step.startsWith('('));
  const named = name === '*' || name === 'default' ? (steps[0] ?? name) : name;
  const last = steps.at(-1) ?? (name === '*' || name === 'default' ? '' : name);
  const bare = path.length === 0 || steps.length === 0;
  for (const row of clientRows) {
    if (!row.packages.test(specifier) || !row.members.test(bare ? '' : last)) continue;
    if (row.names && !row.names.test(named)) continue;
    return row;
  }
  return clientRows.some((row) => row.packages.test(specifier)) ? undefined : outbound(specifier, name, steps, major);
}

/** A client whose other members build a query or read a setting: they prove nothing, and hide nothing. */
export function isKnownClient(specifier: string): boolean {
  return clientRows.some((row) => row.packages.test(specifier));
}

const notCalls =
  /^(?:create|extend|defaults|interceptors|isAxiosError|default|AxiosError|HTTPError|compose|(?:set|get)Global(?:Dispatcher|Origin)|\w*Agent|\w*Dispatcher|URL|Headers)$/;

/** Clients of systems of other people, from the table of third parties. */
function outbound(
  specifier: string,
  name: string,
  steps: readonly string[],
  major: number | undefined,
): Leaf | undefined {
  const client = clientOf(specifier, major);
  if (!client || client.category === 'observability' || client.category === 'flags') return undefined;
  const last = steps.at(-1) ?? name;
  if (notCalls.test(last) && steps.length > 0) return undefined;
  if (!client.generic && steps.length === 0) return undefined;
  const limit = client.defaultMs;
  // 300 s of headers and body bound no probe.
  const bounded = typeof limit === 'number' && limit < 60_000 ? limit : limit === undefined ? 'some' : 'none';
  const byValue = /^(?:global:fetch|undici|node-fetch|cross-fetch|isomorphic-fetch)$/.test(packageOf(specifier));
  return {
    system: client.generic ? 'http' : client.system,
    evidence: 5,
    fails: byValue ? 'both' : 'throws',
    defaultMs: bounded,
    options: client.options,
  };
}

/** Names that everybody gives to a client, for files that cannot be found: `prisma.$queryRaw`, `pool.query`. */
const byName: { name: RegExp; members: RegExp; as: string }[] = [
  {
    name: /prisma|^db$/i,
    members: /^\$(?:queryRaw|executeRaw|queryRawUnsafe|executeRawUnsafe|runCommandRaw|connect)$/,
    as: '@prisma/client',
  },
  { name: /prisma/i, members: /^(?:count|findMany|findFirst|findUnique|create|update|upsert)$/, as: '@prisma/client' },
  { name: /^(?:pool|pg|pgPool|dbPool|pgClient)$/i, members: /^(?:query|connect)$/, as: 'pg' },
  { name: /^(?:db|database|client|conn|connection)$/i, members: /^query$/, as: 'pg' },
  { name: /^(?:db|database|client|conn|connection)$/i, members: /^execute$/, as: 'drizzle-orm' },
  { name: /^(?:sequelize)$/i, members: /^(?:authenticate|query)$/, as: 'sequelize' },
  { name: /^(?:knex|db)$/i, members: /^raw$/, as: 'knex' },
  { name: /redis|valkey/i, members: /^(?:ping|get|set|info)$/, as: 'ioredis' },
  { name: /redis|valkey/i, members: /^(?:status|isReady|isOpen)$/, as: 'ioredis' },
  { name: /^(?:mongoose|mongo|mongoClient)$/i, members: /^(?:ping|command|readyState)$/, as: 'mongoose' },
  { name: /data-?source|^orm$|connection/i, members: /^(?:query|isInitialized)$/, as: 'typeorm' },
];

/** A leaf by the name of what it is called on; `likely` at most. */
export function leafByName(names: readonly string[]): Leaf | undefined {
  const steps = names.filter((step) => !step.startsWith('('));
  const last = steps.at(-1) ?? '';
  const owners = steps.slice(0, -1);
  const row = byName.find((one) => one.members.test(last) && owners.some((owner) => one.name.test(owner)));
  return row && leafOf(row.as, 'default', [last]);
}

/** The cheapest round trip of a client, for a fix: what to call on the name that it has in the project. */
const pings: { packages: RegExp; name: string; system: string; call: (local: string) => string }[] = [
  { packages: prisma, name: 'prisma', system: 'the database', call: (local) => `${local}.$queryRaw\`SELECT 1\`` },
  { packages: /^pg$/, name: 'pool', system: 'PostgreSQL', call: (local) => `${local}.query('SELECT 1')` },
  { packages: /^mysql2(?:\/promise)?$/, name: 'pool', system: 'MySQL', call: (local) => `${local}.query('SELECT 1')` },
  { packages: /^postgres$/, name: 'sql', system: 'PostgreSQL', call: (local) => `${local}\`SELECT 1\`` },
  { packages: /^typeorm$/, name: 'dataSource', system: 'the database', call: (local) => `${local}.query('SELECT 1')` },
  { packages: /^sequelize$/, name: 'sequelize', system: 'the database', call: (local) => `${local}.authenticate()` },
  { packages: /^knex$/, name: 'knex', system: 'the database', call: (local) => `${local}.raw('SELECT 1')` },
  { packages: /^mongodb$/, name: 'client', system: 'MongoDB', call: (local) => `${local}.db().command({ ping: 1 })` },
  { packages: /^(?:ioredis|redis)$/, name: 'redis', system: 'Redis', call: (local) => `${local}.ping()` },
];

export function pingOf(specifier: string, _name: string, path: readonly string[]) {
  // A member of a client, or the result of a call on it, is something else.
  return path.some((step) => step === '()') ? undefined : pings.find((row) => row.packages.test(specifier));
}

/** Packages whose calls prove nothing about a dependency and never stand in for one. */
const harmless =
  /^(?:(?:node:)?(?:os|fs(?:\/promises)?|path|process|crypto|util|url|events|perf_hooks|v8|worker_threads|child_process|timers(?:\/promises)?|async_hooks|zlib|stream(?:\/promises)?)|pino(?:-.*)?|winston|bunyan|loglevel|consola|debug|morgan|chalk|signale|@sentry\/.*|dd-trace|newrelic|@opentelemetry\/.*|prom-client|http-errors|http-status(?:-codes)?|@hapi\/boom|helmet|cors|compression|body-parser|cookie-parser|express-.*|@fastify\/.*|fastify|ms|semver|bytes|pretty-ms|lodash.*|dayjs|moment(?:-timezone)?|luxon|date-fns.*|uuid|zod|joi|yup|ajv|@trpc\/.*|@hapi\/hapi|@elysiajs\/.*|reflect-metadata|rxjs(?:\/.*)?|@adonisjs\/.*|@nestjs\/.*|systeminformation|check-disk-space|pidusage|dotenv|config|convict|envalid|@t3-oss\/.*|react.*|next.*|tslib|neverthrow|@godaddy\/terminus|lightship|p-timeout|promise-timeout|p-limit|p-retry|async-retry)$/;

export function isHarmless(specifier: string): boolean {
  return harmless.test(specifier);
}

/** Functions that take a function to run it later, or on an event: what it does is no part of the call. */
export const runsLater =
  /^(?:on|once|off|addListener|addEventListener|subscribe|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|schedule|use|listen|defer|after|waitUntil|onDestroy|onClose|addHook|get|post|put|patch|delete|all|route|register|cron)$/;
