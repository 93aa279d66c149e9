import { counted, type Phrase, say, strong } from '../core/phrase';
import type { Line } from '../core/plan';
import type { Level, Policy } from '../core/policy';
import { clockText, durationText, timeText, type Zone } from '../core/zone';
import { type Reason, type Slot, slotMs, type WindowSearch } from './window';

interface Known {
  policy: Policy;
  level: Level;
  zone: Zone;
  search: WindowSearch;
  experts: readonly string[];
  locks: boolean;
  share: number | undefined;
  /** A time that people chose, and what the rules say to it. */
  chosen?: { slot: Slot; reasons: Reason[] };
}

/** A peak says already that the load is too high. */
const becauseOf = (reasons: readonly Reason[]) =>
  reasons
    .filter(({ rule }) => rule !== 'load' || !reasons.some((other) => other.rule.startsWith('peak ')))
    .map(({ text }) => text)
    .join('; ');

/** When, why then, and why not at the times that people would have picked. */
export function windowLines(known: Known): Line[] {
  const { policy, search, zone, chosen } = known;
  if (!policy.staffing && !policy.load && !policy.freezes && !chosen) return [];
  const lines: Line[] = [];
  const add = (text: Phrase, origin: Line['origin'] = 'POLICY') => lines.push({ text, origin, evidence: [] });
  const [best, ...others] = search.best;
  const span = (slot: Slot) =>
    `${slot.local}–${clockText(zone.local(slot.to).minute)} ${zone.name} (${utc(slot.from)})`;
  if (chosen) {
    if (chosen.reasons.length === 0) add(say`${strong(`Chosen: ${span(chosen.slot)}.`)} It satisfies every rule.`);
    else
      add(
        say`${strong(`Chosen: ${span(chosen.slot)}`)}, against the policy: ${becauseOf(chosen.reasons)}. Whoever decides so writes the reason into the action log.`,
      );
  }
  if (best)
    add(
      say`${strong(`Recommended: ${span(best)}.`)} ${search.fits.length} of ${search.total} half-hour slots in 12 days satisfy every rule.`,
    );
  else {
    add(say`${strong('No slot fits.')} 0 of ${search.total} half-hour slots in 12 days satisfy every rule.`);
    for (const { rule, text, without } of search.binding)
      add(say`Without ${{ code: rule }} (${text}) there would be ${counted(without, 'slot')}.`);
  }
  if (best) add(needs(known, best));
  const whyNot = search.whyNot.slice(0, 4).map(({ local, reasons }) => `Not ${local}: ${becauseOf(reasons)}`);
  const freezes = search.freezes
    .slice(0, 3)
    .map(
      ({ name, local, allow, exempt }) =>
        `Not from ${local}: freeze ${name} allows ${allow} only${exempt.length > 0 ? `, except what is released for ${exempt.join(' or ')}` : ''}`,
    );
  if (whyNot.length + freezes.length > 0) add(say`${[...whyNot, ...freezes].join('. ')}.`);
  if (others.length > 0) add(say`Next: ${others.map(({ local }) => local).join(', ')}.`);
  if (search.unsaid.includes('load'))
    add(say`The load of the hours is unknown, so every hour counts as equal.`, 'ASSUMED');
  return lines;
}

function needs({ policy, level, search, experts, locks, share }: Known, best: Slot): Phrase {
  const staffed = ['decider', 'observer', ...experts].filter((role) => policy.staffing?.some((s) => s.role === role));
  const parts = [
    `Needs ${durationText(search.watchMs)}${staffed.length > 0 ? ` with ${staffed.join(', ')} on duty` : ''} (risk ${level})`,
  ];
  if (locks && best.load !== undefined && policy.load?.max_at_lock !== undefined)
    parts.push(`load ≤ ${policy.load.max_at_lock} at the locking steps (${best.load.toFixed(2)})`);
  if (best.canaryMinutes !== undefined && search.canary && share !== undefined)
    parts.push(
      `${Math.round(best.canaryMinutes)} min of ${share} % canary to tell ${search.canary.normal} from ${search.canary.stop} in ${search.canary.metric} (${String(search.canary.requests).replace(/\B(?=(\d{3})+$)/g, ' ')} requests for each version)`,
    );
  return say`${parts.join('; ')}.`;
}

function utc(instant: number): string {
  return `${new Date(instant).toISOString().slice(11, 16)}Z`;
}

/** `earliest 9 Dec`: the first day on which a contract step is allowed after its expand. */
export function contractEarliest(policy: Policy, search: WindowSearch, zone: Zone): string | undefined {
  const { releases, days } = policy.data?.contract_after ?? {};
  if (releases === undefined && days === undefined) return undefined;
  const parts: string[] = [];
  if (releases !== undefined) parts.push(`${releases} ${releases === 1 ? 'release' : 'releases'} later`);
  const start = search.unsaid.includes('staffing') ? undefined : search.best[0];
  if (days !== undefined && days > 0)
    parts.push(
      start
        ? `not before ${timeText(zone.local(start.from + days * 48 * slotMs)).replace(/ \d\d:\d\d$/, '')}`
        : `${days} days later`,
    );
  return parts.length > 0 ? `earliest ${parts.join(' and ')}` : undefined;
}
