import assert from 'node:assert/strict';
import type { Finding } from '../../src/core/finding';
import { manifest, probe } from '../../src/rules/health/examples';
import { applied, assertParses } from '../support/fixes';
import { type Files, review } from '../support/project';

const ready = manifest(probe('readinessProbe', '/ready'));
const db =
  "import { Pool } from 'pg';\nexport const pool = new Pool({ connectionTimeoutMillis: 500, query_timeout: 500 });\n";

function service(framework: Record<string, string>, file: string, text: string, rest: Files = {}): Files {
  return {
    'package.json': JSON.stringify({
      name: 'orders',
      scripts: { start: 'node .' },
      dependencies: { pg: '8', ...framework },
    }),
    'src/db.ts': db,
    [file]: text,
    'deploy/orders.yaml': ready,
    ...rest,
  };
}

function found(files: Files, rule: string): Finding | undefined {
  return review({ base: {}, head: files }).findings.find((finding) => finding.rule === rule);
}

/** The files after the first fix of a finding: they parse, and the finding is gone. */
function fixed(files: Files, rule: string): Files {
  const finding = found(files, rule);
  assert.ok(finding, `${rule} is reported`);
  const [fix] = finding.fixes ?? [];
  assert.ok(fix, `${rule} has a fix`);
  const after = applied(files, fix.edits);
  assertParses(after);
  assert.equal(found(after, rule)?.what, undefined, `${rule} is gone:\n${JSON.stringify(after, undefined, 1)}`);
  return after;
}

const check = "await pool.query('select 1');";
const imports = "import { pool } from './db';\n";

