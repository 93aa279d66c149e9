import type { Dialect } from '../core/fact';

/** Which server a text is for, and what decided it. */
export interface DialectEvidence {
  dialect: Dialect | 'clickhouse' | 'other';
  because: string;
}

const names: readonly (readonly [RegExp, DialectEvidence['dialect']])[] = [
  [/^(?:postgres(?:ql)?|pg|pgsql|psql|cockroach(?:db)?|timescale(?:db)?|supabase|yugabyte(?:db)?|crdb)$/, 'postgresql'],
  [/^(?:mariadb)$/, 'mariadb'],
  [/^(?:mysql2?|aurora-mysql|planetscale|percona|singlestore)$/, 'mysql'],
  [/^(?:sqlite3?|libsql|turso|d1|better-sqlite3|durable-sqlite|expo)$/, 'sqlite'],
  [/^(?:clickhouse|ch)$/, 'clickhouse'],
  [
    /^(?:mssql|sqlserver|sql-server|oracle|oracledb|db2|snowflake|bigquery|redshift|spanner|cassandra|hive|h2|hsqldb|derby|tarantool|duckdb|vertica|firebird)$/,
    'other',
  ],
];

/** The dialect that a provider, driver, client or folder name stands for. */
export function dialectNamed(name: string): DialectEvidence['dialect'] | undefined {
  const word = name.toLowerCase();
  return names.find(([pattern]) => pattern.test(word))?.[1];
}

/** Of these names, those that a folder is given for no other reason. */
const folderNames =
  /^(?:postgres(?:ql)?|pg|pgsql|psql|cockroach(?:db)?|timescale(?:db)?|supabase|yugabyte(?:db)?|mariadb|mysql2?|sqlite3?|clickhouse|mssql|sqlserver|oracle|snowflake|bigquery|redshift)$/i;

function dialectOfFolder(word: string): DialectEvidence['dialect'] | undefined {
  return folderNames.test(word) ? dialectNamed(word) : undefined;
}

/** The folder nearest to the file that names a server, or an infix of the file name (`0001_users.mysql.up.sql`). */
export function dialectOfPath(path: string): DialectEvidence | undefined {
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  const infixes = file.split('.').slice(1, -1).reverse();
  for (const word of infixes) {
    const dialect = dialectOfFolder(word);
    if (dialect) return { dialect, because: `file name contains .${word}.` };
  }
  for (const folder of parts.reverse()) {
    const bare = folder.replace(/[-_.](?:migrations?|schema|sql|db)$|^(?:migrations?|db|sql)[-_.]/i, '');
    const dialect = dialectOfFolder(folder) ?? dialectOfFolder(bare);
    if (dialect) return { dialect, because: `folder ${folder}` };
  }
  return undefined;
}

type Vote = readonly [RegExp, DialectEvidence['dialect'], number, string];

