import type { Fact, Guard } from '../core/fact';
import { refText } from '../core/identity';
import type { FactView, Linked, Linker, Scopes } from '../core/link';
import { isInside } from '../core/path';
import { compareText } from '../core/span';
import { isFlagGuard } from '../knowledge/flagSdks';
import { frameworkOfMaker, normalPath, unknownSegment } from '../knowledge/webFrameworks';
import { gateBefore, gateInside } from './gates';
import { type Graph, idOf, mountsOf } from './mounts';
import { functionsOf, instanceOf, resolve } from './resolve';

type Declared = Fact<'route.declared'>;
type Mounted = Fact<'router.mounted'>;

/**
 * Paths that the code serves: every chain of mounts from an application to the router of a route is a prefix.
 * A router whose chain does not reach an application keeps its suffix and is `open`: it can satisfy a probe, never
 * accuse one.
 */
export const routes: Linker = {
  name: 'routes',
  reads: [
    'route.declared',
    'router.mounted',
    'instance.created',
    'symbol.exported',
    'function.summarised',
    'class.declared',
    'package.declared',
    'alias.declared',
  ],
  emits: ['route.resolved'],
  roots: (view) => [...new Set(view.of('route.declared').map((fact) => fact.at.file))],
  link: linkRoutes,
};

function linkRoutes(file: string, view: FactView, scopes: Scopes): Linked {
  const facts: Linked['facts'] = [];
  const graph = mountsOf(view);
  for (const route of view.in(file, 'route.declared')) {
    // A library that answers nothing by itself is only told of.
    const handler = handlerHere(route, file, view);
    const guarding = handler ?? handlerElsewhere(route, file, view);
    const seen = new Set<string>();
    for (const chain of chainsOf(route, file, graph, view, scopes)) {
      const own = route.path.replace(/^\/\{version\}[^/]*/, '');
      const path = pathOf(route.via, chain.prefix, own);
      if (seen.has(path)) continue;
      seen.add(path);
      const middleware = [...chain.middleware, ...route.middleware.map(refText)];
      facts.push({
        kind: 'route.resolved',
        at: route.at,
        via: route.via,
        method: route.method,
        path,
        open: chain.open || path.includes(unknownSegment),
        handler: refText(route.handler),
        handlerAt: handler?.at ?? route.at,
        middleware,
        framework: route.framework,
        ...(route.rendering ? { rendering: route.rendering } : {}),
        order: route.order,
        guards: [...(route.guards ?? []), ...middleware.flatMap(guardOf), ...(guarding ? handlerGuards(guarding) : [])],
        ...(handler ? { bodyHash: handler.bodyHash } : {}),
        ...(route.traits ? { traits: route.traits } : {}),
        ...(route.registeredAt ? { registeredAt: route.registeredAt } : {}),
        ...gateOf(route, guarding, view),
      });
    }
  }
  return { facts };
}

function handlerHere(route: Declared, file: string, view: FactView): Fact<'function.summarised'> | undefined {
  if (route.handler.in !== 'file') return undefined;
  return functionsOf(file, view).get(route.handler.symbol);
}

/**
 * A consumer that answered at once would take messages and lose them: it must not start. Anything else can leave as soon as it
 * is asked.
 */
function gateOf(route: Declared, handler: Fact<'function.summarised'> | undefined, view: FactView) {
  if (route.via === 'consumer')
    return route.stands ? { gate: gateBefore(route.stands.at, { ...route.stands, params: [] }, view) } : {};
  if (route.via === 'page' || route.method === 'GET' || !handler) return {};
  const gate = gateInside(handler, view);
  return gate ? { gate } : {};
}

/** The handler that another file of the repository exports. */
function handlerElsewhere(route: Declared, file: string, view: FactView): Fact<'function.summarised'> | undefined {
  const found = resolve(route.handler, file, view);
  return found.in === 'file' ? functionsOf(found.file, view).get(found.symbol) : undefined;
}

/** `router.use(requireFlag)`: what stands before the route asks. */
function guardOf(middleware: string): Guard[] {
  const name = /(\w+)(?:\W*)$/.exec(middleware)?.[1];
  return name !== undefined && isFlagGuard(name) ? [{ flag: name, side: 'on' }] : [];
}

/** A handler whose first decision is a flag: everything that it does afterwards has the same guard. */
function handlerGuards(handler: Fact<'function.summarised'>): Fact<'route.resolved'>['guards'] {
  const first = handler.sites.findIndex((site) => site.guards.length > handler.guards.length);
  const rest = first === -1 ? [] : handler.sites.slice(first);
  const shared = rest[0]?.guards
    .slice(handler.guards.length)
    .filter((guard) =>
      rest.every((site) => site.guards.some((other) => other.key === guard.key && other.side === guard.side)),
    );
  return first > 2 ? [] : [...handler.guards, ...(shared ?? [])];
}

function pathOf(via: Declared['via'], prefix: string, own: string): string {
  if (via === 'cron' || via === 'consumer') return own;
  return via === 'rpc' ? joined(prefix, own) : normalPath(prefix, own);
}

function joined(prefix: string, name: string): string {
  return prefix === '' || prefix === '/' ? name : `${prefix.replace(/^\//, '').replaceAll('/', '.')}.${name}`;
}

interface Chain {
  prefix: string;
  open: boolean;
  middleware: string[];
}

