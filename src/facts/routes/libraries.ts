import type { Ref } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { isFunction, keyOf, propertyOf, settled } from '../code/nodes';
import { objectRoute } from './calls';
import { pathsOf, pathText } from './paths';
import { constantHandler, declare, handlerOf, objectRouter, type Routing, routerOf } from './shared';

/** Routes that health libraries add by themselves, and frameworks whose routes are literals. */
export function libraryRoutes(routing: Routing): void {
  const { scope } = routing;
  for (const call of scope.code.of('CallExpression')) {
    const ref = scope.ref(call.callee);
    const last = ref.in === 'unknown' ? undefined : ref.path.at(-1);
    if (ref.in === 'import' && ref.specifier === '@godaddy/terminus') terminus(call.arguments[1], routing);
    if (ref.in === 'import' && ref.specifier === 'lightship') lightship(call, routing);
    if (last === 'register' || last === 'use') plugin(call, routing);
    if (ref.in === 'import' && /^@tanstack\//.test(ref.specifier)) continue;
    if (call.callee.type === 'CallExpression') tanstack(call.callee, call.arguments[0], routing);
  }
  for (const node of scope.code.of('ObjectExpression')) {
    if (!propertyOf(node, 'method') || !propertyOf(node, 'path') || !propertyOf(node, 'handler')) continue;
    if (isRouteLiteral(node)) objectRoute(node, objectRouter, routing);
  }
}

/** A route written as a literal that is exported, or an element of a list that is: hapi. */
function isRouteLiteral(node: Node): boolean {
  let at = node.parent;
  if (at?.type === 'ArrayExpression') at = at.parent;
  if (at?.type === 'ExportDefaultDeclaration' || at?.type === 'AssignmentExpression') return true;
  return at?.type === 'VariableDeclarator' && at.parent.parent?.type === 'ExportNamedDeclaration';
}

/** `createTerminus(server, { healthChecks: { '/ready': check } })`: only a rejection is a failure. */
function terminus(options: Node | undefined, routing: Routing): void {
  const at = options && settled(options);
  const meant = at?.type === 'Identifier' ? routing.scope.definition(at) : at;
  const checks = propertyOf(meant, 'healthChecks');
  const table = checks && settled(checks);
  if (table?.type !== 'ObjectExpression') return;
  for (const property of table.properties) {
    const path = property.type === 'Property' ? keyOf(property) : undefined;
    if (property.type !== 'Property' || !path?.startsWith('/')) continue;
    declare(routing, property, {
      method: 'GET',
      path,
      router: { in: 'global', name: 'http', path: [] },
      ...handlerOf(property.value, routing.scope),
      framework: 'godaddy-terminus',
    });
  }
}

const stateHandler: Ref = { in: 'global', name: 'state', path: [] };

/** Its own server, port 9000: `/live`, `/ready` and `/health` answer from a flag that the program sets. */
function lightship(call: Node, routing: Routing): void {
  for (const path of ['/live', '/ready', '/health'])
    declare(routing, call, {
      method: 'GET',
      path,
      router: { in: 'global', name: 'http', path: [] },
      handler: stateHandler,
      framework: 'lightship',
    });
}

/** Packages whose mere registration serves a path that always answers. */
const constantPlugins: { specifier: RegExp; path: string }[] = [
  { specifier: /^(?:fastify-healthcheck|@mgcrea\/fastify-.*health.*)$/, path: '/health' },
  { specifier: /^express-healthcheck$/, path: '/healthcheck' },
  { specifier: /^koa-simple-healthcheck$/, path: '/healthcheck' },
  { specifier: /^express-actuator$/, path: '/health' },
];

function plugin(call: Extract<Node, { type: 'CallExpression' }>, routing: Routing): void {
  const { scope } = routing;
  const router = call.callee.type === 'MemberExpression' ? routerOf(call.callee.object, routing) : undefined;
  if (!router) return;
  const args = call.arguments.map((argument) => settled(argument));
  const at = args.findIndex((argument) => {
    const ref = argument.type === 'CallExpression' ? scope.ref(argument.callee) : scope.ref(argument);
    return ref.in === 'import';
  });
  const target = args[at];
  if (!target) return;
  const ref = target.type === 'CallExpression' ? scope.ref(target.callee) : scope.ref(target);
  if (ref.in !== 'import') return;
  if (/^(?:@fastify\/)?under-pressure$/.test(ref.specifier)) underPressure(call, args[at + 1], router.ref, routing);
  const row = constantPlugins.find((one) => one.specifier.test(ref.specifier));
  if (!row) return;
  const options = target.type === 'CallExpression' ? target.arguments[0] : args[at + 1];
  const given = at > 0 ? pathsOf(args[0], scope)[0] : undefined;
  const own = options && propertyOf(settled(options), 'path', 'healthcheckUrl', 'url');
  const test = options && propertyOf(settled(options), 'test', 'healthy');
  declare(routing, call, {
    method: 'GET',
    path: given ?? (own && pathText(own, scope)) ?? row.path,
    router: router.ref,
    ...(test ? handlerOf(test, scope) : { handler: constantHandler }),
    framework: router.framework,
  });
}

/** https://github.com/fastify/under-pressure: `exposeStatusRoute` answers 200 unless `healthCheck` says no. */
function underPressure(call: Node, options: Node | undefined, router: Ref, routing: Routing): void {
  const { scope } = routing;
  const literal = options?.type === 'Identifier' ? scope.definition(options) : options;
  const expose = propertyOf(literal, 'exposeStatusRoute');
  const at = expose && settled(expose);
  const url = at && propertyOf(at, 'url');
  const value = at && scope.value(url ?? at);
  const exposed = value?.is === 'literal' && value.value !== false;
  const check = propertyOf(literal, 'healthCheck');
  const traits = [
    ...(propertyOf(literal, 'healthCheckInterval') ? ['interval'] : []),
    ...(propertyOf(literal, 'maxHeapUsedBytes', 'maxRssBytes', 'maxEventLoopDelay', 'maxEventLoopUtilization')
      ? ['threshold']
      : []),
  ];
  if (!exposed && traits.length === 0) return;
  const path = value?.is === 'literal' && typeof value.value === 'string' ? value.value : '/status';
  const method = literal?.type === 'ObjectExpression' ? methodNamed(literal, 'healthCheck') : undefined;
  const checked = check ?? method;
  declare(routing, call, {
    method: exposed ? 'GET' : 'NONE',
    path,
    router,
    ...(checked ? handlerOf(checked, scope) : { handler: constantHandler }),
    framework: 'under-pressure',
    ...(traits.length > 0 ? { traits } : {}),
  });
}

function methodNamed(literal: Extract<Node, { type: 'ObjectExpression' }>, name: string): Node | undefined {
  const property = literal.properties.find((p) => p.type === 'Property' && keyOf(p) === name);
  return property?.type === 'Property' && isFunction(property.value) ? property.value : undefined;
}

/** TanStack Start: `createFileRoute('/path')({ server: { handlers: { GET } } })` and its older spellings. */
function tanstack(maker: Node, options: Node | undefined, routing: Routing): void {
  if (maker.type !== 'CallExpression') return;
  const ref = routing.scope.ref(maker.callee);
  if (ref.in !== 'import' || !/^@tanstack\//.test(ref.specifier)) return;
  const path = maker.arguments[0] && pathText(maker.arguments[0], routing.scope);
  const table = options && settled(options);
  if (path === undefined || table?.type !== 'ObjectExpression') return;
  const server = propertyOf(table, 'server');
  const handlers = server ? propertyOf(settled(server), 'handlers') : table;
  const methods = handlers && settled(handlers);
  if (methods?.type !== 'ObjectExpression') return;
  for (const property of methods.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined;
    if (property.type !== 'Property' || !/^(?:GET|POST|PUT|PATCH|DELETE|HEAD|ANY)$/.test(key ?? '')) continue;
    declare(routing, property, {
      method: key === 'ANY' ? 'ALL' : (key as string),
      path: path.replace(/\$(\w+)/g, ':$1'),
      router: { in: 'global', name: 'files', path: [] },
      ...handlerOf(property.value, routing.scope),
      framework: 'tanstack',
    });
  }
}