describe('rules: fixes of health checks', function () {
  this.timeout(60_000);

  for (const [name, framework, file, text, wanted] of [
    [
      'Express',
      { express: '5.1.0' },
      'src/main.ts',
      `import express from 'express';\n${imports}const app = express();\napp.get('/ready', async (_req, res) => {\n  try {\n    ${check}\n    res.json({ db: 'up' });\n  } catch {\n    res.json({ db: 'down' });\n  }\n});\napp.listen(3000);\n`,
      "res.status(503).json({ db: 'down' });",
    ],
    [
      'Express, with a status that is written',
      { express: '5.1.0' },
      'src/main.ts',
      `import express from 'express';\n${imports}const app = express();\napp.get('/ready', async (_req, res) => {\n  try {\n    ${check}\n    res.json({ db: 'up' });\n  } catch {\n    res.status(200).json({ db: 'down' });\n  }\n});\napp.listen(3000);\n`,
      "res.status(503).json({ db: 'down' });",
    ],
    [
      'Fastify',
      { fastify: '5' },
      'src/main.ts',
      `import Fastify from 'fastify';\n${imports}const app = Fastify();\napp.get('/ready', async (_req, reply) => {\n  try {\n    ${check}\n    return { db: 'up' };\n  } catch {\n    return { db: 'down' };\n  }\n});\napp.listen({ port: 3000 });\n`,
      "reply.code(503);\n    return { db: 'down' };",
    ],
    [
      'Fastify, deeper and with tabs',
      { fastify: '5' },
      'src/main.ts',
      `import Fastify from 'fastify';\n${imports}const app = Fastify();\nfunction mount() {\n\tapp.get('/ready', async (_req, reply) => {\n\t\ttry {\n\t\t\t${check}\n\t\t\treturn { db: 'up' };\n\t\t} catch {\n\t\t\treturn { db: 'down' };\n\t\t}\n\t});\n}\nmount();\napp.listen({ port: 3000 });\n`,
      "\t\t\treply.code(503);\n\t\t\treturn { db: 'down' };",
    ],
    [
      'Fastify, on one line',
      { fastify: '5' },
      'src/main.ts',
      `import Fastify from 'fastify';\n${imports}const app = Fastify();\napp.get('/ready', async (_req, reply) => {\n  try {\n    ${check}\n    return { db: 'up' };\n  } catch { return { db: 'down' }; }\n});\napp.listen({ port: 3000 });\n`,
      "catch { reply.code(503); return { db: 'down' }; }",
    ],
    [
      'Koa',
      { koa: '3', '@koa/router': '13' },
      'src/main.ts',
      `import Koa from 'koa';\nimport Router from '@koa/router';\n${imports}const app = new Koa();\nconst router = new Router();\nrouter.get('/ready', async (ctx) => {\n  try {\n    ${check}\n    ctx.body = { db: 'up' };\n  } catch {\n    ctx.body = { db: 'down' };\n  }\n});\napp.use(router.routes());\napp.listen(3000);\n`,
      "ctx.status = 503;\n    ctx.body = { db: 'down' };",
    ],
    [
      'Hono',
      { hono: '4' },
      'src/main.ts',
      `import { Hono } from 'hono';\n${imports}const app = new Hono();\napp.get('/ready', async (c) => {\n  try {\n    ${check}\n    return c.json({ db: 'up' });\n  } catch {\n    return c.json({ db: 'down' });\n  }\n});\nexport default app;\n`,
      "c.json({ db: 'down' }, 503)",
    ],
    [
      'Hono, with a comma behind its only argument',
      { hono: '4' },
      'src/main.ts',
      `import { Hono } from 'hono';\n${imports}const app = new Hono();\napp.get('/ready', async (c) => {\n  try {\n    ${check}\n    return c.json({ db: 'up' });\n  } catch {\n    return c.json(\n      { db: 'down' },\n    );\n  }\n});\nexport default app;\n`,
      "{ db: 'down' }, 503,\n",
    ],
    [
      'Next.js',
      { next: '15' },
      'app/ready/route.ts',
      `import { pool } from '../../src/db';\nexport async function GET(request: Request) {\n  try {\n    ${check}\n    return Response.json({ db: 'up' });\n  } catch {\n    return Response.json({ db: 'down', at: request.url });\n  }\n}\n`,
      "Response.json({ db: 'down', at: request.url }, { status: 503 })",
    ],
  ] as const)
    it(`answers 503 in the way of ${name}`, () => {
      const after = fixed(service(framework, file, text), 'health/failure-swallowed');
      assert.ok(after[file]?.includes(wanted), after[file]);
    });

  it('leaves a failure alone that is told apart later', () => {
    const text = `import express from 'express';\n${imports}const app = express();\napp.get('/ready', async (_req, res) => {\n  let db = 'up';\n  try {\n    ${check}\n  } catch {\n    db = 'down';\n  }\n  res.json({ db });\n});\napp.listen(3000);\n`;
    const finding = found(service({ express: '5.1.0' }, 'src/main.ts', text), 'health/failure-swallowed');
    assert.ok(finding);
    assert.deepEqual(finding.fixes ?? [], []);
  });

  const read = "(await pool.query('select id from orders')).rows";
  for (const [name, framework, file, text, wanted, rest] of [
    [
      'Express',
      { express: '5.1.0' },
      'src/main.ts',
      `import express from 'express';\n${imports}const app = express();\napp.get('/orders', async (_req, res) => { res.json(${read}); });\napp.get('/ready', (_req, res) => { res.json({ ok: true }); });\napp.listen(3000);\n`,
      /'\/ready', async \(_req, res\) => \{[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*res\.status\(503\)/,
    ],
    [
      'Fastify',
      { fastify: '5' },
      'src/main.ts',
      `import Fastify from 'fastify';\n${imports}const app = Fastify();\napp.get('/orders', async () => ${read});\napp.get('/ready', async (_req, reply) => { return { ok: true }; });\napp.listen({ port: 3000 });\n`,
      /Promise\.race\(\[\s*pool\.query[\s\S]*return reply\.code\(503\)/,
    ],
    [
      'Fastify, without a parameter',
      { fastify: '5' },
      'src/main.ts',
      `import Fastify from 'fastify';\n${imports}const app = Fastify();\napp.get('/orders', async () => ${read});\napp.get('/ready', () => ({ ok: true }));\napp.listen({ port: 3000 });\n`,
      /'\/ready', async \(\) => \{[\s\S]*pool\.query[\s\S]*statusCode: 503 \}\);/,
    ],
    [
      'Koa',
      { koa: '3', '@koa/router': '13' },
      'src/main.ts',
      `import Koa from 'koa';\nimport Router from '@koa/router';\n${imports}const app = new Koa();\nconst router = new Router();\nrouter.get('/orders', async (ctx) => { ctx.body = ${read}; });\nrouter.get('/ready', (ctx) => { ctx.body = 'ok'; });\napp.use(router.routes());\napp.listen(3000);\n`,
      /async \(ctx\) => \{[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*ctx\.status = 503;/,
    ],
    [
      'Hono',
      { hono: '4' },
      'src/main.ts',
      `import { Hono } from 'hono';\n${imports}const app = new Hono();\napp.get('/orders', async (c) => c.json(${read}));\napp.get('/ready', (c) => c.json({ ok: true }));\nexport default app;\n`,
      /async \(c\) => \{[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*return c\.json\(.*, 503\);/,
    ],
    [
      'Next.js',
      { next: '15' },
      'app/ready/route.ts',
      `export async function GET(request: Request) {\n  return Response.json({ at: request.url });\n}\n`,
      /import \{ pool \} from '..\/..\/src\/db';[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*\{ status: 503 \}/,
      {
        'app/orders/route.ts': `import { pool } from '../../src/db';\nexport async function POST() {\n  return Response.json(${read});\n}\n`,
      },
    ],
    [
      'Next.js, pages',
      { next: '15' },
      'pages/api/ready.ts',
      'export default function handler(_req, res) {\n  res.status(200).json({ ok: true });\n}\n',
      /async function handler\(_req, res\) \{[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*res\.status\(503\)/,
      {
        'deploy/orders.yaml': manifest(probe('readinessProbe', '/api/ready')),
        'pages/api/orders.ts': `import { pool } from '../../src/db';\nexport default async function handler(_req, res) {\n  res.json(${read});\n}\n`,
      },
    ],
    [
      'NestJS',
      { '@nestjs/core': '11', '@nestjs/common': '11' },
      'src/health.controller.ts',
      `import { Controller, Get } from '@nestjs/common';\n@Controller()\nexport class HealthController {\n  @Get('ready')\n  ready() {\n    return { ok: true };\n  }\n}\n`,
      /import \{ ServiceUnavailableException \} from '@nestjs\/common';[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*throw new ServiceUnavailableException/,
      {
        'src/orders.controller.ts': `import { Controller, Get } from '@nestjs/common';\n${imports}@Controller('orders')\nexport class OrdersController {\n  @Get()\n  async list() {\n    return ${read};\n  }\n}\n`,
        'src/main.ts':
          "import { Module } from '@nestjs/common';\nimport { NestFactory } from '@nestjs/core';\nimport { HealthController } from './health.controller';\nimport { OrdersController } from './orders.controller';\n@Module({ controllers: [HealthController, OrdersController] })\nclass AppModule {}\nasync function main() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\nmain();\n",
      },
    ],
    [
      'NestJS, with an injected client',
      { '@nestjs/core': '11', '@nestjs/common': '11', '@prisma/client': '6' },
      'src/health.controller.ts',
      `import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';\nimport { PrismaService } from './prisma.service';\n@Controller()\nexport class HealthController {\n  constructor(private readonly prisma: PrismaService) {}\n  @Get('ready')\n  async ready() {\n    return { ok: true };\n  }\n  @Get('orders')\n  async orders() {\n    if (!this.prisma) throw new ServiceUnavailableException();\n    return this.prisma.order.findMany({ take: 50 });\n  }\n}\n`,
      /async ready\(\) \{\s*try \{\s*await Promise\.race\(\[\s*this\.prisma\.\$queryRaw[\s\S]*throw new ServiceUnavailableException\(\{/,
      {
        'src/prisma.service.ts':
          "import { Injectable } from '@nestjs/common';\nimport { PrismaClient } from '@prisma/client';\n@Injectable()\nexport class PrismaService extends PrismaClient {}\n",
        'src/main.ts':
          "import { Module } from '@nestjs/common';\nimport { NestFactory } from '@nestjs/core';\nimport { HealthController } from './health.controller';\nimport { PrismaService } from './prisma.service';\n@Module({ controllers: [HealthController], providers: [PrismaService] })\nclass AppModule {}\nasync function main() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\nmain();\n",
      },
    ],
    [
      'Node',
      {},
      'src/main.ts',
      `import { createServer } from 'node:http';\n${imports}createServer(async (req, res) => {\n  if (req.url === '/ready') {\n    res.writeHead(200);\n    res.end('ok');\n    return;\n  }\n  if (req.url === '/orders') {\n    res.end(JSON.stringify(${read}));\n    return;\n  }\n  res.writeHead(404).end();\n}).listen(3000);\n`,
      /if \(req\.url === '\/ready'\) \{[\s\S]*Promise\.race\(\[\s*pool\.query[\s\S]*res\.writeHead\(503\)[\s\S]*return;\n\s*\}\n\s*if \(req\.url === '\/orders'\)/,
    ],
  ] as [string, Record<string, string>, string, string, RegExp, Files?][])
    it(`puts a check in place of a constant in the way of ${name}`, () => {
      const after = fixed(service(framework, file, text, rest), 'health/shallow-readiness');
      assert.match(after[file] ?? '', wanted);
    });

  it('gives liveness a route of its own', () => {
    const text = `import express from 'express';\n${imports}const app = express();\napp.get('/health', async (_req, res) => {\n  try {\n    ${check}\n    res.end();\n  } catch {\n    res.status(503).end();\n  }\n});\napp.listen(3000);\n`;
    const files = service({ express: '5.1.0' }, 'src/main.ts', text, {
      'deploy/orders.yaml': manifest(probe('livenessProbe', '/health')),
    });
    const after = fixed(files, 'health/liveness-depends-on-dependency');
    assert.match(after['deploy/orders.yaml'] ?? '', /path: \/livez/);
    assert.match(after['src/main.ts'] ?? '', /app\.get\('\/livez'/);
  });

  it('takes a route out of the build', () => {
    const text = `import { pool } from '../../src/db';\nexport async function GET() {\n  try {\n    ${check}\n    return Response.json({});\n  } catch {\n    return Response.json({}, { status: 503 });\n  }\n}\n`;
    const after = fixed(service({ next: '14.2.0' }, 'app/ready/route.ts', text), 'health/prerendered');
    assert.match(after['app/ready/route.ts'] ?? '', /export const dynamic = 'force-dynamic';/);
  });

  it('ends an answer that was only given a status', () => {
    const text = `import express from 'express';\n${imports}const app = express();\napp.get('/ready', async (_req, res) => {\n  try {\n    ${check}\n    res.json({});\n  } catch {\n    res.status(503);\n  }\n});\napp.listen(3000);\n`;
    const after = fixed(service({ express: '5.1.0' }, 'src/main.ts', text), 'health/response-missing');
    assert.match(after['src/main.ts'] ?? '', /res\.status\(503\)\.end\(\);/);
  });

  it('puts a limit around a check without one', () => {
    const text = `import express from 'express';\nimport { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nconst app = express();\napp.get('/ready', async (_req, res) => {\n  try {\n    await prisma.$queryRaw\`select 1\`;\n    res.json({});\n  } catch {\n    res.status(503).end();\n  }\n});\napp.listen(3000);\n`;
    const after = fixed(
      service({ express: '5.1.0', '@prisma/client': '6' }, 'src/main.ts', text),
      'health/check-unbounded',
    );
    assert.match(after['src/main.ts'] ?? '', /Promise\.race\(\[prisma\.\$queryRaw`select 1`, new Promise/);
  });
});
