import type { Extractor } from '../../core/extract';
import { codeFile, isForBrowser, isProductPath } from '../../knowledge/paths';
import { frameworkOfMaker } from '../../knowledge/webFrameworks';
import { parseTypeScript } from '../../parse/typescript';
import { providerFacts } from '../code/providers';
import { scopeOf } from '../code/scope';
import { callRoutes } from './calls';
import { fileRouteOf, fileRoutes, nextConfig } from './files';
import { libraryRoutes } from './libraries';
import { mounts } from './mounts';
import { decoratedRoutes } from './nest';
import { urlRoutes } from './nodeHttp';
import { procedures } from './rpc';
import type { Routing } from './shared';

/** A framework by name, or a call that could declare a route. */
const gate =
  /\.(?:get|post|put|patch|delete|all|route|register|use|head)\s*(?:<[^>(]*>)?\(\s*(?:['"`/[{]|\w)|@(?:Json)?Controller\b|setGlobalPrefix|enableVersioning|APP_GUARD|useGlobalGuards|forRoutes|createServer|Bun\.serve|Deno\.serve|[pP]rocedure\b|createTRPCRouter|mergeRouters|\brouter\(\{|healthChecks|createLightship|create(?:Server|API)?FileRoute/;
const imports =
  /['"](?:express|fastify|koa|@koa\/router|koa-router|koa-mount|hono|hono\/[\w-]+|@hono\/[\w-]+|elysia|@hapi\/hapi|@adonisjs\/[\w/-]+|@nestjs\/[\w-]+|routing-controllers|@trpc\/server|polka|restify|express-promise-router|@godaddy\/terminus|lightship|@tanstack\/[\w-]+|(?:node:)?https?|fastify-plugin|@fastify\/[\w-]+)['"]/;
const named =
  /\b(?:app|api|router|server|fastify|instance|routes?|r|\w+Router|\w+App|\w+Server)\s*\.\s*(?:get|post|put|patch|delete|all|route|use|register|head)\s*\(/;

/** Ways in over HTTP and RPC, and how routers are put together. */
export const routes: Extractor = {
  name: 'routes',
  leads: true,
  emits: ['route.declared', 'router.mounted', 'path.exposed', 'instance.created', 'text.unread'],
  files: codeFile,
  accepts(path, text) {
    if (!isProductPath(path)) return false;
    if (/(?:^|\/)next\.config\.[cm]?[jt]s$/.test(path)) return /basePath|rewrites/.test(text);
    const file = fileRouteOf(path);
    if (file) return file.framework !== 'remix' || /\b(?:loader|action)\b/.test(text);
    if (/Bun\.serve|Deno\.serve/.test(text)) return true;
    if (/\bprovide\s*:/.test(text) && /\buse(?:Class|Factory|Existing|Value)\s*:/.test(text)) return true;
    if (!gate.test(text) || isForBrowser(text)) return false;
    return imports.test(text) || named.test(text) || /[pP]rocedure\s*\.|createTRPCRouter|\brouter\(\{/.test(text);
  },
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [
        { kind: 'text.unread', ...code.unread, hides: ['route.declared', 'router.mounted', 'function.summarised'] },
      ];
    const scope = scopeOf(code);
    const routing: Routing = { scope, source, framework: 'unknown', facts: [] };
    for (const binding of scope.bindings.all) {
      const made = binding.from && frameworkOfMaker(binding.from.specifier, binding.from.name, undefined);
      if (made && routing.framework === 'unknown') routing.framework = made.framework;
    }
    nextConfig(routing);
    fileRoutes(routing);
    callRoutes(routing);
    mounts(routing);
    decoratedRoutes(routing);
    urlRoutes(routing);
    procedures(routing);
    libraryRoutes(routing);
    return [...routing.facts, ...providerFacts(scope, source)];
  },
};
