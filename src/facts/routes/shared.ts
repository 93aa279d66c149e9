import type { Fact, Ref } from '../../core/fact';
import type { Source } from '../../core/source';
import { type Framework, frameworkOfMaker, frameworkOfType } from '../../knowledge/webFrameworks';
import type { Node, NodeOf } from '../../parse/typescript';
import type { Binding } from '../code/bindings';
import { guardCall, guardsAround } from '../code/guards';
import { argumentsOf, bare, type FunctionNode, isFunction, keyOf, settled } from '../code/nodes';
import { type FileScope, typeNameOf } from '../code/scope';
import { registrationOf } from './registration';

export type RouteFact = Extract<Fact, { kind: 'route.declared' }>;
export type MountFact = Extract<Fact, { kind: 'router.mounted' }>;

/** A file in which routes are looked for. */
export interface Routing {
  scope: FileScope;
  source: Source;
  /** The framework that the file imports, where a router is known by its name alone. */
  framework: Framework;
  facts: Fact[];
}

export function declare(
  routing: Routing,
  node: Node,
  route: Partial<RouteFact> & Pick<RouteFact, 'path' | 'method' | 'router' | 'handler' | 'framework'>,
): void {
  const guards = [
    ...guardsAround(node, routing.scope),
    ...(node.type === 'CallExpression' ? argumentsOf(node) : []).flatMap(
      (argument) => (argument.type === 'CallExpression' && guardCall(argument)) || [],
    ),
  ];
  routing.facts.push({
    kind: 'route.declared',
    at: routing.source.span(node.range[0], node.range[1]),
    registeredAt: routing.source.span(...registrationOf(node)),
    via: 'http',
    middleware: [],
    order: node.range[0],
    ...(guards.length > 0 ? { guards } : {}),
    ...route,
  });
}

export function mount(
  routing: Routing,
  node: Node,
  mounted: Partial<MountFact> & Pick<MountFact, 'prefix' | 'host' | 'target'>,
): void {
  routing.facts.push({
    kind: 'router.mounted',
    at: routing.source.span(node.range[0], node.range[1]),
    keepsPrefix: true,
    middleware: [],
    order: node.range[0],
    ...mounted,
  });
}

export interface Router {
  ref: Ref;
  framework: Framework;
  /** Known by the package that made it or by its type; otherwise only by its name. */
  certain: boolean;
  /** Prefix that the router itself carries: `new Router({ prefix })`, `.basePath(…)`, `.route('/x')`. */
  prefix: Node[];
}

const routerNames = /^(?:app|api|router|server|fastify|instance|route|routes|r|web|[\w]+(?:App|Router|Routes|Server))$/;

/** The router that a method is called on, through chained calls. */
export function routerOf(node: Node, routing: Routing): Router | undefined {
  const { scope } = routing;
  const prefix: Node[] = [];
  let at = settled(node);
  let depth = 0;
  for (;;) {
    if (depth++ > 200) return undefined;
    if (at.type === 'CallExpression') {
      const callee = bare(at.callee);
      const made = makerOf(at, scope);
      if (made) return own(at, made, prefix, routing);
      if (callee.type !== 'MemberExpression') return undefined;
      const key = keyOf(callee);
      const first = at.arguments[0];
      if ((key === 'basePath' || (key === 'route' && at.arguments.length === 1)) && first) prefix.unshift(first);
      at = settled(callee.object);
      continue;
    }
    if (at.type === 'NewExpression') {
      const made = makerOf(at, scope);
      return made && own(at, made, prefix, routing);
    }
    break;
  }
  if (at.type === 'Identifier') return named(at, prefix, routing);
  if (at.type === 'MemberExpression') {
    const key = keyOf(at);
    if (key === undefined || !routerNames.test(key)) return undefined;
    const isOwn = at.object.type === 'ThisExpression';
    const ref: Ref = isOwn ? { in: 'file', symbol: `${classAround(at, scope)}.${key}`, path: [] } : scope.ref(at);
    return { ref, framework: routing.framework, certain: false, prefix };
  }
  return undefined;
}

