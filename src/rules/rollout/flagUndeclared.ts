/*
 * What it catches: code evaluates a feature flag that no manifest of the repository declares.
 *
 * Why it breaks a release: the evaluation falls back for ever, so the feature cannot be switched on, or worse, not off.
 *
 * Bad:  client.getBooleanValue('new-cart', false)   -- flags/manifest.json knows only "cart-v2"
 * Good: declare new-cart in the manifest, off by default, in the same change.
 */
import { defineRule } from '../../core/rule';
import { flagKey, manifest } from './flags';

const code = (key: string) =>
  `import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();\nexport const cart = () => client.getBooleanValue('${key}', false);\n`;

export const flagUndeclared = defineRule({
  id: 'rollout/flag-undeclared',
  meta: {
    title: 'A flag that no manifest declares',
    why: 'The evaluation always falls back: the feature can neither be ramped nor be switched off when it goes wrong.',
    todo: 'Declare the flag in the manifest, off by default, in the same change.',
    severity: 'warning',
    examples: [
      {
        title: 'the manifest knows another key',
        head: { 'flags/manifest.json': manifest({ 'cart-v2': false }), 'src/cart.ts': code('new-cart') },
        expect: ['rollout/flag-undeclared'],
      },
      {
        title: 'the key is declared',
        head: { 'flags/manifest.json': manifest({ 'new-cart': false }), 'src/cart.ts': code('new-cart') },
        expect: [],
      },
    ],
  },
  reads: ['flag.read', 'flag.declared'],
  needs: ['flag.declared'],
  within: 'repository',
  by: flagKey,
  judge(c) {
    // What only a variable of the environment switches has its own declaration.
    const reads = c.head.of('flag.read').filter((read) => read.library !== 'environment' && read.library !== 'own');
    const [read] = reads;
    if (!read || c.head.of('flag.declared').length > 0) return undefined;
    const removed = c.base.of('flag.declared').length > 0;
    if (removed) return undefined;
    return {
      what: `flag ${read.key} is evaluated but not declared in this repository`,
      subject: `flag ${read.key}`,
      at: read.at,
      times: reads.length,
      evidence: reads.slice(1).map((other) => ({ at: other.at, note: 'also evaluated here' })),
    };
  },
});
