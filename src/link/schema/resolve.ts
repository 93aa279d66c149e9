import type { Dialect, Fact } from '../../core/fact';
import type { Span } from '../../core/span';
import { beforeOf, isUnique, tablesWith } from './before';
import { type Copy, copyIn, lossOf } from './copies';
import type { Folding, Operation } from './folding';
import type { Migration } from './history';
import { onlineEffect } from './mysql';
import type { Outlook } from './outlook';
import { type Effect, postgresEffect } from './postgres';
import { type Born, indexOf, notNullColumn, plain, type Schema, tableOf, typeOf } from './state';
import { livesOn } from './successor';
import { besideDdl, freshLabel, isUnindexed } from './surroundings';
import { undoOf } from './undo';

export type Resolved = Fact<'ddl.resolved'>;

/** What is the same for every operation of one migration that is judged. */
export interface Judging {
  folding: Folding;
  migration: Migration;
  dialect: Dialect;
  version?: string;
  runner: 'each' | 'all' | 'none';
  /** The object was made by the release under judgement. */
  isNew(born: Born): boolean;
  /** All operations of the release, in order, and the place of the one that is judged. */
  release: readonly Operation[];
  outlook: Outlook;
  at: number;
  /** The place among the operations of its migration. */
  place: number;
  /** The first statement of the migration that changes the schema of a table in use. */
  ddlInUse: Operation | undefined;
  settings: Map<string, string>;
  /** Exclusive locks on existing tables by transaction. */
  held: Map<string, { table: string; statement: number; at: Span; migration: string }[]>;
  unitOf(op: Operation): string | undefined;
  /** Unique indexes that the release has dropped so far. */
  droppedUnique: { table: string; columns: readonly string[] }[];
  order: number;
}

export function laterThan(judging: Judging): readonly Operation[] {
  return judging.release.slice(judging.at + 1);
}

const statementOf = new WeakMap<Operation, readonly Operation[]>();

/** The operations of the same statement; they stand side by side. Told once for all of them: there may be thousands. */
function siblingsOf({ migration, place }: Judging, op: Operation): readonly Operation[] {
  const known = statementOf.get(op);
  if (known) return known;
  let from = place;
  let to = place + 1;
  while (migration.up[from - 1]?.statement === op.statement) from--;
  while (migration.up[to]?.statement === op.statement) to++;
  const found = migration.up.slice(from, to);
  for (const one of found) statementOf.set(one, found);
  return found;
}

