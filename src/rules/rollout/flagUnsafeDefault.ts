/*
 * What it catches: a flag new in this change that is on when nobody has decided so: a fallback of `true`, a declared default
 * that is on, or a variable of the environment tested by its truth, where the text 'false' is true.
 *
 * Why it breaks a release: the first deploy, an outage of the flag service or a typo in the environment exposes the feature
 * to everybody.
 *
 * Bad:  if (process.env.FEATURE_REFUNDS) …            client.getBooleanValue('refunds', true)
 * Good: if (process.env.FEATURE_REFUNDS === 'true') … client.getBooleanValue('refunds', false)
 */
import type { Fact } from '../../core/fact';
import { defineRule, type Verdict } from '../../core/rule';
import { comparedWithTrue } from './comparedWithTrue';
import { flagKey, manifest } from './flags';

export const flagUnsafeDefault = defineRule({
  id: 'rollout/flag-unsafe-default',
  meta: {
    title: 'A new flag that is on by default',
    why: 'A missing value, an outage of the flag service or the text "false" switches the feature on for everybody.',
    todo: "Let it be off unless somebody decides otherwise: fallback false, declared default false, variables compared with 'true'.",
    severity: 'warning',
    examples: [
      {
        title: 'a variable tested by its truth',
        head: { 'src/a.ts': 'export function a() {\n  if (process.env.FEATURE_REFUNDS) refund();\n}\n' },
        expect: ['rollout/flag-unsafe-default'],
      },
      {
        title: 'a variable compared with a text',
        head: { 'src/a.ts': "export function a() {\n  if (process.env.FEATURE_REFUNDS === 'true') refund();\n}\n" },
        expect: [],
      },
      {
        title: 'declared as on',
        head: { 'flags/manifest.json': manifest({ refunds: true }) },
        expect: ['rollout/flag-unsafe-default'],
      },
    ],
  },
  reads: ['flag.read', 'flag.declared'],
  within: 'repository',
  by: flagKey,
  judge(c, policy) {
    // A flag that the running version has already is a decision of the past.
    if (c.base.of('flag.read').length + c.base.of('flag.declared').length > 0 && c.head !== c.base) return undefined;
    const permanent = new Set((policy.flags?.permanent ?? []).map((key) => key.toLowerCase()));
    for (const read of c.head.of('flag.read')) {
      if (permanent.has(read.key.toLowerCase())) return undefined;
      const verdict = unsafe(read);
      if (verdict) return verdict;
    }
    for (const declared of c.head.of('flag.declared')) {
      if (permanent.has(declared.key.toLowerCase())) return undefined;
      const on =
        declared.default === 'true' ||
        (/^(?:on|enabled|treatment)$/i.test(declared.default ?? '') && declared.state !== 'DISABLED');
      if (on)
        return {
          what: `flag ${declared.key} is declared on by default`,
          subject: `flag ${declared.key}`,
          at: declared.at,
        };
    }
    return undefined;
  },
});

function unsafe(read: Fact<'flag.read'>): Verdict | undefined {
  const base = { subject: `flag ${read.key}`, at: read.at };
  if (read.fallback?.is === 'literal' && read.fallback.value === true)
    return { ...base, what: `flag ${read.key} falls back to true when it cannot be evaluated` };
  const fix = comparedWithTrue(read);
  if (fix && !/DISABLE|KILL_SWITCH/.test(read.key))
    return {
      ...base,
      fixes: [fix],
      what: `${read.key} is tested by its truth: the text "false" switches it on`,
      // A setting of the deployment rather than a feature that is being introduced.
      ...(/FEATURE|FLAG|(?:^|_)FF_/.test(read.key) ? {} : { severity: 'note' as const }),
    };
  return undefined;
}
