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

export interface ClientRow extends Leaf {
  packages: RegExp;
  /** Name of the export through which it is reached. */
  names?: RegExp;
  /** Last member of the path, calls left out; `''` is a call of the thing itself. */
  members: RegExp;
}

const query = { evidence: 5, fails: 'throws', defaultMs: 'none' } as const;
const state = { evidence: 3, fails: 'value', sync: true } as const;

/** Packages and generated folders of Prisma's client. */
export const prisma =
  /(?:^|\/)(?:@prisma\/client|\.prisma\/client|prisma\/client|generated\/(?:prisma|client)|prisma-client)(?:\/.*)?$/;
const heavyReads = /^(?:findMany|count|aggregate|groupBy)$/;
const writes =
  /^(?:create|createMany|update|updateMany|upsert|delete|deleteMany|insert|save|remove|insertOne|insertMany|updateOne|deleteOne|bulkWrite|bulkCreate|destroy|truncate)$/;

export const clientRows: readonly ClientRow[] = [
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
    options: ['queryTimeout', 'socketTimeout', 'timeout'],
    ...query,
  },
  {
    packages: /^(?:mssql|tedious)$/,
    members: /^(?:query|execute|connect|request|ping)$/,
    system: 'sql',
    options: ['requestTimeout'],
    ...query,
    defaultMs: 15_000,
  },
  {
    packages: /^oracledb$/,
    members: /^(?:query|execute|connect|request|ping)$/,
    system: 'sql',
    options: ['callTimeout'],
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
    options: ['commandTimeout', 'socket.socketTimeout', 'socketTimeout'],
    ...query,
  },
  {
    packages: /^(?:ioredis|redis|@redis\/client)$/,
    members: /^(?:keys|dbsize|dbSize|scan|flushall|flushdb)$/,
    system: 'redis',
    options: ['commandTimeout', 'socket.socketTimeout', 'socketTimeout'],
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
