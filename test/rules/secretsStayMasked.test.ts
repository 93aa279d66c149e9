import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parts } from '../../src/parts';
import { htmlReport } from '../../src/report/html';
import type { ReportInput } from '../../src/report/input';
import { jsonReport } from '../../src/report/json';
import { markdownComment, markdownReport } from '../../src/report/markdown';
import { sarifReport } from '../../src/report/sarif';
import { textReport } from '../../src/report/text';
import { serve } from '../../src/vscode/engine';
import { type Channel, connect, type ToEditor, type ToEngine } from '../../src/vscode/protocol';
import { commentPlan, type PlanRequest, planJson, startPolicy, writePlan } from '../../src/writePlan';
import { type Files, open, review } from '../support/project';

/** Secrets as vendors and people make them: random, of letters and digits. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const random = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 14, maxLength: 32 })
  .filter((text) => /\d/.test(text) && /[a-z]/i.test(text));

const places: ((secret: string) => Record<string, string>)[] = [
  (secret) => ({ 'src/a.ts': `const jwtSecret = '${secret}';\n` }),
  (secret) => ({
    'src/a.ts': `export const pool = new Pool({ connectionString: 'postgres://app:${secret}@db.acme.io:5432/app?sslmode=require' });\n`,
  }),
  (secret) => ({ 'src/a.ts': `export const key = process.env.API_SECRET ?? '${secret}';\n` }),
  (secret) => ({ 'src/a.ts': `fetch(url, { headers: { Authorization: 'Bearer ${secret}${secret}' } });\n` }),
  (secret) => ({ 'src/a.ts': `const stripe = new Stripe('sk_live_${secret}');\n` }),
  (secret) => ({ 'src/a.ts': `fetch('https://api.staging.acme.io/v1?token=${secret}');\n` }),
  (secret) => ({
    '.env.production': `SMTP_PASSWORD=${secret}\nDATABASE_URL=postgres://app:${secret}@db.staging.internal/app\n`,
  }),
  (secret) => ({
    'deploy/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  API_TOKEN: ${secret}\n`,
  }),
  (secret) => ({
    'compose.yaml': `services:\n  a:\n    image: acme/a:1\n    restart: always\n    environment:\n      SESSION_SECRET: \${SESSION_SECRET:-${secret}}\n`,
  }),
  (secret) => ({ Dockerfile: `FROM node:22.11.0-alpine\nENV API_SECRET=${secret}\nCMD ["node", "a.js"]\n` }),
  (secret) => ({ 'infra/main.tf': `variable "db_password" {\n  default = "${secret}"\n}\n` }),
];

/** Files that no rule on secrets reads, but other facts come from. */
const elsewhere: typeof places = [
  (secret) => ({
    'ecosystem.config.js': `module.exports = { apps: [{ name: 'a', script: 'a.js', env_production: { API_SECRET: '${secret}' } }] };\n`,
  }),
  (secret) => ({ 'deploy/a.service': `[Service]\nExecStart=/usr/bin/node a.js\nEnvironment=API_SECRET=${secret}\n` }),
  (secret) => ({
    'template.yaml': `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Environment:\n        Variables:\n          API_SECRET: ${secret}\n`,
  }),
  (secret) => ({
    'fly.production.toml': `app = "a"\n[env]\nAPI_SECRET = "${secret}"\nDATABASE_URL = "postgres://a:${secret}@db.staging.internal/a"\n`,
  }),
  (secret) => ({
    'values-production.yaml': `env:\n  API_SECRET: ${secret}\n`,
    'Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
    'templates/a.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: a, env: [{ name: API_SECRET, value: "{{ .Values.env.API_SECRET }}" }] }] } } }\n`,
  }),
  (secret) => ({
    '.github/workflows/deploy.yml': `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env: { API_SECRET: ${secret} }\n    steps:\n      - run: heroku config:set API_SECRET=${secret} -a shop\n      - run: kubectl set env deployment/a API_SECRET=${secret}\n      - run: curl -H "Authorization: Bearer ${secret}" -X POST https://deploy.acme.io/hook?token=${secret}\n      - run: helm upgrade a ./chart --set env.API_SECRET=${secret}\n`,
  }),
  (secret) => ({
    'src/a.ts': `const { API_SECRET = '${secret}' } = process.env;\nexport const env = z.object({ TOKEN: z.string().default('${secret}') }).parse(process.env);\n`,
  }),
  // Nothing but the command itself says how it goes back.
  (secret) => ({
    '.github/workflows/deploy.yml': `on: { push: { branches: [main] } }\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: serverless deploy --token ${secret} --stage prod\n`,
    'src/a.ts':
      "import express from 'express';\nconst app = express();\napp.get('/a', (_req, res) => res.json([]));\napp.listen(80);\n",
    'package.json': '{"name":"a","scripts":{"start":"node src/a.js"},"dependencies":{"express":"5.0.0"}}',
  }),
  (secret) => ({
    'db/migrations/20260101000000_users.sql': `CREATE TABLE users (id int PRIMARY KEY, password text NOT NULL DEFAULT '${secret}');\n`,
    'db/migrations/20260102000000_change.sql': `ALTER TABLE users ALTER COLUMN password SET DEFAULT '${secret}x';\nALTER TABLE users DROP COLUMN password;\n`,
  }),
  (secret) => ({
    'k8s/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { DATABASE_URL: "postgres://a:${secret}@10.1.2.3/a" }\n`,
  }),
];

