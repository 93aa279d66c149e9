import type { Fact } from '../core/fact';
import { refText } from '../core/identity';
import type { FactView, Linked, Linker, Scopes } from '../core/link';
import { compareSpans, compareText } from '../core/span';
import { roleOfPath } from '../knowledge/healthPaths';
import { handlerFact } from './handlers';
import { packageAround } from './modulePaths';
import { mountsOf } from './mounts';
import { type Asking, answering, askedBy, askingProbes, roleOfRoute, routesByService } from './probes';
import { scopedMemo } from './scoped';

type Route = Fact<'route.resolved'>;
type Handler = Fact<'handler.resolved'>;

/** Root under which probes are kept that no route answers. */
const unanswered = '(probes)';

/** What the handlers of health routes depend on, and whether a failure of it can reach the answer. */
export const effects: Linker = {
  name: 'effects',
  reads: [
    'route.resolved',
    'route.declared',
    'probe.declared',
    'package.declared',
    'alias.declared',
    'function.summarised',
    'instance.created',
    'class.declared',
    'symbol.exported',
    'module.imported',
  ],
  emits: ['handler.resolved'],
  roots(view, scopes) {
    const files = new Set(healthOf(view, scopes).routes.map((route) => route.at.file));
    return view.of('probe.declared').length > 0 ? [...files, unanswered] : [...files];
  },
  link(root, view, scopes) {
    const health = healthOf(view, scopes);
    if (root === unanswered) return { facts: health.unserved };
    const facts = health.routes
      .filter((route) => route.at.file === root)
      .map((route) =>
        handlerFact(route, health.asked.get(route) ?? [], isReadyElsewhere(route, health, scopes), view, scopes),
      );
    return { facts } satisfies Linked;
  },
};

interface Health {
  routes: Route[];
  asked: ReadonlyMap<Route, Asking[]>;
  unserved: Handler[];
  /** Services with a route that is probed, or named, for readiness. */
  ready: ReadonlyMap<string, readonly Route[]>;
}

function healthOf(view: FactView, scopes: Scopes): Health {
  return scopedMemo(view, 'health routes', () => healthRoutes(view, scopes));
}

