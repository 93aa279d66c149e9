// Catches workflows that apply infrastructure and deploy the application in no order.
// The new version starts before the queue, the variable or the permission that it needs exists, or while it is being replaced.
// bad:  jobs: { terraform: …, deploy: { needs: [build] } }
// good: jobs: { terraform: …, deploy: { needs: [build, terraform] } }
import { defineRule } from '../../core/rule';
import { deploysOf, isStarted, type Job } from '../jobs';

const workflow = (needs: string) => `name: Release
on:
  push:
    branches: [main]
jobs:
  infra:
    runs-on: ubuntu-latest
    steps:
      - run: terraform apply -auto-approve
  deploy:
${needs}    runs-on: ubuntu-latest
    steps:
      - run: helm upgrade --install shop ./chart --wait
`;

export const infraAfterApp = defineRule({
  id: 'infrastructure/infra-after-app',
  meta: {
    title: 'Application deployed without waiting for its infrastructure',
    why: 'Both jobs start together. The new version can be live before the resources that it needs are there, or while Terraform still replaces them.',
    todo: 'Let the deploying job need the one that applies the infrastructure.',
    severity: 'warning',
    examples: [
      {
        title: 'Side by side',
        head: { '.github/workflows/release.yml': workflow('') },
        expect: ['infrastructure/infra-after-app'],
      },
      { title: 'In order', head: { '.github/workflows/release.yml': workflow('    needs: infra\n') }, expect: [] },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: (job) => job.workflow,
  judge(c) {
    const jobs = c.head.of('job.resolved').filter(isStarted);
    for (const job of jobs) {
      if (deploysOf(job).length === 0 || job.gitops) continue;
      const infra = jobs.find(
        (other) => other !== job && appliesFirst(other) && !waitsFor(job, other) && sameRun(job, other),
      );
      if (!infra) continue;
      const evidence = [
        {
          at: infra.acts.find((act) => act.verb === 'infra')?.at ?? infra.at,
          note: `${infra.job} applies infrastructure here`,
        },
      ];
      // The other way round: only its author can turn the order.
      if (waitsFor(infra, job))
        return {
          what: `job ${job.job} deploys before ${infra.job}, which applies infrastructure`,
          subject: `job ${job.job}`,
          at: infra.places?.needs ?? infra.at,
          evidence,
        };
      const at = job.places?.needs ?? job.at;
      const first = job.places?.first;
      const pad = first ? ' '.repeat(first.column - 1) : '';
      const list = `needs: [${[...job.needs, infra.job].join(', ')}]`;
      return {
        what: `job ${job.job} deploys without waiting for ${infra.job}, which applies infrastructure`,
        subject: `job ${job.job}`,
        at,
        evidence,
        fixes: job.places?.needs
          ? [{ title: `Wait for ${infra.job}`, safe: false, edits: [{ at: job.places.needs, text: list }] }]
          : first
            ? [{ title: `Wait for ${infra.job}`, safe: false, edits: [{ at: first, text: `${list}\n${pad}` }] }]
            : [],
      };
    }
    return undefined;
  },
});

/** The same job may do both, in its own order. */
const appliesFirst = (job: Job) =>
  !job.preview && job.acts.some((act) => act.verb === 'infra') && deploysOf(job).length === 0;

const waitsFor = (job: Job, other: Job) => job.upstream.some((one) => one.job === other.job);

/** Jobs for other environments, or chosen by an input, do not run together. */
function sameRun(a: Job, b: Job): boolean {
  if (a.environment !== undefined && b.environment !== undefined && a.environment !== b.environment) return false;
  return !/inputs\.|github\.event\.inputs/.test(`${a.condition ?? ''} ${b.condition ?? ''}`);
}
