import assert from 'node:assert/strict';
import { literals } from '../../src/facts/literals';
import { literals as linker } from '../../src/link/literals';
import { services } from '../../src/link/services';
import { envSpecificDefault } from '../../src/rules/config/envSpecificDefault';
import { hardcodedEndpoint } from '../../src/rules/config/hardcodedEndpoint';
import { hardcodedIp } from '../../src/rules/config/hardcodedIp';
import { hardcodedPort } from '../../src/rules/config/hardcodedPort';
import { hardcodedResource } from '../../src/rules/config/hardcodedResource';
import { hardcodedSecret } from '../../src/rules/config/hardcodedSecret';
import { localhostInCode } from '../../src/rules/config/localhostInCode';
import { review } from '../support/project';

const parts = {
  extractors: [literals],
  scopes: services,
  linkers: [linker],
  vocabularies: [],
  systemOf: () => undefined,
  rules: [
    hardcodedSecret,
    hardcodedEndpoint,
    hardcodedIp,
    hardcodedResource,
    localhostInCode,
    envSpecificDefault,
    hardcodedPort,
  ],
};
const policy = { own_domains: ['acme.io'], rules: { 'config/hardcoded-port': 'note' as const } };

function rulesFor(file: string, code: string): string {
  const { findings } = review({ head: { [file]: code }, base: {}, policy, parts });
  return findings.map((finding) => finding.rule.replace('config/', '')).join(' ');
}

/** A line of code and the rule that it is reported for; nothing: it must stay silent. */
const table: [string, string, string, string?][] = [
  [
    'H01',
    'src/pay.ts',
    "export const charge = () => fetch('https://payments.acme.io/v2/charges', { method: 'POST' })",
    'hardcoded-endpoint',
  ],
  [
    'H02',
    'src/api.ts',
    "const api = axios.create({ baseURL: 'https://api.staging.acme.io', timeout: 3000 })",
    'hardcoded-endpoint',
  ],
  [
    'H03',
    'src/db.ts',
    "const pool = new Pool({ host: 'orders-db.abc123.eu-west-1.rds.amazonaws.com', port: 5432 })",
    'hardcoded-endpoint',
  ],
  ['H04', 'src/cache.ts', "const r = new Redis({ host: '10.20.4.17', port: 6379 })", 'hardcoded-ip'],
  ['H06', 'src/jwt.ts', "const jwtSecret = 'q8Zr1vXe7TnB4kLm0Ys2'", 'hardcoded-secret'],
  ['H08', 'src/sns.ts', "const topicArn = 'arn:aws:sns:eu-west-1:480911724613:orders'", 'hardcoded-resource'],
  [
    'H09',
    'src/sqs.ts',
    "const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/480911724613/orders'",
    'hardcoded-endpoint',
  ],
  [
    'H11',
    'src/config.ts',
    "export const API_URL = process.env.API_URL ?? 'https://api.staging.acme.io'",
    'env-specific-default',
  ],
  ['H12', 'src/config.ts', "export const API_URL = process.env.API_URL ?? 'http://localhost:3000'"],
  ['H13', 'src/config.ts', "export const SITE = process.env.SITE_URL || 'https://www.acme.io'"],
  ['H14', 'src/job.ts', "await fetch('http://localhost:4000/reindex', { method: 'POST' })", 'localhost-in-code'],
  ['H16', 'src/svg.ts', "const NS = 'http://www.w3.org/2000/svg'; document.createElementNS(NS, 'svg')"],
  [
    'H17',
    'src/schema.ts',
    "export const s = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }",
  ],
  ['H18', 'src/Footer.tsx', "export const F = () => <a href='https://docs.acme.io/guide'>Docs</a>"],
  ['H19', 'src/errors.ts', "throw new Error('See https://docs.acme.io/errors/E42 for help')"],
  ['H21', 'src/oauth.ts', "const scopes = ['https://www.googleapis.com/auth/calendar.readonly']"],
  ['H22', 'src/url.ts', "const u = new URL(req.url, 'http://localhost')"],
  ['H23', 'src/cors.ts', "if (origin.startsWith('https://app.acme.io')) allow()"],
  ['H24', 'src/ver.ts', "const version = '10.20.4.17'"],
  ['H26', 'src/dns.ts', "dns.setServers(['1.1.1.1', '8.8.8.8'])"],
  ['H27', 'src/i18n.ts', "export const en = { password: 'Password', passwordHint: 'At least 8 characters' }"],
  ['H28', 'src/form.ts', "const passwordField = 'user_password_1'"],
  ['H29', 'src/keys.ts', "const tokenKey = 'acme_access_token_v2'; localStorage.getItem(tokenKey)"],
  ['H31', 'src/db.ts', 'const url = `postgres://$' + '{user}:$' + '{pass}@$' + '{host}:5432/app`'],
  [
    'H32',
    'src/env.ts',
    "export const env = createEnv({ server: { API_URL: z.string().url().default('http://localhost:3000') } })",
  ],
  [
    'H34',
    'src/mode.ts',
    "const base = process.env.NODE_ENV === 'development' ? 'http://dev.acme.io:8080' : process.env.API_URL",
  ],
  ['H36', 'src/main.ts', 'await app.listen(3000)', 'hardcoded-port'],
  ['H37', 'src/main.ts', 'await app.listen(process.env.PORT ?? 3000)'],
  ['H38', 'src/azure.ts', "const tenantId = '7c0e1f1a-2f4b-4d7e-9b0c-2b1d9a3f5e61'", 'hardcoded-resource'],
  ['H39', 'src/uuid.ts', "const NAMESPACE_UUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'"],
  ['H41', 'src/queue.ts', "const q = new Queue('emails', { connection })"],
  ['H42', 'src/types.ts', "type Base = 'https://api.prod.acme.io' | 'https://api.staging.acme.io'"],
  ['H43', 'src/ctrl.ts', "class D { @ApiProperty({ example: 'https://api.prod.acme.io/x' }) url!: string }"],
  ['H44', 'vite.config.ts', "export default { server: { proxy: { '/api': 'http://10.0.0.5:8080' } } }"],
  [
    'H46',
    'src/nest.ts',
    "class N { load() { const url = this.configService.get('API_URL', 'http://localhost:3000') } }",
  ],
  ['H47', 'src/auth.ts', "const claim = token['https://acme.io/claims/roles']"],
  ['H48', 'src/ws.ts', "const ws = new WebSocket('wss://realtime.acme.io/socket')", 'hardcoded-endpoint'],
  [
    'H49',
    'src/mail.ts',
    "nodemailer.createTransport({ host: process.env.SMTP, auth: { user: 'x', pass: 'Zk82hfQ0pwLr' } })",
    'hardcoded-secret',
  ],
  ['H51', 'src/regex.ts', "const re = new RegExp('^https://[a-z]+\\\\.prod\\\\.acme\\\\.io')"],
  ['H52', 'src/pw.ts', "if (password === 'correct-horse-9') reject()"],
  ['H53', 'src/i.ts', "import x from 'https://esm.sh/prod-lib@1'"],
  ['H54', 'src/product.ts', "const productUrl = buildUrl('/products/production-line')"],
  ['H56', 'src/x.ts', "const u = 'https://api.dev.acme.io/v1'", 'hardcoded-endpoint'],
];

