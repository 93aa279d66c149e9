// Catches deployments and migrations that the next push cancels in the middle.
// GitHub ends a run of a group with cancel-in-progress at any step: half of the services are new, or a migration stops half way.
// bad:  concurrency: { group: deploy, cancel-in-progress: true }
// good: concurrency: { group: deploy, cancel-in-progress: false }
import { defineRule } from '../../core/rule';
import { changesOf, evidenceOf, isStarted, keyOf, verbText } from '../jobs';

const workflow = (cancel: string) => `name: Deploy
on:
  push:
    branches: [main]
concurrency:
  group: production
  cancel-in-progress: ${cancel}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: helm upgrade --install shop ./chart --wait
`;

export const deployJobCancellable = defineRule({
  id: 'infrastructure/deploy-job-cancellable',
  meta: {
    title: 'Deployment that the next run cancels',
    why: 'GitHub ends the running job at whatever step it is when the next commit arrives. The release stops half way: some services are new, some old, a migration or a Helm release is left unfinished and locked.',
    todo: 'Set cancel-in-progress to false for what deploys or migrates, and keep the group, so that runs wait for each other.',
    severity: 'blocker',
    sources: [
      'https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency',
    ],
    examples: [
      {
        title: 'A second push cancels the first deployment',
        head: { '.github/workflows/deploy.yml': workflow('true') },
        expect: ['infrastructure/deploy-job-cancellable'],
      },
      { title: 'Runs wait for each other', head: { '.github/workflows/deploy.yml': workflow('false') }, expect: [] },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      const acts = changesOf(job);
      if (!isStarted(job) || job.cancels !== true || acts.length === 0) continue;
      const cancel = job.places?.cancels;
      const value = job.places?.cancelValue;
      return {
        what: `job ${job.job} ${verbText(acts)} and is cancelled by the next run: cancel-in-progress is true`,
        subject: `job ${job.job}`,
        at: cancel ?? job.at,
        evidence: evidenceOf(acts, job),
        fixes: value
          ? [{ title: 'Set cancel-in-progress to false', safe: true, edits: [{ at: value, text: 'false' }] }]
          : [],
      };
    }
    return undefined;
  },
});
