/*
 * What it catches: a liveness probe that can restart a container before it has started. Either the container migrates
 * the database in front of the program, or its own readiness probe says that a start takes longer than liveness waits.
 *
 * Why it breaks a release: the release with the long migration is the one that is killed in the middle of it, and the
 * next start begins again. With a startup probe the other two wait until the program has answered once.
 *
 * Bad:  CMD ["sh", "-c", "prisma migrate deploy && node server.js"] with a livenessProbe that gives up after 30 s
 * Good: a startupProbe with the same question and the time that a start may take.
 */
import type { Fact } from '../../core/fact';
import type { Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { named, seconds } from '../workloads';
import { manifest, probe } from './examples';
import { budgetMs } from './handlers';

type Probe = Fact<'probe.declared'>;
type Process = Fact<'process.resolved'>;

/** What a start may take before liveness is no longer the one to ask: five minutes, as for a patient liveness. */
const patientMs = 300_000;

const migrates =
  /\b(?:prisma migrate deploy|(?:knex|sequelize|sequelize-cli|typeorm|mikro-orm|drizzle-kit|db-migrate|node-pg-migrate|migrate-mongo|dbmate)\b[^&;|]*?\b(?:migrate|migration:run|migration:up|migrate:latest|up|latest)\b|(?:npm|pnpm|yarn)(?: run)? [\w:-]*migrat[\w:-]*)/;

const started = (command: string, liveness = '') =>
  manifest(
    `          command: ["sh", "-c", "${command}"]\n${probe('readinessProbe', '/ready')}${probe('livenessProbe', '/live', liveness)}`,
  );

export const startupProbeMissing = defineRule({
  id: 'health/startup-probe-missing',
  meta: {
    title: 'Liveness that does not wait for the start',
    why: 'A start that takes longer than usual, with a long migration, is killed in the middle and begins again: the release never gets up.',
    todo: 'Add a startupProbe with the time that a start may take; liveness and readiness wait until it has succeeded once. Better still, migrate in a job of its own.',
    severity: 'warning',
    confidence: 'likely',
    off: true,
    sources: ['https://kubernetes.io/docs/concepts/workloads/pods/probes/#startup-probe'],
    examples: [
      {
        title: 'migrations in front of the program',
        head: { 'deploy/orders.yaml': started('npx prisma migrate deploy && exec node server.js') },
        expect: ['health/startup-probe-missing'],
      },
      {
        title: 'the program alone',
        head: { 'deploy/orders.yaml': started('exec node server.js') },
        expect: [],
      },
      {
        title: 'liveness begins after ten minutes',
        head: {
          'deploy/orders.yaml': started(
            'npx prisma migrate deploy && exec node server.js',
            '            initialDelaySeconds: 600\n',
          ),
        },
        expect: [],
      },
    ],
  },
  reads: ['probe.declared', 'process.resolved'],
  within: 'repository',
  by: (fact) => `${fact.environment} ${fact.workload}`,
  judge(c) {
    const [process, another] = c.head.of('process.resolved');
    const probes = c.head.of('probe.declared').filter((one) => one.source === 'kubernetes');
    for (const live of probes) {
      const beside = probes.filter((one) => one.container === live.container);
      if (live.role !== 'live' || live.open || beside.some((one) => one.role === 'start')) continue;
      const waitsMs = (live.initialDelayMs ?? 0) + budgetMs(live);
      const ready = beside.find((one) => one.role === 'ready' && (one.initialDelayMs ?? 0) >= waitsMs);
      const migration = !another && waitsMs < patientMs ? migrationOf(process) : undefined;
      if (!ready && !migration) continue;
      return {
        what: ready
          ? `liveness of ${named(nameOf(live))} gives up after ${seconds(waitsMs)}, before readiness is asked for the first time`
          : `${named(nameOf(live))} migrates before it starts, and liveness gives up after ${seconds(waitsMs)}`,
        subject: `workload ${live.workload}`,
        at: live.at,
        evidence: [
          ...(ready ? [{ at: ready.at, note: `first asked after ${seconds(ready.initialDelayMs ?? 0)}` }] : []),
          ...(migration ? [{ at: migration.at, note: `${migration.text} runs before the program` }] : []),
        ],
        fixes: startupFix(live, Math.max(patientMs, ready?.initialDelayMs ?? 0)),
      };
    }
    return undefined;
  },
});

function nameOf(live: Probe): { name: string; environment: string } {
  return { name: live.workload, environment: live.environment };
}

/** A migration in the words that the container starts with, and another program behind it. */
function migrationOf(process: Process | undefined): { text: string; at: Process['at'] } | undefined {
  const words = process?.command ?? process?.image?.command;
  const script = words?.join(' ') ?? '';
  const found = migrates.exec(script);
  if (!process || !found || !/(?:&&|;|\n)/.test(script.slice(found.index))) return undefined;
  return { text: found[0], at: process.command ? process.at : (process.image?.at ?? process.at) };
}

/** The question of liveness, for as long as a start may take, in front of it. */
function startupFix(live: Probe, patience: number): Fix[] {
  const { besideAt, target, path, port } = live;
  if (!besideAt || port === undefined || (target !== 'http' && target !== 'tcp')) return [];
  const period = 10_000;
  const failures = Math.ceil(patience / period);
  const question =
    target === 'http'
      ? path !== undefined && `httpGet: { path: ${JSON.stringify(path)}, port: ${port} }`
      : `tcpSocket: { port: ${port} }`;
  if (!question) return [];
  const fields = [question, `periodSeconds: ${period / 1000}`, `failureThreshold: ${failures}`];
  const inBraces = !besideAt.between.startsWith('\n');
  const text = inBraces
    ? `startupProbe: { ${fields.join(', ')} }`
    : ['startupProbe:', ...fields].join(`${besideAt.between}  `);
  return [
    {
      title: `Add a startup probe that waits ${seconds(failures * period)}`,
      safe: false,
      edits: [{ at: besideAt.at, text: `${text}${besideAt.between}` }],
    },
  ];
}
