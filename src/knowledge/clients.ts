import { clientOf, packageOf } from './thirdParties';

/**
 * What a call on a client library proves about the system behind it.
 * 5: a round trip. 4: an indicator of a health library. 3: a state that the client, or somebody, maintains.
 * Defaults of time limits are those of a query on an established connection; connect timeouts alone bound nothing that
 * a hanging server does. Read from each package's documentation or source, November 2026.
 */
export interface Leaf {
  system: string;
  evidence: 1 | 3 | 4 | 5;
  /** Limit in milliseconds when nothing sets one. `some`: there is one, of unknown length. */
  defaultMs?: number | 'none' | 'some';
  /** How a failure shows. `both`: a broken connection throws, an answer that says no is a value. */
  fails: 'throws' | 'value' | 'both';
  /** Options that set a limit, at the call or where the client is made. */
  options?: readonly string[];
  /** Work that grows with the data, or that writes. */
  heavy?: true;
  /** Inside the process or on its disk: losing it is losing the process. */
  embedded?: true;
  /** Not a promise: a bare statement does not let it float. */
  sync?: true;
}

interface Row extends Leaf {
  packages: RegExp;
  /** Name of the export through which it is reached. */
  names?: RegExp;
  /** Last member of the path, calls left out; `''` is a call of the thing itself. */
  members: RegExp;
}

const query = { evidence: 5, fails: 'throws', defaultMs: 'none' } as const;
const state = { evidence: 3, fails: 'value', sync: true } as const;

const prisma =
  /(?:^|\/)(?:@prisma\/client|\.prisma\/client|prisma\/client|generated\/(?:prisma|client)|prisma-client)(?:\/.*)?$/;
const heavyReads = /^(?:findMany|count|aggregate|groupBy)$/;
const writes =
  /^(?:create|createMany|update|updateMany|upsert|delete|deleteMany|insert|save|remove|insertOne|insertMany|updateOne|deleteOne|bulkWrite|bulkCreate|destroy|truncate)$/;

