import type { Act, Fact } from '../core/fact';
import type { FactView, Linker } from '../core/link';
import { compareText } from '../core/span';

type Job = Fact<'job.declared'>;
type Resolved = Fact<'job.resolved'>;

/** Jobs with what they call put in: reusable workflows and composite actions of this repository, and what the jobs around do. */
export const pipelines: Linker = {
  name: 'pipelines',
  reads: ['job.declared', 'manifest.declared'],
  emits: ['job.resolved'],
  roots: (view) => [...byWorkflow(view).keys()].sort(compareText),
  link(workflow, view) {
    const jobs = byWorkflow(view).get(workflow) ?? [];
    const made = new Map(jobs.map((job) => [job.job, inlined(job, view, 0)]));
    const before = new Map(jobs.map((job) => [job.job, upstreamOf(job.job, jobs)]));
    const facts = jobs.map((job): Resolved => {
      const own = made.get(job.job) ?? job;
      const around = (names: readonly string[]) =>
        names
          .map((name) => ({ job: name, verbs: verbsOf(made.get(name), name) }))
          .sort((a, b) => compareText(a.job, b.job));
      const upstream = before.get(job.job) ?? [];
      const downstream = jobs.filter((other) => before.get(other.job)?.includes(job.job)).map((other) => other.job);
      const ordered = new Set([job.job, ...upstream, ...downstream]);
      return {
        ...own,
        kind: 'job.resolved',
        upstream: around(upstream),
        downstream: around(downstream),
        beside: around(jobs.map((other) => other.job).filter((name) => !ordered.has(name))),
        tested: testsRequests(view),
        gitops: hasController(view),
      };
    });
    return { facts };
  },
};

function byWorkflow(view: FactView): ReadonlyMap<string, readonly Job[]> {
  return view.by('job.declared', 'workflow', (job) => job.workflow);
}

/** Jobs that must be done first, at any distance. */
function upstreamOf(name: string, jobs: readonly Job[]): string[] {
  const seen = new Set<string>();
  const open = [name];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const need of jobs.find((job) => job.job === at)?.needs ?? [])
      if (!seen.has(need) && need !== name) {
        seen.add(need);
        open.push(need);
      }
  return [...seen];
}

/** What a job does; one that is elsewhere is known by its name. */
function verbsOf(job: Job | undefined, name: string): Act['verb'][] {
  const verbs = new Set(job?.acts.map((act) => act.verb) ?? []);
  const called = `${name} ${job?.uses ?? ''}`;
  if (/(?:^|[\W_])(?:tests?|ci|e2e|checks?|lint|verify|validate|typecheck|quality)(?:$|[\W_])/i.test(called))
    verbs.add('test');
  if (/smoke|health|verify-|post-?deploy/i.test(called)) verbs.add('verify');
  return [...verbs].sort(compareText);
}

function testsRequests(view: FactView): boolean {
  return view.settled('pipelines test pull requests', () =>
    view
      .of('job.declared')
      .some(
        (job) =>
          job.on.some((event) => /^(?:pull_request|merge_group)/.test(event)) &&
          verbsOf(inlined(job, view, 0), job.job).includes('test'),
      ),
  );
}

/** Argo and Flux roll out what is merged, or judge a rollout themselves; the pipeline need not wait for them. */
function hasController(view: FactView): boolean {
  return view.settled('pipelines gitops', () =>
    view
      .of('manifest.declared')
      .some(
        (fact) =>
          fact.form === 'object' &&
          fact.tree.is === 'map' &&
          fact.tree.entries.some(
            ({ key, value }) =>
              key === 'apiVersion' &&
              value.is === 'scalar' &&
              /^(?:argoproj\.io|(?:kustomize|helm|source)\.toolkit\.fluxcd\.io|flagger\.app)\//.test(
                String(value.value),
              ) &&
              isApplication(fact.tree),
          ),
      ),
  );
}

function isApplication(tree: {
  is: string;
  entries?: readonly { key: string; value: { is: string; value?: unknown } }[];
}): boolean {
  const kind = tree.entries?.find(({ key }) => key === 'kind')?.value.value;
  return /^(?:Application|ApplicationSet|Kustomization|HelmRelease|Rollout|Canary)$/.test(String(kind));
}

/** A job whose calls are replaced by what they do, three levels deep. */
function inlined(job: Job, view: FactView, depth: number): Job {
  if (!job.calls || depth > 3) return job;
  let result = job;
  for (const call of job.calls) {
    const path = call.path.replace(/@.*$/, '');
    const called = [
      ...view.in(path, 'job.declared'),
      ...view.in(`${path}/action.yml`, 'job.declared'),
      ...view.in(`${path}/action.yaml`, 'job.declared'),
    ];
    if (called.length === 0) {
      result = { ...result, open: true };
      continue;
    }
    for (const raw of called) {
      const other = inlined(raw, view, depth + 1);
      const given = (text: string | undefined) =>
        text?.replace(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (whole, name: string) => call.with[name] ?? whole);
      const environment = result.environment ?? given(other.environment);
      const { group, cancels, places } = result.group === undefined && other.group !== undefined ? other : result;
      result = {
        ...result,
        acts: [...result.acts, ...other.acts],
        ...(environment === undefined ? {} : { environment }),
        ...(group === undefined ? {} : { group }),
        ...(cancels === undefined ? {} : { cancels }),
        ...(places === undefined ? {} : { places: { ...places, ...result.places } }),
        ...(other.open ? { open: true } : {}),
      };
    }
  }
  return result;
}
