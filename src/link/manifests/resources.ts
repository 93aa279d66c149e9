import type { Fact, Slot } from '../../core/fact';
import { safeValue } from '../../core/safeValue';
import { type Entry, entriesOf, flagOf, get, isOpen, itemsOf, spanOf, type Tree, textOf } from '../../core/tree';
import type { Manifest } from './manifest';
import type { Workload } from './workloads';

/** A config map or secret with the keys that it gives, whoever makes it: the object itself, an operator, a generator. */
export interface Resource {
  sort: 'configmap' | 'secret';
  name: string;
  keys: readonly Entry[];
  /** Values are base64. */
  encoded: boolean;
  open: boolean;
  manifest: Manifest;
}

export function resourcesOf(manifest: Manifest): Resource[] {
  const { tree, kind } = manifest;
  const made = (
    sort: Resource['sort'],
    name: string,
    keys: readonly Entry[],
    open: boolean,
    encoded = false,
  ): Resource => ({
    sort,
    name,
    keys,
    open: open || manifest.open || !manifest.named,
    encoded,
    manifest,
  });
  const members = (...path: string[]) => entriesOf(get(tree, ...path));
  const hidden = (...path: string[]) => isOpen(get(tree, ...path));
  switch (kind) {
    case 'ConfigMap':
      return [
        made('configmap', manifest.name, [...members('data'), ...members('binaryData')], hidden('data') || hidden()),
      ];
    case 'Secret':
      return [
        made('secret', manifest.name, members('stringData'), hidden('stringData') || hidden('data') || hidden()),
        ...(get(tree, 'data') ? [made('secret', manifest.name, members('data'), hidden('data'), true)] : []),
      ];
    case 'SealedSecret':
      return [made('secret', manifest.name, members('spec', 'encryptedData'), hidden('spec', 'encryptedData'))];
    case 'ExternalSecret':
    case 'ClusterExternalSecret': {
      const spec = kind === 'ExternalSecret' ? get(tree, 'spec') : get(tree, 'spec', 'externalSecretSpec');
      const name = textOf(get(spec, 'target', 'name')) ?? manifest.name;
      const template = get(spec, 'target', 'template', 'data');
      const list = get(spec, 'data');
      const keys = itemsOf(list).flatMap((item): Entry[] => {
        const key = get(item, 'secretKey');
        const text = textOf(key);
        return key && text !== undefined
          ? [
              {
                key: text,
                value: { ...key, is: 'scalar', value: null, quoted: false },
                keyStart: key.start,
                keyEnd: key.end,
                doc: key.doc,
              },
            ]
          : [];
      });
      const unknown =
        get(spec, 'dataFrom') !== undefined || isOpen(list) || isOpen(spec) || isOpen(template) || list === undefined;
      return [made('secret', name, template ? entriesOf(template) : keys, unknown)];
    }
    case 'SecretProviderClass':
      return itemsOf(get(tree, 'spec', 'secretObjects')).flatMap((item) => {
        const name = textOf(get(item, 'secretName'));
        const keys = itemsOf(get(item, 'data')).flatMap((data): Entry[] => {
          const key = get(data, 'key');
          const text = textOf(key);
          return key && text !== undefined
            ? [
                {
                  key: text,
                  value: { ...key, is: 'scalar', value: null, quoted: false },
                  keyStart: key.start,
                  keyEnd: key.end,
                  doc: key.doc,
                },
              ]
            : [];
        });
        return name === undefined ? [] : [made('secret', name, keys, isOpen(item))];
      });
    case 'Certificate': {
      const name = textOf(get(tree, 'spec', 'secretName'));
      return name === undefined ? [] : [made('secret', name, [], true)];
    }
    default:
      return [];
  }
}

export function resourceFacts(resources: readonly Resource[]): Fact[] {
  return resources.map((resource) => ({
    kind: 'resource.declared',
    at: spanOf(get(resource.manifest.tree, 'metadata', 'name') ?? resource.manifest.tree),
    environment: resource.manifest.environment,
    sort: resource.sort,
    name: resource.name,
    keys: resource.keys.map((entry) => entry.key),
    open: resource.open,
  }));
}

