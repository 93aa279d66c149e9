import { readAlterTable } from './alterTable';
import { readCreateTable } from './createTable';
import {
  accept,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  find,
  isMark,
  isMySql,
  isWord,
  name,
  part,
  peek,
  qualified,
  sourcesOf,
} from './cursor';
import { readAlterDomain, readAlterType, readCreateDomain, readCreateType } from './enums';
import { readComment, readGrant } from './grants';
import { readAlterIndex, readCreateIndex, readDropIndex } from './indexes';
import { readAlterObject, readCreateObject, readDropObject, readRefresh, readRenameTables } from './objects';
import { type Draft, draft, options } from './operation';
import { readRows } from './rows';
import { readSession } from './session';

/** First words of statements that change the schema or rows: not understanding one of them is worth telling. */
const changes = new Set(
  'create alter drop rename truncate insert update delete replace merge with refresh grant revoke comment do'.split(
    ' ',
  ),
);

/** First words of statements that change nothing that a release is asked about. */
const harmless = new Set(
  'select values show explain describe desc use table call notify listen unlisten discard declare fetch close open move deallocate flush handler help kill import load security reassign go print detach raise return null perform continue exit get leave iterate signal resignal assert'.split(
    ' ',
  ),
);

export interface StatementReading {
  drafts: Draft[];
  /** The statement was understood to its end. */
  understood: boolean;
  /** It changes the schema or rows, so that a failure to read it must be told. */
  matters: boolean;
}

/** Reads one statement of any dialect. */
export function readStatement(c: Cursor): StatementReading {
  const first = peek(c);
  if (isMark(c, '(')) return { drafts: [], understood: true, matters: false };
  if (first?.kind !== 'word') return { drafts: [], understood: false, matters: false };
  const word = first.text;
  c.at++;
  const drafts = dispatch(c, word);
  const matters = changes.has(word);
  if (drafts) return { drafts, understood: !c.surprised, matters };
  return { drafts: [], understood: harmless.has(word), matters };
}

function dispatch(c: Cursor, word: string): Draft[] | undefined {
  switch (word) {
    case 'create':
      return readCreate(c);
    case 'alter':
      return readAlter(c);
    case 'drop':
      return readDrop(c);
    case 'rename':
      return readRenameTables(c);
    case 'refresh':
      return readRefresh(c);
    case 'comment':
      return readComment(c);
    case 'grant':
      return readGrant(c, 'create');
    case 'revoke':
      return readGrant(c, 'drop');
    case 'with':
      return readWith(c);
    case 'select':
      return readSelect(c);
    case 'attach':
      // SQLite attaches a database file.
      return [];
    default:
      return readRows(c, word, 0) ?? readSession(c, word);
  }
}

function readCreate(c: Cursor): Draft[] | undefined {
  const given: Record<string, string | boolean | undefined> = {};
  if (accept(c, 'or')) given.orReplace = acceptOne(c, 'replace', 'alter') !== undefined;
  for (;;) {
    if (acceptOne(c, 'temp', 'temporary')) given.temporary = true;
    else if (isWord(c, 'definer') || isWord(c, 'algorithm')) {
      c.at++;
      acceptMark(c, '=');
      while (c.at < c.end && !/^(?:sql|trigger|view|procedure|function|event|definer)$/.test(peek(c)?.text ?? ''))
        c.at++;
    } else if (accept(c, 'sql', 'security')) name(c);
    else if (accept(c, 'unlogged')) given.unlogged = true;
    else if (accept(c, 'constraint')) given.constraint = true;
    else if (isWord(c, 'unique') || (isWord(c, 'clustered') && isWord(c, 'index', 1))) {
      c.at++;
      given.unique = true;
    } else if (
      (isWord(c, 'fulltext') || isWord(c, 'spatial') || isWord(c, 'vector') || isWord(c, 'inverted')) &&
      isWord(c, 'index', 1)
    ) {
      given.sort = peek(c)?.text;
      c.at++;
    } else if (isWord(c, 'virtual') && isWord(c, 'table', 1)) {
      c.at++;
      given.sort = 'virtual';
    } else if (isWord(c, 'foreign') && isWord(c, 'table', 1)) {
      c.at++;
      given.sort = 'foreign';
    } else if (!acceptOne(c, 'local', 'global', 'recursive', 'trusted', 'procedural', 'default')) break;
  }
  if (accept(c, 'table')) return readCreateTable(c, given);
  if (accept(c, 'index')) return readCreateIndex(c, given);
  if (accept(c, 'type')) return readCreateType(c);
  if (accept(c, 'domain')) return readCreateDomain(c);
  return readCreateObject(c, given);
}

