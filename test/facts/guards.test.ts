import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { guardsAround } from '../../src/facts/code/guards';
import { scopeOf } from '../../src/facts/code/scope';
import { parseTypeScript } from '../../src/parse/typescript';

/** Sides of the flags around the place that `text` marks by its last occurrence of `needle`. */
function guards(text: string, needle: string): string[] {
  const code = parseTypeScript(createSource('src/a.tsx', text));
  assert.ok(!code.unread, JSON.stringify(code.unread));
  const at = text.lastIndexOf(needle);
  const call = [...code.of('CallExpression')].filter((c) => c.range[0] <= at && at < c.range[1]).at(-1);
  assert.ok(call, `no call at ${needle}`);
  return guardsAround(call, scopeOf(code)).map((g) => `${g.key ?? '?'} ${g.side}`);
}

describe('facts: guards', function () {
  this.timeout(180_000);

  const guarded: [string, string, string, string[]][] = [
    [
      'an early return when the flag is off',
      "router.post('/r', async (req, res) => { if (!(await flags.isEnabled('refunds', req.user))) return res.status(404).end(); await refund(req.body) })",
      'refund(req',
      ['refunds on'],
    ],
    [
      'a middleware named like a guard',
      "router.post('/r', requireFlag('refunds'), (q, s) => run())",
      'run()',
      ['refunds on'],
    ],
    [
      'a name assigned from a flag',
      "const on = await client.getBooleanValue('new-checkout', false, ctx);\nif (on) { await stripe.paymentIntents.create(p) }",
      'stripe.',
      ['new-checkout on'],
    ],
    [
      'an early return with another way',
      "async function pay() { if (!ld.boolVariation('pi-v2', ctx, false)) return legacy(); return stripe.paymentIntents.create(p) }",
      'stripe.',
      ['pi-v2 on'],
    ],
    [
      'a variable compared with a text',
      "const s = process.env.FEATURE_SYNC === 'on' && fetch(url)",
      'fetch',
      ['FEATURE_SYNC on'],
    ],
    [
      'an early return in a job',
      "cron.schedule('0 3 * * *', async () => { if (!unleash.isEnabled('purge-orders')) return; await purgeOldOrders() })",
      'purgeOldOrders',
      ['purge-orders on'],
    ],
    [
      'a decorator of the method',
      "class C { @Post('export') @UseGuards(FeatureGuard('export')) async export() { return this.svc.run() } }",
      'run()',
      ['export on'],
    ],
    [
      'a decorator of the class',
      "@RequireFlag('export') class C { @Post('export') async export() { return this.svc.run() } }",
      'run()',
      ['export on'],
    ],
    [
      'a component',
      "const App = () => <FeatureFlag flagKey='x'>{load(() => fetch('/api/new'))}</FeatureFlag>",
      'fetch',
      ['x on'],
    ],
    [
      'a function of a flags module',
      "import { checkoutV2 } from './flags';\nif (await checkoutV2()) { await fetch(url) }",
      'fetch',
      ['checkoutV2 on'],
    ],
    [
      'a gate with the key in second place',
      "if (Statsig.checkGate(user, 'refund_consumer')) { await consumer.subscribe({ topic: 'refunds' }) }",
      'consumer.',
      ['refund_consumer on'],
    ],
    [
      'a switch over a treatment',
      "switch (client.getTreatment(key, 'checkout')) { case 'on': await stripe.charges.create(c) }",
      'stripe.',
      ['checkout on'],
    ],
    [
      'a function that takes the flag and the work',
      "const handler = withFeatureFlag('x', async () => fetch(url))",
      'fetch',
      ['x on'],
    ],
    [
      'the branch for the flag being off',
      "if (flags.isEnabled('new-mail')) { a() } else { legacyMail() }",
      'legacyMail',
      ['new-mail off'],
    ],
    [
      'a helper of the same file',
      "const isNewOn = () => client.isEnabled('n');\nif (isNewOn()) { go() }",
      'go()',
      ['n on'],
    ],
    [
      'a hook',
      'const App = () => { const { newCart } = useFlags(); return newCart ? draw(1) : draw(2) }',
      'draw(1',
      ['newCart on'],
    ],
  ];
  for (const [name, text, needle, expected] of guarded)
    it(`knows ${name}`, () => assert.deepEqual(guards(text, needle), expected));

  const open: [string, string, string][] = [
    ['a method of a user', 'if (user.isEnabled()) { await stripe.charges.create(c) }', 'stripe.'],
    ['a configuration value', 'if (config.region) { await stripe.charges.create(c) }', 'stripe.'],
    ['a command-line flag', 'const flag = parseFlag(argv);\nawait stripe.charges.create(c)', 'stripe.'],
    [
      'a flag elsewhere in the file',
      "if (flags.isEnabled('other')) { a() }\nawait stripe.charges.create(c)",
      'stripe.',
    ],
    ['the test itself', "if (client.isEnabled('x')) { a() }", 'isEnabled'],
    [
      'a plain route',
      "router.post('/refunds', async (req, res) => { await refund(req.body); res.end() })",
      'refund(req',
    ],
  ];
  for (const [name, text, needle] of open)
    it(`does not take ${name} for a guard`, () => assert.deepEqual(guards(text, needle), []));
});
