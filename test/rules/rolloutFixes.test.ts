import assert from 'node:assert/strict';
import type { Finding, Fix } from '../../src/core/finding';
import type { Policy } from '../../src/core/policy';
import { manifest, probe } from '../../src/rules/health/examples';
import { assertParses } from '../support/fixes';
import { type Files, review } from '../support/project';

const service =
  'apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec:\n  selector: { app: shop }\n  ports: [{ port: 80, targetPort: 3000 }]\n---\n';
const deployment = (container = '', pod = '') =>
  `${service}apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec:\n  template:\n    metadata: { labels: { app: shop } }\n    spec:\n${pod}      containers:\n        - name: shop\n          image: registry.example/shop:1.0.0\n          ports: [{ containerPort: 3000 }]\n${container}`;

function shop(server: string, dependencies: Record<string, string>, rest: Files = {}): Files {
  return {
    'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node src/server.js' }, dependencies }),
    Dockerfile: 'FROM node:22-slim\nCOPY . .\nRUN npm ci\nCMD ["node", "src/server.js"]\n',
    'k8s/shop.yaml': deployment(),
    'src/server.ts': server,
    ...rest,
  };
}

function all(files: Files, policy: Policy = {}): Finding[] {
  return review({ base: {}, head: files, policy }).findings;
}

function applied(files: Files, fix: Fix): Files {
  const result = { ...files };
  for (const { at, text } of [...fix.edits].sort((a, b) => b.at.start - a.at.start)) {
    const old = result[at.file] ?? '';
    result[at.file] = old.slice(0, at.start) + text + old.slice(at.end);
  }
  return result;
}

/** The files after the first fix: they parse, the finding is gone, and no other has come. */
function fixed(files: Files, rule: string, comes: readonly string[] = [], policy: Policy = {}): Files {
  const before = all(files, policy);
  const finding = before.find((one) => one.rule === rule);
  assert.ok(finding, `${rule} is reported`);
  const [fix] = finding.fixes ?? [];
  assert.ok(fix, `${rule} has a fix`);
  const after = applied(files, fix);
  assertParses(after);
  const known = new Set(before.map((one) => one.rule));
  const left = all(after, policy);
  assert.deepEqual(
    left.filter((one) => one.rule === rule || !known.has(one.rule)).map((one) => one.rule),
    comes,
    JSON.stringify(after, undefined, 1),
  );
  return after;
}

function unfixed(files: Files, rule: string): void {
  const finding = all(files).find((one) => one.rule === rule);
  assert.ok(finding, `${rule} is reported`);
  assert.deepEqual(finding.fixes ?? [], []);
}

const express = "import express from 'express';\nconst app = express();\n";
const handler = (server: string, pad = '') =>
  [
    '',
    "process.once('SIGTERM', () => {",
    '  setTimeout(() => process.exit(1), 25000).unref();',
    `  setTimeout(() => ${server}.close(() => process.exit(0)), 5000);`,
    '});\n',
  ].join(`\n${pad}`);

