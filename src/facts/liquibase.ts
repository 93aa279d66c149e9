import type { Extractor } from '../core/extract';
import type { Dialect, Fact } from '../core/fact';
import type { Source } from '../core/source';
import { fileSpan } from '../core/span';
import { isProductPath } from '../knowledge/paths';
import { createPrint } from '../parse/sql';
import { dialectNamed, dialectOfPath } from '../parse/sqlDialect';
import { parseXmlText } from '../parse/xml';
import { parseYaml } from '../parse/yaml';
import { type Around, createScript, dialectOfTexts } from './codeMigrations/script';
import { about, writeChange } from './liquibase/changes';
import { flagOf } from './liquibase/columns';
import { fromTree, fromXml, type Item } from './liquibase/items';
import { writeRollback } from './liquibase/rollback';
import { belowRoot, changelogRoot, changeSetId, changeSetOrder, includedPath } from './migrations/changelogs';

/** Liquibase's changelogs in XML, YAML and JSON: a migration for each changeSet. Those in SQL are read as SQL. */
export const liquibase: Extractor = {
  name: 'liquibase',
  emits: ['migration.declared', 'ddl.operation', 'runner.configured', 'text.unread'],
  files:
    /(?:^|\/)[^/]*(?:change-?log|change-?set|liquibase|migrat)[^/]*(?:\.|\/(?:.+\/)?[^/]+\.)(?:xml|ya?ml|json)$|(?:^|\/)src\/main\/resources\/(?:.+\/)?[^/]+\.xml$/i,
  accepts: (path, text) => isProductPath(path) && /\bdatabaseChangeLog\b/.test(text),
  extract(source) {
    const changelog = changelogIn(source);
    return 'unread' in changelog ? [changelog.unread] : fromChangelog(source, changelog.root);
  },
};

function changelogIn(source: Source): { root: Item } | { unread: Fact } {
  const unread = (reason: string, start: number, end: number): { unread: Fact } => ({
    unread: {
      kind: 'text.unread',
      at: start === 0 && end === 0 ? fileSpan(source.path) : source.span(start, end),
      reason,
      hides: ['migration.declared', 'ddl.operation'],
    },
  });
  if (/\.xml$/i.test(source.path)) {
    const { root, error } = parseXmlText(source);
    if (!root) return unread(error?.reason ?? 'XML: no element', error?.start ?? 0, error?.end ?? 0);
    if (root.name !== 'databaseChangeLog') return unread('no changelog of Liquibase', 0, 0);
    return { root: fromXml(root, source.text) };
  }
  for (const { tree, error } of parseYaml(source)) {
    if (error) return unread(error.reason, error.start, error.end);
    const entry = tree?.is === 'map' ? tree.entries.find(({ key }) => key === 'databaseChangeLog') : undefined;
    if (entry) return { root: fromTree(entry.key, entry.value, [entry.keyStart, entry.keyEnd], source.text) };
  }
  return unread('no changelog of Liquibase', 0, 0);
}

/** Told about a changelog, and nothing that runs. */
const aside = new Set([
  'property',
  'preConditions',
  'removeChangeSetProperty',
  'logicalFilePath',
  'objectQuotingStrategy',
]);

function fromChangelog(source: Source, root: Item): Fact[] {
  const facts: Fact[] = [];
  const database = changelogRoot(source.path);
  /** File or folder below the root of its database → its place in this changelog. */
  const included = new Map<string, Record<string, string>>();
  for (const [index, item] of root.children.entries()) {
    const unread = (reason: string) =>
      facts.push({ kind: 'text.unread', at: source.span(...item.range), reason, hides: ['migration.declared'] });
    if (item.name === 'changeSet') facts.push(...fromChangeSet(source, item, index, database));
    else if (item.name === 'include' || item.name === 'includeAll') {
      const written = item.get(item.name === 'include' ? 'file' : 'path');
      const path = written && includedPath(source.path, written, flagOf(item, 'relativeToChangelogFile') === true);
      if (path) {
        const folder = item.name === 'includeAll';
        const of = changelogRoot(folder ? `${path}/x` : path);
        const order = included.get(of) ?? {};
        order[belowRoot(path, of) + (folder ? '/' : '')] = String(index).padStart(6, '0');
        included.set(of, order);
      } else unread(`what is included is not known: ${written ?? 'nothing is named'}`);
    } else if (!aside.has(item.name)) unread(`${item.name} in a changelog is not read`);
  }
  for (const [of, order] of included)
    facts.push({
      kind: 'runner.configured',
      at: fileSpan(source.path),
      database: of,
      tool: 'liquibase',
      dialect: 'unknown',
      transaction: 'each',
      because: belowRoot(source.path, of),
      order,
    });
  return facts;
}

