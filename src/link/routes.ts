import type { Fact, Ref } from '../core/fact';
import { refText } from '../core/identity';
import type { FactView, Linked, Linker, Scopes } from '../core/link';
import { isInside } from '../core/path';
import { compareText } from '../core/span';
import { frameworkOfMaker, normalPath, unknownSegment } from '../knowledge/webFrameworks';
import { functionsOf, instanceOf, type Resolved, resolve } from './resolve';

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
  const graph = view.memo('mounts', () => mountsOf(view));
  for (const route of view.in(file, 'route.declared')) {
    // A library that answers nothing by itself is only told of.
    const handler = handlerHere(route, file, view);
    const seen = new Set<string>();
    for (const chain of chainsOf(route, file, graph, view, scopes)) {
      const own = route.path.replace(/^\/\{version\}[^/]*/, '');
      const path = pathOf(route.via, chain.prefix, own);
      if (seen.has(path)) continue;
      seen.add(path);
      facts.push({
        kind: 'route.resolved',
        at: route.at,
        via: route.via,
        method: route.method,
        path,
        open: chain.open || path.includes(unknownSegment),
        handler: refText(route.handler),
        handlerAt: handler?.at ?? route.at,
        middleware: [...chain.middleware, ...route.middleware.map(refText)],
        framework: route.framework,
        ...(route.rendering ? { rendering: route.rendering } : {}),
        order: route.order,
        guards: [...(route.guards ?? []), ...(handler ? handlerGuards(handler) : [])],
        ...(handler ? { bodyHash: handler.bodyHash } : {}),
        ...(route.traits ? { traits: route.traits } : {}),
      });
    }
  }
  return { facts };
}

function handlerHere(route: Declared, file: string, view: FactView): Fact<'function.summarised'> | undefined {
  if (route.handler.in !== 'file') return undefined;
  return functionsOf(file, view).get(route.handler.symbol);
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

interface Graph {
  /** Mounts by the router that is mounted. */
  onto: ReadonlyMap<string, { mount: Mounted; host: string; file: string }[]>;
  /** Mounts by the router that carries them, for what runs in front. */
  on: ReadonlyMap<string, { mount: Mounted; file: string; isRouter: boolean }[]>;
  everywhere: readonly Mounted[];
}

/** Every mount with both of its ends named, once for a side. */
function mountsOf(view: FactView): Graph {
  const routers = new Set<string>();
  const onto = new Map<string, { mount: Mounted; host: string; file: string }[]>();
  const on = new Map<string, { mount: Mounted; file: string; isRouter: boolean }[]>();
  const everywhere: Mounted[] = [];
  for (const route of view.of('route.declared')) {
    const id = idOf(route.router, route.at.file, view);
    if (id) routers.add(id);
  }
  const mounts = view.of('router.mounted').flatMap((mount) => {
    if (mount.host === '*') {
      everywhere.push(mount);
      return [];
    }
    const file = mount.at.file;
    const host = idOf(mount.host, file, view);
    const targets = targetIds(mount.target, file, view);
    return host === undefined ? [] : [{ mount, host, file, targets }];
  });
  for (const { host } of mounts) routers.add(host);
  for (const { mount, host, file, targets } of mounts) {
    const met = targets.filter((id) => routers.has(id) && id !== host);
    for (const id of met) push(onto, id, { mount, host, file });
    push(on, host, { mount, file, isRouter: met.length > 0 });
  }
  return { onto, on, everywhere };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** One name for a router, wherever it is spoken of. */
function idOf(ref: Ref, file: string, view: FactView): string | undefined {
  if (ref.in === 'global') return undefined;
  return idOfResolved(resolve(ref, file, view), ref, file, view);
}

function idOfResolved(found: Resolved, ref: Ref, file: string, view: FactView): string | undefined {
  switch (found.in) {
    case 'file':
      return `${found.file}#${[found.symbol, ...found.path].join('.')}`;
    case 'parameter':
      return `${found.file}#${found.symbol}(${found.index})`;
    case 'package': {
      // A router that a package made: known by the name it was given.
      const made = found.named;
      if (made) return `${made.at.file}#${made.symbol}`;
      return ref.in === 'file' ? `${file}#${ref.symbol}` : `${found.specifier}`;
    }
    case 'nowhere':
      return ref.in === 'file' && instanceOf(file, ref.symbol, view) ? `${file}#${ref.symbol}` : undefined;
    default:
      return undefined;
  }
}

/** What a mount puts under its host: a router, the parameter of a plugin, the result of a factory. */
function targetIds(target: Ref, file: string, view: FactView): string[] {
  if (target.in === 'import' && target.name === 'autoload') return autoloaded(target.specifier, file, view);
  const ids: string[] = [];
  const direct = resolve(target, file, view);
  const id = idOfResolved(direct, target, file, view);
  if (id !== undefined) ids.push(id);
  if (direct.in === 'file' && functionsOf(direct.file, view).has(direct.symbol))
    ids.push(`${direct.file}#${direct.symbol}(0)`);
  // `fp(plugin)`: the plugin is the argument of what made the export.
  const made = direct.in === 'package' ? direct.named : undefined;
  const inner = made?.args[0];
  if (made && inner?.is === 'ref' && made.factory.in === 'import' && made.factory.specifier === 'fastify-plugin')
    ids.push(...targetIds(inner.ref, made.at.file, view));
  return ids;
}

/** Plugins of all files below a folder, for `@fastify/autoload`. */
function autoloaded(specifier: string, file: string, view: FactView): string[] {
  const folder = specifier.replace(/^\.\//, '');
  const base = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  const root = base === '' ? folder : `${base}/${folder}`;
  const ids = new Set<string>();
  for (const route of view.of('route.declared'))
    if (isInside(route.at.file, root)) {
      const id = idOf(route.router, route.at.file, view);
      if (id) ids.add(id);
    }
  return [...ids];
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
  for (const { mount, host, file } of mounts.slice(0, 16)) {
    if (seen.has(host)) continue;
    const before = inFront(graph, host, file, mount.order, mount.prefix);
    for (const above of climb(host, graph, view, new Set([...seen, id]), depth + 1)) {
      const folder = mount.target.in === 'import' && mount.target.name === 'autoload' ? folderPrefix(id, mount) : '';
      chains.push({
        // A plugin that breaks encapsulation is registered on its parent: the prefix is not used.
        prefix: mount.keepsPrefix ? normalPath(above.prefix, mount.prefix, folder) : above.prefix,
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

/** Whether a served path answers a request for another one: parameters and wildcards stand for anything. */
export function serves(served: string, asked: string): boolean {
  const want = asked.replace(/[?#].*$/, '');
  if (served === want || served === normalPath(want)) return true;
  if (served.endsWith('*') && !served.endsWith('/*') && served !== '*') return want.startsWith(served.slice(0, -1));
  const [have, asks] = [served.split('/'), normalPath(want).split('/')];
  for (let i = 0; i < have.length; i++) {
    if (have[i]?.startsWith('*')) return true;
    if (asks[i] === undefined) return have[i]?.endsWith('?') ?? false;
    if (have[i]?.startsWith(':') || have[i] === unknownSegment) continue;
    if (have[i] !== asks[i]) return false;
  }
  return have.length === asks.length;
}
