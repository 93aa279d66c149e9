import type { Fact } from '../../core/fact';
import type { Policy } from '../../core/policy';
import { durationMs } from '../../core/policy';
import type { Case } from '../../core/rule';
import type { Step } from '../../core/step';
import { durationText } from '../../core/zone';
import { inverses } from '../../knowledge/inverse';
import { stopsBefore, withoutDowns } from '../../knowledge/migrationRunners';
import { dialectOf, type Op, runsInTransaction } from '../migration/server';
import { isAdditive } from './additive';
import { heaviestLoad } from './heldLocks';
import { inverseOf } from './inverse';
import { isAnotherKind } from './typeFamilies';
import { copyOf, counterOf, verificationOf, widenedCheck, widenedCounter } from './verification';

type Declared = Fact<'migration.declared'>;
type Undo = NonNullable<Step['wayBack']>['class'];

const worst: readonly Undo[] = ['I', 'N', 'C', 'L', 'X'];

/** How a class of the way back is said in the table of what ships. */
const reversible: Readonly<Record<Undo, string>> = {
  I: 'yes',
  N: 'yes; loses values written since',
  C: 'only while no row needs the new shape',
  L: 'no: part of each value is lost',
  X: 'no: needs a copy or a backup',
};

/** What the release must do about one pending migration, whether or not something is wrong with it. */
export function migrationSteps(c: Case<'migration.declared' | 'ddl.resolved'>, policy: Policy): Step[] {
  const ops = [...c.head.of('ddl.resolved')].filter((op) => op.pending).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const doing = ops.filter((op) => !op.op.startsWith('session.') || op.op === 'session.maintain');
  const [first] = doing;
  if (!first) return [];
  const declared = c.head.of('migration.declared');
  const up = declared.find((fact) => fact.direction === 'up');
  const down = declared.find((fact) => fact.direction === 'down' && !fact.empty);
  const kind = kindOf(doing);
  const dialect = dialectOf(first, policy);
  const telling = doing.filter((op) => !belongsToNew(op, doing));
  const checks = telling.flatMap((op) => verificationOf(op, dialect) ?? []).slice(0, 3);
  const counter = widenedCounter(doing, dialect) ?? doing.flatMap((op) => counterOf(op, dialect) ?? [])[0];
  const values = [
    ...(widenedCheck(doing)?.values ?? []),
    ...telling.flatMap((op) => (op.op === 'value.create' && op.value !== undefined ? [op.value] : [])),
  ];
  const undo = doing.reduce<Undo>((most, op) => {
    const own = wayOf(op, doing);
    return worst.indexOf(own) > worst.indexOf(most) ? own : most;
  }, 'I');
  return [
    {
      id: `mig/${first.migration}/${{ expand: 'up', contract: 'up', validate: 'validate', backfill: 'backfill' }[kind]}`,
      kind,
      phase: 'release',
      subject: `migration ${first.migration}`,
      ...(kind === 'backfill'
        ? backfillOf(first.migration, up?.tool ?? first.tool, policy)
        : { title: titleOf(first.migration, doing, kind, policy) }),
      ifFails: onFailure(doing, policy),
      ...(checks.length > 0
        ? {
            query: {
              sql: checks.map(({ sql }) => sql).join('\n'),
              expect: checks.map(({ expect }) => expect).join('; '),
            },
          }
        : {}),
      origin: 'FOUND',
      evidence: [
        ...(up ? [{ at: up.at, note: `migration ${up.id}` }] : []),
        ...doing.slice(0, 4).map((op) => ({ at: op.at, note: wordsOf(op) })),
      ],
      wayBack: wayBackOf(doing, undo, up, down, dialect),
      change: { class: classOf(doing, kind), reversible: reversible[undo] },
      lock: heaviestLoad(doing, policy),
      compatible: compatibilityOf(doing),
      ...(counter ? { counter } : {}),
      ...(values.length > 0 ? { values } : {}),
    },
    ...doing.flatMap(contractOf),
  ];
}

/** A column whose values move into a new one is in the way once nothing reads it any more. */
function contractOf(op: Op): Step[] {
  const copy = copyOf(op);
  if (!copy) return [];
  const source = `${copy.table}.${copy.source}`;
  return [
    {
      id: `contract/${source}`,
      kind: 'contract',
      phase: 'later',
      subject: `column ${source}`,
      title: `Drop ${source}, if ${copy.table}.${copy.target} replaces it`,
      check: 'no running version reads or writes it',
      origin: 'FOUND',
      evidence: [{ at: op.at, note: `${copy.target} is filled from it` }],
    },
  ];
}

function kindOf(ops: readonly Op[]): 'expand' | 'validate' | 'backfill' | 'contract' {
  if (ops.every((op) => op.op === 'constraint.validate')) return 'validate';
  if (ops.every((op) => /^rows\.(?:insert|update|delete)$/.test(op.op)) && ops.some((op) => op.tableState !== 'new'))
    return 'backfill';
  return ops.every(takesAway) ? 'contract' : 'expand';
}