function readAlter(c: Cursor): Draft[] | undefined {
  acceptOne(c, 'online', 'offline', 'ignore');
  if (accept(c, 'table')) {
    if (isWord(c, 'all') && isWord(c, 'in', 1))
      return [draft(c, 0, c.end, 'table.alter', { action: 'set-tablespace' })];
    return readAlterTable(c);
  }
  if (accept(c, 'foreign', 'table')) return readAlterTable(c, { sort: 'foreign' });
  if (accept(c, 'index')) return readAlterIndex(c);
  if (accept(c, 'type')) return readAlterType(c);
  if (accept(c, 'domain')) return readAlterDomain(c);
  if (accept(c, 'system')) return [draft(c, 0, c.end, 'session.maintain', { options: { verb: 'alter-system' } })];
  if (accept(c, 'default', 'privileges'))
    return [draft(c, 0, c.end, 'grant.alter', { options: { sort: 'default privileges' } })];
  if (isMySql(c)) {
    while (isWord(c, 'definer') || isWord(c, 'algorithm')) {
      c.at++;
      acceptMark(c, '=');
      while (c.at < c.end && !/^(?:sql|view|event|definer)$/.test(peek(c)?.text ?? '')) c.at++;
    }
    if (accept(c, 'sql', 'security')) name(c);
  }
  return readAlterObject(c);
}

function readDrop(c: Cursor): Draft[] | undefined {
  if (accept(c, 'index')) return readDropIndex(c);
  if (accept(c, 'prepare')) return [];
  return readDropObject(c);
}

/** `WITH … INSERT/UPDATE/DELETE`, and the data-modifying queries inside it. */
function readWith(c: Cursor): Draft[] | undefined {
  const drafts: Draft[] = [];
  accept(c, 'recursive');
  for (;;) {
    if (name(c) === undefined) break;
    if (isMark(c, '(')) c.at = afterBracket(c);
    if (!accept(c, 'as')) break;
    accept(c, 'not');
    accept(c, 'materialized');
    const after = afterBracket(c);
    const inside = part(c, c.at + 1, after - 1);
    const from = inside.at;
    const word = peek(inside)?.text ?? '';
    if (/^(?:insert|update|delete|merge)$/.test(word)) {
      inside.at++;
      drafts.push(...(readRows(inside, word, from) ?? []));
    }
    c.at = after;
    if (!acceptMark(c, ',')) break;
  }
  const word = peek(c)?.text ?? '';
  if (word === 'select' || word === 'values' || isMark(c, '(') || word === 'table') return drafts;
  if (!/^(?:insert|update|delete|merge|replace)$/.test(word)) return undefined;
  c.at++;
  const limited = hasLimit(c);
  for (const d of readRows(c, word, 0) ?? []) drafts.push(limited ? { ...d, batched: true } : d);
  return drafts;
}

/** A query in front that takes a limited number of rows bounds what is changed. */
function hasLimit(c: Cursor): boolean {
  for (let i = 0; i < c.at; i++)
    if (c.tokens[i]?.kind === 'word' && c.tokens[i]?.text === 'limit' && c.tokens[i + 1]?.text !== '1') return true;
  return false;
}

/** `SELECT set_config(…)` is a setting, `SELECT … INTO table` makes a table; other queries change nothing. */
function readSelect(c: Cursor): Draft[] {
  for (let i = c.at; i < c.end && i < c.at + 40; i++) {
    const token = c.tokens[i];
    if (token?.kind === 'word' && token.text === 'set_config' && c.tokens[i + 2]?.kind === 'string') {
      const local = c.tokens[i + 6]?.text === 'true';
      return [
        draft(c, 0, c.end, 'session.set', {
          options: {
            name: (c.tokens[i + 2]?.text ?? '').toLowerCase(),
            value: c.tokens[i + 4]?.text ?? '',
            scope: local ? 'local' : 'session',
          },
        }),
      ];
    }
  }
  const into = find(c, ['into']);
  if (into >= c.end || isMySql(c) || into > find(c, ['from'])) return [];
  const target = part(c, into + 1, c.end);
  const temporary = acceptOne(target, 'temp', 'temporary') !== undefined;
  acceptOne(target, 'unlogged');
  accept(target, 'table');
  const table = qualified(target);
  if (table === undefined) return [];
  return [
    draft(c, 0, c.end, 'table.create', {
      table,
      options: options({ as: 'select', from: sourcesOf(c, into), temporary }),
    }),
  ];
}
