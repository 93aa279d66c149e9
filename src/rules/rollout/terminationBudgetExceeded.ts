// Catches shutdowns that take longer than Kubernetes waits.
// The preStop hook counts against the grace period; what is not done when it ends is killed.
// bad:  preStop: sleep 20, a drain of 15 s, and the default grace period of 30 s
// good: terminationGracePeriodSeconds: 45
import { defineRule } from '../../core/rule';
import { isReleased, named, seconds } from '../workloads';

const manifest = (grace: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    metadata: { labels: { app: shop } }
    spec:
      terminationGracePeriodSeconds: ${grace}
      containers:
        - name: shop
          image: registry.example/shop:1.0.0
          lifecycle:
            preStop:
              exec: { command: ["sh", "-c", "sleep 30"] }
`;

export const terminationBudgetExceeded = defineRule({
  id: 'rollout/termination-budget-exceeded',
  meta: {
    title: 'Shutdown that does not fit into the grace period',
    why: 'The preStop hook and the drain together take at least as long as the grace period. The container is killed before it has finished, on every deployment and every scale-down.',
    todo: 'Make terminationGracePeriodSeconds longer than the hook and the drain together, or shorten them.',
    severity: 'blocker',
    sources: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination'],
    examples: [
      {
        title: 'The hook alone uses it up',
        head: { 'k8s/shop.yaml': manifest(30) },
        expect: ['rollout/termination-budget-exceeded'],
      },
      { title: 'Time is left', head: { 'k8s/shop.yaml': manifest(60) }, expect: [] },
    ],
  },
  reads: ['process.resolved'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    for (const process of c.head.of('process.resolved')) {
      const { graceMs } = process;
      if (graceMs === undefined || !isReleased(process) || !/^[A-Z]/.test(process.platform)) continue;
      const hook = typeof process.preStopMs === 'number' ? process.preStopMs : 0;
      const drains = process.handlers.filter((handler) => handler.signals.includes('SIGTERM'));
      const longest = drains.reduce((most, handler) => Math.max(most, handler.delayMs ?? 0, handler.forceMs ?? 0), 0);
      if (hook + longest < graceMs || hook + longest === 0) continue;
      // A timer that ends the process only when draining hangs may be as long as the grace period: then it is the kubelet's.
      if (hook === 0 && drains.every((handler) => (handler.delayMs ?? 0) < graceMs) && longest === graceMs) continue;
      const place = process.places?.grace;
      const handler = drains.find(
        (other) => Math.max(other.delayMs ?? 0, other.forceMs ?? 0) === longest && longest > 0,
      );
      const needed = Math.ceil((hook + longest) / 1000) + 5;
      const parts = [hook > 0 ? `preStop ${seconds(hook)}` : '', longest > 0 ? `drain ${seconds(longest)}` : ''].filter(
        (part) => part !== '',
      );
      return {
        what: `${named({ name: process.workload, environment: process.environment })} is killed while it stops: ${parts.join(' + ')} ≥ grace period ${seconds(graceMs)}`,
        subject: `workload ${process.workload}`,
        at: place ?? process.places?.preStop ?? process.at,
        evidence: [
          ...(hook > 0 && process.places?.preStop && place
            ? [{ at: process.places.preStop, note: `the hook takes ${seconds(hook)}` }]
            : []),
          ...(handler ? [{ at: handler.at, note: `the handler takes up to ${seconds(longest)}` }] : []),
        ],
        fixes: place
          ? [
              {
                title: `Wait ${needed} s`,
                safe: true,
                edits: [{ at: place, text: String(needed) }],
              },
            ]
          : [],
      };
    }
    return undefined;
  },
});