/** What a pod takes from config maps and secrets, and the environment that each of its containers gets. */
export function environmentFacts(
  workload: Workload,
  resources: readonly Resource[],
  serviceOf: (image: string, workload: string) => string | undefined,
): Fact[] {
  const facts: Fact[] = [];
  const { manifest, pod } = workload;
  const { environment } = manifest;
  const open = manifest.open || manifest.incomplete ? { open: true } : {};
  const sorts = new Set(resources.filter((other) => !other.manifest.open).map((other) => other.sort));
  const reference = (sort: Resource['sort'], node: Tree | undefined, nameKey: string, keyNode: Tree | undefined) => {
    const nameNode = get(node, nameKey);
    const name = textOf(nameNode);
    if (name === undefined || !nameNode) return;
    const key = textOf(keyNode);
    facts.push({
      kind: 'resource.referenced',
      at: spanOf(keyNode ?? nameNode),
      sort,
      name,
      ...(key === undefined ? {} : { key }),
      need: flagOf(get(node, 'optional')) ? 'optional' : 'required',
      workload: manifest.name,
      environment,
      ...open,
      ...(sorts.has(sort) ? { practised: true } : {}),
    });
  };
  const containers = [...itemsOf(get(pod, 'containers')), ...itemsOf(get(pod, 'initContainers'))];
  for (const container of containers) {
    for (const item of itemsOf(get(container, 'env'))) {
      for (const [key, sort] of [
        ['secretKeyRef', 'secret'],
        ['configMapKeyRef', 'configmap'],
      ] as const) {
        const node = get(item, 'valueFrom', key);
        if (node) reference(sort, node, 'name', get(node, 'key'));
      }
    }
    for (const item of itemsOf(get(container, 'envFrom'))) {
      if (get(item, 'secretRef')) reference('secret', get(item, 'secretRef'), 'name', undefined);
      if (get(item, 'configMapRef')) reference('configmap', get(item, 'configMapRef'), 'name', undefined);
    }
  }
  for (const volume of itemsOf(get(pod, 'volumes'))) {
    for (const source of [volume, ...itemsOf(get(volume, 'projected', 'sources'))]) {
      if (get(source, 'secret'))
        reference(
          'secret',
          get(source, 'secret'),
          get(source, 'secret', 'secretName') ? 'secretName' : 'name',
          undefined,
        );
      if (get(source, 'configMap')) reference('configmap', get(source, 'configMap'), 'name', undefined);
    }
  }
  const { main } = workload;
  if (main) facts.push(...variablesOf(main, workload, resources, serviceOf));
  return facts;
}

/** In the order of Kubernetes: sources of `envFrom` as they are listed, then `env`, which wins. */
const layers = { from: 10, own: 50 };

