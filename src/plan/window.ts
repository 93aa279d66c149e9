import { durationMs, type Level, type Policy } from '../core/policy';
import { clockText, durationText, timeText, type Zone } from '../core/zone';
import { type Interval, intervalsOf, loadAt } from './calendar';
import { type Calendars, type Cell, isStaffed } from './staffing';

export interface WindowInput {
  policy: Policy;
  level: Level;
  /** Slots are looked for from here on; milliseconds, UTC. */
  now: number;
  zone: Zone;
  calendars: Calendars;
  /** Areas whose experts the release calls in. */
  experts: readonly string[];
  /** A step of the release blocks an existing table. */
  locks: boolean;
  /** Share of traffic of the first canary step, in percent. */
  share?: number;
  /** Whether a freeze with `applies_to` concerns the release. */
  touches(globs: readonly string[]): boolean;
}

/** Why a slot does not do. */
export interface Reason {
  /** The rule of the policy, the same for every slot that it takes away: `staffing decider`, `freeze cyber-weekend`. */
  rule: string;
  text: string;
}

export interface Slot {
  from: number;
  to: number;
  local: string;
  load?: number;
  canaryMinutes?: number;
}

export interface WindowSearch {
  zone: string;
  watchMs: number;
  /** Slots looked at: half hours of twelve days. */
  total: number;
  /** Every slot that satisfies every rule, in the order of time. */
  fits: Slot[];
  /** The best of them, best first. */
  best: Slot[];
  /** Slots that people tend to pick, and why they do not do. */
  whyNot: { local: string; reasons: Reason[] }[];
  /** With no slot left: rules that alone take the last ones away, and how many would be left without each. */
  binding: (Reason & { without: number })[];
  canary?: Power;
  /** What the policy does not say, so that nothing could be judged by it. */
  unsaid: ('staffing' | 'load' | 'metrics')[];
  /** Freezes in the horizon that keep a release of this level out. */
  freezes: { name: string; local: string; allow: string; exempt: readonly string[] }[];
}

/** Requests that a canary needs before it can tell the stop value from the normal one. */
export interface Power {
  metric: string;
  normal: number;
  stop: number;
  requests: number;
}

export const slotMs = 30 * 60_000;
const horizonDays = 12;
/** A canary that takes longer tells nothing in time. */
const mostCanaryMinutes = 60;
const watchDefaults: Record<Level, string> = { low: 'PT30M', moderate: 'PT90M', high: 'PT3H', critical: 'PT5H' };

export function watchMs(policy: Policy, level: Level): number {
  return durationMs(policy.risk?.watch?.[level]) ?? durationMs(watchDefaults[level]) ?? slotMs;
}

/** 80 % power at 5 %: n ≈ 16·p(1−p)/δ² for each arm, p the mean of both rates. Only where the policy gives a rate and an absolute stop value. */
export function powerOf(policy: Policy): Power | undefined {
  for (const { id, kind, baseline, stop } of policy.metrics ?? []) {
    const limit = /^> ([0-9.]+) for/.exec(stop ?? '')?.[1];
    if (kind !== 'technical' || typeof baseline !== 'number' || limit === undefined) continue;
    const high = Number(limit);
    if (!(baseline > 0 && baseline < high && high < 1)) continue;
    const mean = (baseline + high) / 2;
    const requests = Math.round((16 * mean * (1 - mean)) / (high - baseline) ** 2);
    return { metric: id, normal: baseline, stop: high, requests };
  }
  return undefined;
}

/** Judges any moment by the rules of the policy; empty: it may start then. */
export type SlotJudge = (from: number) => { reasons: Reason[]; slot: Slot };

export function slotJudge(input: WindowInput, horizon: Interval): SlotJudge {
  const { policy, level, zone, calendars } = input;
  const watch = watchMs(policy, level);
  const power = powerOf(policy);
  const { typical_rps: rps, max_at_lock: most, profile } = policy.load ?? {};
  const end = horizon.to + watch + slotMs;
  const freezes = (policy.freezes ?? [])
    .filter((freeze) => !freeze.allow?.includes(level))
    .filter((freeze) => !freeze.applies_to || input.touches(freeze.applies_to))
    .flatMap((freeze) => intervalsOf(freeze, horizon.from, end, zone).map((span) => ({ ...span, name: freeze.name })));
  const peaks = (policy.load?.peaks ?? []).flatMap((peak) =>
    intervalsOf(peak, horizon.from, end, zone).map((span) => ({ ...span, name: peak.name, load: peak.load })),
  );
  const roles = [...(level === 'low' ? ['observer'] : ['observer', 'decider']), ...input.experts];
  const cells = new Map<number, Cell>();
  const cellAt = (from: number): Cell => {
    const known = cells.get(from);
    if (known) return known;
    const cell = { from, to: from + slotMs, local: zone.local(from) };
    cells.set(from, cell);
    return cell;
  };

  return (from) => {
    const reasons: Reason[] = [];
    const to = from + watch;
    for (const role of roles)
      for (let at = from; at < to; at += slotMs) {
        const cell = cellAt(at);
        if (isStaffed(policy, role, cell, calendars) !== false) continue;
        const when = at === from ? 'then' : `at ${clockText(cell.local.minute)}`;
        const name = role === 'observer' || role === 'decider' ? role : `expert for ${role}`;
        reasons.push({ rule: `staffing ${role}`, text: `the ${name} is not on duty ${when}` });
        break;
      }
    for (const { name } of freezes.filter((f) => f.from < to && f.to > from))
      if (!reasons.some(({ rule }) => rule === `freeze ${name}`))
        reasons.push({ rule: `freeze ${name}`, text: `freeze ${name} does not allow ${level} risk` });
    const over = peaks.filter((p) => p.from < to && p.to > from);
    for (const { name, load } of over)
      reasons.push({ rule: `peak ${name}`, text: `peak ${name} has load ${load.toFixed(2)}` });
    const typical = profile && loadAt(profile, cellAt(from).local);
    const peak = Math.max(-1, ...over.filter((p) => p.from <= from && from < p.to).map((p) => p.load));
    const load = typical === undefined && peak < 0 ? undefined : Math.max(typical ?? 0, peak);
    if (input.locks && most !== undefined && load !== undefined && load > most + 1e-9)
      reasons.push({ rule: 'load', text: `load ${load.toFixed(2)} is above ${most} for the locking steps` });
    const slot: Slot = { from, to, local: timeText(cellAt(from).local), ...(load === undefined ? {} : { load }) };
    if (power && input.share !== undefined && rps !== undefined && load !== undefined && load > 0) {
      slot.canaryMinutes = power.requests / (rps * load * (input.share / 100) * 60);
      if (slot.canaryMinutes > mostCanaryMinutes + 1e-9)
        reasons.push({
          rule: 'canary',
          text: `the canary of ${input.share} % would need ${Math.round(slot.canaryMinutes)} min to see ${power.metric} at its stop value`,
        });
    }
    return { reasons, slot };
  };
}

