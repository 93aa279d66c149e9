import assert from 'node:assert/strict';
import { compose } from '../../src/facts/compose';
import { installOf } from '../../src/facts/delivery/installs';
import { dockerfile } from '../../src/facts/dockerfile';
import { factsOf, placeOf } from '../support/facts';

const built = (text: string, path = 'Dockerfile') => {
  const [fact] = factsOf(dockerfile, path, text, 'image.built');
  assert.ok(fact);
  return fact;
};

describe('facts/dockerfile', () => {
  const entries: [string, string, boolean][] = [
    ['CMD ["node", "server.js"]', 'exec', false],
    ['CMD node server.js', 'shell', false],
    ['CMD exec node server.js', 'exec', false],
    ['CMD ["npm", "start"]', 'package-script', false],
    ['CMD npm run start:prod', 'package-script', false],
    ['CMD ["yarn", "node", "server.js"]', 'exec', false],
    ['ENTRYPOINT ["/sbin/tini", "--"]\nCMD ["npm", "start"]', 'package-script', true],
    ['ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node", "server.js"]', 'exec', false],
    ['CMD ["sh", "-c", "npx prisma migrate deploy && exec node server.js"]', 'exec', false],
    ['CMD ["sh", "-c", "npx prisma migrate deploy && node server.js"]', 'shell', false],
    ['RUN true', 'none', false],
  ];
  for (const [lines, entry, init] of entries)
    it(`${lines.replace('\n', ' · ')} is ${entry}${init ? ' behind an init' : ''}`, () => {
      const fact = built(`FROM node:22\n${lines}\n`);
      assert.deepEqual([fact.entry, fact.init], [entry, init]);
    });

  it('knows the programs of the final image only', () => {
    assert.ok(
      !built('FROM node:22 AS build\nRUN npm ci\nFROM node:22-slim\nCOPY --from=build /app /app\n').tools.includes(
        'curl',
      ),
    );
    assert.ok(built('FROM node:22\n').tools.includes('curl'));
    assert.ok(built('FROM node:22-alpine\nRUN apk add --no-cache curl=8.1 && rm -rf /tmp\n').tools.includes('curl'));
    assert.ok(
      built(
        'FROM node:22-slim AS base\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nFROM base\n',
      ).tools.includes('curl'),
    );
    assert.deepEqual(built('FROM gcr.io/distroless/nodejs22\n').tools, ['node']);
    assert.ok(built('FROM registry.example/own:1\n').tools.includes('*'));
  });

  it('follows ARG into the base image', () => {
    const fact = built(`ARG VERSION=22.1\nFROM node:\${VERSION}-slim\n`);
    assert.deepEqual([fact.base, fact.pinned, fact.floating], ['node:22.1-slim', true, undefined]);
    assert.equal(built('FROM node:lts\n').pinned, false);
    assert.equal(built('FROM debian:bookworm-slim\n').pinned, true);
  });

  it('reads HEALTHCHECK with its defaults and the port from ENV', () => {
    const text = `FROM node:22\nENV PORT=4000\nHEALTHCHECK --interval=1m30s --timeout=4s \\\n  CMD curl -f http://localhost:\${PORT:-3000}/health?x=1 || exit 1\nEXPOSE $PORT 9229/tcp 53/udp\n`;
    const [probe] = factsOf(dockerfile, 'web/Dockerfile', text, 'probe.declared');
    assert.deepEqual(
      [probe?.workload, probe?.path, probe?.port, probe?.periodMs, probe?.timeoutMs, probe?.failures, probe?.build],
      ['web', '/health', 4000, 90_000, 4000, 3, 'web'],
    );
    assert.deepEqual(
      factsOf(dockerfile, 'web/Dockerfile', text, 'port.declared').map((fact) => fact.port),
      [4000, 9229],
    );
    assert.deepEqual(
      factsOf(dockerfile, 'Dockerfile', 'FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n', 'probe.declared'),
      [],
    );
  });

  it('tells what is set while building and what stays', () => {
    const facts = factsOf(
      dockerfile,
      'Dockerfile',
      'FROM node:22 AS build\nARG TOKEN\nENV A=1\nFROM node:22\nENV B=2 C="x y"\nENV TOKEN=$TOKEN\n',
      'env.declared',
    );
    assert.deepEqual(
      facts.map((fact) => [fact.name, fact.when, fact.passes ?? false, fact.references, placeOf(fact.at)]),
      [
        ['TOKEN', 'build', true, undefined, 'Dockerfile:2:5'],
        ['A', 'build', false, undefined, 'Dockerfile:3:5'],
        ['B', 'start', false, undefined, 'Dockerfile:5:5'],
        ['C', 'start', false, undefined, 'Dockerfile:5:9'],
        ['TOKEN', 'start', true, 'TOKEN', 'Dockerfile:6:5'],
      ],
    );
  });

  const installs: [string, boolean | undefined][] = [
    ['npm ci --omit=dev', true],
    ['npm install', false],
    ['npm i --production', false],
    ['npm install -g pnpm', undefined],
    ['npm install sharp', undefined],
    ['yarn', false],
    ['yarn install --immutable', true],
    ['yarn build', undefined],
    ['pnpm i --frozen-lockfile', true],
    ['pnpm install --prod', false],
    ['pnpm add x', undefined],
    ['bun install --frozen-lockfile', true],
    ['bun i', false],
    ['corepack yarn install', false],
  ];
  for (const [command, frozen] of installs)
    it(`${command}: ${frozen === undefined ? 'no install of the project' : frozen ? 'obeys the lock file' : 'resolves anew'}`, () =>
      assert.equal(installOf(command.split(' '))?.frozen, frozen));
});

