import { defineRule } from '../../core/rule';
import type { Declared } from './variable';

/**
 * What it catches: a vendor's test key, or its sandbox, configured for production; a live key configured outside production.
 * Why it breaks a release: payments of customers are not made, or those of a test are.
 * Bad: `STRIPE_SECRET_KEY=sk_test_…` in `.env.production`
 * Good: a live key from the secret store in production, test keys everywhere else
 */
export const keyModeMismatch = defineRule({
  id: 'config/key-mode-mismatch',
  meta: {
    title: 'Mode of a vendor key does not fit the environment',
    why: 'With a test key nothing that customers do is real; with a live key every test is.',
    todo: 'Use the key of the mode that belongs to the environment.',
    severity: 'blocker',
    examples: [
      {
        title: 'a test key in production',
        head: { '.env.production': 'NEXT_PUBLIC_STRIPE_KEY=pk_test_4f8Kd2Lw9QxT7vYb\n' },
        expect: ['config/key-mode-mismatch'],
      },
      {
        title: 'a test key in staging',
        head: { '.env.staging': 'NEXT_PUBLIC_STRIPE_KEY=pk_test_4f8Kd2Lw9QxT7vYb\n' },
        expect: [],
      },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) => (mismatch(fact) === undefined ? [] : `${fact.at.file} ${fact.name}`),
  judge(c) {
    const [first] = c.head.of('env.declared');
    const what = first && mismatch(first);
    if (!first || what === undefined) return undefined;
    return { what: `${first.name} for ${first.environment} is ${what}`, subject: `env ${first.name}`, at: first.at };
  },
});

function mismatch(fact: Declared): string | undefined {
  const { value, environment, when, name } = fact;
  if (!value || when === 'contract' || environment === '') return undefined;
  if (environment.startsWith('production')) {
    if (/TEST|SANDBOX/.test(name)) return undefined;
    if (value.mode === 'test') return 'a test key of its vendor';
    return /(?:^|[.-])sandbox(?:[.-]|$)/.test(value.host ?? '')
      ? `the sandbox of its vendor (${value.host})`
      : undefined;
  }
  return value.mode === 'live' && !/LIVE|PROD/.test(name) ? 'a live key of its vendor' : undefined;
}
