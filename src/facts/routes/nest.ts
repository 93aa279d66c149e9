import type { Ref } from '../../core/fact';
import { normalPath } from '../../knowledge/webFrameworks';
import type { Node, NodeOf } from '../../parse/typescript';
import { type ClassNode, decoratorOf, isClass, keyOf, memberPath, propertyOf, settled } from '../code/nodes';
import { pathsOf, pathText } from './paths';
import { declare, middlewareIn, mount, type Routing } from './shared';

const verbs: Record<string, string> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Patch: 'PATCH',
  Delete: 'DELETE',
  Head: 'HEAD',
  Options: 'OPTIONS',
  All: 'ALL',
};

/** Where a version goes in a path, until the service is known to version by URI. */
export const versionSegment = '{version}';

/** Classes whose decorators declare routes: NestJS, and routing-controllers in the same words. */
export function decoratedRoutes(routing: Routing): void {
  for (const type of ['ClassDeclaration', 'ClassExpression'] as const)
    for (const node of routing.scope.code.of(type)) controller(node, routing);
  for (const call of routing.scope.code.of('CallExpression')) {
    const key = call.callee.type === 'MemberExpression' ? keyOf(call.callee) : undefined;
    if (key === 'setGlobalPrefix') globalPrefix(call, routing);
    else if (key === 'enableVersioning') versioning(call, routing);
    else if (key === 'useGlobalGuards') guards(call, routing);
    else if (key === 'forRoutes') consumer(call, routing);
  }
  for (const node of routing.scope.code.of('ObjectExpression')) {
    const token = propertyOf(node, 'provide');
    const guard = propertyOf(node, 'useClass', 'useExisting');
    if (token && guard && memberPath(token)?.at(-1) === 'APP_GUARD')
      mount(routing, node, { prefix: '', host: '*', target: routing.scope.ref(guard) });
  }
}

function controller(node: ClassNode, routing: Routing): void {
  const { scope } = routing;
  const own = node.decorators.flatMap((d) => decoratorOf(d) ?? []);
  const declared = own.find((d) => /^(?:Json)?Controller$/.test(d.name));
  if (!declared) return;
  const { paths, version } = controllerPaths(declared.args[0], routing);
  const symbol = scope.symbols.of(node);
  const classWide = marks(own, routing);
  for (const member of node.body.body) {
    if (member.type !== 'MethodDefinition') continue;
    const decorators = member.decorators.flatMap((d) => decoratorOf(d) ?? []);
    for (const decorator of decorators) {
      const method = verbs[decorator.name];
      const key = keyOf(member);
      if (method === undefined || key === undefined) continue;
      const first = decorator.args[0];
      const suffixes = first ? pathsOf(pathArgument(first), scope) : [''];
      const versioned = decorators.find((d) => d.name === 'Version')?.args[0];
      const segment = versionText(versioned, routing) ?? version;
      for (const path of paths)
        for (const suffix of suffixes.length > 0 ? suffixes : [''])
          declare(routing, member, {
            method,
            path: normalPath(segment ? `${versionSegment}${segment}` : '', path, suffix),
            router: { in: 'file', symbol, path: [] },
            handler: { in: 'file', symbol: `${symbol}.${key}`, path: [] },
            middleware: [...classWide, ...marks(decorators, routing)],
            framework: 'nest',
          });
    }
  }
}

function pathArgument(node: Node): Node {
  const at = settled(node);
  return propertyOf(at, 'path') ?? at;
}

function controllerPaths(first: Node | undefined, routing: Routing): { paths: string[]; version: string | undefined } {
  if (!first) return { paths: [''], version: undefined };
  const at = settled(first);
  const path = at.type === 'ObjectExpression' ? propertyOf(at, 'path') : at;
  const found = path ? pathsOf(path, routing.scope) : [''];
  const version = at.type === 'ObjectExpression' ? versionText(propertyOf(at, 'version'), routing) : undefined;
  return { paths: found.length > 0 ? found : [''], version };
}

