import assert from 'node:assert/strict';
import type { Finding } from '../../src/core/finding';
import { createSource } from '../../src/core/source';
import { modules } from '../../src/facts/modules';
import { manifest, probe } from '../../src/rules/health/examples';
import { applied } from '../support/fixes';
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
  for (const [path, text] of Object.entries(after))
    if (/\.[jt]sx?$/.test(path))
      assert.deepEqual(
        modules.extract(createSource(path, text)).filter((fact) => fact.kind === 'text.unread'),
        [],
        `${path} parses:\n${text}`,
      );
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

  it('puts a handler of the framework in place of a constant', () => {
    const orders =
      "app.get('/orders', async (_req, res) => { res.json((await pool.query('select id from orders')).rows); });\n";
    const text = `import express from 'express';\n${imports}const app = express();\n${orders}app.get('/ready', (_req, res) => { res.json({ ok: true }); });\napp.listen(3000);\n`;
    const after = fixed(service({ express: '5.1.0' }, 'src/main.ts', text), 'health/shallow-readiness');
    assert.match(after['src/main.ts'] ?? '', /Promise\.race[\s\S]*pool\.query[\s\S]*status\(503\)/);
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
