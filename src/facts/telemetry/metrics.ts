import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Span } from '../../core/span';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf, memberPath, propertyOf, settled, stringOf, within } from '../code/nodes';
import type { FileScope } from '../code/scope';

const sorts: Record<string, string> = {
  Counter: 'counter',
  Gauge: 'gauge',
  Histogram: 'histogram',
  Summary: 'summary',
  createCounter: 'counter',
  createUpDownCounter: 'counter',
  createHistogram: 'histogram',
  createObservableGauge: 'gauge',
  createObservableCounter: 'counter',
  createGauge: 'gauge',
};

/** Metrics that a file makes, and label values that have no end: each value is a time series of its own. */
export function metricFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact<'metric.emitted'>[] = [];
  for (const node of [...scope.code.of('NewExpression'), ...scope.code.of('CallExpression')]) {
    const made = metricMadeBy(node);
    if (!made) continue;
    facts.push({
      kind: 'metric.emitted',
      at: source.span(node.range[0], node.range[1]),
      name: made.name,
      sort: made.sort,
      labels: made.labels,
      unbounded: [],
    });
  }
  for (const call of scope.code.of('CallExpression')) {
    const use = useOf(call, scope);
    if (!use) continue;
    for (const { label, value } of use.labels) {
      const why = unboundedBecause(value, scope);
      if (why === undefined) continue;
      const at: Span = source.span(value.range[0], value.range[1]);
      facts.push({
        kind: 'metric.emitted',
        at,
        name: use.metric,
        sort: use.sort,
        labels: [label],
        unbounded: [`${label} is ${why}`],
      });
    }
  }
  return facts;
}

function metricMadeBy(
  node: NodeOf<'NewExpression'> | NodeOf<'CallExpression'>,
): { name: string; sort: string; labels: string[] } | undefined {
  const made = memberPath(node.callee)?.at(-1) ?? '';
  const sort = Object.hasOwn(sorts, made) ? sorts[made] : undefined;
  if (sort === undefined) return undefined;
  const [first] = node.arguments;
  if (!first) return undefined;
  const options = bare(first);
  const name =
    options.type === 'ObjectExpression'
      ? stringOf(propertyOf(options, 'name'))
      : made.startsWith('create')
        ? stringOf(options)
        : undefined;
  if (name === undefined) return undefined;
  const list = propertyOf(options, 'labelNames');
  const elements =
    list && settled(list).type === 'ArrayExpression' ? (settled(list) as NodeOf<'ArrayExpression'>).elements : [];
  return { name, sort, labels: elements.flatMap((element) => (element ? (stringOf(element) ?? []) : [])) };
}

const methods = /^(?:inc|dec|set|observe|startTimer|add|record|labels)$/;

/** A use of a metric with labels: of one that this file makes, or one whose name leaves no doubt. */
function useOf(
  call: NodeOf<'CallExpression'>,
  scope: FileScope,
): { metric: string; sort: string; labels: { label: string; value: Node }[] } | undefined {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || !methods.test(keyOf(callee) ?? '')) return undefined;
  const method = keyOf(callee);
  const owner = scope.definition(callee.object);
  const made =
    owner && (owner.type === 'NewExpression' || owner.type === 'CallExpression') ? metricMadeBy(owner) : undefined;
  const name = memberPath(callee.object)?.at(-1) ?? '';
  const obvious =
    /(?:counter|histogram|gauge|summary|requestsTotal|total|duration|latency)$/i.test(name) &&
    method !== 'set' &&
    method !== 'add' &&
    method !== 'record';
  if (!made && !obvious) return undefined;
  if (method === 'labels' && made && call.arguments.every((argument) => bare(argument).type !== 'ObjectExpression'))
    return {
      metric: made.name,
      sort: made.sort,
      labels: call.arguments.map((value, index) => ({ label: made.labels[index] ?? `label ${index + 1}`, value })),
    };
  const labels: { label: string; value: Node }[] = [];
  for (const argument of call.arguments) {
    const at = bare(argument);
    if (at.type !== 'ObjectExpression') continue;
    for (const property of at.properties) {
      const label = property.type === 'Property' ? keyOf(property) : undefined;
      if (property.type === 'Property' && label !== undefined) labels.push({ label, value: property.value });
    }
  }
  return labels.length > 0 ? { metric: made?.name ?? name, sort: made?.sort ?? 'unknown', labels } : undefined;
}

const requests = /^(?:req|request|ctx|context|c|event|url|location)$/;

/** Why a value can take any number of forms; a route template, a method, a status cannot. */
function unboundedBecause(value: Node, scope: FileScope, depth = 0): string | undefined {
  const at = settled(value);
  if (depth > 3) return undefined;
  // `req.route?.path ?? req.path`: who looks for the route knows the problem.
  if (mentionsRoute(at, scope)) return undefined;
  if (at.type === 'LogicalExpression')
    return unboundedBecause(at.left, scope, depth + 1) ?? unboundedBecause(at.right, scope, depth + 1);
  if (at.type === 'TemplateLiteral') {
    for (const hole of at.expressions) {
      const why = unboundedBecause(hole, scope, depth + 1);
      if (why !== undefined) return why;
    }
    return undefined;
  }
  if (at.type === 'Identifier') {
    const meant = scope.definition(at);
    return meant && meant !== at && meant.type !== 'CallExpression'
      ? unboundedBecause(meant, scope, depth + 1)
      : undefined;
  }
  const path = memberPath(at);
  if (!path || path.length < 2) return undefined;
  const last = path.at(-1) ?? '';
  const owner = path.at(-2) ?? '';
  if (/^(?:originalUrl|url|href)$/.test(last) && requests.test(path[0] ?? '')) return 'the raw URL';
  if (/^(?:path|pathname)$/.test(last) && (requests.test(owner) || owner === 'nextUrl')) return 'the raw path';
  if (/^(?:userId|user_id|accountId|customerId|sessionId|requestId|correlationId|traceId|orderId)$/.test(last))
    return `an id (${last})`;
  if (/^id$/.test(last) && /^(?:user|account|customer|session|order|request|tenant)$/i.test(owner))
    return `an id (${owner}.${last})`;
  if (last === 'email' || (last === 'ip' && requests.test(owner)))
    return last === 'ip' ? 'an address' : 'an e-mail address';
  if (/^(?:message|stack)$/.test(last) && /^(?:e|err|error|ex|exception|reason)$/i.test(owner))
    return 'the text of an error';
  return undefined;
}

function mentionsRoute(node: Node, scope: FileScope): boolean {
  return [...scope.code.of('MemberExpression'), ...scope.code.of('Identifier')].some(
    (other) =>
      within(other, node) &&
      /^(?:route|routePath|routerPath|matchedPath|routeOptions|_matchedRoute|baseRoute|pattern)$/.test(
        other.type === 'Identifier' ? other.name : (keyOf(other) ?? ''),
      ),
  );
}
