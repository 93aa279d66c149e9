import type { Fact } from '../../core/fact';
import { parseImage } from '../../core/image';
import type { Span } from '../../core/span';
import {
  entriesOf,
  entryOf,
  flagOf,
  get,
  isOpen,
  itemsOf,
  keySpan,
  numberOf,
  spanOf,
  type Tree,
  textOf,
  textsOf,
  writtenOf,
} from '../../core/tree';
import { isPublicImage } from '../../knowledge/images';
import type { Manifest } from './manifest';
import { selects } from './network';
import { probesOf } from './probes';

/** Path to the pod's spec, by kind. */
const podPath: Record<string, readonly string[]> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

export interface Workload {
  manifest: Manifest;
  pod: Tree;
  labels: Tree | undefined;
  containers: readonly Tree[];
  /** Container whose image is the service's own, otherwise the first. */
  main: Tree | undefined;
}

/** Cloud Run and Knative: a Service that is the workload itself. */
const isKnative = (manifest: Manifest) => manifest.kind === 'Service' && /knative\.dev/.test(manifest.apiVersion);

export function workloadOf(manifest: Manifest): Workload | undefined {
  const path = isKnative(manifest) ? podPath.Deployment : podPath[manifest.kind];
  if (!path || /crossplane/.test(manifest.apiVersion)) return undefined;
  const template = path.length === 0 ? manifest.tree : get(manifest.tree, ...path);
  const pod = get(template, 'spec');
  if (!template || !pod) return undefined;
  const containers = [
    ...itemsOf(get(pod, 'containers')),
    // A side-car that starts before the others and stays.
    ...itemsOf(get(pod, 'initContainers')).filter((item) => textOf(get(item, 'restartPolicy')) === 'Always'),
  ];
  const own = containers.find((item) => {
    const image = writtenOf(get(item, 'image'));
    return image !== undefined && !isPublicImage(parseImage(image).name);
  });
  return { manifest, pod, labels: get(template, 'metadata', 'labels'), containers, main: own ?? containers[0] };
}

/** What the other objects of the group tell of a workload. */
export interface Around {
  services: readonly Manifest[];
  scalers: readonly Manifest[];
  claims: readonly Manifest[];
  serviceOf(image: string, workload: string): string | undefined;
  imagesReplaced: boolean;
}

export function workloadFacts(workload: Workload, around: Around): Fact[] {
  const { manifest, pod, main } = workload;
  const { tree, name, environment } = manifest;
  const image = writtenOf(get(main, 'image'));
  const service = image === undefined ? undefined : around.serviceOf(parseImage(image).name, name);
  const servedBy = isKnative(manifest)
    ? [name]
    : around.services.filter((other) => selects(other, workload)).map((other) => other.name);
  const places: Record<string, Span> = {};
  const placed = (field: string, from: Tree | undefined, key: string) => {
    const entry = entryOf(from, key);
    // The value itself: with overlays and charts it stands in another file than its key.
    if (entry) places[field] = entry.value.is === 'scalar' ? spanOf(entry.value) : keySpan(entry);
    return entry?.value;
  };
  const spec = get(tree, 'spec');
  const scaled = around.scalers.some((other) => textOf(get(other.tree, 'spec', 'scaleTargetRef', 'name')) === name);
  const replicas = placed('replicas', spec, 'replicas');
  const isOpenSpec = manifest.open || isOpen(spec) || isOpen(pod);
  const grace = placed('grace', pod, 'terminationGracePeriodSeconds');
  const at = nameSpan(tree);
  placed('image', main, 'image');
  placed('command', main, 'command');
  const [first] = entriesOf(main);
  if (first) places.container = keySpan(first);
  const count = numberOf(replicas);
  const fact: Fact<'workload.declared'> = {
    kind: 'workload.declared',
    at,
    environment,
    name,
    sort:
      manifest.kind === 'Job'
        ? 'job'
        : manifest.kind === 'CronJob'
          ? 'cron'
          : servedBy.length > 0
            ? 'service'
            : 'worker',
    ...(image === undefined ? {} : { image: parseImage(image) }),
    ...(count !== undefined ? { replicas: count } : replicas || isOpenSpec || scaled ? {} : { replicas: 1 }),
    ...strategyOf(manifest, spec, places),
    ...(numberOf(grace) !== undefined
      ? { graceMs: 1000 * (numberOf(grace) ?? 0) }
      : grace || isOpen(pod)
        ? {}
        : { graceMs: 30_000 }),
    ...preStopOf(main, places),
    startsAfter: [],
    autoscaled: scaled,
    platform: isKnative(manifest) ? 'Knative' : manifest.kind,
    ...(isOpenSpec || !manifest.named || workload.containers.length === 0 ? { open: true } : {}),
    ...(main && get(main, 'command')
      ? { command: [...textsOf(get(main, 'command')), ...textsOf(get(main, 'args'))] }
      : main && get(main, 'args')
        ? { command: [] }
        : {}),
    ...(service === undefined ? {} : { service }),
    servedBy,
    places,
    ...(around.imagesReplaced ? { imageReplaced: true } : {}),
    ...(manifest.defaults ? { defaults: true } : {}),
    exclusiveVolume: exclusiveVolume(pod, around.claims),
    ready: workload.containers.some((item) => entryOf(item, 'readinessProbe') !== undefined || isOpen(item)),
    ...(textOf(get(pod, 'restartPolicy')) ? { restart: textOf(get(pod, 'restartPolicy')) ?? '' } : {}),
    ...(flagOf(get(pod, 'shareProcessNamespace')) ? { init: true } : {}),
  };
  return [fact, ...probesOf(workload, around), ...portsOf(workload, service)];
}