/** A chain that starts with what makes the router: its name is that of the variable or export it ends up in. */
function own(
  root: NodeOf<'CallExpression' | 'NewExpression'>,
  framework: Framework,
  prefix: Node[],
  { scope }: Routing,
): Router {
  const first = root.arguments[0];
  const options = first && settled(first);
  const given = options?.type === 'ObjectExpression' ? prefixIn(options) : undefined;
  let at: Node = root;
  while (at.parent && (at.parent.type === 'MemberExpression' || at.parent.type === 'CallExpression')) {
    if (at.parent.type === 'CallExpression' && at.parent.callee !== at) break;
    at = at.parent;
  }
  const holder = at.parent;
  const symbol =
    holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
      ? scope.symbols.local(holder.id.name, holder)
      : holder?.type === 'ExportDefaultDeclaration'
        ? 'default'
        : `<router ${root.range[0]}>`;
  return {
    ref: { in: 'file', symbol, path: [] },
    framework,
    certain: true,
    prefix: given ? [given, ...prefix] : prefix,
  };
}

function prefixIn(options: NodeOf<'ObjectExpression'>): Node | undefined {
  for (const property of options.properties)
    if (property.type === 'Property' && /^(?:prefix|basePath)$/.test(keyOf(property) ?? '')) return property.value;
  return undefined;
}

function named(id: NodeOf<'Identifier'>, prefix: Node[], routing: Routing): Router | undefined {
  const { scope } = routing;
  const binding = scope.bindings.find(id.name, id);
  if (!binding) return undefined;
  switch (binding.sort) {
    case 'variable': {
      const init = scope.initOf(binding);
      const made = init && binding.path.length === 0 ? routerOf(init, routing) : undefined;
      if (made?.certain) return { ...made, ref: scope.ref(id), prefix: [...made.prefix, ...prefix] };
      break;
    }
    case 'parameter': {
      const type = typeNameOf(binding.id);
      const from = type && scope.bindings.find(type[0] as string, id)?.from;
      const framework = from && frameworkOfType(from.specifier, from.name, type[1] ?? type[0]);
      if (framework && binding.of) return { ref: parameterRef(binding, scope), framework, certain: true, prefix };
      if (from) return undefined;
      const outer = binding.of && plugged(binding.of, routing);
      if (outer && binding.index === 0)
        return { ref: parameterRef(binding, scope), framework: outer.framework, certain: outer.certain, prefix };
      break;
    }
    case 'import': {
      const from = binding.from as NonNullable<Binding['from']>;
      const made = frameworkOfMaker(from.specifier, from.name, undefined);
      if (made?.framework === 'adonis') return { ref: scope.ref(id), framework: 'adonis', certain: true, prefix };
      if (!/^[.~@#]/.test(from.specifier)) return undefined;
      break;
    }
    default:
      return undefined;
  }
  if (!routerNames.test(id.name)) return undefined;
  const ref = binding.sort === 'parameter' ? parameterRef(binding, scope) : scope.ref(id);
  // Nobody calls anything else so.
  const framework = id.name === 'fastify' && routing.framework === 'unknown' ? 'fastify' : routing.framework;
  return ref.in === 'unknown' ? undefined : { ref, framework, certain: false, prefix };
}

/** The router that a function is handed to: `app.register(async (inner) => …)`, `app.group('/x', (inner) => …)`. */
function plugged(fn: FunctionNode, routing: Routing): Router | undefined {
  const call = fn.parent;
  if (call.type !== 'CallExpression' || call.callee === fn) return undefined;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || !/^(?:register|group|guard)$/.test(keyOf(callee) ?? '')) return undefined;
  return routerOf(callee.object, routing);
}

/** Stands in for the server of a route that is written as a literal. */
export const objectRouter: Router = {
  ref: { in: 'global', name: 'server', path: [] },
  framework: 'hapi',
  certain: true,
  prefix: [],
};

/** The n-th parameter of a function, whatever its type says. */
export function parameterRef(binding: Binding, scope: FileScope): Ref {
  return {
    in: 'file',
    symbol: scope.symbols.of(binding.of as FunctionNode),
    path: [`(${binding.index ?? 0})`, ...binding.path],
  };
}

function makerOf(node: NodeOf<'CallExpression' | 'NewExpression'>, scope: FileScope): Framework | undefined {
  const ref = scope.ref(node.callee);
  if (ref.in !== 'import') return undefined;
  // A member of a named export is a method of what it makes: `new Hono().basePath('/api')`.
  if (ref.path.length > (ref.name === 'default' || ref.name === '*' ? 1 : 0)) return undefined;
  return frameworkOfMaker(ref.specifier, ref.name, ref.path[0])?.framework;
}

function classAround(node: Node, scope: FileScope): string {
  for (let at: Node | undefined = node.parent; at; at = at.parent)
    if (at.type === 'ClassDeclaration' || at.type === 'ClassExpression') return scope.symbols.of(at);
  return 'this';
}

/** A constant stands where a handler is expected. */
export const constantHandler = { in: 'global', name: 'constant', path: [] as string[] } satisfies Ref;

/** The function that answers, and the functions that it is wrapped in, outermost first. */
export function handlerOf(node: Node, scope: FileScope, depth = 0): { handler: Ref; wrappers: Ref[] } {
  const at = settled(node);
  if (isFunction(at) || depth > 4) return { handler: scope.ref(at), wrappers: [] };
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    if (callee.type === 'MemberExpression' && keyOf(callee) === 'bind')
      return handlerOf(callee.object, scope, depth + 1);
    const inner = [...at.arguments].reverse().find((argument) => mayHandle(argument, scope));
    const wrapper = scope.ref(at.callee);
    if (inner) {
      const found = handlerOf(inner, scope, depth + 1);
      return {
        handler: found.handler,
        wrappers: wrapper.in === 'unknown' ? found.wrappers : [wrapper, ...found.wrappers],
      };
    }
    return {
      handler: wrapper.in === 'unknown' ? wrapper : { ...wrapper, path: [...wrapper.path, '()'] },
      wrappers: [],
    };
  }
  if (at.type === 'ArrayExpression') return controllerOf(at, scope);
  if (at.type === 'Identifier') {
    const meant = scope.definition(at);
    if (meant?.type === 'CallExpression' && depth < 4) return handlerOf(meant, scope, depth + 1);
  }
  if (
    at.type === 'Literal' ||
    at.type === 'TemplateLiteral' ||
    at.type === 'ObjectExpression' ||
    at.type === 'NewExpression'
  )
    return { handler: constantHandler, wrappers: [] };
  return { handler: scope.ref(at), wrappers: [] };
}

