// Catches services that stop accepting requests while they still get them.
// Kubernetes takes a pod out of the endpoints and sends SIGTERM at the same time; for some seconds proxies still send it requests.
// bad:  process.on('SIGTERM', () => server.close())
// good: lifecycle: { preStop: { sleep: { seconds: 5 } } }
import { defineRule } from '../../core/rule';
import { isReleased, named } from '../workloads';
import { closesServer } from './processes';

const manifest = (hook: string) => `apiVersion: v1
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
${hook}`;
const files = (hook: string) => ({
  'k8s/shop.yaml': manifest(hook),
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5.0.0" } }',
  'server.js':
    "const app = require('express')();\nconst server = app.listen(3000);\nprocess.on('SIGTERM', () => server.close());\n",
});

export const noDrainDelay = defineRule({
  id: 'rollout/no-drain-delay',
  meta: {
    title: 'Server that closes before traffic stops',
    why: 'SIGTERM and the removal from the endpoints happen at the same time, and proxies need seconds to hear of the second. Requests that arrive meanwhile find a closed port: errors on every deployment.',
    todo: 'Wait a few seconds before closing: a preStop sleep, or a delay in the handler after the readiness answer has turned.',
    severity: 'warning',
    sources: ['https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/'],
    examples: [
      { title: 'Closes at once', head: files(''), expect: ['rollout/no-drain-delay'] },
      {
        title: 'Sleeps before the signal',
        head: files('          lifecycle: { preStop: { sleep: { seconds: 5 } } }\n'),
        expect: [],
      },
    ],
  },
  reads: ['process.resolved'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    for (const process of c.head.of('process.resolved')) {
      if (
        !/^(?:Deployment|StatefulSet|Rollout)$/.test(process.platform) ||
        process.servedBy.length === 0 ||
        !isReleased(process)
      )
        continue;
      if (process.preStopMs !== 'none' || process.open) continue;
      const handlers = closesServer(process);
      const [handler] = handlers;
      if (!handler || process.handlers.some((other) => (other.delayMs ?? 0) > 0 || other.flipsReadiness)) continue;
      // Another hook is there: its mapping is not written twice.
      const image = process.places?.lifecycle ? undefined : process.places?.container;
      const pad = image ? ' '.repeat(image.column - 1) : '';
      const text = `lifecycle:\n${pad}  preStop:\n${pad}    sleep:\n${pad}      seconds: 5\n${pad}`;
      return {
        what: `${named({ name: process.workload, environment: process.environment })} closes its server on SIGTERM while requests still arrive`,
        subject: `workload ${process.workload}`,
        at: handler.closesAt ?? handler.at,
        evidence: [{ at: process.at, note: 'no preStop hook delays the signal here' }],
        fixes: image
          ? [
              {
                title: 'Sleep before SIGTERM (Kubernetes 1.30 and later)',
                safe: false,
                edits: [{ at: { ...image, end: image.start, endLine: image.line, endColumn: image.column }, text }],
              },
            ]
          : [],
      };
    }
    return undefined;
  },
});
