import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileSpan } from '../../src/core/span';
import { writePlan } from '../../src/writePlan';
import { type Files, open } from '../support/project';
import { examplePolicy } from './example';

function read(folder: string): Files {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(path.join(folder, name)).isFile())
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(path.join(folder, name), 'utf8')]),
  );
}

/** The whole way: files → facts → findings and steps → plan. */
function planOf(existing?: string): string {
  const base = read('test/fixtures/plan/base');
  const head = read('test/fixtures/plan/head');
  const session = open({ base, head, policy: examplePolicy, today: '2026-11-23' });
  const changed = Object.keys(head).filter((file) => head[file] !== base[file]);
  session.setChanges(
    changed.map((file) => ({
      kind: 'file.changed',
      at: fileSpan(file),
      path: file,
      status: base[file] === undefined ? 'added' : 'modified',
      added: (head[file] ?? '').split('\n').length,
      deleted: 0,
    })),
  );
  const result = writePlan({
    review: session.review(),
    policy: examplePolicy,
    facts: session.facts,
    content: session.text,
    now: '2026-11-23T00:00:00+01:00',
    release: 'v4.12.0',
    ...(existing === undefined ? {} : { existing }),
  });
  return 'text' in result ? result.text : assert.fail(result.refused);
}

describe('the plan of the fixture, from its files', function () {
  this.timeout(180_000);
  let text = '';
  before(() => {
    text = planOf();
  });

  it('has every section', () => {
    for (const name of ['scope', 'gates', 'roles', 'window', 'steps', 'rollback', 'watch', 'comms', 'evidence'])
      assert.match(text, new RegExp(`<!-- rr:begin ${name} -->\\n[^<]`), name);
    assert.match(text, /Verdict: NOT READY/);
  });

  it('tells migrations, flag, route, payment and secret', () => {
    assert.match(text, /\| `migration 20261120_01_parcels_add_payment_ref` \|/);
    assert.match(text, /\| `migration 20261120_02_parcels_status_refund_pending` \| .* \| \*\*/);
    assert.match(
      text,
      /\| Stripe `refunds\.create` \| new outbound call, moves money \| \*\*no: compensate, cannot undo\*\*/,
    );
    assert.match(text, /\| `env REFUND_WEBHOOK_SECRET` \| new required secret \|/);
    assert.match(text, /\| `flag refunds_enabled` \| new flag \| yes: flag \|/);
    assert.match(text, /POST \/api\/parcels\/:id\/refund`.* critical path checkout/);
  });

  it('blocks on the secret and on the scan under the lock', () => {
    assert.match(text, /\*\*BLOCKER\*\* B\d `REFUND_WEBHOOK_SECRET` .*`infrastructure\/env-/);
    assert.match(text, /\*\*BLOCKER\*\* B\d .*`migration\/validate-in-same-transaction`/);
  });

  it('orders migrations before the canary and the canary before the flag', () => {
    const ids = [...text.matchAll(/<!-- rr:s (\S+) -->/g)].map(([, id = '']) => id);
    const wanted = [
      'env/REFUND_WEBHOOK_SECRET/production',
      'preflight',
      'mig/20261120_01_parcels_add_payment_ref/up',
      'mig/20261120_02_parcels_status_refund_pending/up',
      'deploy/canary-5',
      'deploy/full',
      'flag/refunds_enabled/staff',
      'flag/refunds_enabled/100',
      'done',
    ];
    assert.deepEqual(
      ids.filter((id) => wanted.includes(id)),
      wanted,
    );
    assert.ok(ids.includes('pnr'));
  });

  it('shows the rehearsal that is on record', () => {
    assert.match(text, /\*\*Measured\*\* \(pglite 18\.6, 5000 synthetic rows/);
    assert.match(text, /fails, 23514 \(`parcels_status_chk`\)/);
    assert.match(text, /- \[x\] Way back rehearsed/);
  });

  it('is the same again, over itself too', () => {
    assert.equal(planOf(), text);
    assert.equal(planOf(text), text);
  });
});
