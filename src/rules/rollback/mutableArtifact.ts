// Catches production images whose tag does not say which build they are.
// There is no version to go back to: the old image has the same name as the broken one, and a restarted pod may pull another build.
// bad:  image: registry.example/shop:latest
// good: image: registry.example/shop:3f2c1ab   # or a digest
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { isReleased, named } from '../workloads';

const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: ${image}
`;

export const mutableArtifact = defineRule({
  id: 'rollback/mutable-artifact',
  meta: {
    title: 'Image that can change under its name',
    why: 'The tag moves with every build. There is no name for the version that ran before, so there is nothing to roll back to; and a pod that restarts may run another build than its neighbours.',
    todo: 'Deploy by the digest or by a tag that is written once, such as the commit.',
    severity: 'warning',
    examples: [
      {
        title: 'latest in production',
        head: { 'k8s/production/shop.yaml': deployment('registry.example/shop:latest') },
        expect: ['rollback/mutable-artifact'],
      },
      {
        title: 'The commit',
        head: { 'k8s/production/shop.yaml': deployment('registry.example/shop:3f2c1ab') },
        expect: [],
      },
    ],
  },
  reads: ['workload.declared'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.name}`,
  judge(c) {
    for (const workload of c.head.of('workload.declared')) {
      const { image } = workload;
      if (
        !image ||
        !isReleased(workload) ||
        workload.imageReplaced ||
        workload.defaults ||
        workload.build !== undefined
      )
        continue;
      if (image.digest !== undefined || !isMutable(workload)) continue;
      return {
        what: `${named(workload)} runs ${image.name}${image.tag === undefined ? ' without a tag' : `:${image.tag}`}, which is another build tomorrow`,
        subject: `workload ${workload.name}`,
        at: workload.places?.image ?? workload.at,
      };
    }
    return undefined;
  },
});

function isMutable(workload: Fact<'workload.declared'>): boolean {
  const { image, environment, platform } = workload;
  // Self-hosting files for others, and the development set-up, are no production of this repository.
  if (platform === 'compose' && environment !== 'production') return false;
  if (!image || /\{\{|\$|xxx|<|PLACEHOLDER|REPLACE|IMAGE/.test(`${image.name}${image.tag ?? ''}`)) return false;
  // A name without a registry and without a tag is filled in by whoever builds: skaffold, kustomize, a script.
  if (image.tag === undefined) return image.name.includes('/');
  return /^(?:latest|main|master|develop|dev|staging|stage|prod|production|stable|edge|nightly|canary|release|head|trunk)$/i.test(
    image.tag,
  );
}
