/*
 * What it catches: a workload that gets traffic from a Service or balancer has no readiness probe.
 *
 * Why it breaks a release: a new replica gets requests from the moment its process exists. Every rollout drops the
 * requests that arrive while it starts.
 *
 * Bad:  a Deployment behind a Service without readinessProbe
 * Good: a readinessProbe on a route that the service serves.
 */
import { defineRule } from '../../core/rule';
import { isKubernetes, isReleased, named } from '../workloads';
import { manifest, probe } from './examples';

const service = `---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  selector: { app: orders }
  ports: [{ port: 80, targetPort: 3000 }]
`;
const labelled = (probes: string) => ({
  'deploy/orders.yaml':
    manifest(probes).replace(
      '  template:\n    spec:',
      '  template:\n    metadata: { labels: { app: orders } }\n    spec:',
    ) + service,
});

export const probeMissing = defineRule({
  id: 'health/probe-missing',
  meta: {
    title: 'Traffic without a readiness probe',
    why: 'A replica gets requests from the moment its process exists: every rollout drops those that arrive while it starts.',
    todo: 'Add a readinessProbe on a route that the service serves.',
    severity: 'warning',
    sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#endpoints'],
    examples: [
      { title: 'a Service and no probe', head: labelled(''), expect: ['health/probe-missing'] },
      { title: 'with a readiness probe', head: labelled(probe('readinessProbe', '/ready')), expect: [] },
    ],
  },
  reads: ['workload.declared'],
  within: 'repository',
  by: (fact) => (isKubernetes(fact) && fact.sort === 'service' ? `${fact.environment} ${fact.name}` : ''),
  judge(c) {
    for (const workload of c.head.of('workload.declared')) {
      const { servedBy } = workload;
      if (!servedBy || servedBy.length === 0 || workload.ready !== false || workload.open || !isReleased(workload))
        continue;
      return {
        what: `${named(workload)} gets traffic from ${servedBy[0]} and has no readiness probe`,
        subject: `workload ${workload.name}`,
        at: workload.at,
      };
    }
    return undefined;
  },
});
