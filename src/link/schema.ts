import type { Fact } from '../core/fact';
import type { FactView, Linked, Linker } from '../core/link';
import { compareText } from '../core/span';
import { runsWhatIsNew } from '../knowledge/migrationRunners';
import { schemaAfter } from './schema/applied';
import { fold } from './schema/fold';
import type { Folding, Operation } from './schema/folding';
import { declaredIn, type History, historyOf, type Migration } from './schema/history';
import { overtaken } from './schema/lateArrival';
import { outlookOf } from './schema/outlook';
import { type Judging, type Resolved, resolve } from './schema/resolve';
import { type Born, indexOf, plain, type Schema } from './schema/state';
import { ddlInUse } from './schema/surroundings';
import { lostBySwap } from './schema/swaps';
import { createUnits, lateFor, takesLimitBack, transactionMarks } from './schema/transactions';
import { undoneMarks } from './schema/undone';

export interface SchemaOptions {
  /** Judge every migration as a release of its own, against the schema before it; otherwise what the base does not have is one release. */
  history?: boolean;
}

/** Folds the migrations of a database in the order of its runner; what is pending leaves with the lock, the work and the way back of each operation. */
export function createSchemaLinker(options: SchemaOptions = {}): Linker {
  return {
    name: 'schema',
    reads: ['migration.declared', 'runner.configured', 'ddl.operation', 'package.declared', 'text.unread'],
    emits: ['ddl.resolved'],
    roots(view) {
      const names = new Set<string>();
      for (const fact of view.of('migration.declared')) names.add(fact.database);
      for (const fact of view.of('ddl.operation')) names.add(fact.database);
      return [...names].sort(compareText);
    },
    link: (database, view) => linkDatabase(database, view, options.history === true),
  };
}

export const schema = createSchemaLinker();

/** What the base knows of the migrations; of itself, everything. */
interface Base {
  has(id: string): boolean;
  /** A migration of the base that is gone at head and has the content of this one. */
  renamed(migration: Migration): string | undefined;
  last: Fact<'migration.declared'> | undefined;
}

function linkDatabase(database: string, view: FactView, alone: boolean): Linked {
  const history = historyOf(view, database);
  const base = baseOf(view, database, history, alone);
  const pending = new Set(history.migrations.filter((m) => !base.has(m.id) && !base.renamed(m)).map((m) => m.id));
  const units = createUnits(history.runner, history.dialect, alone);
  const inOrder = inOrderOfRun(history.migrations, pending, alone);
  // Only what is pending asks for the schema before it, and what ran before the first of it is folded once.
  const firstPending = inOrder.findIndex((migration) => pending.has(migration.id));
  const applied = inOrder.slice(0, Math.max(firstPending, 0));
  const folded = schemaAfter(applied, `${history.runner} ${history.dialect}`, units);
  const facts: Resolved[] = [];
  const release: Operation[] = history.migrations.filter((m) => pending.has(m.id)).flatMap((m) => m.up);
  const outlook = outlookOf(release);
  const shared = { held: new Map(), droppedUnique: [] } satisfies Partial<Judging>;
  let order = 0;
  let before = 0;
  for (const [place, migration] of inOrder.entries()) {
    const folding: Folding = { schema: folded, migration: migration.id };
    const unitOf = (op: Operation) => units(op, migration);
    if (!pending.has(migration.id)) {
      // What has run is history: nobody asks about its operations, only whether it still has its name.
      const renamedFrom = base.has(migration.id) ? undefined : base.renamed(migration);
      const first = migration.up[0];
      if (first && renamedFrom) facts.push({ ...asApplied(first, migration, history, order), renamedFrom });
      for (const op of migration.up) {
        order++;
        if (place > firstPending && firstPending !== -1) fold(folding, op, unitOf(op));
      }
      continue;
    }
    const isNew = (born: Born) =>
      born.migration !== undefined && (alone ? born.migration === migration.id : pending.has(born.migration));
    const judging: Judging = {
      ...(alone ? { held: new Map(), droppedUnique: [] } : shared),
      folding,
      migration,
      dialect: history.dialect,
      ...(history.version === undefined ? {} : { version: history.version }),
      runner: history.runner,
      isNew,
      release: alone ? migration.up : release,
      outlook: alone ? outlookOf(migration.up) : outlook,
      at: 0,
      place: 0,
      ddlInUse: undefined,
      settings: new Map(),
      unitOf,
      order: 0,
    };
    judging.ddlInUse = ddlInUse(judging);
    const start = before;
    const late = runsWhatIsNew.has(migration.tool)
      ? undefined
      : overtaken(
          migration,
          base.last,
          inOrder,
          (id) => pending.has(id),
          (one) => isRead(view, one),
        );
    const undone = isRead(view, migration) ? undoneMarks(folded, migration) : new Map();
    const marks = transactionMarks(migration);
    let blocking: Resolved | undefined;
    let unlimited: Resolved | undefined;
    for (const [index, op] of migration.up.entries()) {
      judging.at = alone ? index : start + index;
      judging.place = index;
      judging.order = order++;
      if (folding.skipped === op.statement) continue;
      const swapped = lostBySwap(judging, op);
      const resolved: Resolved = {
        ...resolve(judging, op),
        ...marks.get(op),
        ...undone.get(op),
        ...(late ? { orderedBefore: { migration: late.id, at: late.at } } : {}),
      };
      const tooLate = lateFor(op, blocking);
      if (tooLate) resolved.lateFor = tooLate;
      facts.push(resolved);
      for (const lost of swapped) facts.push(resolve(judging, lost));
      if (takesLimitBack(op, judging.settings)) unlimited = resolved;
      else if (op.op === 'session.set' && op.options?.name === 'lock_timeout') unlimited = undefined;
      remember(judging, op, resolved);
      if (resolved.blocks !== 'nothing') {
        blocking ??= resolved;
        if (unlimited)
          unlimited.unlimitedFor ??= {
            at: resolved.at,
            note: `${resolved.table ?? 'the table'} is locked here (${resolved.lock}), without the limit`,
          };
      }
      fold(folding, op, unitOf(op));
    }
    before = start + migration.up.length;
  }
  return { facts };
}

