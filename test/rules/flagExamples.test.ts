import assert from 'node:assert/strict';
import { type Files, review } from '../support/project';

/** A service that has routes, a payment provider and flags already, so that a change of it can want one. */
const running: Files = {
  'package.json': JSON.stringify({
    name: 'shop',
    scripts: { start: 'node dist/main.js' },
    dependencies: {
      '@nestjs/common': '11.0.0',
      '@openfeature/server-sdk': '1.17.0',
      'launchdarkly-node-server-sdk': '7.0.0',
      'node-cron': '3.0.0',
      'unleash-client': '6.0.0',
      express: '5.0.0',
      kafkajs: '2.2.0',
      stripe: '17.0.0',
    },
  }),
  'src/flags.ts':
    "import { OpenFeature } from '@openfeature/server-sdk';\nconst provider = OpenFeature.getClient();\nexport const flags = provider;\nexport const cart = () => provider.getBooleanValue('cart', false);\nexport const checkoutV2 = () => provider.getBooleanValue('checkout-v2', false);\n",
  'src/app.ts':
    "import express from 'express';\nexport const app = express();\napp.get('/', (_req, res) => res.send('shop'));\n",
};

const express =
  "import { Router } from 'express';\nimport { refund } from './refunding';\nexport const router = Router();\n";
const stripe = "import Stripe from 'stripe';\nconst stripe = new Stripe('k', { timeout: 5000 });\n";
const pay = (body: string) => `${stripe}export async function pay(c, p, user, config, argv, key) {\n${body}\n}\n`;
const cron =
  "import cron from 'node-cron';\nimport { unleash } from './unleash';\nimport { purgeOldOrders } from './orders';\n";
const nest =
  "import { Controller, Post, UseGuards } from '@nestjs/common';\nimport { FeatureGuard, RequireFlag } from './guards';\n";

interface Example {
  says: string;
  code: string;
  missing: boolean;
}

const examples: readonly Example[] = [
  {
    says: 'a route that moves money',
    code: `${express}router.post('/refunds', async (req, res) => { await refund(req.body); res.end() });\n`,
    missing: true,
  },
  {
    says: 'an early answer while the flag is off',
    code: `${express}import { flags } from './flags';\nrouter.post('/refunds', async (req, res) => { if (!(await flags.isEnabled('refunds', req.user))) return res.status(404).end(); await refund(req.body) });\n`,
    missing: false,
  },
  {
    says: 'a middleware that asks',
    code: `${express}import { requireFlag } from './guards';\nimport { handler } from './handler';\nrouter.post('/refunds', requireFlag('refunds'), handler);\n`,
    missing: false,
  },
  {
    says: 'a value of OpenFeature before the call',
    code: pay(
      "const on = await client.getBooleanValue('new-checkout', false, c);\nif (on) { await stripe.paymentIntents.create(p) }",
    ),
    missing: false,
  },
  { says: 'a payment', code: pay('await stripe.paymentIntents.create(p)'), missing: true },
  {
    says: 'the way before, while the flag is off',
    code: pay("if (!ld.boolVariation('pi-v2', c, false)) return legacy();\nreturn stripe.paymentIntents.create(p)"),
    missing: false,
  },
  {
    says: 'a variable compared with a text',
    code: "export const s = (url) => process.env.FEATURE_SYNC === 'on' && fetch('https://api.sync.example.io/v1');\n",
    missing: false,
  },
  { says: 'a job', code: `${cron}cron.schedule('0 3 * * *', () => purgeOldOrders());\n`, missing: true },
  {
    says: 'a job that asks',
    code: `${cron}cron.schedule('0 3 * * *', async () => { if (!unleash.isEnabled('purge-orders')) return; await purgeOldOrders() });\n`,
    missing: false,
  },
  {
    says: 'a controller without a guard',
    code: `${nest}@Controller('billing')\nexport class C { constructor(private readonly svc: Service) {}\n@Post('export') async export() { return this.svc.run() } }\n`,
    missing: true,
  },
  {
    says: 'a guard at the method',
    code: `${nest}@Controller('billing')\nexport class C { constructor(private readonly svc: Service) {}\n@Post('export') @UseGuards(FeatureGuard('export')) async export() { return this.svc.run() } }\n`,
    missing: false,
  },
  {
    says: 'a flag at the class',
    code: `${nest}@RequireFlag('export') @Controller('billing')\nexport class C { constructor(private readonly svc: Service) {}\n@Post('export') async export() { return this.svc.run() } }\n`,
    missing: false,
  },
  {
    says: 'a method of a user that sounds like a flag',
    code: pay('if (user.isEnabled()) { await stripe.charges.create(c) }'),
    missing: true,
  },
  {
    says: 'a setting that is no flag',
    code: pay('if (config.region) { await stripe.charges.create(c) }'),
    missing: true,
  },
  {
    says: 'a function of the flags of the project',
    code: `${stripe}import { checkoutV2 } from './flags';\nexport async function pay(c) { if (await checkoutV2()) { await stripe.charges.create(c) } }\n`,
    missing: false,
  },
  {
    says: 'a consumer behind a gate',
    code: "import { Kafka } from 'kafkajs';\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'refunds' });\nexport async function start(user) { if (Statsig.checkGate(user, 'refund_consumer')) { await consumer.subscribe({ topic: 'refunds' }); await consumer.run({ eachMessage: async () => {} }) } }\n",
    missing: false,
  },
  {
    says: 'a treatment that is on',
    code: pay("switch (client.getTreatment(key, 'checkout')) { case 'on': await stripe.charges.create(c) }"),
    missing: false,
  },
  {
    says: 'a flag elsewhere in the file',
    code: `${stripe}import { flags } from './flags';\nexport const cart = () => flags.getBooleanValue('cart', false);\nexport async function pay(c) { await stripe.charges.create(c) }\n`,
    missing: true,
  },
  {
    says: 'work that is handed to a flag',
    code: "import { withFeatureFlag } from './guards';\nexport const handler = withFeatureFlag('x', async () => fetch('https://api.sync.example.io/v1'));\n",
    missing: false,
  },
  {
    says: 'a flag of the command line',
    code: pay('const flag = parseFlag(argv);\nawait stripe.charges.create(c)'),
    missing: true,
  },
];

