import assert from 'node:assert/strict';
import { applied, assertParses } from '../support/fixes';
import { type Files, review } from '../support/project';

const manifest = JSON.stringify({
  name: 'shop',
  scripts: { start: 'node dist/main.js' },
  dependencies: {
    '@openfeature/server-sdk': '1.17.0',
    '@launchdarkly/node-server-sdk': '9.13.0',
    '@splitsoftware/splitio': '11.11.0',
    '@nestjs/common': '11.0.0',
    'configcat-node': '11.4.0',
    'node-cron': '3.0.0',
    'posthog-node': '5.70.0',
    'unleash-client': '6.0.0',
    bullmq: '6.0.0',
    express: '5.0.0',
    fastify: '5.0.0',
    stripe: '17.0.0',
  },
});
const app =
  "import express from 'express';\nexport const app = express();\napp.get('/', (_req, res) => res.send('shop'));\n";

interface Asked {
  /** Where the repository asks for a flag already. */
  flags: string;
  at?: string;
}
const openFeature: Asked = {
  flags:
    "import { OpenFeature } from '@openfeature/server-sdk';\nexport const flags = OpenFeature.getClient();\nexport const cart = () => flags.getBooleanValue('new-cart', true, { targetingKey: 'shop' });\n",
};
const unleash: Asked = {
  flags:
    "import { initialize } from 'unleash-client';\nexport const unleash = initialize({ url: process.env.UNLEASH_URL });\nexport const cart = (context) => unleash.isEnabled('new_cart', context);\n",
};
const launchDarkly: Asked = {
  flags:
    "import { init } from '@launchdarkly/node-server-sdk';\nexport const ld = init(process.env.LD_KEY);\nexport const cart = (req) => ld.boolVariation('newCart', { kind: 'user', key: req.user.id }, false);\n",
};
const posthog: Asked = {
  flags:
    "import { PostHog } from 'posthog-node';\nexport const posthog = new PostHog(process.env.POSTHOG_KEY);\nexport const cart = async (req) => { if (await posthog.isFeatureEnabled('new-cart', req.user.id)) return 1; return 2; };\n",
};
const configCat: Asked = {
  flags:
    "import * as configcat from 'configcat-node';\nexport const client = configcat.getClient(process.env.CONFIGCAT_KEY);\nexport const cart = async (user) => { const on = await client.getValueAsync('newCart', false, user); return on; };\n",
};
const split: Asked = {
  flags:
    "import { SplitFactory } from '@splitsoftware/splitio';\nexport const client = SplitFactory({ core: { authorizationKey: process.env.SPLIT_KEY } }).client();\nexport const cart = (req) => { if (client.getTreatment(req.user.id, 'new_cart') !== 'on') return 1; return 2; };\n",
};
const own: Asked = {
  at: 'src/lib/features.ts',
  flags:
    "const on = new Set(['NEW_CART']);\nexport async function isFeatureEnabled(name) { return on.has(name); }\nexport const cart = async () => { if (await isFeatureEnabled('NEW_CART')) return 1; return 2; };\n",
};
const variable: Asked = {
  flags: "export const cart = () => { if (process.env.FEATURE_NEW_CART === 'true') return 1; return 2; };\n",
};

function fixOf({ flags, at = 'src/flags.ts' }: Asked, code: string, path = 'src/refunds.ts') {
  const base: Files = { 'package.json': manifest, 'src/app.ts': app, [at]: flags };
  const head = { ...base, [path]: code };
  const found = (files: Files) =>
    review({ base, head: files }).findings.filter((one) => one.rule === 'rollout/missing-flag');
  const [finding] = found(head);
  assert.ok(finding, `is reported:\n${code}`);
  return { fix: finding.fixes?.[0], head, left: (files: Files) => found(files).length };
}

/** The new lines of the file after the fix; the result parses and is not reported any more. */
function mended(asked: Asked, code: string, path = 'src/refunds.ts'): string[] {
  const { fix, head, left } = fixOf(asked, code, path);
  assert.ok(fix, `has a fix:\n${code}`);
  assert.equal(fix.safe, false);
  const after = applied(head, fix.edits);
  assertParses(after);
  assert.equal(left(after), 0, after[path]);
  const before = new Set(code.split('\n'));
  return (after[path] as string).split('\n').filter((line) => !before.has(line));
}

const express = (body: string, parameters = 'async (req, res)') =>
  `import { Router } from 'express';\nimport { refund } from './refunding';\n\nexport const router = Router();\nrouter.post('/refunds', ${parameters} => {\n  ${body}\n  res.end();\n});\n`;
const cron = (handler: string) =>
  `import cron from 'node-cron';\nimport { purgeOldOrders } from './orders';\n\ncron.schedule('0 3 * * *', ${handler});\n`;
const pay = (body: string, parameters = 'p: object') =>
  `import Stripe from 'stripe';\nconst stripe = new Stripe('k', { timeout: 5000 });\nexport async function refundOrder(${parameters}) {\n  ${body}\n}\n`;

