/*
 * What it catches: the first use of a system outside the process in this repository: a payment provider, a mail service, an API
 * of another company, by its package or by its host.
 *
 * Why it breaks a release: its keys have to be in every environment, somebody has to own it, and the day it is slow or away is
 * a day on which nobody has practised anything.
 *
 * Bad:  await fetch('https://api.weather.example/v1/today') where nothing called that host before
 * Good: the same, with the owner, the keys, the time limit, the fallback and the status page in the plan and the policy
 */
import type { Fact } from '../../core/fact';
import type { Policy } from '../../core/policy';
import { type Case, defineRule } from '../../core/rule';
import type { Step } from '../../core/step';
import { clientOf } from '../../knowledge/thirdParties';
import { isNamedSystem, isOwnHost, partyOf, slugOf } from './systems';

type Kinds = 'call.resolved' | 'package.declared' | 'literal.resolved';
type Call = Fact<'call.resolved'>;

const pay = (call: string) => ({
  'package.json': '{ "name": "shop", "dependencies": { "stripe": "17.0.0" } }\n',
  'src/pay.ts': `import Stripe from 'stripe';\nconst stripe = new Stripe('k', { timeout: 5000 });\nexport const pay = (body: Stripe.PaymentIntentCreateParams) => stripe.${call}(body);\n`,
});

export const newExternalSystem = defineRule({
  id: 'dependency/new-external-system',
  meta: {
    title: 'The first call of another system',
    why: 'Its keys must be in every environment before the deploy, somebody must own it, and nobody has practised yet what happens when it is slow or away.',
    todo: 'Name owner, keys, time limit, fallback and status page: in third_parties of the policy, and in the plan of this release.',
    severity: 'warning',
    examples: [
      {
        title: 'a payment provider comes in',
        base: { 'package.json': '{ "name": "shop", "dependencies": {} }\n' },
        head: pay('paymentIntents.create'),
        expect: ['dependency/new-external-system'],
      },
      {
        title: 'another call of one that is there',
        base: pay('paymentIntents.create'),
        head: pay('setupIntents.create'),
        expect: [],
      },
    ],
  },
  reads: ['call.resolved', 'package.declared', 'literal.resolved'],
  within: 'repository',
  by(fact) {
    if (fact.kind === 'call.resolved') return isNamedSystem(fact) ? `system ${fact.system}` : [];
    if (fact.kind === 'literal.resolved') return fact.host ? `system ${fact.host}` : [];
    const systems = Object.keys(fact.dependencies).flatMap((name) => {
      const client = clientOf(name, undefined);
      return client && !client.generic ? `system ${client.system}` : [];
    });
    return [...new Set(systems)];
  },
  judge(c, policy) {
    const calls = newCalls(c, policy);
    const [call] = calls;
    if (!call) return undefined;
    return {
      what: `${call.system} is called for the first time`,
      subject: `system ${call.system}`,
      at: call.at,
      evidence: calls.slice(1, 5).map((other) => ({ at: other.at, note: `${other.operation}, also new` })),
    };
  },
  steps(c, policy, verdict) {
    return verdict ? setUp(newCalls(c, policy), policy) : [];
  },
});

/** Calls of a system that the base neither calls nor depends on nor names. */
function newCalls(c: Case<Kinds>, policy: Policy): readonly Call[] {
  if (c.head === c.base || c.base.size > 0) return [];
  const calls = c.head.of('call.resolved');
  const [call] = calls;
  if (!call || isOwnHost(call.host, policy) || c.head.of('literal.resolved').some((literal) => literal.own)) return [];
  const seen = new Set<string>();
  return calls.filter((one) => {
    const key = `${one.at.file} ${one.at.start}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

function* setUp(calls: readonly Call[], policy: Policy): Iterable<Step> {
  const [call] = calls;
  if (!call) return;
  const { system } = call;
  const slug = slugOf(system);
  const names = [...new Set(calls.flatMap((one) => [one.package, ...(one.host ? [one.host] : [])]))];
  const party = partyOf(system, names, policy);
  const evidence = [{ at: call.at, note: `${call.operation}, the first call` }];
  const subject = `system ${system}`;
  const role = party?.owner ?? 'dependency';
  const flags = new Set(calls.map((one) => one.guards.find((guard) => guard.side === 'on')?.key));
  const [flag] = flags.size === 1 ? flags : [];
  yield {
    id: `third-party/${slug}/set-up`,
    kind: 'third-party',
    phase: 'before',
    subject,
    title: `Set ${system} up for production: its own live keys in each environment, outgoing traffic allowed, limits of the plan known`,
    check: `one harmless call of ${system} from production answers`,
    ifFails: 'do not expose what calls it',
    origin: 'FOUND',
    evidence,
    role,
    ...(flag ? { flag } : {}),
  };
  const ask = (id: string, title: string): Step => ({
    id,
    kind: 'ask',
    phase: 'before',
    subject,
    title,
    origin: 'ASK',
    evidence,
    role,
  });
  const unlimited = calls.find((one) => one.limitMs === 'none' && one.defaultLimitMs !== undefined);
  if (unlimited && !party?.timeout_max)
    yield ask(`tp/${slug}/timeout`, `How long may a call of ${system} take, and what does its caller do then?`);
  if (!party?.fallback && !calls.every((one) => one.fallback || one.breaker || one.during === 'job'))
    yield ask(`tp/${slug}/fallback`, `What does a customer get while ${system} does not answer?`);
  if (!party?.owner || !(party.escalation?.length || party.status))
    yield ask(
      `tp/${slug}/escalation`,
      party?.owner
        ? `Where is the status of ${system}, and whom do we call when it fails?`
        : `Who owns ${system}, where is its status, and whom do we call when it fails?`,
    );
  if (
    call.category === 'payment' ||
    call.category === 'identity' ||
    call.category === 'mail' ||
    call.category === 'sms'
  )
    yield ask(
      `tp/${slug}/mode`,
      `Do tests and staging use the sandbox of ${system}, and only production its live keys?`,
    );
}
