/*
 * What it catches: liveness and readiness ask the same thing, and liveness gives up no later than readiness.
 *
 * Why it breaks a release: readiness is there to take traffic away for a while. When liveness fails at the same moment,
 * the process is restarted instead, and the second probe has no use. The same question with a higher threshold for
 * liveness is a pattern that Kubernetes documents, and is accepted.
 *
 * Bad:  the same path, period and threshold twice
 * Good: a path of its own for liveness, or a much higher failureThreshold.
 */
import type { Fact } from '../../core/fact';
import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { manifest, probe } from './examples';
import { budgetMs } from './handlers';

type Probe = Fact<'probe.declared'>;

const both = (rest: string) => ({
  'deploy/orders.yaml': manifest(`${probe('readinessProbe', '/health')}${probe('livenessProbe', '/health', rest)}`),
});

export const probesIdenticalBudget = defineRule({
  id: 'health/probes-identical-budget',
  meta: {
    title: 'Liveness and readiness fail together',
    why: 'What should take traffic away for a moment restarts the process instead: readiness never gets its turn.',
    todo: 'Give liveness a path that only answers, or a much higher failureThreshold.',
    severity: 'note',
    sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
    examples: [
      { title: 'the same probe twice', head: both(''), expect: ['health/probes-identical-budget'] },
      { title: 'liveness is patient', head: both('            failureThreshold: 30\n'), expect: [] },
    ],
  },
  reads: ['probe.declared'],
  within: 'repository',
  by: (fact) =>
    fact.role === 'live' || fact.role === 'ready' ? `${fact.environment} ${fact.workload} ${fact.container ?? ''}` : '',
  judge(c) {
    const probes = c.head.of('probe.declared');
    for (const live of probes.filter((one) => one.role === 'live'))
      for (const ready of probes.filter((one) => one.role === 'ready')) {
        if (!isSameQuestion(live, ready) || live.open || ready.open) continue;
        if (budgetMs(live) > budgetMs(ready)) continue;
        return {
          what: `liveness of ${live.workload} asks what readiness asks and gives up no later: ${budgetMs(live) / 1000} s`,
          subject: `workload ${live.workload}`,
          at: live.at,
          evidence: [{ at: ready.at, note: `readiness gives up after ${budgetMs(ready) / 1000} s` }],
          fixes: patienceFix(live, ready),
        };
      }
    return undefined;
  },
});

function isSameQuestion(a: Probe, b: Probe): boolean {
  if (a.target !== b.target || a.port !== b.port || a.path !== b.path) return false;
  // An open port, or a gRPC server that says it serves, tells little either way; asking it twice is a habit of charts.
  if (a.target === 'tcp' || a.target === 'grpc') return false;
  return JSON.stringify(a.command ?? []) === JSON.stringify(b.command ?? []);
}

/** Liveness waits three times as long as readiness, in its own mapping. */
function patienceFix(live: Probe, ready: Probe): Fix[] {
  if (live.periodMs === undefined || live.failures === undefined || live.periodMs <= 0) return [];
  const failures = Math.ceil((3 * budgetMs(ready)) / live.periodMs);
  const { failuresAt, fieldsAt } = live;
  const shared = (a: Span | undefined, b: Span | undefined) => a?.file === b?.file && a?.start === b?.start;
  const edit =
    failuresAt && !shared(failuresAt, ready.failuresAt)
      ? { at: failuresAt, text: String(failures) }
      : !failuresAt && fieldsAt && !shared(fieldsAt.at, ready.fieldsAt?.at)
        ? { at: fieldsAt.at, text: `failureThreshold: ${failures}${fieldsAt.between}` }
        : undefined;
  return edit
    ? [
        {
          title: `Restart only after ${failures} failures, ${(failures * live.periodMs) / 1000} s`,
          safe: false,
          edits: [edit],
        },
      ]
    : [];
}
