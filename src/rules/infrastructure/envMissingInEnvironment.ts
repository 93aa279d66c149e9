import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { addToDotenv, addToManifest, isDotenv, type Resolved, reliedOn } from '../config/variable';

/**
 * What it catches: a variable that the code needs, set for one environment of a family of files and absent in its sibling.
 * Why it breaks a release: it works in staging, and in production the new version starts without the value.
 * Bad: `REFUND_SECRET` in `.env.staging`, not in `.env.production`
 * Good: the key in both, or in a secret store that the production files refer to
 */
export const envMissingInEnvironment = defineRule({
  id: 'infrastructure/env-missing-in-environment',
  meta: {
    title: 'Variable is set in one environment and missing in its sibling',
    why: 'What worked in one environment starts without the value in the other.',
    todo: 'Set it in the sibling too, before the release reaches it.',
    severity: 'blocker',
    examples: [
      {
        title: 'set for staging only',
        head: {
          'src/refund.ts': 'export const key = sign(process.env.REFUND_SECRET!, process.env.DATABASE_URL!);\n',
          '.env.staging': 'DATABASE_URL=postgres://db.staging/orders\nREFUND_SECRET=\n',
          '.env.production': 'DATABASE_URL=postgres://db.production/orders\n',
        },
        expect: ['infrastructure/env-missing-in-environment'],
      },
      {
        title: 'the code has a default',
        head: {
          'src/refund.ts':
            "export const limit = limitOf(process.env.REFUND_LIMIT ?? '100', process.env.DATABASE_URL!);\n",
          '.env.staging': 'DATABASE_URL=postgres://db.staging/orders\nREFUND_LIMIT=10\n',
          '.env.production': 'DATABASE_URL=postgres://db.production/orders\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.resolved'],
  needs: ['env.declared'],
  within: 'service',
  by: (fact) => (fact.kind === 'env.read' && fact.access === 'dynamic' ? [] : fact.name),
  judge(c) {
    const [first] = reliedOn(c.head.of('env.read'));
    if (!first) return undefined;
    const resolved = c.head.of('env.resolved');
    for (const absent of resolved.filter(isAbsent).sort(worstFirst)) {
      const set = resolved.find(
        (fact) => fact.state === 'set' && fact.family === absent.family && fact.environment !== absent.environment,
      );
      if (!set) continue;
      const fromWork = /^development/.test(set.environment);
      // What developers set for themselves says nothing of a value that the code may do without.
      if (fromWork && first.handedOn) continue;
      return {
        what: `${c.key} is set for ${set.environment} and missing for ${absent.environment}`,
        subject: `env ${c.key}`,
        at: first.at,
        ...(absent.environment.startsWith('production') && !fromWork ? {} : { severity: 'warning' as const }),
        ...(fromWork ? { confidence: 'likely' as const } : {}),
        evidence: [
          ...(set.declaredIn ? [{ at: set.declaredIn, note: `set for ${set.environment}` }] : []),
          ...(absent.declaredIn
            ? [{ at: absent.declaredIn, note: `the variables of ${absent.environment} end here` }]
            : []),
        ],
        fixes: insertion(c.key, absent),
      };
    }
    return undefined;
  },
});

const isAbsent = (fact: Resolved) =>
  fact.state === 'absent' &&
  fact.environment !== '' &&
  !/^(?:development|test|local|preview|demo)/.test(fact.environment);

function worstFirst(a: Resolved, b: Resolved): number {
  return Number(b.environment.startsWith('production')) - Number(a.environment.startsWith('production'));
}

function insertion(name: string, absent: Resolved): Fix[] {
  const at = absent.declaredIn;
  if (!at || !isDotenv(at.file)) return addToManifest(name, absent.slot);
  return addToDotenv(name, at, `Add ${name} to ${at.file}`);
}
