/*
 * What it catches: the health handler gives itself as much time as the probe waits, or more.
 *
 * Why it breaks a release: the prober hangs up before the 503 exists. Its log says "timeout", never which dependency is
 * down, and the checks of one probe run into the next. One second on both sides is the common case: it is the default of
 * Kubernetes and of the indicators of Nest's Terminus.
 *
 * Bad:  timeoutSeconds: 1 (or nothing) and a check with a limit of 1000 ms
 * Good: a limit well below that of the probe.
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { byRoute, served, titleOf } from './handlers';

const route = (ms: number) =>
  `app.get('/ready', async (_req, res) => { try { await Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(no, ${ms}))]); res.end(); } catch { res.status(503).end(); } });`;

/** Limits of probers where nothing is written. */
const defaults: Record<string, number> = { kubernetes: 1000, dockerfile: 30_000, compose: 30_000 };

export const probeTimeoutTooShort = defineRule({
  id: 'health/probe-timeout-too-short',
  meta: {
    title: 'The probe gives up before the check does',
    why: 'The prober hangs up before the 503 exists: its log says "timeout" and never what is down, and the checks of one probe run into the next.',
    todo: 'Set the limit of the check well below that of the probe, or raise timeoutSeconds.',
    severity: 'warning',
    sources: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes',
    ],
    examples: [
      {
        title: 'a check of two seconds under the default of one',
        head: expressService(route(2000), probe('readinessProbe', '/ready')),
        expect: ['health/probe-timeout-too-short'],
      },
      {
        title: 'half a second',
        head: expressService(route(500), probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const { limitMs } = handler;
      if (typeof limitMs !== 'number' || handler.evidence < 4) continue;
      for (const asking of handler.probes) {
        const waits = asking.timeoutMs ?? (asking.open ? undefined : defaults[asking.source]);
        if (waits === undefined || limitMs < waits) continue;
        const at = asking.timeoutAt ?? asking.pathAt ?? asking.at;
        return {
          what: `${titleOf(asking)} waits ${waits / 1000} s for ${handler.path}, whose checks may take ${limitMs / 1000} s`,
          subject: `route ${handler.method} ${handler.path}`,
          at,
          evidence: [
            { at: handler.at, note: `may take ${limitMs / 1000} s` },
            ...handler.systems.map((one) => ({ at: one.at, note: one.what })),
          ],
        };
      }
    }
    return undefined;
  },
});
