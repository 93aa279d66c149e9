import { placeOf } from '../core/environment';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { keySpan, numberOf, textOf } from '../core/tree';
import { isShippedPath } from '../knowledge/paths';
import { attributeOf, blocksOf, type HclBlock, isDynamic, parseHcl } from '../parse/hcl';
import { nameOfBlock, type Placed } from './terraform/block';
import { ecsFacts } from './terraform/ecs';
import { appServiceFacts, cloudRunFacts, lambdaFacts } from './terraform/functions';
import { resourceFacts } from './terraform/resources';

/** Workloads, balancers and resources of Terraform and OpenTofu, as far as they are written as literals. */
export const terraform: Extractor = {
  name: 'terraform',
  emits: [
    'workload.declared',
    'probe.declared',
    'port.declared',
    'path.exposed',
    'resource.declared',
    'resource.referenced',
    'env.declared',
    'text.unread',
  ],
  files: /\.(?:tf|tofu)$/,
  accepts: (path, text) => isShippedPath(path) && /^[ \t]*resource\s+"(?:aws|google|azurerm)_/m.test(text),
  extract(source) {
    const { body, error } = parseHcl(source);
    const facts: Fact[] = [];
    if (error)
      facts.push({
        kind: 'text.unread',
        at: source.span(error.start, error.start),
        reason: error.reason,
        hides: ['workload.declared', 'resource.declared'],
      });
    const resources = body.blocks.filter((block) => block.type === 'resource' && block.labels.length === 2);
    const placed = placeOf(source.path);
    for (const block of resources) {
      facts.push(
        ...ecsFacts(block, resources, placed),
        ...lambdaFacts(block, placed),
        ...cloudRunFacts(block, placed),
        ...appServiceFacts(block, placed),
      );
      facts.push(...resourceFacts(block, placed));
      if (/^aws_(?:lb|alb)_target_group$/.test(block.labels[0] ?? ''))
        facts.push(...targetGroupFacts(source, block, placed));
    }
    return facts;
  },
};

/** Defaults of Application Load Balancers: every 30 s, within 5 s, two failures, exactly 200. */
function targetGroupFacts(source: Source, block: HclBlock, { environment }: Placed): Fact[] {
  const [check] = blocksOf(block, 'health_check');
  const lambda = textOf(attributeOf(block, 'target_type')?.value) === 'lambda';
  const protocol =
    textOf(attributeOf(check, 'protocol')?.value) ?? textOf(attributeOf(block, 'protocol')?.value) ?? 'HTTP';
  if (!check || lambda || isDynamic(block, 'health_check') || textOf(attributeOf(check, 'enabled')?.value) === 'false')
    return [];
  const value = (key: string, fallback: number) => {
    const found = attributeOf(check, key);
    return found ? numberOf(found.value) : fallback;
  };
  const path = attributeOf(check, 'path');
  const written = textOf(path?.value);
  const port = numberOf(attributeOf(check, 'port')?.value) ?? numberOf(attributeOf(block, 'port')?.value);
  const period = value('interval', 30);
  const timeout = value('timeout', 5);
  const failures = value('unhealthy_threshold', 2);
  const matcher = attributeOf(check, 'matcher');
  const accepts = matcher ? textOf(matcher.value) : '200';
  const http = /^HTTPS?$/.test(protocol);
  return [
    {
      kind: 'probe.declared',
      at: path ? keySpan(path) : source.span(check.start, check.headEnd),
      workload: nameOfBlock(block),
      environment,
      role: 'balancer',
      target: http ? 'http' : 'tcp',
      ...(http && written !== undefined ? { path: written } : http && !path ? { path: '/' } : {}),
      ...(path ? { pathAt: source.span(path.value.start, path.value.end) } : {}),
      ...(port === undefined ? {} : { port }),
      ...(period === undefined ? {} : { periodMs: period * 1000 }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      ...(failures === undefined ? {} : { failures }),
      ...(http && accepts !== undefined ? { accepts } : {}),
      source: 'terraform',
    },
  ];
}