export function nameSpan(tree: Tree): Span {
  const name = get(tree, 'metadata', 'name');
  return spanOf(name ?? tree);
}

/** Defaults of Kubernetes are known values: 25 % for both numbers of a Deployment. */
function strategyOf(manifest: Manifest, spec: Tree | undefined, places: Record<string, Span>) {
  if (manifest.kind !== 'Deployment' && manifest.kind !== 'StatefulSet' && manifest.kind !== 'DaemonSet') return {};
  const key = manifest.kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  const entry = entryOf(spec, key);
  if (entry) places.strategy = keySpan(entry);
  if ((!entry && (isOpen(spec) || manifest.open)) || isOpen(entry?.value)) return {};
  const type = entryOf(entry?.value, 'type');
  if (type) places.strategy = spanOf(type.value);
  if (type && textOf(type.value) === undefined) return {};
  const strategy = textOf(type?.value) ?? 'RollingUpdate';
  if (manifest.kind !== 'Deployment') return { strategy };
  const rolling = get(entry?.value, 'rollingUpdate');
  const bound = (field: 'maxUnavailable' | 'maxSurge') => {
    const found = entryOf(rolling, field);
    if (found) places[field] = spanOf(found.value);
    if (!found) return isOpen(rolling) ? {} : { [field]: '25%' };
    const number = numberOf(found.value);
    const text = textOf(found.value);
    return number !== undefined ? { [field]: number } : text !== undefined ? { [field]: text } : {};
  };
  return strategy === 'RollingUpdate' ? { strategy, ...bound('maxUnavailable'), ...bound('maxSurge') } : { strategy };
}

/** How long a container waits before it is told to stop: a sleep before the signal. */
function preStopOf(container: Tree | undefined, places: Record<string, Span>): { preStopMs?: number | 'none' } {
  const lifecycle = entryOf(container, 'lifecycle');
  const hook = entryOf(lifecycle?.value, 'preStop');
  if (lifecycle) places.lifecycle = keySpan(lifecycle);
  if (!hook) return isOpen(container) || isOpen(lifecycle?.value) ? {} : { preStopMs: 'none' };
  places.preStop = keySpan(hook);
  const seconds = numberOf(get(hook.value, 'sleep', 'seconds'));
  if (seconds !== undefined) return { preStopMs: seconds * 1000 };
  const command = textsOf(get(hook.value, 'exec', 'command')).join(' ');
  const sleeps = [...command.matchAll(/\bsleep\s+["']?(\d+(?:\.\d+)?)(s|m)?\b/g)];
  if (sleeps.length === 0) return {};
  return {
    preStopMs: sleeps.reduce((sum, [, number, unit]) => sum + Number(number) * (unit === 'm' ? 60_000 : 1000), 0),
  };
}

/** A claim that one node or pod at a time can mount; of a claim that is not here we assume it. */
function exclusiveVolume(pod: Tree, claims: readonly Manifest[]): boolean {
  return itemsOf(get(pod, 'volumes')).some((volume) => {
    const claim = entryOf(volume, 'persistentVolumeClaim');
    if (!claim) return false;
    const name = textOf(get(claim.value, 'claimName'));
    const found = claims.find((other) => other.name === name);
    return !found || !textsOf(get(found.tree, 'spec', 'accessModes')).some((mode) => /Many$/.test(mode));
  });
}

function portsOf({ manifest, containers }: Workload, service: string | undefined): Fact[] {
  return containers.flatMap((container) => {
    const list = get(container, 'ports');
    const open =
      isOpen(list) ||
      isOpen(container) ||
      manifest.open ||
      itemsOf(list).some((item) => isOpen(get(item, 'containerPort')));
    return itemsOf(list).flatMap((item) => {
      const port = numberOf(get(item, 'containerPort'));
      const name = textOf(get(item, 'name'));
      if (port === undefined && name === undefined) return [];
      const fact: Fact<'port.declared'> = {
        kind: 'port.declared',
        at: spanOf(get(item, 'containerPort') ?? item),
        layer: 'container',
        port: port ?? { is: 'unknown' },
        workload: manifest.name,
        environment: manifest.environment,
        ...(name === undefined ? {} : { name }),
        ...(isAside(name) ? { aside: true } : {}),
        ...(textOf(get(container, 'name')) ? { container: textOf(get(container, 'name')) ?? '' } : {}),
        ...(service === undefined ? {} : { service }),
        ...(open ? { open: true } : {}),
        source: 'kubernetes',
      };
      return [fact];
    });
  });
}

export function isAside(name: string | undefined): boolean {
  return /metric|prom|admin|debug|health|probe|mgmt|management|inspect|monitor|stats/i.test(name ?? '');
}
