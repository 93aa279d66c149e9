import type { Dialect } from '../core/fact';

/**
 * `word`: a keyword or an unquoted name, `text` in lower case. `name`: a quoted name, `text` without its quotes.
 * `string`: `text` is the content. `body`: the content of `$tag$ … $tag$`. `mark`: an operator or punctuation.
 */
export type TokenKind = 'word' | 'name' | 'string' | 'body' | 'number' | 'mark';

export interface Token {
  kind: TokenKind;
  text: string;
  start: number;
  end: number;
  /** Offset where the content of a `string` or `body` starts; set when it holds no escapes, so that offsets inside map one to one. */
  inner?: number;
}

export interface Lexis {
  backslash: boolean;
  hashComments: boolean;
  dollarQuotes: boolean;
  brackets: boolean;
}

export function lexisOf(dialect: Dialect): Lexis {
  const mysql = dialect === 'mysql' || dialect === 'mariadb';
  return { backslash: mysql, hashComments: mysql, dollarQuotes: !mysql, brackets: dialect === 'sqlite' };
}

/** Brackets and placeholders that do not close within this are not names. */
const longestName = 200;
/** PostgreSQL takes no longer ones. */
const longestOperator = 63;
const operatorChars = '+-*/<>=~!@#%^&|?';

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Offset after the whitespace and comments at `at`. An executable MySQL comment opens and closes like whitespace. */
export function skipBlank(text: string, from: number, to: number, lexis: Lexis): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff) at++;
    else if (code === 45 && text.charCodeAt(at + 1) === 45) at = lineEnd(text, at, to);
    else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      if (lexis.backslash && text.charCodeAt(at + 2) === 33) {
        at += 3;
        while (at < to && isDigit(text.charCodeAt(at))) at++;
      } else at = afterBlockComment(text, at, to, !lexis.backslash);
    } else if (lexis.backslash && code === 42 && text.charCodeAt(at + 1) === 47) at += 2;
    else if (lexis.hashComments && code === 35) at = lineEnd(text, at, to);
    else break;
  }
  return Math.min(at, to);
}

function lineEnd(text: string, at: number, to: number): number {
  const next = text.indexOf('\n', at);
  return next === -1 || next > to ? to : next;
}

function afterBlockComment(text: string, from: number, to: number, nested: boolean): number {
  let depth = 1;
  for (let at = from + 2; at < to - 1; at++) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code === 42 && next === 47) {
      at++;
      if (--depth === 0) return at + 1;
    } else if (nested && code === 47 && next === 42) {
      at++;
      depth++;
    }
  }
  return to;
}

/** The token at `at`, which must be neither blank nor past the end. Anything unknown is a mark of one character. */
export function tokenAt(text: string, at: number, to: number, lexis: Lexis): Token {
  const code = text.charCodeAt(at);
  if (isWordStart(code)) return wordOrPrefixed(text, at, to, lexis);
  if (code === 39) return quoted(text, at, at + 1, to, "'", lexis.backslash, 'string');
  if (code === 34) return quoted(text, at, at + 1, to, '"', lexis.backslash, 'name');
  if (code === 96) return quoted(text, at, at + 1, to, '`', false, 'name');
  if (code === 91 && lexis.brackets) {
    const inner = text.slice(at + 1, Math.min(at + longestName, to));
    const close = inner.indexOf(']');
    if (close !== -1) return { kind: 'name', text: inner.slice(0, close), start: at, end: at + close + 2 };
  }
  if (code === 36) return dollar(text, at, to, lexis);
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) return numberAt(text, at, to);
  if (code === 58) {
    const end = text.charCodeAt(at + 1) === 58 || text.charCodeAt(at + 1) === 61 ? at + 2 : at + 1;
    return mark(text, at, Math.min(end, to));
  }
  if (code === 64 && (isWordStart(text.charCodeAt(at + 1)) || text.charCodeAt(at + 1) === 64))
    return variable(text, at, to);
  if (operatorChars.includes(text[at] as string)) return operator(text, at, to);
  return mark(text, at, at + 1);
}

function mark(text: string, start: number, end: number): Token {
  return { kind: 'mark', text: text.slice(start, end), start, end };
}

function wordEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (!isWordStart(code) && !isDigit(code) && code !== 36) break;
    at++;
  }
  return at;
}

