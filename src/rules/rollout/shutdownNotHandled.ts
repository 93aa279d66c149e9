// Catches services whose program ignores the request to stop.
// As process 1, Node does nothing on SIGTERM unless somebody listens for it: every pod waits out its grace period and is killed.
// bad:  CMD ["node", "server.js"], and no process.on('SIGTERM', …)
// good: process.on('SIGTERM', () => server.close(() => process.exit(0)))
import { defineRule } from '../../core/rule';
import { isReleased, named, seconds } from '../workloads';
import { runsNode } from './processes';
import { shutdownFix } from './shutdownFix';

const manifest = `apiVersion: v1
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
`;
const files = (server: string) => ({
  'k8s/shop.yaml': manifest,
  Dockerfile: 'FROM node:22-alpine\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5.0.0" } }',
  'server.js': server,
});

export const shutdownNotHandled = defineRule({
  id: 'rollout/shutdown-not-handled',
  meta: {
    title: 'Service that does not react to SIGTERM',
    why: 'Node runs as process 1, and process 1 has no default action for SIGTERM. Each pod keeps its connections until the grace period is over and is then killed in the middle of its requests.',
    todo: 'Listen for SIGTERM, stop accepting connections, finish the open requests and exit; or start behind an init.',
    severity: 'warning',
    examples: [
      {
        title: 'Nobody listens for SIGTERM',
        head: files("const app = require('express')();\napp.listen(3000);\n"),
        expect: ['rollout/shutdown-not-handled'],
      },
      {
        title: 'The server closes',
        head: files(
          "const app = require('express')();\nconst server = app.listen(3000);\nprocess.on('SIGTERM', () => setTimeout(() => server.close(), 5000));\n",
        ),
        expect: [],
      },
    ],
  },
  reads: ['process.resolved'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    for (const process of c.head.of('process.resolved')) {
      if (process.handles !== 'no' || process.servedBy.length === 0 || !isReleased(process) || process.open) continue;
      if (!process.image || process.image.init || process.image.entry !== 'exec' || process.image.stopSignal) continue;
      if (!runsNode(process.command ?? process.image.command)) continue;
      return {
        what: `${named({ name: process.workload, environment: process.environment })} ignores SIGTERM: node is process 1 and nothing handles it`,
        subject: `workload ${process.workload}`,
        at: process.image.at,
        evidence: [
          {
            at: process.at,
            note: process.graceMs === undefined ? 'runs here' : `is killed after ${seconds(process.graceMs)}`,
          },
          ...process.listens.slice(0, 1).map((listen) => ({ at: listen.at, note: 'listens here' })),
        ],
        fixes: shutdownFix(process),
      };
    }
    return undefined;
  },
});
