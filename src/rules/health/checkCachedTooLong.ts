/*
 * What it catches: a health route that goes on answering with what it found before, for longer than a probe takes to act.
 *
 * Why it breaks a release: the rollout is judged by an answer from before the failure. A result that is kept for ever is
 * decided by the first request after the start.
 *
 * Bad:  if (cached) return res.json(cached);
 * Good: if (Date.now() - checkedAt < 5000) return res.status(ok ? 200 : 503).end();
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { budgetMs, byRoute, livenessOf, probeEvidence, readinessOf, served } from './handlers';

const route = (kept: string) => `let last = 0; let ok = true;
app.get('/ready', async (_req, res) => {
  if (${kept}) { res.status(ok ? 200 : 503).end(); return; }
  try { await Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(no, 500))]); ok = true; } catch { ok = false; }
  last = Date.now();
  res.status(ok ? 200 : 503).end();
});`;

export const checkCachedTooLong = defineRule({
  id: 'health/check-cached-too-long',
  meta: {
    title: 'A health answer that is kept too long',
    why: 'The rollout is judged by an answer from before the failure: by the time the probe learns of it, all replicas may have been replaced.',
    todo: 'Keep the answer for less than the probe needs to act: period times failure threshold.',
    severity: 'note',
    examples: [
      {
        title: 'kept for five minutes',
        head: expressService(route('Date.now() - last < 300000'), probe('readinessProbe', '/ready')),
        expect: ['health/check-cached-too-long'],
      },
      {
        title: 'kept for five seconds',
        head: expressService(route('Date.now() - last < 5000'), probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const { cachedMs } = handler;
      if (cachedMs === undefined || handler.evidence < 3) continue;
      const judged = readinessOf(handler) ?? livenessOf(handler);
      if (!judged) continue;
      const budgets = judged.probes
        .filter((one) => one.periodMs !== undefined || one.failures !== undefined)
        .map(budgetMs);
      const longest = budgets.length > 0 ? Math.min(...budgets) : 60_000;
      if (cachedMs !== 'forever' && cachedMs <= longest) continue;
      return {
        what:
          cachedMs === 'forever'
            ? `${handler.path} keeps its first answer for ever`
            : `${handler.path} keeps its answer for ${cachedMs / 1000} s; a probe acts after ${longest / 1000} s`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.at,
        evidence: probeEvidence(judged.probes),
        ...(judged.by === 'probe' ? {} : { confidence: 'likely' as const }),
      };
    }
    return undefined;
  },
});
