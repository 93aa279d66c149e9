import type { Dialect } from '../../core/fact';
import type { Token } from '../sqlTokens';

/** A place in the tokens of one statement. Readers move `at` forward over what they understand. */
export interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly dialect: Dialect;
  at: number;
  end: number;
  /** Something stood where no reader expected it: what was read is not all there is. */
  surprised: boolean;
}

export function cursorOf(text: string, tokens: readonly Token[], dialect: Dialect): Cursor {
  return { text, tokens, dialect, at: 0, end: tokens.length, surprised: false };
}

/** A cursor over a part of the same statement; surprises are its own. */
export function part(c: Cursor, at: number, end: number): Cursor {
  return { ...c, at, end, surprised: false };
}

export const isMySql = (c: Cursor): boolean => c.dialect === 'mysql' || c.dialect === 'mariadb';

export function peek(c: Cursor, ahead = 0): Token | undefined {
  const index = c.at + ahead;
  return index < c.end ? c.tokens[index] : undefined;
}

export const done = (c: Cursor): boolean => c.at >= c.end;

export function isWord(c: Cursor, word: string, ahead = 0): boolean {
  const token = peek(c, ahead);
  return token?.kind === 'word' && token.text === word;
}

export function isMark(c: Cursor, text: string, ahead = 0): boolean {
  const token = peek(c, ahead);
  return token?.kind === 'mark' && token.text === text;
}

/** The words that come next, as one text: `not null`. At most `count`, fewer at the first token that is no word. */
export function wordsAhead(c: Cursor, count: number): string {
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    const token = peek(c, i);
    if (token?.kind !== 'word') break;
    words.push(token.text);
  }
  return words.join(' ');
}

/** Moves over the words when all of them come next: `accept(c, 'if', 'exists')`. */
export function accept(c: Cursor, ...words: string[]): boolean {
  for (const [i, word] of words.entries()) if (!isWord(c, word, i)) return false;
  c.at += words.length;
  return true;
}

/** Moves over one of the words and returns it. */
export function acceptOne(c: Cursor, ...words: string[]): string | undefined {
  const token = peek(c);
  if (token?.kind !== 'word' || !words.includes(token.text)) return undefined;
  c.at++;
  return token.text;
}

export function acceptMark(c: Cursor, text: string): boolean {
  if (!isMark(c, text)) return false;
  c.at++;
  return true;
}

/** Skips `if exists` and `if not exists`. */
export function acceptIfExists(c: Cursor): boolean {
  return accept(c, 'if', 'exists') || accept(c, 'if', 'not', 'exists');
}

/** PostgreSQL folds unquoted names to lower case; MySQL and SQLite keep what was written and compare without case. */
export function nameOf(c: Cursor, token: Token): string {
  if (token.kind !== 'word') return token.text;
  return c.dialect === 'postgresql' || c.dialect === 'unknown' ? token.text : c.text.slice(token.start, token.end);
}

function isName(token: Token | undefined): token is Token {
  return token !== undefined && (token.kind === 'word' || token.kind === 'name');
}

export function name(c: Cursor): string | undefined {
  const token = peek(c);
  if (!isName(token)) return undefined;
  c.at++;
  return nameOf(c, token);
}

/** Schemas that an unqualified name means as well; leaving them out makes both spellings one name. */
function isDefaultSchema(c: Cursor, schema: string): boolean {
  if (c.dialect === 'sqlite') return schema.toLowerCase() === 'main';
  return !isMySql(c) && schema === 'public';
}

/** `schema.name` without quotes, and without the default schema. */
export function qualified(c: Cursor): string | undefined {
  const first = name(c);
  if (first === undefined) return undefined;
  const parts = [first];
  while (isMark(c, '.') && isName(peek(c, 1))) {
    c.at++;
    parts.push(name(c) as string);
  }
  if (parts.length > 1 && isDefaultSchema(c, parts[0] as string)) parts.shift();
  return parts.join('.');
}

/** Index after the bracket that closes the one at `c.at`. */
export function afterBracket(c: Cursor, from = c.at): number {
  let depth = 0;
  for (let i = from; i < c.end; i++) {
    const token = c.tokens[i] as Token;
    if (token.kind !== 'mark') continue;
    if (token.text === '(' || token.text === '[') depth++;
    else if ((token.text === ')' || token.text === ']') && --depth <= 0) return i + 1;
  }
  return c.end;
}

/** Tables after FROM and JOIN outside brackets, from `from` on: what a statement reads. */
export function sourcesOf(c: Cursor, from: number): string | undefined {
  const names = new Set<string>();
  let listing = false;
  let depth = 0;
  for (let i = from; i < c.end; i++) {
    const token = c.tokens[i] as Token;
    if (token.kind === 'mark') {
      if (token.text === '(' || token.text === '[') depth++;
      else if (token.text === ')' || token.text === ']') depth--;
    }
    if (depth > 0) continue;
    const comma = listing && token.kind === 'mark' && token.text === ',';
    const opens = token.kind === 'word' && (token.text === 'from' || token.text === 'join');
    if (token.kind === 'word' && stopsSources.has(token.text)) listing = false;
    if (!comma && !opens) continue;
    if (opens) listing = token.text === 'from';
    const at = part(c, i + 1, c.end);
    accept(at, 'only');
    accept(at, 'lateral');
    const table = isMark(at, '(') ? undefined : qualified(at);
    if (table !== undefined && !isMark(at, '(')) names.add(table);
  }
  return names.size > 0 ? [...names].join(',') : undefined;
}

const stopsSources = new Set([
  'where',
  'group',
  'order',
  'having',
  'limit',
  'returning',
  'on',
  'union',
  'set',
  'window',
]);

