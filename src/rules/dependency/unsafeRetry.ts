/*
 * What it catches: a call that changes something at a third party, repeated by a retry, without an idempotency key.
 *
 * Why it breaks a release: a time-out does not say whether the other side acted. The retry charges, mails or creates again.
 *
 * Bad:  await retry(() => axios.post('https://pay.example/charges', charge))
 * Good: the same with an Idempotency-Key that stays the same over all tries.
 */
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { callKey, callSubject } from './calls';
import { idempotencyFix, mayHoldKey } from './idempotencyFix';

const code = (headers: string) => ({
  'package.json': '{ "name": "shop", "dependencies": { "axios": "1.7.0", "p-retry": "6.0.0" } }\n',
  'src/charge.ts': `import axios from 'axios';\nimport pRetry from 'p-retry';\nexport const charge = (body: object) =>\n  pRetry(() => axios.post('https://pay.example.org/charges', body, { timeout: 2000${headers} }));\n`,
});

export const unsafeRetry = defineRule({
  id: 'dependency/unsafe-retry',
  meta: {
    title: 'A retry that may do it twice',
    why: 'A time-out does not say whether the other side acted. Without an idempotency key the retry charges, mails or creates a second time.',
    todo: 'Send an idempotency key that stays the same over all tries, or do not retry.',
    severity: 'warning',
    examples: [
      { title: 'a POST in a retry', head: code(''), expect: ['dependency/unsafe-retry'] },
      { title: 'with an idempotency key', head: code(", headers: { 'Idempotency-Key': key }"), expect: [] },
    ],
  },
  reads: ['call.resolved'],
  within: 'repository',
  by: callKey,
  judge(c) {
    const call = c.head
      .of('call.resolved')
      .find((one) => one.retriedHere && one.idempotent !== true && changes(one) && !mayHoldKey(one));
    if (!call) return undefined;
    const fix = idempotencyFix(call);
    return {
      what: `${call.method ?? call.operation} to ${call.system === 'HTTP' ? 'another system' : call.system} is retried without an idempotency key`,
      subject: callSubject(call),
      at: call.at,
      ...(fix ? { fixes: [fix] } : {}),
    };
  },
});

/** Something happens again at the other side: by the method, or by what an SDK of payments calls it. */
function changes(call: Fact<'call.resolved'>): boolean {
  if (call.method !== undefined) return /^(?:POST|PATCH)$/.test(call.method);
  return (
    call.category === 'payment' &&
    /(?:^|\.)(?:create|capture|confirm|charge|refund|pay|sale|transfer)$/.test(call.operation)
  );
}
