import type { Act, Fact } from '../core/fact';
import { isRehearsalEnvironment } from './workloads';

export type Job = Fact<'job.resolved'>;

/** A job that somebody starts: not the inside of a reusable workflow or action, which is judged where it is called. */
export function isStarted(job: Job): boolean {
  return job.on.length > 0 && !job.on.every((event) => /^(?:workflow_call|composite|runbook)$/.test(event));
}

/** What a job puts before users; previews and throw-away environments are left out. */
export function deploysOf(job: Job): Act[] {
  if (job.preview) return [];
  return job.acts.filter(
    (act) => act.verb === 'deploy' && !isRehearsalEnvironment(act.environment ?? '') && act.environment !== 'staging',
  );
}

/** Deployments to any lasting environment, and migrations of its data. */
export function changesOf(job: Job): Act[] {
  if (job.preview) return [];
  return job.acts.filter(
    (act) =>
      (act.verb === 'deploy' || act.verb === 'migrate' || act.verb === 'infra') &&
      !/^(?:preview|development|test|ci)/.test(act.environment ?? ''),
  );
}

export function keyOf(job: { workflow: string; job: string }): string {
  return `${job.workflow} ${job.job}`;
}

export function verbText(acts: readonly Act[]): string {
  const words = { deploy: 'deploys', migrate: 'migrates', infra: 'applies infrastructure' } as const;
  const verbs = new Set(acts.map((act) => act.verb));
  return (['deploy', 'migrate', 'infra'] as const)
    .filter((verb) => verbs.has(verb))
    .map((verb) => words[verb])
    .join(' and ');
}

export function evidenceOf(acts: readonly Act[], job: Job) {
  return acts
    .filter((act) => act.at.file !== job.at.file || act.at.start !== job.at.start)
    .slice(0, 3)
    .map((act) => ({ at: act.at, note: `${act.verb} with ${act.tool}` }));
}
