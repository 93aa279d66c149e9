import type { FactsOf } from '../core/plan';
import type { Policy } from '../core/policy';
import type { Review } from '../core/review';
import type { Zone } from '../core/zone';
import type { Calendars } from './staffing';

/** Everything a plan is a function of. */
export interface PlanInput {
  review: Review;
  policy: Policy;
  facts: FactsOf;
  /** Windows are looked for from here; milliseconds, UTC. */
  now: number;
  zone: Zone;
  calendars: Calendars;
  /** Whether a path matches one of the globs. */
  matches(globs: readonly string[], path: string): boolean;
  /** Whether the repository has a file. */
  has(path: string): boolean;
  /** What people answered in the plan that is there, by the id of the question. */
  answers: ReadonlyMap<string, string>;
  header: { base: string; head: string; policy: string; inputs: string };
  release?: string;
  /** Author of the change, where the host knows one. */
  author?: string;
  /** A time that people chose, milliseconds, UTC. */
  slot?: number;
}

/** Name of the environment that the release is for: the last one that the policy promotes to, else production. */
export function productionOf(policy: Policy): string {
  return policy.environments?.at(-1)?.name ?? 'production';
}

export function isProduction(policy: Policy, environment: string): boolean {
  return environment === productionOf(policy) || /^(?:prod|production|live)(?:$|[-_/])/.test(environment);
}

/** Rollouts of production: by their environment, or because the policy names their file. */
export function productionRollouts({ facts, policy }: Pick<PlanInput, 'facts' | 'policy'>) {
  const file = policy.environments?.at(-1)?.rollout?.file;
  return facts('rollout.declared').filter((r) => r.at.file === file || isProduction(policy, r.environment));
}

/** Categories of systems whose calls leave a mark outside that no rollback takes back. */
const outward = new Set(['payment', 'mail', 'sms', 'chat', 'crm']);

/** Systems that the release calls for the first time and that act on the outside world. */
export function outwardSystems({ review }: Pick<PlanInput, 'review'>) {
  return review.inventory.filter((system) => system.status === 'added' && outward.has(system.category));
}

/** Flags that the release brings and that are not meant to stay. */
export function newFlags({ review, policy }: Pick<PlanInput, 'review' | 'policy'>): string[] {
  const keys = review.changes
    .filter(({ kind, change }) => (kind === 'flag.read' || kind === 'flag.declared') && change === 'added')
    .map(({ subject }) => subject.replace(/^flag /, ''));
  return [...new Set(keys)].filter((key) => !policy.flags?.permanent?.includes(key)).sort();
}

/** The flag that guards every call of a system, when there is one. */
export function guardOf(system: string, facts: FactsOf): string | undefined {
  const all = facts('call.resolved').filter((call) => call.system === system);
  // What is known of the ways to a call says more than the call alone.
  const place = ({ at }: (typeof all)[number]) => `${at.file} ${at.start}`;
  const reached = new Set(all.filter((call) => call.reached === 'from a way in').map(place));
  const calls = all.filter((call) => call.reached === 'from a way in' || !reached.has(place(call)));
  if (calls.length === 0) return undefined;
  const keys = calls.map((call) => call.guards.find((guard) => guard.side === 'on')?.key);
  return keys.every((key) => key !== undefined && key === keys[0]) ? keys[0] : undefined;
}

/** Critical paths of the policy that a changed file or a new route lies on. */
export function touchedPaths({ review, policy, facts, matches }: PlanInput): string[] {
  const changed = facts('file.changed').map((file) => file.path);
  const places = changed.length > 0 ? changed : review.changes.map(({ at }) => at.file);
  const routes = review.changes.flatMap(({ kind, subject }) =>
    kind === 'route.resolved' ? [subject.replace(/^route /, '')] : [],
  );
  return (policy.critical_paths ?? [])
    .filter(
      ({ paths = [], routes: wanted = [] }) =>
        places.some((path) => matches(paths, path)) ||
        routes.some((route) => wanted.some((pattern) => routeMatches(pattern, route))),
    )
    .map(({ name }) => name);
}

function routeMatches(pattern: string, route: string): boolean {
  const [method = '', path = ''] = pattern.split(' ');
  const [asked = '', where = ''] = route.split(' ');
  if (method !== '*' && method !== asked) return false;
  return path.endsWith('*') ? where.startsWith(path.slice(0, -1)) : where === path;
}