describe('rules: fixes of the shutdown', function () {
  this.timeout(60_000);
  const rule = 'rollout/shutdown-not-handled';

  for (const [name, dependencies, text, wanted] of [
    [
      'a call that stands alone',
      { express: '5' },
      `${express}app.listen(3000);\n`,
      `${express}const server = app.listen(3000);${handler('server')}`,
    ],
    [
      'a result that is kept',
      { express: '5' },
      `${express}const http = app.listen(3000);\n`,
      `const http = app.listen(3000);${handler('http')}`,
    ],
    [
      'a result that is exported',
      { express: '5' },
      `${express}export const http = app.listen(3000);\n`,
      `export const http = app.listen(3000);${handler('http')}`,
    ],
    [
      'a result that is assigned',
      { express: '5' },
      `${express}let http;\nhttp = app.listen(3000);\n`,
      `http = app.listen(3000);${handler('http')}`,
    ],
    [
      'a name that is taken',
      { express: '5' },
      `${express}const server = 1;\napp.listen(server && 3000, () => {});\napp.listen(3000);\n`,
      'const httpServer = app.listen(3000);',
    ],
    [
      'a listener behind it',
      { express: '5' },
      `${express}app.listen(3000).on('error', console.error); // starts\n`,
      "const server = app.listen(3000).on('error', console.error); // starts\nprocess.once(",
    ],
    [
      'a block',
      { express: '5' },
      `${express}async function main() {\n  app.listen(3000);\n}\nmain();\n`,
      `  const server = app.listen(3000);${handler('server', '  ').slice(0, -1)}\n}`,
    ],
    [
      'a file without semicolons',
      { express: '5' },
      'import express from "express"\nconst app = express()\napp.listen(3000)\n',
      'const server = app.listen(3000)\nprocess.once("SIGTERM", () => {\n  setTimeout(() => process.exit(1), 25000).unref()\n',
    ],
    [
      'an application of another file',
      { express: '5' },
      "import { app } from './app';\napp.listen(3000);\n",
      'const server = app.listen(3000);',
    ],
    [
      'Koa',
      { koa: '3' },
      "import Koa from 'koa';\nconst app = new Koa();\napp.listen(3000);\n",
      'const server = app.listen(3000);',
    ],
    [
      'a server of Node',
      {},
      "import { createServer } from 'node:http';\nconst web = createServer(() => {});\nweb.listen(3000);\n",
      `web.listen(3000);${handler('web')}`,
    ],
    [
      'a server of Node without a name',
      {},
      "import http from 'http';\nhttp.createServer(() => {}).listen(3000);\n",
      'const server = http.createServer(() => {}).listen(3000);\nprocess.once',
    ],
    [
      'Hono',
      { hono: '4', '@hono/node-server': '1' },
      "import { Hono } from 'hono';\nimport { serve } from '@hono/node-server';\nconst app = new Hono();\nserve({ fetch: app.fetch, port: 3000 });\n",
      'const server = serve({ fetch: app.fetch, port: 3000 });\nprocess.once',
    ],
    [
      'Fastify',
      { fastify: '5' },
      "import Fastify from 'fastify';\nconst app = Fastify();\ntry {\n  await app.listen({ port: 3000 });\n} catch (error) {\n  process.exit(1);\n}\n",
      "  await app.listen({ port: 3000 });\n  process.once('SIGTERM', async () => {\n    setTimeout(() => process.exit(1), 25000).unref();\n    await new Promise((resolve) => setTimeout(resolve, 5000));\n    await app.close();\n    process.exit(0);\n  });\n}",
    ],
  ] as const)
    it(`closes the server: ${name}`, () => {
      const after = fixed(shop(text, dependencies), rule)['src/server.ts'] ?? '';
      assert.ok(after.includes(wanted), after);
    });

  it('leaves time to a hook, and waits no more than the pod may', () => {
    const files = shop(
      `${express}app.listen(3000);\n`,
      { express: '5' },
      {
        'k8s/shop.yaml': deployment(
          '          lifecycle: { preStop: { sleep: { seconds: 5 } } }\n',
          '      terminationGracePeriodSeconds: 12\n',
        ),
      },
    );
    assert.match(
      fixed(files, rule)['src/server.ts'] ?? '',
      /exit\(1\), 5000\)\.unref\(\);\n {2}server\.close\(\(\) => process\.exit\(0\)\);\n/,
    );
  });

  it('lets Nest listen for signals', () => {
    const text =
      "import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\nbootstrap();\n";
    // Nest closes at once: that the traffic comes some seconds longer is the other rule's.
    assert.match(
      fixed(shop(text, { '@nestjs/core': '11' }), rule, ['rollout/no-drain-delay'])['src/server.ts'] ?? '',
      /\n {2}app\.enableShutdownHooks\(\);\n {2}await app\.listen/,
    );
  });

  it('enables the hooks of Nest', () => {
    const text =
      "import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  const http = await app.listen(3000);\n}\nbootstrap();\n";
    const files = {
      'package.json':
        '{ "name": "shop", "scripts": { "start": "node ." }, "dependencies": { "@nestjs/core": "11.0.0" } }',
      'src/main.ts': text,
      'src/queue.ts':
        "import { Injectable, OnApplicationShutdown } from '@nestjs/common';\n@Injectable()\nexport class Queue implements OnApplicationShutdown {\n  async onApplicationShutdown() {\n    await this.queue.close();\n  }\n}\n",
    };
    assert.match(
      fixed(files, 'rollout/shutdown-hooks-missing')['src/main.ts'] ?? '',
      /\n {2}app\.enableShutdownHooks\(\);\n {2}const http = await app\.listen/,
    );
  });

  for (const [name, dependencies, text] of [
    ['a statement that stands without braces', { express: '5' }, `${express}if (app) app.listen(3000);\n`],
    [
      'a result that is handed on',
      { express: '5' },
      `${express}export function start() {\n  return app.listen(3000);\n}\n`,
    ],
    ['two servers', { express: '5' }, `${express}app.listen(3000);\napp.listen(3001);\n`],
    [
      'an application of who knows what',
      { express: '5', polka: '1' },
      "import { app } from './app';\napp.listen(3000);\n",
    ],
    [
      'a class of the project',
      { express: '5' },
      "import { Shop } from './shop';\nconst app = new Shop();\napp.listen(3000);\n",
    ],
    ['a framework that is not known', { polka: '1' }, "import polka from 'polka';\npolka().listen(3000);\n"],
  ] as const)
    it(`leaves alone ${name}`, () => unfixed(shop(text, dependencies), rule));
});

