import type { AskedBy, Fact } from '../../core/fact';
import type { Severity } from '../../core/finding';
import type { Policy } from '../../core/policy';
import type { Facts } from '../../core/rule';
import type { Span } from '../../core/span';

export type Handler = Fact<'handler.resolved'>;

/** Health routes are judged one by one: the route is the key, the service stands in front of it. */
export const byRoute = (fact: Handler): string => fact.route;

/** The handlers of a case that a route answers with. */
export function served(facts: Facts<'handler.resolved'>): readonly Handler[] {
  return facts.of('handler.resolved').filter((handler) => handler.unserved === undefined);
}

const gates = new Set<AskedBy['role']>(['ready', 'balancer', 'platform', 'container']);

/** Who decides by this route whether the process gets traffic: probes, or its name where no probe says anything. */
export function readinessOf(
  handler: Handler,
  alsoForPeople = false,
): { by: 'probe' | 'name' | 'generic name'; probes: AskedBy[] } | undefined {
  const probes = handler.probes.filter((probe) => gates.has(probe.role));
  if (probes.length > 0) return { by: 'probe', probes };
  if (handler.probes.length > 0) return undefined;
  if (handler.role === 'ready') return { by: 'name', probes };
  // A route for people beside one that is probed for readiness decides nothing.
  return handler.role === 'generic' && (alsoForPeople || !handler.readyElsewhere)
    ? { by: 'generic name', probes }
    : undefined;
}

/** Who restarts the process by this route. */
export function livenessOf(handler: Handler): { by: 'probe' | 'name'; probes: AskedBy[] } | undefined {
  const probes = handler.probes.filter((probe) => probe.role === 'live');
  if (probes.length > 0) return { by: 'probe', probes };
  return handler.probes.length === 0 && handler.role === 'live' ? { by: 'name', probes } : undefined;
}

/** How sure a verdict is, and how much it weighs, by what says that the route matters. */
export function weightOf(by: 'probe' | 'name' | 'generic name', severity: Severity) {
  if (by === 'probe') return { severity };
  if (by === 'name')
    return { severity: severity === 'blocker' ? ('warning' as const) : severity, confidence: 'likely' as const };
  return { severity: 'note' as const, confidence: 'likely' as const };
}

export function probeEvidence(probes: readonly AskedBy[]): { at: Span; note: string }[] {
  return probes.map((probe) => ({ at: probe.pathAt ?? probe.at, note: `${titleOf(probe)} asks this path` }));
}

const titles: Record<AskedBy['role'], string> = {
  live: 'the liveness probe',
  ready: 'the readiness probe',
  start: 'the startup probe',
  balancer: 'the load balancer',
  container: 'the container health check',
  platform: 'the platform',
};

export function titleOf(probe: AskedBy): string {
  const name = titles[probe.role];
  return probe.workload === '' ? name : `${name} of ${probe.workload}`;
}

/** Milliseconds until a failing probe acts; Kubernetes' defaults where nothing is written. */
export function budgetMs(probe: { periodMs?: number; failures?: number }): number {
  return (probe.periodMs ?? 10_000) * (probe.failures ?? 3);
}

/** A build answers this route, not the running process: nothing else about it matters. */
export function isPrerendered(handler: Handler): boolean {
  if (handler.framework !== 'next-app' || handler.rendering !== 'static' || handler.major === undefined) return false;
  if (handler.traits?.includes('edge') || handler.traits?.some((trait) => trait.startsWith('revalidate ')))
    return false;
  return handler.traits?.includes('force-static') === true || handler.major === 13 || handler.major === 14;
}

/** Checks run, and none of their failures can reach the answer. */
export function isSwallowed(handler: Handler): boolean {
  return (
    handler.evidence >= 3 &&
    handler.coupled === 'none' &&
    handler.hangs !== true &&
    (handler.swallowedAt?.length ?? 0) > 0
  );
}

/** Some path through the handler leaves the caller waiting. */
export function isSilent(handler: Handler): boolean {
  return handler.hangs === true || (handler.silentAt !== undefined && handler.answers === 'sometimes');
}

/** Systems of other processes that the handler asks. */
export function sharedSystems(handler: Handler): readonly Handler['systems'][number][] {
  return handler.systems.filter(
    (one) => one.embedded !== true && one.system !== 'its own state' && one.system !== 'process',
  );
}

export function readinessPolicy(policy: Policy): 'dependencies' | 'local-only' | 'off' {
  return policy.health?.readiness ?? 'dependencies';
}

/** `postgresql and redis`. */
export function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length < 2 ? (unique[0] ?? '') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}