/** Syntax that only one of the servers accepts (weight 3), or that is rare in the others (weight 1). */
const votes: readonly Vote[] = [
  [
    /\bengine\s*=\s*(?:\w*mergetree|distributed|kafka|log|tinylog|null|memory\s*(?:;|$)|merge\b|materializedview)/i,
    'clickhouse',
    9,
    'ENGINE = …MergeTree',
  ],
  [/\bon\s+cluster\b|\bLowCardinality\(|\bNullable\(\s*[A-Z]|\bDateTime64\(/, 'clickhouse', 9, 'ClickHouse types'],
  [/\bON\s+CLUSTER\b/i, 'clickhouse', 3, 'ON CLUSTER'],
  [/\bCODEC\s*\(\s*\w+/i, 'clickhouse', 9, 'CODEC'],
  [
    /^[ \t]*GO[ \t\r]*$|\bNVARCHAR\s*\(|\bIDENTITY\s*\(\s*\d+\s*,|\[dbo\]|\bdbo\.|\bsp_rename\b/im,
    'other',
    9,
    'Transact-SQL',
  ],
  [/\bVARCHAR2\s*\(|\bNUMBER\s*\(\s*\d+\s*(?:,|\))|\bEXECUTE\s+IMMEDIATE\s+'/i, 'other', 6, 'Oracle types'],
  [/`/, 'mysql', 2, 'backtick names'],
  [/\bAUTO_INCREMENT\b/i, 'mysql', 4, 'AUTO_INCREMENT'],
  [/\bENGINE\s*=\s*(?:InnoDB|MyISAM|Aria|ROCKSDB|NDB\w*)\b/i, 'mysql', 6, 'ENGINE='],
  [/^[ \t]*DELIMITER\s+\S/im, 'mysql', 4, 'DELIMITER'],
  [/\b(?:MODIFY|CHANGE)\s+(?:COLUMN\s+)?[`\w]+\s+[`\w]+/i, 'mysql', 4, 'MODIFY or CHANGE'],
  [
    /\b(?:TINY|MEDIUM|LONG)(?:TEXT|BLOB|INT)\b|\bDATETIME\s*\(\d\)|\bUNSIGNED\b|\bALGORITHM\s*=|\bON\s+DUPLICATE\s+KEY\b|\bCONVERT\s+TO\s+CHARACTER\s+SET\b|\bDROP\s+(?:FOREIGN\s+KEY|PRIMARY\s+KEY)\b|\bRENAME\s+TABLE\b|\bCHARACTER\s+SET\b|\bSET\s+(?:NAMES|@)/i,
    'mysql',
    3,
    'MySQL types or clauses',
  ],
  [/\bAUTOINCREMENT\b/i, 'sqlite', 6, 'AUTOINCREMENT'],
  [/^[ \t]*PRAGMA\s+\w+/im, 'sqlite', 6, 'PRAGMA'],
  [
    /\bWITHOUT\s+ROWID\b|\bsqlite_\w+|\bUSING\s+fts[345]\b|\bINSERT\s+OR\s+(?:IGNORE|REPLACE)\b|\bunixepoch\(|\bstrftime\(|\bjulianday\(/i,
    'sqlite',
    4,
    'SQLite functions or clauses',
  ],
  [/\$\$|\$[A-Za-z_]\w*\$/, 'postgresql', 4, 'dollar quotes'],
  [/::\s*["\w]/, 'postgresql', 3, ':: casts'],
  [/\b(?:BIG|SMALL)?SERIAL\b(?!\s*=)/i, 'postgresql', 2, 'SERIAL'],
  [
    /\b(?:JSONB|TIMESTAMPTZ|BYTEA|TSVECTOR|TSQUERY|CITEXT|INET|CIDR|DOUBLE\s+PRECISION|UUID|BPCHAR|INT[248]|FLOAT[48])\b/i,
    'postgresql',
    2,
    'PostgreSQL types',
  ],
  [
    /\bTIMESTAMP\s*\(\d\)|\bTIMESTAMP\s+WITH(?:OUT)?\s+TIME\s+ZONE\b|\b\w+\s*\[\s*\]/i,
    'postgresql',
    2,
    'PostgreSQL types',
  ],
  [
    /\bCONCURRENTLY\b|\bCREATE\s+(?:TYPE|EXTENSION|DOMAIN|POLICY|MATERIALIZED\s+VIEW)\b|\bALTER\s+TYPE\b|\bNOT\s+VALID\b|\bVALIDATE\s+CONSTRAINT\b|\bUSING\s+(?:gin|gist|brin|btree|hash)\b|\bROW\s+LEVEL\s+SECURITY\b|\bALTER\s+COLUMN\s+\S+\s+(?:TYPE|SET\s+(?:NOT\s+NULL|DATA)|DROP\s+NOT)\b|\bgen_random_uuid\b|\bnextval\b|\bON\s+CONFLICT\s+(?:\(|ON|DO)|\bplpgsql\b|\bGENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b|\bpg_\w+|\bSET\s+(?:LOCAL\s+)?(?:lock_timeout|statement_timeout|search_path)\b|\bDO\s+\$|\bDROP\s+(?:TYPE|EXTENSION)\b|\bOWNER\s+TO\b|"public"\s*\./i,
    'postgresql',
    4,
    'PostgreSQL clauses',
  ],
  [
    /\bADD\s+CONSTRAINT\s+"|\bDROP\s+CONSTRAINT\s+(?:IF\s+EXISTS\s+)?"/i,
    'postgresql',
    2,
    'constraints of an existing table with double quotes',
  ],
];

/** Votes are cast by the first characters of a text: enough to tell, and bounded for dumps. */
const votingLength = 64 * 1024;
const comments = /--[^\n]*|\/\*(?!!)(?:[^*]|\*(?!\/))*/g;

/** The dialect whose syntax the text shows; `unknown` when no vote is cast or they tie. */
export function dialectOfSyntax(whole: string): DialectEvidence {
  const text = (whole.length > votingLength ? whole.slice(0, votingLength) : whole).replace(comments, ' ');
  const sums = new Map<DialectEvidence['dialect'], { weight: number; because: string[] }>();
  for (const [pattern, dialect, weight, because] of votes) {
    if (!pattern.test(text)) continue;
    const sum = sums.get(dialect) ?? { weight: 0, because: [] };
    sum.weight += weight;
    sum.because.push(because);
    sums.set(dialect, sum);
  }
  const ranked = [...sums].sort((a, b) => b[1].weight - a[1].weight);
  const first = ranked[0];
  if (!first || first[1].weight === ranked[1]?.[1].weight)
    return { dialect: 'unknown', because: 'no syntax of one server' };
  return { dialect: first[0], because: first[1].because.join(', ') };
}
