import type { Fact } from '../../core/fact';
import {
  entriesOf,
  entryOf,
  get,
  isOpen,
  itemsOf,
  numberOf,
  spanOf,
  type Tree,
  textOf,
  writtenOf,
} from '../../core/tree';
import type { Manifest } from './manifest';
import { isAside, type Workload } from './workloads';

export const isService = (manifest: Manifest) => manifest.kind === 'Service' && manifest.apiVersion === 'v1';

/** Whether a Service sends its traffic to the pods of a workload. */
export function selects(service: Manifest, { labels, manifest }: Workload): boolean {
  const selector = get(service.tree, 'spec', 'selector');
  if (selector?.is !== 'map' || service.environment !== manifest.environment) return false;
  const own = labels?.is === 'map' ? labels : undefined;
  if (/^(?:Cron)?Job$/.test(manifest.kind)) return false;
  const wanted = entriesOf(selector);
  // Labels that only a helper writes may be any; beside written ones the distinguishing label is written too.
  const allHidden =
    own?.open !== undefined && own.entries.length === 0 && !selector.open && service.name === manifest.name;
  for (const { key, value } of wanted) {
    const label = entryOf(own, key);
    if (!label ? !allHidden : writtenOf(label.value) !== writtenOf(value)) return false;
  }
  if (!selector.open) return wanted.length > 0;
  // A selector that a helper writes selects the labels that the same helper, or the one around it, writes.
  const mine = helpersOf(own);
  return helpersOf(selector).every((helper) => mine.some((other) => writesTheSame(helper, other)));
}

/** A helper that writes labels, and the texts that it is given: `"component" "api"`. */
interface LabelHelper {
  stem: string;
  given: string;
}

function helpersOf(tree: Tree | undefined): LabelHelper[] {
  return (tree?.is === 'map' ? (tree.open ?? []) : []).flatMap(({ expression }) => {
    const include = /include "([^"]+)"(.*)/s.exec(expression);
    if (!include) return [];
    const [, name = '', rest = ''] = include;
    return [
      {
        stem: name.replace(/[-_.]?(?:selector|match)?labels?$/i, ''),
        given: (rest.match(/"[^"]*"/g) ?? []).join(' '),
      },
    ];
  });
}

/** One helper that is told apart by a text that it is given writes different labels for different texts. */
function writesTheSame(wanted: LabelHelper, written: LabelHelper): boolean {
  if (wanted.stem !== written.stem) return false;
  return wanted.given === '' || written.given === '' || wanted.given === written.given;
}

export function serviceFacts(service: Manifest, workloads: readonly Workload[]): Fact[] {
  const targets = workloads.filter((workload) => selects(service, workload));
  const list = get(service.tree, 'spec', 'ports');
  return itemsOf(list).flatMap((item) => {
    const port = get(item, 'port');
    const number = numberOf(port);
    const target = get(item, 'targetPort');
    const name = textOf(get(item, 'name'));
    const forwardsTo = target ? (numberOf(target) ?? textOf(target)) : number;
    const fact: Fact<'port.declared'> = {
      kind: 'port.declared',
      at: spanOf(target ?? port ?? item),
      layer: 'service',
      port: number ?? { is: 'unknown' },
      ...(forwardsTo === undefined ? {} : { forwardsTo }),
      ...(name === undefined ? {} : { name }),
      environment: service.environment,
      ...(isOpen(list) || service.open ? { open: true } : {}),
      ...(isAside(name) ? { aside: true } : {}),
      source: service.name,
    };
    return targets.length === 0 ? [fact] : targets.map((workload) => ({ ...fact, workload: workload.manifest.name }));
  });
}

/** Balancers whose idle time their makers state. GCP: external Application Load Balancers keep back-end connections 600 s. */
const idleByClass: [RegExp, number][] = [
  [/^alb$/, 60_000],
  [/^gce(?:-internal)?$/, 600_000],
];

