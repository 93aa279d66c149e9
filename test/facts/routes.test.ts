import assert from 'node:assert/strict';
import { refText } from '../../src/core/identity';
import { createSource } from '../../src/core/source';
import { routes } from '../../src/facts/routes';

/** `METHOD path handler [middleware]` of the routes of a file; mounts as `prefix host <- target`. */
function told(text: string, path = 'src/app.ts'): string[] {
  assert.ok(routes.accepts(path, text), 'the gate must let it through');
  return routes.extract(createSource(path, text)).flatMap((fact) => {
    if (fact.kind === 'route.declared')
      return [
        `${fact.at.line} ${fact.method} ${fact.path} ${refText(fact.handler)}${fact.middleware.length > 0 ? ` [${fact.middleware.map(refText).join(', ')}]` : ''}`,
      ];
    if (fact.kind === 'router.mounted')
      return [
        `${fact.at.line} ${fact.prefix || "''"} ${fact.host === '*' ? '*' : refText(fact.host)} <- ${refText(fact.target)}`,
      ];
    return [];
  });
}

describe('routes: declared by calls', () => {
  it('Express: methods, lists of paths and middleware, chains, wrappers', () => {
    const text = `import express, { Router } from 'express';
import { auth } from './auth';
import { wrap } from './wrap';
const app = express();
const api = Router();
app.get(['/a', '/b'], auth, (req, res) => res.end());
app.route('/c').get(list).post([auth], create);
api.get('/d', wrap(async (req, res) => res.end()));
app.use('/api', auth, api);
app.use('/up', (req, res) => res.send('ok'));
app.get('view engine');
cache.get('/not/a/route', (value) => value);
function list() {}
function create() {}
`;
    assert.deepEqual(told(text).sort(), [
      '10 /up app <- ~2',
      '10 ALL /up ~2',
      '6 GET /a ~0 [./auth.auth]',
      '6 GET /b ~0 [./auth.auth]',
      '7 GET /c list',
      '7 POST /c create [./auth.auth]',
      '8 GET /d ~1',
      '9 /api app <- ./auth.auth',
      '9 /api app <- api',
    ]);
  });
  it('a constant path, a template and a variable with a default', () => {
    const text = `import express from 'express';
const app = express();
const BASE = '/internal';
app.get(\`\${BASE}/health\`, (req, res) => res.end());
app.get(process.env.HEALTH_PATH ?? '/healthz', (req, res) => res.end());
app.get(\`\${prefix()}/ready\`, (req, res) => res.end());
`;
    assert.deepEqual(told(text), ['4 GET /internal/health ~0', '5 GET /healthz ~1', '6 GET /{?}/ready ~2']);
  });
  it('Fastify: options, objects, plugins with a prefix', () => {
    const text = `import Fastify from 'fastify';
import plugin from './plugin';
const app = Fastify();
app.get('/a', { preHandler: guard }, async () => 1);
app.route({ method: ['GET', 'HEAD'], url: '/b', handler: b });
app.register(plugin, { prefix: '/v1' });
app.register(async (inner) => { inner.get('/c', async () => 2); }, { prefix: '/v2' });
function guard() {}
function b() {}
`;
    assert.deepEqual(told(text), [
      '4 GET /a ~0 [guard]',
      '5 GET /b b',
      '5 HEAD /b b',
      '7 GET /c ~1/~0',
      '6 /v1 app <- ./plugin.default',
      '7 /v2 app <- ~1',
    ]);
  });
  it('Koa: a name before the path, a prefix of the router, koa-mount', () => {
    const text = `import Koa from 'koa';
import Router from '@koa/router';
import mount from 'koa-mount';
const router = new Router({ prefix: '/api' });
router.get('health', '/health', (ctx) => { ctx.body = 'ok'; });
const app = new Koa();
app.use(mount('/v1', router.routes()));
`;
    assert.deepEqual(told(text), ['5 GET /api/health ~0', '7 /v1 app <- router']);
  });
  it('Hono: base path, sub-applications, chains', () => {
    const text = `import { Hono } from 'hono';
const app = new Hono().basePath('/api');
app.get('/a', (c) => c.text('a')).get('/b', (c) => c.text('b'));
app.route('/users', users);
`;
    assert.deepEqual(told(text).sort(), ['3 GET /api/a ~0', '3 GET /api/b ~1', '4 /api/users app <- users']);
  });
  it('Elysia: values, prefixes, groups', () => {
    const text = `import { Elysia } from 'elysia';
new Elysia({ prefix: '/v1' }).get('/ready', 'ok').group('/admin', (app) => app.get('/x', () => 1)).listen(3000);
`;
    const found = told(text);
    assert.ok(found.includes('2 GET /v1/ready constant'), found.join('\n'));
    assert.ok(
      found.some((line) => /\/v1\/admin <router \d+> <- ~0/.test(line)),
      found.join('\n'),
    );
  });
  it('AdonisJS: controllers, lazily imported ones', () => {
    const text = `import router from '@adonisjs/core/services/router';
import Health from '#controllers/health';
const Orders = () => import('#controllers/orders');
router.get('/health', [Health]);
router.get('/orders', [Orders, 'list']).use(middleware.auth());
`;
    assert.deepEqual(told(text), [
      '4 GET /health #controllers/health.default.handle',
      '5 GET /orders #controllers/orders.default.list [middleware.auth]',
    ]);
  });
  it('hapi: server.route and exported literals', () => {
    const text = `import Hapi from '@hapi/hapi';
const server = Hapi.server();
server.route({ method: 'GET', path: '/health/{id?}', handler: () => 'ok' });
export const more = [{ method: 'GET', path: '/b', handler: b }];
function b() {}
`;
    assert.deepEqual(told(text), ['3 GET /health/:id ~0', '4 GET /b b']);
  });
});