/** A new label loses nothing by itself: the way back, a type without it, holds as long as no row uses it. */
function wayOf(op: Op, all: readonly Op[]): Undo {
  if (op.op !== 'value.create') return op.undo;
  return belongsToNew(op, all) ? 'I' : 'C';
}

/** A label of a type that the same migration makes: it comes and goes with the type. */
function belongsToNew(op: Op, all: readonly Op[]): boolean {
  return op.op === 'value.create' && all.some((other) => other.op === 'type.create' && other.object === op.object);
}

/** What running code may miss: the second half of expand and contract. */
function takesAway(op: Op): boolean {
  if (op.tableState === 'new' || op.objectState === 'new' || op.livesOn !== undefined) return false;
  return /^(?:table|column|value|schema|view|type)\.(?:drop|rename)$/.test(op.op) || op.op === 'rows.truncate';
}

function titleOf(id: string, ops: readonly Op[], kind: Step['kind'], policy: Policy): string {
  const limit = durationMs(policy.data?.lock?.timeout);
  const tries = policy.data?.lock?.tries;
  const waits = ops.some((op) => op.blocks !== 'nothing');
  const guard =
    waits && limit !== undefined
      ? ` (lock_timeout ${durationText(limit)}${tries ? `, at most ${tries} tries` : ''})`
      : '';
  if (kind === 'validate')
    return `Apply migration ${id}: VALIDATE ${ops.map((op) => op.object).join(', ')} on its own; reads and writes go on`;
  return `Apply migration ${id}${guard}: ${summary(ops)}`;
}

/** After the deploy, when every writer writes the new form; a tool that applies all files in one go fills the rows before. */
function backfillOf(id: string, tool: string, policy: Policy): Pick<Step, 'title' | 'withSchema'> {
  const batch = policy.data?.backfill?.batch;
  const lag = durationMs(policy.data?.backfill?.max_lag);
  const what = `Backfill by migration ${id}${batch ? `, ${batch.toLocaleString('en-US')} rows a batch` : ''}${lag ? `, paused while replicas lag more than ${durationText(lag)}` : ''}`;
  const late = `${what}, after every writer writes the new form`;
  const plain = tool === 'files';
  const stop = stopsBefore[tool];
  const early = `${what}: ${plain ? 'the files are applied in order' : `${tool} applies it with the schema`}, so before the deploy; what the old version writes after it stays unfilled`;
  if (!plain && stop === undefined) return { title: early, withSchema: { title: early, always: true } };
  return {
    title: plain
      ? `${late}; if all files are applied in one go, it has run before the deploy`
      : `${late} (${tool} applies all that is pending: ${stop})`,
    withSchema: { title: early, always: false },
  };
}

/** The first things that a migration does, in words. */
function summary(ops: readonly Op[]): string {
  const own = ops.filter((op) => !belongsToNew(op, ops));
  const said = [...new Set(own.filter((op) => op.tableState !== 'new' || op.op === 'table.create').map(wordsOf))];
  const shown = said.length === 0 ? [...new Set(ops.map(wordsOf))] : said;
  return `${shown.slice(0, 3).join(', ')}${shown.length > 3 ? ` and ${shown.length - 3} more` : ''}`;
}

const verbs: Readonly<Record<string, string>> = {
  create: 'add',
  drop: 'drop',
  rename: 'rename',
  alter: 'change',
  validate: 'validate',
  attach: 'attach',
  detach: 'detach',
  refresh: 'refresh',
  insert: 'insert into',
  update: 'update',
  delete: 'delete from',
  truncate: 'empty',
};

function wordsOf(op: Op): string {
  const [sort = '', verb = ''] = op.op.split('.');
  if (op.op === 'dynamic.unknown') return 'run statements put together at run time';
  if (op.op === 'session.maintain') return op.options?.verb ?? 'maintain';
  const name = op.column
    ? `${op.table}.${op.column}`
    : sort === 'table' || sort === 'rows'
      ? op.table
      : (op.object ?? op.table);
  const noun = sort === 'rows' || sort === 'column' ? '' : sort === 'value' ? `label ${op.value} of ` : `${sort} `;
  const to = verb === 'rename' && op.to ? ` to ${op.to}` : '';
  return `${verbs[verb] ?? verb} ${noun}${name ?? ''}${to}`.trim();
}

function onFailure(ops: readonly Op[], policy: Policy): string {
  if (ops.every((op) => runsInTransaction(op, policy))) return 'the transaction is rolled back: nothing to undo, stop';
  const concurrent = ops.find((op) => op.op === 'index.create' && op.concurrently);
  if (concurrent) return `drop the INVALID index ${concurrent.object ?? ''} concurrently, then try again`;
  return ops.length === 1
    ? 'nothing to undo, stop'
    : 'what stands before the failing statement stays: undo it by hand, stop';
}

