import assert from 'node:assert/strict';
import { cli } from '../support/cli';
import { repository } from '../support/repository';

const tuesday = { now: new Date('2026-11-24T09:00:00Z') };

async function planOf(before: Record<string, string>, after: Record<string, string>) {
  const repo = repository();
  repo.commit(before);
  const base = repo.git('rev-parse', 'HEAD').trim();
  repo.commit(after);
  return (await cli(['plan', '--base', base], repo.folder, tuesday)).out;
}

const server = (...routes: string[]) =>
  `import express from 'express';\nimport pg from 'pg';\nconst pool = new pg.Pool({ connectionTimeoutMillis: 300, query_timeout: 300 });\nconst app = express();\n${routes.join('\n')}\napp.get('/orders', async (_req, res) => { res.json(await pool.query('select 1')); });\napp.listen(3000);\n`;
const manifest = { 'package.json': '{"name":"shop","dependencies":{"express":"5.0.0","pg":"8.0.0"}}\n' };

describe('a plan says one problem once', () => {
  it('tells what one file has several times in one line, with the names of the others', async () => {
    const prisma = {
      'package.json':
        '{"name":"shop","dependencies":{"@prisma/client":"6.0.0"},"devDependencies":{"prisma":"6.0.0"}}\n',
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
      'prisma/migrations/20260101000000_start/migration.sql':
        'CREATE TABLE parcels (id bigint PRIMARY KEY, a int, b int, c int);\n',
    };
    const text = await planOf(prisma, {
      'prisma/migrations/20260201000000_indexes/migration.sql':
        'CREATE INDEX by_a ON parcels (a);\nCREATE INDEX by_b ON parcels (b);\nCREATE INDEX by_c ON parcels (c);\n',
    });
    const lines = text.split('\n').filter((line) => line.includes('index-not-concurrent'));
    assert.equal(lines.length, 1, text);
    assert.match(lines[0] ?? '', /`by_a` .*The same of `by_b`, `by_c`\./);
  });

  it('is its steps for a setting that nobody has to set and a route that only reads', async () => {
    const text = await planOf(
      { ...manifest, 'src/server.ts': server() },
      {
        'src/server.ts': server(
          "app.get('/version', (_req, res) => { res.json({ v: process.env.BUILD ?? 'dev' }); });",
        ),
      },
    );
    assert.ok(text.split('\n').length <= 13, text);
    assert.match(text, /^Ships: .*`GET \/version`, new route/m);
    assert.match(text, /^- \[ \] S1 Deploy/m);
  });

  it('looks at who is ready when readiness decides by other things than before', async () => {
    const text = await planOf(
      { ...manifest, 'src/server.ts': server("app.get('/ready', (_req, res) => { res.json({ ok: true }); });") },
      {
        'src/server.ts': server(
          "app.get('/ready', async (_req, res) => { try { await pool.query('select 1'); res.json({ ok: true }); } catch { res.status(503).end(); } });",
        ),
      },
    );
    assert.match(
      text,
      /Have the number of ready instances in view: .*\/ready.* asked nothing before and asks postgres/,
    );
  });
});
