import type { Token } from '../sqlTokens';
import { type Cursor, part } from './cursor';

/** In tokens; nobody hides `1 = 1` in a longer one. */
const longestCondition = 1000;

/** Whether a condition holds for every row: `true`, `1 = 1`, `id = id`, also inside AND, OR, NOT and brackets. */
export function isAlwaysTrue(condition: Cursor): boolean {
  const length = condition.end - condition.at;
  return length > 0 && length <= longestCondition && truth(condition) === true;
}

/** Three-valued: what depends on a row is unknown, and so is everything that is no truth value, comparison or join of them. */
function truth(c: Cursor): boolean | undefined {
  for (const word of ['or', 'and'] as const) {
    const sides = splitAt(c, word);
    if (sides.length === 1) continue;
    const decides = word === 'or';
    const values = sides.map(truth);
    if (values.includes(decides)) return decides;
    return values.every((value) => value === !decides) ? !decides : undefined;
  }
  const first = c.tokens[c.at];
  if (first?.kind === 'word' && first.text === 'not') {
    const inner = truth(part(c, c.at + 1, c.end));
    return inner === undefined ? undefined : !inner;
  }
  const bare = withoutBrackets(c);
  if (bare) return truth(bare);
  if (first && c.end - c.at === 1) return truthOfToken(first);
  return truthOfComparison(c);
}

/** The parts between the word, outside brackets and CASE; the AND of a BETWEEN joins nothing. */
function splitAt(c: Cursor, word: 'or' | 'and'): Cursor[] {
  const sides: Cursor[] = [];
  let from = c.at;
  let depth = 0;
  let between = 0;
  for (let i = c.at; i < c.end; i++) {
    const token = c.tokens[i] as Token;
    if (token.kind === 'mark') depth += opens.has(token.text) ? 1 : closes.has(token.text) ? -1 : 0;
    if (token.kind !== 'word') continue;
    if (token.text === 'case') depth++;
    else if (token.text === 'end' && depth > 0) depth--;
    if (depth > 0) continue;
    if (token.text === 'between') between++;
    else if (token.text === 'and' && between > 0) between--;
    else if (token.text === word) {
      sides.push(part(c, from, i));
      from = i + 1;
    }
  }
  sides.push(part(c, from, c.end));
  return sides;
}

const opens: ReadonlySet<string> = new Set(['(', '[']);
const closes: ReadonlySet<string> = new Set([')', ']']);

/** What stands in the brackets that enclose all of it. */
function withoutBrackets(c: Cursor): Cursor | undefined {
  if (!isMark(c.tokens[c.at], '(') || !isMark(c.tokens[c.end - 1], ')')) return undefined;
  let depth = 0;
  for (let i = c.at; i < c.end; i++) {
    if (isMark(c.tokens[i], '(')) depth++;
    else if (isMark(c.tokens[i], ')') && --depth === 0 && i < c.end - 1) return undefined;
  }
  return part(c, c.at + 1, c.end - 1);
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function truthOfToken(token: Token): boolean | undefined {
  if (token.kind === 'number') return Number(token.text) !== 0;
  if (token.kind !== 'word') return undefined;
  return token.text === 'true' ? true : token.text === 'false' ? false : undefined;
}

/** Two literals, or a name and itself, which counts as true although NULL is not equal to NULL. */
function truthOfComparison(c: Cursor): boolean | undefined {
  let at = -1;
  for (let i = c.at; i < c.end; i++)
    if (c.tokens[i]?.kind === 'mark' && comparisons.has(c.tokens[i]?.text ?? '')) {
      if (at !== -1) return undefined;
      at = i;
    }
  if (at === -1) return undefined;
  const operator = c.tokens[at]?.text ?? '';
  const left = operandOf(part(c, c.at, at));
  const right = operandOf(part(c, at + 1, c.end));
  if (!left || !right) return undefined;
  if ('name' in left || 'name' in right)
    return 'name' in left && 'name' in right && left.name === right.name && /^(?:=|<=|>=)$/.test(operator)
      ? true
      : undefined;
  return typeof left.value === typeof right.value ? compare(operator, left.value, right.value) : undefined;
}

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);

type Operand = { value: string | number } | { name: string };

function operandOf(c: Cursor): Operand | undefined {
  const bare = withoutBrackets(c);
  if (bare) return operandOf(bare);
  const tokens = c.tokens.slice(c.at, c.end);
  const [first] = tokens;
  if (tokens.length === 1 && first?.kind === 'number') return { value: Number(first.text) };
  if (tokens.length === 1 && first?.kind === 'string') return { value: first.text };
  const isName = (token: Token | undefined) =>
    token?.kind === 'name' || (token?.kind === 'word' && !values.has(token.text));
  if (tokens.length === 1 && isName(first)) return { name: first?.text ?? '' };
  return tokens.length === 3 && isName(first) && isMark(tokens[1], '.') && isName(tokens[2])
    ? { name: `${first?.text}.${tokens[2]?.text}` }
    : undefined;
}

/** Words that are values, not names: NULL is not even equal to itself, and the time is another one each time. */
const values: ReadonlySet<string> = new Set([
  'null',
  'true',
  'false',
  'default',
  'current_date',
  'current_time',
  'current_timestamp',
  'current_user',
]);

function compare(operator: string, a: string | number, b: string | number): boolean | undefined {
  switch (operator) {
    case '=':
      return a === b;
    case '<>':
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}
