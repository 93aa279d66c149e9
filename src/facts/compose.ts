import { placeOf } from '../core/environment';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { parseImage } from '../core/image';
import { directoryOf, resolvePath } from '../core/path';
import { requestOf } from '../core/probeRequest';
import { safeValue } from '../core/safeValue';
import type { Source } from '../core/source';
import type { Span } from '../core/span';
import {
  type Entry,
  entriesOf,
  entryOf,
  entrySpan,
  flagOf,
  get,
  isNull,
  itemsOf,
  keySpan,
  numberOf,
  spanOf,
  type Tree,
  textOf,
  textsOf,
} from '../core/tree';
import { imageBase, isDatastoreImage } from '../knowledge/images';
import { isShippedPath } from '../knowledge/paths';
import { shellCommands } from '../parse/shell';
import { parseYaml } from '../parse/yaml';
import { durationOf } from './delivery/durations';

/** Services of a compose file: what runs, in which order it starts, how it is checked, and what its environment is. */
export const compose: Extractor = {
  name: 'compose',
  emits: ['workload.declared', 'probe.declared', 'port.declared', 'env.declared', 'resource.declared', 'text.unread'],
  files: /(?:^|\/)[\w.-]*compose[\w.-]*\.ya?ml$/i,
  accepts: (path, text) => isShippedPath(path) && /^services\s*:/m.test(text),
  extract(source) {
    const facts: Fact[] = [];
    for (const document of parseYaml(source)) {
      if (document.error)
        facts.push({
          kind: 'text.unread',
          at: source.span(document.error.start, document.error.end),
          reason: document.error.reason,
          hides: ['workload.declared', 'probe.declared', 'env.declared'],
        });
      const services = get(document.tree, 'services');
      for (const entry of entriesOf(services))
        if (entry.value.is === 'map') facts.push(...serviceOf(source, entry, services));
    }
    return facts;
  },
};

function serviceOf(source: Source, entry: Entry, services: Tree | undefined): Fact[] {
  const { key: name, value } = entry;
  const { environment, family } = placeOf(source.path);
  const folder = directoryOf(source.path);
  const written = textOf(get(value, 'image'));
  const image = written === undefined ? undefined : parseImage(written);
  const built = buildOf(get(value, 'build'), folder);
  const parent = get(value, 'extends');
  const open = parent !== undefined || get(value, '<<') !== undefined;
  const common = { ...built, ...(image ? { image: image.name } : {}) };
  return [
    workloadOf(entry, environment, image, built, open),
    ...probeOf(entry, environment, services, common),
    ...portsOf(entry, environment),
    ...variablesOf(source, entry, folder, { environment, family, target: name, ...common }),
    ...resourceOf(entry, environment, image?.name),
  ];
}

function buildOf(build: Tree | undefined, folder: string): { build?: string; dockerfile?: string } {
  const context = textOf(build) ?? textOf(get(build, 'context')) ?? (build?.is === 'map' ? '.' : undefined);
  if (context === undefined || /^[a-z+]+:\/\/|^git@|\$/.test(context)) return {};
  const root = resolvePath(folder, context);
  if (root === undefined) return {};
  const file = resolvePath(root, textOf(get(build, 'dockerfile')) ?? 'Dockerfile');
  return { build: root, ...(file === undefined ? {} : { dockerfile: file }) };
}

