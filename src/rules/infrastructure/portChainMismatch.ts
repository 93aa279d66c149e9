// Catches ports that do not meet on the way from the edge to the program.
// One number was changed and the next was not: the pods run, the probes or the requests find nobody.
// bad:  EXPOSE 8080 … containerPort: 3000, targetPort: 3000
// good: the same number, or a name that the container declares
import type { Fact } from '../../core/fact';
import { defineRule, type Verdict } from '../../core/rule';
import { isRehearsalEnvironment, named } from '../workloads';

type Port = Fact<'port.declared'>;
type Process = Fact<'process.resolved'>;

const manifest = (target: string) => `apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports:
    - port: 80
      targetPort: ${target}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1.0.0
          ports:
            - name: http
              containerPort: 3000
`;

export const portChainMismatch = defineRule({
  id: 'infrastructure/port-chain-mismatch',
  meta: {
    title: 'Ports that do not meet',
    why: 'Traffic or probes go to a port where nothing listens. The new version never becomes ready, or is ready and answers nobody.',
    todo: 'Use one number from the program through EXPOSE and containerPort to targetPort and the Ingress, or refer to the port by its name.',
    severity: 'blocker',
    examples: [
      {
        title: 'A name that the container does not have',
        head: { 'k8s/shop.yaml': manifest('web') },
        expect: ['infrastructure/port-chain-mismatch'],
      },
      { title: 'The name of the container port', head: { 'k8s/shop.yaml': manifest('http') }, expect: [] },
    ],
  },
  reads: ['port.declared', 'process.resolved', 'probe.declared'],
  within: 'repository',
  by: (fact) => (fact.workload === undefined ? '' : `${fact.environment ?? ''} ${fact.workload}`),
  judge(c) {
    const ports = c.head.of('port.declared').filter((port) => !isRehearsalEnvironment(port.environment ?? ''));
    const [process] = c.head.of('process.resolved');
    if (!process) return undefined;
    // One name in several places is several things: each is compared with what stands beside it.
    const folders = new Set(ports.map(folderOf));
    for (const folder of folders) {
      const here = ports.filter((port) => folderOf(port) === folder);
      const verdict =
        edgeVerdict(here) ??
        serviceVerdict(here, process) ??
        probeVerdict(
          here,
          c.head.of('probe.declared').filter((probe) => folderOf(probe) === folder),
        ) ??
        programVerdict(here, process);
      if (verdict) return verdict;
    }
    return undefined;
  },
});

/** Files of one chart, overlay or folder. Values of a chart count for its templates. */
function folderOf(fact: { at: { file: string } }): string {
  return fact.at.file.replace(/\/?[^/]*$/, '').replace(/(?:^|\/)templates$/, '');
}

const containers = (ports: readonly Port[]) => ports.filter((port) => port.layer === 'container');

/** From the Ingress to a Service that does not have this port. */
function edgeVerdict(ports: readonly Port[]): Verdict | undefined {
  for (const edge of ports.filter((port) => port.layer === 'ingress' && !port.open)) {
    const doors = ports.filter((port) => port.layer === 'service' && port.source === edge.name);
    if (
      doors.length === 0 ||
      doors.some(
        (door) =>
          door.open || door.port === edge.forwardsTo || door.name === edge.forwardsTo || typeof door.port === 'object',
      )
    )
      continue;
    const [only] = doors;
    return {
      what: `Ingress ${edge.source} sends requests to port ${edge.forwardsTo} of Service ${edge.name}, which has no such port`,
      subject: `workload ${edge.workload ?? ''}`,
      at: edge.at,
      evidence: doors.map((door) => ({
        at: door.at,
        note: `${edge.name} has port ${door.port}${door.name ? ` (${door.name})` : ''}`,
      })),
      fixes:
        doors.length === 1 && only && typeof edge.forwardsTo === 'number'
          ? [{ title: `Use port ${only.port}`, safe: false, edits: [{ at: edge.at, text: String(only.port) }] }]
          : [],
    };
  }
  return undefined;
}

