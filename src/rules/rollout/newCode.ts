import type { Fact } from '../../core/fact';
import { directoryOf } from '../../core/path';
import type { Case } from '../../core/rule';
import type { Span } from '../../core/span';
import type { Unguarded } from './flagFix';
import { featureOfFunction, featureOfPath } from './flagKeys';

type Kinds = 'call.resolved' | 'route.resolved' | 'flag.read';
type Call = Fact<'call.resolved'>;
type Route = Fact<'route.resolved'>;

/** One risky thing that the base does not have. */
export interface Novelty extends Unguarded {
  sort: 'route' | 'call';
  at: Span;
  name: string;
  subject: string;
  /** What it has in common with other parts of one feature: the folder, the ways in that reach it, the system that is new. */
  ties: string[];
  confidence: 'certain' | 'likely';
}

/** Paths on which a mistake costs money or locks people out. */
const critical =
  /(?:^|[/_.-])(?:payments?|billing|checkout|refunds?|invoices?|subscriptions?|auth|login|signin|sign-in|signup|sso|oauth|permissions?|acl|charges?)(?:[/_.:-]|$)/i;
/** Operations that only look. */
const looking = /(?:^|\.)(?:get|list|retrieve|find|search|fetch|verify|ping|count|describe|head|read|query)\w*$/i;
const writing = /^(?:POST|PUT|PATCH|DELETE|ALL)$/;

function isRisky(route: Route): boolean {
  if (route.via === 'consumer' || route.via === 'cron') return true;
  if (route.via !== 'http' && route.via !== 'rpc') return false;
  return (
    (writing.test(route.method) || route.via === 'rpc') && (critical.test(route.path) || critical.test(route.at.file))
  );
}

/** Names of parameters are the author's: `/orders/:id` and `/orders/:orderId` are one route. */
const routeOf = (route: Route) => `${route.via} ${route.method} ${route.path.replace(/:\w+/g, ':')}`;
const nameOf = (route: Route) =>
  route.via === 'http' ? `${route.method} ${route.path}` : `${route.via} ${route.path}`;

export function newRoutes(c: Case<Kinds>): Novelty[] {
  const known = new Set(c.base.of('route.resolved').map(routeOf));
  return c.head
    .of('route.resolved')
    .filter((route) => isRisky(route) && route.guards.length === 0 && !known.has(routeOf(route)))
    .map((route) => ({
      sort: 'route',
      at: route.registeredAt ?? route.at,
      name: nameOf(route),
      subject: route.via === 'http' ? `route ${nameOf(route)}` : nameOf(route),
      ties: [unitOf(route.at.file), `way ${route.at.file}`],
      confidence: 'certain',
      ...(route.gate ? { gate: route.gate } : {}),
      ...(route.via === 'http' || route.via === 'rpc' ? { framework: route.framework } : {}),
      feature:
        route.via === 'cron'
          ? featureOfFunction(route.handler.split(' ').at(-1) ?? '', route.at.file)
          : featureOfPath(route.path),
    }));
}

/** A folder of a critical path is one unit with what lies below it; any other folder is its own. */
function unitOf(file: string): string {
  const folder = directoryOf(file);
  const parts = folder.split('/');
  const last = parts.findLastIndex((part) => critical.test(part));
  return `unit ${last === -1 ? folder : parts.slice(0, last + 1).join('/')}`;
}

/** Systems whose first use is a risk of its own; telemetry and plain HTTP without a known host are not. */
function isNamed(call: Call): boolean {
  return (
    call.system !== 'HTTP' &&
    !call.system.startsWith('$') &&
    !/^(?:observability|analytics|flags|ci)$/.test(call.category) &&
    !/^(?:localhost|127\.|0\.0\.0\.0)/.test(call.host ?? '')
  );
}

const moves = (call: Call) =>
  (call.category === 'payment' || call.category === 'identity') && !looking.test(call.operation);
const placeOf = (call: Call) => `${call.at.file} ${call.at.start}`;
const inFile = (call: Call) => `${call.at.file} ${call.system} ${call.operation}`;
const inFunction = (call: Call) => `${call.symbol ?? ''} ${call.system} ${call.operation}`;

/** How often something is called under one name, places counted once. */
function countBy(calls: readonly Call[], key: (call: Call) => string): Map<string, number> {
  const places = new Map<string, Set<string>>();
  for (const call of calls) {
    const seen = places.get(key(call)) ?? new Set();
    places.set(key(call), seen.add(placeOf(call)));
  }
  return new Map([...places].map(([name, seen]) => [name, seen.size]));
}

/** Calls that the base does not have under either name: a function that moved or was renamed is not new. */
export function newCalls(c: Case<Kinds>): Novelty[] {
  const head = c.head.of('call.resolved');
  const base = c.base.of('call.resolved');
  const systems = new Set(base.map((call) => call.system));
  const counts = [inFile, inFunction].map((key) => ({ key, now: countBy(head, key), before: countBy(base, key) }));
  const sites = new Map<string, Call[]>();
  for (const call of head) {
    if (!moves(call) && (!isNamed(call) || systems.has(call.system))) continue;
    if (counts.some(({ key, now, before }) => (now.get(key(call)) ?? 0) <= (before.get(key(call)) ?? 0))) continue;
    sites.set(placeOf(call), [...(sites.get(placeOf(call)) ?? []), call]);
  }
  return [...sites.values()].flatMap((calls): Novelty[] => {
    const [call] = calls;
    const ways = calls.filter((one) => one.reached === 'from a way in');
    if (!call || (ways.length > 0 ? ways : calls).every((one) => one.guards.length > 0)) return [];
    const fresh = !systems.has(call.system);
    return [
      {
        sort: 'call',
        at: call.at,
        name: fresh ? `the first use of ${call.system}` : `${call.system} ${call.operation}`,
        subject: `system ${call.system}`,
        ties: [
          unitOf(call.at.file),
          ...ways.flatMap((one) => (one.way === undefined ? [] : [`way ${one.way}`, unitOf(one.way)])),
          ...(fresh ? [`system ${call.system}`] : []),
        ],
        confidence: ways.length > 0 ? 'certain' : 'likely',
        ...(call.gate ? { gate: call.gate } : {}),
        feature: fresh ? call.system : featureOfFunction(call.symbol ?? '', call.at.file),
      },
    ];
  });
}

/** What is tied together, directly or through others, is one feature. Ways in come first. */
export function features(found: readonly Novelty[]): Novelty[][] {
  const sorted = [...found].sort((a, b) => Number(a.sort === 'call') - Number(b.sort === 'call'));
  const groups: { ties: Set<string>; parts: Novelty[] }[] = [];
  for (const one of sorted) {
    const mine = groups.filter((group) => one.ties.some((tie) => group.ties.has(tie)));
    const [first] = mine;
    const group = first ?? { ties: new Set<string>(), parts: [] };
    if (!first) groups.push(group);
    for (const other of mine.slice(1)) {
      for (const tie of other.ties) group.ties.add(tie);
      group.parts.push(...other.parts);
      groups.splice(groups.indexOf(other), 1);
    }
    for (const tie of one.ties) group.ties.add(tie);
    group.parts.push(one);
  }
  return groups.map((group) => group.parts);
}
