import type { Policy } from '../../core/policy';
import { durationMs } from '../../core/policy';
import type { Case } from '../../core/rule';
import type { Step } from '../../core/step';
import { durationText } from '../../core/zone';
import { stopsBefore } from '../../knowledge/migrationRunners';
import { dialectOf, type Op, runsInTransaction } from '../migration/server';
import { isAdditive } from './additive';
import { checksOf } from './checks';
import { heaviestLoad } from './heldLocks';
import { belongsToNew, takesAway } from './migrationParts';
import { wayBackOf } from './migrationWayBack';
import { summary, wordsOf } from './migrationWords';
import { compatibilityOf } from './oldCode';
import { copiesOf, counterOf, widenedCheck, widenedCounter } from './verification';

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
  const copies = copiesOf(doing);
  const checks = checksOf(telling, dialect);
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
        ...doing.slice(0, 4).map((op) => ({ at: op.at, note: wordsOf(op).join(' ').trim() })),
      ],
      wayBack: wayBackOf(doing, undo, up, down, dialect),
      change: { class: classOf(doing, kind), reversible: reversible[undo] },
      lock: heaviestLoad(doing, policy),
      compatible: compatibilityOf(doing),
      ...(counter ? { counter } : {}),
      ...(values.length > 0 ? { values } : {}),
      ...(copies.length > 0 ? { copies: copies.map(({ at: _at, ...copy }) => copy) } : {}),
    },
    ...copies.map(contractOf),
  ];
}

/** A column whose values move into a new one is in the way once nothing reads it any more. */
function contractOf({ table, source, target, at }: ReturnType<typeof copiesOf>[number]): Step {
  const name = `${table}.${source}`;
  return {
    id: `contract/${name}`,
    kind: 'contract',
    phase: 'later',
    subject: `column ${name}`,
    title: `Drop ${name}, if ${table}.${target} replaces it`,
    check: 'no running version reads or writes it',
    origin: 'FOUND',
    evidence: [{ at, note: `${target} is filled from it` }],
  };
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

function onFailure(ops: readonly Op[], policy: Policy): string {
  if (ops.every((op) => runsInTransaction(op, policy))) return 'the transaction is rolled back: nothing to undo, stop';
  const concurrent = ops.find((op) => op.op === 'index.create' && op.concurrently);
  if (concurrent) return `drop the INVALID index ${concurrent.object ?? ''} concurrently, then try again`;
  return ops.length === 1
    ? 'nothing to undo, stop'
    : 'what stands before the failing statement stays: undo it by hand, stop';
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
