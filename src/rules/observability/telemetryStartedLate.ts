// Catches tracing that starts after what it should trace.
// The SDK patches modules while they are loaded. What was imported before it gives no spans, and nothing says so.
// bad:  import express from 'express'; import './tracing';
// good: import './tracing'; import express from 'express';
import type { Fact } from '../../core/fact';
import { directoryOf, resolvePath } from '../../core/path';
import { defineRule } from '../../core/rule';

type Started = Fact<'telemetry.started'>;

const tracing = "import { NodeSDK } from '@opentelemetry/sdk-node';\n\nconst sdk = new NodeSDK({});\nsdk.start();\n";
const files = (main: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "express": "5.1.0", "@opentelemetry/sdk-node": "0.207.0" } }',
  'src/tracing.ts': tracing,
  'src/main.ts': `${main}\nexpress().listen(3000);\n`,
});

export const telemetryStartedLate = defineRule({
  id: 'observability/telemetry-started-late',
  meta: {
    title: 'Tracing that starts too late',
    why: 'The SDK patches a module while it is loaded, and this one was loaded before. Its calls give no spans: after the release the traces end where they should begin.',
    todo: 'Import the file that starts the SDK before everything else, or load it with --import or --require.',
    severity: 'warning',
    sources: ['https://opentelemetry.io/docs/languages/js/getting-started/nodejs/'],
    examples: [
      {
        title: 'After the framework',
        head: files("import express from 'express';\nimport './tracing';"),
        expect: ['observability/telemetry-started-late'],
      },
      { title: 'First of all', head: files("import './tracing';\nimport express from 'express';"), expect: [] },
    ],
  },
  reads: ['telemetry.started', 'package.declared', 'image.built', 'env.declared'],
  within: 'service',
  by: (fact) => (fact.kind === 'env.declared' && fact.name !== 'NODE_OPTIONS' ? '' : 'start'),
  judge(c) {
    const preloads = /--(?:require|import|loader|experimental-loader)[ =]|(?:^|\s)-r\s/;
    const commands = [
      ...c.head.of('package.declared').flatMap((fact) => Object.values(fact.scripts)),
      ...c.head.of('image.built').map((fact) => (fact.command ?? []).join(' ')),
    ];
    if (
      c.head.of('env.declared').length > 0 ||
      commands.some((command) => preloads.test(command) && /node|tsx|bun/.test(command))
    )
      return undefined;
    const started = c.head.of('telemetry.started').filter((fact) => fact.patches);
    const direct = started.filter((fact) => !fact.library.startsWith('.'));
    for (const fact of started) {
      if (!fact.afterImports || !fact.imported) continue;
      // The name of a local file promises; only a file that starts an SDK keeps it.
      const file = fact.library.startsWith('.') ? direct.find((other) => isFile(other, fact)) : fact;
      if (!file) continue;
      return {
        what: `tracing starts after ${fact.imported.name} was loaded: its calls are not traced`,
        subject: `telemetry ${file.library}`,
        at: fact.at,
        evidence: [
          { at: fact.imported.at, note: `${fact.imported.name} is loaded here` },
          ...(file === fact ? [] : [{ at: file.at, note: 'the SDK starts here' }]),
        ],
      };
    }
    return undefined;
  },
});

function isFile(other: Started, from: Started): boolean {
  const path = resolvePath(directoryOf(from.at.file), from.library);
  if (path === undefined) return false;
  const stem = (name: string) => name.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
  return stem(other.at.file) === stem(path);
}
