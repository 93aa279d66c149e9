import assert from 'node:assert/strict';
import { leafOf } from '../../src/knowledge/clients';
import { clientOf } from '../../src/knowledge/thirdParties';
import { limitText } from '../../src/report/text';
import { review } from '../support/project';

/** Package, major, limit when nothing sets one, an option that sets one, calls that it makes again by itself. */
const outbound: [string, number | undefined, number | 'none', string, number?][] = [
  ['global:fetch', undefined, 300_000, 'signal'],
  ['undici', 7, 300_000, 'headersTimeout'],
  ['axios', 1, 'none', 'timeout'],
  ['got', 14, 'none', 'timeout', 2],
  ['ky', 1, 10_000, 'timeout', 2],
  ['node-fetch', 3, 'none', 'signal'],
  ['node-fetch', 2, 'none', 'timeout'],
  ['superagent', 10, 'none', 'timeout'],
  ['needle', 3, 'none', 'response_timeout'],
  ['gaxios', 7, 'none', 'timeout'],
  ['googleapis', 150, 'none', 'timeout'],
  ['@octokit/request', 10, 'none', 'signal'],
  ['@google-cloud/storage', 7, 60_000, 'timeout', 3],
  ['stripe', 23, 80_000, 'timeout', 2],
  ['openai', 6, 600_000, 'timeout', 2],
  ['@anthropic-ai/sdk', 1, 600_000, 'timeout', 2],
  ['twilio', 6, 30_000, 'timeout'],
  ['@sendgrid/client', 8, 'none', 'timeout'],
  ['@slack/web-api', 8, 'none', 'timeout', 10],
  ['plaid', 47, 'none', 'baseOptions'],
  ['braintree', 3, 60_000, 'timeout'],
  ['resend', 6, 'none', 'signal'],
  ['mailgun.js', 14, 'none', 'timeout'],
  ['@elastic/elasticsearch', 9, 'none', 'requestTimeout', 3],
  ['@elastic/elasticsearch', 8, 30_000, 'requestTimeout', 3],
  ['@opensearch-project/opensearch', 3, 30_000, 'requestTimeout', 3],
  ['algoliasearch', 5, 30_000, 'timeouts'],
  ['nodemailer', 10, 600_000, 'socketTimeout'],
  ['@aws-sdk/client-s3', 3, 'none', 'requestHandler.socketTimeout', 3],
  ['@azure/storage-blob', 12, 'none', 'abortSignal', 3],
  ['@azure/keyvault-secrets', 4, 'none', 'abortSignal', 3],
  ['@azure/service-bus', 7, 60_000, 'retryOptions.timeoutInMs', 3],
  ['@grpc/grpc-js', 1, 'none', 'deadline'],
  ['node:http', undefined, 'none', 'signal'],
  ['https', undefined, 'none', 'signal'],
];

/** Package, member, limit of one call on an open connection, an option that sets one. */
const datastores: [string, string, number | 'none', string?][] = [
  ['pg', 'query', 'none', 'query_timeout'],
  ['pg', 'query', 'none', 'statement_timeout'],
  ['mysql2/promise', 'query', 'none', 'timeout'],
  ['mongodb', 'command', 'none', 'socketTimeoutMS'],
  ['mongoose', 'findOne', 'none', 'maxTimeMS'],
  ['ioredis', 'ping', 'none', 'commandTimeout'],
  ['redis', 'ping', 'none', 'socket.socketTimeout'],
  ['kafkajs', 'listTopics', 30_000, 'requestTimeout'],
  ['amqplib', 'checkQueue', 'none'],
  ['tedious', 'execute', 15_000, 'requestTimeout'],
  ['mssql', 'query', 15_000, 'requestTimeout'],
  ['knex', 'raw', 'none'],
  ['sequelize', 'authenticate', 'none'],
  ['bullmq', 'getJobCounts', 'none'],
  ['@grpc/grpc-js', 'waitForReady', 'none', 'deadline'],
];

describe('knowledge: limits of clients', () => {
  for (const [name, major, limit, option, retries] of outbound)
    it(`${name} ${major ?? ''}: ${limit}`, () => {
      const row = clientOf(name, major);
      assert.equal(row?.defaultMs, limit);
      assert.ok(row?.options.includes(option), `${option} sets a limit`);
      if (retries !== undefined) assert.equal(row?.retriesByDefault, retries);
    });
  for (const [name, member, limit, option] of datastores)
    it(`${name} ${member}: ${limit}${option ? `, ${option}` : ''}`, () => {
      const leaf = leafOf(name, 'default', [member]);
      assert.equal(leaf?.defaultMs, limit);
      if (option) assert.ok(leaf?.options?.includes(option), `${option} sets a limit`);
    });
  it('knows what the services of AWS are for: nobody waits for their metrics', () => {
    const of = (service: string) => clientOf(`@aws-sdk/client-${service}`, 3)?.category;
    assert.deepEqual(
      ['s3', 'sqs', 'sesv2', 'dynamodb', 'bedrock-runtime', 'cognito-identity-provider', 'cloudwatch', 'lambda'].map(
        of,
      ),
      ['storage', 'queue', 'mail', 'database', 'llm', 'identity', 'observability', 'other'],
    );
  });
  it('says nothing of a limit that was not looked up', () => {
    for (const name of ['@adyen/api-library', '@google-cloud/pubsub'])
      assert.equal(clientOf(name, undefined)?.defaultMs, undefined, name);
    assert.equal(clientOf('@aws-sdk/client-s3', 3)?.retriesByDefault, 3);
  });
});

describe('inventory of third parties', function () {
  this.timeout(180_000);
  const head = {
    'package.json':
      '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "5.0.0", "stripe": "17.0.0", "posthog-node": "4.0.0" } }\n',
    'src/env.ts': 'export const env = { STRIPE_KEY: process.env.STRIPE_KEY };\n',
    'src/main.ts': `import express from 'express';
import Stripe from 'stripe';
import { env } from './env';

const app = express();
const stripe = new Stripe(env.STRIPE_KEY as string);
app.post('/pay', async (req, res) => {
  const paid = await stripe.paymentIntents.create({ amount: 1, currency: 'eur' });
  paid.charges.push(req.body);
  await fetch('https://parcels.example.org/new', {
    headers: { Authorization: \`Bearer \${process.env.PARCELS_TOKEN}\` },
  });
  await fetch('http://localhost:9000/debug');
  res.end();
});
app.listen(3000);
`,
    'scripts/labels.mjs': "await fetch('https://tracker.example.net/labels');\n",
    'src/pay.servertest.ts': "export const t = () => fetch('https://elsewhere.example.net/t');\n",
  };
  it('lists what the service calls and from which variables it knows how, not what tests, scripts and this machine are', () => {
    const seen = review({ base: {}, head }).inventory.map(({ system, env, calls }) => [system, env, calls.length]);
    assert.deepEqual(seen, [
      ['PostHog', [], 0],
      ['Stripe', ['STRIPE_KEY'], 1],
      ['parcels.example.org', ['PARCELS_TOKEN'], 1],
    ]);
  });
  it('names a default of the client as such, and in the words of the finding', () => {
    const { inventory, findings } = review({ base: {}, head });
    assert.deepEqual(
      inventory.map((system) => limitText(system)),
      ['', 'time limit 80 s (default)', 'time limit 5 min (default)'],
    );
    const told = findings.filter((f) => f.rule === 'dependency/missing-timeout' && f.at.file === 'src/main.ts');
    assert.ok(told.some((f) => f.what === "stripe calls Stripe with only the client's default limit of 80 s"));
  });
});
