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
export const unmistakable =
  /\bimplements\s+MigrationInterface\b|from\s+['"]@mikro-orm\/migrations['"]|\bMigrationBuilder\b|:\s*QueryRunner\b/;

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
  if (migrationRoot(path) === undefined && !unmistakable.test(text)) return undefined;
  const folder = directoryOf(path);
  const stem = baseName(path).replace(/\.[cm]?[jt]sx?$/, '');
  const own = baseName(folder);
  if (/^(?:migration|index|up|down|migrate)$/i.test(stem)) {
    if (!/\d/.test(own) || directoryOf(folder) === '') return undefined;
    return { database: directoryOf(folder), id: own, order: own };
  }
  return { database: folder, id: stem, order: paddedOrder(stem) };
}

export function dialectOfCodePath(path: string): Dialect | undefined {
  const found = dialectOfPath(path);
  return found && known(found.dialect) !== 'unknown' ? known(found.dialect) : undefined;
}
