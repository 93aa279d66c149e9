import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import type { Fix } from '../../src/core/finding';
import { createSource } from '../../src/core/source';
import { flags } from '../../src/facts/flags';
import { modules } from '../../src/facts/modules';
import { timeoutFix } from '../../src/rules/dependency/timeoutFix';
import { comparedWithTrue } from '../../src/rules/rollout/comparedWithTrue';
import { review } from '../support/project';

function applied(text: string, fix: Fix | undefined): string | undefined {
  if (!fix) return undefined;
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((all, { at, text: put }) => all.slice(0, at.start) + put + all.slice(at.end), text);
}

/** The line of the code that the fix of the rule changes; the result parses and is not reported any more. */
function mended(rule: string, code: string, dependencies: Record<string, string>): string[] {
  const files = (text: string) => ({
    'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node src/a.js' }, dependencies }),
    'src/a.ts': text,
  });
  const found = (text: string) => review({ base: {}, head: files(text) }).findings.filter((one) => one.rule === rule);
  const [finding] = found(code);
  assert.ok(finding, `${rule} is reported:\n${code}`);
  const after = applied(code, finding.fixes?.[0]);
  assert.ok(after, `${rule} has a fix:\n${code}`);
  assert.deepEqual(
    modules.extract(createSource('src/a.ts', after)).filter((fact) => fact.kind === 'text.unread'),
    [],
    after,
  );
  assert.deepEqual(found(after), [], after);
  const before = new Set(code.split('\n'));
  return after.split('\n').filter((line) => !before.has(line));
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
  const limits: readonly [name: string, version: string, code: string, line: string][] = [
    [
      'stripe',
      '23.1.0',
      "import Stripe from 'stripe';\nconst stripe = new Stripe(process.env.KEY);\nexport const a = (id: string) => stripe.paymentIntents.update('pi', { metadata: { id: 'x' } });\n",
      "export const a = (id: string) => stripe.paymentIntents.update('pi', { metadata: { id: 'x' } }, { timeout: 10_000 });",
    ],
    [
      'stripe',
      '23.1.0',
      "import Stripe from 'stripe';\nconst stripe = new Stripe(process.env.KEY);\nexport const a = () => stripe.paymentIntents.retrieve('pi');\n",
      "export const a = () => stripe.paymentIntents.retrieve('pi', undefined, { timeout: 10_000 });",
    ],
    [
      '@slack/web-api',
      '8.2.0',
      "import { WebClient } from '@slack/web-api';\nconst slack = new WebClient(process.env.TOKEN);\nexport const a = () => slack.chat.postMessage({ channel: 'c', text: 't' });\n",
      'const slack = new WebClient(process.env.TOKEN, { timeout: 10_000 });',
    ],
    [
      'nodemailer',
      '10.6.0',
      "import nodemailer from 'nodemailer';\nconst mail = nodemailer.createTransport({ host: 'smtp.example.org' });\nexport const a = () => mail.sendMail({ to: 'a', text: 't' });\n",
      "const mail = nodemailer.createTransport({ connectionTimeout: 10_000, socketTimeout: 30_000, host: 'smtp.example.org' });",
    ],
    [
      'superagent',
      '10.0.0',
      "import request from 'superagent';\nexport const a = async () => (await request.get('https://rates.example.org/v1')).body;\n",
      "export const a = async () => (await request.get('https://rates.example.org/v1').timeout({ response: 10_000, deadline: 30_000 })).body;",
    ],
    [
      'needle',
      '3.5.0',
      "import needle from 'needle';\nexport const a = (body: object) => needle.post('https://rates.example.org/v1', body);\n",
      "export const a = (body: object) => needle.post('https://rates.example.org/v1', body, { response_timeout: 10_000 });",
    ],
    [
      '@elastic/elasticsearch',
      '9.0.0',
      "import { Client } from '@elastic/elasticsearch';\nconst search = new Client({ node: 'https://search.example.org' });\nexport const a = () => search.search({ index: 'a' });\n",
      "const search = new Client({ requestTimeout: 10_000, node: 'https://search.example.org' });",
    ],
    [
      'openai',
      '6.49.0',
      "import OpenAI from 'openai';\nconst ai = new OpenAI();\nexport const a = () => ai.chat.completions.create({ model: 'm', messages: [] });\n",
      "export const a = () => ai.chat.completions.create({ model: 'm', messages: [] }, { timeout: 60_000 });",
    ],
    [
      '@aws-sdk/client-s3',
      '3.1169.0',
      "import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';\nconst s3 = new S3Client({ region: 'eu-west-1' });\nexport const a = (Key: string) => s3.send(new GetObjectCommand({ Bucket: 'b', Key }));\n",
      "const s3 = new S3Client({ requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true }, region: 'eu-west-1' });",
    ],
    [
      '@aws-sdk/client-s3',
      '3.1169.0',
      "import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';\nconst make = () => new S3Client();\nexport class Files {\n  constructor(private readonly s3: S3Client) {}\n  get(Key: string) {\n    return this.s3.send(new GetObjectCommand({ Bucket: 'b', Key }));\n  }\n}\nexport const files = new Files(make());\n",
      'const make = () => new S3Client({ requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } });',
    ],
    [
      '@azure/storage-blob',
      '12.29.0',
      "import { BlobServiceClient } from '@azure/storage-blob';\nconst service = BlobServiceClient.fromConnectionString('c');\nexport const a = (name: string, body: Buffer) => service.getContainerClient('labels').getBlockBlobClient(name).uploadData(body);\n",
      "export const a = (name: string, body: Buffer) => service.getContainerClient('labels').getBlockBlobClient(name).uploadData(body, { abortSignal: AbortSignal.timeout(10_000) });",
    ],
    [
      '@azure/keyvault-secrets',
      '4.10.0',
      "import { SecretClient } from '@azure/keyvault-secrets';\nconst vault = new SecretClient('u', credential);\nexport const a = async () => (await vault.getSecret('pin', { version: 'v1' })).value;\n",
      "export const a = async () => (await vault.getSecret('pin', { abortSignal: AbortSignal.timeout(10_000), version: 'v1' })).value;",
    ],
    [
      '@grpc/grpc-js',
      '1.14.0',
      "import * as grpc from '@grpc/grpc-js';\nconst proto = grpc.loadPackageDefinition(definition);\nconst orders = new proto.Orders('orders:50051', grpc.credentials.createInsecure());\nexport const a = (done) => orders.getOrder({ id: 'x' }, (error, order) => done(error, order));\n",
      "export const a = (done) => orders.getOrder({ id: 'x' }, { deadline: Date.now() + 10_000 }, (error, order) => done(error, order));",
    ],
    [
      'unrelated',
      '1.0.0',
      "import https from 'node:https';\nexport const a = (done) => https.get('https://rates.example.org/v1', (res) => done(res)).on('error', () => done());\n",
      "export const a = (done) => https.get('https://rates.example.org/v1', { signal: AbortSignal.timeout(10_000) }, (res) => done(res)).on('error', () => done());",
    ],
    [
      'unrelated',
      '1.0.0',
      "import http from 'http';\nexport const a = (done) => http.request({ hostname: 'parcels.example.org', method: 'POST' }, (res) => done(res)).end();\n",
      "export const a = (done) => http.request({ signal: AbortSignal.timeout(10_000), hostname: 'parcels.example.org', method: 'POST' }, (res) => done(res)).end();",
    ],
  ];
  it('sees a limit that is written into the options later, and a client whose options come from elsewhere', () => {
    const reported = (code: string) =>
      review({
        base: {},
        head: {
          'package.json': '{ "name": "shop", "dependencies": { "@aws-sdk/client-s3": "3.1169.0", "axios": "1.7.0" } }',
          'src/a.ts': code,
        },
      }).findings.filter((one) => one.rule === 'dependency/missing-timeout').length;
    const get = (more: string) =>
      `import axios from 'axios';\nexport const a = (url: string) => {\n  const config = { responseType: 'json' };\n  ${more}\n  return axios.get(url, config);\n};\n`;
    assert.equal(reported(get('')), 1);
    assert.equal(reported(get('config.timeout = 5000;')), 0);
    assert.equal(reported(get('Object.assign(config, limits);')), 0);
    const make = (options: string) =>
      `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';\nexport const make = (options: object) => new S3Client(${options});\nexport const a = (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));\n`;
    assert.equal(reported(make('{}')), 1);
    assert.equal(reported(make('options')), 0);
    assert.equal(reported(make('{ ...options }')), 0);
  });
  it('writes no property a second time', () => {
    assert.equal(limited('axios', 'get', 'client.get(url, { timeout: 0 })'), undefined);
    assert.equal(limited('@aws-sdk/client-s3', 'send', 'client.send(body)'), undefined);
  });
  for (const [name, version, code, line] of limits)
    it(`sets the limit of ${name} in its own words: ${line.slice(0, 60)}`, () => {
      assert.deepEqual(mended('dependency/missing-timeout', code, { [name]: version }), [line]);
    });

  const retried = (imports: string, call: string, parameters = 'order: { id: string; total: number }') =>
    `import pRetry from 'p-retry';\n${imports}\nexport async function charge(${parameters}) {\n  return pRetry(() => ${call});\n}\n`;
  const stripe = "import Stripe from 'stripe';\nconst stripe = new Stripe(process.env.KEY, { timeout: 5000 });";
  const keys: readonly [says: string, code: string, line: string][] = [
    [
      'of the order that is charged',
      retried(stripe, "stripe.charges.create({ amount: 5, currency: 'eur', metadata: { order: order.id } })"),
      `  return pRetry(() => stripe.charges.create({ amount: 5, currency: 'eur', metadata: { order: order.id } }, { idempotencyKey: \`charge-\${order.id}\` }));`,
    ],
    [
      'of a parameter, in a header',
      retried(
        "import axios from 'axios';",
        "axios.post('https://pay.example.org/charges', { amount }, { timeout: 2000 })",
        'orderId: string, amount: number',
      ),
      `  return pRetry(() => axios.post('https://pay.example.org/charges', { amount }, { headers: { 'Idempotency-Key': \`charge-\${orderId}\` }, timeout: 2000 }));`,
    ],
    [
      'that nobody has decided on, where only the customer is known',
      retried(
        '',
        "fetch('https://pay.example.org/charges', { method: 'POST', headers: { accept: 'a' }, body: customerId, signal: AbortSignal.timeout(9) })",
        'customerId: string',
      ),
      "  return pRetry(() => fetch('https://pay.example.org/charges', { method: 'POST', headers: { 'Idempotency-Key': idempotencyKey, accept: 'a' }, body: customerId, signal: AbortSignal.timeout(9) }));",
    ],
  ];
  for (const [says, code, line] of keys)
    it(`sends an idempotency key ${says}`, () => {
      assert.deepEqual(
        mended('dependency/unsafe-retry', code, { axios: '1.7.0', stripe: '23.1.0', 'p-retry': '6.0.0' }),
        [line],
      );
    });
  it('leaves a repeated call alone whose options cannot be read', () => {
    const code = retried(stripe, 'stripe.charges.create({ amount: 5 }, options)', 'options: Stripe.RequestOptions');
    const head = { 'package.json': '{ "name": "shop", "dependencies": { "stripe": "23.0.0" } }', 'src/a.ts': code };
    assert.deepEqual(
      review({ base: {}, head }).findings.filter((one) => one.rule === 'dependency/unsafe-retry'),
      [],
    );
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
