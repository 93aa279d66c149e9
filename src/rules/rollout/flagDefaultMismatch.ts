/*
 * What it catches: two evaluations of one flag with different fallbacks.
 *
 * Why it breaks a release: when the flag service is out of reach, one half of the feature is on and the other half off.
 *
 * Bad:  getBooleanValue('cart', false) in one file, getBooleanValue('cart', true) in another.
 * Good: one accessor with one fallback.
 */
import { defineRule } from '../../core/rule';
import { flagKey } from './flags';

const read = (fallback: string) =>
  `import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();\nexport const cart = () => client.getBooleanValue('new-cart', ${fallback});\n`;

export const flagDefaultMismatch = defineRule({
  id: 'rollout/flag-default-mismatch',
  meta: {
    title: 'One flag with two fallbacks',
    why: 'When the flag cannot be evaluated, one half of the feature is on and the other half is off.',
    todo: 'Use one fallback, best in one accessor.',
    severity: 'warning',
    examples: [
      {
        title: 'two fallbacks',
        head: { 'src/a.ts': read('false'), 'src/b.ts': read('true') },
        expect: ['rollout/flag-default-mismatch'],
      },
      { title: 'the same fallback', head: { 'src/a.ts': read('false'), 'src/b.ts': read('false') }, expect: [] },
    ],
  },
  reads: ['flag.read'],
  within: 'service',
  by: flagKey,
  judge(c) {
    const known = c.head.of('flag.read').filter((f) => f.fallback?.is === 'literal');
    const [first] = known;
    const fallbackOf = (fact: (typeof known)[number]) =>
      fact.fallback?.is === 'literal' ? String(fact.fallback.value) : '';
    const other = first && known.find((f) => fallbackOf(f) !== fallbackOf(first));
    if (!first || !other) return undefined;
    return {
      what: `flag ${first.key} falls back to ${fallbackOf(first)} here and to ${fallbackOf(other)} elsewhere`,
      subject: `flag ${first.key}`,
      at: first.at,
      evidence: [{ at: other.at, note: `falls back to ${fallbackOf(other)}` }],
    };
  },
});
