// Catches servers that close idle connections which the balancer still uses.
// When the balancer sends the next request on such a connection, it gets a reset: a 502 now and then, and many when pods are replaced.
// bad:  app.listen(3000)                      // Node closes after 5 s, the balancer keeps it 60 s
// good: server.keepAliveTimeout = 65_000
import { defineRule } from '../../core/rule';
import { keepAliveDefaults } from '../../knowledge/shutdown';
import { isReleased, named, seconds } from '../workloads';

const manifest = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  ingressClassName: alb
  defaultBackend: { service: { name: shop, port: { number: 80 } } }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ port: 80, targetPort: 3000 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: registry.example/shop:1.0.0
          ports: [{ containerPort: 3000 }]
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
`;
const files = (server: string) => ({
  'k8s/shop.yaml': manifest,
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5.0.0" } }',
  'server.js': `const app = require('express')();\nconst server = app.listen(3000);\n${server}`,
});

export const keepaliveBelowLbIdle = defineRule({
  id: 'rollout/keepalive-below-lb-idle',
  meta: {
    title: 'Connections closed under the balancer',
    why: 'The balancer keeps idle connections longer than the server does. It sends a request on one that the server has just closed and answers 502; the client did nothing wrong and may not be able to retry.',
    todo: 'Set keepAliveTimeout of the server some seconds above the idle time of the balancer, and headersTimeout above that.',
    severity: 'warning',
    sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html'],
    examples: [
      { title: 'Five seconds against sixty', head: files(''), expect: ['rollout/keepalive-below-lb-idle'] },
      { title: 'Longer than the balancer', head: files('server.keepAliveTimeout = 65_000;\n'), expect: [] },
    ],
  },
  reads: ['process.resolved'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    for (const process of c.head.of('process.resolved')) {
      const [balancer] = process.balancers.toSorted((a, b) => b.idleMs - a.idleMs);
      const [listen] = process.listens.filter((other) => other.port !== undefined || other.variable !== undefined);
      if (!balancer || !listen || !isReleased(process)) continue;
      const set = process.listens.flatMap((other) => other.keepAliveMs ?? []);
      const words = [...(process.command ?? []), ...(process.image?.command ?? [])].join(' ');
      if (/keep-?alive/i.test(words) || listen.framework === 'bun' || listen.framework === 'deno') continue;
      const kept = set.length > 0 ? Math.max(...set) : keepAliveDefaults.node;
      if (kept > balancer.idleMs) continue;
      return {
        what: `${named({ name: process.workload, environment: process.environment })} closes idle connections after ${seconds(kept)}, its balancer after ${seconds(balancer.idleMs)}`,
        subject: `workload ${process.workload}`,
        at: listen.at,
        confidence: balancer.sure ? 'certain' : 'likely',
        evidence: [{ at: balancer.at, note: `${balancer.name} keeps idle connections ${seconds(balancer.idleMs)}` }],
      };
    }
    return undefined;
  },
});