function workloadOf(
  entry: Entry,
  environment: string,
  image: ReturnType<typeof parseImage> | undefined,
  built: { build?: string; dockerfile?: string },
  open: boolean,
): Fact<'workload.declared'> {
  const { value } = entry;
  const places: Record<string, Span> = {};
  for (const key of ['image', 'command', 'depends_on', 'stop_grace_period', 'entrypoint']) {
    const found = entryOf(value, key);
    if (found) places[key] = entrySpan(found);
  }
  const grace = entryOf(value, 'stop_grace_period');
  const graceMs = grace ? durationOf(textOf(grace.value)) : 10_000;
  const deploy = get(value, 'deploy');
  const restart = textOf(get(value, 'restart'));
  const published = itemsOf(get(value, 'ports')).length > 0;
  const words = commandOf(get(value, 'command'));
  const replicas = numberOf(get(deploy, 'replicas')) ?? numberOf(get(value, 'scale'));
  return {
    kind: 'workload.declared',
    at: keySpan(entry),
    environment,
    name: entry.key,
    sort: published
      ? 'service'
      : restart === 'no' || textOf(get(deploy, 'mode')) === 'replicated-job'
        ? 'job'
        : 'worker',
    ...(image ? { image } : {}),
    ...(replicas === undefined ? {} : { replicas }),
    ...(graceMs === undefined || open ? {} : { graceMs }),
    startsAfter: startsAfter(get(value, 'depends_on')),
    autoscaled: false,
    platform: 'compose',
    ...built,
    ...(open ? { open: true } : {}),
    ...(words ? { command: words } : {}),
    places,
    ...(restart === undefined ? {} : { restart }),
    ...(flagOf(get(value, 'init')) ? { init: true } : {}),
    ready: entryOf(value, 'healthcheck') !== undefined,
  };
}

function commandOf(command: Tree | undefined): string[] | undefined {
  if (!command || isNull(command)) return undefined;
  const text = textOf(command);
  return text === undefined ? textsOf(command) : shellCommands(text).flatMap(({ words }) => words);
}

function startsAfter(tree: Tree | undefined): { name: string; condition?: string }[] {
  if (tree?.is === 'list') return textsOf(tree).map((name) => ({ name }));
  return entriesOf(tree).map(({ key, value }) => ({
    name: key,
    condition: textOf(get(value, 'condition')) ?? 'service_started',
  }));
}

