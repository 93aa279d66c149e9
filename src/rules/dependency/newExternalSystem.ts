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
import type { Span } from '../../core/span';
import type { Step } from '../../core/step';
import { codeFile } from '../../knowledge/paths';
import { clientOf } from '../../knowledge/thirdParties';
import {
  brandOf,
  brandOfHost,
  brandOfName,
  brandOfPackage,
  brandOfVariable,
  isDoorForPrograms,
  isNamedSystem,
  isNear,
  isOwnHost,
  isRegistered,
  partyOf,
  slugOf,
} from './systems';

type Kinds = 'call.resolved' | 'package.declared' | 'literal.found' | 'literal.resolved' | 'env.read';
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
  reads: ['call.resolved', 'package.declared', 'literal.found', 'literal.resolved', 'env.read'],
  compares: true,
  within: 'repository',
  by(fact) {
    switch (fact.kind) {
      case 'call.resolved':
        return isNamedSystem(fact) ? `system ${brandOf(fact)}` : [];
      case 'literal.found':
      case 'literal.resolved':
        return fact.host ? `system ${brandOfHost(fact.host)}` : [];
      case 'env.read': {
        const brand = fact.side === 'server' ? brandOfVariable(fact.name) : undefined;
        return brand === undefined ? [] : `system ${brand}`;
      }
      default: {
        const brands = Object.keys(fact.dependencies).flatMap((name) => {
          const client = clientOf(name, undefined);
          const brand = client && !client.generic ? brandOfName(client.system) : brandOfPackage(name);
          return brand === undefined ? [] : `system ${brand}`;
        });
        return [...new Set(brands)];
      }
    }
  },
  judge(c, policy) {
    if (!isNew(c, policy)) return undefined;
    const calls = newCalls(c);
    const [call] = calls;
    if (call)
      return {
        what: `${call.system} is called for the first time`,
        subject: `system ${call.system}`,
        at: call.at,
        evidence: calls.slice(1, 5).map((other) => ({ at: other.at, note: `${other.operation}, also new` })),
      };
    const mention = mentionIn(c);
    return (
      mention && {
        what: mention.what,
        subject: `system ${mention.system}`,
        at: mention.at,
        confidence: 'likely',
        evidence: mention.others.map((at) => ({ at, note: 'also new' })),
      }
    );
  },
  steps(c, policy, verdict) {
    if (!verdict) return [];
    const calls = newCalls(c);
    const mention = mentionIn(c);
    const [call] = calls;
    if (call)
      return setUp({ system: call.system, at: call.at, note: `${call.operation}, the first call`, calls }, policy);
    return mention ? setUp({ system: mention.system, at: mention.at, note: 'the first mention', calls }, policy) : [];
  },
});

/** The base neither calls it, nor depends on it, nor names it, and it is not the project itself. */
function isNew(c: Case<Kinds>, policy: Policy): boolean {
  if (c.head === c.base || c.base.size > 0) return false;
  const hosts = [...c.head.of('call.resolved'), ...c.head.of('literal.found')].map(({ host }) => host);
  return (
    !hosts.some((host) => isOwnHost(host, policy)) && !c.head.of('literal.resolved').some((literal) => literal.own)
  );
}

/** A system whose calls could not be followed, but whose address or credentials are new in code. */
function mentionIn(c: Case<Kinds>) {
  const literals = c.head
    .of('literal.found')
    .filter(
      (one) =>
        one.host &&
        one.class === 'url' &&
        !isNear(one.host) &&
        !one.at.file.endsWith('x') &&
        (one.position === 'sink' || isDoorForPrograms(one.host)),
    );
  // The name of a variable alone may be that of a part of the system: somebody else's registration, address or library proves more.
  const reads = c.head.of('env.read').filter((one) => codeFile.test(one.at.file));
  const isProven =
    isRegistered(reads.map(({ name }) => name)) ||
    c.head.of('package.declared').length > 0 ||
    c.head.of('literal.found').some((one) => one.host && one.class === 'url' && !isNear(one.host));
  const variables = isProven ? reads.filter((one) => /(?:KEY|TOKEN|SECRET)$/.test(one.name)) : [];
  const [literal] = literals;
  const [variable] = variables;
  const others = [...literals, ...variables].map(({ at }) => at).slice(1, 4);
  if (literal?.host)
    return { system: literal.host, at: literal.at, what: `${literal.host} is addressed for the first time`, others };
  return (
    variable && {
      system: c.key.replace(/^system /, ''),
      at: variable.at,
      what: `${variable.name} is read for the first time: credentials of another system`,
      others,
    }
  );
}

function newCalls(c: Case<Kinds>): readonly Call[] {
  const seen = new Set<string>();
  return c.head.of('call.resolved').filter((one) => {
    const key = `${one.at.file} ${one.at.start}`;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

interface Newcomer {
  system: string;
  at: Span;
  note: string;
  calls: readonly Call[];
}

function* setUp({ system, at, note, calls }: Newcomer, policy: Policy): Iterable<Step> {
  const slug = slugOf(system);
  const names = [...new Set([system, ...calls.flatMap((one) => [one.package, ...(one.host ? [one.host] : [])])])];
  const party = partyOf(system, names, policy);
  const evidence = [{ at, note }];
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
  if (
    !party?.fallback &&
    (calls.length === 0 || !calls.every((one) => one.fallback || one.breaker || one.during === 'job'))
  )
    yield ask(`tp/${slug}/fallback`, `What does a customer get while ${system} does not answer?`);
  if (!party?.owner || !(party.escalation?.length || party.status))
    yield ask(
      `tp/${slug}/escalation`,
      party?.owner
        ? `Where is the status of ${system}, and whom do we call when it fails?`
        : `Who owns ${system}, where is its status, and whom do we call when it fails?`,
    );
  if (calls.some((one) => /^(?:payment|identity|mail|sms)$/.test(one.category)))
    yield ask(
      `tp/${slug}/mode`,
      `Do tests and staging use the sandbox of ${system}, and only production its live keys?`,
    );
}
