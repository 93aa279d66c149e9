import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { linkedFacts, placeOf } from '../support/facts';

type Handler = Fact<'handler.resolved'>;

const service = {
  'package.json': JSON.stringify({
    name: 'service',
    scripts: { start: 'node .' },
    dependencies: { express: '5', pg: '8', ioredis: '5' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  'src/db.ts': "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
};

/** The one health handler of a service. */
function handler(files: Record<string, string>): Handler {
  const [first, ...others] = linkedFacts({ ...service, ...files }, 'handler.resolved');
  assert.ok(first, 'no handler');
  assert.equal(others.length, 0, others.map((h) => h.path).join());
  return first;
}

const app = (body: string, imports = '') =>
  `import express from 'express';\n${imports}\nconst app = express();\n${body}\napp.listen(3000);\n`;

describe('effects: finding what a handler asks', () => {
  it('through an alias, a barrel and a class behind a constructor', () => {
    const found = handler({
      'src/app.ts': app(
        "const health = new Health(pool);\napp.get('/ready', async (_req, res) => { try { await health.check(); res.end(); } catch { res.status(503).end(); } });",
        "import { Health } from '@/health';\nimport { pool } from './db';",
      ),
      'src/health/index.ts': "export * from './health';\n",
      'src/health/health.ts':
        "import { Pool } from 'pg';\nexport class Health {\n  constructor(private readonly pool: Pool) {}\n  async check() { await this.pool.query('select 1'); }\n}\n",
    });
    assert.deepEqual(
      [
        found.evidence,
        found.coupled,
        found.complete,
        found.limitMs,
        found.systems.map((s) => `${s.what} ${placeOf(s.at)}`),
      ],
      [5, 'all', true, 'none', ['pool.query src/health/health.ts:4:25']],
    );
  });
  it('through a parameter that the caller fills', () => {
    const found = handler({
      'src/app.ts': app(
        "app.get('/ready', async (_req, res) => { const ok = await alive(pool); res.status(ok ? 200 : 503).end(); });",
        "import { alive } from './alive';\nimport { pool } from './db';",
      ),
      'src/alive.ts':
        "export async function alive(client) { try { await client.query('select 1'); return true; } catch { return false; } }\n",
    });
    assert.deepEqual([found.evidence, found.coupled, found.complete], [5, 'all', true]);
  });
  it('through a workspace package that is built from src', () => {
    const files = {
      ...service,
      'package.json': '{"private":true,"workspaces":["apps/*","packages/*"]}',
      'apps/api/package.json': JSON.stringify({
        name: 'api',
        scripts: { start: 'node .' },
        dependencies: { express: '5', '@acme/db': '*' },
      }),
      'apps/api/src/app.ts': app(
        "app.get('/ready', async (_req, res) => { try { await db.query('select 1'); res.end(); } catch { res.sendStatus(503); } });",
        "import { db } from '@acme/db';",
      ),
      'packages/db/package.json': JSON.stringify({
        name: '@acme/db',
        main: 'dist/index.js',
        dependencies: { pg: '8' },
      }),
      'packages/db/src/index.ts': "import { Pool } from 'pg';\nexport const db = new Pool({ query_timeout: 700 });\n",
    };
    const [found] = linkedFacts(files, 'handler.resolved');
    assert.deepEqual([found?.evidence, found?.coupled, found?.limitMs], [5, 'all', 700]);
  });
  it('and says where it could not go on', () => {
    const found = handler({
      'src/app.ts': app(
        "app.get('/ready', async (_req, res) => { res.json(await check()); });",
        "import { check } from 'acme-health';",
      ),
    });
    assert.equal(found.complete, false);
    assert.match(found.because ?? '', /check of acme-health/);
  });
  it('by the name alone where the file is missing, and then only likely', () => {
    const found = handler({
      'src/app.ts': app(
        "app.get('/ready', async (_req, res) => { try { await prisma.$queryRaw`SELECT 1`; res.end(); } catch { res.status(503).end(); } });",
        "import { prisma } from './generated';",
      ),
    });
    assert.deepEqual([found.evidence, found.coupled, found.confidence], [5, 'all', 'likely']);
  });
  it('stops after four calls', () => {
    const chain = [0, 1, 2, 3, 4, 5].map((n) => `export const f${n} = async () => { await f${n + 1}(); };`).join('\n');
    const found = handler({
      'src/app.ts': app(
        "app.get('/ready', async (_req, res) => { await f0(); res.end(); });",
        "import { f0 } from './chain';",
      ),
      'src/chain.ts': `import { pool } from './db';\n${chain}\nexport const f6 = () => pool.query('x');\n`,
    });
    assert.deepEqual([found.evidence, found.complete, found.because], [0, false, 'more than 4 calls deep']);
  });
});

describe('effects: limits', () => {
  const limited = (body: string) =>
    handler({
      'src/app.ts': app(
        `const within = (p, ms) => Promise.race([p, new Promise((_, no) => setTimeout(no, ms))]);\napp.get('/ready', async (_req, res) => { try { ${body} res.end(); } catch { res.status(503).end(); } });`,
        "import { pool } from './db';",
      ),
    }).limitMs;
  it('add up one after the other, and do not side by side', () => {
    assert.equal(limited("await within(pool.query('a'), 300); await within(pool.query('b'), 400);"), 700);
    assert.equal(limited("await Promise.all([within(pool.query('a'), 300), within(pool.query('b'), 400)]);"), 400);
  });
  it('are none as soon as one call has none', () => {
    assert.equal(limited("await within(pool.query('a'), 300); await pool.query('b');"), 'none');
  });
  it('count for everything inside one race', () => {
    assert.equal(limited("await within(Promise.all([pool.query('a'), pool.query('b')]), 250);"), 250);
  });
});

describe('effects: contracts of frameworks', () => {
  it('a rejection in Express 4 is nobody’s, in Express 5 it is an error', () => {
    const files = {
      'src/app.ts': app(
        "app.get('/ready', async (_req, res) => { await pool.query('x'); res.end(); });",
        "import { pool } from './db';",
      ),
    };
    assert.deepEqual([handler(files).coupled, handler(files).hangs], ['all', undefined]);
    const four = handler({
      ...files,
      'package.json': service['package.json'].replace('"express":"5"', '"express":"4.21.0"'),
    });
    assert.deepEqual([four.coupled, four.hangs], ['none', true]);
  });
  it('a wrapper that catches saves Express 4', () => {
    const found = handler({
      'package.json': service['package.json'].replace('"express":"5"', '"express":"4"'),
      'src/app.ts': app(
        "const wrap = (fn) => (req, res, next) => fn(req, res, next).catch(next);\napp.get('/ready', wrap(async (_req, res) => { await pool.query('x'); res.end(); }));",
        "import { pool } from './db';",
      ),
    });
    assert.deepEqual([found.coupled, found.hangs], ['all', undefined]);
  });
});

describe('effects: joined with probes', () => {
  const manifest = (path: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: service }\nspec:\n  template:\n    spec:\n      containers:\n        - name: service\n          image: registry.example/service:1\n          readinessProbe: { httpGet: { path: ${path}, port: 3000 }, timeoutSeconds: 2 }\n`;
  const files = { 'src/app.ts': app("app.get('/internal/state', (_req, res) => { res.end(); });") };
  it('a probed path is a health route, whatever its name', () => {
    const found = handler({ ...files, 'k8s/app.yaml': manifest('/internal/state') });
    assert.deepEqual(
      [found.role, found.probes.map((p) => [p.role, p.timeoutMs, placeOf(p.at)])],
      ['none', [['ready', 2000, 'k8s/app.yaml:10:11']]],
    );
  });
  it('a path that nothing serves names the nearest that is served', () => {
    const found = handler({ ...files, 'k8s/app.yaml': manifest('/state') });
    assert.deepEqual(found.unserved, { nearest: '/internal/state' });
  });
  it('routes that are not for health are left alone', () => {
    assert.equal(linkedFacts({ ...service, ...files }, 'handler.resolved').length, 0);
  });
});
