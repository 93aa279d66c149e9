import type { Fact, Ref } from '../core/fact';
import type { FactView, Linked, Linker, Scopes } from '../core/link';
import { compareSpans, compareText } from '../core/span';
import { datastoreMark } from '../knowledge/datastoreMakers';
import { roleOfPath } from '../knowledge/healthPaths';
import { contracts, type Framework } from '../knowledge/webFrameworks';
import { effectOf } from './functions';
import { packageAround } from './modulePaths';
import { type Effect, nothing, type Reach, through } from './outcomes';
import { type Asking, answering, askedBy, askingProbes, isCandidate, routesByService } from './probes';
import { functionsOf, type Resolved, resolve } from './resolve';

type Declared = Fact<'route.declared'>;
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
    const files = new Set(healthRoutes(view, scopes).routes.map((route) => route.at.file));
    return view.of('probe.declared').length > 0 ? [...files, unanswered] : [...files];
  },
  link(root, view, scopes) {
    const health = view.memo('health routes', () => healthRoutes(view, scopes));
    if (root === unanswered) return { facts: health.unserved };
    const facts = health.routes
      .filter((route) => route.at.file === root)
      .map((route) => handlerOf(route, health, view, scopes));
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

function healthRoutes(view: FactView, scopes: Scopes): Health {
  const byService = routesByService(view, scopes);
  const asked = new Map<Route, Asking[]>();
  const unserved: Handler[] = [];
  for (const asking of askingProbes(view, scopes)) {
    const found = asking.services.flatMap((service) => {
      const route = answering(byService.get(service) ?? [], asking.path);
      return route ? [route] : [];
    });
    const [route] = found.filter((one) => !/[*]/.test(one.path));
    const unique = new Set(found.map((one) => one.at.file)).size === 1;
    if (route && (asking.services.length === 1 || unique)) asked.set(route, [...(asked.get(route) ?? []), asking]);
    else if (asking.services.length === 1) {
      const missing = unservedBy(asking, byService.get(asking.services[0] as string) ?? [], found[0], view, scopes);
      if (missing) unserved.push(missing);
    }
  }
  const routes = new Set<Route>(asked.keys());
  const ready = new Map<string, Route[]>();
  for (const [service, list] of byService)
    for (const route of list) {
      const role = roleOfPath(route.path);
      if (role) routes.add(route);
      const probed = asked.get(route)?.some((one) => one.probe.role === 'ready') === true;
      if (probed || role === 'ready') ready.set(service, [...(ready.get(service) ?? []), route]);
    }
  return { routes: [...routes].sort((a, b) => compareSpans(a.at, b.at)), asked, unserved, ready };
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
    /^(?:next|nuxt3?|@remix-run\/.*|react-router|@sveltejs\/kit|astro|@tanstack\/(?:react-)?start|serve-static|@fastify\/static|koa-static|@nestjs\/serve-static|gatsby)$/.test(
      name,
    ),
  );
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

function handlerOf(route: Route, health: Health, view: FactView, scopes: Scopes): Handler {
  const file = route.at.file;
  const declared = view
    .in(file, 'route.declared')
    .find((one) => one.at.start === route.at.start && one.method === route.method);
  const asked = health.asked.get(route) ?? [];
  const walked: Walked = declared
    ? effectOfHandler(declared, file, view)
    : { ...nothing, complete: false, at: route.at, answers: 'always' };
  const framework = route.framework as Framework;
  const major = majorOfFramework(framework, file, view);
  const contract = contracts[framework] ?? contracts.unknown;
  const wrapped = (declared?.wrappers?.length ?? 0) > 0 || catchesAsync(file, view);
  const hanging = framework === 'express' && !wrapped && (major ?? 5) < 5 && walked.async === true;
  const reaches = walked.reaches.map((reach) => answered(reach, framework, contract.thrown === 'error' && !hanging));
  const checks = reaches.filter((reach) => reach.leaf.evidence >= 3);
  const coupled = checks.filter((reach) => reach.answered);
  const lost = checks.filter((reach) => !reach.answered && !reach.maybe);
  const evidence = Math.max(0, ...reaches.map((reach) => reach.leaf.evidence)) as Handler['evidence'];
  const active = checks.filter((reach) => reach.leaf.evidence >= 4);
  const unbounded = active.find((reach) => reach.limit === 'none');
  const heavy = active.find((reach) => reach.heavy);
  const services = scopes.services(file);
  const elsewhere = services.some((service) =>
    (health.ready.get(service) ?? []).some((other) => other.path !== route.path),
  );
  const maybe = checks.find((reach) => reach.maybe);
  const cached = walked.cachedMs ?? revalidated(route.traits);
  return {
    kind: 'handler.resolved',
    at: walked.at,
    route: `${route.via} ${route.method} ${route.path}`,
    via: route.via,
    method: route.method,
    path: route.path,
    open: route.open,
    evidence,
    coupled: checks.length > 0 && coupled.length === checks.length ? 'all' : coupled.length > 0 ? 'some' : 'none',
    ...(walked.limit === undefined ? {} : { limitMs: walked.limit }),
    answers: walked.answers,
    cost: heavy ? 'heavy' : 'light',
    ...(cached === undefined ? {} : { cachedMs: cached }),
    systems: active
      .concat(checks.filter((c) => c.leaf.evidence === 3))
      .map((reach) => ({
        system: reach.leaf.system,
        at: reach.at,
        what: reach.what,
        ...(reach.leaf.embedded ? { embedded: true } : {}),
      })),
    columns: [],
    guards: route.guards,
    complete: walked.complete && maybe === undefined,
    ...(walked.because ? { because: walked.because } : {}),
    framework: route.framework,
    ...(route.rendering ? { rendering: route.rendering } : {}),
    walked: walked.walked,
    usesSystems: systemsUsedBy(services, view, scopes),
    role: roleOfPath(route.path) ?? 'none',
    probes: asked.map(askedBy),
    ...(elsewhere ? { readyElsewhere: true } : {}),
    ...(walked.silentAt ? { silentAt: walked.silentAt } : {}),
    ...(hanging && checks.some((reach) => reach.throws) ? { hangs: true } : {}),
    ...(lost.length > 0 ? { swallowedAt: lost.map((reach) => reach.at) } : {}),
    ...(coupled.length > 0 ? { coupledAt: coupled.map((reach) => reach.at) } : {}),
    ...(unbounded ? { unboundedAt: unbounded.at } : {}),
    ...(heavy ? { heavyAt: heavy.at } : {}),
    ...(route.middleware.length > 0 ? { middleware: route.middleware } : {}),
    ...(route.traits ? { traits: route.traits } : {}),
    ...(major === undefined ? {} : { major }),
    ...(reaches.some((reach) => reach.likely) ? { confidence: 'likely' as const } : {}),
  };
}

interface Walked extends Effect {
  at: Route['at'];
  answers: Handler['answers'];
  async?: boolean;
  silentAt?: Handler['silentAt'];
}

function effectOfHandler(route: Declared, file: string, view: FactView): Walked {
  const here = { at: route.at, answers: 'always' as const };
  const { handler } = route;
  if (handler.in === 'global' && handler.name === 'constant') return { ...nothing, ...here };
  if (handler.in === 'global' && handler.name === 'state')
    return {
      ...nothing,
      ...here,
      reaches: [
        {
          leaf: { system: 'its own state', evidence: 3, fails: 'value', sync: true },
          at: route.at,
          what: route.framework,
          throws: false,
          value: false,
          answered: true,
          maybe: false,
          heavy: false,
          limit: 0,
          likely: false,
        },
      ],
    };
  const region = regionOf(handler);
  const plain: Ref = region && handler.in === 'file' ? { ...handler, path: [] } : handler;
  const found = resolve(plain, file, view, ownerOf(handler));
  const inside = unwrap(found, view);
  if (!inside)
    return {
      ...nothing,
      ...here,
      complete: false,
      because: found.in === 'nowhere' ? found.why : 'its handler could not be followed',
    };
  const summary = functionsOf(inside.file, view).get(inside.symbol);
  if (!summary) return { ...nothing, ...here, complete: false, because: `${inside.symbol} was not found` };
  const effect = throughWrappers(effectOf(inside.file, inside.symbol, view, region), route, file, view);
  return {
    ...effect,
    at: region ? route.at : summary.at,
    answers: summary.responds && !region ? summary.answers : 'always',
    ...(summary.async ? { async: true } : {}),
    ...(summary.silentAt && !region && (route.wrappers ?? []).length === 0 ? { silentAt: summary.silentAt } : {}),
  };
}

function ownerOf(ref: Ref): string {
  return ref.in === 'file' ? ref.symbol : '';
}

/** `@start-end` in the path of a handler: a branch of its function. */
function regionOf(handler: Ref): { start: number; end: number } | undefined {
  if (handler.in !== 'file') return undefined;
  const match = /^@(\d+)-(\d+)$/.exec(handler.path[0] ?? '');
  return match ? { start: Number(match[1]), end: Number(match[2]) } : undefined;
}

/** A handler that was made by a wrapper and kept under a name: the function inside it. */
function unwrap(found: Resolved, view: FactView, depth = 0): { file: string; symbol: string } | undefined {
  if (depth > 4) return undefined;
  if (found.in === 'file' && found.path.length === 0) {
    if (functionsOf(found.file, view).has(found.symbol)) return { file: found.file, symbol: found.symbol };
    // A class that is its own controller: AdonisJS calls `handle`.
    const handle = `${found.symbol}.handle`;
    if (functionsOf(found.file, view).has(handle)) return { file: found.file, symbol: handle };
    const made = view.summaries(found.file, 'instance.created').find((fact) => fact.symbol === found.symbol);
    const given = made?.args.findLast((arg) => arg.is === 'ref');
    return given?.is === 'ref'
      ? unwrap(resolve(given.ref, found.file, view, found.symbol), view, depth + 1)
      : undefined;
  }
  if (found.in === 'package' && found.instance) {
    const given = found.instance.args.findLast((arg) => arg.is === 'ref');
    return given?.is === 'ref' ? unwrap(resolve(given.ref, found.instance.at.file, view), view, depth + 1) : undefined;
  }
  return undefined;
}

/** What the wrappers of a handler do with its failure: most pass it on. */
function throughWrappers(effect: Effect, route: Declared, file: string, view: FactView): Effect {
  let reaches = effect.reaches;
  for (const ref of [...(route.wrappers ?? [])].reverse()) {
    const wrapper = resolve(ref, file, view);
    if (wrapper.in !== 'file') continue;
    for (const summary of functionsOf(wrapper.file, view).values()) {
      if (summary.symbol !== wrapper.symbol && !summary.symbol.startsWith(`${wrapper.symbol}/`)) continue;
      const call = summary.sites.find(
        (site) =>
          site.callee.in === 'file' &&
          site.callee.symbol === wrapper.symbol &&
          /^\(\d+\)$/.test(site.callee.path[0] ?? ''),
      );
      // A handler that answers by itself gives the wrapper nothing to look at.
      if (call)
        reaches = reaches.map((reach) => (reach.throws || reach.value ? through(reach, call, false, 'no') : reach));
    }
  }
  return { ...effect, reaches };
}

/** The framework's contract for a failure that leaves the handler. */
function answered(reach: Reach, framework: Framework, thrownIsError: boolean): Reach {
  if (reach.answered) return reach;
  const byThrow = reach.throws && thrownIsError;
  const byValue = reach.value && framework === 'under-pressure';
  return byThrow || byValue ? { ...reach, answered: true } : reach;
}

const asyncCatchers = /^(?:express-async-errors|express-promise-router|@?express-async-handler)$/;

/** express-async-errors changes the router for the whole service. */
function catchesAsync(file: string, view: FactView): boolean {
  const own = packageAround(file.slice(0, Math.max(0, file.lastIndexOf('/'))), view);
  return Object.keys(own?.dependencies ?? {}).some(
    (name) => asyncCatchers.test(name) && name !== 'express-async-handler',
  );
}

const frameworkPackages: Partial<Record<Framework, string>> = {
  express: 'express',
  fastify: 'fastify',
  koa: 'koa',
  'next-app': 'next',
  'next-pages': 'next',
};

function majorOfFramework(framework: Framework, file: string, view: FactView): number | undefined {
  const name = frameworkPackages[framework];
  if (!name) return undefined;
  const owner = view
    .of('package.declared')
    .filter(
      (p) => (p.root === '' || file.startsWith(`${p.root}/`)) && (p.dependencies[name] ?? p.devDependencies[name]),
    )
    .sort((a, b) => b.root.length - a.root.length)[0];
  const major = /(\d+)/.exec(owner?.dependencies[name] ?? owner?.devDependencies[name] ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

function revalidated(traits: readonly string[] | undefined): number | undefined {
  const seconds = traits?.map((trait) => /^revalidate (\d+)$/.exec(trait)?.[1]).find((one) => one !== undefined);
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** Datastores and queues that the services of a handler open, when they have other ways in that may use them. */
function systemsUsedBy(services: readonly string[], view: FactView, scopes: Scopes): string[] {
  const found = new Set<string>();
  for (const service of services) {
    const all = view.memo(`datastores of ${service}`, () => {
      const busy = view
        .of('route.resolved')
        .some(
          (route) =>
            !(isCandidate(route) && roleOfPath(route.path)) && scopes.services(route.at.file).includes(service),
        );
      if (!busy) return [];
      return view
        .of('instance.created')
        .filter((fact) => fact.symbol === datastoreMark && scopes.services(fact.at.file).includes(service))
        .flatMap((fact) => (fact.factory.in === 'import' ? [fact.factory.specifier] : []));
    });
    for (const system of all) found.add(system);
  }
  return [...found].sort(compareText);
}
