// Catches services that lose their last spans on every deployment.
// The SDK sends spans in batches. The process handles SIGTERM and ends, and what was collected is gone: the traces of the release itself.
// bad:  process.on('SIGTERM', () => server.close(() => process.exit(0)))
// good: … then await sdk.shutdown()
import { defineRule } from '../../core/rule';

const files = (handler: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "5.1.0", "@opentelemetry/sdk-node": "0.207.0" } }',
  'src/main.ts': `import { NodeSDK } from '@opentelemetry/sdk-node';\n\nconst sdk = new NodeSDK({});\nsdk.start();\nconst server = start();\nprocess.on('SIGTERM', () => {\n${handler}});\n`,
});

export const telemetryNotFlushed = defineRule({
  id: 'observability/telemetry-not-flushed',
  meta: {
    title: 'Spans that are lost on exit',
    why: 'Spans wait in the batch when the process ends. Those of the last seconds before each stop are missing, and with them what went wrong while the old version left.',
    todo: 'Await shutdown() of the SDK in the handler of SIGTERM, after the server has closed.',
    severity: 'note',
    examples: [
      {
        title: 'The handler closes the server only',
        head: files('  server.close(() => process.exit(0));\n'),
        expect: ['observability/telemetry-not-flushed'],
      },
      {
        title: 'The SDK is shut down too',
        head: files('  server.close(async () => {\n    await sdk.shutdown();\n    process.exit(0);\n  });\n'),
        expect: [],
      },
    ],
  },
  reads: ['telemetry.started', 'shutdown.handled'],
  within: 'service',
  by: () => 'exit',
  judge(c) {
    const sdk = c.head.of('telemetry.started').find((fact) => fact.batches && !fact.library.startsWith('.'));
    const handlers = c.head.of('shutdown.handled').filter((fact) => fact.signals.includes('SIGTERM'));
    const [handler] = handlers;
    if (!sdk || !handler) return undefined;
    // Hooks of a framework and libraries may do it where we do not see it.
    if (
      handlers.some(
        (fact) =>
          fact.framework !== undefined ||
          fact.closes.length === 0 ||
          fact.closes.some((name) =>
            /(?:^|\.)(?:shutdown|forceFlush|flush)$|otel|telemetry|tracing|sdk|tracer/i.test(name),
          ),
      )
    )
      return undefined;
    return {
      what: `SIGTERM ends the process without flushing ${sdk.library}`,
      subject: `telemetry ${sdk.library}`,
      at: handler.at,
      evidence: [{ at: sdk.at, note: 'the SDK that sends in batches starts here' }],
    };
  },
});
