import { type ColumnType, columnTypeOf } from '../../core/columnType';
import {
  bytesPerCharacter,
  fullPrecision,
  type KeptChange,
  keptChanges,
  lossyChanges,
  wideningOrder,
} from '../../knowledge/typeChanges';

/** What a change of type does to the rows: nothing, a check of each, or writing all of them anew. */
export interface TypeChange {
  work: 'nothing' | 'checks' | 'rewrites';
  /** `previous type unknown` and the like; for people. */
  because: string;
  /** The previous type is not known, so that the verdict is a guess. */
  guessed?: true;
}

export interface ChangeContext {
  from: string | undefined;
  to: string;
  column: string;
  /** USING, as written. */
  using?: string;
  indexed: boolean;
  /** A CHECK speaks of the column: it is checked again for every row. */
  checked: boolean;
  /** The session's time zone is known to be UTC. */
  utc: boolean;
}

/** PostgreSQL: what `ALTER COLUMN … TYPE` costs. */
export function typeChange(context: ChangeContext): TypeChange {
  const { from, to } = context;
  if (from === undefined) return { work: 'rewrites', because: `to ${to}; the type before is not known`, guessed: true };
  const change = `${from} to ${to}`;
  const before = columnTypeOf(from);
  const after = columnTypeOf(to);
  const trivial = isTrivialCast(context.using, context.column, after);
  if (!trivial) return { work: 'rewrites', because: `${change} through an expression` };
  if (before.array !== after.array) return { work: 'rewrites', because: change };
  if (!keeps(before, after, context)) return { work: 'rewrites', because: change };
  return context.checked
    ? { work: 'checks', because: `${change}: the CHECK on the column is checked again for every row` }
    : { work: 'nothing', because: `${change} keeps the rows as they are` };
}

function keeps(before: ColumnType, after: ColumnType, context: ChangeContext): boolean {
  if (before.name === after.name && before.args.join() === after.args.join()) return true;
  return keptChanges.some(
    (row) => row.from === before.name && row.to === after.name && holds(row, before, after, context),
  );
}

function holds(row: KeptChange, before: ColumnType, after: ColumnType, context: ChangeContext): boolean {
  const unlimited = after.args.length === 0;
  const samePrecision = (after.args[0] ?? 0) >= (before.args[0] ?? 0) && (after.args[1] ?? 0) === (before.args[1] ?? 0);
  const conditions: Record<KeptChange['when'], boolean> = {
    always: true,
    'no-limit': unlimited,
    unindexed: !context.indexed,
    utc: context.utc && grows(before, after),
    'same-scale': unlimited || (before.args.length > 0 && samePrecision),
    grows: grows(before, after),
  };
  return conditions[row.when];
}

function grows(before: ColumnType, after: ColumnType): boolean {
  if (after.args.length === 0) return true;
  const full = fullPrecision[before.name];
  const was = before.args[0] ?? full;
  return was !== undefined && (after.args[0] ?? 0) >= was;
}

