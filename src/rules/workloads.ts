import type { Fact } from '../core/fact';

type Workload = Fact<'workload.declared'>;

/** Environments that customers do not meet. */
export function isRehearsalEnvironment(environment: string): boolean {
  return /^(?:development|test|testing|qa|uat|sandbox|preview|demo|ci|local|e2e)(?:-|$)/.test(environment);
}

/** A workload that is deployed for users: no preview, no environment of developers. */
export function isReleased(workload: { environment: string; at: { file: string } }): boolean {
  return !isRehearsalEnvironment(workload.environment) && !/preview|review-?app/i.test(workload.at.file);
}

/** Kubernetes' own sorts of workloads. */
export function isKubernetes(workload: Workload): boolean {
  return /^[A-Z]/.test(workload.platform);
}

/** How a workload is called in a sentence: with its environment, when that has a name. */
export function named(workload: { name: string; environment: string }): string {
  return workload.environment === '' ? workload.name : `${workload.name} (${workload.environment})`;
}

export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