function variablesOf(
  container: Tree,
  { manifest, main }: Workload,
  resources: readonly Resource[],
  serviceOf: (image: string, workload: string) => string | undefined,
): Fact[] {
  const facts: Fact[] = [];
  const image =
    textOf(get(main, 'image')) ??
    (get(main, 'image')?.is === 'scalar' ? String((get(main, 'image') as { value: unknown }).value) : undefined);
  const name = image?.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const service = name === undefined ? undefined : serviceOf(name, manifest.name);
  const common = {
    kind: 'env.declared' as const,
    environment: manifest.environment,
    family: manifest.family,
    source: 'kubernetes',
    when: 'start' as const,
    target: manifest.name,
    ...(name === undefined ? {} : { image: name }),
    ...(service === undefined ? {} : { service }),
  };
  const sources = get(container, 'envFrom');
  itemsOf(sources).forEach((item, index) => {
    const prefix = textOf(get(item, 'prefix')) ?? '';
    const [node, sort] = get(item, 'secretRef')
      ? [get(item, 'secretRef'), 'secret' as const]
      : [get(item, 'configMapRef'), 'configmap' as const];
    const wanted = textOf(get(node, 'name'));
    const found = resources.filter(
      (other) => other.sort === sort && other.name === wanted && other.manifest.environment === manifest.environment,
    );
    const layer = layers.from + index;
    for (const resource of found)
      for (const entry of resource.keys)
        facts.push({
          ...common,
          at: spanOf({ doc: entry.doc, start: entry.keyStart, end: entry.keyEnd }),
          name: prefix + entry.key,
          layer,
          references: `${resource.name}/${entry.key}`,
          ...keptValue(entry, resource),
          ...(prefix === '' ? slotAmong(entry, resource) : {}),
        });
    if (found.length === 0 || found.some((resource) => resource.open))
      facts.push({
        ...common,
        at: spanOf(item),
        name: '*',
        layer,
        ...(wanted === undefined ? {} : { references: wanted }),
      });
  });
  const own = get(container, 'env');
  const secret = itemsOf(own)
    .map((item) => textOf(get(item, 'valueFrom', 'secretKeyRef', 'name')))
    .find((found) => found !== undefined);
  for (const item of itemsOf(own)) {
    const variable = textOf(get(item, 'name'));
    const value = get(item, 'value');
    const text = textOf(value);
    const from = get(item, 'valueFrom', 'secretKeyRef') ?? get(item, 'valueFrom', 'configMapKeyRef');
    const referenced = from ? `${textOf(get(from, 'name')) ?? ''}/${textOf(get(from, 'key')) ?? ''}` : undefined;
    facts.push({
      ...common,
      at: spanOf(writtenAt(item, value ?? get(from, 'key') ?? get(from, 'name'))),
      name: variable ?? '*',
      layer: layers.own,
      ...(text !== undefined
        ? { value: safeValue(text, variable) }
        : value && !get(item, 'valueFrom') && !isOpen(value)
          ? { value: safeValue('', variable) }
          : {}),
      ...(referenced ? { references: referenced } : {}),
      ...(flagOf(get(from, 'optional')) ? { need: 'optional' as const } : {}),
      ...slotBefore(item, secret),
    });
  }
  const hidden = isOpen(own) || isOpen(sources) || isOpen(container) || manifest.open;
  if (hidden) facts.push({ ...common, at: spanOf(own ?? sources ?? container), name: '*', layer: layers.own });
  return facts;
}

/** The name of a variable, or its value where another file, a patch, gives it. */
function writtenAt(item: Tree, value: Tree | undefined): Tree {
  const name = get(item, 'name') ?? item;
  return value && value.doc !== name.doc ? value : name;
}

/** Before a key of a config map, or before a literal of the generator that makes it. */
function slotAmong({ value, keyStart, doc }: Entry, { sort, manifest }: Resource): { slot?: Slot } {
  if (sort !== 'configmap' || value.doc !== doc || value.is !== 'scalar') return {};
  const at = spanOf({ doc, start: keyStart, end: keyStart });
  if (value.start === keyStart) return value.template ? {} : { slot: { at, form: 'literal' } };
  return get(manifest.tree, 'apiVersion') ? { slot: { at, form: 'map' } } : {};
}

/** Only where the item is written in lines of its own, as `- name: X`. */
function slotBefore(item: Tree, secret: string | undefined): { slot?: Slot } {
  const first = item.is === 'map' ? item.entries[0] : undefined;
  if (first?.key !== 'name' || first.keyStart !== item.start || first.doc !== item.doc) return {};
  // One line of a template that stands for every member of the values.
  if (first.value.doc !== item.doc) {
    const { doc, start } = first.value;
    return { slot: { at: spanOf({ doc, start, end: start }), form: 'map' } };
  }
  const at = spanOf({ doc: item.doc, start: item.start, end: item.start });
  return { slot: { at, form: 'container', ...(secret === undefined ? {} : { like: secret }) } };
}

function keptValue(entry: Entry, resource: Resource) {
  const text = textOf(entry.value);
  if (text === undefined) return {};
  return { value: safeValue(resource.encoded ? decoded(text) : text, entry.key) };
}

function decoded(text: string): string {
  try {
    return atob(text.trim());
  } catch {
    return text;
  }
}
