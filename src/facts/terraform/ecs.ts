import type { Fact } from '../../core/fact';
import { parseImage } from '../../core/image';
import { requestOf } from '../../core/probeRequest';
import { safeValue } from '../../core/safeValue';
import type { Span } from '../../core/span';
import {
  entryOf,
  entrySpan,
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
import { attributeOf, blocksOf, type HclBlock, isDynamic } from '../../parse/hcl';
import { parseJsonAt } from '../../parse/json';
import { headSpan, nameOfBlock, type Placed } from './block';

/** Services and task definitions of ECS. */
export function ecsFacts(block: HclBlock, all: readonly HclBlock[], placed: Placed): Fact[] {
  if (block.labels[0] === 'aws_ecs_service') return [serviceOf(block, all, placed)];
  return block.labels[0] === 'aws_ecs_task_definition' ? taskFacts(block, placed) : [];
}

function containersOf(task: HclBlock | undefined): Tree | undefined {
  const value = attributeOf(task, 'container_definitions')?.value;
  if (value?.is !== 'scalar' || typeof value.value !== 'string') return value;
  return value.template ? undefined : parseJsonAt(value.value, value.doc, value.start).tree;
}

function serviceOf(block: HclBlock, all: readonly HclBlock[], { environment }: Placed): Fact<'workload.declared'> {
  const places: Record<string, Span> = {};
  const breaker = blocksOf(block, 'deployment_circuit_breaker')[0];
  const enabled = flagOf(attributeOf(breaker, 'enable')?.value);
  const hidden = isDynamic(block, 'deployment_circuit_breaker') || (breaker !== undefined && enabled === undefined);
  const enable = attributeOf(breaker, 'enable');
  if (enable) places.circuitBreaker = entrySpan(enable);
  places.end = spanOf({ doc: block.doc, start: Math.max(block.start, block.end - 1), end: block.end });
  const controller = textOf(attributeOf(blocksOf(block, 'deployment_controller')[0], 'type')?.value);
  const served = blocksOf(block, 'load_balancer').length > 0 || isDynamic(block, 'load_balancer');
  const reference = writtenOf(attributeOf(block, 'task_definition')?.value) ?? '';
  const label = /aws_ecs_task_definition\.([\w-]+)/.exec(reference)?.[1];
  const task = all.find((other) => other.labels[0] === 'aws_ecs_task_definition' && other.labels[1] === label);
  const [main] = itemsOf(containersOf(task));
  const image = writtenOf(get(main, 'image'));
  const count = numberOf(attributeOf(block, 'desired_count')?.value);
  const stop = entryOf(main, 'stopTimeout');
  return {
    kind: 'workload.declared',
    at: headSpan(block),
    environment,
    name: nameOfBlock(block),
    sort: served ? 'service' : 'worker',
    ...(image === undefined ? {} : { image: parseImage(image) }),
    ...(count === undefined ? {} : { replicas: count }),
    ...(controller === undefined ? {} : { strategy: controller }),
    // The agent waits 30 s unless the task says otherwise.
    ...(main && !stop && !isOpen(main)
      ? { graceMs: 30_000 }
      : numberOf(stop?.value) !== undefined
        ? { graceMs: 1000 * (numberOf(stop?.value) ?? 0) }
        : {}),
    startsAfter: [],
    autoscaled: false,
    platform: 'ecs',
    ...(hidden ? {} : { circuitBreaker: enabled === true }),
    servedBy: served ? ['load balancer'] : [],
    places,
  };
}

function taskFacts(block: HclBlock, placed: Placed): Fact[] {
  const facts: Fact[] = [];
  const workload = textOf(attributeOf(block, 'family')?.value) ?? block.labels[1] ?? '';
  const containers = containersOf(block);
  for (const container of itemsOf(containers)) {
    const written = writtenOf(get(container, 'image'));
    const image = written === undefined ? undefined : parseImage(written).name;
    facts.push(
      ...probeOf(container, workload, image, placed),
      ...portsOf(container, workload, placed),
      ...variablesOf(container, workload, image, placed),
    );
  }
  return facts;
}

/** Defaults of ECS: every 30 s, within 5 s, three failures. */
function probeOf(container: Tree, workload: string, image: string | undefined, { environment }: Placed): Fact[] {
  const check = entryOf(container, 'healthCheck');
  const listed = textsOf(get(check?.value, 'command'));
  if (!check || listed.length === 0) return [];
  const command = /^CMD(?:-SHELL)?$/.test(listed[0] ?? '') ? listed.slice(1) : listed;
  const { path, port } = requestOf(command);
  const seconds = (key: string, fallback: number) => {
    const tree = get(check.value, key);
    return tree ? numberOf(tree) : fallback;
  };
  const period = seconds('interval', 30);
  const timeout = seconds('timeout', 5);
  const failures = seconds('retries', 3);
  return [
    {
      kind: 'probe.declared',
      at: keySpan(check),
      workload,
      environment,
      role: 'live',
      target: 'command',
      command,
      ...(path === undefined ? {} : { path }),
      ...(port === undefined ? {} : { port }),
      ...(period === undefined ? {} : { periodMs: period * 1000 }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      ...(failures === undefined ? {} : { failures }),
      ...(image === undefined ? {} : { image }),
      source: 'terraform',
    },
  ];
}

function portsOf(container: Tree, workload: string, { environment }: Placed): Fact[] {
  return itemsOf(get(container, 'portMappings')).flatMap((item): Fact[] => {
    const tree = get(item, 'containerPort');
    const port = numberOf(tree);
    if (!tree || port === undefined) return [];
    return [
      { kind: 'port.declared', at: spanOf(tree), layer: 'container', port, workload, environment, source: 'terraform' },
    ];
  });
}

function variablesOf(
  container: Tree,
  workload: string,
  image: string | undefined,
  { environment, family }: Placed,
): Fact[] {
  const facts: Fact[] = [];
  const common = {
    kind: 'env.declared' as const,
    environment,
    family,
    source: 'terraform',
    when: 'start' as const,
    target: workload,
    layer: 50,
    ...(image === undefined ? {} : { image }),
  };
  for (const key of ['environment', 'secrets']) {
    const list = get(container, key);
    for (const item of itemsOf(list)) {
      const name = textOf(get(item, 'name'));
      const value = textOf(get(item, 'value'));
      const from = writtenOf(get(item, 'valueFrom'));
      facts.push({
        ...common,
        at: spanOf(get(item, 'name') ?? item),
        name: name ?? '*',
        ...(value === undefined ? {} : { value: safeValue(value, name) }),
        ...(from === undefined ? {} : { references: from }),
      });
    }
    if (list && list.is !== 'list') facts.push({ ...common, at: spanOf(list), name: '*' });
  }
  if (get(container, 'environmentFiles'))
    facts.push({ ...common, at: spanOf(get(container, 'environmentFiles') as Tree), name: '*' });
  return facts;
}
