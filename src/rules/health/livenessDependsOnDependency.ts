/*
 * What it catches: the liveness probe of a workload fails when a system that all its replicas share is down.
 *
 * Why it breaks a release: a slow database restarts every replica at once. The restarts drop warm connections and add
 * load, and what was an incident of seconds becomes an outage. Nothing about a restart repairs a database.
 *
 * A pool that is broken for good is another matter: end the process, or reset the pool, where the error shows. A budget
 * of five minutes, or three times that of readiness, is a documented way out and is accepted.
 *
 * Bad:  livenessProbe → a route that awaits redis.ping()
 * Good: livenessProbe → a route that only answers; readinessProbe → the route that asks Redis.
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { livenessFix } from './fixes';
import {
  budgetMs,
  byRoute,
  type Handler,
  isPrerendered,
  listed,
  livenessOf,
  probeEvidence,
  served,
  sharedSystems,
  weightOf,
} from './handlers';

const check =
  "app.get('/live', async (_req, res) => { try { await pool.query('SELECT 1'); res.end(); } catch { res.status(503).end(); } });";

export const livenessDependsOnDependency = defineRule({
  id: 'health/liveness-depends-on-dependency',
  meta: {
    title: 'Liveness that depends on a shared system',
    why: 'When the shared system is slow or down, every replica is restarted at once: an incident of seconds becomes an outage, and a restart repairs nothing.',
    todo: 'Let liveness only answer, and ask dependencies in readiness. A client that is broken for good is better handled where its error shows: end the process.',
    severity: 'blocker',
    sources: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
    examples: [
      {
        title: 'the liveness probe asks the database',
        head: expressService(check, probe('livenessProbe', '/live')),
        expect: ['health/liveness-depends-on-dependency'],
      },
      {
        title: 'with a budget of six minutes',
        head: expressService(
          check,
          probe('livenessProbe', '/live', '            periodSeconds: 60\n            failureThreshold: 6\n'),
        ),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const liveness = livenessOf(handler);
      if (!liveness || isPrerendered(handler)) continue;
      const shared = sharedSystems(handler).filter((one) =>
        handler.coupledAt?.some((at) => at.start === one.at.start && at.file === one.at.file),
      );
      if (shared.length === 0 || (liveness.by === 'probe' && isPatient(handler))) continue;
      return {
        what: `liveness ${handler.path} fails when ${listed(shared.map((one) => one.system))} does: every replica restarts`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.at,
        times: shared.length,
        evidence: [
          ...shared.map((one) => ({ at: one.at, note: `${one.what} decides the answer` })),
          ...probeEvidence(liveness.probes),
        ],
        ...weightOf(liveness.by, 'blocker'),
        ...(handler.confidence ? { confidence: handler.confidence } : {}),
        ...livenessFix(handler, liveness.probes),
      };
    }
    return undefined;
  },
});

/** Restarts so late that readiness has long taken the traffic away. */
function isPatient(handler: Handler): boolean {
  const live = handler.probes.filter((probe) => probe.role === 'live');
  const ready = handler.probes.filter((probe) => probe.role === 'ready');
  const shortest = Math.min(...live.map(budgetMs));
  if (live.some((probe) => probe.open && (probe.periodMs === undefined || probe.failures === undefined))) return true;
  return shortest >= 300_000 || (ready.length > 0 && shortest >= 3 * Math.min(...ready.map(budgetMs)));
}
