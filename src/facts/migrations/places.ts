import { baseName, directoryOf } from '../../core/path';
import { isProductPath } from '../../knowledge/paths';

/** Where a migration file stands in its database, as far as its path tells. */
export interface Place {
  /** The folder that holds the migrations. */
  database: string;
  id: string;
  /** Sorts as the tool does. */
  order: string;
  tool: string;
  direction: 'up' | 'down';
  downs: 'expected' | 'none' | 'optional';
  /** The name says that it runs outside a transaction. */
  outside?: boolean;
}

const migrationFolder =
  /^(?:db[-_.]?|sql[-_.]?|schema[-_.]?|database[-_.]?)?(?:migrations?|migrate|migrates)(?:[-_.](?:sql|db|pg|postgres(?:ql)?|mysql|mariadb|sqlite3?))?$|^(?:postgres(?:ql)?|pg|mysql|sqlite3?)[-_]migrations?$|^drizzle$/i;
const notMigration =
  /(?:^|[-_.])(?:seeds?|seeders?|fixtures?|schema|structure|dump|snapshot|testdata|rollback_all)(?:[-_.]|$)/i;

/** The folder of a file, or one above it, that a tool or a person calls the migrations. */
export function migrationRoot(path: string): string | undefined {
  const parts = directoryOf(path).split('/');
  for (let i = parts.length - 1; i >= 0; i--)
    if (migrationFolder.test(parts[i] as string)) return parts.slice(0, i + 1).join('/');
  return undefined;
}

/** Numbers are compared as numbers: `2` before `10`. */
export function paddedOrder(name: string): string {
  return name.replace(/\d+/, (digits) => digits.padStart(20, '0'));
}

/** The place of a SQL migration; nothing when the path is not that of one. */
export function placeOf(path: string): Place | undefined {
  if (!isProductPath(path)) return undefined;
  const folder = directoryOf(path);
  const file = baseName(path);
  const stem = file.replace(/\.sql$/i, '');
  return (
    flyway(folder, stem) ??
    folderPerMigration(folder, stem) ??
    sqitch(folder, stem) ??
    pairOfFiles(path, folder, stem) ??
    single(path, folder, stem)
  );
}

/** `V1_2__name`, `U1_2__name`, `R__name`, `B1__name`. */
function flyway(folder: string, stem: string): Place | undefined {
  const versioned = /^([VUB])(\d[\d._]*?)__(.+)$/.exec(stem);
  const common = { database: flywayRoot(folder), tool: 'flyway', downs: 'optional' as const };
  if (versioned) {
    const version = (versioned[2] as string).replaceAll('_', '.').replace(/\.$/, '');
    const parts = version.split('.').map((part) => part.padStart(20, '0'));
    const down = versioned[1] === 'U';
    return {
      ...common,
      id: `${versioned[1] === 'B' ? 'B' : 'V'}${version}`,
      order: parts.join('.'),
      direction: down ? 'down' : 'up',
    };
  }
  if (/^R__/.test(stem)) return { ...common, id: stem, order: `~${stem}`, direction: 'up' };
  return undefined;
}

/** Flyway reads a location with everything below it. */
function flywayRoot(folder: string): string {
  const parts = folder.split('/');
  const at = parts.lastIndexOf('migration') >= 0 ? parts.lastIndexOf('migration') : parts.lastIndexOf('migrations');
  return at === -1 ? folder : parts.slice(0, at + 1).join('/');
}

/** A folder for each migration: `migration.sql` of Prisma and Drizzle, `up.sql` and `down.sql` of Diesel and Hasura. */
function folderPerMigration(folder: string, stem: string): Place | undefined {
  const id = baseName(folder);
  const database = directoryOf(folder);
  if (stem === 'migration' && /\d/.test(id) && database !== '')
    return { database, id, order: id, tool: 'prisma', direction: 'up', downs: 'none' };
  const side = /^(up|down)$/.exec(stem)?.[1];
  if (!side || !/^\d/.test(id)) return undefined;
  const direction = side === 'up' ? 'up' : 'down';
  if (/^\d{13}_/.test(id))
    return { database, id, order: paddedOrder(id), tool: 'hasura', direction, downs: 'expected' };
  return { database, id, order: id, tool: 'diesel', direction, downs: 'expected' };
}