describe('facts/compose', () => {
  const text = `services:
  api:
    build: { context: ./api, dockerfile: docker/Dockerfile }
    image: registry.example/api:1
    ports: ["127.0.0.1:8080:3000", { target: 9000, published: 9001 }]
    stop_grace_period: 1m
    depends_on:
      db: { condition: service_healthy }
    env_file: [.env, { path: ./more.env, required: false }]
    environment:
      LOG_LEVEL: info
      TOKEN:
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:3000/ready"]
      interval: 10s
  db:
    image: postgres:17
    environment: [POSTGRES_USER=shop, PGDATA]
    healthcheck: { test: pg_isready, timeout: 2s, retries: 7 }
`;

  it('reads services with their build, order and grace period', () => {
    const [api, db] = factsOf(compose, 'deploy/compose.prod.yaml', text, 'workload.declared');
    assert.deepEqual(
      [api?.environment, api?.build, api?.dockerfile, api?.graceMs],
      ['production', 'deploy/api', 'deploy/api/docker/Dockerfile', 60_000],
    );
    assert.deepEqual(api?.startsAfter, [{ name: 'db', condition: 'service_healthy' }]);
    assert.deepEqual([db?.sort, db?.ready, db?.graceMs], ['worker', true, 10_000]);
  });

  it('reads health checks; what others wait for is a readiness check', () => {
    const [api, db] = factsOf(compose, 'compose.yaml', text, 'probe.declared');
    assert.deepEqual(
      [api?.role, api?.path, api?.port, api?.periodMs, api?.timeoutMs],
      ['container', '/ready', 3000, 10_000, 30_000],
    );
    assert.deepEqual([db?.role, db?.failures, db?.timeoutMs], ['ready', 7, 2000]);
  });

  it('reads ports and variables', () => {
    const ports = factsOf(compose, 'compose.yaml', text, 'port.declared');
    assert.deepEqual(
      ports.map((fact) => [fact.layer, fact.port]),
      [
        ['container', 3000],
        ['service', 8080],
        ['container', 9000],
        ['service', 9001],
      ],
    );
    const variables = factsOf(compose, 'compose.yaml', text, 'env.declared');
    assert.deepEqual(
      variables.map((fact) => [fact.name, fact.layer, fact.references, fact.passes ?? false]),
      [
        ['*', 20, '.env', false],
        ['*', 21, 'more.env', false],
        ['LOG_LEVEL', 50, undefined, false],
        ['TOKEN', 50, undefined, true],
        ['POSTGRES_USER', 50, undefined, false],
        ['PGDATA', 50, undefined, true],
      ],
    );
  });
});