describe('rules: the fix that puts what is new behind a flag', function () {
  this.timeout(180_000);

  it('asks OpenFeature before a route, with the flag off whatever the fallback of the others is', () => {
    assert.deepEqual(mended(openFeature, express('await refund(req.body);')), [
      "import { flags } from './flags';",
      "  if (!flags.getBooleanValue('refunds', false, { targetingKey: 'shop' })) {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('waits where the repository waits, and takes the import that is there', () => {
    const awaited = { flags: openFeature.flags.replace('=> flags', '=> await flags').replace('= ()', '= async ()') };
    const code = express('await refund(req.body);').replace(
      "from './refunding';",
      "from './refunding';\nimport { flags as toggles } from './flags';",
    );
    assert.deepEqual(mended(awaited, code), [
      "  if (!(await toggles.getBooleanValue('refunds', false, { targetingKey: 'shop' }))) {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('asks Unleash inside a job, each time that it runs', () => {
    assert.deepEqual(mended(unleash, cron('() => purgeOldOrders()'), 'src/jobs/purge.ts'), [
      "import { unleash } from '../flags';",
      "cron.schedule('0 3 * * *', () => { if (!unleash.isEnabled('purge')) return; return purgeOldOrders(); });",
    ]);
  });
  it('asks LaunchDarkly about the same visitor', () => {
    assert.deepEqual(mended(launchDarkly, express('await refund(req.body);')), [
      "import { ld } from './flags';",
      "  if (!ld.boolVariation('refunds', { kind: 'user', key: req.user.id }, false)) {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('asks PostHog, in a handler that has to become asynchronous', () => {
    assert.deepEqual(mended(posthog, express('refund(req.body);', '(req, res)')), [
      "import { posthog } from './flags';",
      "router.post('/refunds', async (req, res) => {",
      "  if (!(await posthog.isFeatureEnabled('refunds', req.user.id))) {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('asks ConfigCat in front of a payment, without the person that nobody knows there', () => {
    assert.deepEqual(mended(configCat, pay('await stripe.refunds.create(p);')), [
      "import { client } from './flags';",
      "  if (await client.getValueAsync('stripe', false)) await stripe.refunds.create(p);",
    ]);
  });
  it('compares the treatment of Split with the text that means on', () => {
    assert.deepEqual(mended(split, pay('await stripe.refunds.create(p);', 'req, p')), [
      "import { client } from './flags';",
      "  if (client.getTreatment(req.user.id, 'stripe') === 'on') await stripe.refunds.create(p);",
    ]);
  });
  it('asks a function of the repository', () => {
    assert.deepEqual(mended(own, express('await refund(req.body);')), [
      "import { isFeatureEnabled } from './lib/features';",
      "  if (!(await isFeatureEnabled('REFUNDS'))) {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('reads a variable, also where a consumer starts with the process', () => {
    const code =
      "import { Worker } from 'bullmq';\nimport { settle } from './settling';\n\nnew Worker('refunds', settle);\n";
    assert.deepEqual(mended(variable, code), [
      "if (process.env.FEATURE_REFUNDS === 'true') new Worker('refunds', settle);",
    ]);
    assert.deepEqual(mended(variable, express('await refund(req.body);')), [
      "  if (process.env.FEATURE_REFUNDS !== 'true') {",
      '    res.status(404).end();',
      '    return;',
      '  }',
    ]);
  });
  it('answers in the words of the framework', () => {
    const fastify =
      "import fastify from 'fastify';\nimport { refund } from './refunding';\nconst app = fastify();\napp.post('/refunds', async (request, reply) => {\n\treturn refund(request.body);\n});\n";
    assert.deepEqual(mended(variable, fastify), [
      "\tif (process.env.FEATURE_REFUNDS !== 'true') return reply.code(404).send();",
    ]);
    const nest =
      "import { Controller, NotFoundException, Post } from '@nestjs/common';\n@Controller('refunds')\nexport class Refunds {\n  @Post()\n  create() {\n    return this.service.refund();\n  }\n}\n";
    assert.deepEqual(mended(variable, nest), [
      "    if (process.env.FEATURE_REFUNDS !== 'true') throw new NotFoundException();",
    ]);
  });
  it('offers nothing where it would have to guess', () => {
    const none = (asked: Asked, code: string, path?: string) =>
      assert.equal(fixOf(asked, code, path).fix, undefined, code);
    // The value is used.
    none(openFeature, pay('return stripe.refunds.create(p);'));
    // Who is asked about is not known.
    none(launchDarkly, pay('await stripe.refunds.create(p);'));
    // A client that is not exported.
    none({ flags: openFeature.flags.replace('export const flags', 'const flags') }, express('await refund(req.body);'));
    // A client that is not ready when the module is loaded.
    none(
      unleash,
      "import { Worker } from 'bullmq';\nimport { settle } from './settling';\nnew Worker('refunds', settle);\n",
    );
    // Another service of the repository.
    none({ ...own, at: 'apps/web/src/features.ts' }, express('await refund(req.body);'), 'apps/api/src/refunds.ts');
    // The only statement of a condition.
    none(openFeature, pay('if (p) await stripe.refunds.create(p);'));
  });
});
