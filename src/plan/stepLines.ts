import { code, joined, listed, type Phrase, say } from '../core/phrase';
import type { Item, PlanQuery, PlanStep } from '../core/plan';
import { compareText } from '../core/span';
import type { Step } from '../core/step';
import type { EvidenceIndex } from './evidence';
import { markerId } from './marker';

/** As many steps as people carry out with care. */
const budget = 20;

/** Steps as they are printed: numbered, grouped when there are too many, and each with its query. */
export interface StepLines {
  steps: PlanStep[];
  queries: PlanQuery[];
  /** Label of a step by its id, also of one that stands inside a group. */
  labelOf(id: string): string;
}

interface Bundle {
  first: Step;
  all: readonly Step[];
}

export function stepLines(
  ordered: readonly Step[],
  context: {
    evidence: EvidenceIndex;
    wayBackOf(step: Step): string | undefined;
    /** Whether somebody decides by the counter of a step. */
    counts(step: Step): boolean;
    gateOf(step: Step): string | undefined;
  },
): StepLines {
  const now = ordered.filter((step) => step.phase !== 'later');
  const bundles = bundled(now);
  const labels = new Map<string, string>();
  let number = 0;
  let letter = 0;
  for (const { first, all } of bundles) {
    const sub = first.kind === 'flag' && number > 0 && letter < 26;
    if (sub) letter++;
    else {
      number++;
      letter = 0;
    }
    const label = `S${number}${sub ? String.fromCharCode(96 + letter) : ''}`;
    for (const step of all) labels.set(step.id, label);
  }
  const queries: PlanQuery[] = [];
  const query = (sql: string, expect: string, id: string): string => {
    const known = queries.find((q) => q.sql === sql);
    if (known) {
      if (!known.steps.includes(id)) known.steps.push(id);
      return known.label;
    }
    const made = { label: `V${queries.length + 1}`, sql, expect, steps: [id] };
    queries.push(made);
    return made.label;
  };
  const asked = bundles.map(({ all }) =>
    all.flatMap((s) => singleQueries(s).map(({ sql, expect }) => query(sql, expect, s.id))),
  );
  for (const step of now)
    if (step.counter && context.counts(step)) query(step.counter.sql, step.counter.expect, step.id);
  const steps = bundles.map(({ first, all }, i): PlanStep => {
    const checks = [
      ...new Set([...(asked[i] ?? []), ...(context.gateOf(first) ? [context.gateOf(first) as string] : [])]),
    ];
    const check: Phrase = joined(
      [
        ...(first.check ? [say`${inside(first.check)}`] : []),
        ...(checks.length > 0 ? [say`${checks.slice(0, 4).join(', ')}`] : []),
      ],
      ', ',
    );
    const back = context.wayBackOf(first);
    const fails = [...(first.ifFails ? [inside(first.ifFails)] : []), ...(back ? [back] : [])];
    return {
      id: markerId(all.length === 1 ? first.id : `group/${first.kind}/${first.id}`),
      label: labels.get(first.id) ?? '',
      kind: first.kind,
      phase: first.phase,
      title: titleOf(first, all),
      text: [],
      origin: first.origin,
      evidence: context.evidence.of(
        all.length === 1 ? first.subject : `${first.kind} steps`,
        all.flatMap((step) => step.evidence.slice(0, all.length === 1 ? 2 : 1).map(({ at }) => at)),
      ),
      after: [...(first.after ?? [])].sort(compareText),
      ...(check.length > 0 ? { check } : {}),
      ...(fails.length > 0 ? { onFailure: say`${fails.join(', ')}` } : {}),
      stands: all.map(({ id }) => id),
      ...(first.kind === 'no-return' ? { decision: true as const } : {}),
    };
  });
  return { steps, queries, labelOf: (id) => labels.get(id) ?? id };
}

/** A sentence inside of another one: an ordinary first word loses its capital. */
const inside = (text: string) =>
  text
    .replace(/\.$/, '')
    .replace(/^(?:Do|The|No|A|An|Stop|Every|Each|Nothing|Undo|Leave)(?= )/, (word) => word.toLowerCase());

/** The statements of a step, one by one; asked twice of the same thing, the last answer is the one that must show. */
function singleQueries({ query }: Step): { sql: string; expect: string }[] {
  if (!query) return [];
  const sql = query.sql.split('\n');
  const expect = query.expect.split('; ');
  if (sql.length !== expect.length) return [query];
  return [...new Map(sql.map((text, i) => [text, { sql: text, expect: expect[i] ?? '' }])).values()];
}

function titleOf(first: Step, all: readonly Step[]): Phrase {
  if (all.length === 1) return say`${first.title.replace(/\.$/, '')}`;
  const subjects = [...new Set(all.map(({ subject }) => subject))];
  const same = first.kind === 'expand' || first.kind === 'validate' ? 'migrations, same pattern' : `steps of one kind`;
  return say`${all.length} ${same}: ${listed(subjects, 4)}; first ${first.title.replace(/\.$/, '')}`;
}

/** Neighbours of one kind become one line, the longest run first, until the steps fit. What takes a lock stays alone. */
function bundled(steps: readonly Step[]): Bundle[] {
  let bundles: Bundle[] = steps.map((first) => ({ first, all: [first] }));
  const alone = (step: Step) =>
    step.kind === 'no-return' || step.kind === 'deploy' || step.kind === 'flag' || step.kind === 'contract';
  for (const strict of [true, false]) {
    if (bundles.length <= budget) break;
    const kind = (step: Step) =>
      strict
        ? `${step.kind} ${step.wayBack?.class ?? ''} ${step.lock?.blocks ?? ''} ${step.lock?.scans ?? ''}`
        : step.kind;
    const next: Bundle[] = [];
    for (const bundle of bundles) {
      const last = next.at(-1);
      if (last && !alone(bundle.first) && kind(last.first) === kind(bundle.first))
        next[next.length - 1] = { first: last.first, all: [...last.all, ...bundle.all] };
      else next.push(bundle);
    }
    bundles = next;
  }
  return bundles;
}

/** What belongs into a later release, with the earliest time that the policy allows. */
export function laterItems(ordered: readonly Step[], earliest: string | undefined, evidence: EvidenceIndex): Item[] {
  return ordered
    .filter((step) => step.phase === 'later')
    .map((step) => ({
      id: markerId(step.id),
      text: say`${step.title.replace(/\.$/, '')}${step.check ? ` → ${step.check.replace(/\.$/, '')}` : ''}${earliest && step.kind !== 'ask' ? say` (${earliest}, ${code('contract_after')})` : ''}`,
      origin: earliest ? 'POLICY' : step.origin,
      evidence: evidence.of(
        step.subject,
        step.evidence.slice(0, 2).map(({ at }) => at),
      ),
    }));
}