/** One operation as it is on its way up: what it locks, what it costs, what it does to what was there. */
export function resolve(judging: Judging, op: Operation): Resolved {
  const { folding, migration, dialect, settings } = judging;
  const { schema } = folding;
  const siblings = siblingsOf(judging, op);
  const index = op.op.startsWith('index.') ? indexOf(schema, op) : undefined;
  const tableName = op.table ?? index?.table;
  const tableState = stateOfTable(judging, tableName, siblings);
  const effect = effectOf(op, schema, settings, dialect);
  const online =
    dialect === 'postgresql' || dialect === 'sqlite' ? undefined : onlineEffect(op, schema, settings, siblings);
  const unit = judging.unitOf(op);
  const inTransaction = unit !== undefined;
  const copy = copyOf(judging, op);
  const lives = livesOn(judging, op);
  const related = [...(effect.related ?? []), ...explain(judging, op, tableName)];
  const added = addedHere(judging, op);
  const alreadyHeld = unit === undefined ? undefined : heldBefore(judging, unit, op);
  const objectState = stateOfObject(judging, op);
  const before = beforeOf(op, schema);
  const table = tableOf(schema, tableName);
  const columnName = op.op === 'column.drop' || op.op === 'column.rename' ? op.column : undefined;
  const harmless = tableState === 'new';
  return {
    ...op,
    kind: 'ddl.resolved',
    dialect,
    ...(tableName === undefined ? {} : { table: tableName }),
    ...(effect.guessed ? { confidence: 'likely' as const } : {}),
    pending: true,
    tableState,
    lock: effect.lock,
    blocks: harmless ? 'nothing' : effect.blocks,
    rewrites: effect.rewrites && !harmless,
    scans: effect.scans && !harmless,
    undo: undoOf(op, schema, copy !== undefined || lives !== undefined, objectState === 'new'),
    tool: migration.tool,
    inTransaction,
    runner: judging.runner,
    order: judging.order,
    ...(unit === undefined ? {} : { unit }),
    ...(objectState === undefined ? {} : { objectState }),
    ...(alreadyHeld ? { alreadyHeld } : {}),
    ...(before ? { before } : {}),
    ...(effect.alsoLocks && effect.alsoLocks.length > 0
      ? { alsoLocks: effect.alsoLocks.filter((name) => !isNewTable(judging, name)) }
      : {}),
    ...(effect.rewritesBefore && !harmless ? { rewritesBefore: effect.rewritesBefore } : {}),
    ...(effect.scansBefore && !harmless ? { scansBefore: effect.scansBefore } : {}),
    ...(online
      ? {
          algorithm: online.algorithm,
          leastLock: online.lock,
          ...(online.rewritesBefore ? { rewritesBefore: online.rewritesBefore } : {}),
        }
      : {}),
    ...becauseOf(effect, online?.because, dialect),
    ...safety(harmless, lives, effect),
    ...(lives ? { livesOn: lives } : {}),
    ...(table?.partitioned ? { partitioned: true } : {}),
    ...(index?.constraint ? { backs: index.constraint } : {}),
    ...(related.length > 0 ? { related } : {}),
    ...(copy ? { keptCopy: copy } : {}),
    ...(added ? { addedHere: added } : {}),
    ...(siblings.length === migration.up.length ? { alone: true } : {}),
    ...(judging.version === undefined ? {} : { server: judging.version }),
    ...besideDdl(judging, op),
    ...freshLabel(judging, op),
    ...(isUnindexed(judging, op) ? { unindexed: true } : {}),
    ...(provenUnique(judging, op) ? { provenUnique: true } : {}),
    ...(columnName === undefined ? {} : { tablesWithColumn: tablesWith(schema, columnName) }),
  };
}

function effectOf(op: Operation, schema: Schema, settings: ReadonlyMap<string, string>, dialect: Dialect): Effect {
  if (dialect === 'postgresql' || dialect === 'unknown') return postgresEffect(op, schema, settings);
  return { lock: 'none', blocks: 'nothing', rewrites: false, scans: false };
}

function becauseOf(effect: Effect, online: string | undefined, dialect: Dialect): { because?: string } {
  const because = dialect === 'postgresql' || dialect === 'unknown' ? (effect.because ?? online) : online;
  return because === undefined ? {} : { because };
}

function safety(harmless: boolean, lives: 'copy' | 'view' | undefined, effect: Effect): { safeBecause?: string } {
  if (harmless) return { safeBecause: 'the table is created in this release' };
  if (lives === 'copy') return { safeBecause: 'the table is rebuilt under its name in this migration' };
  if (lives === 'view') return { safeBecause: 'a view keeps the old name' };
  return effect.safeBecause === undefined ? {} : { safeBecause: effect.safeBecause };
}

export function isNewTable(judging: Judging, name: string | undefined): boolean {
  const table = tableOf(judging.folding.schema, name);
  return table !== undefined && (judging.isNew(table) || table.temporary);
}

function stateOfTable(
  judging: Judging,
  name: string | undefined,
  siblings: readonly Operation[],
): 'new' | 'existing' | 'unknown' {
  if (siblings.some((other) => other.op === 'table.create' && other.table === name)) return 'new';
  const { schema } = judging.folding;
  const table = tableOf(schema, name);
  if (!table) {
    const other = name === undefined ? undefined : schema.others.get(`view ${plain(name)}`);
    return other ? (judging.isNew(other) ? 'new' : 'existing') : 'unknown';
  }
  if (judging.isNew(table) || table.temporary) return 'new';
  return table.migration === undefined ? 'unknown' : 'existing';
}

