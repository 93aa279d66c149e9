import type { SqlOperation } from '../sql';
import { type Cursor, offsets } from './cursor';

/** What a reader makes of a clause; numbers, dialect and text of the statement are added when it is done. */
export type Draft = Omit<SqlOperation, 'statement' | 'transaction' | 'dialect' | 'text'>;

/** Fields without `undefined`: a reader writes what it found, and absent stays absent. */
type Found<T> = { [P in keyof T]?: T[P] | undefined };

/** A draft for the tokens `[from, to)` of the statement. */
export function draft(
  c: Cursor,
  from: number,
  to: number,
  op: Draft['op'],
  found: Found<Omit<Draft, 'op'>> = {},
): Draft {
  const made: Record<string, unknown> = { op };
  for (const [key, value] of Object.entries(found)) if (value !== undefined && value !== false) made[key] = value;
  if (found.nullable === false) made.nullable = false;
  return { ...made, ...offsets(c, from, to) } as Draft;
}

/** Options that are set, or nothing when none is. */
export function options(found: Record<string, string | boolean | undefined>): Record<string, string> | undefined {
  const set: Record<string, string> = {};
  for (const [key, value] of Object.entries(found))
    if (value !== undefined && value !== false) set[key] = value === true ? 'true' : value;
  return Object.keys(set).length > 0 ? set : undefined;
}
