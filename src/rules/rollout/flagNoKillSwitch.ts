/*
 * What it catches: a flag new in this change that is read once, when the module loads, or is built into the bundle.
 *
 * Why it breaks a release: switching it off needs a restart or a new build, so it is no way back within minutes.
 *
 * Bad:  const on = await client.getBooleanValue('refunds', false);  // at module level
 * Good: ask inside the function that serves the request.
 */
import { defineRule } from '../../core/rule';
import { flagKey } from './flags';

const head = (body: string) => ({
  'src/a.ts': `import { OpenFeature } from '@openfeature/server-sdk';\nconst client = OpenFeature.getClient();\n${body}\n`,
});

export const flagNoKillSwitch = defineRule({
  id: 'rollout/flag-no-kill-switch',
  meta: {
    title: 'A flag that cannot be switched off at run time',
    why: 'It is read once, at start or build: switching it off needs a restart or a new build, which is no way back within minutes.',
    todo: 'Evaluate it where the request is served.',
    severity: 'note',
    examples: [
      {
        title: 'read when the module loads',
        head: head("export const on = client.getBooleanValue('refunds', false);"),
        expect: ['rollout/flag-no-kill-switch'],
      },
      {
        title: 'read per request',
        head: head("export const on = () => client.getBooleanValue('refunds', false);"),
        expect: [],
      },
    ],
  },
  reads: ['flag.read'],
  within: 'repository',
  by: flagKey,
  judge(c, policy) {
    if (c.head !== c.base && c.base.of('flag.read').length > 0) return undefined;
    const reads = c.head.of('flag.read');
    const [once] = reads;
    if (!once || reads.some((read) => read.scope === 'call') || policy.flags?.permanent?.includes(once.key))
      return undefined;
    // A variable of the environment is a setting of the deployment unless it claims to be a feature.
    if (once.library === 'environment' && !/FEATURE|FLAG|FF_/.test(once.key)) return undefined;
    return {
      what:
        once.scope === 'build'
          ? `flag ${once.key} is built into the bundle: switching it off needs a new build`
          : `flag ${once.key} is read once at start: switching it off needs a restart`,
      subject: `flag ${once.key}`,
      at: once.at,
    };
  },
});
