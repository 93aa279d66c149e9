import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { env } from '../../src/facts/env';

/** `NAME!` required, `NAME?` optional, `NAME~` required but only handed on; then default, where and how. */
function reads(text: string, path = 'src/config.ts'): string[] {
  const source = createSource(path, text);
  if (!env.files.test(path) || !env.accepts(path, text)) return [];
  return env.extract(source).map((fact) => {
    if (fact.kind !== 'env.read') return fact.kind;
    const need = fact.need === 'optional' ? '?' : fact.handedOn ? '~' : '!';
    const fallback = fact.fallback?.is === 'literal' ? `=${fact.fallback.value}` : fact.fallback ? '=…' : '';
    return `${fact.name}${need}${fallback}${fact.validated ? ' checked' : ''}${fact.access === 'dynamic' ? ' dynamic' : ''}`;
  });
}

describe('env: forms of a read', function () {
  this.timeout(180_000);
  const forms: [string, string[]][] = [
    ['use(process.env.KEY_A!)', ['KEY_A!']],
    ["use(process.env['KEY_A']!)", ['KEY_A!']],
    ['use(process.env[`KEY_A`]!)', ['KEY_A!']],
    ['use(process?.env?.KEY_A as string)', ['KEY_A!']],
    ['use(globalThis.process.env.KEY_A!)', ['KEY_A!']],
    ['const { KEY_A, KEY_B: b = "d", ...rest } = process.env; use(KEY_A, b)', ['KEY_A~', 'KEY_B?=d', '*? dynamic']],
    ["import { env } from 'node:process'; use(env.KEY_A!)", ['KEY_A!']],
    ["import process from 'process'; use(process.env.KEY_A!)", ['KEY_A!']],
    ["const { env } = require('process'); use(env.KEY_A!)", ['KEY_A!']],
    ['const e = process.env; use(e.KEY_A!)', ['KEY_A!']],
    ['function load(env = process.env) { return use(env.KEY_A!) }', ['KEY_A!']],
    ['export const load = (env: NodeJS.ProcessEnv) => use(env.KEY_A!)', ['KEY_A!']],
    ['function load(env: typeof process.env) { return use(env.KEY_A!) }', ['KEY_A!']],
    ['use(process.env[name])', ['*? dynamic']],
    [`use(process.env[\`FEATURE_\${name}\`])`, ['FEATURE_*? dynamic']],
    ['use(import.meta.env.VITE_API, import.meta.env.MODE)', ['VITE_API~']],
    ["use(Deno.env.get('KEY_A')!, Bun.env.KEY_B!)", ['KEY_B!', 'KEY_A!']],
    ["import { KEY_A } from '$env/static/private'; use(KEY_A)", ['KEY_A! checked']],
    ["import { env } from '$env/dynamic/private'; use(env.KEY_A!)", ['KEY_A!']],
    ["use(requireEnv('KEY_A'), getEnv('KEY_B'), getEnv('KEY_C', 'd'))", ['KEY_A!', 'KEY_B?', 'KEY_C?=d']],
    ['export default { async fetch(request, env) { return use(env.KEY_A) } }', ['KEY_A?']],
    ['process.env.KEY_A = "x"; delete process.env.KEY_B; use(process.env.KEY_C!)', ['KEY_C!']],
    ['use(process.env.NODE_ENV, process.env.npm_package_version, process.env.GITHUB_SHA)', []],
    ['const process = fake(); use(process.env.KEY_A)', []],
  ];
  for (const [text, expected] of forms) it(text, () => assert.deepEqual(reads(text), expected));
});

