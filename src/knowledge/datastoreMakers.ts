/** Symbol of the fact that a file opens a datastore or queue client. */
export const datastoreMark = '(datastore)';

interface DatastoreMaker {
  system: string;
  text: RegExp;
  /** What stands in every text that `text` matches, and is found at less cost. */
  glance?: RegExp;
  /** Another package that is written alike. */
  unless?: RegExp;
}

/** A driver is imported as a value on one line. */
function imported({ source }: RegExp): Omit<DatastoreMaker, 'system'> {
  const from = `(?:from|require\\()\\s*['"](?:${source})['"]`;
  return {
    glance: new RegExp(from),
    text: new RegExp(`^(?!import type)(?:import|const|let|var|export)\\b[^\\n]{0,200}?${from}`, 'm'),
  };
}

/** Where a text opens it, if it does. */
export function opening({ glance, text, unless }: DatastoreMaker, code: string): RegExpExecArray | null {
  if (glance?.test(code) === false) return null;
  const match = text.exec(code);
  return match && !unless?.test(code) ? match : null;
}

/** How code opens a datastore or a queue; embedded ones are no dependency of a release. Each gap in a pattern is bounded. */
export const datastoreMakers: readonly DatastoreMaker[] = [
  {
    system: 'postgresql',
    ...imported(
      /pg|pg-promise|postgres|slonik|@neondatabase\/serverless|@vercel\/postgres|drizzle-orm\/(?:node-postgres|postgres-js|neon-http|vercel-postgres|pg-proxy)/,
    ),
  },
  { system: 'mysql', ...imported(/mysql2?(?:\/promise)?|mariadb|@planetscale\/database|drizzle-orm\/mysql2/) },
  { system: 'database', text: /\bnew\s+PrismaClient\s*\(|\bextends\s+PrismaClient\b/ },
  {
    system: 'database',
    text: /\bnew\s+DataSource\s*\(|\bTypeOrmModule\.forRoot|\bMikroOrmModule\.forRoot|\bMikroORM\.init\s*\(|\bSequelizeModule\.forRoot/,
  },
  {
    system: 'database',
    text: /\bnew\s+Sequelize\s*\(|\bnew\s+Kysely\b|\bknex\s*\(\s*[{\w]|\brequire\(['"]knex['"]\)|\bfrom\s+['"]knex['"]/,
  },
  { system: 'database', text: /['"]@adonisjs\/lucid\/services\/db['"]/ },
  {
    system: 'mongodb',
    text: /\bmongoose\s*\.\s*(?:connect|createConnection)\s*\(|\bMongooseModule\.forRoot|\bnew\s+MongoClient\s*\(|\bMongoClient\s*\.\s*connect\s*\(/,
  },
  {
    system: 'redis',
    text: /\bnew\s+(?:IO)?Redis(?:\.Cluster)?\s*\(|\bcreateClient\s*\(\s*\{[^}]{0,200}?(?:url|socket)\s*:|\bnew\s+Valkey\s*\(|\bRedisModule\.forRoot/,
    unless: /['"]@(?:libsql|clickhouse|supabase)\//,
  },
  {
    system: 'queue',
    text: /\bBullModule\.forRoot|\bnew\s+(?:Queue|Worker)\s*(?:<[^>(]{0,80}>)?\(\s*[^)\n]{0,120}?connection|\bamqp(?:lib)?\s*\.\s*connect\s*\(|\bnew\s+Kafka\s*\(/,
  },
  { system: 'clickhouse', text: /['"]@clickhouse\/client(?:-web)?['"]/ },
  // A file beside the program needs no token. Source: README of @libsql/client.
  { system: 'libsql', text: /\b(?:createClient|drizzle)\s*\(\s*\{[^}]{0,300}?\bauthToken\s*[:,}]/ },
];
