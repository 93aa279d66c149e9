// Catches canaries and blue-green releases that nothing can stop.
// Traffic moves by the clock alone: a broken version reaches everybody, only more slowly.
// bad:  canary: { steps: [{ setWeight: 20 }, { pause: { duration: 5m } }, { setWeight: 50 }, … ] }
// good: the same with an analysis, or with a pause that waits for a person
import { defineRule } from '../../core/rule';
import { isReleased } from '../workloads';

const rollout = (steps: string) => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: shop
spec:
  strategy:
    canary:
      steps:
        - setWeight: 20
        - pause: ${steps}
        - setWeight: 60
        - pause: { duration: 10m }
`;

export const rolloutWithoutAnalysis = defineRule({
  id: 'rollout/rollout-without-analysis',
  meta: {
    title: 'Progressive delivery that cannot stop',
    why: 'The steps are only a delay. No measurement and no person decides whether the next share of users gets the new version, so a bad one reaches all of them.',
    todo: 'Add an analysis of the error rate or of a business metric to the steps, or a pause without duration that somebody has to release.',
    severity: 'warning',
    examples: [
      {
        title: 'Steps by the clock',
        head: { 'k8s/rollout.yaml': rollout('{ duration: 10m }') },
        expect: ['rollout/rollout-without-analysis'],
      },
      { title: 'A person decides', head: { 'k8s/rollout.yaml': rollout('{}') }, expect: [] },
    ],
  },
  reads: ['rollout.declared'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    const rollout = c.head.of('rollout.declared').find((fact) => fact.stops === 'none' && isReleased(fact));
    if (!rollout) return undefined;
    const kind = rollout.style === 'canary' ? 'canary' : 'blue-green release';
    return {
      what: `the ${kind} of ${rollout.workload} goes on whatever happens: no analysis and no pause for a person`,
      subject: `workload ${rollout.workload}`,
      at: rollout.at,
    };
  },
});
