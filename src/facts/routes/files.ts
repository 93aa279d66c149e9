import type { Ref } from '../../core/fact';
import { type Framework, normalPath, unknownSegment } from '../../knowledge/webFrameworks';
import type { Node } from '../../parse/typescript';
import { isFunction, memberPath, propertyOf, settled } from '../code/nodes';
import { pathText } from './paths';
import { declare, handlerOf, mount, type Routing } from './shared';

const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const fileRouter: Ref = { in: 'global', name: 'files', path: [] };

/** Files that a file router serves; the path is the place. Asked before the parser loads. */
export function fileRouteOf(path: string): { framework: Framework; route: string } | undefined {
  const next = /(?:^|\/)app\/(?!routes\/)(?:(.*)\/)?route\.[cm]?[jt]sx?$/.exec(path);
  if (next) return { framework: 'next-app', route: nextAppPath(next[1] ?? '') };
  const pages = /(?:^|\/)pages\/(api(?:\/.*)?)\.[cm]?[jt]sx?$/.exec(path);
  if (pages) return { framework: 'next-pages', route: nextPagesPath(pages[1] ?? '') };
  const svelte = /(?:^|\/)routes\/(?:(.*)\/)?\+server\.[jt]s$/.exec(path);
  if (svelte) return { framework: 'sveltekit', route: nextAppPath(svelte[1] ?? '') };
  const nitro = /(?:^|\/)server\/(api|routes)\/(.*)\.[jt]s$/.exec(path);
  if (nitro)
    return { framework: 'nitro', route: normalPath(nitro[1] === 'api' ? 'api' : '', nitroPath(nitro[2] ?? '')) };
  const remix = /(?:^|\/)app\/routes\/(.*)\.[jt]sx?$/.exec(path);
  if (remix) return { framework: 'remix', route: remixPath(remix[1] ?? '') };
  return undefined;
}

/** `(group)`, `@slot` and `_private` are no part of the path. */
function nextAppPath(folder: string): string {
  const parts = folder.split('/').filter((part) => !/^\(.*\)$|^@/.test(part));
  return normalPath(...parts.map(segment));
}

function nextPagesPath(file: string): string {
  return normalPath(
    ...file
      .split('/')
      .filter((part, i, all) => !(part === 'index' && i === all.length - 1))
      .map(segment),
  );
}

function segment(part: string): string {
  if (/^\[{1,2}\.\.\.\w+\]{1,2}$/.test(part)) return '*';
  return part.replace(/^\[(\w+)\]$/, ':$1');
}

function nitroPath(file: string): string {
  const bare = file.replace(/\.(?:get|post|put|patch|delete|head|options)$/, '').replace(/(?:^|\/)index$/, '');
  return normalPath(...bare.split('/').map(segment));
}

/** Flat files: dots and folders are slashes, `_name` and `name+` carry no segment of their own, `[.]` is a dot. */
function remixPath(file: string): string {
  const escaped: string[] = [];
  const kept = file.replace(/\[([^\]]+)\]/g, (_, text: string) => {
    escaped.push(text);
    return `<${escaped.length - 1}>`;
  });
  const parts = kept
    .split(/[/.]/)
    .map((part) => part.replace(/\+$/, ''))
    .filter((part, i, all) => part !== '' && !(/^(?:route|index|_index)$/.test(part) && i === all.length - 1))
    .filter((part) => !part.startsWith('_'))
    .map((part) => part.replace(/_$/, '').replace(/^\((.*)\)$/, '$1'))
    .map((part) => (part === '$' ? '*' : part.replace(/^\$/, ':')));
  return normalPath(...parts.map((part) => part.replace(/<(\d+)>/g, (_, n: string) => escaped[Number(n)] ?? '')));
}

/** Routes that the place of the file declares, with the exports that answer. */
export function fileRoutes(routing: Routing): void {
  const place = fileRouteOf(routing.source.path);
  if (!place) return;
  const { framework, route } = place;
  if (framework === 'next-pages' || framework === 'nitro') {
    const node = routing.scope.code.of('ExportDefaultDeclaration')[0];
    const called =
      node?.declaration.type === 'CallExpression' ? memberPath(node.declaration.callee)?.at(-1) : undefined;
    if (framework === 'nitro' && !/EventHandler$|^eventHandler$/.test(called ?? '')) return;
    const found = node ? handlerOf(node.declaration, routing.scope) : commonJsDefault(routing);
    const method = /\.(get|post|put|patch|delete|head|options)\.[jt]s$/.exec(routing.source.path)?.[1];
    if (found)
      declare(routing, node ?? routing.scope.code.ast, {
        method: framework === 'nitro' && method ? method.toUpperCase() : 'ALL',
        path: route,
        router: fileRouter,
        ...found,
        framework,
      });
    return;
  }
  const exported = exportedNames(routing);
  const names = framework === 'remix' ? ['loader', 'action'] : verbs;
  const all = framework === 'next-app' ? renderingOf(routing, exported) : undefined;
  for (const name of names) {
    const found = exported.get(name);
    if (!found) continue;
    const method = name === 'loader' ? 'GET' : name === 'action' ? 'POST' : name;
    declare(routing, found.node, {
      method,
      path: route,
      router: fileRouter,
      ...handlerOf(found.value, routing.scope),
      ...(found.ref ? { handler: found.ref, wrappers: [] } : {}),
      framework,
      ...(all && method === 'GET' ? all : {}),
    });
  }
}

