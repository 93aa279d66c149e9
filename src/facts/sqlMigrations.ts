import type { Extractor } from '../core/extract';
import type { Dialect, Fact } from '../core/fact';
import { baseName, directoryOf } from '../core/path';
import type { Source } from '../core/source';
import { fileSpan } from '../core/span';
import { isProductPath, sizeLimits } from '../knowledge/paths';
import type { SqlReading } from '../parse/sql';
import { type DialectEvidence, dialectNamed, dialectOfPath, dialectOfSyntax } from '../parse/sqlDialect';
import { layoutOf, type SqlLayout, type SqlSection } from '../parse/sqlSections';
import { refusesTransaction } from '../parse/sqlTransactions';
import { changelogRoot, changeSetId, changeSetOrder } from './migrations/changelogs';
import { noWayBackIn } from './migrations/comments';
import { otherFiles, unreadLanguage } from './migrations/otherLanguages';
import { type Place, paddedOrder, placeOf } from './migrations/places';
import { operationsOf } from './sqlOperations';

const marked = /^[ \t]*--[ \t]*(?:\+(?:goose|migrate|micrate)[ \t]|migrate:(?:up|down)\b|liquibase[ \t]+formatted)/im;
const sqitchHeader = /^[ \t]*--[ \t]*(?:Deploy|Revert)[ \t]/m;

/**
 * Migrations written in SQL, of every tool whose layout or markers are known: what each does on the way up and down.
 * Those in languages and for servers that are not read are told as unread.
 */
export const sqlMigrations: Extractor = {
  name: 'sqlMigrations',
  emits: ['migration.declared', 'ddl.operation', 'text.unread'],
  files: new RegExp(`\\.sql$|${otherFiles.source}`, 'i'),
  accepts(path, text) {
    if (!path.toLowerCase().endsWith('.sql')) return unreadLanguage(path, text) !== undefined;
    return isProductPath(path) && (placeOf(path) !== undefined || marked.test(text));
  },
  extract(source) {
    if (!source.path.toLowerCase().endsWith('.sql')) {
      const language = unreadLanguage(source.path, source.text);
      return language ? [unread(source, `migration in ${language} is not read`)] : [];
    }
    if (source.text.length > sizeLimits.sql) return [unread(source, 'larger than 2 MB')];
    return fromSql(source);
  },
};

function unread(source: Source, reason: string): Fact {
  return {
    kind: 'text.unread',
    at: fileSpan(source.path),
    reason,
    hides: ['migration.declared', 'ddl.operation'],
  };
}

function fromSql(source: Source): Fact[] {
  const { path, text } = source;
  const layout = layoutOf(text);
  const place = placeIn(path, text, layout);
  if (!place) return [];
  const evidence = dialectOfPath(path) ?? dialectInHeader(text) ?? dialectOfSyntax(text);
  if (evidence.dialect === 'clickhouse') return [unread(source, 'ClickHouse migrations are not read')];
  if (evidence.dialect === 'other') return [unread(source, `SQL of this server is not read (${evidence.because})`)];
  const facts: Fact[] = [];
  for (const [index, section] of layout.sections.entries())
    facts.push(...fromSection(source, layout, placeOfSection(place, path, section, index), section, evidence.dialect));
  return facts;
}

/** The place by path, corrected by what the markers of the text say of the tool. */
function placeIn(path: string, text: string, layout: SqlLayout): Place | undefined {
  const byPath = placeOf(path);
  if (byPath?.tool === 'sqitch' && !sqitchHeader.test(text)) return undefined;
  const stem = baseName(path).replace(/\.sql$/i, '');
  const place: Place = byPath ?? {
    database: directoryOf(path),
    id: stem,
    order: paddedOrder(stem),
    tool: 'files',
    direction: 'up',
    downs: 'optional',
  };
  if (layout.format === 'liquibase')
    return { ...place, database: changelogRoot(path), tool: 'liquibase', downs: 'optional' };
  if (layout.format !== 'plain') return { ...place, tool: layout.format, downs: 'expected' };
  if (!byPath) return undefined;
  const breaks = layout.sections.some((section) => section.breaks.length > 0);
  if (breaks && (place.tool === 'files' || place.tool === 'prisma'))
    return { ...place, tool: 'drizzle', downs: 'none' };
  if (layout.txmode !== undefined || /^[ \t]*--[ \t]*atlas:/m.test(text))
    return { ...place, tool: 'atlas', downs: 'none' };
  return place;
}

