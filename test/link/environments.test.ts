import assert from 'node:assert/strict';
import type { Session } from '../../src/engine/session';
import { compose } from '../../src/facts/compose';
import { dotenv } from '../../src/facts/dotenv';
import { env } from '../../src/facts/env';
import { packages } from '../../src/facts/packages';
import { environments } from '../../src/link/environments';
import { services } from '../../src/link/services';
import { type Files, open } from '../support/project';

const parts = {
  extractors: [dotenv, env, packages, compose],
  scopes: services,
  linkers: [environments],
  vocabularies: [],
  systemOf: () => undefined,
  rules: [],
};

/** `service environment NAME state`, without what is only said of the repository as a whole unless asked. */
function resolved(head: Files, name: string): string[] {
  return told(open({ head, parts }), name);
}

function told(session: Session, name: string): string[] {
  session.review();
  return session
    .facts('env.resolved')
    .filter((fact) => fact.name === name)
    .map(
      (fact) =>
        `${fact.service || '/'} ${fact.environment || 'anywhere'} ${fact.state}${fact.contract ? ' by example' : ''}`,
    )
    .sort();
}

const read = 'use(process.env.KEY_A!);\n';
const shop: Files = {
  'package.json': '{ "name": "shop", "private": true, "workspaces": ["apps/*"] }',
  'apps/api/package.json': '{ "name": "api", "scripts": { "start": "node main.js" } }',
  'apps/web/package.json': '{ "name": "web", "scripts": { "start": "node main.js" } }',
};

describe('environments: what reaches a service', function () {
  this.timeout(180_000);
  it('its own files and those of the repository, not those of a neighbour', () => {
    assert.deepEqual(resolved({ ...shop, 'apps/api/src/a.ts': read, 'apps/api/.env.example': 'KEY_A=\n' }, 'KEY_A'), [
      'apps/api anywhere set by example',
    ]);
    assert.deepEqual(resolved({ ...shop, 'apps/api/src/a.ts': read, '.env.example': 'KEY_A=\n' }, 'KEY_A'), [
      'apps/api anywhere set by example',
    ]);
    assert.deepEqual(
      resolved(
        { ...shop, 'apps/api/src/a.ts': read, 'apps/web/.env.example': 'KEY_A=\n', '.env.example': 'KEY_B=\n' },
        'KEY_A',
      ),
      ['apps/api anywhere absent'],
    );
  });
  it('in a compose file the service of its name', () => {
    const file = (name: string) =>
      `services:\n  ${name}:\n    image: acme/${name}\n    environment:\n      KEY_A: x\n      KEY_B: y\n`;
    assert.deepEqual(resolved({ ...shop, 'apps/api/src/a.ts': read, 'compose.yaml': file('api') }, 'KEY_A'), [
      'apps/api anywhere set',
    ]);
    assert.deepEqual(
      resolved(
        { ...shop, 'apps/api/src/a.ts': read, 'compose.yaml': file('web'), '.env.example': 'KEY_B=\n' },
        'KEY_A',
      ),
      ['apps/api anywhere absent'],
    );
  });
  it('the machine of a developer proves nothing', () =>
    assert.deepEqual(
      resolved(
        { ...shop, 'apps/api/src/a.ts': read, 'apps/api/.env.local': 'KEY_A=\n', '.env.example': 'KEY_B=\n' },
        'KEY_A',
      ),
      ['apps/api anywhere absent'],
    ));
  it('a repository that lists nothing lacks nothing', () =>
    assert.deepEqual(
      resolved({ ...shop, 'apps/api/src/a.ts': read, Dockerfile: 'FROM scratch\nENV PORT=1\n' }, 'KEY_A'),
      ['apps/api anywhere opaque'],
    ));
  it('a list that names few of many variables is not kept complete, so that nothing is missing from it', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => `use(process.env.SETTING_${i});\n`).join('');
    const lacking = (count: number, example: string) =>
      resolved({ ...shop, 'apps/api/src/a.ts': read + many(count), '.env.example': example }, 'KEY_A');
    assert.deepEqual(lacking(12, 'SETTING_0=\nSETTING_1=\n'), ['apps/api anywhere opaque']);
    assert.deepEqual(lacking(4, 'SETTING_0=\n'), ['apps/api anywhere absent']);
    const half = Array.from({ length: 6 }, (_, i) => `SETTING_${i}=\n`).join('');
    assert.deepEqual(lacking(12, half), ['apps/api anywhere absent']);
  });
  it('a file that is not in the repository hides what it holds, unless its example is', () => {
    const file = 'services:\n  api:\n    image: acme/api\n    env_file: .env\n';
    assert.deepEqual(resolved({ ...shop, 'apps/api/src/a.ts': read, 'compose.yaml': file }, 'KEY_A'), [
      'apps/api anywhere opaque',
    ]);
    assert.deepEqual(
      resolved({ ...shop, 'apps/api/src/a.ts': read, 'compose.yaml': file, '.env.example': 'KEY_B=\n' }, 'KEY_A'),
      ['apps/api anywhere absent'],
    );
  });
});

describe('environments: siblings', function () {
  this.timeout(180_000);
  const files = (staging: string, production: string, more: Files = {}): Files => ({
    'src/a.ts': read,
    '.env.staging': staging,
    '.env.production': production,
    ...more,
  });
  it('absent where the sibling of the same family has it', () =>
    assert.deepEqual(resolved(files('KEY_A=1\nKEY_B=2\n', 'KEY_B=3\n'), 'KEY_A'), [
      '/ anywhere set',
      '/ production absent',
      '/ staging set',
    ]));
  it('the base file of the family reaches every environment', () =>
    assert.deepEqual(resolved(files('KEY_B=2\n', 'KEY_B=3\n', { '.env': 'KEY_A=1\n' }), 'KEY_A'), [
      '/ anywhere set',
      '/ production set',
      '/ staging set',
    ]));
  it('a package that becomes a service is asked for its own variables at once', () => {
    const manifest = 'apps/api/package.json';
    const after: Files = { ...shop, 'apps/api/main.js': read, '.env.example': 'KEY_B=\n' };
    const session = open({ head: { ...after, [manifest]: '{ "name": "api" }' }, parts });
    const before = told(session, 'KEY_A');
    session.setHead(manifest, after[manifest]);
    assert.notDeepEqual(told(session, 'KEY_A'), before);
    assert.deepEqual(told(session, 'KEY_A'), resolved(after, 'KEY_A'));
  });
  it('files that list different things are no siblings', () =>
    assert.deepEqual(resolved(files('KEY_A=1\nKEY_B=2\n', 'KEY_C=3\n'), 'KEY_A'), ['/ anywhere set', '/ staging set']));
  it('an example of an environment is no environment', () =>
    assert.deepEqual(
      resolved(
        { 'src/a.ts': read, '.env.staging': 'KEY_A=1\nKEY_B=1\n', '.env.production.example': 'KEY_B=\nKEY_A=\n' },
        'KEY_A',
      ),
      ['/ anywhere set', '/ production set by example', '/ staging set'],
    ));
});