/** `deploy/`, `revert/` and `verify/`; the plan file knows the order. */
function sqitch(folder: string, stem: string): Place | undefined {
  const parts = folder.split('/');
  const at = Math.max(parts.lastIndexOf('deploy'), parts.lastIndexOf('revert'));
  if (at === -1 || parts.slice(at).some((part) => migrationFolder.test(part))) return undefined;
  const id = [...parts.slice(at + 1), stem].join('/').replace(/@[\w.-]+$/, '');
  return {
    database: parts.slice(0, at).join('/'),
    id,
    order: id,
    tool: 'sqitch',
    direction: parts[at] === 'deploy' ? 'up' : 'down',
    downs: 'expected',
  };
}

const dialectInfix = /\.(?:postgres(?:ql)?|pg|mysql|mariadb|sqlite3?|cockroach(?:db)?)(?=\.|$)/i;

/** A file for each direction: `1_name.up.sql`, `V0001.Name.down.sql`, `2020-name-up.sql`, `001.do.sql`, `up/001.sql`. */
function pairOfFiles(path: string, folder: string, stem: string): Place | undefined {
  const dotted = /^(.*)\.(up|down|do|undo)$/i.exec(stem);
  const inSqls = baseName(folder) === 'sqls' ? /^(\d{8,}-.*)-(up|down)$/i.exec(stem) : null;
  const dashed = migrationRoot(path) ? /^(\d.*)[-_](up|down|rollback|undo|revert)$/i.exec(stem) : null;
  const found = dotted ?? inSqls ?? dashed;
  if (found) {
    const name = found[1] as string;
    if (!/\d/.test(name) && !migrationRoot(path)) return undefined;
    const direction = /^(?:up|do)$/i.test(found[2] as string) ? 'up' : 'down';
    const outside = /\.autocommit\b/i.test(name);
    const bare = name.replace(/\.autocommit\b/i, '');
    const id = bare.replace(dialectInfix, '');
    const tool = inSqls
      ? 'db-migrate'
      : id !== bare || outside
        ? 'pop'
        : /^V\d+\./.test(name)
          ? 'files'
          : dotted && /^(?:do|undo)$/i.test(dotted[2] as string)
            ? 'postgrator'
            : 'golang-migrate';
    return {
      database: inSqls ? directoryOf(folder) : folder,
      id: bare,
      order: paddedOrder(bare),
      tool,
      direction,
      downs: 'expected',
      ...(outside ? { outside } : {}),
    };
  }
  // `dashed` without its counterpart: the up of a pair whose down is `name_down.sql`.
  const side = /^(up|down)$/i.exec(baseName(folder))?.[1]?.toLowerCase();
  if (side && migrationRoot(path) && /\d/.test(stem))
    return {
      database: directoryOf(folder),
      id: stem,
      order: paddedOrder(stem),
      tool: 'files',
      direction: side === 'up' ? 'up' : 'down',
      downs: 'expected',
    };
  return undefined;
}

/** One file for each migration in a folder that is called the migrations. */
function single(path: string, folder: string, stem: string): Place | undefined {
  const root = migrationRoot(path);
  if (root === undefined || notMigration.test(stem)) return undefined;
  const below = folder === root ? '' : folder.slice(root.length + 1);
  if (/(?:^|\/)(?:seeds?|fixtures?|meta|test|tests|snapshots?|verify|functions|procedures|views)(?:\/|$)/i.test(below))
    return undefined;
  const numbered = /^[A-Za-z]{0,3}\d/.test(stem);
  // A text without a number is run by hand, or is none; only beside the numbered ones is it taken for a migration.
  if (!numbered && !/^\d{4}/.test(below)) return undefined;
  const supabase = /(?:^|\/)supabase\/migrations$/.test(folder);
  const drizzle = !supabase && (/(?:^|\/)drizzle(?:\/|$)/.test(folder) || /^\d{4}_[a-z]+_[a-z_]+$/.test(stem));
  return {
    database: folder,
    id: stem,
    order: paddedOrder(stem),
    tool: supabase ? 'supabase' : drizzle ? 'drizzle' : 'files',
    direction: 'up',
    downs: supabase || drizzle ? 'none' : 'optional',
  };
}
