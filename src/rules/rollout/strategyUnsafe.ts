// Catches update strategies that stop every pod of a service before a new one answers.
// Recreate, or maxUnavailable as large as the number of replicas, turns each deployment into an outage.
// bad:  replicas: 2, rollingUpdate: { maxUnavailable: 2 }
// good: rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
import type { Fact } from '../../core/fact';
import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { isDatastoreImage } from '../../knowledge/images';
import { isReleased, named } from '../workloads';

type Workload = Fact<'workload.declared'>;

const service = (app: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${app}\nspec:\n  selector:\n    app: ${app}\n  ports:\n    - port: 80\n`;
const deployment = (strategy: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
${strategy}  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1.4.0
---
${service('shop')}`;

export const strategyUnsafe = defineRule({
  id: 'rollout/strategy-unsafe',
  meta: {
    title: 'Update strategy that leaves no pod serving',
    why: 'All pods behind the Service stop before the first new one is ready. Requests fail for the whole start of the new version, and for good if it does not start.',
    todo: 'Use RollingUpdate with maxUnavailable: 0 and a surge of at least one, so that an old pod stops only when a new one is ready.',
    severity: 'warning',
    sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
    examples: [
      {
        title: 'Recreate behind a Service',
        head: { 'k8s/shop.yaml': deployment('  strategy:\n    type: Recreate\n') },
        expect: ['rollout/strategy-unsafe'],
      },
      {
        title: 'One at a time',
        head: {
          'k8s/shop.yaml': deployment('  strategy:\n    rollingUpdate:\n      maxUnavailable: 1\n'),
        },
        expect: [],
      },
    ],
  },
  reads: ['workload.declared'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.name}`,
  judge(c) {
    const bad = c.head.of('workload.declared').flatMap((workload) => {
      const problem = isReleased(workload) ? problemOf(workload) : undefined;
      return problem ? [{ workload, ...problem }] : [];
    });
    const [first, ...others] = bad;
    if (!first) return undefined;
    return {
      what: first.what,
      subject: `workload ${first.workload.name}`,
      at: first.at,
      evidence: [
        ...(first.workload.places?.replicas && first.at !== first.workload.places.replicas
          ? [{ at: first.workload.places.replicas, note: `${first.workload.replicas} replicas` }]
          : []),
        ...others.map(({ at, what }) => ({ at, note: what })),
      ],
      fixes: first.fixes,
    };
  },
});

function problemOf(workload: Workload): { what: string; at: Fact['at']; fixes: Fix[] } | undefined {
  if (!workload.servedBy || workload.servedBy.length === 0 || workload.exclusiveVolume) return undefined;
  if (workload.image && isDatastoreImage(workload.image.name)) return undefined;
  const places = workload.places ?? {};
  const at = places.strategy ?? workload.at;
  if (workload.platform === 'fly')
    return workload.strategy === 'immediate'
      ? {
          what: `${named(workload)} replaces all machines at once: strategy "immediate"`,
          at,
          fixes: [{ title: 'Use the rolling strategy', safe: false, edits: [{ at, text: "strategy = 'rolling'" }] }],
        }
      : undefined;
  if (workload.platform !== 'Deployment') return undefined;
  if (workload.strategy === 'Recreate') {
    return {
      what: `${named(workload)} stops every pod before a new one starts: strategy Recreate`,
      at,
      fixes: places.strategy
        ? [{ title: 'Use RollingUpdate', safe: false, edits: [{ at, text: 'RollingUpdate' }] }]
        : [],
    };
  }
  const unavailable = resolved(workload.maxUnavailable, workload.replicas);
  const enough = workload.replicas ?? (workload.maxUnavailable === '100%' ? 0 : undefined);
  if (
    unavailable === undefined || enough === undefined || enough === 0
      ? workload.maxUnavailable !== '100%'
      : unavailable < enough
  )
    return undefined;
  const place = places.maxUnavailable;
  const count = workload.replicas === undefined ? 'all' : `all ${workload.replicas}`;
  return {
    what: `${named(workload)} may stop ${workload.replicas === 1 ? 'its only pod' : `${count} pods`} at once: maxUnavailable is ${workload.maxUnavailable}`,
    at: place ?? at,
    fixes:
      place && workload.maxSurge !== 0 && workload.maxSurge !== '0%'
        ? [{ title: 'Set maxUnavailable to 0', safe: true, edits: [{ at: place, text: '0' }] }]
        : [],
  };
}

/** Percentages are rounded down: 25 % of one replica is none. */
function resolved(value: string | number | undefined, replicas: number | undefined): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value ?? '')?.[1];
  return percent === undefined || replicas === undefined ? undefined : Math.floor((Number(percent) * replicas) / 100);
}
