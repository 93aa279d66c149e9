import type { Dialect, FactTypes } from '../../core/fact';
import { baseName, directoryOf, resolvePath } from '../../core/path';
import { liquibaseProperties } from './changelogs';
import {
  dialectOfUrl,
  flag,
  folderFrom,
  literals,
  lockTimeoutIn,
  oneDialect,
  packageRootOf,
  pathsOf,
} from './configText';

export type Runner = FactTypes['runner.configured'];

/** One sort of configuration file. `text` comes without comments. */
export interface RunnerFile {
  files: RegExp;
  holds: RegExp;
  read(path: string, text: string): Runner[];
}

function runner(
  tool: string,
  database: string | undefined,
  dialect: Dialect,
  transaction: Runner['transaction'],
  because: string,
  more: Partial<Runner> = {},
): Runner[] {
  return database === undefined || database === '' ? [] : [{ tool, database, dialect, transaction, because, ...more }];
}

const wordOf = (text: string, key: string): string | undefined => literals(text, key)[0];

const prismaLock: RunnerFile = {
  files: /(?:^|\/)migration_lock\.toml$/,
  holds: /\bprovider\b/,
  read: (path, text) =>
    runner('prisma', directoryOf(path), oneDialect(literals(text, 'provider')), 'each', 'migration_lock.toml'),
};

const prismaSchema: RunnerFile = {
  files: /\.prisma$/,
  holds: /^[ \t]*datasource\s+\w+\s*\{/m,
  read(path, text) {
    const block = /^[ \t]*datasource\s+\w+\s*\{([^}]*)\}/m.exec(text)?.[1] ?? '';
    const dialect = oneDialect(literals(block, 'provider'));
    return runner(
      'prisma',
      resolvePath(directoryOf(path), 'migrations'),
      dialect,
      'each',
      `datasource of ${baseName(path)}`,
    );
  },
};

const drizzleConfig: RunnerFile = {
  files: /(?:^|\/)drizzle[\w.-]*\.config\.(?:[cm]?[jt]s|json)$|(?:^|\/)drizzle\.config[\w.-]*\.[cm]?[jt]s$/,
  holds: /\b(?:dialect|driver|out)\b/,
  read(path, text) {
    const out = pathsOf(text, 'out')[0] ?? { path: 'drizzle', fromFile: false };
    const dialect = oneDialect([...literals(text, 'dialect'), ...literals(text, 'driver')]);
    return runner('drizzle', folderFrom(path, out), dialect, 'all', baseName(path));
  },
};

/** The journal is what Drizzle's migrator reads: it applies what is dated later than the last applied one. */
const drizzleJournal: RunnerFile = {
  files: /(?:^|\/)meta\/_journal\.json$/,
  holds: /"entries"/,
  read(path, text) {
    let journal: { dialect?: unknown; entries?: unknown };
    try {
      journal = JSON.parse(text) as typeof journal;
    } catch {
      return [];
    }
    const order: Record<string, string> = {};
    for (const entry of Array.isArray(journal.entries) ? journal.entries : [])
      if (typeof entry?.tag === 'string' && typeof entry.when === 'number')
        order[entry.tag] = String(entry.when).padStart(20, '0');
    const dialect = oneDialect(typeof journal.dialect === 'string' ? [journal.dialect] : []);
    return runner('drizzle', directoryOf(directoryOf(path)), dialect, 'all', 'meta/_journal.json', { order });
  },
};

const knexfile: RunnerFile = {
  files: /(?:^|\/)knexfile(?:\.[\w-]+)?\.[cm]?[jt]s$/,
  holds: /\b(?:client|migrations)\b/,
  read(path, text) {
    const folders = pathsOf(text, 'directory').filter(({ path: folder }) => !/seed/i.test(folder));
    const dialect = oneDialect([...literals(text, 'client'), ...literals(text, 'dialect')]);
    const transaction = flag(text, 'disableTransactions') ? 'none' : 'each';
    // Knex runs in the folder of its file.
    return (folders.length > 0 ? folders : [{ path: 'migrations', fromFile: true }]).flatMap((folder) =>
      runner('knex', folderFrom(path, { ...folder, fromFile: true }), dialect, transaction, baseName(path)),
    );
  },
};

const typeorm: RunnerFile = {
  files: /(?:^|\/)(?:[^/]*(?:data-?source|ormconfig|typeorm|database|db)[^/]*\.[cm]?[jt]s|ormconfig\.json)$/i,
  holds:
    /\b(?:DataSource|DataSourceOptions|TypeOrmModule|createConnection)\b[\s\S]*\bmigrations\b|"migrations"[\s\S]*"type"|"type"[\s\S]*"migrations"/,
  read(path, text) {
    const mode = wordOf(text, 'migrationsTransactionMode');
    const transaction = mode === 'each' || mode === 'none' ? mode : 'all';
    const dialect = oneDialect(literals(text, 'type'));
    return pathsOf(text, 'migrations').flatMap((folder) =>
      runner('typeorm', folderFrom(path, folder), dialect, transaction, baseName(path)),
    );
  },
};

