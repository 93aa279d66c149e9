import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import type { Scopes } from '../../src/core/link';
import { createSource } from '../../src/core/source';
import { fileSpan } from '../../src/core/span';
import { createSide } from '../../src/engine/side';
import { packages } from '../../src/facts/packages';
import { services } from '../../src/link/services';

function scopesOf(manifests: Record<string, unknown>, databases: string[] = []): Scopes {
  const side = createSide('head', () => undefined);
  for (const [root, json] of Object.entries(manifests)) {
    const path = root === '' ? 'package.json' : `${root}/package.json`;
    side.put(path, packages.extract(createSource(path, JSON.stringify(json))));
  }
  for (const database of databases) {
    const at = fileSpan(`${database}/1.sql`);
    const migration: Fact = {
      kind: 'migration.declared',
      at,
      database,
      id: '1',
      order: '1',
      tool: 'knex',
      direction: 'up',
      transaction: 'own',
      contentHash: '',
      downs: 'expected',
    };
    side.put(at.file, [migration]);
  }
  return services.scopes(side);
}

const app = (name: string, ...needs: string[]) => ({
  name,
  scripts: { start: 'node main.js' },
  dependencies: Object.fromEntries([...needs, 'fastify'].map((need) => [need, '*'])),
});
const library = (name: string, ...needs: string[]) => ({
  name,
  exports: './index.ts',
  dependencies: Object.fromEntries(needs.map((need) => [need, '*'])),
});

const shop = {
  '': { name: 'shop', private: true, workspaces: ['apps/*', 'packages/*'] },
  'apps/api': app('@shop/api', '@shop/db'),
  'apps/worker': app('@shop/worker', '@shop/mail'),
  'packages/db': library('@shop/db', '@shop/config'),
  'packages/mail': library('@shop/mail', '@shop/config'),
  'packages/config': library('@shop/config', '@shop/db'),
  'packages/unused': library('@shop/unused'),
};

describe('services: who a path belongs to', () => {
  const scopes = scopesOf(shop);
  const table: [string, string[], boolean][] = [
    ['apps/api/src/main.ts', ['apps/api'], false],
    ['apps/api/package.json', ['apps/api'], false],
    ['packages/db/src/pool.ts', ['apps/api', 'apps/worker'], true],
    ['packages/mail/src/send.ts', ['apps/worker'], true],
    ['packages/config/index.ts', ['apps/api', 'apps/worker'], true],
    ['packages/unused/index.ts', [''], false],
    ['tools/release.ts', [''], false],
    ['README.md', [''], false],
  ];
  for (const [path, expected, shared] of table)
    it(path, () => {
      assert.deepEqual(scopes.services(path), expected);
      assert.equal(scopes.shared(path), shared);
    });
  it('a workspace is no library of its members, whatever it is called', () => {
    const scopes = scopesOf({ '': { name: 'orders', workspaces: ['web'] }, web: app('web', 'orders') });
    assert.equal(scopes.shared('compose.yaml'), false);
    assert.deepEqual(scopes.services('compose.yaml'), ['']);
  });
  it('names services for people', () => {
    assert.deepEqual(scopes.roots, ['apps/api', 'apps/worker']);
    assert.deepEqual(['apps/api', '', 'apps/other'].map(scopes.nameOf), ['@shop/api', 'shop', 'apps/other']);
  });
  it('a single package is the service of everything', () => {
    const single = scopesOf({ '': app('orders') });
    assert.deepEqual([single.services('src/a.ts'), single.shared('src/a.ts'), single.roots], [[''], false, ['']]);
  });
});

describe('services: who shares a database', () => {
  it('one database belongs to everybody', () => {
    const scopes = scopesOf(shop, ['packages/db/migrations']);
    assert.deepEqual(scopes.databases('tools/release.ts'), ['packages/db/migrations']);
  });
  it('of several, the ones that the package holds or depends on', () => {
    const scopes = scopesOf(shop, ['packages/mail/migrations', 'apps/api/migrations']);
    assert.deepEqual(scopes.databases('apps/api/src/main.ts'), ['apps/api/migrations']);
    assert.deepEqual(scopes.databases('packages/db/src/pool.ts'), ['apps/api/migrations', 'packages/mail/migrations']);
    assert.deepEqual(scopes.databases('apps/worker/src/main.ts'), ['packages/mail/migrations']);
    assert.deepEqual(scopes.databases('README.md'), []);
  });
  it('without a database nothing joins', () => assert.deepEqual(scopesOf(shop).databases('apps/api/src/main.ts'), []));
});
