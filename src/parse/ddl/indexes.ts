import {
  accept,
  acceptIfExists,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  columnNames,
  done,
  find,
  inBrackets,
  isMark,
  isMySql,
  isWord,
  listed,
  name,
  normal,
  peek,
  qualified,
} from './cursor';
import { indexName } from './names';
import { type Draft, draft, options } from './operation';

type Options = Record<string, string | boolean | undefined>;

/** Reads what follows `CREATE [OR REPLACE] [UNIQUE | FULLTEXT | …] INDEX`. */
export function readCreateIndex(c: Cursor, given: Options): Draft[] {
  const concurrently = accept(c, 'concurrently');
  const ifExists = acceptIfExists(c);
  const object = isWord(c, 'on') && !isWord(c, 'on', 1) ? undefined : qualified(c);
  const more: Options = { ...given, unique: undefined };
  if (accept(c, 'using')) more.using = name(c)?.toLowerCase();
  if (!accept(c, 'on')) c.surprised = true;
  more.only = accept(c, 'only');
  const table = qualified(c);
  if (accept(c, 'using')) more.using = name(c)?.toLowerCase();
  const columns = columnNames(inBrackets(c));
  let expression: string | undefined;
  while (!done(c)) {
    if ((isWord(c, 'include') || isWord(c, 'storing')) && isMark(c, '(', 1)) {
      c.at++;
      more.include = columnNames(inBrackets(c)).join(',');
    } else if (accept(c, 'nulls', 'not', 'distinct')) more.nullsNotDistinct = true;
    else if (accept(c, 'nulls', 'distinct')) continue;
    else if (isWord(c, 'with') && isMark(c, '(', 1)) c.at = afterBracket(c, c.at + 1);
    else if (accept(c, 'tablespace')) more.tablespace = name(c);
    else if (accept(c, 'where')) {
      expression = normal(c, c.at, c.end);
      c.at = c.end;
    } else if ((isMySql(c) || c.dialect === 'unknown') && readMySqlIndexOption(c, more)) continue;
    else {
      c.surprised = true;
      c.at = c.end;
    }
  }
  if (table === undefined || columns.length === 0) c.surprised = true;
  return [
    draft(c, 0, c.end, 'index.create', {
      table,
      object: object ?? indexName(c, table ?? '', columns),
      columns,
      unique: given.unique === true,
      concurrently,
      ifExists,
      expression,
      options: options({ ...more, unnamed: object === undefined }),
    }),
  ];
}

function readMySqlIndexOption(c: Cursor, more: Options): boolean {
  const word = acceptOne(
    c,
    'algorithm',
    'lock',
    'comment',
    'using',
    'key_block_size',
    'visible',
    'invisible',
    'engine_attribute',
    'with',
    'wait',
    'nowait',
  );
  if (!word) return false;
  if (word === 'visible' || word === 'invisible' || word === 'nowait') return true;
  if (word === 'with') accept(c, 'parser');
  acceptMark(c, '=');
  const value = peek(c)?.text.toLowerCase();
  if (!done(c)) c.at++;
  if (word === 'algorithm' || word === 'lock' || word === 'using') more[word] = value;
  return true;
}

export function readDropIndex(c: Cursor): Draft[] {
  const concurrently = accept(c, 'concurrently');
  const ifExists = acceptIfExists(c);
  const end = find(c, ['cascade', 'restrict', 'on', 'algorithm', 'lock', 'wait', 'nowait']);
  const cascade = c.tokens[end]?.text === 'cascade' && end < c.end;
  const names: string[] = [];
  let table: string | undefined;
  for (const item of listed({ ...c, end })) {
    let object = qualified(item);
    const at = peek(item);
    // CockroachDB writes table@index.
    if (object !== undefined && at?.kind === 'mark' && at.text.startsWith('@')) {
      table = object;
      object = at.text.slice(1);
      item.at++;
    }
    if (object !== undefined) names.push(object);
    if (!done(item)) c.surprised = true;
  }
  c.at = end;
  const more: Options = {};
  while (!done(c)) {
    if (accept(c, 'on')) table = qualified(c);
    else if (!acceptOne(c, 'cascade', 'restrict') && !(isMySql(c) && readMySqlIndexOption(c, more))) {
      c.surprised = true;
      break;
    }
  }
  if (names.length === 0) c.surprised = true;
  return names.map((object) =>
    draft(c, 0, c.end, 'index.drop', { object, table, concurrently, ifExists, cascade, options: options(more) }),
  );
}

export function readAlterIndex(c: Cursor): Draft[] {
  if (accept(c, 'all', 'in', 'tablespace')) return [draft(c, 0, c.end, 'index.alter', { action: 'set-tablespace' })];
  const ifExists = acceptIfExists(c);
  const object = qualified(c);
  if (accept(c, 'rename', 'to')) return [draft(c, 0, c.end, 'index.rename', { object, to: name(c), ifExists })];
  if (accept(c, 'attach', 'partition')) return [draft(c, 0, c.end, 'index.attach', { object, to: qualified(c) })];
  return [draft(c, 0, c.end, 'index.alter', { object, ifExists, action: actionOf(c) })];
}

/** The clause as an action: `set-tablespace`, `owner`, `set-options`. */
export function actionOf(c: Cursor): string {
  if (accept(c, 'owner', 'to')) return 'owner';
  const words: string[] = [];
  while (peek(c)?.kind === 'word' && words.length < 2) {
    words.push(peek(c)?.text as string);
    c.at++;
  }
  if (words.length === 1 && isMark(c, '(')) words.push('options');
  return words.join('-') || 'unknown';
}
