import assert from 'node:assert/strict';
import { type Files, review } from '../../support/project';

const steps = (base: Files, head: Files) =>
  review({ base, head })
    .steps.filter((step) => step.id.startsWith('env/'))
    .map((step) => `${step.id} ${step.kind} ${step.phase} ${step.origin} — ${step.title}`);

const service: Files = {
  'package.json': '{ "name": "orders", "scripts": { "start": "node main.js" } }',
  '.env.staging': 'DATABASE_URL=postgres://db.staging.internal/orders\nREFUND_SECRET=encrypted:BDqDBibm4wsYqMpC\n',
  '.env.production': 'DATABASE_URL=postgres://db.production.internal/orders\n',
  'src/db.ts': 'export const pool = connect(process.env.DATABASE_URL!);\n',
};

describe('steps of the plan: variables', function () {
  this.timeout(180_000);
  it('a new variable is work in every environment before the deploy, with a question where nobody sets it', () =>
    assert.deepEqual(
      steps(service, { ...service, 'src/refund.ts': 'export const sign = signer(process.env.REFUND_SECRET!);\n' }),
      [
        'env/REFUND_SECRET/production secret before ASK — Create REFUND_SECRET in production; where does its value come from?',
        'env/REFUND_SECRET/staging secret before FOUND — Apply REFUND_SECRET in staging before the deploy',
      ],
    ));
  it('without files of environments the question is asked for production', () =>
    assert.deepEqual(steps({}, { 'src/mail.ts': 'export const from = sender(process.env.MAIL_FROM!);\n' }), [
      'env/MAIL_FROM/production config before ASK — Create MAIL_FROM in production; where does its value come from?',
    ]));
  it('a variable that is no longer read is deleted later', () =>
    assert.deepEqual(steps(service, { ...service, 'src/db.ts': 'export const pool = connect();\n' }), [
      'env/DATABASE_URL/remove remove later FOUND — Delete DATABASE_URL in every environment',
    ]));
  it('what the code can do without, and what was read before, asks for nothing', () => {
    assert.deepEqual(
      steps(service, { ...service, 'src/a.ts': "export const size = Number(process.env.PAGE_SIZE ?? '50');\n" }),
      [],
    );
    assert.deepEqual(
      steps(service, { ...service, 'src/a.ts': 'export const other = connect(process.env.DATABASE_URL!);\n' }),
      [],
    );
  });
});
