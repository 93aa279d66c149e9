/*
 * What it catches: a probe, health check or target group asks a path that no route of the service answers, once routers,
 * global prefixes and base paths are put together; or that only a catch-all answers.
 *
 * Why it breaks a release: the new version never becomes ready, or is restarted for ever. Where a page for everything
 * answers 200, the check is green whatever happens.
 *
 * Bad:  readinessProbe: { httpGet: { path: /healthz } } and app.get('/health', …)
 * Good: one path on both sides.
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { byRoute, titleOf } from './handlers';

const route =
  "app.get('/health', async (_req, res) => { try { await Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(no, 500))]); res.end(); } catch { res.status(503).end(); } });";

export const probePathNotServed = defineRule({
  id: 'health/probe-path-not-served',
  meta: {
    title: 'A probe asks a path that nothing serves',
    why: 'The new version never becomes ready, or is restarted again and again, although nothing is wrong with it.',
    todo: 'Let the probe ask the path that the service serves, prefixes included.',
    severity: 'blocker',
    examples: [
      {
        title: 'another spelling',
        head: expressService(route, probe('readinessProbe', '/healthz')),
        expect: ['health/probe-path-not-served'],
      },
      { title: 'the served path', head: expressService(route, probe('readinessProbe', '/health')), expect: [] },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    const missing = c.head.of('handler.resolved').find((handler) => handler.unserved);
    const [asking] = missing?.probes ?? [];
    if (!missing?.unserved || !asking) return undefined;
    const { nearest, catchAll } = missing.unserved;
    const name = titleOf(asking);
    return {
      what: catchAll
        ? `${name} asks ${missing.path}, which only a catch-all route answers`
        : `${name} asks ${missing.path}, which no route serves`,
      ...(catchAll
        ? {
            why: 'A route for everything answers 200 whatever happens: the check is green and says nothing.',
            severity: 'warning' as const,
          }
        : {}),
      subject: asking.workload === '' ? `path ${missing.path}` : `workload ${asking.workload}`,
      at: missing.at,
      evidence: [
        ...(catchAll ? [{ at: catchAll, note: 'answers every path' }] : []),
        ...(nearest ? missing.walked.map((at) => ({ at, note: `${nearest} is served here` })) : []),
      ],
      ...(nearest && asking.pathAt
        ? { fixes: [{ title: `Ask ${nearest}`, safe: false, edits: [{ at: asking.pathAt, text: nearest }] }] }
        : {}),
    };
  },
});