/** Reads `( … )` as a cursor over its inside and moves behind it. */
export function inBrackets(c: Cursor): Cursor | undefined {
  if (!isMark(c, '(')) return undefined;
  const after = afterBracket(c);
  const inside = part(c, c.at + 1, closes(c, after) ? after - 1 : after);
  c.at = after;
  return inside;
}

function closes(c: Cursor, after: number): boolean {
  const last = c.tokens[after - 1];
  return last?.kind === 'mark' && last.text === ')';
}

/** Parts of a list separated by commas that stand in no bracket. */
export function* listed(c: Cursor): Generator<Cursor> {
  let from = c.at;
  let depth = 0;
  for (let i = c.at; i < c.end; i++) {
    const token = c.tokens[i] as Token;
    if (token.kind !== 'mark') continue;
    if (token.text === '(' || token.text === '[') depth++;
    else if (token.text === ')' || token.text === ']') depth--;
    else if (token.text === ',' && depth <= 0) {
      if (i > from) yield part(c, from, i);
      from = i + 1;
    }
  }
  if (c.end > from) yield part(c, from, c.end);
  c.at = c.end;
}

/** Index of the next of these words outside brackets, or the end. */
export function find(c: Cursor, words: readonly string[], from = c.at): number {
  let depth = 0;
  for (let i = from; i < c.end; i++) {
    const token = c.tokens[i] as Token;
    if (token.kind === 'mark') {
      if (token.text === '(' || token.text === '[') depth++;
      else if (token.text === ')' || token.text === ']') depth--;
    } else if (depth <= 0 && token.kind === 'word' && words.includes(token.text)) return i;
  }
  return c.end;
}

/** Offsets of the tokens `[from, to)`. */
export function offsets(c: Cursor, from: number, to: number): { start: number; end: number } {
  const first = c.tokens[from];
  const last = c.tokens[Math.max(from, to - 1)];
  return { start: first?.start ?? 0, end: last?.end ?? first?.end ?? 0 };
}

/** Longest expression that is kept: what is longer is compared by its beginning. */
const longestExpression = 2000;

/** Tokens as one comparable text: names unquoted and folded, one space between, no brackets around the whole. */
export function normal(c: Cursor, from: number, to: number): string {
  let low = from;
  let high = to;
  for (let level = 0; level < 4 && high - low >= 2 && isOpen(c, low); level++) {
    if (afterBracket(part(c, low, high), low) !== high || !closes(c, high)) break;
    low++;
    high--;
  }
  let out = '';
  let before = '';
  let beforeThat = '';
  for (let i = low; i < high && out.length < longestExpression; i++) {
    const token = c.tokens[i] as Token;
    const text = shown(c, token, i);
    const unary = before === '-' && opensOperand.has(beforeThat);
    const tight =
      unary || out === '' || sticksLeft.has(text) || sticksRight.has(before) || (text === '(' && isCall(c, i));
    out += tight ? text : ` ${text}`;
    beforeThat = before;
    before = text;
  }
  return out;
}

function shown(c: Cursor, token: Token, at: number): string {
  if (token.kind === 'string' || token.kind === 'body') return literal(token.text);
  if (token.kind === 'name' && isMySql(c) && c.text[token.start] === '"') return literal(token.text);
  return token.kind === 'word' && (keywords.has(token.text) || isOpen(c, at + 1)) ? token.text : nameOf(c, token);
}

/** As SQL writes it: what undoes a change is put together of such texts. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Words of expressions, which are the same in any case; names keep theirs where the dialect does. */
const keywords = new Set(
  'and or not is null true false in like ilike between exists case when then else end select from where as distinct on join left inner outer group by order having limit asc desc cast collate any all some interval div mod xor regexp binary current_timestamp current_date current_time localtime localtimestamp values set insert update delete into'.split(
    ' ',
  ),
);

/** After these a minus is a sign. */
const opensOperand = new Set(['', '(', ',', '=', '<', '>', '<=', '>=', '<>', '[']);
const sticksLeft = new Set([',', ')', ']', '.', '::', '[']);
const sticksRight = new Set(['(', '[', '.', '::']);

function isOpen(c: Cursor, at: number): boolean {
  const token = c.tokens[at];
  return token?.kind === 'mark' && token.text === '(';
}

const notCalled =
  /^(?:and|or|not|in|any|all|some|exists|as|using|values|on|between|like|ilike|when|then|else|case|check|select|where|from|is)$/;

/** The bracket at `at` follows the name of a function. */
export function isCall(c: Cursor, at: number): boolean {
  const before = c.tokens[at - 1];
  if (!isOpen(c, at) || !before) return false;
  return before.kind === 'name' || (before.kind === 'word' && !notCalled.test(before.text));
}

/** Plain names in a bracketed list: columns of a key. Expressions are kept as normal text; sort order and lengths are not. */
export function columnNames(inside: Cursor | undefined): string[] {
  const names: string[] = [];
  if (inside)
    for (const item of listed(inside)) {
      const first = peek(item);
      if (isName(first) && !isMark(item, '(', 1) && !isMark(item, '.', 1)) names.push(nameOf(item, first));
      else if (isName(first) && isMark(item, '(', 1) && isMySql(item) && peek(item, 2)?.kind === 'number')
        names.push(nameOf(item, first));
      else {
        const text = normal(item, item.at, indexExpressionEnd(item));
        names.push(isMark(item, '(') ? `(${text})` : text);
      }
    }
  return names;
}

/** An index expression ends before its collation, operator class and order. */
function indexExpressionEnd(item: Cursor): number {
  return isMark(item, '(') || isMark(item, '(', 1) ? afterBracket(item) : item.end;
}
