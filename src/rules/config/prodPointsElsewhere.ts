import { defineRule } from '../../core/rule';
import type { Declared } from './variable';

/**
 * What it catches: a value for production that names staging, a development system or localhost.
 * Why it breaks a release: production reads and writes the data of another environment, or reaches nothing at all.
 * Bad: `DATABASE_URL=postgres://db.staging.internal/orders` in `.env.production`
 * Good: `DATABASE_URL=postgres://db.production.internal/orders`
 */
export const prodPointsElsewhere = defineRule({
  id: 'config/prod-points-elsewhere',
  meta: {
    title: 'Production value names another environment',
    why: 'Production reads and writes what belongs to another environment, or reaches nothing at all.',
    todo: 'Set the value of production.',
    severity: 'blocker',
    examples: [
      {
        title: 'the database of staging',
        head: { '.env.production': 'DATABASE_URL=postgres://db.staging.internal/orders\nPORT=3000\n' },
        expect: ['config/prod-points-elsewhere'],
      },
      {
        title: 'a collector beside the process, and the address to listen on',
        head: {
          '.env.production':
            'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318\nHOST=0.0.0.0\nDATABASE_URL=postgres://db.internal/orders\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) => (pointsElsewhere(fact) ? `${fact.at.file} ${fact.name}` : []),
  judge(c) {
    const [first] = c.head.of('env.declared');
    const shows = first?.value?.shows;
    if (!first || shows === undefined) return undefined;
    const host = first.value?.host;
    return {
      what: `${first.name} for ${first.environment} names ${shows}${host !== undefined && host !== shows ? ` (${host})` : ''}`,
      subject: `env ${first.name}`,
      at: first.at,
    };
  },
});

/** Something beside the process answers on localhost: a collector, an agent, a proxy to a database. */
const beside =
  /OTEL|OTLP|TRACE|TRACING|STATSD|DD_|DATADOG|JAEGER|ZIPKIN|AGENT|SIDECAR|PROXY|ENVOY|DAPR|METRICS|PROMETHEUS|CLOUD_?SQL|BIND|LISTEN|^(?:HOST|HOSTNAME|SERVER_HOST|ADDRESS|ADDR|SERVER_ADDRESS|NEXT_HOSTNAME|INTERNAL_\w+)$|CORS|ORIGINS|ALLOW|TRUSTED|HEALTH/;
const saysItself = /STAG|DEV|TEST|SANDBOX|LOCAL|PREVIEW|QA|UAT/;
/** Names of things that exist once for each environment; elsewhere the word may mean anything. */
const bearsEnvironment =
  /URL|URI|HOST|ENDPOINT|DSN|SERVER|DOMAIN|ORIGIN|BROKER|BUCKET|QUEUE|TOPIC|DATABASE|DB|SCHEMA|INDEX|CLUSTER|PROJECT|TENANT|ACCOUNT|NAMESPACE|TABLE|STREAM|ENV(?:IRONMENT)?$|STAGE$|CONNECTION|ADDR/;

function pointsElsewhere(fact: Declared): boolean {
  const { value, environment, name } = fact;
  if (!environment.startsWith('production') || fact.when === 'contract' || fact.when === 'ci' || !value?.shows)
    return false;
  if (value.shows === 'production' || saysItself.test(name)) return false;
  if (value.shows === 'localhost') return !beside.test(name) && fact.source !== 'dockerfile';
  return bearsEnvironment.test(name);
}
