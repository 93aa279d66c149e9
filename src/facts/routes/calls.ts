import { type Framework, normalPath, routeMethods, unknownSegment } from '../../knowledge/webFrameworks';
import type { Node, NodeOf } from '../../parse/typescript';
import { methodCallOn } from '../code/inlined';
import { bare, isFunction, keyOf, propertyOf, settled } from '../code/nodes';
import { optionsOf } from '../code/values';
import { pathsOf, pathText } from './paths';
import { constantHandler, declare, handlerOf, middlewareIn, type Router, type Routing, routerOf } from './shared';

/** `app.get('/path', …)` and what the frameworks make of it; `server.route({ … })`. */
export function callRoutes(routing: Routing): void {
  for (const call of routing.scope.code.of('CallExpression')) {
    const callee = bare(call.callee);
    if (callee.type !== 'MemberExpression') continue;
    const key = keyOf(callee);
    if (key === undefined) continue;
    const method = routeMethods[key];
    if (method !== undefined) verb(call, callee.object, method, routing);
    else if (key === 'route' && call.arguments.length === 1) objectRoutes(call, callee.object, routing);
    else if (key === 'on') namedMethod(call, callee.object, routing);
  }
}

function verb(call: NodeOf<'CallExpression'>, object: Node, method: string, routing: Routing): void {
  const { scope } = routing;
  if (call.arguments.length === 0) return;
  const router = routerOf(object, routing);
  if (!router) return;
  let args: Node[] = [...call.arguments];
  // `router.route('/x').get(handler)`: the path is in the chain.
  const chained = isRouteCall(object);
  let paths = chained ? [''] : pathsOf(args.shift(), scope);
  if (!chained && router.framework === 'koa' && args[0] && args.length > 1 && isText(args[0], routing)) {
    paths = pathsOf(args[0], scope);
    args = args.slice(1);
  }
  if (paths.length === 0 || args.length === 0) return;
  if (!router.certain && !looksLikeRoute(paths, args, router.framework)) return;
  const { handlerNode, middleware, options } = split(args, router);
  if (!handlerNode) return;
  const { handler, wrappers } = handlerOf(handlerNode, scope);
  if (handler.in === 'global' && handler.name === constantHandler.name && router.framework !== 'elysia') return;
  if (handler.in === 'global' && handler.name !== constantHandler.name) return;
  const around = optionsMiddleware(options, routing);
  for (const path of paths)
    declare(routing, call, {
      method,
      path: withPrefix(router, path, routing),
      router: router.ref,
      handler,
      middleware: [...middlewareIn(middleware, scope), ...around, ...afterwards(call, routing)],
      framework: router.framework,
      ...(wrappers.length > 0 ? { wrappers } : {}),
    });
}

/** Where the handler stands among the arguments after the path. */
function split(
  args: readonly Node[],
  router: Router,
): { handlerNode: Node | undefined; middleware: Node[]; options: Node | undefined } {
  if (router.framework === 'elysia') return { handlerNode: args[0], middleware: [], options: args[1] };
  if (router.framework === 'adonis') return { handlerNode: args[0], middleware: [], options: undefined };
  const options = args.find((argument) => settled(argument).type === 'ObjectExpression');
  const rest = args.filter((argument) => argument !== options);
  const last = rest.at(-1);
  const inList = last && settled(last);
  if (inList?.type === 'ArrayExpression') {
    const list = inList.elements.filter((e) => e !== null);
    return { handlerNode: list.at(-1), middleware: [...rest.slice(0, -1), ...list.slice(0, -1)], options };
  }
  return {
    handlerNode: last ?? (options && propertyOf(settled(options), 'handler')),
    middleware: rest.slice(0, -1),
    options,
  };
}

function isRouteCall(node: Node): boolean {
  const at = settled(node);
  if (at.type !== 'CallExpression') return false;
  const callee = bare(at.callee);
  if (callee.type !== 'MemberExpression') return false;
  const key = keyOf(callee);
  if (key === 'route') return at.arguments.length === 1;
  return key !== undefined && key in routeMethods && isRouteCall(callee.object);
}

function isText(node: Node, routing: Routing): boolean {
  return settled(node).type !== 'ArrowFunctionExpression' && routing.scope.value(node).is === 'literal';
}

/** A router that only its name shows: the path must look like one, and something must be able to answer. */
function looksLikeRoute(paths: readonly string[], args: readonly Node[], framework: Framework): boolean {
  const last = args.at(-1);
  const at = last && settled(last);
  if (!paths.every((path) => path === '' || path.startsWith('/') || path === '*')) return false;
  if (isFunction(at)) return at.params.length > 0 || framework !== 'unknown';
  return (
    at?.type === 'Identifier' ||
    at?.type === 'MemberExpression' ||
    (at?.type === 'CallExpression' && framework !== 'unknown')
  );
}

