import type { Risk, RiskFactor, RiskGroup } from '../core/plan';
import type { Level, Policy } from '../core/policy';
import type { Step } from '../core/step';
import type { PlanInput } from './input';
import { riskFactors } from './riskFactors';
import { caps } from './riskTable';

const groupCaps: readonly (readonly [string, number])[] = [
  ['shape', 15],
  ['history', 15],
  ['data', 25],
  ['interfaces', 15],
  ['third-party', 10],
  ['recovery', 20],
];
export const levels: readonly Level[] = ['low', 'moderate', 'high', 'critical'];

/** Findings after which no points can speak of less than critical. */
const critical = /^(?:rollback\/irreversible-operation|migration\/(?:drop-.*|truncate.*|unbounded-dml.*))$/;

/** Additive points in capped groups, as a band: its upper end counts everything unknown at its cap. */
export function riskOf(input: PlanInput, steps: readonly Step[]): Risk {
  const { policy, review } = input;
  const factors = weighted(riskFactors(input, steps), policy);
  const groups = groupsOf(factors);
  const low = sum(groups, 'points');
  const high = sum(groups, 'high');
  const byPoints = levelOf(high, policy);
  const open = review.findings.filter((f) => f.status !== 'existing' && !f.suppressed && f.severity === 'blocker');
  const worst = open.find((f) => critical.test(f.rule));
  const least: Level = worst ? 'critical' : open.length > 0 ? 'high' : 'low';
  const lifted = levels.indexOf(least) > levels.indexOf(byPoints);
  const ways = factors
    .flatMap((factor) => (factor.remedy && factor.remedy.gain > 0 ? [{ factor, ...factor.remedy }] : []))
    .sort((a, b) => b.gain / b.effort - a.gain / a.effort || (a.text < b.text ? -1 : 1));
  const chosen: typeof ways = [];
  const target = thresholdsOf(policy)[byPoints];
  let after = { low, high };
  for (const way of ways) {
    if (chosen.length === 3 || (chosen.length > 0 && after.high < target)) break;
    chosen.push(way);
    const rest = groupsOf(
      factors.map((f) => {
        const gain = chosen.find((c) => c.factor === f)?.gain;
        return gain === undefined ? f : { ...f, points: f.points - gain, unknown: 0 };
      }),
    );
    after = { low: sum(rest, 'points'), high: sum(rest, 'high') };
  }
  return {
    low,
    high,
    level: lifted ? least : byPoints,
    byPoints,
    ...(lifted ? { lifted: worst ? `${worst.rule} is open` : 'a blocker is open' } : {}),
    groups,
    factors,
    ways: chosen.map(({ text, gain }) => ({ text, gain })),
    ...(chosen.length > 0 ? { after } : {}),
    overrides: Object.entries(policy.risk?.weights ?? {})
      .filter(([id, most]) => caps[id] !== undefined && caps[id] !== most)
      .map(([id, most]) => `${id} ${most} instead of ${caps[id]}`)
      .sort(),
  };
}

/** The policy's most points of a factor scale it; nothing is more than its most. */
function weighted(factors: readonly RiskFactor[], policy: Policy): RiskFactor[] {
  return factors.map((factor) => {
    const own = policy.risk?.weights?.[factor.id];
    const most = caps[factor.id] ?? 0;
    const scale = own === undefined || most === 0 ? 1 : own / most;
    const limit = own ?? most;
    const points = Math.max(-limit, Math.min(limit, Math.round(factor.points * scale)));
    return { ...factor, points, unknown: Math.max(0, Math.min(limit - points, Math.round(factor.unknown * scale))) };
  });
}

function groupsOf(factors: readonly RiskFactor[]): RiskGroup[] {
  return groupCaps.map(([id, cap]) => {
    const mine = factors.filter((factor) => factor.id.startsWith(`${id}.`));
    const points = mine.reduce((n, factor) => n + factor.points, 0);
    const unknown = mine.reduce((n, factor) => n + factor.unknown, 0);
    const clamp = (n: number) => Math.max(0, Math.min(cap, n));
    return { id, cap, points: clamp(points), high: clamp(points + unknown) };
  });
}

const sum = (groups: readonly RiskGroup[], of: 'points' | 'high') => groups.reduce((n, group) => n + group[of], 0);

function thresholdsOf(policy: Policy): Record<Level, number> {
  return { low: 0, moderate: 25, high: 50, critical: 75, ...policy.risk?.thresholds };
}

export function levelOf(points: number, policy: Policy): Level {
  const limits = thresholdsOf(policy);
  return [...levels].reverse().find((level) => points >= limits[level]) ?? 'low';
}

export function atLeast(level: Level, least: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(least);
}
