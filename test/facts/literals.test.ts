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
  vocabulary: { reads: [], words: () => [] },
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

describe('literals: what is configuration and what never is', () => {
  for (const [id, file, code, expected = ''] of table)
    it(`${id} ${code.slice(0, 70)}`, () => assert.equal(rulesFor(file, code), expected));
});