function wayBackOf(
  ops: readonly Op[],
  undo: Undo,
  up: Declared | undefined,
  down: Declared | undefined,
  dialect: Op['dialect'],
): NonNullable<Step['wayBack']> {
  const [first] = ops;
  const inverse = inverseOf(ops, dialect, true);
  const notes = [...new Set([...inverse.lost, ...unrestored(ops)])];
  const note = notes.length > 0 ? { note: notes.slice(0, 3).join('; ') } : {};
  if (down) return { text: `run the down of ${down.id}`, class: undo, ...note };
  const tool = withoutDowns[up?.tool ?? ''];
  if (inverse.statements.length === 0 || inverse.unknown.length > 0)
    return {
      text: ops.every(isAdditive)
        ? `leave ${first?.migration ?? 'it'} in place: the old code does not use it`
        : `${first?.migration ?? 'it'} has no down, and none can be written from the text`,
      class: undo,
      ...(tool && !ops.every(isAdditive) ? { hint: tool } : {}),
      ...note,
    };
  return {
    text: `${ops.every(isAdditive) ? 'leave it in place, or ' : ''}run the inverse of ${first?.migration ?? 'it'}, which nobody has tried`,
    class: undo,
    command: inverse.statements
      .map((sql) => `${sql.includes(' CONCURRENTLY ') ? '-- on its own, outside a transaction\n' : ''}${sql};`)
      .join('\n'),
    ...(tool ? { hint: tool } : {}),
    ...note,
  };
}

function unrestored(ops: readonly Op[]): string[] {
  return ops.flatMap((op) =>
    op.undo === 'X' && op.op.startsWith('rows.')
      ? [`${op.table}: ${inverses[op.op]?.note ?? 'the old values are gone'}`]
      : [],
  );
}

function classOf(ops: readonly Op[], kind: Step['kind']): string {
  if (kind === 'validate') return 'schema, validate';
  if (kind === 'backfill') return 'data';
  if (kind === 'contract') return 'schema, contract';
  const data = ops.some((op) => op.op.startsWith('rows.') && op.tableState !== 'new') ? ' and data' : '';
  if (ops.some(takesAway)) return `schema, expand and contract${data}`;
  return ops.every((op) => isAdditive(op) || op.op.startsWith('rows.'))
    ? `schema, expand (additive)${data}`
    : `schema, change in place${data}`;
}

/** PostgreSQL: elsewhere a value of another kind is converted in silence. */
function changesKind({ op, action, dialect, before, type, tableState, objectState }: Op): boolean {
  return (
    op === 'column.alter' &&
    action === 'type' &&
    dialect === 'postgresql' &&
    tableState !== 'new' &&
    objectState !== 'new' &&
    before?.type !== undefined &&
    type !== undefined &&
    isAnotherKind(before.type, type)
  );
}

/** What code uses by name comes first when it is told what goes. */
const told = ['table', 'column', 'view', 'rows', 'value', 'schema', 'type'];
const sortOf = ({ op }: Op) => op.slice(0, op.indexOf('.'));

/** Whether the version before can run on the schema after this migration. */
function compatibilityOf(ops: readonly Op[]): NonNullable<Step['compatible']> {
  const breaking = ops.find(
    (op) =>
      takesAway(op) ||
      (op.op === 'column.create' &&
        op.tableState !== 'new' &&
        op.nullable === false &&
        (op.default ?? 'none') === 'none' &&
        !op.generated) ||
      (op.op === 'column.alter' &&
        op.action === 'set-not-null' &&
        op.tableState !== 'new' &&
        op.objectState === 'new' &&
        op.before?.default === undefined) ||
      changesKind(op),
  );
  if (!breaking) return { old: true, new: true };
  const nameOf = (op: Op) => (op.column ? `${op.table}.${op.column}` : (op.table ?? op.object ?? op.migration));
  const taken = ops.filter(takesAway).sort((a, b) => told.indexOf(sortOf(a)) - told.indexOf(sortOf(b)));
  const [gone] = taken;
  if (!gone) {
    const name = nameOf(breaking);
    if (changesKind(breaking))
      return {
        old: false,
        new: true,
        because: `the old version uses ${name} as ${breaking.before?.type}`,
        first: `a new column of type ${breaking.type} beside ${name}, and the code that writes both and no longer reads ${name}`,
      };
    return {
      old: false,
      new: true,
      because: `the old version cannot insert without ${name}`,
      first: `${name} as nullable or with a default, and the code that always writes it`,
    };
  }
  const names = [...new Set(taken.map(nameOf))];
  const name = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  const renamed = gone.op.endsWith('.rename') && gone.to !== undefined;
  return {
    old: false,
    new: true,
    because: `the old version may still use ${name}`,
    first: renamed
      ? `${gone.to} beside ${nameOf(gone)}, both kept alike, and the code that no longer uses ${name}`
      : `the code that no longer uses ${name}`,
  };
}