const rows: readonly Row[] = [
  {
    packages: /^pg(?:-pool|-promise)?$/,
    members: /^(?:query|connect|one|any|none|oneOrNone)$/,
    system: 'postgresql',
    options: ['query_timeout', 'statement_timeout'],
    ...query,
  },
  {
    packages: /^(?:postgres|@neondatabase\/serverless|slonik|@vercel\/postgres|@databases\/pg)$/,
    members: /^(?:|query|unsafe|one|any|connect|sql)$/,
    system: 'postgresql',
    options: ['statement_timeout'],
    ...query,
  },
  {
    packages: /^(?:mysql2?(?:\/promise)?|mariadb|@planetscale\/database)$/,
    members: /^(?:query|execute|ping|getConnection)$/,
    system: 'mysql',
    options: ['queryTimeout', 'socketTimeout'],
    ...query,
  },
  {
    packages: /^(?:mssql|tedious|oracledb)$/,
    members: /^(?:query|execute|connect|request|ping)$/,
    system: 'sql',
    options: ['requestTimeout'],
    ...query,
  },
  { packages: prisma, members: heavyReads, system: 'database', ...query, heavy: true },
  { packages: prisma, members: writes, system: 'database', ...query, heavy: true },
  {
    packages: prisma,
    members:
      /^(?:\$queryRaw|\$queryRawUnsafe|\$executeRaw|\$executeRawUnsafe|\$runCommandRaw|\$connect|\$transaction|findFirst|findUnique|findFirstOrThrow|findUniqueOrThrow)$/,
    system: 'database',
    ...query,
  },
  { packages: /^typeorm$/, members: /^(?:isInitialized|isConnected)$/, system: 'database', ...state },
  { packages: /^typeorm$/, members: /^(?:find|count|findAndCount)$/, system: 'database', ...query, heavy: true },
  { packages: /^typeorm$/, members: writes, system: 'database', ...query, heavy: true },
  {
    packages: /^typeorm$/,
    members:
      /^(?:query|getOne|getRawOne|getMany|getRawMany|getCount|execute|findOne|findOneBy|exist|exists|existsBy|initialize|connect)$/,
    system: 'database',
    options: ['statement_timeout', 'query_timeout', 'maxQueryExecutionTime'],
    ...query,
  },
  {
    packages: /^sequelize(?:-typescript)?$|^@sequelize\//,
    members: /^(?:findAll|count|findAndCountAll)$/,
    system: 'database',
    ...query,
    heavy: true,
  },
  {
    packages: /^sequelize(?:-typescript)?$|^@sequelize\//,
    members: /^(?:authenticate|query|findOne|findByPk)$/,
    system: 'database',
    options: ['statement_timeout'],
    ...query,
  },
  {
    packages: /^knex$/,
    members: /^(?:raw|select|first|where|from|queryBuilder|limit|timeout|pluck|)$/,
    system: 'database',
    ...query,
  },
  {
    packages: /^knex$/,
    members: /^(?:count|countDistinct|insert|update|delete|del)$/,
    system: 'database',
    ...query,
    heavy: true,
  },
  {
    packages: /^(?:drizzle-orm(?:\/.*)?)$/,
    members: /^(?:execute|select|from|limit|where|findFirst|run|get|all|values|query)$/,
    system: 'database',
    ...query,
  },
  {
    packages: /^(?:drizzle-orm(?:\/.*)?)$/,
    members: /^(?:findMany|insert|update|delete|\$count)$/,
    system: 'database',
    ...query,
    heavy: true,
  },
  {
    packages: /^kysely$/,
    members: /^(?:execute|executeTakeFirst|executeTakeFirstOrThrow|executeQuery)$/,
    system: 'database',
    ...query,
  },
  {
    packages: /^@mikro-orm\//,
    members: /^(?:isConnected|checkConnection|execute|findOne|find|connect)$/,
    system: 'database',
    ...query,
  },
  {
    packages: /^(?:better-sqlite3|node:sqlite|bun:sqlite)$/,
    members: /^(?:prepare|exec|get|all|run|pragma|query)$/,
    system: 'sqlite',
    evidence: 5,
    fails: 'throws',
    embedded: true,
    sync: true,
    defaultMs: 'some',
  },
  {
    packages: /^(?:sqlite3|sqlite|@libsql\/client)$/,
    members: /^(?:get|all|run|exec|execute|each)$/,
    system: 'sqlite',
    evidence: 5,
    fails: 'throws',
    embedded: true,
    defaultMs: 'some',
  },
  { packages: /^mongoose$|^@nestjs\/mongoose$/, members: /^readyState$/, system: 'mongodb', ...state },
  {
    packages: /^(?:mongoose|mongodb)$/,
    members:
      /^(?:ping|command|findOne|findById|exists|estimatedDocumentCount|stats|serverStatus|connect|asPromise|runCommand)$/,
    system: 'mongodb',
    options: ['socketTimeoutMS', 'timeoutMS', 'maxTimeMS'],
    ...query,
  },
  {
    packages: /^(?:mongoose|mongodb)$/,
    members: /^(?:find|countDocuments|aggregate|count|distinct)$/,
    system: 'mongodb',
    options: ['socketTimeoutMS', 'timeoutMS', 'maxTimeMS'],
    ...query,
    heavy: true,
  },
  {
    packages: /^(?:mongoose|mongodb)$/,
    members: writes,
    system: 'mongodb',
    options: ['socketTimeoutMS', 'timeoutMS'],
    ...query,
    heavy: true,
  },
  {
    packages: /^(?:ioredis|redis|@redis\/client|@upstash\/redis|@keyv\/redis|iovalkey|@valkey\/valkey-glide)$/,
    members: /^(?:status|isReady|isOpen)$/,
    system: 'redis',
    ...state,
  },
  {
    packages: /^(?:ioredis|redis|@redis\/client|@upstash\/redis|iovalkey|@valkey\/valkey-glide)$/,
    members: /^(?:ping|get|set|setex|setEx|del|info|exists|incr|hget|hGet|call|sendCommand|connect|echo|time|eval)$/,
    system: 'redis',
    options: ['commandTimeout', 'socketTimeout'],
    ...query,
  },
  {
    packages: /^(?:ioredis|redis|@redis\/client)$/,
    members: /^(?:keys|dbsize|dbSize|scan|flushall|flushdb)$/,
    system: 'redis',
    options: ['commandTimeout', 'socketTimeout'],
    ...query,
    heavy: true,
  },
  {
    packages: /^(?:cache-manager|@nestjs\/cache-manager|keyv)$/,
    members: /^(?:get|set|del)$/,
    system: 'cache',
    ...query,
  },
  { packages: /^memcached?$|^memjs$/, members: /^(?:get|set|stats|version)$/, system: 'memcached', ...query },
  {
    packages: /^kafkajs$/,
    members: /^(?:listTopics|describeCluster|fetchTopicMetadata|connect|send|describeGroups|listGroups)$/,
    system: 'kafka',
    evidence: 5,
    fails: 'throws',
    defaultMs: 30_000,
    options: ['requestTimeout', 'connectionTimeout'],
  },
  {
    packages: /^(?:amqplib(?:\/callback_api)?|amqp-connection-manager|rabbitmq-client)$/,
    members: /^(?:isConnected)$/,
    system: 'rabbitmq',
    ...state,
  },
  {
    packages: /^(?:amqplib(?:\/callback_api)?|amqp-connection-manager|rabbitmq-client)$/,
    members: /^(?:checkQueue|assertQueue|checkExchange|createChannel|connect|sendToQueue|publish|queueDeclare)$/,
    system: 'rabbitmq',
    ...query,
  },
  {
    packages: /^nats$|^@nats-io\//,
    members: /^(?:flush|rtt|publish|request)$/,
    system: 'nats',
    options: ['timeout'],
    ...query,
  },
  {
    packages: /^(?:bullmq|bull|bee-queue|@nestjs\/bull(?:mq)?)$/,
    members:
      /^(?:ping|getJobCounts|getJobCountByTypes|getWaitingCount|getActiveCount|getWorkers|isReady|waitUntilReady|checkHealth|isRunning|client|getJobs|count|add)$/,
    system: 'redis',
    ...query,
  },
  {
    packages: /^@aws-sdk\/client-/,
    members: /^send$/,
    system: 'aws',
    evidence: 5,
    fails: 'throws',
    defaultMs: 'none',
    options: ['requestTimeout', 'abortSignal'],
  },
  {
    packages: /^(?:@elastic\/elasticsearch|@opensearch-project\/opensearch)$/,
    members: /^(?:ping|health|info|search|stats)$/,
    system: 'search',
    evidence: 5,
    fails: 'throws',
    defaultMs: 30_000,
    options: ['requestTimeout'],
  },
  {
    packages: /^(?:meilisearch|typesense|algoliasearch)$/,
    members: /^(?:health|isHealthy|stats|search|retrieve)$/,
    system: 'search',
    ...query,
  },
  {
    packages: /^@clickhouse\/client(?:-web)?$/,
    members: /^(?:ping|query|command|exec|insert)$/,
    system: 'clickhouse',
    evidence: 5,
    fails: 'both',
    defaultMs: 30_000,
    options: ['request_timeout'],
  },
  {
    packages: /^(?:cassandra-driver|neo4j-driver)$/,
    members: /^(?:execute|connect|verifyConnectivity|getServerInfo|run)$/,
    system: 'database',
    ...query,
  },
  {
    packages: /^firebase-admin(?:\/.*)?$|^@google-cloud\/firestore$/,
    members: /^(?:get|listCollections|set)$/,
    system: 'firestore',
    ...query,
  },
  {
    packages: /^@supabase\/supabase-js$/,
    members: /^(?:select|from|rpc|limit|single|maybeSingle)$/,
    system: 'supabase',
    evidence: 5,
    fails: 'value',
    defaultMs: 'none',
    options: ['signal'],
  },
  {
    packages: /^nodemailer$/,
    members: /^verify$/,
    system: 'mail',
    evidence: 5,
    fails: 'throws',
    defaultMs: 120_000,
    options: ['connectionTimeout'],
    heavy: true,
  },
  {
    packages: /^(?:@grpc\/grpc-js|grpc-health-check|@grpc\/health)$/,
    members: /^(?:check|waitForReady)$/,
    system: 'grpc',
    evidence: 5,
    fails: 'both',
    defaultMs: 'none',
    options: ['deadline'],
  },
  { packages: /^(?:node:)?(?:net|tls)$/, members: /^(?:connect|createConnection)$/, system: 'tcp', ...query },
  {
    packages: /^(?:node:)?https?$/,
    members: /^(?:get|request)$/,
    system: 'http',
    options: ['timeout', 'signal'],
    evidence: 5,
    fails: 'both',
    defaultMs: 'none',
  },
  { packages: /^(?:node:)?dns(?:\/promises)?$/, members: /^(?:lookup|resolve\w*)$/, system: 'dns', ...query },
  {
    packages: /^@nestjs\/terminus$/,
    names: /^(?:TypeOrm|Prisma|ORMPrisma|Mongoose|Sequelize|MikroOrm)HealthIndicator$/,
    members: /^pingCheck$/,
    system: 'database',
    evidence: 4,
    fails: 'throws',
    defaultMs: 1000,
    options: ['timeout'],
  },
  {
    packages: /^@nestjs\/terminus$/,
    names: /^(?:Microservice|GRPC)HealthIndicator$/,
    members: /^(?:pingCheck|checkService)$/,
    system: 'service',
    evidence: 4,
    fails: 'throws',
    defaultMs: 1000,
    options: ['timeout'],
  },
  {
    packages: /^@nestjs\/terminus$/,
    names: /^HttpHealthIndicator$/,
    members: /^(?:pingCheck|responseCheck)$/,
    system: 'http',
    evidence: 4,
    fails: 'throws',
    defaultMs: 'none',
    options: ['timeout', 'signal'],
  },
  {
    packages: /^@nestjs\/terminus$/,
    names: /^(?:Memory|Disk)HealthIndicator$/,
    members: /^check/,
    system: 'process',
    evidence: 1,
    fails: 'throws',
    defaultMs: 'some',
  },
  {
    packages: /^@adonisjs\/core\/health$/,
    names: /^HealthChecks$/,
    members: /^run$/,
    system: 'database',
    evidence: 4,
    fails: 'value',
    defaultMs: 'some',
  },
  {
    packages: /^(?:@nestjs-modules\/ioredis|nestjs-redis|@liaoliaots\/nestjs-redis)$/,
    members: /^(?:ping|get|set|info)$/,
    system: 'redis',
    ...query,
  },
];

/** What a member of a package proves; `path` leads from the export to the member that is called or read. */
export function leafOf(specifier: string, name: string, path: readonly string[], major?: number): Leaf | undefined {
  const steps = path.filter((step) => !step.startsWith('('));
  const named = name === '*' || name === 'default' ? (steps[0] ?? name) : name;
  const last = steps.at(-1) ?? (name === '*' || name === 'default' ? '' : name);
  const bare = path.length === 0 || steps.length === 0;
  for (const row of rows) {
    if (!row.packages.test(specifier) || !row.members.test(bare ? '' : last)) continue;
    if (row.names && !row.names.test(named)) continue;
    return row;
  }
  return rows.some((row) => row.packages.test(specifier)) ? undefined : outbound(specifier, name, steps, major);
}

/** A client whose other members build a query or read a setting: they prove nothing, and hide nothing. */
export function isKnownClient(specifier: string): boolean {
  return rows.some((row) => row.packages.test(specifier));
}

const notCalls =
  /^(?:create|extend|defaults|interceptors|isAxiosError|default|AxiosError|HTTPError|Agent|Dispatcher|URL|Headers)$/;

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