/** From the Service to a container without this port. */
function serviceVerdict(ports: readonly Port[], process: Process): Verdict | undefined {
  const inside = containers(ports);
  if (inside.length === 0 || inside.some((port) => port.open || typeof port.port === 'object')) return undefined;
  for (const door of ports.filter((port) => port.layer === 'service' && port.source !== 'compose' && !port.open)) {
    const target = door.forwardsTo;
    if (target === undefined || inside.some((port) => port.port === target || port.name === target)) continue;
    // The list of ports is information only: a number that the program listens on works without it.
    const reached =
      typeof target === 'number' &&
      (process.listens.some((listen) => listen.port === target) ||
        process.exposes.some((exposed) => exposed.port === target) ||
        process.port?.value === target);
    if (reached) continue;
    const main = inside.filter((port) => !port.aside);
    const [only] = main;
    return {
      what: `Service ${door.source} sends requests to port ${target} of ${door.workload}, whose container has ${inside.map((port) => (port.name ? `${port.name} (${port.port})` : String(port.port))).join(', ')}`,
      subject: `workload ${door.workload ?? ''}`,
      at: door.at,
      confidence: typeof target === 'string' ? 'certain' : 'likely',
      evidence: inside.map((port) => ({ at: port.at, note: `container port ${port.port}` })),
      fixes:
        main.length === 1 && only
          ? [
              {
                title: `Use port ${only.name ?? only.port}`,
                safe: false,
                edits: [{ at: door.at, text: String(only.name ?? only.port) }],
              },
            ]
          : [],
    };
  }
  return undefined;
}

/** A probe that asks for a port by a name that its container does not give. */
function probeVerdict(ports: readonly Port[], probes: readonly Fact<'probe.declared'>[]): Verdict | undefined {
  for (const probe of probes) {
    if (probe.source !== 'kubernetes' || typeof probe.port !== 'string' || probe.open) continue;
    const inside = containers(ports).filter(
      (port) => port.container === undefined || port.container === probe.container,
    );
    if (inside.some((port) => port.open || port.name === probe.port)) continue;
    return {
      what: `a probe of ${probe.workload} asks port ${probe.port}, a name that its container does not give`,
      subject: `workload ${probe.workload}`,
      at: probe.at,
      evidence: inside.map((port) => ({
        at: port.at,
        note: port.name
          ? `the container calls port ${port.port} ${port.name}`
          : `container port ${port.port} has no name`,
      })),
    };
  }
  return undefined;
}

/** Platforms that tell the program its port. */
const injected = /^(?:heroku|railway|render|cloud-run|Knative|app-engine|vercel|netlify|lambda|serverless|cloudflare)$/;

/** From the container port to the program, when both can be told. */
function programVerdict(ports: readonly Port[], process: Process): Verdict | undefined {
  if (
    injected.test(process.platform) ||
    process.service === undefined ||
    process.sort === 'job' ||
    process.sort === 'cron'
  )
    return undefined;
  const inside = containers(ports).filter((port) => !port.aside && typeof port.port === 'number' && !port.open);
  const [first] = inside;
  if (!first || inside.length !== containers(ports).filter((port) => !port.aside).length) return undefined;
  const listens = process.listens.map((listen) =>
    listen.variable === 'PORT' && process.port ? process.port.value : listen.port,
  );
  // A program whose port cannot be told may listen anywhere.
  if (listens.length === 0 || listens.includes(undefined)) return undefined;
  // Another process of the image, such as a proxy, may hold the port.
  if (
    inside.some(
      (port) => listens.includes(port.port as number) || process.exposes.some((exposed) => exposed.port === port.port),
    )
  )
    return undefined;
  if (process.listens.some((listen) => listen.variable !== undefined && listen.variable !== 'PORT')) return undefined;
  const [listen] = process.listens;
  const numbers = [...new Set(listens)].join(', ');
  return {
    what: `${named({ name: process.workload, environment: process.environment })} listens on ${numbers}, but requests go to container port ${first.port}`,
    subject: `workload ${process.workload}`,
    at: first.at,
    confidence: 'likely',
    evidence: [
      ...(listen ? [{ at: listen.at, note: `the program listens on ${numbers}` }] : []),
      ...(process.port ? [{ at: process.port.at, note: `PORT is ${process.port.value}` }] : []),
      ...process.exposes.map((exposed) => ({ at: exposed.at, note: `the image exposes ${exposed.port}` })),
    ],
  };
}
