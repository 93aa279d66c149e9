/*
 * What it catches: a path that a probe asks runs through a rate limit, a login, a CSRF check or a redirect to HTTPS first.
 *
 * Why it breaks a release: the prober has no session and asks from one address, every few seconds. A limit turns probes
 * into 429 under load and restarts healthy replicas; a redirect to a login page counts as a success for the kubelet.
 *
 * Bad:  app.use(rateLimit({ max: 100 })); app.get('/health', …)
 * Good: the health route before what is meant for visitors.
 */
import { defineRule } from '../../core/rule';
import { expressService, probe } from './examples';
import { byRoute, served, titleOf } from './handlers';

const route =
  "app.get('/ready', async (_req, res) => { try { await Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(no, 500))]); res.end(); } catch { res.status(503).end(); } });";
const limit = "import { rateLimit } from 'express-rate-limit';\napp.use(rateLimit({ max: 100 }));\n";

/** Middleware whose very purpose is to refuse or send away, by the package or by the name that everybody gives it. */
const refusing: { pattern: RegExp; does: string }[] = [
  {
    pattern:
      /^(?:express-rate-limit|rate-limiter-flexible|koa-ratelimit|hono-rate-limiter|@nestjs\/throttler|express-slow-down)\b|rate-?limit(?!.*skip)|throttl(?!.*skip)/i,
    does: 'limits the rate of requests',
  },
  { pattern: /^(?:csurf|koa-csrf|@dr\.pogodin\/csurf|csrf-csrf|lusca)\b|verifyCsrf/i, does: 'checks a CSRF token' },
  {
    pattern:
      /^(?:express-jwt|koa-jwt|express-openid-connect|express-basic-auth|koa-basic-auth|hono\/(?:jwt|bearer-auth|basic-auth))\b|\bpassport\b.*\.authenticate\b|@nestjs\/passport/,
    does: 'asks for a login',
  },
  { pattern: /^(?:express-sslify|express-enforces-ssl|koa-sslify|express-force-https)\b/, does: 'redirects to HTTPS' },
];
const lifted = /public|anonymous|skip|noauth|unprotected|allow/i;

export const behindMiddleware = defineRule({
  id: 'health/behind-middleware',
  meta: {
    title: 'A probed path behind middleware for visitors',
    why: 'The prober has no session and asks from one address every few seconds: a limit refuses it under load and healthy replicas are restarted; a redirect counts as a success.',
    todo: 'Declare the health route before it, or let the middleware skip the path.',
    severity: 'warning',
    examples: [
      {
        title: 'a rate limit in front',
        head: expressService(limit + route, probe('readinessProbe', '/ready')),
        expect: ['health/behind-middleware'],
      },
      {
        title: 'the health route first',
        head: expressService(`${route}\n${limit}`, probe('readinessProbe', '/ready')),
        expect: [],
      },
    ],
  },
  reads: ['handler.resolved'],
  within: 'service',
  by: byRoute,
  judge(c) {
    for (const handler of served(c.head)) {
      const [asking] = handler.probes;
      const middleware = handler.middleware ?? [];
      if (!asking || middleware.some((name) => name.startsWith('@') && !name.includes('/') && lifted.test(name)))
        continue;
      for (const name of middleware) {
        const found = refusing.find(({ pattern }) => pattern.test(name));
        if (!found) continue;
        return {
          what: `${handler.path} is probed and stands behind ${shortName(name)}, which ${found.does}`,
          subject: `route ${handler.method} ${handler.path}`,
          at: asking.pathAt ?? asking.at,
          evidence: [{ at: handler.routeAt ?? handler.at, note: `${titleOf(asking)} asks this route` }],
          confidence: 'likely',
        };
      }
    }
    return undefined;
  },
});

/** `rateLimit` for `express-rate-limit.rateLimit.()`. */
function shortName(name: string): string {
  const parts = name.split('.').filter((part) => part !== '()' && part !== 'default' && part !== '*');
  return parts.at(-1)?.replace(/^.*\//, '') ?? name;
}
