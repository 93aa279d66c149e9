/*
 * What it catches: the route that decides whether a process gets traffic asks nothing that the service depends on,
 * although the service opens a datastore or queue and has other routes that use it.
 *
 * Why it breaks a release: the new version starts, answers ok, gets all traffic and fails every request that needs the
 * database. The rollout goes on, because nothing tells it to stop.
 *
 * Whether readiness should ask a shared database at all is a decision: write `health: { readiness: local-only }` in the
 * policy, or accept it here with the reason.
 *
 * Bad:  app.get('/ready', (_req, res) => res.json({ status: 'ok' }));
 * Good: app.get('/ready', async (_req, res) => { try { await ping(500); res.json({}); } catch { res.status(503).end(); } });
 */
import { defineRule } from '../../core/rule';
import { answerSteps } from './answerChanged';
import { expressService, probe } from './examples';
import { readinessFix } from './fixes';
import {
  byRoute,
  type Handler,
  isPrerendered,
  listed,
  probeEvidence,
  readinessOf,
  readinessPolicy,
  served,
  weightOf,
} from './handlers';

/** The answer, where the handler is longer than a glance. */
function shown(handler: Handler): Handler['at'] {
  const { at, answerAt } = handler;
  return answerAt && answerAt.file === at.file && answerAt.line > at.line + 1 ? answerAt : at;
}

/** A kind of system is one of many, a product is a name: `a database`, `redis`. */
function withArticle(system: string): string {
  return /^(?:database|cache|queue|datastore|broker)$/.test(system) ? `a ${system}` : system;
}

const constant = "app.get('/ready', (_req, res) => { res.json({ status: 'ok' }); });";

export const shallowReadiness = defineRule({
  id: 'health/shallow-readiness',
  meta: {
    title: 'Readiness that asks nothing',
    why: 'A version that cannot reach its database reports ready, gets all traffic and fails it, and the rollout goes on.',
    todo: 'Ask what requests depend on, with a time limit below that of the probe, and answer 503 when it is missing. If readiness must stay local, say so in the policy: health.readiness: local-only.',
    severity: 'warning',
    sources: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes'],
    examples: [
      {
        title: 'a constant behind a readiness probe',
        head: expressService(constant, probe('readinessProbe', '/ready')),
        expect: ['health/shallow-readiness'],
      },
      {
        title: 'liveness is right to be a constant',
        head: expressService(constant.replace('/ready', '/live'), probe('livenessProbe', '/live')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c, policy) {
    if (readinessPolicy(policy) !== 'dependencies') return undefined;
    for (const handler of served(c.head)) {
      const readiness = readinessOf(handler);
      const asked = handler.onDemand?.[0];
      const isKnown = handler.complete || (asked !== undefined && handler.decided === true);
      if (!readiness || !isKnown || handler.usesSystems.length === 0) continue;
      // Work that cannot change the answer (a log, a counter) is no check.
      if (handler.evidence > 2 && !(asked && handler.coupled === 'none')) continue;
      if ((handler.open && readiness.by !== 'probe') || isPrerendered(handler)) continue;
      const systems = listed(handler.usesSystems.map(withArticle));
      return {
        what: asked
          ? `${handler.path} asks ${asked.what} only when the query wants it: a probe is always answered ok`
          : `${handler.path} always answers ok: it asks nothing, and the service needs ${systems}`,
        ...(readiness.by === 'generic name'
          ? {
              todo: 'Decide what this path is for. If it gates traffic, ask what requests depend on, with a time limit, and answer 503; if it only tells that the process lives, point the liveness probe at it and say so.',
            }
          : {}),
        subject: `route ${handler.method} ${handler.path}`,
        at: asked?.at ?? shown(handler),
        evidence: [
          ...(asked ? [{ at: asked.check, note: `${asked.what}: not reached without a query` }] : []),
          ...probeEvidence(readiness.probes),
        ],
        ...weightOf(readiness.by, 'warning'),
        ...(asked ? {} : readinessFix(handler)),
      };
    }
    return undefined;
  },
  steps: (c) => answerSteps(c),
});