/** `'1'` for `version: '1'`; nothing for VERSION_NEUTRAL and what cannot be read. */
function versionText(node: Node | undefined, routing: Routing): string | undefined {
  if (!node) return undefined;
  const at = settled(node);
  const one = at.type === 'ArrayExpression' ? at.elements[0] : at;
  const value = one && routing.scope.value(one);
  return value?.is === 'literal' ? String(value.value) : undefined;
}

/** Guards and the marks that lift or add one: `@UseGuards(AuthGuard)`, `@Public()`, `@SkipThrottle()`. */
function marks(decorators: readonly { name: string; args: readonly Node[] }[], routing: Routing): Ref[] {
  return decorators.flatMap((decorator): Ref[] => {
    if (/^UseGuards$|^UseBefore$/.test(decorator.name)) return middlewareIn(decorator.args, routing.scope);
    return /public|anonymous|skip|noauth|unprotected|throttle|allow/i.test(decorator.name)
      ? [{ in: 'global', name: `@${decorator.name}`, path: [] }]
      : [];
  });
}

function globalPrefix(call: NodeOf<'CallExpression'>, routing: Routing): void {
  const [first, options] = call.arguments;
  if (!first) return;
  const excluded = options && propertyOf(settled(options), 'exclude');
  const list = excluded && settled(excluded);
  const exclude =
    list?.type === 'ArrayExpression'
      ? list.elements.flatMap((one) => (one ? pathsOf(pathArgument(one), routing.scope) : []))
      : [];
  mount(routing, call, {
    prefix: normalPath(pathText(first, routing.scope) ?? ''),
    host: '*',
    target: { in: 'global', name: 'nest', path: [] },
    ...(exclude.length > 0 ? { exclude } : {}),
  });
}

function versioning(call: NodeOf<'CallExpression'>, routing: Routing): void {
  const first = call.arguments[0];
  const type = first && propertyOf(settled(first), 'type');
  if (type && memberPath(type)?.at(-1) !== 'URI') return;
  const prefix = first && propertyOf(settled(first), 'prefix');
  const standard = first && propertyOf(settled(first), 'defaultVersion');
  mount(routing, call, {
    prefix: prefix ? (pathText(prefix, routing.scope) ?? '') : 'v',
    host: '*',
    target: { in: 'global', name: 'nest version', path: standard ? [versionText(standard, routing) ?? ''] : [] },
  });
}

function guards(call: NodeOf<'CallExpression'>, routing: Routing): void {
  for (const target of middlewareIn(call.arguments, routing.scope))
    mount(routing, call, { prefix: '', host: '*', target });
}

/** `consumer.apply(Auth).exclude('health').forRoutes('*')`. */
function consumer(call: NodeOf<'CallExpression'>, routing: Routing): void {
  const { scope } = routing;
  let at: Node = call;
  let applied: readonly Node[] = [];
  const exclude: string[] = [];
  for (let depth = 0; depth < 6 && at.type === 'CallExpression'; depth++) {
    const callee: Node = at.callee;
    if (callee.type !== 'MemberExpression') return;
    const key = keyOf(callee);
    if (key === 'apply') applied = at.arguments;
    if (key === 'exclude') exclude.push(...at.arguments.flatMap((one) => pathsOf(pathArgument(one), scope)));
    at = settled(callee.object);
  }
  const targets = call.arguments.flatMap((one): string[] => {
    const node = settled(one);
    const meant = node.type === 'Identifier' ? scope.definition(node) : node;
    if (isClass(meant) || node.type === 'Identifier') return [];
    return pathsOf(pathArgument(one), scope);
  });
  for (const target of middlewareIn(applied, scope))
    for (const path of targets)
      mount(routing, call, {
        prefix: /^\/?\*|^\/?\(\.\*\)|^\/?\{\*/.test(path)
          ? ''
          : normalPath(path.replace(/\/?(?:\*|\(\.\*\)|\{\*\w*\}).*$/, '')),
        host: '*',
        target,
        ...(exclude.length > 0 ? { exclude } : {}),
      });
}
