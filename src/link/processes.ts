import type { Fact } from '../core/fact';
import type { FactView, Linker, Scopes } from '../core/link';
import { compareText } from '../core/span';
import { isPublicImage } from '../knowledge/images';
import { frameworksThatStop, giveNodeServers, giveOtherServers } from '../knowledge/shutdown';
import { serviceOfImage } from './serviceOfImage';

type Workload = Fact<'workload.declared'>;
type Image = Fact<'image.built'>;
type Process = Fact<'process.resolved'>;

/** Workloads joined with the image and the code that they run. No match, no join: then only the manifest is known. */
export const processes: Linker = {
  name: 'processes',
  reads: [
    'workload.declared',
    'image.built',
    'shutdown.handled',
    'port.declared',
    'resource.declared',
    'package.declared',
    'probe.declared',
    'env.declared',
    'service.declared',
    'path.exposed',
  ],
  emits: ['process.resolved'],
  roots: (view) => [...view.by('workload.declared', 'file', (fact) => fact.at.file).keys()].sort(compareText),
  link: (file, view, scopes) => ({
    facts: (view.by('workload.declared', 'file', (fact) => fact.at.file).get(file) ?? []).map((workload) =>
      processOf(workload, view, scopes),
    ),
  }),
};

function processOf(workload: Workload, view: FactView, scopes: Scopes): Process {
  const service = serviceOf(workload, view, scopes);
  const image = imageOf(workload, service, view, scopes);
  const mine = <T extends { at: { file: string } }>(facts: readonly T[]) =>
    service === undefined ? [] : facts.filter((fact) => scopes.services(fact.at.file).includes(service));
  const handlers = mine(view.of('shutdown.handled'));
  const listens = mine(view.of('port.declared').filter((fact) => fact.layer === 'listen' && !fact.aside)).map(
    (fact) => {
      const { port } = fact;
      const value =
        typeof port === 'object' && port.is === 'env'
          ? port.fallback?.is === 'literal'
            ? Number(port.fallback.value)
            : undefined
          : typeof port === 'object'
            ? port.is === 'literal'
              ? Number(port.value)
              : undefined
            : Number(port);
      return {
        at: fact.at,
        ...(value === undefined || !Number.isInteger(value) ? {} : { port: value }),
        ...(typeof port === 'object' && port.is === 'env' ? { variable: port.name } : {}),
        ...(fact.keepAliveMs === undefined ? {} : { keepAliveMs: fact.keepAliveMs }),
        ...(fact.framework === undefined ? {} : { framework: fact.framework }),
        ...(fact.closing && (!fact.closing.unseen || onlyNodeServers(service, view)) ? { closing: fact.closing } : {}),
      };
    },
  );
  const exposes =
    image === undefined
      ? []
      : view
          .of('port.declared')
          .flatMap((fact) =>
            fact.layer === 'expose' && fact.source === image.dockerfile && typeof fact.port === 'number'
              ? [{ port: fact.port, at: fact.at }]
              : [],
          );
  const ready = view
    .of('probe.declared')
    .find(
      (probe) =>
        probe.role === 'ready' &&
        probe.workload === workload.name &&
        probe.environment === workload.environment &&
        probe.source === 'kubernetes',
    );
  const port = portOf(workload, image, view);
  return {
    kind: 'process.resolved',
    at: workload.at,
    workload: workload.name,
    environment: workload.environment,
    platform: workload.platform,
    sort: workload.sort,
    servedBy: workload.servedBy ?? [],
    ...(service === undefined ? {} : { service }),
    ...(workload.graceMs === undefined ? {} : { graceMs: workload.graceMs }),
    ...(workload.preStopMs === undefined ? {} : { preStopMs: workload.preStopMs }),
    ...(workload.ready === undefined ? {} : { ready: workload.ready }),
    ...(ready?.periodMs !== undefined && ready.failures !== undefined
      ? { readyMs: ready.periodMs * ready.failures }
      : {}),
    ...(image
      ? {
          image: {
            dockerfile: image.dockerfile,
            entry: image.entry,
            init: image.init,
            at: image.commandAt ?? image.at,
            ...(image.command ? { command: image.command } : {}),
            ...(image.entryScripts ? { entryScripts: image.entryScripts } : {}),
            ...(image.stopSignal ? { stopSignal: image.stopSignal } : {}),
          },
        }
      : {}),
    ...(workload.command ? { command: workload.command } : {}),
    ...(workload.init ? { init: true } : {}),
    handlers: handlers.map((handler) => ({ ...handler })),
    handles: handlesOf(service, handlers, view, scopes),
    listens,
    exposes,
    balancers: balancersOf(workload, view),
    ...(port ? { port } : {}),
    ...(workload.places ? { places: workload.places } : {}),
    ...(workload.open ? { open: true } : {}),
  };
}

