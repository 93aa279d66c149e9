/*
 * What it catches: new risky code (a call that moves money or signs people in, a new consumer or scheduled job, a new writing
 * route on such a path) in a repository that has neither flags nor a staged rollout. It asks once, in the plan.
 *
 * Why it breaks a release: the first customer of the new code is every customer, and the only way to stop it is to roll all back.
 *
 * Bad:  a new POST /refunds, and nothing by which it can be shown to a few first
 * Good: a flag, a canary, or an answer in the plan how it is switched off
 */
import type { Fact } from '../../core/fact';
import { type Case, defineRule } from '../../core/rule';

type Kinds = 'call.resolved' | 'route.resolved' | 'flag.read' | 'flag.declared' | 'rollout.declared';

const critical =
  /(?:^|[/_.-])(?:payments?|billing|checkout|refunds?|invoices?|subscriptions?|auth|login|signin|sign-in|signup|sso|oauth|permissions?|charges?)(?:[/_.:-]|$)/i;
const looking = /(?:^|\.)(?:get|list|retrieve|find|search|fetch|verify|ping|count|describe|head|read|query)\w*$/i;
const writing = /^(?:POST|PUT|PATCH|DELETE|ALL)$/;

const shop = (more: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "5.0.0" } }\n',
  'src/app.ts': `import express from 'express';\nimport { list, refund } from './refunds';\nconst app = express();\napp.get('/refunds', list);\n${more}app.listen(3000);\n`,
});

export const noProgressiveDelivery = defineRule({
  id: 'rollout/no-progressive-delivery',
  meta: {
    title: 'No way to show it to a few first',
    why: 'The first customer of the new code is every customer, and the only way to stop it is to roll everything back.',
    todo: 'Answer it in the plan: a flag, a canary, or how it is switched off.',
    severity: 'note',
    plan: true,
    examples: [
      {
        title: 'a new route that moves money',
        base: shop(''),
        head: shop("app.post('/refunds', refund);\n"),
        expect: ['rollout/no-progressive-delivery'],
      },
      {
        title: 'a new route that only shows',
        base: shop(''),
        head: shop("app.get('/refunds/:id', list);\n"),
        expect: [],
      },
    ],
  },
  reads: ['call.resolved', 'route.resolved', 'flag.read', 'flag.declared', 'rollout.declared'],
  within: 'repository',
  by(fact) {
    if (fact.kind === 'call.resolved')
      return (fact.category === 'payment' || fact.category === 'identity') &&
        !fact.clientSide &&
        !looking.test(fact.operation)
        ? 'exposure'
        : [];
    if (fact.kind === 'route.resolved') return isRisky(fact) ? 'exposure' : [];
    return fact.kind === 'rollout.declared' && fact.style === 'rolling' ? [] : 'exposure';
  },
  judge: () => undefined,
  *steps(c) {
    const staged =
      c.head.of('flag.read').length + c.head.of('flag.declared').length + c.head.of('rollout.declared').length;
    const fresh = staged > 0 ? [] : newHere(c);
    const [first] = fresh;
    if (!first) return;
    const more = fresh.length > 1 ? ` and ${fresh.length - 1} more` : '';
    yield {
      id: 'traffic/stages',
      kind: 'ask',
      phase: 'before',
      subject: first.name,
      title: `How is ${first.name}${more} shown to a few first, and switched off without rolling everything back? The repository has neither flags nor a staged rollout.`,
      origin: 'ASK',
      evidence: fresh.slice(0, 4).map(({ at, name }) => ({ at, note: `${name} is new` })),
      role: 'decider',
    };
  },
});

function isRisky(route: Fact<'route.resolved'>): boolean {
  if (route.via === 'consumer' || route.via === 'cron') return true;
  if (route.via === 'rpc') return critical.test(route.path);
  return route.via === 'http' && writing.test(route.method) && critical.test(route.path);
}

const routeName = (route: Fact<'route.resolved'>) =>
  route.via === 'http' ? `${route.method} ${route.path}` : `${route.via} ${route.path}`;
const callName = (call: Fact<'call.resolved'>) => `${call.system} ${call.operation}`;

function newHere(c: Case<Kinds>) {
  const known = new Set([...c.base.of('route.resolved').map(routeName), ...c.base.of('call.resolved').map(callName)]);
  const all = [
    ...c.head.of('route.resolved').map((route) => ({ name: routeName(route), at: route.at })),
    ...c.head.of('call.resolved').map((call) => ({ name: callName(call), at: call.at })),
  ].filter(({ name }) => !known.has(name));
  return [...new Map(all.map((one) => [one.name, one])).values()];
}