function wordOrPrefixed(text: string, start: number, to: number, lexis: Lexis): Token {
  const end = wordEnd(text, start, to);
  const next = text.charCodeAt(end);
  if (end === start + 1 && end < to) {
    const prefix = text.charCodeAt(start) | 32;
    // E'…', B'…', X'…', N'…'; and U&'…', U&"…".
    if (next === 39 && (prefix === 101 || prefix === 98 || prefix === 120 || prefix === 110))
      return quoted(text, start, end + 1, to, "'", lexis.backslash || prefix === 101, 'string');
    const afterAmp = text.charCodeAt(end + 1);
    if (prefix === 117 && next === 38 && (afterAmp === 39 || afterAmp === 34))
      return quoted(text, start, end + 2, to, text[end + 1] as string, false, afterAmp === 39 ? 'string' : 'name');
  }
  return { kind: 'word', text: text.slice(start, end).toLowerCase(), start, end };
}

/** A quoted text; a doubled quote stands for itself. An unclosed one ends with the text. */
function quoted(
  text: string,
  start: number,
  inner: number,
  to: number,
  quote: string,
  backslash: boolean,
  kind: 'string' | 'name',
): Token {
  const code = quote.charCodeAt(0);
  let at = inner;
  let escaped = false;
  while (at < to) {
    const here = text.charCodeAt(at);
    if (here === 92 && backslash) {
      escaped = true;
      at += 2;
    } else if (here === code) {
      if (text.charCodeAt(at + 1) !== code || at + 1 >= to) break;
      escaped = true;
      at += 2;
    } else at++;
  }
  const close = Math.min(at, to);
  const raw = text.slice(inner, close);
  const end = Math.min(close + 1, to);
  if (escaped) {
    const plain = backslash ? raw.replace(/\\([\s\S])/g, '$1') : raw;
    return { kind, text: plain.replaceAll(quote + quote, quote), start, end };
  }
  return kind === 'string' ? { kind, text: raw, start, end, inner } : { kind, text: raw, start, end };
}

/** `$tag$ … $tag$`, `$1`, or a placeholder `${name}`, which stands for a name. */
function dollar(text: string, start: number, to: number, lexis: Lexis): Token {
  if (text[start + 1] === '{') {
    const ahead = text.slice(start, Math.min(start + longestName, to));
    const close = ahead.indexOf('}');
    if (close !== -1) return { kind: 'name', text: ahead.slice(0, close + 1), start, end: start + close + 1 };
  }
  if (isDigit(text.charCodeAt(start + 1))) {
    let end = start + 1;
    while (end < to && isDigit(text.charCodeAt(end))) end++;
    return { kind: 'number', text: text.slice(start, end), start, end };
  }
  if (lexis.dollarQuotes) {
    let tagEnd = start + 1;
    while (tagEnd < to && isTagChar(text.charCodeAt(tagEnd))) tagEnd++;
    if (text.charCodeAt(tagEnd) === 36 && tagEnd < to) {
      const tag = text.slice(start, tagEnd + 1);
      const close = text.indexOf(tag, tagEnd + 1);
      const stop = close === -1 || close > to ? to : close;
      return {
        kind: 'body',
        text: text.slice(tagEnd + 1, stop),
        start,
        end: Math.min(stop + tag.length, to),
        inner: tagEnd + 1,
      };
    }
  }
  return mark(text, start, start + 1);
}

function isTagChar(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}

function numberAt(text: string, start: number, to: number): Token {
  let at = start;
  while (at < to) {
    const code = text.charCodeAt(at);
    const exponent = (code === 43 || code === 45) && (text.charCodeAt(at - 1) | 32) === 101 && text[start + 1] !== 'x';
    if (!isDigit(code) && code !== 46 && !isWordStart(code) && !exponent) break;
    at++;
  }
  return { kind: 'number', text: text.slice(start, at).toLowerCase(), start, end: at };
}

function variable(text: string, start: number, to: number): Token {
  let at = start;
  while (text.charCodeAt(at) === 64) at++;
  at = wordEnd(text, at, to);
  return { kind: 'mark', text: text.slice(start, at).toLowerCase(), start, end: at };
}

/** PostgreSQL's rule: an operator of several characters does not end in + or - unless it holds one of ~ ! @ # % ^ & | ?. */
function operator(text: string, start: number, to: number): Token {
  let end = start;
  let special = false;
  const longest = Math.min(to, start + longestOperator);
  while (end < longest && operatorChars.includes(text[end] as string)) {
    const char = text[end];
    if (end > start && char === '-' && text[end + 1] === '-') break;
    if (end > start && char === '/' && text[end + 1] === '*') break;
    if (end > start && char === '@' && isWordStart(text.charCodeAt(end + 1))) break;
    special ||= '~!@#%^&|?'.includes(char as string);
    end++;
  }
  if (!special) while (end - start > 1 && (text[end - 1] === '+' || text[end - 1] === '-')) end--;
  return mark(text, start, end);
}
