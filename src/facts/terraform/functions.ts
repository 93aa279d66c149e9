import type { Fact } from '../../core/fact';
import { parseImage } from '../../core/image';
import { safeValue } from '../../core/safeValue';
import { entriesOf, keySpan, numberOf, spanOf, type Tree, textOf, writtenOf } from '../../core/tree';
import { attributeOf, blocksOf, type HclBlock, isDynamic } from '../../parse/hcl';
import { headSpan, nameOfBlock, type Placed } from './block';

function variables(map: Tree | undefined, target: string, { environment, family }: Placed): Fact[] {
  if (!map) return [];
  const common = {
    kind: 'env.declared' as const,
    environment,
    family,
    source: 'terraform',
    when: 'start' as const,
    target,
    layer: 50,
  };
  if (map.is !== 'map') return [{ ...common, at: spanOf(map), name: '*' }];
  return entriesOf(map).map((entry) => {
    const value = textOf(entry.value);
    return {
      ...common,
      at: keySpan(entry),
      name: entry.key,
      ...(value === undefined ? {} : { value: safeValue(value, entry.key) }),
    };
  });
}

export function lambdaFacts(block: HclBlock, placed: Placed): Fact[] {
  if (block.labels[0] !== 'aws_lambda_function') return [];
  const name = textOf(attributeOf(block, 'function_name')?.value) ?? block.labels[1] ?? '';
  const image = writtenOf(attributeOf(block, 'image_uri')?.value);
  const workload: Fact = {
    kind: 'workload.declared',
    at: headSpan(block),
    environment: placed.environment,
    name,
    sort: 'worker',
    ...(image === undefined ? {} : { image: parseImage(image) }),
    startsAfter: [],
    autoscaled: true,
    platform: 'lambda',
  };
  const given = attributeOf(blocksOf(block, 'environment')[0], 'variables');
  return [workload, ...variables(given?.value, name, placed)];
}

export function appServiceFacts(block: HclBlock, placed: Placed): Fact[] {
  if (!/^azurerm_(?:linux|windows)_(?:web|function)_app$/.test(block.labels[0] ?? '')) return [];
  const name = nameOfBlock(block);
  const facts = variables(attributeOf(block, 'app_settings')?.value, name, placed);
  const path = attributeOf(blocksOf(block, 'site_config')[0], 'health_check_path');
  const written = textOf(path?.value);
  if (path && written !== undefined)
    facts.push({
      kind: 'probe.declared',
      at: keySpan(path),
      workload: name,
      environment: placed.environment,
      role: 'platform',
      target: 'http',
      path: written,
      pathAt: spanOf(path.value),
      accepts: '200-299',
      source: 'terraform',
    });
  return facts;
}

/** Cloud Run, both generations of the resource. */
export function cloudRunFacts(block: HclBlock, placed: Placed): Fact[] {
  if (!/^google_cloud_run(?:_v2)?_(?:service|job)$/.test(block.labels[0] ?? '')) return [];
  const facts: Fact[] = [];
  const name = nameOfBlock(block);
  const { environment } = placed;
  const [template] = blocksOf(block, 'template');
  const inner = blocksOf(template, 'spec')[0] ?? blocksOf(template, 'template')[0] ?? template;
  const [container] = blocksOf(inner, 'containers');
  const image = writtenOf(attributeOf(container, 'image')?.value);
  facts.push({
    kind: 'workload.declared',
    at: headSpan(block),
    environment,
    name,
    sort: /_job$/.test(block.labels[0] ?? '') ? 'job' : 'service',
    ...(image === undefined ? {} : { image: parseImage(image) }),
    startsAfter: [],
    autoscaled: true,
    platform: 'cloud-run',
    servedBy: /_job$/.test(block.labels[0] ?? '') ? [] : ['Cloud Run'],
    graceMs: 10_000,
  });
  if (!container) return facts;
  const common = {
    kind: 'env.declared' as const,
    environment,
    family: placed.family,
    source: 'terraform',
    when: 'start' as const,
    target: name,
    layer: 50,
    ...(image === undefined ? {} : { image: parseImage(image).name }),
  };
  for (const variable of blocksOf(container, 'env')) {
    const key = attributeOf(variable, 'name');
    const text = textOf(key?.value);
    const value = textOf(attributeOf(variable, 'value')?.value);
    if (key)
      facts.push({
        ...common,
        at: spanOf(key.value),
        name: text ?? '*',
        ...(value === undefined ? {} : { value: safeValue(value, text) }),
      });
  }
  if (isDynamic(container, 'env')) facts.push({ ...common, at: headSpan(container), name: '*' });
  const port = attributeOf(blocksOf(container, 'ports')[0], 'container_port');
  const number = numberOf(port?.value);
  if (port && number !== undefined)
    facts.push({
      kind: 'port.declared',
      at: spanOf(port.value),
      layer: 'container',
      port: number,
      workload: name,
      environment,
      source: 'terraform',
    });
  for (const [type, role] of [
    ['liveness_probe', 'live'],
    ['startup_probe', 'start'],
  ] as const) {
    const [probe] = blocksOf(container, type);
    const [http] = blocksOf(probe, 'http_get');
    if (!probe || !http) continue;
    const path = attributeOf(http, 'path');
    const written = textOf(path?.value) ?? (path ? undefined : '/');
    const seconds = (key: string, fallback: number) => {
      const found = attributeOf(probe, key);
      return found ? numberOf(found.value) : fallback;
    };
    const period = seconds('period_seconds', 10);
    const timeout = seconds('timeout_seconds', 1);
    const failures = seconds('failure_threshold', 3);
    const asked = numberOf(attributeOf(http, 'port')?.value) ?? number;
    facts.push({
      kind: 'probe.declared',
      at: headSpan(probe),
      workload: name,
      environment,
      role,
      target: 'http',
      ...(written === undefined ? {} : { path: written }),
      ...(path ? { pathAt: spanOf(path.value) } : {}),
      ...(asked === undefined ? {} : { port: asked }),
      ...(period === undefined ? {} : { periodMs: period * 1000 }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      ...(failures === undefined ? {} : { failures }),
      accepts: '200-399',
      source: 'terraform',
      ...(image === undefined ? {} : { image: parseImage(image).name }),
    });
  }
  return facts;
}