const missing = (base: Files, head: Files) =>
  review({ base, head }).findings.filter((finding) => finding.rule === 'rollout/missing-flag');

describe('rules: what wants a flag', () => {
  for (const { says, code, missing: expected } of examples)
    it(`${says}: ${expected ? 'missing' : 'guarded'}`, () => {
      const found = missing(running, { ...running, 'src/change.ts': code });
      assert.equal(found.length, expected ? 1 : 0, JSON.stringify(found.map(({ what }) => what)));
    });

  it('a component that asks: guarded', () => {
    const code =
      "export const App = () => <FeatureFlag flagKey='x'>{load(() => fetch('https://api.sync.example.io/v1'))}</FeatureFlag>;\n";
    assert.deepEqual(missing(running, { ...running, 'src/app.tsx': code }), []);
  });

  it('a route that was there before: nothing', () => {
    const route = `${express}router.post('/refunds', refund);\n`;
    const base = { ...running, 'src/change.ts': route };
    assert.deepEqual(missing(base, { ...base, 'src/change.ts': `${route}const x = 1;\n` }), []);
  });

  it('a route that moved to another folder: nothing', () => {
    const route = `${express}router.post('/refunds', refund);\n`;
    assert.deepEqual(missing({ ...running, 'src/a/r.ts': route }, { ...running, 'src/b/r.ts': route }), []);
  });

  it('a route and what it calls in another folder are one feature', () => {
    const found = missing(running, {
      ...running,
      'src/web/refunds.ts':
        "import { Router } from 'express';\nimport { payBack } from '../money/payBack';\nexport const router = Router();\nrouter.post('/refunds', async (req, res) => { await payBack(req.body); res.end() });\n",
      'src/money/payBack.ts': `${stripe}export async function payBack(refund) { return stripe.refunds.create(refund) }\n`,
    });
    assert.deepEqual(
      found.map(({ subject, evidence }) => [subject, evidence.length]),
      [['route POST /refunds', 1]],
    );
  });

  it('marks what registers the way in, not all that it does', () => {
    const marked = (path: string, code: string) =>
      missing(running, { ...running, [path]: code }).map(({ at }) => code.slice(at.start, at.end));
    const body = 'async (req, res) => {\n  await refund(req.body);\n  res.end();\n}';
    assert.deepEqual(marked('src/a.ts', `${express}router.post('/refunds', ${body});\n`), ["router.post('/refunds'"]);
    assert.deepEqual(marked('src/a.ts', `${express}router.route('/refunds').get(list).post(${body});\n`), ['post']);
    assert.deepEqual(
      marked('src/a.ts', `${cron}cron.schedule('0 3 * * *', async () => {\n  await purgeOldOrders();\n});\n`),
      ["cron.schedule('0 3 * * *'"],
    );
    const next = "import { refund } from '../../../src/refunding';\n";
    assert.deepEqual(
      marked(
        'app/api/refunds/route.ts',
        `${next}export async function POST(req) {\n  return Response.json(await refund(req));\n}\n`,
      ),
      ['POST'],
    );
    assert.deepEqual(
      marked(
        'app/api/refunds/route.ts',
        `${next}export const POST = async (req) => {\n  return Response.json(await refund(req));\n};\n`,
      ),
      ['POST'],
    );
    assert.deepEqual(
      marked(
        'pages/api/refunds.ts',
        `${next}export default async function handler(req, res) {\n  res.json(await refund(req));\n}\n`,
      ),
      ['handler'],
    );
  });

  it('many features are told in five findings', () => {
    const change = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [
        `src/f${i}/job.ts`,
        `import cron from 'node-cron';\nimport { work } from './work';\ncron.schedule('${i} 3 * * *', () => work());\n`,
      ]),
    );
    const found = missing(running, { ...running, ...change });
    assert.equal(found.length, 5);
    assert.equal(found.filter(({ what }) => what.startsWith('5 more')).length, 1);
  });

  it('the first release has nothing to protect', () => {
    const code = pay('await stripe.paymentIntents.create(p)');
    assert.deepEqual(missing({}, { ...running, 'src/change.ts': code }), []);
  });

  it('switches of the deployment are no mechanism', () => {
    const { 'src/flags.ts': _, ...rest } = running;
    const base = { ...rest, 'src/mail.ts': "if (process.env.SMTP_ENABLED === 'true') start();\n" };
    assert.deepEqual(missing(base, { ...base, 'src/change.ts': pay('await stripe.paymentIntents.create(p)') }), []);
  });
});
