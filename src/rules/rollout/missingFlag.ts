/*
 * What it catches: risky new code that reaches everybody with the deploy: a payment or sign-in call, the first call to a new
 * system, a new consumer or scheduled job, a new writing route on a critical path, without a feature flag around it.
 *
 * Why it breaks a release: there is no way to expose it to a few first, and no way to stop it but to roll everything back.
 *
 * Bad:  router.post('/refunds', async (req, res) => { await stripe.refunds.create(…) })
 * Good: the same behind `if (!(await flags.isEnabled('refunds', req.user))) return res.status(404).end()`
 */
import type { Fact } from '../../core/fact';
import { directoryOf } from '../../core/path';
import { type Case, defineRule, type Verdict } from '../../core/rule';

type Kinds = 'call.resolved' | 'route.resolved';
type Call = Fact<'call.resolved'>;
type Route = Fact<'route.resolved'>;

/** Paths on which a mistake costs money or locks people out. */
const critical =
  /(?:^|[/_.-])(?:payments?|billing|checkout|refunds?|invoices?|subscriptions?|auth|login|signin|sign-in|signup|sso|oauth|permissions?|acl|charges?)(?:[/_.:-]|$)/i;
/** Operations that only look. */
const looking = /(?:^|\.)(?:get|list|retrieve|find|search|fetch|verify|ping|count|describe|head|read|query)\w*$/i;
const writing = /^(?:POST|PUT|PATCH|DELETE|ALL)$/;

const example = (body: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "5.0.0", "stripe": "17.0.0", "@openfeature/server-sdk": "1.17.0" } }\n',
  'src/flags.ts':
    "import { OpenFeature } from '@openfeature/server-sdk';\nexport const flags = OpenFeature.getClient();\nexport const cart = () => flags.getBooleanValue('cart', false);\n",
  'src/refunds.ts': `import { Router } from 'express';\nimport Stripe from 'stripe';\nimport { flags } from './flags';\nconst stripe = new Stripe('k', { timeout: 5000 });\nexport const refunds = Router();\n${body}\n`,
});
const running = example("refunds.get('/refunds', (_req, res) => res.json([]));");

export const missingFlag = defineRule({
  id: 'rollout/missing-flag',
  meta: {
    title: 'Risky new code without a flag',
    why: 'It reaches everybody with the deploy. Without a flag it can neither be shown to a few first nor be stopped without rolling everything back.',
    todo: 'Put it behind a flag of the mechanism that the repository uses, off by default, and ramp it after the deploy.',
    severity: 'warning',
    examples: [
      {
        title: 'a new route that moves money',
        base: running,
        head: example(
          "refunds.get('/refunds', (_req, res) => res.json([]));\nrefunds.post('/refunds', async (req, res) => {\n  await stripe.refunds.create(req.body);\n  res.end();\n});",
        ),
        expect: ['rollout/missing-flag'],
      },
      {
        title: 'the same route behind a flag',
        base: running,
        head: example(
          "refunds.get('/refunds', (_req, res) => res.json([]));\nrefunds.post('/refunds', async (req, res) => {\n  if (!(await flags.getBooleanValue('refunds', false))) return res.status(404).end();\n  await stripe.refunds.create(req.body);\n  return res.end();\n});",
        ),
        expect: [],
      },
    ],
  },
  reads: ['call.resolved', 'route.resolved'],
  needs: ['flag.read'],
  within: 'repository',
  by(fact) {
    if (fact.kind === 'route.resolved') return isRiskyRoute(fact) ? `unit ${directoryOf(fact.at.file)}` : [];
    if (fact.clientSide || fact.during === 'health') return [];
    if (fact.category === 'payment' || fact.category === 'identity')
      return looking.test(fact.operation) ? [] : `unit ${directoryOf(fact.at.file)}`;
    return isSystem(fact) ? `system ${fact.system}` : [];
  },
  judge(c) {
    return c.key.startsWith('system ') ? newSystem(c) : newUnit(c);
  },
});

/** Systems whose first use is a risk of its own; telemetry and plain HTTP without a known host are not. */
function isSystem(call: Call): boolean {
  return (
    call.system !== 'HTTP' &&
    !call.system.startsWith('$') &&
    !/^(?:observability|analytics|flags|ci)$/.test(call.category) &&
    !/^(?:localhost|127\.|0\.0\.0\.0)/.test(call.host ?? '')
  );
}

function isRiskyRoute(route: Route): boolean {
  if (route.via === 'consumer' || route.via === 'cron') return true;
  if (route.via !== 'http' && route.via !== 'rpc') return false;
  return (
    (writing.test(route.method) || route.via === 'rpc') && (critical.test(route.path) || critical.test(route.at.file))
  );
}

function isGuarded(calls: readonly Call[]): boolean {
  const onTheWay = calls.filter((call) => call.reached === 'from a way in');
  return (onTheWay.length > 0 ? onTheWay : calls).every((call) => call.guards.length > 0);
}

const siteOf = (call: Call) => `${call.at.file} ${call.symbol ?? ''} ${call.operation}`;
const routeOf = (route: Route) => `${route.via} ${route.method} ${route.path}`;

function newSystem(c: Case<Kinds>): Verdict | undefined {
  const calls = c.head.of('call.resolved');
  const [call] = calls;
  if (!call || c.base.of('call.resolved').length > 0 || isGuarded(calls)) return undefined;
  const open = calls.find((one) => one.guards.length === 0) ?? call;
  return {
    what: `the first use of ${call.system} reaches everybody with the deploy: no flag guards it`,
    subject: `system ${call.system}`,
    at: open.at,
    ...(calls.some((one) => one.reached === 'from a way in') ? {} : { confidence: 'likely' as const }),
    evidence: [],
  };
}

function newUnit(c: Case<Kinds>): Verdict | undefined {
  const known = new Set([...c.base.of('call.resolved').map(siteOf), ...c.base.of('route.resolved').map(routeOf)]);
  const routes = c.head.of('route.resolved').filter((route) => !known.has(routeOf(route)) && route.guards.length === 0);
  const sites = new Map<string, Call[]>();
  for (const call of c.head.of('call.resolved'))
    if (!known.has(siteOf(call))) sites.set(siteOf(call), [...(sites.get(siteOf(call)) ?? []), call]);
  const calls = [...sites.values()].filter((list) => !isGuarded(list)).flatMap((list) => list.slice(0, 1));
  const [route] = routes;
  const [call] = calls;
  if (!route && !call) return undefined;
  const at = route ? route.at : (call as Call).at;
  const name = route
    ? route.via === 'http'
      ? `${route.method} ${route.path}`
      : `${route.via} ${route.path}`
    : `${(call as Call).system} ${(call as Call).operation}`;
  const evidence = [
    ...routes
      .slice(route ? 1 : 0)
      .map((other) => ({ at: other.at, note: `${other.method} ${other.path}, also new and without a flag` })),
    ...calls
      .slice(route ? 0 : 1)
      .map((other) => ({ at: other.at, note: `${other.system} ${other.operation}, also new and without a flag` })),
  ];
  return {
    what: `${name} is new and risky, and no flag guards it`,
    subject: route
      ? route.via === 'http'
        ? `route ${route.method} ${route.path}`
        : `${route.via} ${route.path}`
      : `system ${(call as Call).system}`,
    at,
    ...(route || (call && sites.get(siteOf(call))?.some((one) => one.reached === 'from a way in'))
      ? {}
      : { confidence: 'likely' as const }),
    evidence,
  };
}
