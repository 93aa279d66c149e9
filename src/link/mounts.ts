import type { Fact, Ref } from '../core/fact';
import type { FactView } from '../core/link';
import { directoryOf, isInside } from '../core/path';
import { functionsOf, instanceOf, type Resolved, resolve } from './resolve';

type Mounted = Fact<'router.mounted'>;

interface Onto {
  mount: Mounted;
  host: string;
  file: string;
  /** The prefix does not count: a plugin of fastify-plugin is registered on its parent. */
  bare: boolean;
}

/** How the routers of a side are put together. Routers are named by file and symbol, wherever they are spoken of. */
export interface Graph {
  /** Mounts by the router that is mounted. */
  onto: ReadonlyMap<string, Onto[]>;
  /** Mounts by the router that carries them, for what runs in front. */
  on: ReadonlyMap<string, { mount: Mounted; file: string; isRouter: boolean }[]>;
  everywhere: readonly Mounted[];
}

/** Every mount with both of its ends named, once for a side. */
export function mountsOf(view: FactView): Graph {
  return view.settled('mounts', () => readMounts(view));
}

function readMounts(view: FactView): Graph {
  const routers = new Set<string>();
  const onto = new Map<string, Onto[]>();
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
    for (const id of met)
      push(onto, id, { mount, host, file, bare: !mount.keepsPrefix || isBare(mount.target, file, view) });
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
export function idOf(ref: Ref, file: string, view: FactView): string | undefined {
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

function isBare(target: Ref, file: string, view: FactView): boolean {
  const found = resolve(target, file, view);
  const made = found.in === 'package' ? found.named : undefined;
  return made?.factory.in === 'import' && made.factory.specifier === 'fastify-plugin';
}

/** Plugins of all files below a folder, for `@fastify/autoload`. */
function autoloaded(specifier: string, file: string, view: FactView): string[] {
  const folder = specifier.replace(/^\.\//, '');
  const base = directoryOf(file);
  const root = base === '' ? folder : `${base}/${folder}`;
  const ids = new Set<string>();
  for (const route of view.of('route.declared'))
    if (isInside(route.at.file, root)) {
      const id = idOf(route.router, route.at.file, view);
      if (id) ids.add(id);
    }
  return [...ids];
}
