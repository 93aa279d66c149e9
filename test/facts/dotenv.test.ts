import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { dotenv, dotenvPlace } from '../../src/facts/dotenv';

describe('dotenv: what a file is for', () => {
  const table: [string, string | undefined][] = [
    ['.env', '|start|/.env'],
    ['.env.example', '|contract|/.env'],
    ['.env.production', 'production|start|/.env'],
    ['.env.prod.example', 'production|contract|/.env'],
    ['apps/api/.env.staging', 'staging|start|apps/api/.env'],
    ['.env.local', 'local|start|/.env'],
    ['.env.production.local', 'local|start|/.env'],
    ['.example.env', '|contract|/.env'],
    ['env.sample', '|contract|/.env'],
    ['envs/production/.env', 'production|start|envs/*/.env'],
    ['.env.dev-azure.example', 'development|contract|azure/.env'],
    ['src/env.ts', undefined],
    ['vite-env.d.ts', undefined],
    ['.env.vault', undefined],
  ];
  for (const [path, expected] of table)
    it(path, () => {
      const place = dotenvPlace(path);
      assert.equal(place && `${place.environment}|${place.when}|${place.family}`, expected);
    });
});

describe('dotenv: what it declares', () => {
  const declared = (path: string, text: string) =>
    dotenv.extract(createSource(path, text)).flatMap((f) => (f.kind === 'env.declared' ? f : []));

  it('every assignment with its place, and no value', () => {
    const text = "# settings\nexport DB_PASSWORD='pa#ss'\nAPI_URL=https://api.staging.acme.io/v1 # optional\n";
    const facts = declared('.env.staging', text);
    assert.deepEqual(
      facts.map((f) => [f.name, f.at.line, f.at.column, f.need, f.value?.class, f.value?.shows]),
      [
        ['DB_PASSWORD', 2, 8, undefined, 'secret', undefined],
        ['API_URL', 3, 1, 'optional', 'url', 'staging'],
      ],
    );
    assert.ok(!JSON.stringify(facts).includes('pa#ss'));
  });
  it('keys that an example shows in a comment are optional', () => {
    const facts = declared(
      '.env.example',
      'A_KEY=\n# B_KEY=\n#   C_KEY=value\n# A_KEY=again\n# a sentence with = in it\n',
    );
    assert.deepEqual(
      facts.map((f) => `${f.name} ${f.need ?? ''}`),
      ['A_KEY ', 'B_KEY optional', 'C_KEY optional'],
    );
    assert.deepEqual(declared('.env.production', '# B_KEY=\n'), []);
  });
  it('what readers do not agree on', () => {
    const facts = declared('.env', `A=a#b\nB=a # b\nC=\`a\`\nD="x$y"\nE='x$y'\nF=\${G}\n`);
    assert.deepEqual(
      facts.map((f) => f.ambiguous),
      ['hash', undefined, 'backtick', 'dollar', undefined, undefined],
    );
  });
});
