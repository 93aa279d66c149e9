/*
 * What it catches: @fastify/under-pressure watches a threshold, or checks a dependency at an interval, on a server whose
 * liveness probe asks any of its routes.
 *
 * Why it breaks a release: when it is under pressure, the plugin answers 503 on every route, the one that liveness asks
 * included. A burst of load, or a database that is away for a moment, restarts the replicas that should have carried it.
 *
 * Bad:  register(underPressure, { healthCheck, healthCheckInterval: 5000 }) with a livenessProbe on the same server
 * Good: healthCheck without an interval, asked by readiness alone; thresholds on a server that liveness does not ask.
 */
import { defineRule } from '../../core/rule';
import { manifest, probe } from './examples';
import { byRoute, probeEvidence, served } from './handlers';

const service = (options: string) => ({
  'package.json': '{"name":"orders","scripts":{"start":"node server.js"},"dependencies":{"fastify":"5.2.0"}}',
  'src/server.ts': `import Fastify from 'fastify';
import underPressure from '@fastify/under-pressure';
const app = Fastify();
app.register(underPressure, { exposeStatusRoute: '/status'${options} });
app.get('/live', async () => 'alive');
app.listen({ port: 3000 });
`,
  'deploy/orders.yaml': manifest(probe('livenessProbe', '/live')),
});

export const underPressureGlobal = defineRule({
  id: 'health/under-pressure-global',
  meta: {
    title: 'Pressure that reaches liveness',
    why: 'Under pressure the plugin answers 503 on every route of the server, the one that liveness asks included: load restarts the replicas that should carry it.',
    todo: 'Let liveness ask a server of its own, or leave thresholds and the interval out and let readiness ask the status route.',
    severity: 'warning',
    sources: ['https://github.com/fastify/under-pressure'],
    examples: [
      { title: 'a threshold', head: service(', maxEventLoopDelay: 1000'), expect: ['health/under-pressure-global'] },
      { title: 'a status route alone', head: service(''), expect: [] },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const traits = handler.traits ?? [];
      const probes = handler.liveBeside ?? [];
      const watches = traits.includes('threshold') || (traits.includes('interval') && handler.evidence >= 4);
      if (handler.framework !== 'under-pressure' || !watches || probes.length === 0) continue;
      return {
        what: 'under-pressure answers 503 on every route, also on the one that liveness asks',
        subject: 'under-pressure',
        at: handler.routeAt ?? handler.at,
        evidence: probeEvidence(probes),
      };
    }
    return undefined;
  },
});
