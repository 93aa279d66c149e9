import { code, listed, type Phrase, say } from '../core/phrase';
import type { ChangeRow } from '../core/plan';
import type { Change } from '../core/review';
import type { Span } from '../core/span';
import type { Step } from '../core/step';
import type { EvidenceIndex } from './evidence';
import { outwardSystems, type PlanInput, touchedPaths } from './input';
import { isTest } from './riskShape';

/** More rows than this are told as a number. */
const mostRows = 16;

const classNames: Partial<Record<string, string>> = {
  'route.resolved': 'route',
  'flag.read': 'flag',
  'flag.declared': 'flag',
  'probe.declared': 'health check',
  'workload.declared': 'workload',
  'metric.queried': 'alert or dashboard',
  'payload.exchanged': 'message format',
  'job.declared': 'pipeline',
  'rollout.declared': 'rollout',
  'telemetry.started': 'telemetry',
  'resource.declared': 'resource',
  'path.exposed': 'exposed path',
  'env.read': 'setting',
};

/** What ships: what rules say of it, and what the facts of the two sides differ in. */
export function changeRows(input: PlanInput, steps: readonly Step[], evidence: EvidenceIndex): ChangeRow[] {
  const { review } = input;
  const rows: ChangeRow[] = [];
  const told = new Set<string>();
  for (const step of steps) {
    const { change } = step;
    if (!change || told.has(step.subject)) continue;
    told.add(step.subject);
    const places = step.evidence.map(({ at }) => at);
    rows.push({
      what: [code(step.subject)],
      class: change.class,
      reversible: change.reversible,
      firm: !/^yes\b/.test(change.reversible),
      origin: step.origin === 'ASK' ? 'FOUND' : step.origin,
      evidence: evidence.of(step.subject, places),
    });
    for (const { subject, at } of review.changes)
      if (places.some((place) => place.file === at.file && place.line === at.line)) told.add(subject);
  }
  // Statements of a migration that has a row of its own are told by it.
  const files = new Set(steps.filter((s) => s.change).flatMap((s) => s.evidence.map(({ at }) => at.file)));
  for (const one of review.changes) {
    const { kind, subject, change } = one;
    const at = placeOf(one, input);
    if (!at || isFlagToo(one, review.changes)) continue;
    // A setting that was a flag goes once.
    if (kind === 'flag.read' && change === 'removed' && told.has(subject.replace(/^flag /, 'env '))) continue;
    if (told.has(subject) || (kind === 'ddl.resolved' && files.has(at.file))) continue;
    told.add(subject);
    const flag = guardedBy(input, kind, subject);
    const critical = kind === 'route.resolved' ? touchedPaths(input) : [];
    rows.push({
      what: say`${code(subject.replace(/^route /, ''))}${flag ? say` behind flag ${code(flag)}` : ''}`,
      class: `${change === 'added' ? 'new ' : ''}${className(kind, subject)}${change === 'added' ? '' : ` ${change}`}${critical.length > 0 ? `, critical path ${critical.join(', ')}` : ''}`,
      reversible:
        flag || (kind === 'flag.read' && change === 'added')
          ? 'yes: flag'
          : kind === 'route.resolved' && change === 'removed'
            ? 'yes, until callers are gone'
            : 'yes',
      firm: false,
      origin: 'FOUND',
      evidence: evidence.of(subject, [at]),
    });
  }
  const outward = outwardSystems(input);
  for (const system of review.inventory) {
    if (system.status === 'base') continue;
    const acts = outward.includes(system);
    const operations = [...new Set(system.calls.map(({ note }) => note))];
    rows.push({
      what: say`${system.system}${operations.length > 0 ? say` ${listed(operations, 3)}` : ''}`,
      class:
        system.status === 'removed'
          ? 'no longer called'
          : `new outbound call${system.category === 'payment' ? ', moves money' : acts ? `, sends (${system.category})` : ''}`,
      reversible: acts && system.status === 'added' ? 'no: compensate, cannot undo' : 'yes',
      firm: acts && system.status === 'added',
      origin: 'FOUND',
      evidence: evidence.of(
        `system ${system.system}`,
        system.calls.map(({ at }) => at),
      ),
    });
  }
  return shortened(rows);
}

/** What a pipeline does that changes production. */
const releases: ReadonlySet<string> = new Set(['infra', 'migrate', 'deploy', 'rollback', 'edit-by-hand']);

const className = (kind: string, subject: string): string =>
  kind === 'payload.exchanged' && /^http /.test(subject)
    ? 'request or answer of an API'
    : (classNames[kind] ?? (kind === 'ddl.resolved' ? 'schema' : (kind.split('.')[0] ?? kind)));

/** Where a change is in what ships; `undefined` when it is only in tests, or in a pipeline that releases nothing. */
function placeOf({ kind, subject, change, at }: Change, { facts }: PlanInput): Span | undefined {
  if (kind === 'job.declared') {
    const jobs = facts('job.declared').filter(({ job }) => `job ${job}` === subject);
    return change === 'removed' || jobs.some(({ acts }) => acts.some(({ verb }) => releases.has(verb)))
      ? at
      : undefined;
  }
  if (kind !== 'env.read' || change === 'removed') return isTest(at.file) ? undefined : at;
  const reads = facts('env.read').filter(({ name }) => `env ${name}` === subject);
  return reads.length === 0 ? at : reads.find((read) => !isTest(read.at.file))?.at;
}

/** A setting that is a flag is told as one. */
const isFlagToo = ({ kind, subject, change }: Change, all: readonly Change[]): boolean =>
  kind === 'env.read' &&
  all.some(
    (other) =>
      other.kind === 'flag.read' && other.change === change && other.subject === subject.replace(/^env /, 'flag '),
  );

function guardedBy({ facts }: PlanInput, kind: string, subject: string): string | undefined {
  if (kind !== 'route.resolved') return undefined;
  const route = facts('route.resolved').find((r) => `route ${r.method} ${r.path}` === subject);
  return route?.guards.find((guard) => guard.side === 'on')?.key;
}

/** Rows of one class become one when there are more than people read. What is not simply reversible always stays. */
function shortened(rows: readonly ChangeRow[]): ChangeRow[] {
  if (rows.length <= mostRows) return [...rows];
  const groups = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    const key = row.firm ? `${groups.size} firm` : `${row.class} ${row.reversible}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group): ChangeRow => {
    const [first] = group as [ChangeRow, ...ChangeRow[]];
    if (group.length === 1) return first;
    const what: Phrase = say`${group.length} × ${first.class}: ${first.what} and ${group.length - 1} more`;
    return { ...first, what, evidence: [...new Set(group.flatMap(({ evidence }) => evidence))].slice(0, 4) };
  });
}
