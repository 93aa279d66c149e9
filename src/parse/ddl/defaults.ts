import type { DefaultSort } from '../../core/fact';
import { type Cursor, isCall, isMark, nameOf, normal, peek } from './cursor';

/** Words that follow the expression of a default and cannot be part of it. `on update` belongs to MySQL's timestamps. */
const afterDefault = new Set(
  'not null unique primary check references constraint default generated collate comment on after first auto_increment autoincrement key deferrable initially storage compression visible invisible virtual stored column_format enforced using charset options restart'.split(
    ' ',
  ),
);

const timeWords =
  /^(?:current_(?:timestamp|date|time|user|role|catalog|schema)|localtime(?:stamp)?|session_user|user|sysdate)$/;

export interface ReadDefault {
  default: DefaultSort;
  defaultText: string;
  /** Functions called, `now()` when called with nothing and `now(…)` otherwise. */
  calls?: string[];
}

/** Reads the expression after DEFAULT and moves behind it. */
export function readDefault(c: Cursor): ReadDefault {
  const from = c.at;
  let depth = 0;
  while (c.at < c.end) {
    const token = peek(c);
    if (token?.kind === 'mark') {
      if (token.text === '(' || token.text === '[') depth++;
      else if (token.text === ')' || token.text === ']') depth--;
      else if (token.text === ',' && depth <= 0) break;
    } else if (token?.kind === 'word' && depth <= 0 && c.at > from && afterDefault.has(token.text)) break;
    c.at++;
  }
  return sortDefault(c, from, c.at);
}

/**
 * Sorts `[from, to)` as far as syntax tells: a literal is constant, the current time is stable, and a call is volatile
 * until a table of functions says otherwise.
 */
export function sortDefault(c: Cursor, from: number, to: number): ReadDefault {
  const defaultText = normal(c, from, to);
  const bare = c.tokens[from];
  if (/^null(?:::.*)?$/i.test(defaultText)) return { default: 'none', defaultText };
  const calls: string[] = [];
  let stable = false;
  for (let i = from; i < to; i++) {
    const token = c.tokens[i];
    if (token?.kind === 'word' && timeWords.test(token.text)) stable = true;
    else if (token && isCall(c, i + 1) && i + 1 < to && !isTypeOfCast(c, i) && !isCast(token.text)) {
      const empty = c.tokens[i + 2]?.text === ')' && c.tokens[i + 2]?.kind === 'mark';
      calls.push(`${nameOf(c, token).toLowerCase()}${empty ? '()' : '(…)'}`);
    }
  }
  const sort: DefaultSort = calls.length > 0 ? 'volatile' : stable ? 'stable' : 'constant';
  return bare === undefined
    ? { default: 'none', defaultText }
    : { default: sort, defaultText, ...(calls.length > 0 ? { calls } : {}) };
}

/** `x::numeric(10)`: the bracket belongs to a type. */
function isTypeOfCast(c: Cursor, at: number): boolean {
  const before = c.tokens[at - 1];
  if (before?.kind === 'mark' && before.text === '::') return true;
  return before?.kind === 'mark' && before.text === '.' && isMark({ ...c, at: at - 3, end: c.tokens.length }, '::');
}

/** `cast(…)`, `coalesce(…)` and such are no functions with a volatility; types with a precision inside casts neither. */
function isCast(word: string): boolean {
  return /^(?:cast|coalesce|nullif|greatest|least|row|array|char|varchar|character|numeric|decimal|timestamp|timestamptz|time|interval|bit|varying|current_timestamp)$/.test(
    word,
  );
}