/** `USING c`, `c::type` and `CAST(c AS type)` say what the server would do anyway. */
function isTrivialCast(using: string | undefined, column: string, to: ColumnType): boolean {
  if (using === undefined) return true;
  let text = using.trim();
  while (text.startsWith('(') && text.endsWith(')') && balanced(text.slice(1, -1))) text = text.slice(1, -1).trim();
  const cast = /^cast\s*\(\s*([^\s]+)\s+as\s+(.+)\)$/i.exec(text) ?? /^([^:\s]+)\s*::\s*([^:]+)$/.exec(text);
  const name = (cast?.[1] ?? text).replaceAll(/["()]/g, '').replace(/^.*\./, '');
  if (name.toLowerCase() !== column.toLowerCase()) return false;
  if (!cast?.[2]) return true;
  const target = columnTypeOf(cast[2]);
  return target.name === to.name && (target.args.length === 0 || target.args.join() === to.args.join());
}

/** `c::text::other`: a cast in steps, which keeps what can be kept and fails on the rest. */
function isCastChain(using: string): boolean {
  if (using.length > 300) return false;
  return /^[\s("]*[\w$.]+["\s)]*(?:::\s*"?[\w$. ]+"?(?:\(\d+\))?(?:\."?[\w$]+"?)?[\s)]*)+$/.test(using);
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** How MySQL and MariaDB change the definition of a column: a row of `onlineForms`. */
export function modifyForm(
  from: { type?: string; nullable?: boolean; charset?: string; autoIncrement?: boolean },
  to: { type?: string; nullable?: boolean; charset?: string; autoIncrement?: boolean },
): 'kept' | 'nullable' | 'not-null' | 'type' | 'length-byte' | 'charset' | 'labels' | 'auto-increment' | undefined {
  if (to.autoIncrement && !from.autoIncrement) return 'auto-increment';
  if (from.type === undefined || to.type === undefined) return undefined;
  const before = columnTypeOf(from.type);
  const after = columnTypeOf(to.type);
  if (before.name !== after.name || before.unsigned !== after.unsigned) return 'type';
  if (to.charset && (from.charset ?? 'utf8mb4') !== to.charset) return 'charset';
  if (before.labels || after.labels) {
    const old = before.labels ?? [];
    const now = after.labels ?? [];
    if (old.some((label, at) => now[at] !== label)) return 'labels';
    if (byteSize(old.length) !== byteSize(now.length)) return 'type';
  } else if (after.name === 'varchar' || after.name === 'varbinary') {
    const width = after.name === 'varbinary' ? 1 : (bytesPerCharacter[to.charset ?? from.charset ?? 'utf8mb4'] ?? 4);
    const was = (before.args[0] ?? 0) * width;
    const is = (after.args[0] ?? 0) * width;
    if (is < was) return 'type';
    if (was <= 255 && is > 255) return 'length-byte';
  } else if (!displayWidthOnly.has(after.name) && before.args.join() !== after.args.join()) return 'type';
  if (from.nullable === false && to.nullable !== false) return 'nullable';
  if (from.nullable !== false && to.nullable === false) return 'not-null';
  return 'kept';
}

/** Types whose number in brackets says only how wide a column is shown. */
const displayWidthOnly: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'mediumint',
  'integer',
  'bigint',
  'year',
  'boolean',
]);

function byteSize(labels: number): number {
  return labels > 255 ? 2 : 1;
}

/** `AT TIME ZONE 'UTC'` and fixed offsets: the same expression brings the value back. In a zone with summer time an hour is told twice. */
const atTimeZone = /^[("\s]*[\w$.]+["\s]*\)?\s+at\s+time\s+zone\s+'([^']+)'[)\s]*$/i;

function undoOfZone(before: ColumnType, after: ColumnType, using: string | undefined): 'I' | 'C' | 'L' | undefined {
  const names = [before.name, after.name].sort().join(' ');
  const zone = atTimeZone.exec(using ?? '')?.[1];
  if (names !== 'timestamp timestamptz' || zone === undefined) return undefined;
  if (!grows(before, after)) return 'L';
  return /^(?:utc|etc\/utc|gmt|z|zulu|[+-]?\d{1,2}(?::?\d\d)?)$/i.test(zone) ? 'I' : 'C';
}

/** Class of the way back of a change of type: what narrowing again would do. */
export function undoOfTypeChange(from: string | undefined, to: string, using: string | undefined): 'I' | 'C' | 'L' {
  if (from === undefined) return 'C';
  const before = columnTypeOf(from);
  const after = columnTypeOf(to);
  const zoned = undoOfZone(before, after, using);
  if (zoned) return zoned;
  if (lossyChanges.has(`${before.name} ${after.name}`)) return 'L';
  if (before.name === after.name) {
    const grew = after.args.length === 0 || (after.args[0] ?? 0) >= (before.args[0] ?? Number.POSITIVE_INFINITY);
    if (before.name === 'numeric' && (after.args[1] ?? 0) < (before.args[1] ?? 0) && after.args.length > 0) return 'L';
    if (grew) return before.args.join() === after.args.join() ? 'I' : 'C';
    return using === undefined ? 'I' : 'L';
  }
  for (const family of wideningOrder) {
    const was = family.indexOf(before.name);
    const is = family.indexOf(after.name);
    if (was === -1 || is === -1) continue;
    if (is > was) return 'C';
    return using === undefined ? 'I' : 'L';
  }
  return using === undefined || isCastChain(using) ? 'C' : 'L';
}
