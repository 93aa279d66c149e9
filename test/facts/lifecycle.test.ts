import assert from 'node:assert/strict';
import { lifecycle } from '../../src/facts/lifecycle';
import { telemetry } from '../../src/facts/telemetry';
import { factsOf, linkedFacts, placeOf } from '../support/facts';

const handled = (text: string) => factsOf(lifecycle, 'src/main.ts', text, 'shutdown.handled')[0];

describe('facts/lifecycle: signals', () => {
  it('reads what a handler closes, in the functions that it calls too', () => {
    const fact = handled(
      "process.on('SIGTERM', () => void stop());\nasync function stop() {\n  server.close();\n  await pool.end();\n  process.exit(0);\n}\n",
    );
    assert.deepEqual(
      [fact?.signals, fact?.closes, fact?.delayMs, fact?.forceMs],
      [['SIGTERM'], ['pool.end', 'server.close'], undefined, undefined],
    );
  });

  it('tells a drain delay from a timer that gives up', () => {
    const fact = handled(
      "const WAIT = 5_000;\nprocess.once('SIGTERM', async () => {\n  setTimeout(() => process.exit(1), 25_000).unref();\n  await new Promise((resolve) => setTimeout(resolve, WAIT));\n  server.close();\n});\n",
    );
    assert.deepEqual([fact?.delayMs, fact?.forceMs, fact?.closes], [5000, 25_000, ['server.close']]);
  });

  it('takes a close that ends the process for a delay', () => {
    const fact = handled(
      "process.once('SIGTERM', () => {\n  setTimeout(() => process.exit(1), 20_000);\n  setTimeout(() => server.close(() => process.exit(0)), 5000);\n});\n",
    );
    assert.deepEqual([fact?.delayMs, fact?.forceMs], [5000, 20_000]);
  });

  it('follows a loop over signals and a bound handler', () => {
    assert.deepEqual(
      handled(
        "for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);\nfunction stop() { app.close(); }\n",
      )?.signals,
      ['SIGINT', 'SIGTERM'],
    );
    assert.deepEqual(
      handled("['SIGTERM'].forEach((s) => process.on(s, stop.bind(null, 1)));\nfunction stop() { app.close(); }\n")
        ?.closes,
      ['app.close'],
    );
  });

  it('sees readiness turn, and libraries that do all of it', () => {
    assert.equal(handled("process.on('SIGTERM', () => { shuttingDown = true; });\n")?.flipsReadiness, true);
    const fact = handled(
      "import { createTerminus } from '@godaddy/terminus';\ncreateTerminus(server, { timeout: 5000 });\n",
    );
    assert.deepEqual([fact?.signals, fact?.framework, fact?.forceMs], [['SIGTERM'], '@godaddy/terminus', 5000]);
  });

  it('leaves other events alone', () => {
    assert.equal(handled("process.on('uncaughtException', () => {});\nconsole.log('SIGTERM');\n"), undefined);
  });
});

describe('facts/lifecycle: listening', () => {
  const ports = (text: string) =>
    factsOf(lifecycle, 'src/main.ts', text, 'port.declared').map((fact) => [
      fact.port,
      fact.keepAliveMs,
      fact.aside ?? false,
    ]);

  it('reads ports and their fallback', () => {
    assert.deepEqual(ports('app.listen(process.env.PORT ?? 3000);\n'), [
      [{ is: 'env', name: 'PORT', fallback: { is: 'literal', value: 3000 } }, undefined, false],
    ]);
    assert.deepEqual(
      ports("import Fastify from 'fastify';\nconst app = Fastify();\nawait app.listen({ port: 8080 });\n"),
      [[{ is: 'literal', value: 8080 }, 72_000, false]],
    );
    assert.deepEqual(
      ports(
        'const server = app.listen(3000);\nserver.keepAliveTimeout = 65 * 1000;\nmetricsServer.listen(9464);\n',
      ).map(([, keep, aside]) => [keep, aside]),
      [
        [65_000, false],
        [65_000, true],
      ],
    );
  });

  it('leaves other listeners alone', () => {
    assert.deepEqual(ports("bus.listen('orders');\nredis.listen(1);\nhistory.listen(update);\n"), []);
  });
});

describe('facts/telemetry', () => {
  const started = (text: string) =>
    factsOf(telemetry, 'src/main.ts', text, 'telemetry.started').map((fact) => [fact.library, fact.afterImports]);

  it('knows the order of loading', () => {
    assert.deepEqual(
      started(
        "import express from 'express';\nimport { NodeSDK } from '@opentelemetry/sdk-node';\nconst sdk = new NodeSDK();\nsdk.start();\n",
      ),
      [['@opentelemetry/sdk-node', true]],
    );
    assert.deepEqual(started("require('dd-trace').init();\nconst express = require('express');\n"), [
      ['dd-trace', false],
    ]);
    assert.deepEqual(started("import type { Express } from 'express';\nimport './tracing';\n"), [['./tracing', false]]);
    assert.deepEqual(started("import { trace } from './tracing';\nimport express from 'express';\n"), []);
  });
});

describe('link/processes', () => {
  it('joins manifest, image and code', () => {
    const [process] = linkedFacts(
      {
        'apps/api/package.json':
          '{ "name": "@shop/api", "scripts": { "start": "node main.js" }, "dependencies": { "express": "5.0.0" } }',
        'apps/api/main.js':
          "const server = require('express')().listen(process.env.PORT || 3000);\nprocess.on('SIGTERM', () => server.close());\n",
        'apps/api/Dockerfile': 'FROM node:22\nENV PORT=4000\nEXPOSE 4000\nCMD ["node", "main.js"]\n',
        'apps/web/package.json':
          '{ "name": "@shop/web", "scripts": { "start": "node main.js" }, "dependencies": { "express": "5.0.0" } }',
        'k8s/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers: [{ name: api, image: "registry.example/shop/api:1" }]\n',
      },
      'process.resolved',
    );
    assert.ok(process?.image);
    assert.deepEqual(
      [process.service, process.image.dockerfile, process.handles, process.port?.value],
      ['apps/api', 'apps/api/Dockerfile', 'yes', 4000],
    );
    assert.deepEqual(
      [
        process.listens.map((listen) => [listen.variable, listen.port, placeOf(listen.at)]),
        process.exposes.map((exposed) => exposed.port),
      ],
      [[['PORT', 3000, 'apps/api/main.js:1:44']], [4000]],
    );
  });

  it('joins nothing without a match', () => {
    const [process] = linkedFacts(
      {
        'apps/api/package.json':
          '{ "name": "@shop/api", "scripts": { "start": "node main.js" }, "dependencies": { "express": "5.0.0" } }',
        'apps/web/package.json':
          '{ "name": "@shop/web", "scripts": { "start": "node main.js" }, "dependencies": { "express": "5.0.0" } }',
        'k8s/x.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: gateway }\nspec:\n  template:\n    spec:\n      containers: [{ name: a, image: "registry.example/gateway:1" }]\n',
      },
      'process.resolved',
    );
    assert.deepEqual([process?.service, process?.image, process?.handles], [undefined, undefined, 'unknown']);
  });
});