function serviceOf(workload: Workload, view: FactView, scopes: Scopes): string | undefined {
  if (workload.service !== undefined) return workload.service;
  const known = (root: string | undefined) =>
    root !== undefined && (scopes.roots.includes(root) || (root === '' && scopes.roots.length <= 1)) ? root : undefined;
  const file = workload.dockerfile;
  if (file !== undefined) {
    const [only, another] = scopes.services(file);
    if (only !== undefined && another === undefined && known(only) !== undefined) return only;
  }
  const built = known(workload.build);
  if (built !== undefined) return built;
  return workload.image ? serviceOfImage(workload.image.name, workload.name, view, scopes) : undefined;
}

/** The Dockerfile that a workload names, or the only one of its service that is not for developers. */
function imageOf(workload: Workload, service: string | undefined, view: FactView, scopes: Scopes): Image | undefined {
  const images = view.of('image.built');
  if (workload.dockerfile !== undefined) return images.find((image) => image.dockerfile === workload.dockerfile);
  if (workload.image && isPublicImage(workload.image.name)) return undefined;
  const own = images.filter(
    (image) => !image.forDevelopment && service !== undefined && scopes.services(image.dockerfile).includes(service),
  );
  return own.length === 1 ? own[0] : undefined;
}

function handlesOf(
  service: string | undefined,
  handlers: readonly Fact<'shutdown.handled'>[],
  view: FactView,
  scopes: Scopes,
): Process['handles'] {
  if (service === undefined) return 'unknown';
  if (handlers.some((handler) => handler.signals.includes('SIGTERM'))) return 'yes';
  const packages = view.of('package.declared').filter((fact) => fact.root === service || fact.root === '');
  if (
    packages.some((fact) =>
      frameworksThatStop.some((name) => name in fact.dependencies || name in fact.devDependencies),
    )
  )
    return 'yes';
  // A file of the service that could not be read may hold the handler.
  const unread = view
    .of('text.unread')
    .some((fact) => /\.[cm]?[jt]sx?$/.test(fact.at.file) && scopes.services(fact.at.file).includes(service));
  return unread || packages.length === 0 ? 'unknown' : 'no';
}

/** Whether `listen` of an application can only give a server of Node, by the packages of the service. */
function onlyNodeServers(service: string | undefined, view: FactView): boolean {
  const names = view
    .of('package.declared')
    .filter((fact) => fact.root === service || fact.root === '')
    .flatMap((fact) => Object.keys(fact.dependencies));
  return names.some((name) => giveNodeServers.has(name)) && !names.some((name) => giveOtherServers.test(name));
}

/** A balancer of the same manifests in front of this workload, or the only one of the repository. */
function balancersOf(workload: Workload, view: FactView): Process['balancers'] {
  if (!workload.servedBy || workload.servedBy.length === 0) return [];
  const all = view.of('resource.declared').filter((fact) => fact.sort === 'balancer' && fact.idleMs !== undefined);
  const routed = new Set(
    view
      .of('port.declared')
      .flatMap((fact) =>
        fact.layer === 'ingress' && fact.workload === workload.name && fact.environment === workload.environment
          ? [fact.source]
          : [],
      ),
  );
  return all.flatMap((fact) => {
    const direct = routed.has(fact.name) && fact.environment === workload.environment;
    const terraform = /\.(?:tf|tofu)$/.test(fact.at.file);
    const ecs = terraform && workload.platform === 'ecs' && all.length === 1;
    return direct || ecs ? [{ name: fact.name, idleMs: fact.idleMs ?? 0, at: fact.at, sure: direct }] : [];
  });
}

/** PORT as the manifest sets it, then as the image does. */
function portOf(
  workload: Workload,
  image: Image | undefined,
  view: FactView,
): { value: number; at: Fact['at'] } | undefined {
  return view
    .of('env.declared')
    .filter(
      (fact) =>
        fact.name === 'PORT' &&
        (fact.source === 'dockerfile'
          ? image !== undefined && fact.family === image.dockerfile && fact.when === 'start'
          : fact.target === workload.name &&
            fact.environment === workload.environment &&
            fact.at.file === workload.at.file),
    )
    .sort((a, b) => b.layer - a.layer)
    .flatMap((fact) => (fact.value?.port === undefined ? [] : [{ value: fact.value.port, at: fact.at }]))[0];
}
