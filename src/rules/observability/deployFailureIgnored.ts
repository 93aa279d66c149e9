// Catches deployments and migrations whose failure the pipeline hides.
// The step fails, the job is green, and what follows builds on a release or a schema that is not there.
// bad:  - run: npx prisma migrate deploy || true
// good: - run: npx prisma migrate deploy
import { defineRule } from '../../core/rule';
import { changesOf, isStarted, keyOf } from '../jobs';

const workflow = (command: string) => `name: Deploy
on:
  push:
    branches: [main]
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    concurrency: production
    steps:
      - run: ${command}
      - run: fly deploy
`;

export const deployFailureIgnored = defineRule({
  id: 'observability/deploy-failure-ignored',
  meta: {
    title: 'Failure of a release step that nobody sees',
    why: 'When the step fails the job goes on and ends green. Nobody is told, and the steps behind it run against a version or a schema that is not there.',
    todo: 'Let the step fail the job. When a particular error is expected, test for that error.',
    severity: 'blocker',
    examples: [
      {
        title: 'A migration that may fail',
        head: { '.github/workflows/deploy.yml': workflow('npx prisma migrate deploy || true') },
        expect: ['observability/deploy-failure-ignored'],
      },
      {
        title: 'A migration that must succeed',
        head: { '.github/workflows/deploy.yml': workflow('npx prisma migrate deploy') },
        expect: [],
      },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      if (!isStarted(job)) continue;
      const ignored = changesOf(job).filter((act) => act.ignoresFailure);
      const [first] = ignored;
      if (!first) continue;
      const words = { deploy: 'a deployment', migrate: 'a migration', infra: 'an infrastructure change' } as const;
      const fixes = ignored.flatMap((act) => {
        if (act.ignoredBy === 'continue-on-error' && act.ignoredAt)
          return [
            { title: 'Let it fail', safe: false, edits: [{ at: act.ignoredAt, text: 'continue-on-error: false' }] },
          ];
        // What stands between the command and the shrug goes with it.
        if (!act.ignoredBy?.startsWith('|| ') || !act.ignoredAt || act.ignoredAt.start < act.at.end) return [];
        const at = { ...act.ignoredAt, start: act.at.end, line: act.at.endLine, column: act.at.endColumn };
        return act.ignoredBy === '|| true' || act.ignoredBy === '|| :'
          ? [{ title: `Remove "${act.ignoredBy}"`, safe: false, edits: [{ at, text: '' }] }]
          : [];
      });
      return {
        what: `job ${job.job} goes on when ${words[first.verb as keyof typeof words]} with ${first.tool} fails: ${first.ignoredBy}`,
        subject: `job ${job.job}`,
        at: first.ignoredAt ?? first.at,
        evidence: [
          ...(first.ignoredAt ? [{ at: first.at, note: `the ${first.verb} step` }] : []),
          ...ignored.slice(1).map((act) => ({ at: act.at, note: `the same here: ${act.ignoredBy}` })),
        ],
        fixes,
      };
    }
    return undefined;
  },
});