/** Where the tool runs what is new wherever it stands, it comes after what has run. */
function inOrderOfRun(migrations: readonly Migration[], pending: ReadonlySet<string>, alone: boolean): Migration[] {
  const isLast = (migration: Migration) => !alone && runsWhatIsNew.has(migration.tool) && pending.has(migration.id);
  return [...migrations.filter((m) => !isLast(m)), ...migrations.filter(isLast)];
}

/** Whether every statement of a migration was understood: only then does an absence in it mean something. */
function isRead(view: FactView, migration: Migration): boolean {
  const files = new Set([...migration.up, ...migration.down].map((op) => op.at.file));
  return [...files].every((file) => view.in(file, 'text.unread').length === 0);
}

/** Locks, settings and unique indexes that later operations ask for. */
function remember(judging: Judging, op: Operation, resolved: Resolved): void {
  if (op.op === 'session.set' && op.options?.name !== undefined)
    judging.settings.set(op.options.name === 'all' ? 'lock_timeout' : op.options.name, op.options.value ?? '');
  if (
    resolved.unit !== undefined &&
    resolved.lock === 'ACCESS EXCLUSIVE' &&
    resolved.blocks === 'all' &&
    resolved.table
  ) {
    const held = judging.held.get(resolved.unit) ?? [];
    held.push({ table: resolved.table, statement: op.statement, at: op.at, migration: op.migration });
    judging.held.set(resolved.unit, held);
  }
  const schema: Schema = judging.folding.schema;
  if (op.op === 'index.drop') {
    const index = indexOf(schema, op);
    if (index?.unique && index.expression === undefined)
      judging.droppedUnique.push({ table: index.table, columns: index.columns });
  } else if (op.op === 'constraint.drop' && op.table !== undefined) {
    const constraint = schema.tables.get(plain(op.table))?.constraints.get(op.object ?? '');
    if (constraint?.sort === 'unique' || constraint?.sort === 'primary-key')
      judging.droppedUnique.push({ table: plain(op.table), columns: constraint.columns });
  }
}

/** An operation of a migration that is not judged: it has run. */
function asApplied(op: Operation, migration: Migration, history: History, order: number): Resolved {
  return {
    ...op,
    kind: 'ddl.resolved',
    dialect: history.dialect,
    pending: false,
    tableState: 'existing',
    lock: 'none',
    blocks: 'nothing',
    rewrites: false,
    scans: false,
    undo: 'I',
    tool: migration.tool,
    inTransaction: false,
    runner: history.runner,
    order,
  };
}

function baseOf(view: FactView, database: string, history: History, alone: boolean): Base {
  if (alone) return { has: () => false, renamed: () => undefined, last: undefined };
  if (view.side === 'base') return { has: () => true, renamed: () => undefined, last: undefined };
  const other = view.other;
  const declared = other ? declaredIn(other, database).filter((fact) => fact.direction === 'up') : [];
  const ids = new Set(declared.map((fact) => fact.id));
  const operations = other?.by('ddl.operation', 'database', (fact) => fact.database).get(database) ?? [];
  for (const operation of operations) ids.add(operation.migration);
  const atHead = new Set(history.migrations.map((migration) => migration.id));
  const gone = new Map<string, string>();
  for (const fact of declared) if (!atHead.has(fact.id)) gone.set(fact.contentHash, fact.id);
  let last: Base['last'];
  for (const fact of declared) if (!last || fact.order > last.order) last = fact;
  return {
    has: (id) => ids.has(id),
    renamed: (migration) => (migration.declared ? gone.get(migration.declared.contentHash) : undefined),
    last,
  };
}
