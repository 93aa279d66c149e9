import type { Fact, Value } from '../../core/fact';
import type { Source } from '../../core/source';
import { keepAliveDefaults } from '../../knowledge/shutdown';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf, memberPath, propertyOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import { closingOf } from './closing';

/** Ports on which a process listens, and how long it keeps an idle connection. */
export function listenFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact[] = [];
  const keepAlive = keepAliveOf(scope);
  for (const call of scope.code.of('CallExpression')) {
    const port = portIn(call, scope);
    if (!port) continue;
    const value = scope.value(port);
    if (!isPort(value)) continue;
    const callee = bare(call.callee);
    const owner = callee.type === 'MemberExpression' ? (memberPath(callee.object)?.join('.') ?? '') : '';
    const framework = frameworkOf(call, scope);
    const closing = closingOf(call, scope, source);
    const own = keepAlive ?? (framework === 'fastify' ? keepAliveDefaults.fastify : undefined);
    facts.push({
      kind: 'port.declared',
      at: source.span(port.range[0], port.range[1]),
      layer: 'listen',
      port: value,
      ...(own === undefined ? {} : { keepAliveMs: own }),
      ...(/metric|admin|debug|probe|health|internal|inspect|mock|test/i.test(
        `${owner} ${value.is === 'env' ? value.name : ''}`,
      )
        ? { aside: true }
        : {}),
      ...(framework === undefined ? {} : { framework }),
      ...(closing ? { closing } : {}),
      source: source.path,
    });
  }
  if (facts.length === 0 && keepAlive !== undefined)
    // Set where the server is made, or in a function that gets it: it counts for whoever listens.
    facts.push({
      kind: 'port.declared',
      at: source.span(0, 0),
      layer: 'listen',
      port: { is: 'unknown' },
      keepAliveMs: keepAlive,
      source: source.path,
    });
  return facts;
}

/** The argument that names the port: `listen(3000)`, `listen({ port })`, `serve({ fetch, port })`. */
function portIn(call: NodeOf<'CallExpression'>, scope: FileScope): Node | undefined {
  const path = memberPath(call.callee);
  const [first, second] = call.arguments;
  if (!first) return undefined;
  const callee = bare(call.callee);
  if (callee.type === 'MemberExpression' && keyOf(callee) === 'listen') {
    // `createServer(app).listen(3000)` has no name; what has one must not be something else that listens.
    const owner = memberPath(callee.object)?.join('.') ?? '';
    if (/redis|queue|channel|socket$|emitter|event|client|sub(?:scriber)?$|history|i18n|bus/i.test(owner))
      return undefined;
    const at = bare(first);
    return at.type === 'ObjectExpression' ? propertyOf(at, 'port') : first;
  }
  const ref = scope.ref(call.callee);
  if (ref.in === 'import' && ref.specifier === '@hono/node-server') return propertyOf(bare(first), 'port');
  if (path?.join('.') === 'Bun.serve' || path?.join('.') === 'Deno.serve')
    return propertyOf(bare(first), 'port') ?? (second && propertyOf(bare(second), 'port'));
  return undefined;
}

function isPort(value: Value): boolean {
  if (value.is === 'env') return true;
  const number = value.is === 'literal' ? Number(value.value) : Number.NaN;
  return Number.isInteger(number) && number > 0 && number < 65_536;
}

/** `server.keepAliveTimeout = 65_000`, or the option of the server. */
function keepAliveOf(scope: FileScope): number | undefined {
  for (const assignment of scope.code.of('AssignmentExpression')) {
    if (memberPath(assignment.left)?.at(-1) !== 'keepAliveTimeout') continue;
    const value = scope.value(assignment.right);
    const literal = value.is === 'env' ? value.fallback : value;
    // What is set to something that cannot be told is set on purpose.
    return literal?.is === 'literal' && typeof literal.value === 'number' ? literal.value : Number.MAX_SAFE_INTEGER;
  }
  for (const property of scope.code.of('Property')) {
    if (property.key.type !== 'Identifier' || property.key.name !== 'keepAliveTimeout') continue;
    const value = scope.value(property.value);
    return value.is === 'literal' && typeof value.value === 'number' ? value.value : Number.MAX_SAFE_INTEGER;
  }
  return undefined;
}

function frameworkOf(call: NodeOf<'CallExpression'>, scope: FileScope): string | undefined {
  const callee = bare(call.callee);
  const text = scope.bindings.all.flatMap((binding) => binding.from?.specifier ?? []);
  if (text.some((specifier) => specifier === 'fastify' || specifier === '@nestjs/platform-fastify')) return 'fastify';
  if (callee.type === 'MemberExpression' && memberPath(callee)?.[0] === 'Bun') return 'bun';
  if (memberPath(callee)?.[0] === 'Deno') return 'deno';
  return text.includes('@nestjs/core') ? 'nest' : text.includes('express') ? 'express' : undefined;
}