describe('env: what is needed', function () {
  this.timeout(180_000);
  const needs: [string, string[]][] = [
    [
      "for (const name of ['KEY_A', 'KEY_B']) if (!process.env[name]) throw new Error(name)",
      ['*? dynamic', 'KEY_A! checked', 'KEY_B! checked'],
    ],
    [
      "const names = ['KEY_A'] as const; names.forEach((n) => { if (!process.env[n]) throw new Error(n) })",
      ['*? dynamic', 'KEY_A! checked'],
    ],
    [
      "const missing = ['KEY_A'].filter((n) => !process.env[n]); if (missing.length > 0) { console.error(missing); process.exit(1) }",
      ['*? dynamic', 'KEY_A! checked'],
    ],
    [
      "function check() { if (['KEY_A'].some((n) => process.env[n] === undefined)) throw new Error('x') }",
      ['*? dynamic', 'KEY_A!'],
    ],
    [
      "const missing = ['KEY_A'].filter((n) => !process.env[n]); if (missing.length > 0) console.warn(missing)",
      ['*? dynamic', 'KEY_A?'],
    ],
    ['function mail(key = process.env.KEY_A) { if (!key) return; send(key) }', ['KEY_A?']],
    ['function mail(key = process.env.KEY_A) { send(key.length) }', ['KEY_A!']],
    ["use(process.env.KEY_A ?? 'd')", ['KEY_A?=d']],
    ['use(process.env.KEY_A || 5)', ['KEY_A?=5']],
    ["use(process.env.KEY_A ?? fail('KEY_A is missing'))", ['KEY_A! checked']],
    ['if (process.env.KEY_A) use(process.env.KEY_A)', ['KEY_A?', 'KEY_A?']],
    ["if (process.env.KEY_A === 'on') use()", ['KEY_A?']],
    ["use('KEY_A' in process.env)", ['KEY_A?']],
    ["if (!process.env.KEY_A) throw new Error('KEY_A'); use(process.env.KEY_A)", ['KEY_A! checked', 'KEY_A~']],
    [
      "if (!process.env.KEY_A || !process.env.KEY_B) { console.error('set both'); process.exit(1) }",
      ['KEY_A! checked', 'KEY_B! checked'],
    ],
    ["if (process.env.KEY_A === undefined) throw new Error('KEY_A')", ['KEY_A! checked']],
    ["if (process.env.KEY_A) throw new Error('must not be set')", ['KEY_A?']],
    ["if (process.env.NODE_ENV === 'production' && !process.env.KEY_A) throw new Error('KEY_A')", ['KEY_A! checked']],
    ["if (process.env.STORAGE === 's3') use(process.env.BUCKET!)", ['STORAGE?', 'BUCKET?']],
    [`use(\`https://\${process.env.KEY_A}/\`)`, ['KEY_A!']],
    ['const k = process.env.KEY_A; export const f = () => sign(k)', ['KEY_A!']],
    ['const k = process.env.KEY_A; export const f = () => (k ? sign(k) : undefined)', ['KEY_A?']],
    ['export const KEY_A = process.env.KEY_A', ['KEY_A~']],
    ['export const config = { key: process.env.KEY_A }', ['KEY_A~']],
    ['export const s = new Stripe({ apiKey: process.env.KEY_A })', ['KEY_A!']],
    ['Sentry.init({ release: process.env.KEY_A })', ['KEY_A~']],
    ['console.log(process.env.KEY_A)', ['KEY_A?']],
    ['use(Boolean(process.env.KEY_A))', ['KEY_A?']],
    ['use(Number.parseInt(process.env.KEY_A, 10) || 20)', ['KEY_A?=20']],
    ['use(toNumber(process.env.KEY_A, 64 * 1024))', ['KEY_A?=…']],
    ["use(process.env.KEY_A?.split(','))", ['KEY_A?']],
    ["use(process.env.KEY_A.split(','))", ['KEY_A!']],
    ['use(process.env.KEY_A)', ['KEY_A~']],
    ['use(process.env.KEY_A as Options)', ['KEY_A~']],
    ["use(process.env.KEY_A as 'on' | 'off')", ['KEY_A!']],
    ['use(convert(process.env.KEY_A)!)', ['KEY_A!']],
    ['function use(value) { return value.trim() } use(process.env.KEY_A)', ['KEY_A!']],
    ['function use(value) { return other(value) } use(process.env.KEY_A)', ['KEY_A~']],
    ['function use(value) { return use(value) } use(process.env.KEY_A)', ['KEY_A~']],
    ["function use(value = 'd') { return value } use(process.env.KEY_A)", ['KEY_A?=d']],
    ["use(Buffer.from(process.env.KEY_A, 'hex'))", ['KEY_A!']],
    ["import { Pool } from './pool'; new Pool(process.env.KEY_A)", ['KEY_A~']],
    ["import { Pool } from 'pg'; new Pool(process.env.KEY_A)", ['KEY_A!']],
    ['try { use(JSON.parse(process.env.KEY_A)) } catch {}', ['KEY_A?']],
    ["use(process.env.JWT_SECRET ?? 'q8Zr1vXe7TnB4kLm0Ys2')", ['JWT_SECRET?=…']],
  ];
  for (const [text, expected] of needs) it(text, () => assert.deepEqual(reads(text), expected));
});

