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
    assert.match(
      text,
      /POST \/api\/parcels\/:id\/refund` behind flag `refunds_enabled` \| new route, critical path checkout \| yes: flag/,
    );
  });

  it('blocks on the secret and on the scan under the lock', () => {
    assert.match(text, /\*\*BLOCKER\*\* B\d `REFUND_WEBHOOK_SECRET` .*`infrastructure\/env-missing-in-environment`/);
    assert.match(text, /\*\*BLOCKER\*\* B\d .*`migration\/validate-in-same-transaction`/);
  });

  it('counts the scan under the lock that its transaction holds', () => {
    assert.match(text, /\*\*Risk 5\d–\d\d \/ 100 \(high\)\*\*/);
    assert.match(
      text,
      /20261120_02_parcels_status_refund_pending`: scans the table, blocks reads and writes \(parcels: 4,200,000 rows/,
    );
  });

  it('orders migrations before the canary and the canary before the flag', () => {
    const ids = [...text.matchAll(/<!-- rr:s (\S+) -->/g)].map(([, id = '']) => id);
    const wanted = [
      'env/REFUND_WEBHOOK_SECRET/production',
      'preflight',
      'mig/20261120_01_parcels_add_payment_ref/up',
      'mig/20261120_02_parcels_status_refund_pending/up',
      'mig/20261120_03_parcels_validate_weight/validate',
      'deploy/canary-5',
      'deploy/full',
      'payload/job/parcel-updated/readers',
      'mig/20261120_04_parcels_fill_payment_ref/backfill',
      'pnr',
      'flag/refunds_enabled/staff',
      'flag/refunds_enabled/100',
      'done',
    ];
    assert.deepEqual(
      ids.filter((id) => wanted.includes(id)),
      wanted,
    );
    assert.deepEqual(ids.slice(ids.indexOf('done') + 1), ['contract/parcels.charge_id', 'flag-remove/refunds_enabled']);
  });

  it('asks for what it cannot know, of the people of the policy', () => {
    for (const question of [
      /\[ASK @billing\]\*\* Who outside of this repository reads parcel-updated, .* <!-- rr:a payload\/job\/parcel-updated\/consumers -->/,
      /\[ASK @billing\]\*\* Is the webhook endpoint registered with `Stripe` for production\?/,
      /\[ASK @rena\]\*\* After the point of no return .*, do we roll forward only\?/,
      /\[ASK @desk-lead\]\*\* Is the text for support/,
    ])
      assert.match(text, question);
  });

  it('counts what no way back takes back, and what the backfill has left', () => {
    assert.match(text, /\| Signal \| Before S14 \| After S14, V8 = 0 \| After S14, V8 &gt; 0 \|/);
    assert.match(
      text,
      /-- V8 +\(expect 0: the way back is still open\)\nselect count\(\*\) from parcels where status = 'refund_pending';/,
    );
    assert.match(
      text,
      /-- V6 +\(expect 0: nothing is left\)\nselect count\(\*\) from parcels where charge_id is not null and payment_ref is null;/,
    );
    assert.match(
      text,
      /\*\*RB1 code back\*\* — minutes\. `kubectl argo rollouts abort parcel-desk`, .* Only if V8 = 0/,
    );
  });

  it('asks the deploy and the backfill for what is written twice', () => {
    assert.match(text, /S11 100 %; every instance ready, .* → V5, G1\./);
    assert.match(
      text,
      /-- V5 +\(expect 0: what is written now has both\)\nselect count\(\*\) from parcels where created_at > now\(\) - interval '15 min' and charge_id is not null and payment_ref is null;/,
    );
    assert.match(
      text,
      /-- V7 +\(expect 0: whatever writes one writes both\)\nselect count\(\*\) from parcels where charge_id <> payment_ref;/,
    );
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
