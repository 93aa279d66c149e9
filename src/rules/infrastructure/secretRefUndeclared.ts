// Catches references to secrets and config maps that nothing in the repository makes.
// The pod does not start: CreateContainerConfigError, in the middle of a rollout.
// bad:  secretKeyRef: { name: shop-secrets, key: STRIPE_KEY }   # shop-secrets has no STRIPE_KEY
// good: the ExternalSecret lists STRIPE_KEY, or the reference is optional
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { isReleased } from '../workloads';

const pod = (key: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1.0.0
          env:
            - name: REFUND_KEY
              valueFrom:
                secretKeyRef:
                  name: shop-secrets
                  key: ${key}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-secrets
spec:
  data:
    - secretKey: API_KEY
      remoteRef: { key: shop/api }
`;

export const secretRefUndeclared = defineRule({
  id: 'infrastructure/secret-ref-undeclared',
  meta: {
    title: 'Reference to a secret or config map that is not there',
    why: 'Kubernetes does not start a container whose secret, config map or key is missing. The rollout hangs with CreateContainerConfigError, in every environment where nobody made it by hand.',
    todo: 'Add the key where the others are declared, correct the name, or mark the reference optional.',
    severity: 'warning',
    examples: [
      {
        title: 'A key that the secret does not have',
        head: { 'k8s/shop.yaml': pod('REFUND_KEY') },
        expect: ['infrastructure/secret-ref-undeclared'],
      },
      { title: 'A key that it has', head: { 'k8s/shop.yaml': pod('API_KEY') }, expect: [] },
    ],
  },
  reads: ['resource.declared', 'resource.referenced'],
  needs: ['resource.declared'],
  within: 'repository',
  by: (fact) => (fact.sort === 'secret' || fact.sort === 'configmap' ? `${fact.sort} ${fact.name}` : ''),
  judge(c) {
    const declared = c.head.of('resource.declared');
    const references = c.head
      .of('resource.referenced')
      .filter((fact) => fact.need === 'required' && !fact.open && isReleased(fact));
    const [missing] = references.filter((reference) => reference.practised);
    if (declared.length === 0 && missing)
      return {
        what: `${missing.workload} needs ${sortOf(missing)} ${missing.name}, which nothing in the repository makes`,
        subject: `${sortOf(missing)} ${missing.name}`,
        at: missing.at,
        // Somebody may make it by hand, unlike the others.
        confidence: 'likely',
      };
    for (const reference of references) {
      const makers = declared.filter(
        (maker) => maker.environment === reference.environment || maker.environment === '',
      );
      if (makers.length === 0 || makers.some((maker) => maker.open) || reference.key === undefined) continue;
      if (makers.some((maker) => maker.keys.includes(reference.key ?? ''))) continue;
      return {
        what: `${reference.workload} takes ${reference.key} from ${sortOf(reference)} ${reference.name}, which has no such key`,
        subject: `${sortOf(reference)} ${reference.name}`,
        at: reference.at,
        evidence: makers.map((maker) => ({ at: maker.at, note: `declares ${listed(maker.keys)}` })),
      };
    }
    return undefined;
  },
});

function sortOf(fact: Fact<'resource.referenced'>): string {
  return fact.sort === 'configmap' ? 'config map' : 'secret';
}

function listed(keys: readonly string[]): string {
  if (keys.length === 0) return 'no key';
  return keys.length > 5 ? `${keys.slice(0, 5).join(', ')} and ${keys.length - 5} more` : keys.join(', ');
}
