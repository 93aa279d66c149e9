/*
 * What it catches: a path through a health handler ends without an answer: a status is set and never sent, a branch
 * returns nothing, or a rejected promise leaves an Express 4 handler that nobody awaits.
 *
 * Why it breaks a release: the prober waits until its own time limit, connections pile up, and the error says "timeout"
 * where it should say "database down". In Express 4 an unhandled rejection ends the process.
 *
 * Bad:  catch { res.status(503); }
 * Good: catch { res.status(503).end(); }
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { endFix } from './fixes';
import { byRoute, isSilent, probeEvidence, served } from './handlers';

const route = (failed: string) =>
  `app.get('/ready', async (_req, res) => { try { await pool.query('SELECT 1'); res.send('ok'); } catch { ${failed} } });`;

export const responseMissing = defineRule({
  id: 'health/response-missing',
  meta: {
    title: 'A health check that does not answer',
    why: 'The prober waits until its own limit instead of learning what is wrong; connections pile up, and a rollout fails without a reason.',
    todo: 'End every path with an answer.',
    severity: 'blocker',
    examples: [
      {
        title: 'the status is set and not sent',
        head: expressService(route('res.status(503);'), probe('readinessProbe', '/ready')),
        expect: ['health/response-missing'],
      },
      {
        title: 'every path answers',
        head: expressService(route('res.status(503).end();'), probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      if (!isSilent(handler) || (handler.role === 'none' && handler.probes.length === 0)) continue;
      const at = handler.silentAt ?? handler.at;
      return {
        what: handler.silentAt
          ? `${handler.path} does not answer on every path: the prober waits for its own time limit`
          : `a failed check in ${handler.path} rejects, and Express 4 does not answer: the prober hangs`,
        subject: `route ${handler.method} ${handler.path}`,
        at,
        evidence: probeEvidence(handler.probes),
        ...(handler.probes.length > 0 ? {} : { severity: 'warning' as const, confidence: 'likely' as const }),
        ...endFix(handler),
      };
    }
    return undefined;
  },
});
