import { code, joined, type Piece, say, who } from '../core/phrase';
import type { Line, Plan, PlanQuery, WatchRow } from '../core/plan';
import type { Policy } from '../core/policy';
import { durationText } from '../core/zone';
import { peopleOf } from './gates';
import type { PlanInput } from './input';
import { touchedPaths } from './input';
import { emitsMetric } from './riskFactors';
import type { WindowSearch } from './window';

/** Gates of the watch: metrics of the policy and nothing else. What the policy does not name is a gap, never a guess. */
export function watchOf(
  input: PlanInput,
  search: WindowSearch,
  gates: readonly string[],
  queries: PlanQuery[],
): Plan['watch'] {
  const { policy, review } = input;
  const rows: WatchRow[] = [];
  const touched = new Set(
    review.inventory.filter((s) => s.status === 'added' || s.changed).flatMap(({ system }) => metricOf(policy, system)),
  );
  const all = gates.join(', ');
  const last = gates.at(-1) ?? '';
  for (const { id, kind, query, baseline, stop } of policy.metrics ?? []) {
    if (kind === 'third_party' && !touched.has(id)) continue;
    rows.push({
      gates: kind === 'third_party' ? last : all,
      metric: [code(id)],
      kind: kind.replace('_', ' '),
      normal: baseline === undefined ? ask('observer') : say`${String(baseline).replaceAll('-', ' ')}`,
      stop: stop === undefined ? ask('observer') : [code(stop)],
      ...(query === undefined ? {} : { query }),
    });
  }
  if (gates.length > 0 && touchedPaths(input).length > 0 && !emitsMetric(input))
    rows.push({
      gates: last,
      metric: say`outcome of ${touchedPaths(input).join(', ')}`,
      kind: 'business',
      normal: [{ mark: 'GAP' }],
      stop: ask('dependency'),
    });
  const lines: Line[] = [];
  if (gates.length > 0 && rows.length > 0)
    lines.push({
      text: say`Look at: +5, +15 and +60 min after each step, over the whole watch of ${durationText(search.watchMs)}, then after 24 h and 7 d.`,
      origin: 'ASSUMED',
      evidence: [],
    });
  if (search.canary && rows.length > 0 && gates.length > 0)
    lines.push({
      text: say`Fewer than ${String(search.canary.requests).replace(/\B(?=(\d{3})+$)/g, ' ')} canary requests are ${{ strong: ['inconclusive'] }}, not passed (${search.canary.metric}: ${search.canary.normal} against ${search.canary.stop}).`,
      origin: 'POLICY',
      evidence: [],
    });
  const postgres =
    input.facts('ddl.resolved').some((op) => op.dialect === 'postgresql') ||
    policy.data?.databases?.some(({ dialect }) => dialect === 'postgresql');
  return {
    rows: gates.length > 0 ? rows : [],
    lines,
    ...(postgres ? { limit: "set statement_timeout = '5s';" } : {}),
    queries,
  };

  function ask(role: string): Piece[] {
    return [{ mark: 'ASK', asked: peopleOf(role, input) }];
  }
}

function metricOf(policy: Policy, system: string): string[] {
  const entry = policy.third_parties?.[system] ?? policy.third_parties?.[system.toLowerCase()];
  return entry?.metric ? [entry.metric] : [];
}

/** Texts that are ready before they are needed; only to channels that the policy names. */
export function commsOf(
  input: PlanInput,
  level: string,
  search: WindowSearch,
  title: string,
  firstBack: string | undefined,
): Line[] {
  const { policy, review } = input;
  const { internal, incident, status_page: page } = policy.communication?.channels ?? {};
  const lines: Line[] = [];
  const line = (text: Line['text'], origin: Line['origin'] = 'POLICY') => lines.push({ text, origin, evidence: [] });
  const [decider = 'decider'] = peopleOf('decider', input);
  const when = search.unsaid.includes('staffing') ? '____' : (search.best[0]?.local ?? '____');
  if (internal)
    line(
      say`T−24 h ${code(internal)}: “${title}, ${when}, risk ${level}, decider ${who(decider)}.” · start · each step · end.`,
    );
  if (incident)
    line(
      say`On stop, ${code(incident)}: “Since HH:MM UTC ${{ strong: ['symptom'] }}; impact ${{ strong: ['who, what'] }}; action ${firstBack ?? 'way back'} or forward; next update HH:MM; decider ${who(decider)}.”`,
    );
  if (page)
    line(
      say`Status page ${code(page)} only if customers notice (decider): Investigating → Identified → Monitoring → Resolved. A next update always has a time.`,
    );
  for (const system of review.inventory.filter((s) => s.status === 'added')) {
    const entry = policy.third_parties?.[system.system] ?? policy.third_parties?.[system.system.toLowerCase()];
    const parts = [
      ...(entry?.status ? [entry.status] : []),
      ...(entry?.escalation ?? []),
      ...(entry?.owner ? [entry.owner] : []),
    ];
    const shown = [...new Set(parts)].map((part): Piece[] => [
      part.startsWith('@') ? who(part) : /:\/\//.test(part) ? code(part) : part,
    ]);
    if (parts.length > 0) line(say`${system.system}: ${joined(shown, ', ')}.`);
  }
  return lines;
}
