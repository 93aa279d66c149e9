import type { DdlOperation } from '../../core/fact';
import { type Cursor, find, part } from './cursor';
import { isAlwaysTrue } from './tautology';

export interface ReadWhere {
  where: NonNullable<DdlOperation['where']>;
  /** The statement touches a bounded number of rows. */
  batched: boolean;
  /** `NOT EXISTS` or `IS NULL` guards against a second run. */
  notExists: boolean;
}

/** What restricts the rows of an UPDATE, DELETE or SELECT: nothing, a condition that always holds, or some of them. */
export function whereOf(c: Cursor, from: number): ReadWhere {
  const at = find(c, ['where'], from);
  const batched = isBounded(c, from);
  if (at >= c.end) {
    // A join restricts as well.
    const joined = find(c, ['using', 'join', 'inner'], from) < c.end;
    return { where: joined ? 'some' : 'none', batched, notExists: false };
  }
  const end = find(
    c,
    ['returning', 'order', 'limit', 'group', 'having', 'on', 'union', 'except', 'intersect', 'fetch', 'for'],
    at + 1,
  );
  const always = isAlwaysTrue(part(c, at + 1, end));
  let notExists = false;
  for (let i = at; i < end; i++)
    if (c.tokens[i]?.text === 'not' && (c.tokens[i + 1]?.text === 'exists' || c.tokens[i + 1]?.text === 'in'))
      notExists = true;
  return { where: always ? 'always' : 'some', batched, notExists };
}

/** LIMIT of more than one row, a range of `ctid`, BETWEEN, or both ends of a range of one name. */
function isBounded(c: Cursor, from: number): boolean {
  const lower = new Set<string>();
  const upper = new Set<string>();
  for (let i = from; i < c.end; i++) {
    const token = c.tokens[i];
    const next = c.tokens[i + 1];
    if (token?.kind === 'word') {
      if (token.text === 'limit' && next && next.text !== '1' && i + 1 < c.end) return true;
      if (token.text === 'between' || token.text === 'ctid') return true;
      if (token.text === 'fetch' && /^(?:first|next)$/.test(next?.text ?? '')) return true;
    }
    if (token?.kind !== 'mark') continue;
    const column = c.tokens[i - 1]?.text ?? '';
    if (token.text === '>' || token.text === '>=') lower.add(column);
    if (token.text === '<' || token.text === '<=') upper.add(column);
  }
  for (const column of lower) if (upper.has(column)) return true;
  return false;
}