/** Half hours of the next twelve days that satisfy every rule of the policy. */
export function findWindows(input: WindowInput): WindowSearch {
  const { policy, zone, level } = input;
  const first = Math.ceil(input.now / slotMs) * slotMs;
  const total = horizonDays * 48;
  const horizon = { from: first, to: first + total * slotMs };
  const judge = slotJudge(input, horizon);
  const judged = Array.from({ length: total }, (_, i) => judge(first + i * slotMs));
  const fits = judged.filter(({ reasons }) => reasons.length === 0).map(({ slot }) => slot);
  const power = powerOf(policy);
  const barred = (policy.freezes ?? []).filter(
    (freeze) => !freeze.allow?.includes(level) && (!freeze.applies_to || input.touches(freeze.applies_to)),
  );
  const obstacles = barred.flatMap((freeze) =>
    intervalsOf(freeze, horizon.from, horizon.to, zone).map((span) => ({ ...span, freeze })),
  );
  const calm = (slot: Slot) => obstacles.every(({ from }) => from < slot.from || from - slot.to >= 24 * 3_600_000);
  return {
    zone: zone.name,
    watchMs: watchMs(policy, level),
    total,
    fits,
    // Later is worse: fewer alternatives are left. A freeze within a day leaves no room for a second try.
    best: [...fits.filter(calm), ...fits.filter((slot) => !calm(slot))].slice(0, 4),
    whyNot: tempting(judged, fits[0], zone),
    binding: fits.length > 0 ? [] : bindingRules(judged.map(({ reasons }) => reasons)),
    ...(power ? { canary: power } : {}),
    unsaid: [
      ...(policy.staffing ? [] : ['staffing' as const]),
      ...(policy.load?.profile ? [] : ['load' as const]),
      ...(power ? [] : ['metrics' as const]),
    ],
    freezes: obstacles.map(({ from, freeze }) => ({
      name: freeze.name,
      exempt: freeze.exempt ?? [],
      local: timeText(zone.local(from)),
      allow: (freeze.allow ?? []).join(', ') || 'nothing',
    })),
  };
}

/** Rules without which slots would be left, the one that gives most first; with none, the pair that gives most. */
function bindingRules(all: readonly Reason[][]): WindowSearch['binding'] {
  const texts = new Map<string, string>();
  for (const { rule, text } of all.flat()) if (!texts.has(rule)) texts.set(rule, text);
  const rules = [...texts.keys()].sort();
  const without = (gone: readonly string[]) =>
    all.filter((reasons) => reasons.every(({ rule }) => gone.includes(rule))).length;
  const count = (gone: readonly string[]) => ({
    rule: gone.join(' and '),
    text: gone.map((rule) => texts.get(rule) ?? rule).join('; '),
    without: without(gone),
  });
  const most = (list: ReturnType<typeof count>[]) =>
    list.filter((b) => b.without > 0).sort((a, b) => b.without - a.without || (a.rule < b.rule ? -1 : 1));
  const alone = most(rules.map((rule) => count([rule])));
  if (alone.length > 0) return alone.slice(0, 3);
  const pairs = rules.flatMap((a, i) => rules.slice(i + 1).map((b) => [a, b]));
  return most(pairs.map(count)).slice(0, 2);
}

/** The slots that people would have picked: tonight, in the night, and the same hour on the other working days. */
function tempting(
  judged: readonly ReturnType<SlotJudge>[],
  best: Slot | undefined,
  zone: Zone,
): WindowSearch['whyNot'] {
  const bestLocal = best && zone.local(best.from);
  const at = (test: (local: ReturnType<Zone['local']>) => boolean) =>
    judged.find(({ slot, reasons }) => reasons.length > 0 && test(zone.local(slot.from)));
  const minute = bestLocal?.minute ?? 600;
  const picked = [
    at((l) => l.minute === 1200),
    at((l) => l.minute === 180 && (!bestLocal || l.date >= bestLocal.date)),
    ...[4, 5].map((weekday) => at((l) => l.weekday === weekday && l.minute === minute)),
  ];
  const seen = new Set<string>();
  return picked.flatMap((found) => {
    if (!found || seen.has(found.slot.local)) return [];
    seen.add(found.slot.local);
    return [{ local: found.slot.local, reasons: found.reasons }];
  });
}

/** `3 h with observer, decider and migration on duty`. */
export function watchText(search: Pick<WindowSearch, 'watchMs'>): string {
  return durationText(search.watchMs);
}
