import {
  accept,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  columnNames,
  inBrackets,
  isMark,
  isMySql,
  isWord,
  name,
  nameOf,
  normal,
  part,
  peek,
  qualified,
  wordsAhead,
} from './cursor';
import { columnsIn, constraintName, indexName } from './names';
import { type Draft, draft, options } from './operation';

/** Where a constraint stands: at a column, in CREATE TABLE, or alone in ALTER TABLE. */
export interface Place {
  table: string;
  column?: string;
}

/** Reads one constraint, its name included, of a table or a column; nothing (and the cursor unmoved) when none stands here. */
export function readConstraint(c: Cursor, place: Place): Draft | undefined {
  const from = c.at;
  let given: string | undefined;
  if (accept(c, 'constraint')) {
    accept(c, 'if', 'not', 'exists');
    // MySQL accepts CONSTRAINT without a name.
    if (!(peek(c)?.kind === 'word' && startsConstraint(c))) given = qualified(c);
  }
  const made = readBody(c, from, place, given);
  if (!made) c.at = from;
  return made;
}

function startsConstraint(c: Cursor): boolean {
  return /^(?:primary key|foreign key|unique\b|check\b|exclude (?:using)?|references)/.test(wordsAhead(c, 2));
}

function readBody(c: Cursor, from: number, place: Place, given: string | undefined): Draft | undefined {
  const own = place.column === undefined ? undefined : [place.column];
  const finish = (
    sort: Parameters<typeof constraintName>[2],
    found: Partial<Draft>,
    more: Record<string, string | boolean | undefined> = {},
  ) => {
    const tail = attributes(c);
    const columns = found.columns ?? own;
    const named = given ?? (found.usingIndex ? found.usingIndex : constraintName(c, place.table, sort, columns ?? []));
    return draft(c, from, c.at, 'constraint.create', {
      table: place.table,
      column: place.column,
      object: named,
      constraint: sort,
      columns,
      ...found,
      notValid: tail.notValid,
      options: options({ ...more, ...tail.options, unnamed: given === undefined && !found.usingIndex }),
    });
  };

  if (accept(c, 'primary', 'key')) {
    const more = keyAttributes(c);
    if (accept(c, 'using', 'index')) return finish('primary-key', { usingIndex: qualified(c) ?? '' });
    const columns = columnNames(inBrackets(c));
    return finish('primary-key', columns.length > 0 ? { columns } : {}, { ...more, ...conflict(c) });
  }
  if (isWord(c, 'unique')) {
    c.at++;
    const key = acceptOne(c, 'key', 'index');
    const nulls = accept(c, 'nulls', 'not', 'distinct');
    if (!nulls) accept(c, 'nulls', 'distinct');
    if (accept(c, 'using', 'index')) return finish('unique', { usingIndex: qualified(c) ?? '' });
    const mysqlName = place.column === undefined && !isMark(c, '(') && !isWord(c, 'using') ? name(c) : undefined;
    const more = keyAttributes(c);
    const columns = columnNames(inBrackets(c));
    if (place.column === undefined && columns.length === 0) return undefined;
    given = mysqlName ?? given;
    return finish('unique', columns.length > 0 ? { columns } : {}, {
      nullsNotDistinct: nulls,
      key: key !== undefined,
      ...more,
      ...conflict(c),
    });
  }
  if (isWord(c, 'check') && isMark(c, '(', 1)) {
    c.at++;
    const after = afterBracket(c);
    const expression = normal(c, c.at, after);
    const columns = columnsIn(c, c.at, after);
    c.at = after;
    return finish('check', { expression, columns });
  }
  if (accept(c, 'foreign', 'key')) {
    accept(c, 'if', 'not', 'exists');
    const indexed = isMark(c, '(') ? undefined : name(c);
    const columns = columnNames(inBrackets(c));
    if (!accept(c, 'references')) return undefined;
    given ??= indexed;
    return finish('foreign-key', { columns, ...target(c) }, actions(c));
  }
  if (isWord(c, 'references') && place.column !== undefined) {
    c.at++;
    return finish('foreign-key', target(c), actions(c));
  }
  if (isWord(c, 'exclude') && (isWord(c, 'using', 1) || isMark(c, '(', 1))) {
    c.at++;
    const using = accept(c, 'using') ? name(c)?.toLowerCase() : undefined;
    const inside = inBrackets(c);
    const columns = inside ? excluded(inside) : [];
    const more = keyAttributes(c);
    const expression = accept(c, 'where') ? bracketed(c) : undefined;
    return finish('exclude', { columns, ...(expression === undefined ? {} : { expression }) }, { using, ...more });
  }
  if (isWord(c, 'not') && isWord(c, 'null', 1)) {
    if (place.column !== undefined) {
      if (given === undefined) return undefined;
      c.at += 2;
      return finish('not-null', {});
    }
    c.at += 2;
    const column = name(c);
    return column === undefined ? undefined : finish('not-null', { columns: [column] });
  }
  return undefined;
}

function excluded(inside: Cursor): string[] {
  const columns: string[] = [];
  let depth = 0;
  let from = inside.at;
  for (let i = inside.at; i < inside.end; i++) {
    const token = inside.tokens[i];
    if (token?.kind === 'mark' && (token.text === '(' || token.text === '[')) depth++;
    else if (token?.kind === 'mark' && (token.text === ')' || token.text === ']')) depth--;
    else if (depth === 0 && token?.kind === 'word' && token.text === 'with')
      columns.push(...columnNames(part(inside, from, i)));
    else if (depth === 0 && token?.kind === 'mark' && token.text === ',') from = i + 1;
  }
  return columns;
}