const everywhere = [...places, ...elsewhere];
const now = '2026-11-02T10:00:00Z';

/** Everything that is ever written of a repository, by the name of the output. */
function outputs(head: Files): Record<string, string> {
  const session = open({ head, base: {} });
  const input: ReportInput = {
    review: session.review(),
    scope: 'all',
    rules: parts.rules,
    version: '1.0.0',
    policy: null,
    notes: [],
  };
  const request: PlanRequest = {
    review: input.review,
    policy: {},
    now,
    facts: session.facts,
    content: session.text,
    text: session.text,
  };
  const plan = writePlan(request);
  return {
    text: textReport(input, { colour: false, width: 100 }),
    json: jsonReport(input),
    sarif: sarifReport(input, { includeSuppressed: true }),
    markdown: markdownReport(input),
    comment: markdownComment(input),
    html: htmlReport(input),
    plan: 'text' in plan ? plan.text : plan.refused,
    'plan as data': JSON.stringify(planJson(request)),
    'plan as a comment': commentPlan(request),
    'first policy': startPolicy(session.facts),
  };
}

/** What the engine tells the editor, which shows it in the Problems view, the tree, hovers, plans and reports. */
async function editorMessages(head: Files): Promise<string> {
  const said: string[] = [];
  const listeners: Record<'engine' | 'editor', (message: unknown) => void> = { engine: () => {}, editor: () => {} };
  const engine: Channel = {
    post(message) {
      said.push(JSON.stringify(message));
      queueMicrotask(() => listeners.editor(message));
    },
    listen: (take) => {
      listeners.engine = take;
    },
  };
  const editor: Channel = {
    post: (message) => queueMicrotask(() => listeners.engine(message)),
    listen: (take) => {
      listeners.editor = take;
    },
  };
  serve(engine);
  const { ask } = connect<ToEditor, ToEngine>(editor, {
    list: ({ side }) => (side === 'head' ? Object.keys(head) : []),
    read: ({ side, files }) => files.map(({ path }) => (side === 'head' ? head[path] : undefined)),
    log: () => undefined,
  });
  const root = 'memory:/shop';
  await ask('open', {
    root,
    comparison: { headName: 'working tree', base: { is: 'empty' }, notes: [], today: '2026-11-02' },
  });
  await ask('update', {
    root,
    files: Object.entries(head).map(([path, content]) => ({ path, content: `${content}\n` })),
  });
  await ask('plan', { root, file: 'release-plan.md', now });
  for (const format of ['json', 'markdown'] as const) await ask('report', { root, format });
  return said.join('\n');
}

describe('rules: secrets stay masked', function () {
  this.timeout(180_000);
  it('no review contains one, wherever it stands', () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 0, max: everywhere.length - 1 }), (secret, place) => {
        const files = everywhere[place]?.(secret) ?? {};
        const written = JSON.stringify(review({ head: files, base: {} }));
        assert.ok(!written.includes(secret), `${Object.keys(files)}`);
      }),
      { numRuns: 120 },
    );
  });
  it('no output contains one', () => {
    fc.assert(
      fc.property(random, fc.integer({ min: 0, max: everywhere.length - 1 }), (secret, place) => {
        for (const [name, text] of Object.entries(outputs(everywhere[place]?.(secret) ?? {})))
          assert.ok(!text.includes(secret), `${name} of place ${place}`);
      }),
      { numRuns: 120 },
    );
  });
  it('the editor is told none', async () => {
    await fc.assert(
      fc.asyncProperty(random, fc.integer({ min: 0, max: everywhere.length - 1 }), async (secret, place) => {
        const said = await editorMessages(everywhere[place]?.(secret) ?? {});
        assert.match(said, /"findings"/);
        assert.ok(!said.includes(secret), `place ${place}`);
      }),
      { numRuns: 60 },
    );
  });
  it('most of them are reported', () => {
    const secret = 'q8Zr1vXe7TnB4kLm0Ys2';
    const silent = places.filter(
      (place) => !review({ head: place(secret), base: {} }).findings.some((f) => /secret/.test(f.rule)),
    );
    // The token in a query is none of the known forms; the address is reported for its host.
    assert.equal(silent.length, 1);
  });
});
