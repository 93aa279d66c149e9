/** How an SDK for telemetry is started: package → member that starts it. From the quick starts of their makers, 2026-11. */
export interface TelemetrySdk {
  sort: 'metrics' | 'traces' | 'errors';
  /** Name of the call: `start` of an instance, `init` of the module, … `import`: loading the module starts it. */
  starts: readonly string[];
  /** Patches modules when they are loaded, so that it must come first. */
  patches: boolean;
  /** Keeps spans back and sends them together: what is not flushed on exit is lost. */
  batches: boolean;
}

export const telemetrySdks: Record<string, TelemetrySdk> = {
  '@opentelemetry/sdk-node': { sort: 'traces', starts: ['start'], patches: true, batches: true },
  '@opentelemetry/auto-instrumentations-node/register': {
    sort: 'traces',
    starts: ['import'],
    patches: true,
    batches: true,
  },
  '@honeycombio/opentelemetry-node': { sort: 'traces', starts: ['start'], patches: true, batches: true },
  '@splunk/otel': { sort: 'traces', starts: ['start'], patches: true, batches: true },
  '@azure/monitor-opentelemetry': { sort: 'traces', starts: ['useAzureMonitor'], patches: true, batches: true },
  'dd-trace': { sort: 'traces', starts: ['init'], patches: true, batches: false },
  'dd-trace/init': { sort: 'traces', starts: ['import'], patches: true, batches: false },
  'elastic-apm-node': { sort: 'traces', starts: ['start'], patches: true, batches: false },
  'elastic-apm-node/start': { sort: 'traces', starts: ['import'], patches: true, batches: false },
  newrelic: { sort: 'traces', starts: ['import'], patches: true, batches: false },
  applicationinsights: { sort: 'traces', starts: ['start'], patches: true, batches: false },
  '@sentry/node': { sort: 'errors', starts: ['init'], patches: false, batches: false },
  '@sentry/nestjs': { sort: 'errors', starts: ['init'], patches: false, batches: false },
  '@sentry/nextjs': { sort: 'errors', starts: ['init'], patches: false, batches: false },
  '@appsignal/nodejs': { sort: 'traces', starts: ['import'], patches: true, batches: false },
  'prom-client': { sort: 'metrics', starts: ['collectDefaultMetrics'], patches: false, batches: false },
};

/** Packages that the instrumentations patch. Node's own modules are patched in place and may be loaded before. */
export const instrumentedPackages =
  /^(?:express|fastify|koa|@koa\/router|@hapi\/hapi|@nestjs\/core|restify|connect|pg|pg-pool|mysql2?(?:\/promise)?|mongodb|mongoose|redis|ioredis|@grpc\/grpc-js|kafkajs|amqplib|graphql|knex|tedious|cassandra-driver|memcached|undici|@prisma\/client|bullmq|socket\.io)$/;