function bracketed(c: Cursor): string {
  const after = afterBracket(c);
  const text = normal(c, c.at, after);
  c.at = after;
  return text;
}

function target(c: Cursor): { references: { table: string; columns: string[] } } {
  const table = qualified(c) ?? '';
  return { references: { table, columns: columnNames(inBrackets(c)) } };
}

function actions(c: Cursor): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (;;) {
    if (accept(c, 'match')) found.match = name(c)?.toLowerCase();
    else if (isWord(c, 'on') && (isWord(c, 'delete', 1) || isWord(c, 'update', 1))) {
      const event = isWord(c, 'delete', 1) ? 'onDelete' : 'onUpdate';
      c.at += 2;
      const words = wordsAhead(c, 2);
      const action = /^(?:no action|set null|set default|cascade|restrict)/.exec(words)?.[0];
      if (!action) return found;
      c.at += action.split(' ').length;
      if (isMark(c, '(')) c.at = afterBracket(c);
      found[event] = action;
    } else return found;
  }
}

/** INCLUDE, USING, WITH and tablespace of the index behind a key; MySQL's index type and comment. */
function keyAttributes(c: Cursor): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (;;) {
    if (isWord(c, 'include') && isMark(c, '(', 1)) {
      c.at++;
      found.include = columnNames(inBrackets(c)).join(',');
    } else if (isWord(c, 'with') && isMark(c, '(', 1)) {
      c.at++;
      c.at = afterBracket(c);
    } else if (isWord(c, 'using') && isWord(c, 'index', 1) && isWord(c, 'tablespace', 2)) {
      c.at += 3;
      found.tablespace = name(c);
    } else if (isWord(c, 'using') && /^(?:btree|hash|rtree)$/.test(peek(c, 1)?.text ?? '')) {
      c.at++;
      found.using = name(c)?.toLowerCase();
    } else if (isMySql(c) && (acceptOne(c, 'clustered', 'nonclustered') || acceptOne(c, 'asc', 'desc'))) {
      // Says how the key is stored.
    } else return found;
  }
}

/** SQLite's `on conflict`, its key order and `autoincrement`. */
function conflict(c: Cursor): Record<string, string | boolean | undefined> {
  const found: Record<string, string | boolean | undefined> = {};
  if (isMySql(c)) return { ...keyAttributes(c), ...mySqlIndexOptions(c) };
  for (;;) {
    if (acceptOne(c, 'asc', 'desc')) continue;
    if (accept(c, 'on', 'conflict')) found.onConflict = name(c)?.toLowerCase();
    else if (accept(c, 'autoincrement')) found.autoincrement = true;
    else return { ...found, ...keyAttributes(c) };
  }
}

function mySqlIndexOptions(c: Cursor): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (;;) {
    if (isWord(c, 'comment') && peek(c, 1)?.kind === 'string') c.at += 2;
    else if (isWord(c, 'key_block_size') || (isWord(c, 'with') && isWord(c, 'parser', 1))) {
      c.at += 2;
      acceptMark(c, '=');
      if (peek(c)?.kind === 'number') c.at++;
      else name(c);
    } else if (accept(c, 'visible')) found.visible = 'true';
    else if (accept(c, 'invisible')) found.visible = 'false';
    else if (isWord(c, 'using')) {
      c.at++;
      found.using = name(c)?.toLowerCase();
    } else return found;
  }
}

function attributes(c: Cursor): { notValid: boolean; options: Record<string, string | boolean | undefined> } {
  let notValid = false;
  const found: Record<string, string | boolean | undefined> = {};
  for (;;) {
    if (accept(c, 'not', 'valid')) notValid = true;
    else if (accept(c, 'not', 'deferrable')) found.deferrable = 'false';
    else if (accept(c, 'deferrable')) found.deferrable = 'true';
    else if (accept(c, 'initially', 'deferred')) found.initially = 'deferred';
    else if (accept(c, 'initially', 'immediate')) found.initially = 'immediate';
    else if (accept(c, 'no', 'inherit')) found.noInherit = true;
    else if (accept(c, 'not', 'enforced')) found.enforced = 'false';
    else if (accept(c, 'enforced')) found.enforced = 'true';
    else return { notValid, options: found };
  }
}

/** MySQL's `KEY name (columns)` and its relatives in CREATE TABLE and ALTER TABLE … ADD. Nothing when none stands here. */
export function readKey(c: Cursor, table: string): Draft | undefined {
  const from = c.at;
  const sort = acceptOne(c, 'fulltext', 'spatial', 'vector');
  const word = acceptOne(c, 'key', 'index');
  if (!word && !sort) return undefined;
  const ifExists = accept(c, 'if', 'not', 'exists');
  const first = peek(c);
  let given: string | undefined;
  if (first && !isMark(c, '(') && !isWord(c, 'using') && (first.kind === 'word' || first.kind === 'name')) {
    given = nameOf(c, first);
    c.at++;
  }
  const using = accept(c, 'using') ? name(c)?.toLowerCase() : undefined;
  if (!isMark(c, '(')) {
    c.at = from;
    return undefined;
  }
  const columns = columnNames(inBrackets(c));
  const more = mySqlIndexOptions(c);
  return draft(c, from, c.at, 'index.create', {
    table,
    object: given ?? indexName(c, table, columns),
    columns,
    ifExists,
    options: options({ sort, using, ...more, unnamed: given === undefined }),
  });
}