export function ingressFacts(ingress: Manifest, services: readonly Manifest[], workloads: readonly Workload[]): Fact[] {
  const facts: Fact[] = [];
  const annotations = get(ingress.tree, 'metadata', 'annotations');
  const rewrite = textOf(get(annotations, 'nginx.ingress.kubernetes.io/rewrite-target'));
  const backend = (node: Tree | undefined, host: string, path: string, match: 'exact' | 'prefix' | 'all') => {
    const nodeService = get(node, 'service');
    const name = textOf(get(nodeService, 'name')) ?? textOf(get(node, 'serviceName'));
    const port = get(nodeService, 'port', 'number') ?? get(nodeService, 'port', 'name') ?? get(node, 'servicePort');
    if (name === undefined) return;
    facts.push({
      kind: 'path.exposed',
      at: spanOf(node ?? ingress.tree),
      host,
      path,
      match,
      to: name,
      ...(rewrite ? { rewrite } : {}),
    });
    facts.push(...hop(ingress, name, port, services, workloads));
  };
  const spec = get(ingress.tree, 'spec');
  const fallback = get(spec, 'defaultBackend') ?? get(spec, 'backend');
  if (fallback) backend(fallback, '*', '/', 'all');
  for (const rule of itemsOf(get(spec, 'rules'))) {
    const host = textOf(get(rule, 'host')) ?? '*';
    for (const item of itemsOf(get(rule, 'http', 'paths'))) {
      const type = textOf(get(item, 'pathType'));
      backend(get(item, 'backend'), host, textOf(get(item, 'path')) ?? '/', type === 'Exact' ? 'exact' : 'prefix');
    }
  }
  const idle = idleOf(ingress, annotations);
  if (idle !== undefined)
    facts.push({
      kind: 'resource.declared',
      at: spanOf(get(ingress.tree, 'metadata', 'name') ?? ingress.tree),
      environment: ingress.environment,
      sort: 'balancer',
      name: ingress.name,
      keys: [],
      open: ingress.open,
      idleMs: idle,
    });
  return facts;
}

function idleOf(ingress: Manifest, annotations: Tree | undefined): number | undefined {
  const attributes = textOf(get(annotations, 'alb.ingress.kubernetes.io/load-balancer-attributes'));
  const written = /idle_timeout\.timeout_seconds=(\d+)/.exec(attributes ?? '')?.[1];
  if (written) return Number(written) * 1000;
  const name =
    textOf(get(ingress.tree, 'spec', 'ingressClassName')) ?? textOf(get(annotations, 'kubernetes.io/ingress.class'));
  return idleByClass.find(([pattern]) => pattern.test(name ?? ''))?.[1];
}

export function routeFacts(route: Manifest, services: readonly Manifest[], workloads: readonly Workload[]): Fact[] {
  const facts: Fact[] = [];
  const hosts = itemsOf(get(route.tree, 'spec', 'hostnames')).flatMap((item) => textOf(item) ?? []);
  for (const rule of itemsOf(get(route.tree, 'spec', 'rules'))) {
    const rewrite = itemsOf(get(rule, 'filters')).find((filter) => textOf(get(filter, 'type')) === 'URLRewrite');
    const matches = itemsOf(get(rule, 'matches'));
    for (const ref of itemsOf(get(rule, 'backendRefs'))) {
      const name = textOf(get(ref, 'name'));
      if (name === undefined) continue;
      for (const match of matches.length > 0 ? matches : [undefined])
        facts.push({
          kind: 'path.exposed',
          at: spanOf(match ?? ref),
          host: hosts[0] ?? '*',
          path: textOf(get(match, 'path', 'value')) ?? '/',
          match: textOf(get(match, 'path', 'type')) === 'Exact' ? 'exact' : 'prefix',
          to: name,
          ...(rewrite ? { rewrite: textOf(get(rewrite, 'urlRewrite', 'path', 'replacePrefixMatch')) ?? '/' } : {}),
        });
      facts.push(...hop(route, name, get(ref, 'port'), services, workloads));
    }
  }
  return facts;
}

/** From the edge to a Service of this repository; one that is not here cannot be wrong. */
function hop(
  from: Manifest,
  name: string,
  port: Tree | undefined,
  services: readonly Manifest[],
  workloads: readonly Workload[],
): Fact[] {
  const service = services.find((other) => other.name === name && other.environment === from.environment);
  const forwardsTo = numberOf(port) ?? textOf(port);
  if (!service || forwardsTo === undefined || !port) return [];
  const targets = workloads.filter((workload) => selects(service, workload));
  const fact: Fact<'port.declared'> = {
    kind: 'port.declared',
    at: spanOf(port),
    layer: 'ingress',
    port: forwardsTo,
    forwardsTo,
    name,
    environment: from.environment,
    source: from.name,
    ...(from.open ? { open: true } : {}),
  };
  return targets.map((workload) => ({ ...fact, workload: workload.manifest.name }));
}
