/*
 * What it catches: a health check that waits for another system without a time limit.
 *
 * Why it breaks a release: a hanging database does not refuse, it stays silent. The probe times out instead of getting
 * a 503, requests of the probe pile up in the pool, and the pool that the real requests need runs empty.
 *
 * Bad:  await prisma.$queryRaw`SELECT 1`;
 * Good: await Promise.race([prisma.$queryRaw`SELECT 1`, timeout(800)]);
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { limitFix } from './fixes';
import {
  byRoute,
  isPrerendered,
  isSilent,
  livenessOf,
  probeEvidence,
  readinessOf,
  served,
  sharedSystems,
  weightOf,
} from './handlers';

const route = (check: string) =>
  `app.get('/ready', async (_req, res) => { try { await ${check}; res.end(); } catch { res.status(503).end(); } });`;

export const checkUnbounded = defineRule({
  id: 'health/check-unbounded',
  meta: {
    title: 'A health check without a time limit',
    why: 'A system that hangs does not refuse: the probe runs into its own limit, its requests pile up, and they hold the connections that real requests need.',
    todo: 'Put a limit below that of the probe around the check: AbortSignal.timeout, a race with a timer, or the option of the client.',
    severity: 'warning',
    examples: [
      {
        title: 'a query that may wait for ever',
        head: expressService(route("pool.query('SELECT 1')"), probe('readinessProbe', '/ready')),
        expect: ['health/check-unbounded'],
      },
      {
        title: 'a race with a timer',
        head: expressService(
          route(
            "Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(() => no(new Error('slow')), 500))])",
          ),
          probe('readinessProbe', '/ready'),
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
      if (!handler.unboundedAt || !handler.complete || isPrerendered(handler) || isSilent(handler)) continue;
      const readiness = readinessOf(handler);
      const liveness = livenessOf(handler);
      const shared = sharedSystems(handler);
      // A check that cannot fail, or that should not be in liveness at all, is told as that.
      const judged =
        readiness && handler.coupled !== 'none'
          ? readiness
          : liveness && handler.coupled === 'none' && shared.length > 0
            ? liveness
            : undefined;
      if (!judged) continue;
      const slow = handler.systems.find(
        (one) => one.at.start === handler.unboundedAt?.start && one.at.file === handler.unboundedAt.file,
      );
      return {
        what: `${handler.path} waits for ${slow?.what ?? 'its check'} without a time limit`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.unboundedAt,
        evidence: [{ at: handler.at, note: 'the health handler' }, ...probeEvidence(judged.probes)],
        // Docker gives up by itself and only marks the container; a balancer or a kubelet acts.
        ...weightOf(
          judged.by,
          judged.probes.length > 0 && judged.probes.every((probe) => probe.role === 'container') ? 'note' : 'warning',
        ),
        ...(handler.confidence ? { confidence: handler.confidence } : {}),
        ...limitFix(handler),
      };
    }
    return undefined;
  },
});