describe('env: schemas of the environment', function () {
  this.timeout(180_000);
  const schemas: [string, string, string[]][] = [
    [
      'zod',
      'const s = z.object({ A_URL: z.string().url(), B: z.string().optional(), C: z.coerce.number().default(5), D: z.preprocess(x, z.string().nullish()), E: unknownSchema }); export const env = s.parse(process.env)',
      ['A_URL! checked', 'B? checked', 'C?=5 checked', 'D? checked', 'E? checked'],
    ],
    [
      'zod, extended',
      'const base = z.object({ A_URL: z.string() }); const s = base.extend({ B_URL: z.string() }).superRefine(check); s.safeParse({ ...process.env })',
      ['A_URL! checked', 'B_URL! checked', '*? dynamic'],
    ],
    [
      'valibot',
      'v.parse(v.object({ A_URL: v.string(), B: v.optional(v.string()) }), process.env)',
      ['A_URL! checked', 'B? checked'],
    ],
    [
      't3',
      'export const env = createEnv({ server: { A_URL: z.string() }, client: { NEXT_PUBLIC_B: z.string().optional() }, runtimeEnv: { A_URL: process.env.A_URL, NEXT_PUBLIC_B: process.env.NEXT_PUBLIC_B } })',
      ['A_URL! checked', 'NEXT_PUBLIC_B? checked', 'A_URL?', 'NEXT_PUBLIC_B?'],
    ],
    [
      'envalid',
      "export const env = cleanEnv(process.env, { A_URL: url(), B: str({ default: 'x' }), C: str({ devDefault: 'y' }) })",
      ['A_URL! checked', 'B?=x checked', 'C! checked'],
    ],
    [
      'znv',
      "export const { A_URL } = parseEnv(process.env, { A_URL: z.string(), B: { schema: z.string(), defaults: { _: 'x' } } })",
      ['A_URL! checked', 'B? checked'],
    ],
    [
      'env-var',
      "import env from 'env-var'; const a = env.get('A_URL').required().asString(); const b = env.get('B').default('x').asString(); const c = env.get('C').asBool()",
      ['A_URL! checked', 'B?=x checked', 'C? checked'],
    ],
    [
      'Joi in Nest',
      'ConfigModule.forRoot({ validationSchema: Joi.object({ A_URL: Joi.string().required(), B: Joi.string(), C: Joi.number().default(3) }) })',
      ['A_URL! checked', 'B? checked', 'C?=3 checked'],
    ],
    [
      'convict',
      "import convict from 'convict'; convict({ db: { host: { env: 'A_HOST', default: 'localhost' } } })",
      ['A_HOST?=localhost checked'],
    ],
    [
      'fastify',
      "import fastifyEnv from '@fastify/env'; const schema = { type: 'object', required: ['A_URL'], properties: { A_URL: { type: 'string' }, B: { type: 'string', default: 'x' } } }",
      ['A_URL! checked', 'B?=x checked'],
    ],
    [
      'class-validator',
      "import { IsOptional, IsString } from 'class-validator'; class EnvironmentVariables { @IsString() A_URL: string; @IsOptional() @IsString() B: string; @IsString() C = 'x' }",
      ['A_URL! checked', 'B? checked', 'C? checked'],
    ],
    [
      'Nest service',
      "import { ConfigService } from '@nestjs/config'; class A { constructor(private configService: ConfigService) {} run() { use(this.configService.getOrThrow('A_URL'), this.configService.get('B', 'x'), this.configService.get('db.host')) } }",
      ['A_URL!', 'B?=x'],
    ],
  ];
  for (const [name, text, expected] of schemas) it(name, () => assert.deepEqual(reads(text), expected));
});