/** `[HealthController, 'check']`, `[() => import('#controllers/health')]`: AdonisJS. */
function controllerOf(node: NodeOf<'ArrayExpression'>, scope: FileScope): { handler: Ref; wrappers: Ref[] } {
  const [first, second] = node.elements;
  const method = second && scope.value(second);
  const name = method?.is === 'literal' ? String(method.value) : 'handle';
  if (!first) return { handler: { in: 'unknown', why: 'empty list' }, wrappers: [] };
  const named = settled(first);
  const meant = named.type === 'Identifier' ? scope.definition(named) : named;
  const ref = isFunction(meant) && meant.body.type !== 'BlockStatement' ? scope.ref(meant.body) : scope.ref(named);
  const lazy = ref.in === 'import' && ref.name === '*' ? { ...ref, name: 'default' } : ref;
  return { handler: lazy.in === 'unknown' ? lazy : { ...lazy, path: [...lazy.path, name] }, wrappers: [] };
}

function mayHandle(node: Node, scope: FileScope): boolean {
  const at = settled(node);
  if (isFunction(at)) return true;
  if (at.type === 'CallExpression') return at.arguments.some((argument) => mayHandle(argument, scope));
  if (at.type !== 'Identifier' && at.type !== 'MemberExpression') return false;
  const meant = scope.definition(at);
  if (meant) return isFunction(meant) || meant.type === 'CallExpression';
  const ref = scope.ref(at);
  return ref.in === 'import' || ref.in === 'this' || (ref.in === 'file' && ref.path.length > 0);
}

/** Functions in front of a handler, lists flattened. */
export function middlewareIn(nodes: readonly Node[], scope: FileScope): Ref[] {
  return nodes.flatMap((node) => {
    const at = settled(node);
    if (at.type === 'ArrayExpression')
      return middlewareIn(
        at.elements.filter((e) => e !== null),
        scope,
      );
    if (at.type === 'ObjectExpression' || at.type === 'Literal') return [];
    const inner =
      at.type === 'CallExpression'
        ? at.arguments.filter((one) => mayHandle(one, scope)).map((one) => handlerOf(one, scope).handler)
        : [];
    const ref = at.type === 'CallExpression' ? scope.ref(at.callee) : scope.ref(at);
    return [ref, ...inner].filter((one) => one.in !== 'unknown');
  });
}
