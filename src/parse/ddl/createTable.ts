import { readDefinition } from './columns';
import { readConstraint, readKey } from './constraints';
import {
  accept,
  acceptIfExists,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  done,
  find,
  inBrackets,
  isMark,
  isMySql,
  isWord,
  listed,
  name,
  normal,
  part,
  peek,
  qualified,
  sourcesOf,
} from './cursor';
import { type Draft, draft, options } from './operation';

type Options = Record<string, string | boolean | undefined>;

/** Reads what follows `CREATE [OR REPLACE] [TEMPORARY | UNLOGGED | FOREIGN | VIRTUAL] TABLE`. */
export function readCreateTable(c: Cursor, given: Options): Draft[] {
  const ifExists = acceptIfExists(c);
  const table = qualified(c);
  if (table === undefined) {
    c.surprised = true;
    return [];
  }
  const more: Options = { ...given };
  if (given.sort === 'virtual') {
    more.using = accept(c, 'using') ? name(c) : undefined;
    return [draft(c, 0, c.end, 'table.create', { table, ifExists, options: options(more) })];
  }
  if (accept(c, 'partition', 'of')) more.partitionOf = qualified(c);
  else if (accept(c, 'of')) more.of = qualified(c);
  const inner: Draft[] = [];
  if (accept(c, 'like')) more.like = qualified(c);
  else if (isMark(c, '(')) {
    const inside = inBrackets(c) as Cursor;
    if (/^(?:select|with|values)$/.test(peek(inside)?.text ?? '') && peek(inside)?.kind === 'word')
      c.at = inside.at - 1;
    else inner.push(...elements(inside, table, more));
    if (inside.surprised) c.surprised = true;
  }
  tail(c, more);
  addMissingNumbers(inner);
  return [draft(c, 0, c.end, 'table.create', { table, ifExists, options: options(more) }), ...inner];
}

function elements(inside: Cursor, table: string, more: Options): Draft[] {
  const drafts: Draft[] = [];
  for (const item of listed(inside)) {
    const from = item.at;
    if (accept(item, 'like')) {
      more.like = qualified(item);
      continue;
    }
    if (isWord(item, 'period') && isWord(item, 'for', 1)) continue;
    const key = startsKey(item) ? readKey(item, table) : undefined;
    const constraint = key ?? readConstraint(item, { table });
    if (constraint) {
      drafts.push(constraint);
      if (!done(item)) inside.surprised = true;
      continue;
    }
    const column = name(item);
    if (column === undefined) {
      inside.surprised = true;
      continue;
    }
    const read = readDefinition(item, table, column);
    if (item.surprised) inside.surprised = true;
    drafts.push(draft(item, from, item.end, 'column.create', { table, column, ...read.found }), ...read.constraints);
  }
  // A key at table level makes its columns required.
  for (const key of drafts)
    if (key.constraint === 'primary-key' || key.constraint === 'not-null')
      for (const column of drafts)
        if (column.op === 'column.create' && key.columns?.includes(column.column as string)) column.nullable = false;
  return drafts;
}

/** `key (…)`, `index name (…)`: a key of MySQL, unless it is a column that bears the name. */
function startsKey(item: Cursor): boolean {
  if (acceptless(item, 'fulltext') || acceptless(item, 'spatial')) return true;
  if (!isWord(item, 'key') && !isWord(item, 'index')) return false;
  if (isMark(item, '(', 1)) return true;
  return (
    isMark(item, '(', 2) &&
    (isMySql(item) || !/^(?:var)?char|^numeric|^decimal|^bit|^time/.test(peek(item, 1)?.text ?? ''))
  );
}

function acceptless(item: Cursor, word: string): boolean {
  return (
    isWord(item, word) &&
    (isWord(item, 'key', 1) || isWord(item, 'index', 1) || isMark(item, '(', 1) || isMark(item, '(', 2))
  );
}

