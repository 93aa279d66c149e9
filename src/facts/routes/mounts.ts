import type { Ref } from '../../core/fact';
import { normalPath, unknownSegment } from '../../knowledge/webFrameworks';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, isFunction, keyOf, propertyOf, settled } from '../code/nodes';
import { withPrefix } from './calls';
import { pathsOf, pathText } from './paths';
import { declare, handlerOf, middlewareIn, mount, type Router, type Routing, routerOf } from './shared';

/** Routers put under others, and what runs in front of them: `use`, `register`, `route`, `group`. */
export function mounts(routing: Routing): void {
  for (const call of routing.scope.code.of('CallExpression')) {
    const callee = bare(call.callee);
    if (callee.type !== 'MemberExpression') continue;
    switch (keyOf(callee)) {
      case 'use':
        use(call, callee.object, routing);
        break;
      case 'register':
        register(call, callee.object, routing);
        break;
      case 'route':
        if (call.arguments.length === 2) prefixed(call, callee.object, routing);
        break;
      case 'mount':
        prefixed(call, callee.object, routing);
        break;
      case 'group':
      case 'guard':
        group(call, callee.object, routing);
        break;
      case 'addHook':
        hook(call, callee.object, routing);
        break;
    }
  }
}

function use(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const router = routerOf(object, routing);
  const [first] = call.arguments;
  if (!router || !first) return;
  if (!router.certain && routing.framework === 'unknown') return;
  // AdonisJS: middleware of one route, which is told with the route.
  if (router.framework === 'adonis') return;
  const at = settled(first);
  const isHidden = call.arguments.length > 1 && !isPath(at, routing) && isHiddenPath(at);
  const hasPath = isHidden || at.type === 'ArrayExpression' || isPath(at, routing);
  const paths = isHidden ? [`/${unknownSegment}`] : hasPath ? pathsOf(first, routing.scope) : [''];
  const targets = flat(hasPath ? call.arguments.slice(1) : [...call.arguments]);
  for (const path of paths.length > 0 ? paths : ['']) {
    const prefix = withPrefix(router, path, routing);
    const inFront = targets.slice(0, -1);
    for (const target of targets) {
      const under = koaMount(target, routing);
      const isLast = target === targets.at(-1);
      const ref = under?.target ?? targetRef(target, routing);
      if (ref.in === 'unknown') continue;
      mount(routing, call, {
        prefix: under ? normalPath(prefix, under.prefix) : prefix === '/' && path === '' ? '' : prefix,
        host: router.ref,
        target: ref,
        middleware: isLast ? middlewareIn(inFront, routing.scope) : [],
      });
    }
    // `app.use('/health', (req, res) => …)` answers by itself.
    const last = targets.at(-1);
    const fn = last && settled(last);
    if (hasPath && isFunction(fn) && fn.params.length <= 2 && router.framework !== 'koa' && router.framework !== 'hono')
      declare(routing, call, {
        method: 'ALL',
        path: prefix,
        router: router.ref,
        handler: handlerOf(fn, routing.scope).handler,
        middleware: middlewareIn(inFront, routing.scope),
        framework: router.framework,
      });
  }
}

/** `database` and `supabase` are no bases of a path. */
const pathName =
  /(?:[pP]ath|PATH|[pP]refix|PREFIX|(?<![a-z])base|Base|BASE|[uU]rl|URL|[uU]ri|URI|[mM]ount[pP]oint)(?:For|Of|To)?$/;
/** Middleware that does something with the path of a request: `normalizePath()`, `stripPrefix()`. */
const changing =
  /^(?:add|check|clean|decode|fix|handle|log|match|normali[sz]e|parse|redirect|remove|require|resolve|rewrite|sanitize|set|strip|trim|validate|verify)(?=[A-Z])/;

/** `app.use(prefix(), router)`, `app.use(config.basePath, router)`: a path by its name, whose text another file has. */
function isHiddenPath(node: Node): boolean {
  const called = node.type === 'CallExpression' ? bare(node.callee) : node;
  const name =
    called.type === 'Identifier' ? called.name : called.type === 'MemberExpression' ? keyOf(called) : undefined;
  return name !== undefined && pathName.test(name) && !changing.test(name);
}

function isPath(node: Node, routing: Routing): boolean {
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') return true;
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression' && node.type !== 'BinaryExpression') return false;
  const value = routing.scope.value(node);
  return value.is === 'literal' && typeof value.value === 'string';
}

function flat(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => {
    const at = settled(node);
    return at.type === 'ArrayExpression' ? flat(at.elements.filter((e) => e !== null)) : [node];
  });
}

/** What is mounted: a name, a factory's result, `router.routes()`, `router.middleware()`. */
function targetRef(node: Node, routing: Routing): Ref {
  const at = settled(node);
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
    if (callee.type === 'MemberExpression' && (key === 'routes' || key === 'middleware'))
      return routing.scope.ref(callee.object);
  }
  const router = at.type === 'CallExpression' || at.type === 'NewExpression' ? routerOf(at, routing) : undefined;
  return router?.certain ? router.ref : routing.scope.ref(at);
}

/** `mount('/prefix', router.routes())` of koa-mount. */
function koaMount(node: Node, routing: Routing): { prefix: string; target: Ref } | undefined {
  const at = settled(node);
  if (at.type !== 'CallExpression') return undefined;
  const ref = routing.scope.ref(at.callee);
  if (ref.in !== 'import' || ref.specifier !== 'koa-mount') return undefined;
  const [first, second] = at.arguments;
  if (first && second) return { prefix: pathText(first, routing.scope) ?? '', target: targetRef(second, routing) };
  return first ? { prefix: '', target: targetRef(first, routing) } : undefined;
}