function healthRoutes(view: FactView, scopes: Scopes): Health {
  const byService = routesByService(view, scopes);
  const asked = new Map<Route, Asking[]>();
  const unserved: Handler[] = [];
  for (const asking of askingProbes(view, scopes)) {
    const found = asking.services.flatMap((service) => {
      const route = answering(byService.get(service) ?? [], asking.path);
      return route ? [route] : [];
    });
    const several = asking.services.length > 1;
    const [route] = found.filter((one) => !(several ? /[:*{]/ : /[*]/).test(one.path));
    const isOne = asking.services.length === 1 || new Set(found.map((one) => one.at.file)).size === 1;
    if (route && isOne) asked.set(route, [...(asked.get(route) ?? []), asking]);
    else if (asking.services.length === 1) {
      const missing = unservedBy(asking, byService.get(asking.services[0] as string) ?? [], found[0], view, scopes);
      if (missing) unserved.push(missing);
    }
  }
  const routes = new Set<Route>(asked.keys());
  const ready = new Map<string, Route[]>();
  for (const [service, list] of byService) {
    const told = new Set([...asked.keys()].map(placeOf));
    for (const route of list) {
      const role = roleOfRoute(route);
      const probed = asked.get(route)?.some((one) => one.probe.role === 'ready') === true;
      if (probed || role === 'ready') ready.set(service, [...(ready.get(service) ?? []), route]);
      if (isLibraryWide(route)) routes.add(route);
      // One declaration under several prefixes is one handler.
      if (!role || told.has(placeOf(route))) continue;
      told.add(placeOf(route));
      routes.add(route);
    }
  }
  return { routes: [...routes].sort((a, b) => compareSpans(a.at, b.at)), asked, unserved, ready };
}

function placeOf(route: Route): string {
  return `${route.at.file} ${route.at.start}-${route.at.end} ${route.method}`;
}

/** under-pressure answers for every route of its server, whatever its own is called. */
function isLibraryWide(route: Route): boolean {
  return route.framework === 'under-pressure' && (route.traits?.length ?? 0) > 0;
}

function isReadyElsewhere(route: Route, health: Health, scopes: Scopes): boolean {
  return scopes
    .services(route.at.file)
    .some((service) => (health.ready.get(service) ?? []).some((other) => placeOf(other) !== placeOf(route)));
}

/** A path that no route answers: only where everything that the service serves is known. */
function unservedBy(
  asking: Asking,
  routes: readonly Route[],
  found: Route | undefined,
  view: FactView,
  scopes: Scopes,
): Handler | undefined {
  const { probe, path } = asking;
  const catchAll = found && /\*/.test(found.path) ? found : undefined;
  if (found && !catchAll) return undefined;
  // A framework that serves pages of its own, or a router that cannot be placed, may still answer.
  if (routes.length === 0 || routes.some((route) => route.open)) return undefined;
  const service = asking.services[0] as string;
  if (mayBeRewritten(path, service, view, scopes) || mayBeAPage(service, view)) return undefined;
  if (mayBeMiddleware(service, view, scopes)) return undefined;
  const nearest = nearestOf(path, routes);
  return {
    kind: 'handler.resolved',
    at: probe.pathAt ?? probe.at,
    route: `${probe.environment} ${probe.workload} ${probe.role} ${path}`,
    via: 'http',
    method: 'GET',
    path,
    open: false,
    evidence: 0,
    coupled: 'none',
    answers: 'never',
    cost: 'light',
    systems: [],
    columns: [],
    guards: [],
    complete: true,
    framework: '',
    walked: routes.filter((route) => route.path === nearest).map((route) => route.at),
    usesSystems: [],
    role: 'none',
    probes: [askedBy(asking)],
    unserved: { ...(nearest === undefined ? {} : { nearest }), ...(catchAll ? { catchAll: catchAll.at } : {}) },
  };
}

function mayBeRewritten(path: string, service: string, view: FactView, scopes: Scopes): boolean {
  return view
    .of('path.exposed')
    .some(
      (fact) =>
        fact.rewrite !== undefined &&
        (path === fact.path || path.startsWith(fact.path.replace(/[:(*].*$/, ''))) &&
        (scopes.services(fact.at.file).includes(service) || !/\.[cm]?[jt]s$/.test(fact.at.file)),
    );
}

/** Pages are routes of their own and are not read: Next.js, Nuxt, Remix, SvelteKit, Astro, static servers. */
function mayBeAPage(service: string, view: FactView): boolean {
  const own = packageAround(service, view);
  const names = Object.keys({ ...own?.dependencies, ...own?.devDependencies });
  return names.some((name) =>
    /^(?:next|nuxt3?|@remix-run\/.*|react-router|@sveltejs\/kit|astro|@tanstack\/(?:react-)?start|serve-static|@fastify\/static|koa-static|@nestjs\/serve-static|gatsby|.*health.*|.*actuator.*|lightship|stoppable|http-terminator)$/.test(
      name,
    ),
  );
}

/** Something that is mounted and is no router may answer by itself, when its name says what it is for. */
function mayBeMiddleware(service: string, view: FactView, scopes: Scopes): boolean {
  const graph = mountsOf(view);
  for (const mounted of graph.on.values())
    for (const { mount, isRouter, file } of mounted)
      if (
        !isRouter &&
        /health|actuator|heartbeat|liveness|readiness|probe|ping/i.test(refText(mount.target)) &&
        scopes.services(file).includes(service)
      )
        return true;
  return false;
}

/** The served path that shares most of its words with the one that is asked for. */
function nearestOf(path: string, routes: readonly Route[]): string | undefined {
  const words = new Set(path.toLowerCase().split(/[/_-]/).filter(Boolean));
  let best: { path: string; score: number } | undefined;
  for (const route of routes) {
    if (/[:*{]/.test(route.path)) continue;
    const have = route.path.toLowerCase().split(/[/_-]/).filter(Boolean);
    const shared = have.filter(
      (word) => words.has(word) || [...words].some((one) => one.startsWith(word) || word.startsWith(one)),
    );
    const score = shared.length - Math.abs(have.length - words.size) / 10 + (roleOfPath(route.path) ? 0.5 : 0);
    if (shared.length === 0 && !roleOfPath(route.path)) continue;
    if (!best || score > best.score || (score === best.score && compareText(route.path, best.path) < 0))
      best = { path: route.path, score };
  }
  return best?.path;
}
