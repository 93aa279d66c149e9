// Catches deployments that can run twice at the same time.
// Two merges in a row start two runs; whichever finishes last wins, and that may be the older one.
// bad:  a deploy job without concurrency, or with ${{ github.sha }} in its group
// good: concurrency: { group: deploy-production, cancel-in-progress: false }
import { defineRule } from '../../core/rule';
import { changesOf, evidenceOf, isStarted, keyOf, verbText } from '../jobs';

const workflow = (concurrency: string) => `name: Deploy
on:
  push:
    branches: [main]
jobs:
  deploy:
${concurrency}    runs-on: ubuntu-latest
    steps:
      - run: kubectl apply -f k8s/ && kubectl rollout status deployment/shop
`;

/** A name that is another one for every run serialises nothing. */
const unique = /github\.(?:sha|run_id|run_number|run_attempt)|GITHUB_(?:SHA|RUN_ID)/;

export const deployJobUnserialised = defineRule({
  id: 'infrastructure/deploy-job-unserialised',
  meta: {
    title: 'Deployments that overtake each other',
    why: 'Two runs deploy at the same time. The one that ends last wins, even when it is the older commit, and both change the same cluster or database while they run.',
    todo: 'Give the job a concurrency group that is the same for every run to this environment, with cancel-in-progress: false.',
    severity: 'warning',
    examples: [
      {
        title: 'No group',
        head: { '.github/workflows/deploy.yml': workflow('') },
        expect: ['infrastructure/deploy-job-unserialised'],
      },
      {
        title: 'One group for the environment',
        head: { '.github/workflows/deploy.yml': workflow('    concurrency: production\n') },
        expect: [],
      },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      const acts = changesOf(job).filter((act) => !ownLock.has(act.tool));
      if (!isStarted(job) || acts.length === 0 || onlyByHand(job.on)) continue;
      if (job.group === undefined ? job.places?.concurrency !== undefined : !unique.test(job.group)) continue;
      const first = job.places?.first;
      const pad = first ? ' '.repeat(first.column - 1) : '';
      const name = /^[\w.-]+$/.test(job.environment ?? '') ? `deploy-${job.environment}` : 'deploy';
      const text = `concurrency:\n${pad}  group: ${name}\n${pad}  cancel-in-progress: false\n${pad}`;
      const group = job.places?.group ?? job.places?.concurrency;
      return {
        what:
          job.group === undefined
            ? `job ${job.job} ${verbText(acts)} without a concurrency group: two runs can overlap`
            : `job ${job.job} ${verbText(acts)} in a group of its own for every run: two runs can overlap`,
        subject: `job ${job.job}`,
        at: job.group === undefined ? job.at : (group ?? job.at),
        evidence: evidenceOf(acts, job),
        fixes:
          job.group === undefined && first
            ? [{ title: 'Add a concurrency group', safe: true, edits: [{ at: first, text }] }]
            : [],
      };
    }
    return undefined;
  },
});

/** Tools that take a lock of their own: of the state, the stack, the application. */
const ownLock = new Set([
  'terraform',
  'pulumi',
  'cloudformation',
  'cdk',
  'kamal',
  'argocd',
  'vercel',
  'netlify',
  'elastic-beanstalk',
]);

/** People do not start it twice at once by pushing. */
function onlyByHand(on: readonly string[]): boolean {
  return on.every((event) => /^(?:workflow_dispatch|workflow_call|release)$/.test(event));
}
