// The health rules against labelled handlers: each is put into a small service of its framework and probed in its role.
//
//   npm run bench -- health <folder with labels.json and the handlers> [--show <id>]
//
// A label is met when the rules report exactly the verdicts it names.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadEngine, reviewOf } from '../benchEngine.mjs';

const { values: options, positionals } = parseArgs({
  options: { show: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (!folder) {
  console.error('usage: npm run bench -- health <folder with labels.json and the handlers> [--show <id>]');
  process.exit(2);
}

/** Verdict of a label → rule. `flag-only` has none: the panel tells it. */
const rules = {
  shallow: 'health/shallow-readiness',
  swallowed: 'health/failure-swallowed',
  'no-response': 'health/response-missing',
  unbounded: 'health/check-unbounded',
  'liveness-dependency': 'health/liveness-depends-on-dependency',
  prerendered: 'health/prerendered',
  heavy: 'health/check-heavy',
  'cached-forever': 'health/check-cached-too-long',
};

const engine = await loadEngine();
const labels = JSON.parse(fs.readFileSync(path.join(folder, 'labels.json'), 'utf8'));
let met = 0;
for (const label of labels) {
  const file = fs.readdirSync(folder).find((name) => name.startsWith(label.id));
  const head = surrounded(label, fs.readFileSync(path.join(folder, file), 'utf8'));
  const { findings } = reviewOf(engine, { head });
  const found = [...new Set(findings.filter((f) => f.rule.startsWith('health/')).map((f) => f.rule))].sort();
  const wanted = label.expect.flatMap((verdict) => rules[verdict] ?? []).sort();
  const ok = JSON.stringify(found) === JSON.stringify(wanted);
  if (ok) met++;
  console.log(
    `${ok ? 'ok  ' : 'MISS'} ${label.id}: ${label.expect.join(', ')}${ok ? '' : ` — reported ${found.join(', ') || 'nothing'}`}`,
  );
  if (options.show === label.id) console.log(JSON.stringify({ head, findings }, null, 2));
}
console.log(`${met} of ${labels.length} labels met`);
process.exitCode = met === labels.length ? 0 : 1;

/** The service around a handler: its package, its clients, a route that uses the database, and the probe. */
function surrounded(label, text) {
  const [framework, version] = label.framework.split('@');
  const at = label.path.slice(0, Math.max(0, label.path.lastIndexOf('/')));
  const beside = (name) => path.posix.join(at, name);
  const asked = askedPath(framework, label.path, text);
  return {
    'package.json': JSON.stringify({
      name: 'service',
      scripts: { start: 'node dist/server.js' },
      dependencies: { pg: '8', '@prisma/client': '6', ioredis: '5', mongoose: '8', ...packages(framework, version) },
    }),
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"], "~/*": ["./app/*"] } } }',
    [beside('db.ts')]: `import { Pool } from 'pg';\nexport const pool = new Pool();\n`,
    [beside('prisma.ts')]:
      `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n`,
    [beside('redis.ts')]: `import Redis from 'ioredis';\nexport const redis = new Redis(process.env.REDIS_URL);\n`,
    'lib/prisma.ts': `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n`,
    'app/db.server.ts': `import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n`,
    ...dataRoute(framework, label.id),
    [label.path]: text,
    'deploy/service.yaml': manifest(label.role, asked),
  };
}

function packages(framework, version) {
  const names = {
    express: ['express', '5'],
    fastify: ['fastify', '5'],
    koa: ['koa', '3'],
    'next-app': ['next', '15'],
    'next-pages': ['next', '15'],
    nest: ['@nestjs/core', '11'],
    elysia: ['elysia', '1'],
    remix: ['@remix-run/node', '2'],
    adonis: ['@adonisjs/core', '6'],
    hono: ['hono', '4'],
    hapi: ['@hapi/hapi', '21'],
  };
  const [name, usual] = names[framework] ?? ['@types/node', '22'];
  return { [name]: version ?? usual };
}

function askedPath(framework, file, text) {
  if (framework === 'next-app') return `/${file.replace(/^(?:src\/)?app\//, '').replace(/\/route\.\w+$/, '')}`;
  if (framework === 'next-pages') return `/${file.replace(/^(?:src\/)?pages\//, '').replace(/\.\w+$/, '')}`;
  if (framework === 'remix') return `/${file.replace(/^app\/routes\//, '').replace(/\.\w+$/, '')}`;
  const controller = /@Controller\(['"]([^'"]+)/.exec(text);
  if (controller) {
    const method = /@Get\(['"]([^'"]+)/.exec(text)?.[1];
    return `/${controller[1]}${method ? `/${method}` : ''}`.replace('//', '/');
  }
  return /['"](\/[\w-]*(?:ready|live|health|alive)[\w/-]*)['"]/.exec(text)?.[1] ?? '/ready';
}

function dataRoute(framework, id) {
  const pool = `import { Pool } from 'pg';\nconst pool = new Pool();\n`;
  switch (framework) {
    case 'fastify':
      return {
        'src/orders.ts': `import Fastify from 'fastify';\n${pool}const app = Fastify();\napp.get('/orders', async () => (await pool.query('select id from orders limit 9')).rows);\n`,
      };
    case 'koa':
      return {
        'src/orders.ts': `import Router from '@koa/router';\n${pool}export const orders = new Router();\norders.get('/orders', async (ctx) => { ctx.body = (await pool.query('select id from orders limit 9')).rows; });\n`,
      };
    case 'next-app':
    case 'next-pages':
      return {
        'app/api/orders/route.ts': `${pool}export async function POST() { await pool.query('insert into orders default values'); return Response.json({}); }\n`,
      };
    case 'nest':
      return {
        'src/orders.controller.ts': `import { Controller, Get } from '@nestjs/common';\n${pool}@Controller('orders')\nexport class OrdersController { @Get() list() { return pool.query('select id from orders limit 9'); } }\n`,
      };
    case 'remix':
      return {
        'app/routes/orders.tsx': `${pool}export async function loader() { return (await pool.query('select id from orders limit 9')).rows; }\n`,
      };
    case 'elysia':
      return {
        'src/orders.ts': `import { Elysia } from 'elysia';\n${pool}export const orders = new Elysia().get('/orders', () => pool.query('select id from orders limit 9'));\n`,
      };
    case 'adonis':
      return {
        'start/routes.ts': `import router from '@adonisjs/core/services/router';\nimport ReadyController from '../src/${id}.js';\nimport OrdersController from '../src/orders.js';\nrouter.get('/ready', [ReadyController]);\nrouter.get('/orders', [OrdersController]);\n`,
        'src/orders.ts': `import db from '@adonisjs/lucid/services/db';\nexport default class OrdersController { async handle() { return db.from('orders').limit(9); } }\n`,
      };
    default:
      return {
        'src/orders.ts': `import express from 'express';\n${pool}const app = express();\napp.get('/orders', async (_req, res) => { res.json((await pool.query('select id from orders limit 9')).rows); });\napp.listen(3001);\n`,
      };
  }
}

function manifest(role, asked) {
  const probe = role === 'liveness' ? 'livenessProbe' : 'readinessProbe';
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: service }
spec:
  template:
    spec:
      containers:
        - name: service
          image: registry.example/service:1.0.0
          ${probe}:
            httpGet: { path: ${asked}, port: 3000 }
            timeoutSeconds: 2
`;
}
