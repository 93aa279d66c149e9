import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { images } from '../../src/facts/images';
import { packages } from '../../src/facts/packages';

const facts = (path: string, text: string) => packages.extract(createSource(path, text));
const serves = (json: unknown, path = 'apps/a/package.json') =>
  facts(path, JSON.stringify(json)).flatMap((f) => (f.kind === 'service.declared' ? f.serves : []))[0];

describe('packages: what a package is', () => {
  const table: [string, unknown, string | undefined][] = [
    [
      'a server with a start script',
      { name: 'a', scripts: { start: 'node dist/main.js' }, dependencies: { fastify: '5' } },
      'app',
    ],
    ['an application framework', { name: 'a', scripts: { build: 'next build' }, dependencies: { next: '15' } }, 'app'],
    [
      'a program that takes jobs',
      { name: 'a', scripts: { start: 'node dist/worker.js' }, dependencies: { bullmq: '5' } },
      'worker',
    ],
    ['a bundle for the browser', { name: 'a', scripts: { dev: 'vite' }, devDependencies: { vite: '7' } }, 'client'],
    [
      'a package that others import',
      { name: 'a', main: 'dist/index.js', exports: './dist/index.js', dependencies: { hono: '4' } },
      'library',
    ],
    ['a command', { name: 'a', bin: 'cli.js', scripts: { start: 'node cli.js' } }, 'library'],
    [
      'a root that starts the others',
      { name: 'a', private: true, workspaces: ['apps/*'], scripts: { start: 'turbo run start' } },
      undefined,
    ],
    [
      'a root that is an application itself',
      { name: 'a', workspaces: ['packages/*'], scripts: { start: 'next start' }, dependencies: { next: '15' } },
      'app',
    ],
  ];
  for (const [name, json, expected] of table) it(name, () => assert.equal(serves(json), expected));
  it('samples and tests are no services', () => {
    assert.equal(
      serves({ name: 'a', scripts: { start: 'node a.js' }, dependencies: { express: '5' } }, 'examples/a/package.json'),
      undefined,
    );
  });
});

describe('packages: what a manifest declares', () => {
  it('dependencies, peers that it does not install itself, and owners of the code', () => {
    const text = `{
  "name": "@shop/orders",
  "author": "Orders team <orders@acme.io>",
  "homepage": "https://www.acme.io/orders",
  "repository": { "url": "git+https://github.com/acme/shop.git" },
  "imports": { "#db": "./src/db.ts" },
  "dependencies": { "pg": "^8" },
  "peerDependencies": { "react": ">=19", "zod": "4" },
  "devDependencies": { "zod": "4.1.0" }
}`;
    const [fact] = facts('packages/orders/package.json', text);
    assert.ok(fact?.kind === 'package.declared');
    assert.deepEqual(fact.dependencies, { react: '>=19', pg: '^8' });
    assert.deepEqual(fact.imports, { '#db': './src/db.ts' });
    assert.deepEqual(fact.hosts, ['acme.io']);
    assert.deepEqual([fact.name, fact.root, fact.at.line, fact.at.column], ['@shop/orders', 'packages/orders', 2, 11]);
  });
  it('lock files by their name alone', () => {
    const [fact] = facts('web/pnpm-lock.yaml', 'lockfileVersion: 9');
    assert.ok(fact?.kind === 'package.declared');
    assert.deepEqual([fact.name, fact.root, fact.lockfile], ['', 'web', 'pnpm']);
  });
  it('a broken manifest is told, and proves nothing', () => {
    const found = facts('package.json', '{ "name": "a", "dependencies": { "pg": ');
    assert.deepEqual(
      found.map((f) => f.kind),
      ['text.unread'],
    );
  });
});

describe('packages: aliases', () => {
  it('are resolved against baseUrl, with what the config inherits', () => {
    const text = `{
  // comments are fine
  "extends": "../../tsconfig.base.json",
  "compilerOptions": { "baseUrl": "./src", "paths": { "@/*": ["*", "../generated/*"] } },
  "references": [{ "path": "../lib" }],
}`;
    const found = facts('apps/web/tsconfig.json', text).flatMap((f) => (f.kind === 'alias.declared' ? f : []));
    assert.deepEqual(
      found.map((f) => [f.pattern, f.targets, f.baseUrl, f.references]),
      [
        ['@/*', ['apps/web/src/*', 'apps/web/generated/*'], 'apps/web/src', undefined],
        ['', ['tsconfig.base.json'], 'apps/web/src', ['apps/lib/tsconfig.json']],
      ],
    );
    assert.equal(found[0]?.at.line, 4);
  });
});

describe('packages: images', () => {
  const roots = (path: string, text: string) =>
    images.accepts(path, text)
      ? images
          .extract(createSource(path, text))
          .flatMap((f) => (f.kind === 'service.declared' ? `${f.root} ${f.name} ${f.image ?? ''}`.trim() : []))
      : [];
  it('a Dockerfile beside the source', () => {
    assert.deepEqual(roots('services/cart/Dockerfile', 'FROM scratch'), ['services/cart cart']);
    assert.deepEqual(roots('services/cart/src/Dockerfile', 'FROM scratch'), ['services/cart/src cart']);
    assert.deepEqual(roots('docker/Dockerfile.web', 'FROM scratch'), []);
    assert.deepEqual(roots('Dockerfile', 'FROM scratch'), []);
  });
  it('folders that a platform deploys', () => {
    assert.deepEqual(roots('apps/api/fly.toml', 'app = "api"'), ['apps/api api']);
    assert.deepEqual(roots('fly.toml', 'app = "api"'), []);
    assert.deepEqual(
      roots(
        'render.yaml',
        'services:\n  - { type: web, name: api, rootDir: apps/api }\n  - { type: worker, name: mail, rootDir: apps/mail }\n',
      ),
      ['apps/api api', 'apps/mail mail'],
    );
  });
  it('build contexts of compose', () => {
    const text = `services:
  web:
    image: acme/web
    build: { context: ., dockerfile: apps/web/Dockerfile }
  api:
    build: ./apps/api
  db:
    image: postgres:16
  tool:
    build: https://example.com/tool.git
`;
    assert.deepEqual(roots('compose.yaml', text), ['apps/web web acme/web', 'apps/api api']);
  });
});
