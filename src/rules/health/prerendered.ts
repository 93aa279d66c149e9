/*
 * What it catches: a GET health route of the Next.js app router (13 and 14, or any with force-static) that nothing
 * makes dynamic: it is run once, when the image is built, and its answer is served for ever.
 *
 * Why it breaks a release: the probe reports the state of the build machine. A failure during the build is baked into
 * the image, and so is a success.
 *
 * Bad:  export async function GET() { await db.ping(); return Response.json({}); }
 * Good: export const dynamic = 'force-dynamic'; beside it.
 */
import { defineRule } from '../../core/rule';
import { nextService, probe } from './examples';
import { dynamicFix } from './fixes';
import { byRoute, isPrerendered, probeEvidence, served } from './handlers';

const route = (head: string) => `import { pool } from '@/lib/db';
${head}export async function GET() {
  try {
    await Promise.race([pool.query('SELECT 1'), new Promise((_, no) => setTimeout(() => no(new Error('slow')), 500))]);
    return Response.json({});
  } catch {
    return Response.json({}, { status: 503 });
  }
}
`;

export const prerendered = defineRule({
  id: 'health/prerendered',
  meta: {
    title: 'A health check answered by the build',
    why: 'The route runs once, while the image is built: the probe reports the state of the build machine, for as long as the image lives.',
    todo: "Export dynamic = 'force-dynamic' from the route.",
    severity: 'blocker',
    sources: ['https://nextjs.org/docs/14/app/building-your-application/routing/route-handlers#caching'],
    examples: [
      {
        title: 'Next.js 14 without anything dynamic',
        head: nextService(route(''), '14.2.0', probe('readinessProbe', '/api/ready')),
        expect: ['health/prerendered'],
      },
      {
        title: 'forced to be dynamic',
        head: nextService(
          route("export const dynamic = 'force-dynamic';\n"),
          '14.2.0',
          probe('readinessProbe', '/api/ready'),
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
      if (!isPrerendered(handler)) continue;
      // A constant is the same constant when the build answers it.
      if (handler.evidence < 3 && handler.complete) continue;
      return {
        what: `${handler.path} is answered by the build: Next.js ${handler.major} runs it once and keeps the answer`,
        subject: `route ${handler.method} ${handler.path}`,
        at: handler.routeAt ?? handler.at,
        evidence: probeEvidence(handler.probes),
        ...(handler.probes.length > 0 ? {} : { severity: 'warning' as const, confidence: 'likely' as const }),
        ...dynamicFix(handler),
      };
    }
    return undefined;
  },
});
