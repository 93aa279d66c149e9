// Catches deployments that end before anybody knows whether the new version runs.
// kubectl apply and an ECS update return at once; the job is green while the pods crash.
// bad:  - run: kubectl apply -f k8s/
// good: - run: kubectl apply -f k8s/
//       - run: kubectl rollout status deployment/shop --timeout=5m
import type { Act } from '../../core/fact';
import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isStarted, type Job, keyOf } from '../jobs';

const workflow = (after: string, flag = '') => `name: Deploy
on:
  push:
    branches: [main]
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    concurrency: production
    steps:
      - run: helm upgrade --install shop ./chart${flag}
${after}`;

export const deployNotVerified = defineRule({
  id: 'observability/deploy-not-verified',
  meta: {
    title: 'Deployment that nobody waits for',
    why: 'The command returns as soon as the change is accepted. The job is green and the release announced while the new pods crash, cannot pull their image or never become ready.',
    todo: 'Wait until the rollout is complete, or ask the new version for its health, and let the job fail otherwise.',
    severity: 'warning',
    examples: [
      {
        title: 'Helm returns before the pods are ready',
        head: { '.github/workflows/deploy.yml': workflow('') },
        expect: ['observability/deploy-not-verified'],
      },
      { title: 'Helm waits', head: { '.github/workflows/deploy.yml': workflow('', ' --wait') }, expect: [] },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c) {
    for (const job of c.head.of('job.resolved')) {
      if (!isStarted(job) || job.preview || job.gitops || job.downstream.some(({ verbs }) => verbs.includes('verify')))
        continue;
      const unseen = job.acts.filter((act, index) => isUnseen(act, job, index));
      const [first] = unseen;
      if (!first) continue;
      return {
        what: `job ${job.job} deploys with ${first.tool} and ends without waiting for the new version`,
        subject: `job ${job.job}`,
        at: first.at,
        times: unseen.length,
        evidence: unseen.slice(1).map((act) => ({ at: act.at, note: `and here with ${act.tool}` })),
        fixes: unseen.flatMap(fixOf),
      };
    }
    return undefined;
  },
});

function isUnseen(act: Act, job: Job, index: number): boolean {
  if (act.verb !== 'deploy' || act.waits || /^(?:preview|development|test)/.test(act.environment ?? '')) return false;
  // Objects that no pod comes from: there is nothing to wait for.
  if (
    act.tool === 'kubectl' &&
    /\b(?:namespaces?|ns|secrets?|configmaps?|crds?|cert-manager|ingress|rbac|issuers?)\b/i.test(act.text ?? '') &&
    !/set image|rollout restart/.test(act.text ?? '')
  )
    return false;
  return !job.acts.some(
    (other, at) =>
      at > index && (other.verb === 'verify' || (other.verb === 'deploy' && other.waits && other.tool === act.tool)),
  );
}

function fixOf(act: Act): Fix[] {
  const end = { ...act.at, start: act.at.end, line: act.at.endLine, column: act.at.endColumn };
  if (act.tool === 'helm')
    return [
      { title: 'Wait for the release with --wait', safe: true, edits: [{ at: end, text: ' --wait --timeout 10m' }] },
    ];
  const target =
    /\b(?:set image|rollout restart) ((?:deployment|deploy|statefulset|sts|daemonset|ds)(?:\/| )[\w.${}-]+)/.exec(
      act.text ?? '',
    )?.[1];
  const scope = [.../(?:^| )((?:-n|--namespace|--context)[ =]\S+)/g[Symbol.matchAll](act.text ?? '')]
    .map(([, flag]) => ` ${flag}`)
    .join('');
  return target === undefined
    ? []
    : [
        {
          title: 'Wait for the rollout',
          safe: true,
          edits: [{ at: end, text: ` && kubectl rollout status ${target}${scope} --timeout=5m` }],
        },
      ];
}
