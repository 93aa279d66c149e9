/*
 * What it catches: a health check whose work grows with the data, or that writes, sends or opens a client each time.
 *
 * Why it breaks a release: it runs every few seconds on every replica. The day the table is large, the check is what
 * makes the service slow, and then what makes it fail.
 *
 * Bad:  await prisma.user.count();
 * Good: await prisma.$queryRaw`SELECT 1`;
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { byRoute, isPrerendered, livenessOf, probeEvidence, readinessOf, served } from './handlers';

const route = (query: string) =>
  `app.get('/ready', async (_req, res) => { try { await pool.query('${query}'); res.end(); } catch { res.status(503).end(); } });`;

export const checkHeavy = defineRule({
  id: 'health/check-heavy',
  meta: {
    title: 'A health check that works hard',
    why: 'It runs every few seconds on every replica, and its cost grows with the data: one day the check itself is what makes the service fail.',
    todo: 'Ask for the connection, not for the data: SELECT 1, PING.',
    severity: 'note',
    examples: [
      {
        title: 'counts a table',
        head: expressService(route('select count(*) from orders'), probe('readinessProbe', '/ready')),
        expect: ['health/check-heavy'],
      },
      {
        title: 'asks for the connection',
        head: expressService(route('select 1'), probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      if (!handler.heavyAt || isPrerendered(handler)) continue;
      if (!readinessOf(handler) && !livenessOf(handler)) continue;
      const heavy = handler.systems.find(
        (one) => one.at.start === handler.heavyAt?.start && one.at.file === handler.heavyAt.file,
      );
      return {
        what: `${handler.path} runs ${heavy?.what ?? 'a query'} for every probe: its cost grows with the data`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.heavyAt,
        evidence: [{ at: handler.at, note: 'the health handler' }, ...probeEvidence(handler.probes)],
        ...(handler.confidence ? { confidence: handler.confidence } : {}),
      };
    }
    return undefined;
  },
});
