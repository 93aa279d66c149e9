import assert from 'node:assert/strict';
import type { Policy } from '../../src/core/policy';
import { writePlan } from '../../src/writePlan';
import { type Files, open } from '../support/project';

const policy: Policy = {
  third_parties: {
    Stripe: { match: ['npm:stripe'], metric: 'payments_failed' },
    Twilio: { match: ['npm:twilio'], metric: 'messages_failed' },
  },
  metrics: [
    { id: 'payments_failed', kind: 'third_party', stop: '> 2 %' },
    { id: 'messages_failed', kind: 'third_party', stop: '> 5 %' },
    { id: 'errors', kind: 'technical', stop: '> 1 %' },
  ],
};

const manifest = (dependencies: string) =>
  `{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { ${dependencies} } }\n`;
const charge = (options = '') => `import Stripe from 'stripe';

const stripe = new Stripe('key');
export const charge = (amount: number) => stripe.charges.create({ amount, currency: 'eur' }${options});
`;
const tell = `import twilio from 'twilio';

const client = twilio('account', 'token');
export const tell = (to: string) => client.messages.create({ to, from: 'shop', body: 'Your parcel is on its way' });
`;
const both: Files = {
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
  'prisma/migrations/20260101000000_parcels/migration.sql':
    'CREATE TABLE parcels (id bigint PRIMARY KEY, old_ref text);\n',
  'package.json': manifest('"@prisma/client": "6.0.0", "express": "5.0.0", "stripe": "17.0.0", "twilio": "5.0.0"'),
  'src/main.ts':
    "import express from 'express';\nimport { charge } from './charge';\nimport { tell } from './tell';\n\nconst app = express();\napp.post('/pay', async (req, res) => {\n  await charge(req.body.amount);\n  await tell(req.body.to);\n  res.end();\n});\napp.listen(3000);\n",
  'src/charge.ts': charge(),
  'src/tell.ts': tell,
};

/** Gives every release something to do, so that there are steps to watch. */
const migration: Files = {
  'prisma/migrations/20261101000000_parcels/migration.sql':
    'ALTER TABLE parcels ADD COLUMN ref text;\nALTER TABLE parcels DROP COLUMN old_ref;\n',
};

/** The metrics of third parties that the plan of a change asks to watch, and those that the inventory calls changed. */
function watched(base: Files, changed: Files) {
  const head = { ...changed, ...migration };
  const session = open({ base, head, policy, today: '2026-11-23' });
  const review = session.review();
  const result = writePlan({
    review,
    policy,
    facts: session.facts,
    content: session.text,
    now: '2026-11-23T00:00:00+01:00',
    release: 'v1.2.0',
  });
  const text = 'text' in result ? result.text : assert.fail(result.refused);
  const watch = /<!-- rr:begin watch -->([\s\S]*?)<!-- rr:end watch -->/.exec(text)?.[1] ?? '';
  return {
    rows: ['payments_failed', 'messages_failed', 'errors'].filter((id) => watch.includes(`\`${id}\``)),
    changed: review.inventory.flatMap((one) => (one.changed ? [one.system] : [])),
    added: review.inventory.flatMap((one) => (one.status === 'added' ? [one.system] : [])),
  };
}

describe('third parties in the watch', function () {
  this.timeout(180_000);

  it('watches the one whose call gets another limit, and not the one beside it', () => {
    const head = { ...both, 'src/charge.ts': charge(', { timeout: 2000 }') };
    assert.deepEqual(watched(both, head), { rows: ['payments_failed', 'errors'], changed: ['Stripe'], added: [] });
  });

  it('watches one that is called at another place as well', () => {
    const head = { ...both, 'src/remind.ts': tell.replaceAll('tell', 'remind') };
    assert.deepEqual(watched(both, head), { rows: ['messages_failed', 'errors'], changed: ['Twilio'], added: [] });
  });

  it('watches one whose only call is gone', () => {
    const head = { ...both, 'src/tell.ts': 'export const tell = async (_to: string) => undefined;\n' };
    assert.deepEqual(watched(both, head), { rows: ['messages_failed', 'errors'], changed: ['Twilio'], added: [] });
  });

  it('watches a new one', () => {
    const { 'src/tell.ts': _, ...rest } = both;
    const before = {
      ...rest,
      'package.json': manifest('"@prisma/client": "6.0.0", "express": "5.0.0", "stripe": "17.0.0"'),
      'src/tell.ts': 'export const tell = async (_to: string) => undefined;\n',
    };
    assert.deepEqual(watched(before, both), { rows: ['messages_failed', 'errors'], changed: [], added: ['Twilio'] });
  });

  it('watches none where its calls only moved, and its file changed around them', () => {
    const head = {
      ...both,
      'src/charge.ts': `// Amounts are in cents.\n\n${charge()}\nexport const currency = 'eur';\n`,
    };
    assert.deepEqual(watched(both, head), { rows: ['errors'], changed: [], added: [] });
  });
});