function placeOfSection(place: Place, path: string, section: SqlSection, index: number): Place {
  if (section.changeset !== undefined)
    return {
      ...place,
      id: changeSetId(path, section.changeset.id, section.changeset.author),
      order: changeSetOrder(path, index),
      direction: section.direction,
    };
  return place.tool === 'liquibase' || section.direction === 'down'
    ? { ...place, direction: section.direction }
    : place;
}

function dialectInHeader(text: string): DialectEvidence | undefined {
  const engine = /^[ \t]*--[ \t]*(?:Deploy|Revert)[ \t]+\S+[ \t]+(?:to|from)[ \t]+(\w+)/m.exec(text)?.[1];
  const dialect = engine ? dialectNamed(engine) : undefined;
  return dialect ? { dialect, because: 'header of the Sqitch script' } : undefined;
}

function fromSection(source: Source, layout: SqlLayout, place: Place, section: SqlSection, found: Dialect): Fact[] {
  const dialect = dialectOfDbms(section.dbms) ?? found;
  const outside =
    place.outside === true || section.transaction === 'none' || layout.txmode === 'none' || place.tool === 'db-migrate';
  const byAuthor = place.tool === 'sqitch';
  const reading = operationsOf(section.text, {
    dialect,
    range: section,
    transaction: outside || byAuthor ? 'none' : 0,
    sentWhole: sentWhole.has(place.tool),
    takesOut: place.tool === 'supabase',
  });
  const alone = !outside && !byAuthor && runsAlone(place.tool, reading);
  const { database, id: migration, direction } = place;
  const facts: Fact[] = reading.operations.map(({ start, end, calls: _, ...operation }) => ({
    kind: 'ddl.operation',
    at: source.span(start, end),
    database,
    migration,
    direction,
    ...operation,
    ...(alone ? { transaction: 'none' as const } : {}),
  }));
  for (const { start, end, reason } of reading.unread)
    facts.push({ kind: 'text.unread', at: source.span(start, end), reason, hides: ['ddl.operation'] });
  const because = section.notNeeded ?? noWayBackIn(section.text.slice(section.start, section.end));
  facts.push({
    kind: 'migration.declared',
    at: section.start === 0 ? fileSpan(source.path) : source.span(section.start, section.start),
    database,
    id: migration,
    order: place.order,
    tool: place.tool,
    direction,
    transaction: outside || alone ? 'none' : byAuthor ? 'author' : 'own',
    contentHash: section.repeated ? migration : reading.contentHash,
    downs: place.downs,
    ...(because ? { irreversibleBecause: because } : {}),
    ...(isEmpty(reading, direction) ? { empty: true } : {}),
  });
  return facts;
}

/** Their driver sends the file as one text; the server makes a transaction of it when it holds more than one statement. */
const sentWhole = new Set(['prisma', 'golang-migrate']);

/** Whether what is read runs outside a transaction although the tool has one. */
function runsAlone(tool: string, reading: SqlReading): boolean {
  if (sentWhole.has(tool)) return reading.statements === 1 && !reading.bodies;
  // Flyway looks at the statements: it opens no transaction when all of them refuse one, and stops when only some do.
  return tool === 'flyway' && reading.operations.length > 0 && reading.operations.every(refusesTransaction);
}

function dialectOfDbms(dbms: string | undefined): Dialect | undefined {
  const dialect = dbms && !dbms.includes(',') && !dbms.startsWith('!') ? dialectNamed(dbms) : undefined;
  return dialect === 'clickhouse' || dialect === 'other' ? undefined : dialect;
}

/** An up without statements does nothing; a down may also be a query that stands in for one. */
function isEmpty(reading: SqlReading, direction: 'up' | 'down'): boolean {
  if (direction === 'up') return reading.statements === 0;
  return reading.operations.length === 0 && reading.unread.length === 0;
}
