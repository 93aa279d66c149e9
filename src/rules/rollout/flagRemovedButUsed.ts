/*
 * What it catches: this change deletes the declaration of a flag that code still evaluates.
 *
 * Why it breaks a release: from the moment the manifest is synchronised, every evaluation returns its fallback. A feature
 * that was fully on disappears for everybody at once.
 *
 * Bad:  the manifest loses "new-cart" while src/cart.ts still asks for it.
 * Good: remove the evaluation first, keep the winning branch, and delete the flag in a later release.
 */
import { defineRule } from '../../core/rule';
import { flagKey, manifest } from './flags';

const code = `import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();\nexport const cart = () => client.getBooleanValue('new-cart', false);\n`;

export const flagRemovedButUsed = defineRule({
  id: 'rollout/flag-removed-but-used',
  meta: {
    title: 'A removed flag that is still evaluated',
    why: 'Once the flag is gone, every evaluation returns its fallback: a feature that was on disappears for everybody at once.',
    todo: 'Remove the evaluations first and keep the winning branch; delete the flag in a later release.',
    severity: 'blocker',
    examples: [
      {
        title: 'the declaration goes, the evaluation stays',
        base: { 'flags/manifest.json': manifest({ 'new-cart': true, other: false }), 'src/cart.ts': code },
        head: { 'flags/manifest.json': manifest({ other: false }), 'src/cart.ts': code },
        expect: ['rollout/flag-removed-but-used'],
      },
      {
        title: 'both go',
        base: { 'flags/manifest.json': manifest({ 'new-cart': true, other: false }), 'src/cart.ts': code },
        head: { 'flags/manifest.json': manifest({ other: false }), 'src/cart.ts': 'export const cart = () => true;\n' },
        expect: [],
      },
    ],
  },
  reads: ['flag.read', 'flag.declared'],
  within: 'repository',
  by: flagKey,
  judge(c) {
    const [read] = c.head.of('flag.read');
    const [declared] = c.base.of('flag.declared');
    if (!read || !declared || c.head.of('flag.declared').length > 0) return undefined;
    return {
      what: `flag ${read.key} is deleted but still evaluated in ${c.head.of('flag.read').length === 1 ? 'one place' : `${c.head.of('flag.read').length} places`}`,
      subject: `flag ${read.key}`,
      at: read.at,
      times: c.head.of('flag.read').length,
      evidence: c.head
        .of('flag.read')
        .slice(1)
        .map((other) => ({ at: other.at, note: 'also evaluated here' })),
    };
  },
});
