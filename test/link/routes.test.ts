import assert from 'node:assert/strict';
import { linkedFacts } from '../support/facts';

/** `METHOD path [open]` of everything that a repository serves, sorted. */
function served(head: Record<string, string>): string[] {
  return linkedFacts(head, 'route.resolved')
    .map((route) => `${route.method} ${route.path}${route.open ? ' open' : ''}`)
    .sort();
}

const pkg = (dependencies: Record<string, string>, more = {}) =>
  JSON.stringify({ name: 'service', scripts: { start: 'node .' }, dependencies, ...more });

describe('routes: how a service is put together', () => {
  it('mounts routers across files, also twice', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ express: '5' }),
        'src/app.ts':
          "import express from 'express';\nimport { api } from './api';\nconst app = express();\napp.use('/api', api);\napp.use('/api/v2', api);\n",
        'src/api/index.ts':
          "import { Router } from 'express';\nimport health from './health';\nexport const api = Router();\napi.use('/health', health);\n",
        'src/api/health.ts':
          "import { Router } from 'express';\nconst router = Router();\nrouter.get('/', (req, res) => res.end());\nexport default router;\n",
      }),
      ['GET /api/health', 'GET /api/v2/health'],
    );
  });
  it('takes middleware in front of a router for no path', () => {
    const mounted = (first: string) =>
      served({
        'package.json': pkg({ express: '5' }),
        'src/app.ts': `import express from 'express';\nimport { database, normalizePath } from './middleware';\nimport { api } from './api';\nconst app = express();\napp.use(${first}, api);\n`,
        'src/api.ts':
          "import { Router } from 'express';\nexport const api = Router();\napi.get('/orders', (req, res) => res.end());\n",
      });
    for (const first of ['database', 'database()', 'normalizePath()'])
      assert.deepEqual(mounted(first), ['GET /orders'], first);
  });
  it('keeps a route open whose prefix another file computes', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ express: '5' }),
        'src/app.ts':
          "import express from 'express';\nimport { prefix, config } from './config';\nimport { api } from './api';\nconst app = express();\napp.use(prefix(), api);\n",
        'src/other.ts':
          "import express from 'express';\nimport { config } from './config';\nimport { pages } from './pages';\nconst app = express();\napp.use(config.basePath, pages);\n",
        'src/api.ts':
          "import { Router } from 'express';\nexport const api = Router();\napi.get('/orders', (req, res) => res.end());\n",
        'src/pages.ts':
          "import { Router } from 'express';\nexport const pages = Router();\npages.get('/home', (req, res) => res.end());\n",
      }),
      ['GET /{?}/home open', 'GET /{?}/orders open'],
    );
  });
  it('mounts CommonJS modules and factories', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ express: '5' }),
        'app.js':
          "const express = require('express');\nconst app = express();\napp.use('/a', require('./a'));\napp.use('/b', require('./b')());\nmodule.exports = app;\n",
        'a.js':
          "const { Router } = require('express');\nconst router = Router();\nrouter.get('/x', (req, res) => res.end());\nmodule.exports = router;\n",
        'b.js':
          "const { Router } = require('express');\nmodule.exports = () => {\n  const router = Router();\n  router.get('/y', (req, res) => res.end());\n  return router;\n};\n",
      }),
      ['GET /a/x', 'GET /b/y'],
    );
  });
  it('leaves a router open that nobody mounts', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ express: '5' }),
        'src/health.ts':
          "import { Router } from 'express';\nexport const router = Router();\nrouter.get('/health', (req, res) => res.end());\n",
      }),
      ['GET /health open'],
    );
  });
  it('Fastify: prefixes nest, fastify-plugin loses them', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ fastify: '5' }),
        'src/app.ts':
          "import Fastify from 'fastify';\nimport v1 from './v1';\nimport shared from './shared';\nconst app = Fastify();\napp.register(v1, { prefix: '/v1' });\napp.register(shared, { prefix: '/lost' });\napp.listen({ port: 1 });\n",
        'src/v1.ts':
          "export default async function v1(fastify) {\n  fastify.get('/a', async () => 1);\n  fastify.register(async (inner) => { inner.get('/b', async () => 2); }, { prefix: '/deep' });\n}\n",
        'src/shared.ts':
          "import fp from 'fastify-plugin';\nexport default fp(async (fastify) => { fastify.get('/c', async () => 3); });\n",
      }),
      ['GET /c', 'GET /v1/a', 'GET /v1/deep/b'],
    );
  });
  it('Nest: the global prefix, what it leaves out, and versions', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ '@nestjs/core': '11' }),
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core';\nimport { VersioningType } from '@nestjs/common';\nasync function start() {\n  const app = await NestFactory.create(AppModule);\n  app.setGlobalPrefix('api', { exclude: ['health'] });\n  app.enableVersioning({ type: VersioningType.URI });\n}\n",
        'src/a.controller.ts':
          "import { Controller, Get } from '@nestjs/common';\n@Controller({ path: 'orders', version: '1' })\nexport class A { @Get(':id') one() {} }\n",
        'src/b.controller.ts':
          "import { Controller, Get } from '@nestjs/common';\n@Controller('health')\nexport class B { @Get() check() {} }\n",
      }),
      ['GET /api/v1/orders/:id', 'GET /health'],
    );
  });
  it('Next.js: the base path', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ next: '15' }),
        'next.config.mjs': "export default { basePath: '/shop' };\n",
        'app/api/health/route.ts': 'export async function GET() {}\n',
      }),
      ['GET /shop/api/health'],
    );
  });
  it('tRPC: names of nested routers', () => {
    assert.deepEqual(
      served({
        'package.json': pkg({ '@trpc/server': '11' }),
        'src/trpc.ts':
          "import { initTRPC } from '@trpc/server';\nconst t = initTRPC.create();\nexport const router = t.router;\nexport const publicProcedure = t.procedure;\n",
        'src/root.ts':
          "import { router } from './trpc';\nimport { health } from './health';\nexport const app = router({ health });\n",
        'src/health.ts':
          "import { router, publicProcedure } from './trpc';\nexport const health = router({ ready: publicProcedure.query(() => 'ok') });\n",
      }),
      ['QUERY health.ready'],
    );
  });
  it('tells what runs before a route, by order and by path', () => {
    const [route] = linkedFacts(
      {
        'package.json': pkg({ express: '5' }),
        'src/app.ts':
          "import express from 'express';\nimport { limit } from './limit';\nimport { log } from './log';\nconst app = express();\napp.use(log);\napp.use('/admin', limit);\napp.get('/health', (req, res) => res.end());\napp.use(limit);\n",
        'src/limit.ts': 'export const limit = (req, res, next) => next();\n',
        'src/log.ts': 'export const log = (req, res, next) => next();\n',
      },
      'route.resolved',
    );
    assert.deepEqual(route?.middleware, ['./log.log']);
  });
});