export function withPrefix(router: Router, path: string, routing: Routing): string {
  return normalPath(...router.prefix.map((node) => pathText(node, routing.scope) ?? ''), path);
}

/** Hooks that stand in the options of a route: Fastify `preHandler`, Elysia `beforeHandle`, hapi `pre`. */
function optionsMiddleware(options: Node | undefined, routing: Routing) {
  const at = options && settled(options);
  const hooks = ['onRequest', 'preHandler', 'preValidation', 'preParsing', 'beforeHandle'].flatMap(
    (name) => propertyOf(at, name) ?? [],
  );
  return middlewareIn(hooks, routing.scope);
}

/** AdonisJS puts middleware behind: `router.get(…).use(middleware.auth())`. */
function afterwards(call: Node, routing: Routing) {
  const method = methodCallOn(call);
  return method && (method.key === 'use' || method.key === 'middleware')
    ? middlewareIn(method.call.arguments, routing.scope)
    : [];
}

/** Hono: `app.on('GET', '/path', handler)`. */
function namedMethod(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const [method, path, ...rest] = call.arguments;
  const last = rest.at(-1);
  if (!method || !path || !last) return;
  const router = routerOf(object, routing);
  if (router?.framework !== 'hono') return;
  const { handler, wrappers } = handlerOf(last, routing.scope);
  for (const verbName of pathsOf(method, routing.scope))
    for (const one of pathsOf(path, routing.scope))
      declare(routing, call, {
        method: verbName.toUpperCase(),
        path: withPrefix(router, one, routing),
        router: router.ref,
        handler,
        middleware: middlewareIn(rest.slice(0, -1), routing.scope),
        framework: 'hono',
        ...(wrappers.length > 0 ? { wrappers } : {}),
      });
}

/** Fastify and hapi: `app.route({ method, url | path, handler })`, also as a list. */
function objectRoutes(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const first = call.arguments[0];
  const at = first && settled(first);
  const meant = at?.type === 'Identifier' ? (routing.scope.definition(at) ?? at) : at;
  if (!meant) return;
  const list = (meant.type === 'ArrayExpression' ? meant.elements : [meant]).filter((one) => one !== null).map(settled);
  const isKnown = list.some((one) => one.type === 'ObjectExpression');
  const router = routerOf(object, routing);
  if (!router || !(isKnown || router.certain)) return;
  for (const one of list) if (one.type === 'ObjectExpression') objectRoute(one, router, routing);
  if (list.some((one) => one.type !== 'ObjectExpression')) hiddenRoutes(call, router, routing);
}

/** Routes that another file lists: the server answers more paths than are seen here. */
function hiddenRoutes(call: NodeOf<'CallExpression'>, router: Router, routing: Routing): void {
  if (router.framework !== 'hapi' && router.framework !== 'fastify') return;
  declare(routing, call, {
    method: 'ALL',
    path: withPrefix(router, `/${unknownSegment}`, routing),
    router: router.ref,
    handler: { in: 'unknown', why: 'routes that another file lists' },
    middleware: [],
    framework: router.framework,
  });
}

export function objectRoute(route: NodeOf<'ObjectExpression'>, router: Router, routing: Routing): void {
  const path = propertyOf(route, 'url', 'path');
  const config = propertyOf(route, 'options', 'config');
  const handler = propertyOf(route, 'handler') ?? propertyOf(config, 'handler');
  if (!path || !handler) return;
  const methodNode = propertyOf(route, 'method');
  const methods = methodNode ? pathsOf(methodNode, routing.scope) : ['GET'];
  const found = handlerOf(handler, routing.scope);
  const { options } = optionsOf(config, routing.scope);
  const auth = options.auth;
  const open = auth?.is === 'literal' && auth.value === false;
  const needsAuth = auth !== undefined && !open;
  for (const method of methods)
    for (const one of pathsOf(path, routing.scope))
      declare(routing, route, {
        method: method === '*' ? 'ALL' : method.toUpperCase(),
        path: withPrefix(router, one.replace(/\{(\w+)[?*]?\}/g, ':$1'), routing),
        router: router.ref,
        handler: found.handler,
        middleware: [
          ...optionsMiddleware(route, routing),
          ...(needsAuth ? [{ in: 'global' as const, name: 'auth', path: [] }] : []),
        ],
        framework: router.framework === 'unknown' ? 'hapi' : router.framework,
        ...(found.wrappers.length > 0 ? { wrappers: found.wrappers } : {}),
      });
}