function stateOfObject(judging: Judging, op: Operation): 'new' | 'existing' | 'unknown' | undefined {
  const { schema } = judging.folding;
  const table = tableOf(schema, op.table);
  const state = (born: Born | undefined) =>
    born === undefined
      ? 'unknown'
      : judging.isNew(born)
        ? 'new'
        : born.migration === undefined
          ? 'unknown'
          : 'existing';
  switch (op.op) {
    case 'column.drop':
    case 'column.rename':
    case 'column.alter':
      return state(table?.columns.get(op.column ?? ''));
    case 'index.drop':
    case 'index.rename':
      return state(indexOf(schema, op));
    case 'constraint.drop':
    case 'constraint.validate':
    case 'constraint.rename':
      return state(table?.constraints.get(op.object ?? ''));
    case 'type.drop':
    case 'type.rename':
    case 'value.create':
    case 'value.rename':
      return state(typeOf(schema, op.object));
    case 'schema.drop':
    case 'schema.rename':
      return state(schema.others.get(`schema ${op.object ?? ''}`));
    case 'view.drop':
      return state(schema.others.get(`view ${plain(op.object ?? op.table ?? '')}`));
    case 'constraint.create':
    case 'index.create': {
      const columns = (op.columns ?? []).map((name) => table?.columns.get(name));
      return columns.length > 0 && columns.every((column) => column && judging.isNew(column)) ? 'new' : 'existing';
    }
    case 'rows.update': {
      const columns = (op.columns ?? []).map((name) => table?.columns.get(name));
      return columns.length > 0 && columns.every((column) => column && judging.isNew(column)) ? 'new' : 'existing';
    }
    default:
      return undefined;
  }
}

function copyOf(judging: Judging, op: Operation): Copy | undefined {
  const loss = lossOf(op);
  if (!loss) return undefined;
  const isFresh = (name: string, columns: readonly string[]) => {
    const table = tableOf(judging.folding.schema, name);
    if (isNewTable(judging, name)) return true;
    return columns.length > 0 && columns.every((column) => judging.isNew(table?.columns.get(column) ?? {}));
  };
  for (const { op: other, at } of judging.outlook.copying) {
    if (at >= judging.at) break;
    const copy = copyIn(other, loss, isFresh);
    if (copy) return copy;
  }
  return undefined;
}

function heldBefore(judging: Judging, unit: string, op: Operation): Resolved['alreadyHeld'] {
  const lock = judging.held
    .get(unit)
    ?.find((held) => held.migration !== op.migration || held.statement !== op.statement);
  return lock === undefined ? undefined : { table: lock.table, statement: lock.statement, at: lock.at };
}

/** Places in the schema's history that a reader of the judgement wants to see. */
function explain(judging: Judging, op: Operation, name: string | undefined): { at: Span; note: string }[] {
  const table = tableOf(judging.folding.schema, name);
  if (!table || op.op !== 'column.alter' || op.action !== 'set-not-null') return [];
  const half = [...table.constraints.values()].find((c) => !c.valid && notNullColumn(c) === op.column);
  return half?.at ? [{ at: half.at, note: `${half.name} is NOT VALID, so that it proves nothing` }] : [];
}

/** The constraint that is validated was added in the same transaction, which a statement is by itself. */
function addedHere(judging: Judging, op: Operation): Span | undefined {
  if (op.op !== 'constraint.validate') return undefined;
  const constraint = tableOf(judging.folding.schema, op.table)?.constraints.get(op.object ?? '');
  const unit = judging.unitOf(op);
  const together = siblingsOf(judging, op).some((o) => o.op === 'constraint.create' && o.object === op.object);
  const here = together || (unit !== undefined && constraint?.unit === unit);
  return constraint && !constraint.valid && here ? constraint.at : undefined;
}

/** Whether a unique index on no more than these columns stands, or stood until the release dropped it. */
function provenUnique(judging: Judging, op: Operation): boolean {
  const unique =
    op.op === 'index.create' ? op.unique === true : op.op === 'constraint.create' && op.constraint === 'unique';
  const table = unique ? tableOf(judging.folding.schema, op.table) : undefined;
  const columns = op.columns ?? [];
  if (!table) return false;
  const within = (others: readonly string[]) => others.length > 0 && others.every((column) => columns.includes(column));
  return (
    isUnique(judging.folding.schema, table, columns) ||
    judging.droppedUnique.some((index) => index.table === table.name && within(index.columns))
  );
}
