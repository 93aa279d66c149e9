/**
 * How HTTP frameworks are made, called and mounted. A router is recognised by the package that makes it, never by a
 * variable name alone. Sources: the routing chapters of each framework's own documentation.
 */
export type Framework =
  | 'express'
  | 'fastify'
  | 'koa'
  | 'hono'
  | 'elysia'
  | 'hapi'
  | 'adonis'
  | 'nest'
  | 'next-app'
  | 'next-pages'
  | 'node-http'
  | 'remix'
  | 'tanstack'
  | 'sveltekit'
  | 'nitro'
  | 'trpc'
  | 'godaddy-terminus'
  | 'under-pressure'
  | 'lightship'
  | 'unknown';

/** Packages whose default export, or a named one, makes an application or a router. */
const makers: { specifier: RegExp; names?: RegExp; framework: Framework; makes: 'app' | 'router' | 'either' }[] = [
  { specifier: /^express$/, names: /^Router$/, framework: 'express', makes: 'router' },
  { specifier: /^express$/, framework: 'express', makes: 'app' },
  { specifier: /^(?:express-promise-router|express-ws|router)$/, framework: 'express', makes: 'router' },
  { specifier: /^(?:polka|restify|@feathersjs\/express|restana)$/, framework: 'express', makes: 'app' },
  { specifier: /^fastify$/, framework: 'fastify', makes: 'app' },
  { specifier: /^(?:@koa\/router|koa-router|koa-better-router|koa-joi-router)$/, framework: 'koa', makes: 'router' },
  { specifier: /^koa$/, framework: 'koa', makes: 'app' },
  {
    specifier: /^(?:hono(?:\/.*)?|@hono\/zod-openapi|hono-openapi)$/,
    names: /^(?:Hono|OpenAPIHono)$/,
    framework: 'hono',
    makes: 'either',
  },
  { specifier: /^elysia$/, framework: 'elysia', makes: 'either' },
  { specifier: /^@?hapi(?:\/hapi)?$/, framework: 'hapi', makes: 'app' },
  { specifier: /^@adonisjs\/core\/(?:services\/router|http)$/, framework: 'adonis', makes: 'app' },
];

/** Names of types that stand for an application or a router, for parameters: `(app: Express) => …`. */
const types: { specifier: RegExp; names: RegExp; framework: Framework }[] = [
  {
    specifier: /^express(?:-serve-static-core)?$/,
    names: /^(?:Express|Application|Router|IRouter|Core)$/,
    framework: 'express',
  },
  { specifier: /^fastify$/, names: /^FastifyInstance$/, framework: 'fastify' },
  { specifier: /^(?:koa|@koa\/router|koa-router)$/, names: /^(?:default|Koa|Router)$/, framework: 'koa' },
  { specifier: /^(?:hono|@hono\/zod-openapi)/, names: /^(?:Hono|OpenAPIHono)$/, framework: 'hono' },
  { specifier: /^elysia$/, names: /^Elysia$/, framework: 'elysia' },
  { specifier: /^@hapi\/hapi$/, names: /^Server$/, framework: 'hapi' },
];

/** Framework of a package member that makes routers; `name` is `default`, `*` or a named export, `member` what follows it. */
export function frameworkOfMaker(
  specifier: string,
  name: string,
  member: string | undefined,
): { framework: Framework; makes: 'app' | 'router' | 'either' } | undefined {
  const called = name === 'default' || name === '*' ? (member ?? 'default') : name;
  for (const row of makers) {
    if (!row.specifier.test(specifier)) continue;
    if (row.names ? row.names.test(called) : !/^(?:json|urlencoded|static|raw|text|errorCodes)$/.test(called))
      return row;
  }
  return undefined;
}

export function frameworkOfType(specifier: string, name: string, member: string | undefined): Framework | undefined {
  const called = name === '*' || name === 'default' ? (member ?? name) : name;
  return types.find((row) => row.specifier.test(specifier) && row.names.test(called))?.framework;
}

/** Methods that declare a route, with the HTTP method they stand for. */
export const routeMethods: Record<string, string> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  del: 'DELETE',
  head: 'HEAD',
  options: 'OPTIONS',
  all: 'ALL',
  any: 'ALL',
};

/** A failure that leaves a handler: what the framework makes of it. `returned`: its value is the answer. */
export const contracts: Record<Framework, { thrown: 'error' | 'hangs' | 'success'; returned: boolean }> = {
  express: { thrown: 'error', returned: false },
  fastify: { thrown: 'error', returned: true },
  koa: { thrown: 'error', returned: false },
  hono: { thrown: 'error', returned: true },
  elysia: { thrown: 'error', returned: true },
  hapi: { thrown: 'error', returned: true },
  adonis: { thrown: 'error', returned: true },
  nest: { thrown: 'error', returned: true },
  'next-app': { thrown: 'error', returned: true },
  'next-pages': { thrown: 'error', returned: false },
  'node-http': { thrown: 'hangs', returned: false },
  remix: { thrown: 'error', returned: true },
  tanstack: { thrown: 'error', returned: true },
  sveltekit: { thrown: 'error', returned: true },
  nitro: { thrown: 'error', returned: true },
  trpc: { thrown: 'error', returned: true },
  'godaddy-terminus': { thrown: 'error', returned: true },
  'under-pressure': { thrown: 'error', returned: true },
  lightship: { thrown: 'error', returned: true },
  unknown: { thrown: 'error', returned: true },
};

/** A path segment that cannot be told from its file. */
export const unknownSegment = '{?}';

/** The same path in one spelling: `/a/b`, parameters as `:`, wildcards as `*`, no slash at the end. */
export function normalPath(...parts: string[]): string {
  const joined = parts
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/(?<=.)\/$/, '');
  return joined.startsWith('/') || joined === '' ? joined || '/' : `/${joined}`;
}
