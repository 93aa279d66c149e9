import type { AskedBy, Fact } from '../core/fact';
import type { FactView, Scopes } from '../core/link';
import type { Span } from '../core/span';
import { isHealthPathShape, roleOfPath } from '../knowledge/healthPaths';
import { scopedMemo } from './scoped';
import { serves } from './servedPaths';
import { serviceOfImage } from './serviceOfImage';

type Probe = Fact<'probe.declared'>;
type Route = Fact<'route.resolved'>;

/** A probe that asks a path of a service of this repository. */
export interface Asking {
  probe: Probe;
  path: string;
  /** Roots of the services that may be meant; one when it is known. */
  services: readonly string[];
}

/** Probes with a path, with the services that they may ask. Those of other people's images are left out. */
export function askingProbes(view: FactView, scopes: Scopes): Asking[] {
  return view.of('probe.declared').flatMap((probe) => {
    const path = probe.path;
    if (path === undefined || !path.startsWith('/') || /[{}$]/.test(path)) return [];
    const services = servicesOf(probe, view, scopes);
    return services.length > 0 ? [{ probe, path, services }] : [];
  });
}

function servicesOf(probe: Probe, view: FactView, scopes: Scopes): readonly string[] {
  if (probe.service !== undefined) return [probe.service];
  const around = view
    .of('service.declared')
    .filter((fact) => isAround(fact.at, probe.at) && fact.root !== '' && scopes.roots.includes(fact.root));
  if (around.length === 1 && around[0]) return [around[0].root];
  if (probe.build !== undefined) {
    const [own] = scopes.services(probe.build === '' ? 'package.json' : `${probe.build}/package.json`);
    // Of a repository with several services, its root can build any of them.
    if (own === '' && scopes.roots.length > 1 && scopes.roots.includes(own)) return scopes.roots;
    if (own !== undefined && scopes.roots.includes(own)) return [own];
    return scopes.roots.filter((root) => root.startsWith(`${probe.build}/`) || probe.build === '');
  }
  if (probe.image !== undefined) {
    const root = serviceOfImage(probe.image, probe.workload, view, scopes);
    return root === undefined ? [] : [root];
  }
  const own = scopes.services(probe.at.file).filter((root) => scopes.roots.includes(root));
  if (own.length === 1) return own;
  return scopes.roots.length > 0 ? scopes.roots : [''];
}

function isAround(outer: Span, inner: Span): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

export function askedBy({ probe }: Asking): AskedBy {
  return {
    role: probe.role,
    at: probe.at,
    workload: probe.workload,
    environment: probe.environment,
    source: probe.source,
    ...(probe.pathAt ? { pathAt: probe.pathAt } : {}),
    ...(probe.timeoutAt ? { timeoutAt: probe.timeoutAt } : {}),
    ...(probe.periodMs === undefined ? {} : { periodMs: probe.periodMs }),
    ...(probe.timeoutMs === undefined ? {} : { timeoutMs: probe.timeoutMs }),
    ...(probe.failures === undefined ? {} : { failures: probe.failures }),
    ...(probe.open ? { open: true } : {}),
  };
}

const asked = new Set(['GET', 'HEAD', 'ALL', 'QUERY']);

/** A route that a probe could ask, or that is named for it. */
export function isCandidate(route: Route): boolean {
  return asked.has(route.method) && (route.via === 'http' || route.via === 'rpc');
}

/** Health by name: for procedures only where the whole router is about it. */
export function roleOfRoute(route: Route): ReturnType<typeof roleOfPath> {
  return route.via === 'http' || isHealthPathShape(route.path) ? roleOfPath(route.path) : undefined;
}

export function routesByService(view: FactView, scopes: Scopes): ReadonlyMap<string, readonly Route[]> {
  return scopedMemo(view, 'routes by service', () => {
    const map = new Map<string, Route[]>();
    for (const route of view.of('route.resolved')) {
      if (!isCandidate(route)) continue;
      for (const service of scopes.services(route.at.file)) {
        const list = map.get(service);
        if (list) list.push(route);
        else map.set(service, [route]);
      }
    }
    return map;
  });
}

export function answering(routes: readonly Route[], path: string): Route | undefined {
  const procedure = /\/trpc\/([\w.]+)$/.exec(path)?.[1];
  const called = procedure && routes.find((route) => route.via === 'rpc' && route.path === procedure);
  if (called) return called;
  const fits = routes.filter(
    (route) =>
      route.via !== 'rpc' &&
      (serves(route.path, path) || (route.open && path.endsWith(route.path) && route.path !== '/')),
  );
  const exact = fits.filter((route) => !/[:*{]/.test(route.path));
  return (exact.length > 0 ? exact : fits).sort(
    (a, b) => Number(a.open) - Number(b.open) || b.path.length - a.path.length,
  )[0];
}