function commonJsDefault(routing: Routing) {
  const node = routing.scope.code
    .of('AssignmentExpression')
    .find((one) => memberPath(one.left)?.join('.') === 'module.exports');
  return node && handlerOf(node.right, routing.scope);
}

interface Exported {
  node: Node;
  value: Node;
  /** For re-exports: what is exported is in another file. */
  ref?: Ref;
}

function exportedNames(routing: Routing): Map<string, Exported> {
  const names = new Map<string, Exported>();
  for (const node of routing.scope.code.of('ExportNamedDeclaration')) {
    const { declaration } = node;
    if (isFunction(declaration) && declaration.id) names.set(declaration.id.name, { node, value: declaration });
    if (declaration?.type === 'VariableDeclaration')
      for (const one of declaration.declarations) {
        if (one.id.type === 'Identifier') names.set(one.id.name, { node, value: one.init ?? one.id });
        if (one.id.type === 'ObjectPattern')
          for (const p of one.id.properties)
            if (p.type === 'Property' && p.value.type === 'Identifier')
              names.set(p.value.name, { node, value: p.value });
      }
    for (const one of node.specifiers) {
      if (one.exported.type !== 'Identifier' || one.local.type !== 'Identifier') continue;
      const ref: Ref | undefined = node.source
        ? { in: 'import', specifier: node.source.value, name: one.local.name, path: [] }
        : undefined;
      names.set(one.exported.name, { node: one, value: one.local, ...(ref ? { ref } : {}) });
    }
  }
  return names;
}

/**
 * Next.js 13 and 14 answer a GET route from the build unless something in it needs the request.
 * https://nextjs.org/docs/14/app/building-your-application/routing/route-handlers#caching
 */
function renderingOf(routing: Routing, exported: ReadonlyMap<string, Exported>) {
  const { scope } = routing;
  const constant = (name: string) => {
    const found = exported.get(name);
    const value = found && scope.value(found.value);
    return value?.is === 'literal' ? value.value : undefined;
  };
  const dynamic = constant('dynamic');
  const revalidate = constant('revalidate');
  const traits: string[] = [];
  if (dynamic === 'force-static') traits.push('force-static');
  if (constant('runtime') === 'edge') traits.push('edge');
  if (typeof revalidate === 'number' && revalidate > 0) traits.push(`revalidate ${revalidate}`);
  const others = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].some((name) => exported.has(name));
  const get = exported.get('GET');
  const fn = get && scope.definition(get.value);
  const takesRequest = isFunction(fn) ? fn.params.length > 0 : true;
  const asks = [...scope.code.of('CallExpression')].some((call) =>
    /^(?:cookies|headers|draftMode|noStore|unstable_noStore|connection)$/.test(memberPath(call.callee)?.at(-1) ?? ''),
  );
  const uncached = scope.code
    .of('ObjectExpression')
    .some((node) => ['no-store', 'no-cache'].includes(String(literalOf(propertyOf(node, 'cache')))));
  const isDynamic =
    dynamic !== 'force-static' &&
    (dynamic === 'force-dynamic' || revalidate === 0 || others || takesRequest || asks || uncached);
  return {
    rendering: isDynamic ? ('dynamic' as const) : ('static' as const),
    ...(traits.length > 0 ? { traits } : {}),
  };
}

function literalOf(node: Node | undefined): unknown {
  const at = node && settled(node);
  return at?.type === 'Literal' ? at.value : undefined;
}

/** `basePath` and `rewrites()` of next.config. */
export function nextConfig(routing: Routing): void {
  if (!/(?:^|\/)next\.config\.[cm]?[jt]s$/.test(routing.source.path)) return;
  for (const node of routing.scope.code.of('ObjectExpression')) {
    const base = propertyOf(node, 'basePath');
    const text = base && pathText(base, routing.scope);
    if (text && !text.includes(unknownSegment))
      mount(routing, node, { prefix: text, host: '*', target: { in: 'global', name: 'next', path: [] } });
    const from = propertyOf(node, 'source');
    const to = propertyOf(node, 'destination');
    if (!from || !to || propertyOf(node, 'permanent', 'statusCode')) continue;
    const path = pathText(from, routing.scope);
    const target = pathText(to, routing.scope);
    if (path !== undefined && target !== undefined)
      routing.facts.push({
        kind: 'path.exposed',
        at: routing.source.span(node.range[0], node.range[1]),
        host: '*',
        path,
        match: /:\w+\*|\(/.test(path) ? 'prefix' : 'exact',
        to: target,
        rewrite: target,
      });
  }
}