describe('rules: fixes of manifests and images', function () {
  this.timeout(60_000);
  const stops = `${express}const server = app.listen(3000);\nprocess.on('SIGTERM', () => server.close());\n`;

  it('sleeps before the signal', () => {
    const after = fixed(shop(stops, { express: '5' }), 'rollout/no-drain-delay');
    assert.match(
      after['k8s/shop.yaml'] ?? '',
      /\n {8}- lifecycle:\n {12}preStop:\n {14}sleep:\n {16}seconds: 5\n {10}name: shop\n/,
    );
  });

  it('writes no second mapping of hooks', () => {
    const files = shop(
      stops,
      { express: '5' },
      {
        'k8s/shop.yaml': deployment('          lifecycle: { postStart: { exec: { command: [warm] } } }\n'),
      },
    );
    unfixed(files, 'rollout/no-drain-delay');
  });

  it('gives a shutdown the time that it takes', () => {
    const files = shop(
      stops,
      { express: '5' },
      {
        'k8s/shop.yaml': deployment(
          '          lifecycle: { preStop: { sleep: { seconds: 30 } } }\n',
          '      terminationGracePeriodSeconds: 20\n',
        ),
      },
    );
    const after = fixed(files, 'rollout/termination-budget-exceeded');
    assert.match(after['k8s/shop.yaml'] ?? '', /terminationGracePeriodSeconds: 35\n/);
  });

  it('starts the program itself', () => {
    const image = (start: string) => ({ Dockerfile: `FROM debian:12-slim\nCOPY . .\n${start}\n` });
    const rule = 'rollout/signal-not-delivered';
    const put = (start: string) => fixed(image(start), rule).Dockerfile?.split('\n').slice(2).join('\n').trim();
    assert.equal(put('CMD node dist/server.js'), 'CMD ["node", "dist/server.js"]');
    assert.equal(put('ENTRYPOINT node dist/server.js'), 'ENTRYPOINT ["node", "dist/server.js"]');
    assert.equal(put('CMD ["sh", "-c", "node dist/server.js"]'), 'CMD ["node", "dist/server.js"]');
    assert.equal(put('ENTRYPOINT ["sh", "-c", "node server.js"]'), 'ENTRYPOINT ["node", "server.js"]');
    unfixed(image('CMD npm start'), rule);
    unfixed(image('CMD migrate && node server.js'), rule);
    unfixed(image('ENTRYPOINT ["sh", "-c"]\nCMD ["node server.js"]'), rule);
  });

  it('lets liveness wait longer than readiness', () => {
    const rule = 'health/probes-identical-budget';
    const put = (readiness: string, liveness: string) =>
      fixed({ 'deploy/orders.yaml': manifest(`${readiness}${liveness}`) }, rule)['deploy/orders.yaml'] ?? '';
    assert.match(
      put(probe('readinessProbe', '/health'), probe('livenessProbe', '/health')),
      /livenessProbe:\n {12}failureThreshold: 9\n {12}httpGet/,
    );
    assert.match(
      put(
        probe('readinessProbe', '/health', '            periodSeconds: 5\n'),
        probe('livenessProbe', '/health', '            periodSeconds: 7\n            failureThreshold: 2\n'),
      ),
      /periodSeconds: 7\n {12}failureThreshold: 7\n/,
    );
    assert.match(
      put(probe('readinessProbe', '/health'), '          livenessProbe: { httpGet: { path: /health, port: 3000 } }\n'),
      /livenessProbe: \{ failureThreshold: 9, httpGet/,
    );
    unfixed(
      {
        'deploy/orders.yaml': manifest(
          '          readinessProbe: &probe\n            httpGet: { path: /health, port: 3000 }\n          livenessProbe: *probe\n',
        ),
      },
      rule,
    );
  });

  it('lets liveness wait for the start', () => {
    const command = '          command: [sh, -c, npx prisma migrate deploy && exec node server.js]\n';
    const rule = 'health/startup-probe-missing';
    const put = (liveness: string) => {
      const files = { 'deploy/orders.yaml': manifest(`${command}${liveness}`) };
      return fixed(files, rule, [], { rules: { [rule]: 'warning' } })['deploy/orders.yaml'] ?? '';
    };
    assert.match(
      put(probe('livenessProbe', '/live')),
      /\n {10}startupProbe:\n {12}httpGet: \{ path: "\/live", port: 3000 \}\n {12}periodSeconds: 10\n {12}failureThreshold: 30\n {10}livenessProbe:\n/,
    );
    assert.match(
      put('          livenessProbe: { tcpSocket: { port: 3000 } }\n'),
      /\n {10}startupProbe:\n {12}tcpSocket: \{ port: 3000 \}\n/,
    );
    const inBraces = {
      'deploy/orders.yaml': manifest('').replace(
        /- name: orders[\s\S]*$/,
        '- { name: orders, image: "registry.example/orders:1.4.0", command: [sh, -c, "npx prisma migrate deploy && exec node server.js"], livenessProbe: { httpGet: { path: /live, port: 3000 } } }\n',
      ),
    };
    const after = fixed(inBraces, rule, [], { rules: { [rule]: 'warning' } });
    assert.match(
      after['deploy/orders.yaml'] ?? '',
      /, startupProbe: \{ httpGet: \{ path: "\/live", port: 3000 \}, periodSeconds: 10, failureThreshold: 30 \}, livenessProbe: /,
    );
  });
});