/** Shapes beside the labelled ones: other forms of the same things, and what looks like them. */
const further: [string, string, string?][] = [
  ["const stripe = new Stripe('sk_live_51H8xTkLzQm3vYbRw9NcJd72')", 'src/a.ts', 'hardcoded-secret'],
  ["const k = 'AKIAQ4DZ7PWX3NM2LKTR'", 'src/a.ts', 'hardcoded-secret'],
  ["const jwtSecret: string = 'q8Zr1vXe7TnB4kLm0Ys2'", 'src/a.ts', 'hardcoded-secret'],
  ["class A { private readonly apiKey = 'f3a9c1e8b7d2465a90ce' }", 'src/a.ts', 'hardcoded-secret'],
  ["const secret = process.env.JWT_SECRET || 'q8Zr1vXe7TnB4kLm0Ys2'", 'src/a.ts', 'hardcoded-secret'],
  ["call(url, { headers: { Authorization: 'Bearer f3a9c1e8b7d2465a90ce' } })", 'src/a.ts', 'hardcoded-secret'],
  ["call(url, { headers: { 'x-api-key': 'f3a9c1e8b7d2465a90ce' } })", 'src/a.ts', 'hardcoded-secret'],
  ["jwt.sign(payload, 'q8Zr1vXe7TnB4kLm0Ys2')", 'src/a.ts', 'hardcoded-secret'],
  ["const uri = 'mongodb+srv://app:Zk82hfQ0pwLr@cluster0.ab1cd.mongodb.net/orders'", 'src/a.ts', 'hardcoded-secret'],
  [
    "const hook = 'https://hooks.slack.com/services/T0Q5K7X2M/B0R8N4V6L/abcdEFGH5678ijklMNOP9012'",
    'src/a.ts',
    'hardcoded-secret',
  ],
  [
    "if (process.env.NODE_ENV === 'production') { url = 'postgres://app:Zk82hfQ0pwLr@db/app' } else { url = 'postgres://app:Zk82hfQ0pwLr@localhost/app' }",
    'src/a.ts',
    'hardcoded-secret',
  ],
  ["const secret = process.env.JWT_SECRET || 'dev-secret-change-me'", 'src/a.ts'],
  ["const publicKey = 'q8Zr1vXe7TnB4kLm0Ys2'", 'src/a.ts'],
  ["const url = 'postgres://postgres:postgres@localhost:5432/app'", 'src/a.ts'],
  ["const secret = randomBytes(32).toString('base64url')", 'src/a.ts'],
  ["<Input placeholder='6660491268:AAFMGmajZOVewpMNZCgJr5H7cpXpoZPgvXw' />", 'src/a.tsx'],
  ["const uri = 'mongodb://db1.prod.acme.io:27017,db2.prod.acme.io:27017/orders'", 'src/a.ts', 'hardcoded-endpoint'],
  [
    "const API = 'https://payments.acme.io'; export const f = () => fetch(API + '/v2')",
    'src/a.ts',
    'hardcoded-endpoint',
  ],
  ["export const API = 'https://payments.acme.io'", 'src/a.ts'],
  ["const url = 'http://orders.default.svc.cluster.local:8080'", 'src/a.ts', 'hardcoded-endpoint'],
  ["const u = new URL('/v1', 'https://api.staging.acme.io')", 'src/a.ts', 'hardcoded-endpoint'],
  ["this.http.post('https://billing.acme.io/invoices', body)", 'src/a.ts', 'hardcoded-endpoint'],
  ["<ApolloProvider uri='https://graph.staging.acme.io/graphql' />", 'src/a.tsx', 'hardcoded-endpoint'],
  [
    "module.exports = { async rewrites() { return [{ source: '/api/:p*', destination: 'https://api.prod.acme.io/:p*' }] } }",
    'next.config.js',
    'hardcoded-endpoint',
  ],
  ["const hosts = { staging: 'https://api.staging.acme.io', production: 'https://api.acme.io' }", 'src/a.ts'],
  [
    "const regions = [{ name: 'EU', hostname: 'eu.acme.io' }, { name: 'STAGING', hostname: 'staging.acme.io' }]",
    'src/a.ts',
  ],
  ["fetch('https://api.stripe.com/v1/charges')", 'src/a.ts'],
  ["fetch('http://169.254.169.254/latest/meta-data/')", 'src/a.ts'],
  ["const u = 'https://pkg.go.dev/std'", 'src/a.ts'],
  ["fetch('https://api.staging.acme.io')", 'src/a.test.ts'],
  ["if (process.env.NODE_ENV !== 'production') { fetch('http://localhost:9000') }", 'src/a.ts'],
  ["if (import.meta.env.DEV) { ws = new WebSocket('ws://localhost:9000') }", 'src/a.ts'],
  ["const { API_URL = 'https://api.prod.acme.io' } = process.env", 'src/a.ts', 'env-specific-default'],
  [
    "export const schema = z.object({ API_URL: z.string().url().default('https://api.prod.acme.io') })",
    'src/a.ts',
    'env-specific-default',
  ],
  [
    "export const e = cleanEnv(process.env, { API_URL: url({ devDefault: 'https://api.staging.acme.io' }) })",
    'src/a.ts',
  ],
  ["s3.putObject({ Bucket: 'acme-prod-uploads', Key: k })", 'src/a.ts', 'hardcoded-resource'],
  ["const userPoolId = 'eu-west-1_aB3dE5fG7'", 'src/a.ts', 'hardcoded-resource'],
  ["const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'", 'src/a.ts'],
  ["const ip = '192.168.1.20'", 'src/a.ts', 'hardcoded-ip'],
  ["const oid = '2.16.840.1.101.3.4.2.1'", 'src/a.ts'],
  ["const gateway = '172.17.0.1'", 'src/a.ts'],
];

describe('literals: what is configuration and what never is', () => {
  for (const [id, file, code, expected = ''] of table)
    it(`${id} ${code.slice(0, 70)}`, () => assert.equal(rulesFor(file, code), expected));
  for (const [code, file, expected = ''] of further)
    it(`${file} ${code.slice(0, 80)}`, () => assert.equal(rulesFor(file, code), expected));
});
