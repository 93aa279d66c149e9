import type { Dialect } from '../../core/fact';
import { baseName, directoryOf } from '../../core/path';
import { known } from '../../parse/sql';
import { dialectOfPath } from '../../parse/sqlDialect';
import { migrationRoot, paddedOrder } from '../migrations/places';
import { dbMigrate } from './dbMigrate';
import { embedded } from './embedded';
import { knex } from './knex';
import { kysely } from './kysely';
import { mikroOrm } from './mikroOrm';
import { nodePgMigrate } from './nodePgMigrate';
import type { Reader } from './run';
import { sequelize } from './sequelize';
import { typeorm } from './typeorm';

/** What only a migration holds, wherever it stands. */
const unmistakable =
  /\bimplements\s+MigrationInterface\b|from\s+['"]@mikro-orm\/migrations['"]|\bMigrationBuilder\b|:\s*QueryRunner\b|\bup\b[^\n]{0,40}\(\s*(?:\w+\s*:\s*(?:Kysely|Knex)\b|queryInterface\b)/;
/** Runners of one's own keep their order in the names of the files. */
const numbered = /(?:^|[-_.])\d{3,}(?:[-_.]|$)/;
/** SQL that changes something, in a tagged template or a call that sends it. */
const sendsSql =
  /(?:\bsql(?:\.\w+(?:\([^)\n]*\))?)?|\b(?:query|execute|exec|raw|unsafe|run|none|any)\(\s*(?:sql\s*)?)\s*[`'"]\s*(?:--[^\n]*\s*)*(?:create|alter|drop|insert|update|delete|truncate)\b/i;

/** A framework as its migrations show it. */
export interface Framework {
  tool: string;
  holds: RegExp;
  reader(): Reader;
  downs: 'expected' | 'optional';
  dialect?: Dialect;
}

const frameworks: readonly Framework[] = [
  {
    tool: 'typeorm',
    holds: /\bMigrationInterface\b|\bqueryRunner\b|\bQueryRunner\b/,
    reader: () => typeorm,
    downs: 'expected',
  },
  {
    tool: 'mikro-orm',
    holds: /@mikro-orm\/migrations|\bthis\s*\.\s*addSql\s*\(/,
    reader: () => mikroOrm,
    downs: 'expected',
  },
  {
    tool: 'node-pg-migrate',
    holds: /\bpgm\b|\bMigrationBuilder\b|node-pg-migrate/,
    reader: () => nodePgMigrate,
    downs: 'optional',
    dialect: 'postgresql',
  },
  {
    tool: 'sequelize',
    holds: /\bqueryInterface\b|\bQueryInterface\b|\bSequelize\b|\bDataTypes\b|\bsequelize\b/,
    reader: sequelize,
    downs: 'expected',
  },
  { tool: 'kysely', holds: /['"]kysely['"]|\bKysely\b/, reader: () => kysely, downs: 'expected' },
  {
    tool: 'db-migrate',
    holds:
      /\bdb\s*\.\s*(?:runSql|addColumn|removeColumn|renameColumn|changeColumn|addIndex|removeIndex|createTable|dropTable|addForeignKey)\s*\(|db-migrate|\bdbm\b/,
    reader: () => dbMigrate,
    downs: 'expected',
  },
  { tool: 'knex', holds: /\bknex\b|\bKnex\b|\.schema\b\s*\.?/, reader: () => knex, downs: 'expected' },
];

const homeMade: Framework = { tool: 'files', holds: /(?:)/, reader: () => embedded, downs: 'optional' };

export function frameworkOf(text: string): Framework {
  return frameworks.find(({ holds }) => holds.test(text)) ?? homeMade;
}

export interface CodePlace {
  database: string;
  id: string;
  order: string;
}

/** Where a migration in code stands; nothing when neither its path nor its text is that of one. */
export function placeOfCode(path: string, text: string): CodePlace | undefined {
  const folder = directoryOf(path);
  const stem = baseName(path).replace(/\.[cm]?[jt]sx?$/, '');
  if (migrationRoot(path) === undefined && !unmistakable.test(text)) {
    if (!isOfOwnRunner(stem, text)) return undefined;
    // What stands before the time of making is the release, which the file gets when it is made.
    const id = /(?:^|[-_.])(\d{10,17}(?:[-_.].*)?)$/.exec(stem)?.[1] ?? stem;
    return { database: folder, id, order: id.replaceAll(/\d+/g, (digits) => digits.padStart(20, '0')) };
  }
  const own = baseName(folder);
  if (/^(?:migration|index|up|down|migrate)$/i.test(stem)) {
    if (!/\d/.test(own) || directoryOf(folder) === '') return undefined;
    return { database: directoryOf(folder), id: own, order: own };
  }
  return { database: folder, id: stem, order: paddedOrder(stem) };
}

/** An alteration of a home-made runner: a number in its name, both directions in its text, and SQL that it sends. */
function isOfOwnRunner(stem: string, text: string): boolean {
  return numbered.test(stem) && /\bup\b\s*[:(=]/.test(text) && /\bdown\b\s*[:(=]/.test(text) && sendsSql.test(text);
}

export function dialectOfCodePath(path: string): Dialect | undefined {
  const found = dialectOfPath(path);
  return found && known(found.dialect) !== 'unknown' ? known(found.dialect) : undefined;
}
