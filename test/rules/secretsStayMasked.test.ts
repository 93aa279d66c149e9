import assert from 'node:assert/strict';
import fc from 'fast-check';
import { review } from '../support/project';

/** Secrets as vendors and people make them: random, of letters and digits. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const random = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 14, maxLength: 32 })
  .filter((text) => /\d/.test(text) && /[a-z]/i.test(text));

const places: ((secret: string) => Record<string, string>)[] = [
  (secret) => ({ 'src/a.ts': `const jwtSecret = '${secret}';\n` }),
  (secret) => ({
    'src/a.ts': `export const pool = new Pool({ connectionString: 'postgres://app:${secret}@db.acme.io:5432/app?sslmode=require' });\n`,
  }),
  (secret) => ({ 'src/a.ts': `export const key = process.env.API_SECRET ?? '${secret}';\n` }),
  (secret) => ({ 'src/a.ts': `fetch(url, { headers: { Authorization: 'Bearer ${secret}${secret}' } });\n` }),
  (secret) => ({ 'src/a.ts': `const stripe = new Stripe('sk_live_${secret}');\n` }),
  (secret) => ({ 'src/a.ts': `fetch('https://api.staging.acme.io/v1?token=${secret}');\n` }),
  (secret) => ({
    '.env.production': `SMTP_PASSWORD=${secret}\nDATABASE_URL=postgres://app:${secret}@db.staging.internal/app\n`,
  }),
  (secret) => ({
    'deploy/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  API_TOKEN: ${secret}\n`,
  }),
  (secret) => ({
    'compose.yaml': `services:\n  a:\n    image: acme/a:1\n    restart: always\n    environment:\n      SESSION_SECRET: \${SESSION_SECRET:-${secret}}\n`,
  }),
  (secret) => ({ Dockerfile: `FROM node:22.11.0-alpine\nENV API_SECRET=${secret}\nCMD ["node", "a.js"]\n` }),
  (secret) => ({ 'infra/main.tf': `variable "db_password" {\n  default = "${secret}"\n}\n` }),
];

describe('rules: secrets stay masked', function () {
  this.timeout(180_000);
  it('no review contains one, wherever it stands', () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 0, max: places.length - 1 }), (secret, place) => {
        const files = places[place]?.(secret) ?? {};
        const written = JSON.stringify(review({ head: files, base: {} }));
        assert.ok(!written.includes(secret), `${Object.keys(files)}`);
      }),
      { numRuns: 120 },
    );
  });
  it('most of them are reported', () => {
    const secret = 'q8Zr1vXe7TnB4kLm0Ys2';
    const silent = places.filter(
      (place) => !review({ head: place(secret), base: {} }).findings.some((f) => /secret/.test(f.rule)),
    );
    // The token in a query is none of the known forms; the address is reported for its host.
    assert.equal(silent.length, 1);
  });
});