function chainsOf(route: Declared, file: string, graph: Graph, view: FactView, scopes: Scopes): Chain[] {
  if (route.framework === 'nest') return [nestChain(route, file, graph, scopes)];
  if (route.router.in === 'global') return [fileChain(route, file, graph, scopes)];
  const id = idOf(route.router, file, view);
  if (id === undefined) return [{ prefix: '', open: true, middleware: [] }];
  const before = inFront(graph, id, file, route.order, route.path);
  return climb(id, graph, view, new Set(), 0).map((chain) => ({
    ...chain,
    // A procedure router that nothing is put around is the application's own.
    open: chain.open && route.via !== 'rpc',
    middleware: [...chain.middleware, ...before],
  }));
}

function climb(id: string, graph: Graph, view: FactView, seen: ReadonlySet<string>, depth: number): Chain[] {
  const mounts = graph.onto.get(id) ?? [];
  if (mounts.length === 0 || depth > 8) return [{ prefix: '', open: !isApplication(id, view), middleware: [] }];
  const chains: Chain[] = [];
  for (const { mount, host, file, bare } of mounts.slice(0, 16)) {
    if (seen.has(host)) continue;
    const before = inFront(graph, host, file, mount.order, mount.prefix);
    for (const above of climb(host, graph, view, new Set([...seen, id]), depth + 1)) {
      const folder = mount.target.in === 'import' && mount.target.name === 'autoload' ? folderPrefix(id, mount) : '';
      chains.push({
        // A plugin that breaks encapsulation is registered on its parent: the prefix is not used.
        prefix: bare ? above.prefix : normalPath(above.prefix, mount.prefix, folder),
        open: above.open,
        middleware: [...above.middleware, ...before, ...mount.middleware.map(refText)],
      });
      if (chains.length >= 16) return chains;
    }
  }
  return chains.length > 0 ? chains : [{ prefix: '', open: true, middleware: [] }];
}

/** Folders below the one that is loaded become path segments. */
function folderPrefix(id: string, mount: Mounted): string {
  const target = mount.target.in === 'import' ? mount.target.specifier.replace(/^\.\//, '') : '';
  const file = id.slice(0, id.indexOf('#'));
  const at = file.indexOf(`${target}/`);
  const below = at === -1 ? '' : file.slice(at + target.length + 1);
  return below.includes('/') ? below.slice(0, below.lastIndexOf('/')) : '';
}

/** What runs before a route of the same router: everything mounted on it earlier that is no router itself. */
function inFront(graph: Graph, id: string, file: string, order: number, path: string): string[] {
  return (graph.on.get(id) ?? [])
    .filter(({ mount, isRouter, file: at }) => !isRouter && at === file && mount.order < order)
    .filter(({ mount }) => covers(mount.prefix, path))
    .flatMap(({ mount }) => [...mount.middleware.map(refText), refText(mount.target)]);
}

function covers(prefix: string, path: string): boolean {
  const bare = prefix.replace(/\/?\*\w*$/, '');
  return bare === '' || bare === '/' || isInside(path, bare);
}

function isApplication(id: string, view: FactView): boolean {
  const at = id.indexOf('#');
  const [file, symbol] = [id.slice(0, at), id.slice(at + 1)];
  if (/^<router \d+>$/.test(symbol)) return true;
  const made = instanceOf(file, symbol, view);
  if (made?.factory.in !== 'import') return false;
  const maker = frameworkOfMaker(made.factory.specifier, made.factory.name, made.factory.path[0]);
  return maker !== undefined && maker.makes !== 'router';
}

/** Routes of files and of plain servers; `basePath` stands before those of Next.js. */
function fileChain(route: Declared, file: string, graph: Graph, scopes: Scopes): Chain {
  if (!route.framework.startsWith('next')) return { prefix: '', open: false, middleware: [] };
  const base = graph.everywhere.find(
    (mount) => mount.target.in === 'global' && mount.target.name === 'next' && sameService(mount, file, scopes),
  );
  return { prefix: base?.prefix ?? '', open: false, middleware: [] };
}

function sameService(mount: Mounted, file: string, scopes: Scopes): boolean {
  const mine = scopes.services(file);
  return scopes.services(mount.at.file).some((service) => mine.includes(service));
}

function nestChain(route: Declared, file: string, graph: Graph, scopes: Scopes): Chain {
  const mounts = graph.everywhere.filter((mount) => sameService(mount, file, scopes));
  const named = (name: string) => mounts.find((m) => m.target.in === 'global' && m.target.name === name);
  const version = named('nest version');
  const prefix = named('nest');
  const plain = route.path.replace(/^\/\{version\}[^/]*/, '') || '/';
  const excluded = (mount: Mounted) => (mount.exclude ?? []).some((one) => excludes(one, plain));
  const middleware = mounts
    .filter((m) => !(m.target.in === 'global') && !excluded(m) && covers(m.prefix, plain))
    .map((m) => refText(m.target))
    .sort(compareText);
  const parts: string[] = [];
  if (prefix && !excluded(prefix)) parts.push(prefix.prefix);
  const own = /^\/\{version\}([^/]*)/.exec(route.path)?.[1];
  const standard = version?.target.in === 'global' ? version.target.path[0] : undefined;
  const given = own ?? standard;
  if (version && given) parts.push(`${version.prefix}${given}`);
  return { prefix: normalPath(...parts), open: false, middleware };
}

function excludes(pattern: string, path: string): boolean {
  const bare = normalPath(pattern).replace(/\/?(?:\(\.\*\)|\{\/?\*\w*\}|\*\w*)$/, '');
  return (
    bare !== '' &&
    bare !== '/' &&
    !bare.includes(unknownSegment) &&
    (path === bare || (pattern !== bare.slice(1) && pattern !== bare && isInside(path, bare)))
  );
}
