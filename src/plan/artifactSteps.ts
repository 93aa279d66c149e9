import { fileSpan } from '../core/span';
import type { Step } from '../core/step';
import { isProduction, type PlanInput } from './input';

/** Sorts that keep what was put into them: whoever removes one removes that too. */
const keeps = new Set(['bucket', 'queue', 'topic', 'database']);
/** Sorts that only the running code of before still asks for; their making has steps of its own. */
const asked = new Set(['secret', 'configmap', 'config-map']);

/** `resource bucket production labels`; the name of the environment may be empty. */
const identity = /^resource (\S+) (\S*) (.+)$/;

/** New and changed alerts with the runbook that they name, where it is a file of the repository. */
export function withRunbook(step: Step, input: PlanInput): Step {
  const { file, found } = runbookOf(step, input) ?? {};
  if (file === undefined || !found) return step;
  return {
    ...step,
    title: `${step.title}; runbook ${file}`,
    evidence: [...step.evidence, { at: fileSpan(file), note: 'runbook' }],
  };
}

/** The runbook of an alert as a file of this repository. An address of another place is nothing that can be looked at. */
export function runbookOf(step: Step, { facts, has }: PlanInput): { file: string; found: boolean } | undefined {
  if (step.kind !== 'observe' || !step.subject.startsWith('alert ')) return undefined;
  const alert = step.subject.slice('alert '.length);
  const runbook = facts('metric.queried').find((fact) => fact.alert === alert && fact.runbook)?.runbook;
  const [, path = ''] = /^([^?#]*)/.exec(runbook ?? '') ?? [];
  const hosted = /^https?:\/\/[^/]+\/.*?\/(?:blob|src|raw)\/(?:branch\/)?[^/]+\/(.+)$/.exec(path)?.[1];
  if (hosted !== undefined) return has(hosted) ? { file: hosted, found: true } : undefined;
  const file = path.replace(/^\.?\//, '');
  if (!/^[\w@.-]+(?:\/[\w@. -]+)*\.(?:md|mdx|adoc|rst|txt)$/i.test(file) || file.split('/').includes('..'))
    return undefined;
  return { file, found: has(file) };
}

/** Steps for infrastructure that the change adds or takes away. */
export function* artifactSteps({ review, policy }: PlanInput): Iterable<Step> {
  for (const { kind, subject, change, at } of review.changes) {
    if (kind !== 'resource.declared' || change === 'changed') continue;
    const [, sort = '', environment = '', name = ''] = identity.exec(subject) ?? [];
    const terraform = /\.(?:tf|tofu)$/.test(at.file);
    // A file of Terraform that names no environment serves them all; one of Compose is applied as a whole.
    if (!isProduction(policy, environment) && !(terraform && environment === '')) continue;
    if (/compose[^/]*\.ya?ml$/i.test(at.file)) continue;
    const id = `infra/${environment || 'all'}/${sort}/${name}`;
    const common = { subject: `${sort} ${name}`, origin: 'FOUND' as const };
    if (change === 'added' && !asked.has(sort))
      yield {
        ...common,
        id,
        kind: 'infra',
        phase: 'before',
        title: `Apply the infrastructure: ${sort} ${name} is new`,
        check: 'it is there, and the service may use it',
        ifFails: 'stop: nothing uses it yet',
        evidence: [{ at, note: `new ${sort}` }],
        wayBack: { text: 'leave it in place; take it away when the new version is gone everywhere', class: 'I' },
      };
    if (change === 'removed')
      yield {
        ...common,
        id: `${id}/remove`,
        kind: 'remove',
        phase: 'later',
        title: `Remove ${sort} ${name} only when the version before is gone and will not come back${keeps.has(sort) ? '; what is in it goes with it' : ''}`,
        check: 'no running version uses it',
        evidence: [{ at, note: `${sort} of the version before` }],
      };
  }
}