/** Fastify: `app.register(plugin, { prefix })`, hapi: `server.register({ plugin, routes: { prefix } })`. */
function register(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const router = routerOf(object, routing);
  const [first, second] = call.arguments;
  if (!router || !first) return;
  if (isPath(settled(first), routing)) {
    koaRegister(call, router, routing);
    return;
  }
  const plugins = flat([first]);
  for (const one of plugins) {
    const at = settled(one);
    const literal = at.type === 'ObjectExpression' ? at : undefined;
    const plugin = literal ? propertyOf(literal, 'plugin') : at;
    if (!plugin) continue;
    const given =
      propertyOf(second && settled(second), 'prefix') ??
      propertyOf(propertyOf(second && settled(second), 'routes') ?? propertyOf(literal, 'routes'), 'prefix');
    const ref = unwrapped(plugin, routing);
    if (ref.in === 'import' && ref.specifier === '@fastify/autoload') {
      autoload(call, second, router, routing);
      continue;
    }
    mount(routing, call, {
      prefix: given ? withPrefix(router, pathText(given, routing.scope) ?? '', routing) : own(router, routing),
      host: router.ref,
      target: ref.in === 'import' && ref.name === '*' && ref.path.length === 0 ? { ...ref, name: 'default' } : ref,
      keepsPrefix: !isEncapsulationBroken(plugin, routing),
    });
  }
}

/** `router.register('/path', ['get'], [auth, handler])` of koa-router. */
function koaRegister(call: NodeOf<'CallExpression'>, router: Router, routing: Routing): void {
  const [path, methods, chain] = call.arguments;
  const list = chain ? flat([chain]) : [];
  const last = list.at(-1);
  if (!path || !methods || !last) return;
  for (const method of pathsOf(methods, routing.scope))
    for (const one of pathsOf(path, routing.scope))
      declare(routing, call, {
        method: method.toUpperCase(),
        path: withPrefix(router, one, routing),
        router: router.ref,
        ...handlerOf(last, routing.scope),
        middleware: middlewareIn(list.slice(0, -1), routing.scope),
        framework: router.framework,
      });
}

function own(router: Router, routing: Routing): string {
  return router.prefix.length > 0 ? withPrefix(router, '', routing) : '';
}

/** `fp(plugin)` of fastify-plugin is the plugin itself. */
function unwrapped(plugin: Node, routing: Routing): Ref {
  const at = settled(plugin);
  if (at.type === 'CallExpression' && isEncapsulationBroken(at, routing) && at.arguments[0])
    return routing.scope.ref(at.arguments[0]);
  return routing.scope.ref(at);
}

function isEncapsulationBroken(plugin: Node, routing: Routing): boolean {
  const at = settled(plugin);
  const meant = at.type === 'Identifier' ? routing.scope.definition(at) : at;
  if (meant?.type !== 'CallExpression') return false;
  const ref = routing.scope.ref(meant.callee);
  return ref.in === 'import' && ref.specifier === 'fastify-plugin';
}

/** `register(autoload, { dir: join(__dirname, 'routes'), options: { prefix } })`: the folder is the prefix. */
function autoload(call: Node, options: Node | undefined, router: Router, routing: Routing): void {
  const at = options && settled(options);
  const dir = propertyOf(at, 'dir');
  const inner = propertyOf(at, 'options');
  const prefix = inner && propertyOf(settled(inner), 'prefix');
  const last = dir && lastText(dir, routing);
  if (last === undefined) return;
  mount(routing, call, {
    prefix: prefix ? (pathText(prefix, routing.scope) ?? '') : '',
    host: router.ref,
    target: { in: 'import', specifier: `./${last.replace(/^\.?\//, '')}`, name: 'autoload', path: [] },
  });
}

/** The last texts of `path.join(__dirname, 'routes', 'v1')`. */
function lastText(node: Node, routing: Routing): string | undefined {
  const at = settled(node);
  if (at.type === 'CallExpression') {
    const texts = at.arguments.flatMap((argument) => {
      const value = routing.scope.value(argument);
      return value.is === 'literal' && typeof value.value === 'string' ? [value.value] : [];
    });
    return texts.length > 0 ? texts.join('/') : undefined;
  }
  const text = pathText(at, routing.scope);
  return text?.replace(/^.*\{\?\}\/?/, '');
}

/** Hono `app.route('/prefix', sub)`, Express-like `mount`. */
function prefixed(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const [path, target] = call.arguments;
  const router = routerOf(object, routing);
  if (!router || !path || !target) return;
  const prefix = pathText(path, routing.scope);
  if (prefix === undefined) return;
  mount(routing, call, {
    prefix: withPrefix(router, prefix, routing),
    host: router.ref,
    target: targetRef(target, routing),
  });
}

/** Elysia and AdonisJS: `app.group('/prefix', (app) => …)`. */
function group(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const router = routerOf(object, routing);
  const fn = call.arguments.map((argument) => settled(argument)).find(isFunction);
  if (!router || !fn) return;
  const [first] = call.arguments;
  const prefix = first && settled(first) !== fn ? (pathText(first, routing.scope) ?? '') : '';
  mount(routing, call, {
    prefix: withPrefix(router, prefix, routing),
    host: router.ref,
    target: { in: 'file', symbol: routing.scope.symbols.of(fn), path: [] },
  });
}

function hook(call: NodeOf<'CallExpression'>, object: Node, routing: Routing): void {
  const [name, target] = call.arguments;
  const router = routerOf(object, routing);
  if (!router || !name || !target) return;
  const value = routing.scope.value(name);
  if (value.is !== 'literal' || !/^(?:onRequest|preHandler|preValidation|preParsing)$/.test(String(value.value)))
    return;
  mount(routing, call, { prefix: '', host: router.ref, target: targetRef(target, routing) });
}
