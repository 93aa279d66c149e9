import type { Node, NodeOf } from '../../parse/typescript';
import { bare, enclosingFunction, type FunctionNode, keyOf, memberPath, settled, within } from '../code/nodes';
import { exits } from '../code/paths';
import { withPrefix } from './calls';
import { declare, type Router, type Routing, routerOf } from './shared';

const serves = /\b(?:createServer|createSecureServer|Bun\.serve|Deno\.serve)\b/;

/**
 * `if (req.url === '/ready') { … }` inside the listener of a plain server, or in a middleware that answers by itself: each
 * branch is a handler.
 */
export function urlRoutes(routing: Routing): void {
  for (const node of routing.scope.code.of('BinaryExpression')) {
    if (node.operator !== '===' && node.operator !== '==') continue;
    const path = comparedPath(node.left, node.right, routing) ?? comparedPath(node.right, node.left, routing);
    const branch = path !== undefined && branchOf(node);
    if (path !== undefined && branch) handle(branch, path, routing);
  }
  for (const call of routing.scope.code.of('CallExpression')) {
    const callee = bare(call.callee);
    if (callee.type !== 'MemberExpression') continue;
    const key = keyOf(callee);
    const [first] = call.arguments;
    if (key === 'startsWith' && first && isUrl(callee.object)) {
      const value = routing.scope.value(first);
      const branch = branchOf(call);
      if (value.is === 'literal' && String(value.value).startsWith('/') && branch)
        handle(branch, `${String(value.value).replace(/\/$/, '')}*`, routing);
    }
    if (key === 'serve' && first) served(first, routing);
  }
  for (const node of routing.scope.code.of('SwitchStatement')) {
    if (!isUrl(node.discriminant)) continue;
    for (const [index, one] of node.cases.entries()) {
      const value = one.test && routing.scope.value(one.test);
      const body = node.cases.slice(index).find((later) => later.consequent.length > 0);
      if (value?.is === 'literal' && body) handle(body, String(value.value), routing);
    }
  }
}

function comparedPath(url: Node, path: Node, routing: Routing): string | undefined {
  if (!isUrl(url)) return undefined;
  const value = routing.scope.value(path);
  return value.is === 'literal' && String(value.value).startsWith('/') ? String(value.value) : undefined;
}

/** `req.url`, `url.pathname`, `pathname`, `new URL(req.url).pathname`, `req.url.split('?')[0]`. */
function isUrl(node: Node): boolean {
  const at = settled(node);
  if (at.type === 'Identifier') return /^(?:url|path|pathname|route)$/.test(at.name);
  if (at.type === 'CallExpression') return at.callee.type === 'MemberExpression' && isUrl(at.callee.object);
  if (at.type !== 'MemberExpression') return false;
  const key = keyOf(at);
  return key === 'url' || key === 'pathname' || key === 'path' || (key === '0' && isUrl(at.object));
}

/** What runs when the test holds: the branch, or the rest of the list after `if (url !== …) return`. */
function branchOf(test: Node): Node | undefined {
  for (let at = test; at.parent; at = at.parent) {
    const parent = at.parent;
    if (parent.type === 'IfStatement') return parent.test === at ? parent.consequent : undefined;
    if (parent.type === 'ConditionalExpression') return parent.test === at ? parent.consequent : undefined;
    if (parent.type !== 'LogicalExpression' && parent.type !== 'BinaryExpression') return undefined;
    if (parent.type === 'BinaryExpression') return undefined;
  }
  return undefined;
}

function handle(branch: Node, path: string, routing: Routing): void {
  const fn = enclosingFunction(branch);
  const { scope } = routing;
  const host = fn && middlewareHost(fn, routing);
  if (!fn || (!host && !serves.test(routing.source.text))) return;
  if (host && !answersHere(branch, routing)) return;
  declare(routing, branch, {
    method: 'ALL',
    path: host ? withPrefix(host, path, routing) : path,
    router: host?.ref ?? { in: 'global', name: 'http', path: [] },
    handler: { in: 'file', symbol: scope.symbols.of(fn), path: [`@${branch.range[0]}-${branch.range[1]}`] },
    framework: host?.framework ?? 'node-http',
    traits: [...(exits(branch) ? [] : ['falls-through']), ...(branch.type === 'BlockStatement' ? ['block'] : [])],
  });
}

/** The router that a function is the middleware of: `app.use(async (ctx, next) => …)`. */
function middlewareHost(fn: FunctionNode, routing: Routing): Router | undefined {
  const call = fn.parent;
  if (call.type !== 'CallExpression' || call.callee === fn) return undefined;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || keyOf(callee) !== 'use') return undefined;
  const router = routerOf(callee.object, routing);
  return router?.certain ? router : undefined;
}

/** The branch answers; a middleware that lets a path pass only says where it does not look. */
function answersHere(branch: Node, { scope }: Routing): boolean {
  const calls = scope.code.of('CallExpression').filter((call) => within(call, branch));
  if (calls.some((call) => call.callee.type === 'Identifier' && call.callee.name === 'next')) return false;
  const sends = calls.some(
    (call) =>
      call.callee.type === 'MemberExpression' &&
      /^(?:send|sendStatus|json|end|text|html)$/.test(keyOf(call.callee) ?? ''),
  );
  const body = scope.code
    .of('AssignmentExpression')
    .some(
      (one) =>
        within(one, branch) && /^(?:ctx|context)\.(?:response\.)?body$/.test(memberPath(one.left)?.join('.') ?? ''),
    );
  return sends || body;
}

/** `Bun.serve({ routes: { '/health': handler } })`. */
function served(node: Node, routing: Routing): void {
  const at = settled(node);
  if (at.type !== 'ObjectExpression') return;
  const routes = at.properties.find(
    (p): p is NodeOf<'Property'> => p.type === 'Property' && /^(?:routes|static)$/.test(keyOf(p) ?? ''),
  );
  const table = routes && settled(routes.value);
  if (table?.type !== 'ObjectExpression') return;
  for (const property of table.properties) {
    const path = property.type === 'Property' ? keyOf(property) : undefined;
    if (property.type !== 'Property' || path === undefined || memberPath(property.value)?.length === 0) continue;
    const value = settled(property.value);
    const constant = value.type === 'NewExpression' || value.type === 'CallExpression';
    declare(routing, property, {
      method: 'ALL',
      path,
      router: { in: 'global', name: 'http', path: [] },
      handler: constant ? { in: 'global', name: 'constant', path: [] } : routing.scope.ref(value),
      framework: 'node-http',
    });
  }
}
