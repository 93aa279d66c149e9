// Catches procedures that change production by hand.
// What kubectl edit or heroku config:set changes is in no file: the next deployment takes it back, and nobody can review or repeat it.
// bad:  - run: kubectl set env deployment/shop FEATURE=on
// good: the variable in the manifest, deployed like everything else
import { defineRule } from '../../core/rule';
import { keyOf } from '../jobs';

const workflow = (command: string) => `name: Operate
on: workflow_dispatch
jobs:
  change:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ${command}
`;

export const manualChange = defineRule({
  id: 'config/manual-change',
  meta: {
    title: 'Production changed by hand',
    why: 'The change exists only in the running system. The next deployment takes it back without a word, a new environment does not have it, and nobody can see or review it.',
    todo: 'Change the manifest or the configuration in the repository, and let the pipeline apply it.',
    severity: 'warning',
    examples: [
      {
        title: 'A variable set in the cluster',
        head: { '.github/workflows/operate.yml': workflow('kubectl set env deployment/shop FEATURE=on') },
        expect: ['config/manual-change'],
      },
      {
        title: 'A restart',
        head: { '.github/workflows/operate.yml': workflow('kubectl rollout restart deployment/shop') },
        expect: [],
      },
    ],
  },
  reads: ['job.resolved', 'job.declared'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    // Written procedures are no jobs of a pipeline and stay as they were read.
    const runbooks = c.head.of('job.declared').filter((job) => job.on.includes('runbook'));
    for (const job of [...c.head.of('job.resolved').filter((found) => !found.on.includes('runbook')), ...runbooks]) {
      if (job.preview) continue;
      const acts = job.acts.filter(
        (act) => act.verb === 'edit-by-hand' && !/^(?:preview|development|test|staging)/.test(act.environment ?? ''),
      );
      const [first] = acts;
      if (!first) continue;
      return {
        what: `${job.on.includes('runbook') ? 'the procedure' : `job ${job.job}`} changes what runs by hand: ${short(first.text ?? first.tool)}`,
        subject: `job ${job.job}`,
        at: first.at,
        evidence: acts.slice(1, 4).map((act) => ({ at: act.at, note: `and here: ${short(act.text ?? act.tool)}` })),
        times: acts.length,
      };
    }
    return undefined;
  },
});

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}
