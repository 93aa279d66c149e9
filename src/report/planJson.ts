import { textOf } from '../core/phrase';
import { type Line, type Plan, singleGates } from '../core/plan';
import { jsonSpan } from './json';

const line = ({ text, origin, asked }: Line) => ({ text: textOf(text), origin, ...(asked ? { asked } : {}) });

/** What `plan --format json` adds to the review's report. Labels are of this rendering; ids are for good. */
export function jsonPlan(plan: Plan) {
  const places = new Map(plan.evidence.map(({ label, places: at }) => [label, at.map(jsonSpan)]));
  const evidence = (labels: readonly string[]) =>
    labels.flatMap((label) => (places.get(label) ?? []).map((at) => ({ at, note: label })));
  const { risk } = plan;
  return {
    title: plan.title,
    header: plan.header,
    verdict: plan.verdict,
    risk: {
      low: risk.low,
      high: risk.high,
      level: risk.level,
      ...(risk.lifted ? { lifted: risk.lifted } : {}),
      groups: risk.groups,
      factors: risk.factors.map(({ id, points, unknown, because, at }) => ({
        id,
        points,
        unknown,
        because,
        at: at.map(jsonSpan),
      })),
      actions: risk.ways,
    },
    rollback: textOf(plan.rollback.text),
    changes: plan.changes.map((row) => ({
      what: textOf(row.what),
      class: row.class,
      reversible: row.reversible,
      origin: row.origin,
      evidence: evidence(row.evidence),
    })),
    // A group is a matter of the rendering; each line of it is a gate of its own.
    gates: singleGates(plan.gates).map((gate) => ({
      id: gate.id,
      sort: gate.sort,
      ...line(gate),
      ...(gate.rule ? { rule: gate.rule } : {}),
      ...(gate.answer ? { answer: gate.answer } : {}),
      evidence: evidence(gate.evidence),
    })),
    roles: plan.roles.map(({ role, people, backups, covers, does }) => ({
      role,
      people,
      backups,
      covers: line(covers),
      does,
    })),
    windows: plan.windows,
    steps: plan.steps.map((step) => ({
      id: step.id,
      label: step.label,
      phase: step.phase,
      after: step.after,
      title: textOf(step.title),
      ...(step.check ? { check: textOf(step.check) } : {}),
      ...(step.onFailure ? { onFailure: textOf(step.onFailure) } : {}),
      origin: step.origin,
      ...(step.stands.length > 1 ? { stands: step.stands } : {}),
      ...(step.decision ? { decision: true } : {}),
      evidence: evidence(step.evidence),
    })),
    later: plan.later.map((item) => ({ id: item.id, ...line(item) })),
    splits: plan.splits.map(({ cycle, cut, text }) => ({ cycle, cut, text: textOf(text) })),
    holes: plan.holes,
    waysBack: plan.waysBack.map((way) => ({
      id: way.id,
      label: way.label,
      name: way.name,
      ...(way.parts ? { parts: way.parts.map(({ id, text }) => ({ id, text: textOf(text) })) } : {}),
      ...(way.statements ? { statements: way.statements } : {}),
      ...line(way),
      evidence: evidence(way.evidence),
    })),
    watch: plan.watch.rows.map((row) => ({
      gates: row.gates,
      metric: textOf(row.metric),
      kind: row.kind,
      normal: textOf(row.normal),
      stop: textOf(row.stop),
      ...(row.query === undefined ? {} : { query: row.query }),
    })),
    queries: plan.watch.queries,
  };
}