/** The server numbers constraints that would get the same name. */
function addMissingNumbers(drafts: readonly Draft[]): void {
  const taken = new Set<string>();
  for (const d of drafts) if (d.object !== undefined && !d.options?.unnamed) taken.add(d.object);
  for (const d of drafts) {
    if (d.object === undefined || !d.options?.unnamed || d.object === 'PRIMARY') continue;
    let free = d.object;
    for (let number = 1; taken.has(free); number++) free = `${d.object}${number}`;
    d.object = free;
    taken.add(free);
  }
}

/** What follows the columns: partitioning, inheritance, storage, MySQL's table options, `AS SELECT`. */
function tail(c: Cursor, more: Options): void {
  while (!done(c)) {
    if (accept(c, 'partition', 'by')) {
      const from = c.at;
      accept(c, 'linear');
      name(c);
      if (isMark(c, '(')) c.at = afterBracket(c);
      more.partitionBy = normal(c, from, c.at);
      if (isMySql(c)) c.at = c.end;
    } else if (accept(c, 'inherits')) {
      const inside = inBrackets(c);
      if (inside) more.inherits = qualified(inside);
    } else if (accept(c, 'for', 'values')) c.at = afterBounds(c);
    else if (
      accept(c, 'default', 'charset') ||
      accept(c, 'charset') ||
      accept(c, 'character', 'set') ||
      accept(c, 'default', 'character', 'set')
    )
      more.charset = settingOf(c);
    else if (accept(c, 'default', 'collate') || accept(c, 'collate')) more.collate = settingOf(c);
    else if (accept(c, 'default')) continue;
    else if (accept(c, 'tablespace')) more.tablespace = settingOf(c);
    else if (accept(c, 'using')) more.using = name(c)?.toLowerCase();
    else if (accept(c, 'server')) more.server = name(c);
    else if (accept(c, 'engine')) more.engine = settingOf(c)?.toLowerCase();
    else if (accept(c, 'on', 'commit')) {
      acceptOne(c, 'drop', 'delete', 'preserve');
      accept(c, 'rows');
    } else if (accept(c, 'without', 'rowid') || accept(c, 'without', 'oids') || accept(c, 'strict')) continue;
    else if (accept(c, 'with', 'no', 'data')) more.withNoData = true;
    else if (accept(c, 'with', 'data')) continue;
    else if (accept(c, 'with', 'system', 'versioning')) more.systemVersioning = true;
    else if ((isWord(c, 'with') || isWord(c, 'options')) && isMark(c, '(', 1)) {
      c.at++;
      c.at = afterBracket(c);
    } else if (
      isWord(c, 'as') ||
      isWord(c, 'select') ||
      isWord(c, 'with') ||
      isWord(c, 'values') ||
      isWord(c, 'table') ||
      isMark(c, '(') ||
      isWord(c, 'execute') ||
      isWord(c, 'ignore') ||
      isWord(c, 'replace')
    ) {
      more.as = 'select';
      more.from = sourcesOf(isMark(c, '(') ? part(c, c.at + 1, afterBracket(c)) : c, isMark(c, '(') ? c.at + 1 : c.at);
      const noData = find(c, ['no']);
      if (isWord(c, 'data', noData - c.at + 1)) more.withNoData = true;
      c.at = c.end;
    } else if (isMySql(c) && peek(c)?.kind === 'word') {
      c.at++;
      settingOf(c);
    } else if (!acceptMark(c, ',')) {
      c.surprised = true;
      c.at = c.end;
    }
  }
}

function settingOf(c: Cursor): string | undefined {
  acceptMark(c, '=');
  const token = peek(c);
  if (!token || token.kind === 'mark') return undefined;
  c.at++;
  return token.text;
}

/** Bounds of a partition: `in (…)`, `from (…) to (…)`, `with (…)`. */
export function afterBounds(c: Cursor): number {
  for (;;) {
    if (acceptOne(c, 'in', 'from', 'to', 'with') === undefined) return c.at;
    if (isMark(c, '(')) c.at = afterBracket(c);
  }
}