function probeOf(
  entry: Entry,
  environment: string,
  services: Tree | undefined,
  common: { build?: string; dockerfile?: string; image?: string },
): Fact[] {
  const check = entryOf(entry.value, 'healthcheck');
  const test = get(check?.value, 'test');
  if (!check || !test || flagOf(get(check.value, 'disable'))) return [];
  const listed = textsOf(test);
  const [sort = ''] = listed;
  if (sort === 'NONE') return [];
  const command = test.is === 'list' ? listed.slice(/^CMD(?:-SHELL)?$/.test(sort) ? 1 : 0) : listed;
  const variables = get(entry.value, 'environment');
  // `$$` is how compose writes a dollar for the container.
  const words = command.map((word) => word.replace(/\$\$/g, '$'));
  const { path, port } = requestOf(words, (name) => textOf(get(variables, name)));
  const duration = (key: string, fallback: number) => {
    const found = get(check.value, key);
    return found ? durationOf(textOf(found)) : fallback;
  };
  const period = duration('interval', 30_000);
  const timeout = duration('timeout', 30_000);
  const delay = duration('start_period', 0);
  const retries = get(check.value, 'retries');
  const failures = retries ? numberOf(retries) : 3;
  const gates = entriesOf(services).some(
    ({ value }) => textOf(get(value, 'depends_on', entry.key, 'condition')) === 'service_healthy',
  );
  return [
    {
      kind: 'probe.declared',
      at: spanOf(test),
      workload: entry.key,
      environment,
      role: gates ? 'ready' : 'container',
      target: 'command',
      command: words,
      ...(path === undefined ? {} : { path }),
      ...(port === undefined ? {} : { port }),
      ...(period === undefined ? {} : { periodMs: period }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      ...(failures === undefined ? {} : { failures }),
      ...(delay ? { initialDelayMs: delay } : {}),
      ...(get(check.value, 'timeout') ? { timeoutAt: spanOf(get(check.value, 'timeout') as Tree) } : {}),
      source: 'compose',
      ...common,
    },
  ];
}

function portsOf(entry: Entry, environment: string): Fact[] {
  const facts: Fact[] = [];
  const declare = (at: Tree, layer: 'container' | 'service', port: number, forwardsTo?: number) =>
    facts.push({
      kind: 'port.declared',
      at: spanOf(at),
      layer,
      port,
      ...(forwardsTo === undefined ? {} : { forwardsTo }),
      workload: entry.key,
      environment,
      source: 'compose',
    });
  for (const item of itemsOf(get(entry.value, 'ports'))) {
    const target = item.is === 'map' ? numberOf(get(item, 'target')) : targetPort(textOf(item) ?? '');
    const published = item.is === 'map' ? numberOf(get(item, 'published')) : publishedPort(textOf(item) ?? '');
    if (target === undefined) continue;
    declare(item, 'container', target);
    if (published !== undefined) declare(item, 'service', published, target);
  }
  for (const item of itemsOf(get(entry.value, 'expose'))) {
    const port = targetPort(textOf(item) ?? '');
    if (port !== undefined) declare(item, 'container', port);
  }
  return facts;
}

/** `127.0.0.1:8080:3000/tcp` → 3000. */
function targetPort(text: string): number | undefined {
  const plain = text.replace(/\$\{[^}]*\}/g, '0').replace(/\/(?:tcp|udp)$/, '');
  const port = Number(plain.slice(plain.lastIndexOf(':') + 1));
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function publishedPort(text: string): number | undefined {
  const match = /(?:^|:)(?:\$\{\w+:-(\d+)\}|(\d+)):[^:]+$/.exec(text);
  const port = Number(match?.[1] ?? match?.[2]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

interface Target {
  environment: string;
  family: string;
  target: string;
  image?: string;
  build?: string;
}

/** In the order of compose: files of `env_file`, then `environment`, which wins; the image's own are below both. */
const layers = { file: 20, own: 50 };

function variablesOf(source: Source, entry: Entry, folder: string, target: Target): Fact[] {
  const facts: Fact[] = [];
  const { environment, family, image, build } = target;
  const common = {
    kind: 'env.declared' as const,
    environment,
    family,
    source: 'compose',
    when: 'start' as const,
    target: target.target,
    ...(image === undefined ? {} : { image }),
    ...(build === undefined ? {} : { build }),
  };
  const files = get(entry.value, 'env_file');
  const listed = files?.is === 'list' ? files.items : files ? [files] : [];
  listed.forEach((item, index) => {
    const written = textOf(item) ?? textOf(get(item, 'path'));
    const path = written === undefined ? undefined : resolvePath(folder, written);
    facts.push({
      ...common,
      at: spanOf(item),
      name: '*',
      layer: layers.file + index,
      ...(path === undefined ? {} : { references: path }),
    });
  });
  const own = get(entry.value, 'environment');
  const block = (start: number) => !/[[{]/.test(source.text[start] ?? '');
  const form = own?.is === 'list' ? ('compose-list' as const) : ('compose-map' as const);
  const slot = (at: Span) =>
    own && block(own.start) && at.column > 1
      ? { slot: { at: { ...at, end: at.start, endLine: at.line, endColumn: at.column }, form } }
      : {};
  const declare = (at: Span, name: string, value: string | undefined) =>
    facts.push({
      ...common,
      ...slot(at),
      at,
      name,
      layer: layers.own,
      ...(value === undefined ? { passes: true } : { value: safeValue(value, name) }),
    });
  for (const item of entriesOf(own))
    declare(keySpan(item), item.key, isNull(item.value) ? undefined : (textOf(item.value) ?? ''));
  for (const item of itemsOf(own)) {
    const text = textOf(item);
    if (text === undefined) continue;
    const equals = text.indexOf('=');
    declare(
      spanOf(item),
      equals === -1 ? text : text.slice(0, equals),
      equals === -1 ? undefined : text.slice(equals + 1),
    );
  }
  return facts;
}

const sorts: [string, RegExp][] = [
  ['cache', /^(?:redis|valkey|keydb|dragonfly|memcached)/],
  ['queue', /^(?:rabbitmq|kafka|cp-kafka|redpanda|nats)/],
  ['bucket', /^(?:minio)/],
];

function resourceOf(entry: Entry, environment: string, image: string | undefined): Fact[] {
  if (image === undefined || !isDatastoreImage(image)) return [];
  const sort = sorts.find(([, pattern]) => pattern.test(imageBase(image)))?.[0] ?? 'database';
  return [{ kind: 'resource.declared', at: keySpan(entry), environment, sort, name: entry.key, keys: [], open: true }];
}
