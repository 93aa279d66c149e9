import assert from 'node:assert/strict';
import { cli } from '../support/cli';
import { temporaryFolder } from '../support/repository';

const shop = ['test/fixtures/shop/head', '--base-dir', 'test/fixtures/shop/base'];

describe('cli: one service', () => {
  it('is the whole repository where it is the only one', async () => {
    for (const command of [
      ['review', '--format', 'text'],
      ['plan', '--format', 'markdown'],
    ]) {
      const whole = await cli([...command, ...shop]);
      const asked = await cli([...command, ...shop, '--service', 'shop']);
      assert.equal(asked.out, whole.out);
      assert.equal(asked.code, whole.code);
    }
    assert.equal((await cli(['review', ...shop, '--service', 'shop'])).code, 1);
  });

  /** Files that speak to a vendor without a time limit. */
  const calls = (vendor: string) =>
    `import axios from 'axios';\nexport const load = () => axios.get('https://${vendor}.example/x');\n`;
  const main = (name: string, load = './load') =>
    `import express from 'express';\nimport { load } from '${load}';\nconst app = express();\napp.get('/${name}', async (_req, res) => res.json(await load()));\napp.listen(8080);\n`;
  const manifest = (name: string, more: object = {}) =>
    JSON.stringify({
      name,
      scripts: { start: 'node dist/main.js' },
      dependencies: { axios: '1.7.0', express: '5.0.0', pg: '8.0.0', ...more },
    });
  const service = (name: string, more: object = {}) => ({
    [`packages/${name}/package.json`]: manifest(name, more),
    [`packages/${name}/src/load.ts`]: calls(name),
    [`packages/${name}/src/main.ts`]: main(name),
  });
  const before = {
    'db/migrations/20260101000000_users.sql':
      '-- migrate:up\nCREATE TABLE users (id bigint PRIMARY KEY, email text);\n-- migrate:down\nDROP TABLE users;\n',
  };
  const migrations = {
    ...before,
    'db/migrations/20260102000000_drop.sql':
      '-- migrate:up\nALTER TABLE users DROP COLUMN email;\n-- migrate:down\nALTER TABLE users ADD COLUMN email text;\n',
  };
  const reads =
    "import { Pool } from 'pg';\nconst pool = new Pool();\nexport const all = () => pool.query('SELECT id, email FROM users');\n";

  let base: string;
  beforeEach(() => {
    base = temporaryFolder(before);
  });

  async function found(folder: string, name: string): Promise<string[]> {
    const { out, error } = await cli(['review', folder, '--base-dir', base, '--service', name, '--format', 'json']);
    assert.notEqual(out, '', error);
    return JSON.parse(out).findings.map((f: { rule: string; at: { file: string } }) => `${f.rule} ${f.at.file}`);
  }

  it('at the root has what no service below it has', async () => {
    const folder = temporaryFolder({
      'package.json': JSON.stringify({ ...JSON.parse(manifest('front')), workspaces: ['packages/*'] }),
      'src/load.ts': calls('front'),
      'src/main.ts': main('front'),
      ...service('one'),
      ...migrations,
      'packages/one/src/users.ts': reads,
    });
    const front = await found(folder, 'front');
    assert.ok(front.includes('dependency/missing-timeout src/load.ts'), front.join('\n'));
    const dropped = 'migration/dropped-object-still-used db/migrations/20260102000000_drop.sql';
    assert.ok(front.includes(dropped), front.join('\n'));
    assert.ok(!front.some((line) => line.includes(' packages/one/')), front.join('\n'));
    const one = await found(folder, 'one');
    assert.ok(one.includes('dependency/missing-timeout packages/one/src/load.ts'), one.join('\n'));
    assert.ok(!one.includes('dependency/missing-timeout src/load.ts'), one.join('\n'));
    assert.ok(one.includes(dropped), 'its own code is the evidence');
  });

  it('has what it shares with others, and what belongs to nobody', async () => {
    const folder = temporaryFolder({
      'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
      ...service('one', { kit: '*' }),
      ...service('two', { kit: '*' }),
      ...service('three'),
      'packages/kit/package.json': '{"name":"kit","main":"src/index.ts","dependencies":{"axios":"1.7.0"}}',
      'packages/kit/src/index.ts': calls('kit'),
      ...migrations,
    });
    const kit = 'dependency/missing-timeout packages/kit/src/index.ts';
    const migration = 'migration/drop-column db/migrations/20260102000000_drop.sql';
    for (const [name, uses] of [
      ['one', true],
      ['two', true],
      ['three', false],
    ] as const) {
      const lines = await found(folder, name);
      assert.equal(lines.includes(kit), uses, `${name}\n${lines.join('\n')}`);
      assert.ok(lines.includes(migration), `${name}\n${lines.join('\n')}`);
      const own = lines.filter((line) => line.startsWith('dependency/missing-timeout') && line !== kit);
      assert.deepEqual(own, [`dependency/missing-timeout packages/${name}/src/load.ts`]);
    }
  });
});
