import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { flags } from '../../src/facts/flags';

const read = (text: string, path = 'src/a.ts') =>
  flags
    .extract(createSource(path, text))
    .map((f) =>
      f.kind === 'flag.read'
        ? `read ${f.key} ${f.library} ${f.test} ${f.scope}${f.fallback?.is === 'literal' ? ` else ${f.fallback.value}` : ''}`
        : f.kind === 'flag.declared'
          ? `declared ${f.key} default ${f.default} state ${f.state} line ${f.at.line}`
          : f.kind,
    );

describe('facts: flags', function () {
  this.timeout(180_000);
  it('reads the evaluations of SDKs with their fallback', () => {
    assert.deepEqual(
      read(
        "import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();\nexport const f = async () => client.getBooleanValue('new-cart', true);",
      ),
      ['read new-cart OpenFeature boolean call else true'],
    );
    assert.deepEqual(read("import { isEnabled } from 'unleash-client';\nif (isEnabled('dark')) run();"), [
      'read dark Unleash boolean module',
    ]);
    assert.deepEqual(
      read(
        "import { useFeatureIsOn } from '@growthbook/growthbook-react';\nexport function A() { return useFeatureIsOn('beta') ? 1 : 2 }",
      ),
      ['read beta GrowthBook boolean call'],
    );
  });
  it('tells a text that is tested by its truth', () => {
    assert.deepEqual(read('export function a() { if (process.env.FEATURE_A) go() }'), [
      'read FEATURE_A environment truthy call',
    ]);
    assert.deepEqual(read("import { env } from 'node:process';\nexport function a() { if (env.FEATURE_A) go() }"), [
      'read FEATURE_A environment truthy call',
    ]);
    // What a module of the project hands out may have been turned into a boolean there.
    assert.deepEqual(read("const env = require('./env');\nexport function a() { if (env.FEATURE_A) go() }"), [
      'read FEATURE_A environment boolean call',
    ]);
    assert.deepEqual(read("export function a() { if (process.env.FEATURE_A === 'true') go() }"), [
      'read FEATURE_A environment boolean call',
    ]);
    assert.deepEqual(
      read(
        "const FEATURE_A = process.env.FEATURE_A === '1';\nconst isOn = (): boolean => FEATURE_A;\nexport const b = () => { if (!isOn()) go() };",
      ),
      ['read FEATURE_A environment boolean call', 'read FEATURE_A environment boolean module'],
    );
    assert.deepEqual(read('export const on = process.env.NEXT_PUBLIC_FEATURE_A;'), [
      'read NEXT_PUBLIC_FEATURE_A environment boolean build',
    ]);
  });
  it('does not read what only sounds like one', () => {
    assert.deepEqual(read("if (user.isEnabled()) go(); const m = text.match(/x/); socket.on('flag', f);"), []);
  });
  it('reads manifests as a map and as a list', () => {
    assert.deepEqual(read('{"flags":{"a":{"flagType":"boolean","defaultValue":false}}}', 'flags/manifest.json'), [
      'declared a default false state undefined line 1',
    ]);
    assert.deepEqual(read('{"flags":[\n{"key":"b","state":"ENABLED","defaultVariant":"on"}]}', 'demo.flagd.json'), [
      'declared b default on state ENABLED line 2',
    ]);
  });
});