const sequelizerc: RunnerFile = {
  files: /(?:^|\/)\.sequelizerc(?:\.[cm]?js)?$/,
  holds: /migrations-path/,
  read: (path, text) =>
    pathsOf(text, 'migrations-path').flatMap((folder) =>
      runner('sequelize', folderFrom(path, folder), 'unknown', 'none', baseName(path)),
    ),
};

const sequelizeConfig: RunnerFile = {
  files: /(?:^|\/)config\/(?:config|database)\.(?:json|[cm]?js)$/,
  holds: /["']?dialect["']?\s*:/,
  read: (path, text) =>
    runner(
      'sequelize',
      resolvePath(directoryOf(directoryOf(path)), 'migrations'),
      oneDialect(literals(text, 'dialect')),
      'none',
      baseName(path),
    ),
};

const mikroOrm: RunnerFile = {
  files: /(?:^|\/)mikro-orm\.config\.[cm]?[jt]s$/,
  holds: /\S/,
  read(path, text) {
    const block = /\bmigrations\s*:\s*\{([\s\S]{0,600})/.exec(text)?.[1] ?? '';
    const folder = pathsOf(block, 'pathTs')[0] ?? pathsOf(block, 'path')[0] ?? { path: 'migrations', fromFile: false };
    const names = [...literals(text, 'type'), ...[...text.matchAll(/@mikro-orm\/(\w+)/g)].map((m) => m[1] as string)];
    const transaction =
      flag(block, 'transactional') === false ? 'none' : flag(block, 'allOrNothing') === false ? 'each' : 'all';
    return runner('mikro-orm', folderFrom(path, folder), oneDialect(names), transaction, baseName(path));
  },
};

const kysely: RunnerFile = {
  files: /(?:^|\/)(?:kysely\.config|[^/]*migrat[^/]*|[^/]*database[^/]*|db)\.[cm]?[jt]s$/i,
  holds: /\bFileMigrationProvider\b|\bfrom\s+['"]kysely-ctl['"]/,
  read(path, text) {
    const folder = pathsOf(text, 'migrationFolder')[0];
    const dialects = [...text.matchAll(/\b(Postgres|Mysql|Sqlite|MySQL)\w*Dialect\b/g)].map((m) =>
      (m[1] as string).toLowerCase(),
    );
    const transaction = flag(text, 'disableTransactions') ? 'none' : 'all';
    return folder
      ? runner(
          'kysely',
          folderFrom(path, folder),
          oneDialect([...dialects, ...literals(text, 'dialect')]),
          transaction,
          baseName(path),
        )
      : [];
  },
};

/** Tools that are called from a script of the package and have no file of their own. */
const packageScripts: RunnerFile = {
  files: /(?:^|\/)package\.json$/,
  holds: /"(?:node-pg-migrate|db-migrate)"/,
  read(path, text) {
    const folder = /(?:-m|--migrations-dir)[ =]([\w./-]+)/.exec(text)?.[1] ?? 'migrations';
    const database = resolvePath(directoryOf(path), folder);
    if (!text.includes('"node-pg-migrate"')) return runner('db-migrate', database, 'unknown', 'none', 'package.json');
    const transaction = text.includes('--no-single-transaction') ? 'each' : 'all';
    return runner('node-pg-migrate', database, 'postgresql', transaction, 'package.json');
  },
};

const atlas: RunnerFile = {
  files: /(?:^|\/)atlas\.hcl$/,
  holds: /\S/,
  read(path, text) {
    const version = /docker:\/\/(?:postgres|mysql|mariadb)\/([\d.]+)/.exec(text)?.[1];
    const folders = [...text.matchAll(/\bdir\s*=\s*"file:\/\/([^"?$]+)/g)].map((m) => m[1] as string);
    return folders.flatMap((folder) =>
      runner(
        'atlas',
        resolvePath(directoryOf(path), folder),
        dialectOfUrl(text),
        'each',
        'atlas.hcl',
        version ? { version } : {},
      ),
    );
  },
};

const atlasSum: RunnerFile = {
  files: /(?:^|\/)atlas\.sum$/,
  holds: /^h1:/m,
  read: (path) => runner('atlas', directoryOf(path), 'unknown', 'each', 'atlas.sum'),
};

const supabase: RunnerFile = {
  files: /(?:^|\/)supabase\/config\.toml$/,
  holds: /\S/,
  read(path, text) {
    const version = /^[ \t]*major_version\s*=\s*(\d+)/m.exec(text)?.[1];
    return runner(
      'supabase',
      `${directoryOf(path)}/migrations`,
      'postgresql',
      'each',
      'supabase/config.toml',
      version ? { version } : {},
    );
  },
};

const flyway: RunnerFile = {
  files: /(?:^|\/)flyway(?:\.[\w-]+)?\.(?:toml|conf|properties)$/,
  holds: /\b(?:url|locations)\b/,
  read(path, text) {
    const list = /\blocations\s*=\s*(\[[^\]]*\]|[^\r\n]+)/.exec(text)?.[1] ?? 'filesystem:sql';
    const folders = [...list.matchAll(/(filesystem|classpath):([^"',\]\s]+)/g)];
    const group = /\bgroup\s*=\s*"?true/.test(text);
    const transaction = /\bexecuteInTransaction\s*=\s*"?false/.test(text) ? 'none' : group ? 'all' : 'each';
    return folders.flatMap((m) =>
      runner(
        'flyway',
        resolvePath(packageRootOf(path), m[1] === 'classpath' ? `src/main/resources/${m[2]}` : (m[2] as string)),
        dialectOfUrl(text),
        transaction,
        baseName(path),
      ),
    );
  },
};

/** `V1__name.sql.conf` beside a script of Flyway, `metadata.toml` beside one of Diesel. */
const besideScript: RunnerFile = {
  files: /\.sql\.conf$|(?:^|\/)\d[^/]*\/metadata\.toml$/,
  holds: /\b(?:executeInTransaction|run_in_transaction)\s*=\s*false\b/,
  read(path) {
    const folder = directoryOf(path);
    if (path.endsWith('metadata.toml'))
      return runner('diesel', directoryOf(folder), 'unknown', 'each', 'metadata.toml', { outside: [baseName(folder)] });
    const version = /^V(\d[\d._]*?)__/.exec(baseName(path))?.[1];
    const id = version ? `V${version.replaceAll('_', '.')}` : baseName(path).replace(/\.sql\.conf$/, '');
    return runner('flyway', folder, 'unknown', 'each', baseName(path), { outside: [id] });
  },
};

const diesel: RunnerFile = {
  files: /(?:^|\/)diesel\.toml$/,
  holds: /\S/,
  read(path, text) {
    const folder = /\[migrations_directory\][\s\S]{0,200}?\bdir\s*=\s*"([^"]+)"/.exec(text)?.[1] ?? 'migrations';
    return runner('diesel', resolvePath(directoryOf(path), folder), 'unknown', 'each', 'diesel.toml');
  },
};

const sqitchPlan: RunnerFile = {
  files: /(?:^|\/)sqitch\.plan$/,
  holds: /^%/m,
  read(path, text) {
    const order: Record<string, string> = {};
    for (const [index, line] of text.split('\n').entries()) {
      const name = /^([^\s%#@[][^\s[]*)(?:\s|$)/.exec(line)?.[1];
      if (name) order[name] = String(index).padStart(6, '0');
    }
    return runner('sqitch', directoryOf(path), 'unknown', 'none', 'sqitch.plan', { order });
  },
};

/** The one database image of a compose file tells the version; which migrations run against it, it does not. */
const composeImage: RunnerFile = {
  files: /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/,
  holds: /\bimage\s*:/,
  read(_path, text) {
    const images = [
      ...text.matchAll(
        /^\s*(?:-\s*)?image\s*:\s*["']?(?:[\w.-]+\/)*(postgres|postgis|pgvector|timescaledb|mysql|mariadb)(?:-\w+)?:([\w.-]+)/gm,
      ),
    ];
    const versions = new Set(images.map((m) => `${m[1]} ${/^(?:pg)?(\d+(?:\.\d+)*)/.exec(m[2] as string)?.[1] ?? ''}`));
    const [name, version] = [...versions][0]?.split(' ') ?? [];
    if (versions.size !== 1 || !name || !version) return [];
    const dialect = name === 'mysql' || name === 'mariadb' ? name : 'postgresql';
    return runner('compose', '*', dialect, 'each', `image ${name}:${version}`, { version });
  },
};

/** A limit that the connection sets for every session: PGOPTIONS, options of a connection string or driver. */
const connectionOptions: RunnerFile = {
  files:
    /(?:^|\/)(?:\.github\/workflows\/[^/]+\.ya?ml|package\.json|\.env(?:\.[\w.-]+)?|[^/]*Dockerfile[^/]*|[^/]*\.sh|Makefile|Procfile|(?:docker-)?compose[\w.-]*\.ya?ml)$/,
  holds: /\bPGOPTIONS\b[^\n]*lock_timeout|\?[^\s"']*options=[^\s"']*lock_timeout/i,
  read(path, text) {
    const lockTimeoutMs = lockTimeoutIn(text);
    return lockTimeoutMs === undefined
      ? []
      : runner('connection', '*', 'postgresql', 'each', `lock_timeout in ${baseName(path)}`, { lockTimeoutMs });
  },
};

export const runnerFiles: readonly RunnerFile[] = [
  prismaLock,
  prismaSchema,
  drizzleConfig,
  drizzleJournal,
  knexfile,
  typeorm,
  sequelizerc,
  sequelizeConfig,
  mikroOrm,
  kysely,
  packageScripts,
  atlas,
  atlasSum,
  supabase,
  flyway,
  liquibaseProperties,
  besideScript,
  diesel,
  sqitchPlan,
  composeImage,
  connectionOptions,
];
