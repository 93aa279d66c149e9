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
import { type Case, defineRule, type Verdict } from '../../core/rule';
import { compareText } from '../../core/span';
import { idiomOf } from '../../knowledge/flagSdks';
import { flagFix } from './flagFix';
import { features, type Novelty, newCalls, newRoutes } from './newCode';

type Kinds = 'call.resolved' | 'route.resolved' | 'flag.read';

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
  reads: ['call.resolved', 'route.resolved', 'flag.read'],
  needs: ['flag.read'],
  compares: true,
  within: 'repository',
  // One case: what is new, what belongs together, and whether there are flags at all, only the whole tells.
  by(fact) {
    if (fact.kind === 'call.resolved') return fact.clientSide || fact.during === 'health' ? [] : 'release';
    return fact.kind === 'flag.read' && !isMechanism(fact) ? [] : 'release';
  },
  judge(c) {
    // Nothing runs yet that this release could harm, or there is nothing to put it behind.
    if (c.head === c.base || c.head.of('flag.read').length === 0 || !runs(c.base)) return undefined;
    const reads = c.head.of('flag.read');
    const library = mostAsked(reads);
    const todo = todoFor(library);
    return verdictsOf(features([...newRoutes(c), ...newCalls(c)])).map(({ parts, ...verdict }) => {
      const fix = flagFix(parts, reads, library);
      return { ...verdict, todo, ...(fix ? { fixes: [fix] } : {}) };
    });
  },
});

/** A switch of the deployment (`SMTP_ENABLED`) is no way to show something to a few first. */
function isMechanism(read: Fact<'flag.read'>): boolean {
  return read.library !== 'environment' || /FEATURE|FLAG|KILL_SWITCH|(?:^|_)FF_|TOGGLE|EXPERIMENT/.test(read.key);
}

/** The SDK that the repository asks most. */
function mostAsked(reads: readonly Fact<'flag.read'>[]): string {
  const counts = new Map<string, number>();
  for (const { library } of reads) counts.set(library, (counts.get(library) ?? 0) + 1);
  const [library = ''] = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0] ?? [];
  return library;
}

function todoFor(library: string): string {
  const idiom = idiomOf(library);
  return `Put it behind a flag${idiom ? ` of ${library} (${idiom})` : ' of the mechanism that the repository uses'}, off by default, and ramp it after the deploy.`;
}

function runs(base: Case<Kinds>['base']): boolean {
  return base.of('route.resolved').length > 0 || base.of('call.resolved').length > 0;
}

/** More of them on one change nobody reads. */
const most = 5;

interface Told extends Verdict {
  /** What is to be put behind the flag; what several features together are, one fix cannot. */
  parts: readonly Novelty[];
}

function verdictsOf(found: readonly Novelty[][]): Told[] {
  const told = found.length <= most ? found : found.slice(0, most - 1);
  const verdicts = told.map(verdictOf);
  const [first, ...rest] = found.slice(told.length).flatMap((parts) => parts.slice(0, 1));
  if (first)
    verdicts.push({
      what: `${rest.length + 1} more parts of this change are new and risky, and no flag guards them`,
      part: 'more',
      subject: first.subject,
      at: first.at,
      evidence: rest.map(({ at, name }) => ({ at, note: `${name}, new and without a flag` })),
      parts: [],
    });
  return verdicts;
}

function verdictOf(parts: readonly Novelty[]): Told {
  const [first, ...rest] = parts as [Novelty, ...Novelty[]];
  return {
    what: /^the first use/.test(first.name)
      ? `${first.name} reaches everybody with the deploy: no flag guards it`
      : `${first.name} is new and risky, and no flag guards it`,
    part: first.ties[0] as string,
    subject: first.subject,
    at: first.at,
    confidence: first.confidence,
    evidence: rest.slice(0, 10).map(({ at, name }) => ({ at, note: `${name}, also new and without a flag` })),
    // A call that a new way in reaches is behind the flag of the way in.
    parts: first.sort === 'route' ? parts.filter((part) => part.sort === 'route') : parts,
  };
}
