// Catches production deployments that start by themselves and cannot end by themselves.
// A timer deploys, no gate asks anybody, and nothing takes a bad version back: it runs until somebody comes to work.
// bad:  on: schedule, helm upgrade --install shop ./chart --wait
// good: the same with --atomic, or an environment that asks for approval
import type { Act } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { deploysOf, isStarted, type Job, keyOf } from '../jobs';

const workflow = (flag: string) => `name: Nightly
on:
  schedule:
    - cron: '0 3 * * *'
jobs:
  deploy:
    runs-on: ubuntu-latest
    concurrency: production
    steps:
      - run: npm test
      - run: helm upgrade --install shop ./chart --wait${flag}
`;

export const deployUnattended = defineRule({
  id: 'window/deploy-unattended',
  meta: {
    title: 'Deployment that nobody watches',
    why: 'It starts by the clock, without a person and without a way back of its own. A version that passes its tests and fails in production stays there until somebody notices.',
    todo: 'Put an environment with approval in front of it, or let the tool take a failed version back: --atomic, a circuit breaker, a rollback step on failure.',
    severity: 'warning',
    examples: [
      {
        title: 'By the clock, without a way back',
        head: { '.github/workflows/nightly.yml': workflow('') },
        expect: ['window/deploy-unattended'],
      },
      { title: 'Helm takes it back', head: { '.github/workflows/nightly.yml': workflow(' --atomic') }, expect: [] },
    ],
  },
  reads: ['job.resolved', 'rollout.declared'],
  within: 'repository',
  by: (fact) => (fact.kind === 'job.resolved' ? (fact.cron ? keyOf(fact) : '') : ''),
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      const acts = deploysOf(job);
      const [first] = acts;
      if (!isStarted(job) || !first || job.environment !== undefined || job.gitops || job.open) continue;
      if (/github\.event_name\s*!=\s*'schedule'/.test(job.condition ?? '') || acts.every((act) => endsItself(act, job)))
        continue;
      return {
        what: `job ${job.job} deploys by the clock with no gate before it and nothing that takes it back`,
        subject: `job ${job.job}`,
        at: job.places?.on ?? job.at,
        evidence: [{ at: first.at, note: `deploys with ${first.tool}` }],
      };
    }
    return undefined;
  },
});

/** Tools that go back to the last version when the new one does not become healthy. */
const goesBack =
  /^(?:fly|vercel|netlify|gcloud|elastic-beanstalk|kamal|wrangler|firebase|render|railway|digitalocean|nomad|argocd)$/;

function endsItself(act: Act, job: Job): boolean {
  if (/--(?:atomic|rollback-on-failure)\b/.test(act.text ?? '') || goesBack.test(act.tool)) return true;
  const verbs = [...job.acts.map(({ verb }) => verb), ...job.downstream.flatMap((other) => other.verbs)];
  return verbs.includes('rollback');
}