describe('routes: declared by decorators, files and servers', () => {
  it('NestJS: paths, versions, guards, global prefix', () => {
    const text = `import { Controller, Get, UseGuards, Version } from '@nestjs/common';
@Controller({ path: 'health', version: '2' })
@UseGuards(AuthGuard)
export class Health {
  @Get(['live', 'ready']) @Public() check() {}
}
`;
    assert.deepEqual(told(text), [
      '5 GET /{version}2/health/live Health.check [AuthGuard, @Public]',
      '5 GET /{version}2/health/ready Health.check [AuthGuard, @Public]',
    ]);
    assert.deepEqual(
      told(
        "import { VersioningType } from '@nestjs/common';\nasync function start() { app.setGlobalPrefix('api', { exclude: ['health'] }); app.enableVersioning({ type: VersioningType.URI }); }\n@Controller() class A {}",
      ),
      ['2 /api * <- nest', '2 v * <- nest version'],
    );
  });
  it('Next.js: groups, parameters, exports of every form', () => {
    assert.deepEqual(told('export async function GET() {}', 'web/src/app/(ops)/api/health/[id]/route.ts'), [
      '1 GET /api/health/:id GET',
    ]);
    assert.deepEqual(told('export const POST = wrap(async () => {});', 'app/api/x/route.ts'), ['1 POST /api/x ~0']);
    assert.deepEqual(told("export { GET } from '@/health';", 'app/health/route.ts'), ['1 GET /health @/health.GET']);
    assert.deepEqual(told('export default function handler() {}', 'pages/api/ready/index.ts'), [
      '1 ALL /api/ready handler',
    ]);
  });
  it('Next.js: what makes a route dynamic', () => {
    const rendering = (text: string) => {
      const [fact] = routes.extract(createSource('app/api/h/route.ts', text));
      return fact?.kind === 'route.declared' ? fact.rendering : undefined;
    };
    assert.equal(rendering('export async function GET() {}'), 'static');
    for (const text of [
      "export const dynamic = 'force-dynamic';\nexport async function GET() {}",
      'export const revalidate = 0;\nexport async function GET() {}',
      'export async function GET(request) {}',
      'export async function GET() { await cookies(); }',
      'export async function GET() {}\nexport async function POST() {}',
      "export async function GET() { await fetch(u, { cache: 'no-store' }); }",
    ])
      assert.equal(rendering(text), 'dynamic', text);
  });
  it('Remix: flat files, folders, escapes', () => {
    const at = (file: string) => told('export const loader = async () => null;', `app/routes/${file}`);
    assert.deepEqual(
      at('healthcheck.tsx'),
      ['1 GET /healthcheck ~0'].map((l) => l.replace('~0', 'loader')),
    );
    assert.deepEqual(at('api+/health.ts'), ['1 GET /api/health loader']);
    assert.deepEqual(at('_ops.api.health[.]json.ts'), ['1 GET /api/health.json loader']);
    assert.deepEqual(at('users.$id_.edit.tsx'), ['1 GET /users/:id/edit loader']);
  });
  it('a plain server: branches of its listener', () => {
    const text = `import { createServer } from 'node:http';
createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://x');
  if (pathname === '/ready' && req.method === 'GET') { res.end('ok'); return; }
  switch (req.url) { case '/live': res.end('alive'); break; }
});
`;
    const found = told(text).map((line) => line.replace(/@\d+-\d+/, '@'));
    assert.deepEqual(found, ['4 ALL /ready ~0.@', '5 ALL /live ~0.@']);
  });
  it('tRPC: procedures and routers in routers', () => {
    const text = `import { router, publicProcedure } from './trpc';
import { users } from './users';
export const app = router({ health: publicProcedure.query(() => 'ok'), users, save: publicProcedure.input(x).mutation(save) });
`;
    assert.deepEqual(told(text), ['3 QUERY health ~0', '3 users app <- ./users.users', '3 MUTATION save save']);
  });
  it('health libraries', () => {
    assert.deepEqual(
      told(
        "import { createTerminus } from '@godaddy/terminus';\ncreateTerminus(server, { healthChecks: { '/ready': check } });\nfunction check() {}",
      ),
      ['2 GET /ready check'],
    );
    const pressure = told(
      "import Fastify from 'fastify';\nimport up from '@fastify/under-pressure';\nconst app = Fastify();\napp.register(up, { exposeStatusRoute: { url: '/s' }, maxHeapUsedBytes: 1 });",
    );
    assert.ok(pressure.includes('4 GET /s constant'), pressure.join('\n'));
    assert.deepEqual(told("import { createLightship } from 'lightship';\ncreateLightship();").length, 3);
  });
});

describe('routes: the gate and broken text', () => {
  it('keeps files out that declare nothing', () => {
    for (const text of [
      "const map = new Map(); map.get('x');",
      'export const a = 1;',
      "axios.get('https://x.example/');",
    ])
      assert.equal(routes.accepts('src/a.ts', text), false, text);
    assert.equal(routes.accepts('src/app.test.ts', "import express from 'express'; express().get('/', h);"), false);
  });
  it('tells what it could not read', () => {
    const [fact] = routes.extract(createSource('app/api/x/route.ts', 'export async function GET( {'));
    assert.equal(fact?.kind, 'text.unread');
  });
});
