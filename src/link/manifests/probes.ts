import type { Fact, FactTypes } from '../../core/fact';
import { parseImage } from '../../core/image';
import { requestOf } from '../../core/probeRequest';
import { spanAt } from '../../core/span';
import {
  type Entry,
  entriesOf,
  entryOf,
  get,
  isNull,
  isOpen,
  keySpan,
  numberOf,
  spanOf,
  type Tree,
  textOf,
  textsOf,
  writtenOf,
} from '../../core/tree';
import type { Around, Workload } from './workloads';

const roles = [
  ['livenessProbe', 'live'],
  ['readinessProbe', 'ready'],
  ['startupProbe', 'start'],
] as const;

export function probesOf(workload: Workload, around: Around): Fact[] {
  const { manifest, containers } = workload;
  return containers.flatMap((container) => {
    const written = writtenOf(get(container, 'image'));
    const image = written === undefined ? undefined : parseImage(written).name;
    const service = image === undefined ? undefined : around.serviceOf(image, manifest.name);
    return roles.flatMap(([key, role]) => {
      const entry = entryOf(container, key);
      if (!entry || isNull(entry.value)) return [];
      const target = targetOf(entry.value, container);
      if (!target) return [];
      const name = textOf(get(container, 'name'));
      const fact: Fact<'probe.declared'> = {
        kind: 'probe.declared',
        at: placeOf(entry, container),
        workload: manifest.name,
        environment: manifest.environment,
        role,
        ...target,
        ...timesOf(entry.value, manifest.open),
        ...besideOf(entry, container),
        source: 'kubernetes',
        ...(image === undefined ? {} : { image }),
        ...(service === undefined ? {} : { service }),
        ...(name === undefined ? {} : { container: name }),
      };
      return [fact];
    });
  });
}

/** A probe whose mapping comes from the values of a chart is shown there, otherwise at its key. */
function placeOf(entry: Entry, container: Tree) {
  const http = entryOf(entry.value, 'httpGet') ?? entryOf(entry.value, 'exec') ?? entryOf(entry.value, 'tcpSocket');
  return http && entry.value.doc !== container.doc && http.doc !== entry.doc ? keySpan(http) : keySpan(entry);
}

type Probe = FactTypes['probe.declared'];

type Target = Pick<FactTypes['probe.declared'], 'target' | 'path' | 'port' | 'pathAt' | 'command' | 'accepts'>;

function targetOf(probe: Tree, container: Tree): Target | undefined {
  const http = get(probe, 'httpGet');
  if (http) {
    const path = get(http, 'path');
    const text = textOf(path);
    return {
      target: 'http',
      ...(text !== undefined ? { path: text } : path ? {} : { path: '/' }),
      ...(path ? { pathAt: spanOf(path) } : {}),
      ...portOf(get(http, 'port'), container),
      accepts: '200-399',
    };
  }
  const tcp = get(probe, 'tcpSocket');
  if (tcp) return { target: 'tcp', ...portOf(get(tcp, 'port'), container) };
  const grpc = get(probe, 'grpc');
  if (grpc) return { target: 'grpc', ...portOf(get(grpc, 'port'), container) };
  const exec = get(probe, 'exec');
  if (!exec) return undefined;
  const command = textsOf(get(exec, 'command'));
  return { target: 'command', command, ...requestOf(command) };
}

/** A named port is what the container calls so; a name that it does not know stays a name. */
function portOf(port: Tree | undefined, container: Tree): { port?: string | number } {
  const number = numberOf(port);
  if (number !== undefined) return { port: number };
  const name = textOf(port);
  if (name === undefined) return {};
  const list = get(container, 'ports');
  const named = list?.is === 'list' ? list.items.find((item) => textOf(get(item, 'name')) === name) : undefined;
  return { port: numberOf(get(named, 'containerPort')) ?? name };
}

/** Kubernetes' defaults are known values: every 10 s, within 1 s, three failures. */
function timesOf(probe: Tree, open: boolean) {
  const hidden = open || isOpen(probe);
  const seconds = (key: string, fallback: number) => {
    const tree = get(probe, key);
    return numberOf(tree) ?? (tree || hidden ? undefined : fallback);
  };
  const period = seconds('periodSeconds', 10);
  const timeout = seconds('timeoutSeconds', 1);
  const failures = seconds('failureThreshold', 3);
  const delay = seconds('initialDelaySeconds', 0);
  const timeoutNode = get(probe, 'timeoutSeconds');
  const failuresNode = get(probe, 'failureThreshold');
  const fieldsAt = fieldsOf(probe);
  return {
    ...(period === undefined ? {} : { periodMs: period * 1000 }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    ...(failures === undefined ? {} : { failures }),
    ...(delay ? { initialDelayMs: delay * 1000 } : {}),
    ...(timeoutNode ? { timeoutAt: spanOf(timeoutNode) } : {}),
    ...(failuresNode ? { failuresAt: spanOf(failuresNode) } : {}),
    ...(fieldsAt ? { fieldsAt } : {}),
    ...(hidden ? { open: true } : {}),
  };
}

/** In front of the first field of a mapping that stands in one file as it is; JSON is written in other ways. */
function fieldsOf(probe: Tree): Probe['fieldsAt'] {
  const [first] = entriesOf(probe);
  return first && inFrontOf(first, probe);
}

function inFrontOf(entry: Entry, mapping: Tree): Probe['fieldsAt'] {
  const first = entriesOf(mapping)[0] ?? entry;
  if (entry.doc !== mapping.doc || first.keyStart < mapping.start || /\.json$/.test(mapping.doc.file)) return undefined;
  const at = spanAt(entry.doc.file, entry.doc.lines, entry.keyStart, entry.keyStart);
  // A mapping in braces starts in front of its first key.
  return { at, between: first.keyStart > mapping.start ? ', ' : `\n${' '.repeat(at.column - 1)}` };
}

/** In front of the probe itself, where it is written out: no value of a chart and no anchor stands in it. */
function besideOf(entry: Entry, container: Tree): Pick<Probe, 'besideAt'> {
  const isWritten = entriesOf(entry.value).every(
    (field) =>
      field.doc === container.doc &&
      field.keyStart > entry.keyStart &&
      entriesOf(field.value).every((part) => part.value.doc === container.doc),
  );
  const besideAt = isWritten ? inFrontOf(entry, container) : undefined;
  return besideAt ? { besideAt } : {};
}