describe('env: other files', () => {
  it('reads a Prisma schema, where the shadow database is optional', () =>
    assert.deepEqual(
      reads(
        'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n  shadowDatabaseUrl = env("SHADOW_URL")\n}\n',
        'prisma/schema.prisma',
      ),
      ['DATABASE_URL!', 'SHADOW_URL?'],
    ));
  it('reads shell scripts but for what they set themselves', () =>
    assert.deepEqual(
      reads(
        `#!/bin/sh\nNAME=orders\nfor FILE in *; do echo "$FILE $NAME"; done\nexec run "\${KEY_A:?}" "\${KEY_B:-x}" "$KEY_C" # $NOT_READ\n`,
        'docker/entrypoint.sh',
      ),
      ['KEY_A! checked', 'KEY_B?=…', 'KEY_C?'],
    ));
  it('reads compose files, where $$ is a dollar sign', () =>
    assert.deepEqual(
      reads(
        `services:\n  a:\n    environment:\n      A: \${KEY_A}\n      B: \${KEY_B:?set it}\n      C: \${KEY_C:-d}\n      D: $$KEY_D\n`,
        'compose.yaml',
      ),
      ['KEY_A?', 'KEY_B! checked', 'KEY_C?=…'],
    ));
  it('reads scripts of a package at their place', () => {
    const text = '{\n  "scripts": {\n    "migrate": "prisma migrate deploy --url $DATABASE_URL"\n  }\n}\n';
    const [fact] = env.extract(createSource('package.json', text));
    assert.equal(fact?.kind === 'env.read' && fact.name, 'DATABASE_URL');
    assert.equal(fact?.at.line, 3);
    assert.equal(text.slice(fact?.at.start, fact?.at.end), 'DATABASE_URL');
  });
  it('reads the scripts of components at their place', () => {
    const vue =
      '<template><b /></template>\n<script setup lang="ts">\nconst url = call(import.meta.env.VITE_API!);\n</script>\n';
    assert.deepEqual(reads(vue, 'src/App.vue'), ['VITE_API!']);
    const [fact] = env.extract(createSource('src/App.vue', vue));
    assert.deepEqual(
      [fact?.at.file, fact?.at.line, vue.slice(fact?.at.start, fact?.at.end)],
      ['src/App.vue', 3, 'import.meta.env.VITE_API'],
    );
    const astro = '---\nconst key = sign(process.env.KEY_A!);\n---\n<p>{key}</p>\n';
    assert.deepEqual(reads(astro, 'src/pages/index.astro'), ['KEY_A!']);
  });
  it('reads the mapping of node-config', () =>
    assert.deepEqual(reads('{ "db": { "host": "DB_HOST" } }', 'config/custom-environment-variables.json'), [
      'DB_HOST?',
    ]));
  it('reads the configuration that Nuxt fills when it starts', () =>
    assert.deepEqual(
      reads(
        "export default defineNuxtConfig({ runtimeConfig: { apiSecret: '', db: { url: process.env.DB_URL, poolSize: 5 }, public: { apiBase: '/api' } } })",
        'nuxt.config.ts',
      ),
      ['DB_URL~', 'NUXT_API_SECRET~', 'NUXT_DB_URL?=…', 'NUXT_DB_POOL_SIZE?=5', 'NUXT_PUBLIC_API_BASE?=/api'],
    ));
  it('leaves out tests, tools and samples', () => {
    for (const path of [
      'src/a.test.ts',
      'e2e/login.ts',
      'vitest.config.ts',
      'scripts/import.ts',
      'examples/app/main.ts',
      'prisma/seed.ts',
      'src/env.d.ts',
    ])
      assert.deepEqual(reads('use(process.env.KEY_A!)', path), [], path);
  });
});

describe('env: where and when', function () {
  this.timeout(180_000);
  const first = (text: string, path = 'src/a.ts') => {
    const [fact] = env.extract(createSource(path, text));
    assert.equal(fact?.kind, 'env.read');
    return fact?.kind === 'env.read' ? fact : assert.fail();
  };
  it('tells the browser by what the file says of itself', () => {
    assert.equal(first("'use client';\nuse(process.env.KEY_A)").side, 'client');
    assert.equal(first('use(process.env.KEY_A)').side, 'server');
  });
  it('tells build, start and call', () => {
    assert.equal(first('use(process.env.KEY_A!)').when, 'start');
    assert.equal(first('export const f = () => use(process.env.KEY_A!)').when, 'call');
    assert.equal(first('export default { env: { A: process.env.KEY_A } }', 'next.config.mjs').when, 'build');
    assert.equal(first('use(process.env.NEXT_PUBLIC_A!)').when, 'build');
    assert.equal(first('export default { url: process.env.KEY_A! }', 'drizzle.config.ts').when, 'deploy');
  });
  it('points at the read', () => {
    const text = 'const a = 1;\nuse(process.env.KEY_A!);\n';
    const { at } = first(text);
    assert.deepEqual([at.line, at.column, text.slice(at.start, at.end)], [2, 5, 'process.env.KEY_A']);
  });
  it('says why a broken file was not read', () => {
    const [fact] = env.extract(createSource('src/a.ts', 'use(process.env.KEY_A'));
    assert.equal(fact?.kind, 'text.unread');
  });
});
