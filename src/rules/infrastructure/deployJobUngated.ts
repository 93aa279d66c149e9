// Catches production deployments that nothing stands in front of.
// No environment with its protection rules, no job that must pass first: what is pushed is live, whether its tests pass or not.
// bad:  jobs: { deploy: { steps: [ … ] } }
// good: jobs: { deploy: { needs: [test], environment: production } }
import { defineRule } from '../../core/rule';
import { deploysOf, evidenceOf, isStarted, type Job, keyOf } from '../jobs';

const workflow = (gate: string, on = 'push:\n    branches: [main]') => `name: Release
on:
  ${on}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: npm test
  deploy:
${gate}    runs-on: ubuntu-latest
    concurrency: production
    steps:
      - run: fly deploy
`;

export const deployJobUngated = defineRule({
  id: 'infrastructure/deploy-job-ungated',
  meta: {
    title: 'Deployment without a gate',
    why: 'Nothing has to pass before this reaches production: no tests of this commit, and no environment whose rules could ask for approval or restrict the branch.',
    todo: 'Let the job need the tests of the same commit, and give it an environment with protection rules.',
    severity: 'warning',
    examples: [
      {
        title: 'Tests and deployment side by side',
        head: { '.github/workflows/release.yml': workflow('') },
        expect: ['infrastructure/deploy-job-ungated'],
      },
      {
        title: 'The deployment needs the tests',
        head: { '.github/workflows/release.yml': workflow('    needs: test\n') },
        expect: [],
      },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      const acts = deploysOf(job);
      const [first] = acts;
      if (!isStarted(job) || !first || job.environment !== undefined || job.open) continue;
      const anyRef =
        job.dispatch === true &&
        !(job.sourceless && job.needs.length === 0) &&
        !restricts(job.condition) &&
        job.acts.every((act) => act.verb !== 'rollback');
      const tested = testsBefore(job);
      // Branch protection asks for the tests of the pull request; it cannot be seen here, so a tested repository is believed.
      if (tested && !anyRef) continue;
      const byHandOnly = job.on.every((event) => /^(?:workflow_dispatch|workflow_call)$/.test(event));
      if (byHandOnly && !anyRef) continue;
      return {
        what: tested
          ? `job ${job.job} deploys from any branch by hand: no environment and no check of the ref`
          : `job ${job.job} deploys without an environment and without tests before it`,
        subject: `job ${job.job}`,
        at: job.at,
        confidence: first.environment === 'production' || first.environment === undefined ? 'certain' : 'likely',
        evidence: [
          ...evidenceOf(acts, job),
          ...(anyRef && job.places?.on
            ? [{ at: job.places.on, note: 'workflow_dispatch starts it from any ref' }]
            : []),
        ],
      };
    }
    return undefined;
  },
});

function restricts(condition: string | undefined): boolean {
  return /github\.ref\b|github\.ref_name|github\.event\.repository\.default_branch|startsWith\(/.test(condition ?? '');
}

function testsBefore(job: Job): boolean {
  if (job.upstream.some(({ verbs }) => verbs.includes('test')) || job.on.includes('workflow_run')) return true;
  const deploy = job.acts.findIndex((act) => act.verb === 'deploy');
  if (job.acts.slice(0, deploy).some((act) => act.verb === 'test')) return true;
  // Tests that run beside it are there, and nobody waits for them.
  return job.tested && !job.beside.some(({ verbs }) => verbs.includes('test'));
}
