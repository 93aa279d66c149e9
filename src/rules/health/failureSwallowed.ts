/*
 * What it catches: a health route runs a real check, and whatever the check finds, the answer is a success.
 *
 * Why it breaks a release: it looks like a check in every review and in every dashboard, and it cannot fail. A version
 * without its database stays in rotation.
 *
 * Bad:  try { await db.query('SELECT 1'); } catch { state = 'down'; } return { state };
 * Good: the same, with status 503 when the state is down.
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import {
  byRoute,
  isPrerendered,
  isSilent,
  isSwallowed,
  listed,
  probeEvidence,
  readinessOf,
  served,
  weightOf,
} from './handlers';
import { statusFix } from './statusFix';

const route = (failed: string) =>
  `app.get('/ready', async (_req, res) => { try { await pool.query('SELECT 1'); res.json({ db: 'up' }); } catch { ${failed} } });`;

export const failureSwallowed = defineRule({
  id: 'health/failure-swallowed',
  meta: {
    title: 'A health check that cannot fail',
    why: 'The check runs, and its failure never reaches the status of the answer: a version without its dependency stays in rotation, and the rollout goes on.',
    todo: 'Answer 503 when the check fails: the status counts, a field in the body does not.',
    severity: 'blocker',
    examples: [
      {
        title: 'the failure is only told in the body',
        head: expressService(route("res.json({ db: 'down' });"), probe('readinessProbe', '/ready')),
        expect: ['health/failure-swallowed'],
      },
      {
        title: 'the failure is the status',
        head: expressService(route("res.status(503).json({ db: 'down' });"), probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const readiness = readinessOf(handler, true);
      if (!readiness || handler.onDemand || !isSwallowed(handler) || isPrerendered(handler) || isSilent(handler))
        continue;
      const lost = handler.systems.filter((one) => handler.swallowedAt?.some((at) => at.start === one.at.start));
      const weight = weightOf(readiness.by, 'blocker');
      return {
        what: `${handler.path} checks ${listed(lost.map((one) => one.what))} and answers ok whatever it finds`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.at,
        evidence: [
          ...lost.map((one) => ({ at: one.at, note: `${one.what}: its failure does not reach the status` })),
          ...probeEvidence(readiness.probes),
        ],
        ...weight,
        // A state that is kept and shown may be meant for people, and so may a route beside the one that is probed.
        ...(weight.severity === 'note' && handler.evidence >= 4 && !handler.readyElsewhere
          ? { severity: 'warning' as const }
          : {}),
        // What could not be followed may still answer.
        ...(handler.complete ? {} : { severity: 'note' as const, confidence: 'likely' as const }),
        ...(handler.confidence ? { confidence: handler.confidence } : {}),
        ...statusFix(handler),
      };
    }
    return undefined;
  },
});
