import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import type { Fix } from '../../src/core/finding';
import { createSource } from '../../src/core/source';
import { flags } from '../../src/facts/flags';
import { modules } from '../../src/facts/modules';
import { timeoutFix } from '../../src/rules/dependency/timeoutFix';
import { comparedWithTrue } from '../../src/rules/rollout/comparedWithTrue';

function applied(text: string, fix: Fix | undefined): string | undefined {
  if (!fix) return undefined;
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((all, { at, text: put }) => all.slice(0, at.start) + put + all.slice(at.end), text);
}

/** The call of `run` with a limit: `package operation | text`. */
function limited(name: string, operation: string, call: string): string | undefined {
  const head = "import client from 'client';\nexport const run = (url, body, options) => ";
  const text = `${head}${call};\n`;
  const [fn] = modules
    .extract(createSource('src/a.ts', text))
    .filter((fact): fact is Fact<'function.summarised'> => fact.kind === 'function.summarised');
  const form = fn?.sites.find((site) => site.how === 'call')?.form;
  assert.ok(form, 'the call has a form');
  return applied(text, timeoutFix({ package: name, operation, form }))?.slice(head.length, -2);
}

describe('rules: fixes of third parties and flags', function () {
  this.timeout(180_000);
  it('puts a limit where the client looks for it', () => {
    assert.equal(
      limited('fetch', 'fetch', 'client.fetch(url)'),
      'client.fetch(url, { signal: AbortSignal.timeout(10_000) })',
    );
    assert.equal(
      limited('fetch', 'fetch', "client.fetch(url, { method: 'POST' })"),
      "client.fetch(url, { signal: AbortSignal.timeout(10_000), method: 'POST' })",
    );
    assert.equal(limited('axios', 'get', 'client.get(url, {})'), 'client.get(url, { timeout: 10_000 })');
    assert.equal(limited('axios', 'post', 'client.post(url, body,)'), 'client.post(url, body, { timeout: 10_000 })');
    assert.equal(limited('got', 'get', 'client.get(url)'), 'client.get(url, { timeout: { request: 10_000 } })');
    assert.equal(
      limited('stripe', 'refunds.create', 'client.refunds.create({ charge: url })'),
      'client.refunds.create({ charge: url }, { timeout: 10_000 })',
    );
  });
  it('leaves alone what has no one place for it', () => {
    assert.equal(limited('axios', 'post', 'client.post(url)'), undefined);
    assert.equal(limited('axios', 'get', 'client.get(url, options)'), undefined);
    assert.equal(limited('resend', 'emails.send', 'client.emails.send(body)'), undefined);
  });
  it('compares a variable with the text that means yes, also behind a negation', () => {
    const text = 'export function a() { if (!process.env.FEATURE_A) go() }\n';
    const read = flags.extract(createSource('src/a.ts', text)).find((fact) => fact.kind === 'flag.read');
    assert.ok(read?.kind === 'flag.read');
    assert.equal(
      applied(text, comparedWithTrue({ ...read, test: 'truthy' })),
      "export function a() { if (!(process.env.FEATURE_A === 'true')) go() }\n",
    );
    assert.equal(comparedWithTrue({ ...read, test: 'boolean' }), undefined);
  });
});
