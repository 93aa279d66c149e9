// Catches compose services that start before what they depend on answers.
// The short form of depends_on waits for the container, not for the database in it; service_healthy without a health check never comes true.
// bad:  depends_on: [postgres]
// good: depends_on: { postgres: { condition: service_healthy } }
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { isDatastoreImage } from '../../knowledge/images';
import { isRehearsalEnvironment } from '../workloads';

type Workload = Fact<'workload.declared'>;

const file = (dependsOn: string, check = '') => `services:
  api:
    image: registry.example/api:2.1.0
    restart: "no"
    depends_on:
${dependsOn}  postgres:
    image: postgres:17
${check}`;

export const composeStartOrder = defineRule({
  id: 'infrastructure/compose-start-order',
  meta: {
    title: 'Start order that does not wait',
    why: 'The container of the database has started, the database in it has not. The service fails its first connections, and without a restart it stays down.',
    todo: 'Give the dependency a health check and wait for condition: service_healthy.',
    severity: 'note',
    sources: ['https://docs.docker.com/compose/how-tos/startup-order/'],
    examples: [
      {
        title: 'Waits for the container only',
        head: { 'compose.yaml': file('      - postgres\n') },
        expect: ['infrastructure/compose-start-order'],
      },
      {
        title: 'Waits for the database',
        head: {
          'compose.yaml': file(
            '      postgres:\n        condition: service_healthy\n',
            '    healthcheck:\n      test: ["CMD", "pg_isready"]\n',
          ),
        },
        expect: [],
      },
    ],
  },
  reads: ['workload.declared'],
  within: 'repository',
  by: (fact) => (fact.platform === 'compose' ? fact.at.file : ''),
  judge(c) {
    const services = c.head.of('workload.declared');
    const names = new Map(services.map((service) => [service.name, service]));
    for (const service of services) {
      if (isRehearsalEnvironment(service.environment)) continue;
      for (const { name, condition } of service.startsAfter) {
        const target = names.get(name);
        if (!target) continue;
        const at = service.places?.depends_on ?? service.at;
        if (condition === 'service_healthy' && !target.ready && !hasOwnCheck(target))
          return {
            what: `${service.name} waits for ${name} to be healthy, but ${name} has no health check`,
            subject: `workload ${service.name}`,
            at,
            evidence: [{ at: target.at, note: `${name} is declared without a healthcheck` }],
          };
        const started = condition === undefined || condition === 'service_started';
        // A service that is restarted until it holds has a retry of its own.
        if (
          started &&
          target.image &&
          isDatastoreImage(target.image.name) &&
          !/^(?:always|unless-stopped|on-failure)/.test(service.restart ?? 'no')
        )
          return {
            what: `${service.name} starts as soon as the container of ${name} exists, not when it answers`,
            subject: `workload ${service.name}`,
            at,
            evidence: [
              {
                at: target.at,
                note: target.ready ? `${name} has a health check to wait for` : `${name} has no health check yet`,
              },
            ],
          };
      }
    }
    return undefined;
  },
});

/** The check may come from the image itself. */
function hasOwnCheck(target: Workload): boolean {
  return (
    target.build !== undefined ||
    target.dockerfile !== undefined ||
    target.open === true ||
    !(target.image && isDatastoreImage(target.image.name))
  );
}
