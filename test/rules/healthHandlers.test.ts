import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { review } from '../support/project';

/*
 * Health handlers of every framework, each in a small service of its own that uses a database, probed in one role. The first
 * line of a file says `framework[@major] role path: verdicts`; the verdicts must be met exactly.
 */
const folder = join(process.cwd(), 'test', 'fixtures', 'health');

const rules: Record<string, string> = {
  shallow: 'health/shallow-readiness',
  swallowed: 'health/failure-swallowed',
  'no-response': 'health/response-missing',
  unbounded: 'health/check-unbounded',
  'liveness-dependency': 'health/liveness-depends-on-dependency',
  prerendered: 'health/prerendered',
  heavy: 'health/check-heavy',
  'cached-forever': 'health/check-cached-too-long',
};

const frameworks: Record<string, [name: string, version: string]> = {
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
  'node-http': ['pino', '9'],
};

function askedPath(framework: string, path: string, text: string): string {
  const file = /^(?:app|pages)\/(?:routes\/)?(.*?)(?:\/route)?\.tsx?$/.exec(path)?.[1];
  if (file !== undefined) return `/${file}`;
  const controller = /@Controller\('([\w-]+)'\)/.exec(text)?.[1];
  if (controller) return `/${controller}`;
  return framework === 'adonis' ? '/ready' : (/['"](\/(?:ready|live|healthz\/live))['"]/.exec(text)?.[1] ?? '/ready');
}

function surrounded(head: string, text: string): Record<string, string> {
  const [framework = '', role = '', path = ''] = head.split(/[ :]+/);
  const [name, major] = framework.split('@') as [string, string | undefined];
  const [dependency, version] = frameworks[name] ?? ['', ''];
  const at = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const prisma = "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n";
  const probe = role === 'liveness' ? 'livenessProbe' : 'readinessProbe';
  return {
    'package.json': JSON.stringify({
      name: 'service',
      scripts: { start: 'node dist/main.js' },
      dependencies: { pg: '8', '@prisma/client': '6', ioredis: '5', mongoose: '8', [dependency]: major ?? version },
    }),
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"], "~/*": ["./app/*"] } } }',
    [`${at}/db.ts`]: "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
    [`${at}/prisma.ts`]: prisma,
    [`${at}/prisma.service.ts`]:
      "import { Injectable } from '@nestjs/common';\nimport { PrismaClient } from '@prisma/client';\n@Injectable()\nexport class PrismaService extends PrismaClient {}\n",
    [`${at}/redis.ts`]: "import Redis from 'ioredis';\nexport const redis = new Redis(process.env.REDIS_URL);\n",
    'lib/prisma.ts': prisma,
    'lib/health.ts':
      "import { prisma } from './prisma';\nexport async function check() {\n  try {\n    await prisma.$queryRaw`SELECT 1`;\n    return true;\n  } catch {\n    return false;\n  }\n}\n",
    'app/db.server.ts': prisma,
    'other/orders.ts':
      "import express from 'express';\nimport { Pool } from 'pg';\nconst pool = new Pool();\nconst app = express();\napp.get('/orders', async (_req, res) => { res.json((await pool.query('select id from orders limit 9')).rows); });\napp.listen(3001);\n",
    ...(name === 'adonis'
      ? {
          'start/routes.ts':
            "import router from '@adonisjs/core/services/router';\nimport Ready from '../src/health.js';\nrouter.get('/ready', [Ready]);\n",
        }
      : {}),
    [path]: text,
    'deploy/service.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: service }
spec:
  template:
    spec:
      containers:
        - name: service
          image: registry.example/service:1.0.0
          ${probe}:
            httpGet: { path: ${askedPath(name, path, text)}, port: 3000 }
            timeoutSeconds: 3
`,
  };
}

describe('health handlers', () => {
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const head = /^\/\/ (.*)/.exec(text)?.[1] ?? '';
    const wanted = head
      .slice(head.indexOf(': ') + 2)
      .split(', ')
      .flatMap((verdict) => rules[verdict] ?? []);
    it(`${file.replace(/\.ts$/, '')}: ${head.slice(head.indexOf(': ') + 2)}`, () => {
      const { findings } = review({ base: {}, head: surrounded(head, text) });
      const found = findings.filter((f) => f.rule.startsWith('health/')).map((f) => f.rule);
      assert.deepEqual([...new Set(found)].sort(), wanted.sort());
    });
  }
});
