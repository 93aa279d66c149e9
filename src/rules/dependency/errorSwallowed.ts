/*
 * What it catches: a call of a payment or sign-in system, or any on a path of that kind, whose failure is only written to a log:
 * what comes after goes on as if the other side had done its part.
 *
 * Why it breaks a release: when the other side fails, customers see a success. Nothing alerts, and what was not charged, sent or
 * revoked has to be found out by hand.
 *
 * Bad:  try { await stripe.refunds.create(refund) } catch (error) { logger.error(error) }
 * Good: the same with `throw error`, an answer to the caller, or a mark at the order that somebody works off
 */
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';

/** Paths on which a failure that nobody notices costs money or locks people out. */
const critical = /(?:^|[/_.-])(?:payments?|billing|checkout|refunds?|payouts?|charges?|subscriptions?)(?:[/_.-]|$)/i;
/** Tidying up and looking: the rest is right without it. */
const harmless =
  /(?:^|\.)(?:del|delete|remove|cancel|close|revoke|detach|void|expire|destroy|get|list|retrieve|find|search|verify|ping|count|describe|head|read|query)\w*$/i;

const refund = (after: string) => ({
  'package.json': '{ "name": "shop", "dependencies": { "stripe": "17.0.0" } }\n',
  'src/refund.ts': `import Stripe from 'stripe';\nconst stripe = new Stripe('k', { timeout: 5000 });\nexport async function refund(charge: string) {\n  try {\n    await stripe.refunds.create({ charge });\n  } catch (error) {\n    ${after}\n  }\n}\n`,
});

export const errorSwallowed = defineRule({
  id: 'dependency/error-swallowed',
  meta: {
    title: 'A failure of another system that only the log sees',
    why: 'When the other side fails, the caller goes on as after a success: customers see one, nothing alerts, and what did not happen has to be found by hand.',
    todo: 'Let the failure reach the caller, answer it, or keep a mark that somebody works off.',
    severity: 'warning',
    examples: [
      {
        title: 'a refund that only the log knows to have failed',
        head: refund('console.error(error);'),
        expect: ['dependency/error-swallowed'],
      },
      { title: 'the caller hears of it', head: refund('console.error(error);\n    throw error;'), expect: [] },
    ],
  },
  reads: ['call.resolved', 'failure.logged'],
  within: 'repository',
  by: (fact) => fact.at.file,
  judge(c) {
    const logged = c.head.of('failure.logged');
    const seen = new Set<number>();
    const found = c.head.of('call.resolved').flatMap((call) => {
      const forgotten = matters(call) ? logged.find((one) => inside(call, one)) : undefined;
      if (!forgotten || seen.has(call.at.start)) return [];
      seen.add(call.at.start);
      return [{ call, forgotten }];
    });
    const [first, ...rest] = found;
    if (!first) return undefined;
    const { call, forgotten } = first;
    return {
      what: `a failure of ${call.system === 'HTTP' ? call.package : call.system} ${call.operation} is only logged here`,
      subject: `system ${call.system}`,
      at: call.at,
      evidence: [
        { at: forgotten.at, note: 'what follows goes on as after a success' },
        ...rest.map((other) => ({ at: other.call.at, note: `${other.call.operation}, likewise` })),
      ],
    };
  },
});

function matters(call: Fact<'call.resolved'>): boolean {
  if (call.failure !== 'swallowed' || call.fallback || call.clientSide || harmless.test(call.operation)) return false;
  if (call.method && !/^(?:POST|PUT|PATCH)$/.test(call.method)) return false;
  if (call.category === 'payment' || call.category === 'identity') return true;
  return call.category === 'http' && call.method !== undefined && critical.test(call.at.file);
}

function inside(call: Fact<'call.resolved'>, logged: Fact<'failure.logged'>): boolean {
  return call.at.start >= logged.covers.start && call.at.end <= logged.covers.end;
}