/** ChangeSets that run nowhere but where people try things. */
const onlyTried =
  /^(?:test|tests|testing|dev|develop|development|local|faker|demo|e2e|ci)(?:\s*(?:,|\bor\b)\s*(?:test|tests|testing|dev|develop|development|local|faker|demo|e2e|ci))*$/i;

function fromChangeSet(source: Source, set: Item, index: number, database: string): Fact[] {
  const context = (set.get('contextFilter') ?? set.get('context') ?? '').trim();
  if (onlyTried.test(context)) return [];
  const id = changeSetId(source.path, set.get('id') ?? '', set.get('author') ?? '');
  const changes = set.children.filter(({ name }) => !about.has(name));
  const around = circumstances(set);
  const up = createScript();
  const inverses = changes.map((change) => writeChange(change, up, around));
  const rollback = writeRollback(set, around, inverses);
  const outside = flagOf(set, 'runInTransaction') === false;
  const named = dialectOfPath(source.path)?.dialect;
  const dialect: Dialect =
    around.dialect ??
    (named && named !== 'clickhouse' && named !== 'other' ? named : undefined) ??
    dialectOfTexts([...up.texts(), ...(rollback?.script.texts() ?? [])]);
  const where = (direction: 'up' | 'down') =>
    ({ source, database, migration: id, direction, dialect, transaction: outside ? 'none' : 0 }) as const;
  const operations = up.facts(where('up'));
  const repeated = flagOf(set, 'runOnChange') || flagOf(set, 'runAlways');
  const declare = (direction: 'up' | 'down', at: readonly [number, number], contentHash: string, empty: boolean) =>
    ({
      kind: 'migration.declared',
      at: source.span(...at),
      database,
      id,
      order: changeSetOrder(source.path, index),
      tool: 'liquibase',
      direction,
      transaction: outside ? 'none' : 'own',
      contentHash,
      downs: 'optional',
      ...(empty ? { empty } : {}),
    }) satisfies Fact<'migration.declared'>;
  const facts: Fact[] = [
    ...operations,
    // What runs again whenever it changes may be edited.
    declare('up', set.head, repeated ? printOf([id]) : printOfItems(source, changes), operations.length === 0),
  ];
  if (!rollback) return facts;
  const back = rollback.script.facts(where('down'));
  const down: Fact<'migration.declared'> = declare(
    'down',
    rollback.at,
    printOfItems(source, rollback.items),
    back.length === 0,
  );
  if (rollback.none) down.irreversibleBecause = 'the rollback is empty';
  return [...facts, ...back, down];
}

const existence =
  /^(?:table|column|index|view|foreignKeyConstraint|primaryKey|uniqueConstraint|sequence)(?:Exists|IsEmpty)$/;

/** The server that a changeSet is for, and preconditions under which it is passed over. */
function circumstances(set: Item): Around {
  const around: Around = {};
  const dbms = set.get('dbms')?.trim().toLowerCase();
  const dialect = dbms && /^\w+$/.test(dbms) ? dialectNamed(dbms) : undefined;
  if (dialect && dialect !== 'clickhouse' && dialect !== 'other') around.dialect = dialect;
  const conditions = set.children.find(({ name }) => name === 'preConditions');
  const passes = conditions && /^(?:MARK_RAN|CONTINUE|WARN)$/i.test(valueIn(conditions, 'onFail') ?? '');
  if (!conditions || !passes) return around;
  around.guarded = true;
  const open = [...conditions.children];
  for (let item = open.pop(); item; item = open.pop()) {
    if (existence.test(item.name)) around.exists = true;
    open.push(...item.children);
  }
  return around;
}

/** In YAML the words about a list of conditions stand in the list: `- onFail: MARK_RAN`. */
function valueIn(item: Item, name: string): string | undefined {
  return item.get(name) ?? item.children.find((child) => child.name === name)?.text()?.text;
}

function printOfItems(source: Source, items: readonly Item[]): string {
  return printOf(
    items.flatMap(({ range }) =>
      withoutComments(source.text.slice(...range))
        .replace(/^[ \t]*#.*$/gm, '')
        .split(/\s+/),
    ),
  );
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('<!--'); at !== -1; at = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', at);
    if (end === -1) break;
    kept += text.slice(from, at);
    from = end + 3;
  }
  return kept + text.slice(from);
}

function printOf(words: readonly string[]): string {
  const print = createPrint();
  for (const word of words) print.add(word);
  return print.text();
}
