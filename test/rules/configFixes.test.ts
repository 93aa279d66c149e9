import assert from 'node:assert/strict';
import type { Finding } from '../../src/core/finding';
import { applied } from '../support/fixes';
import { type Files, review } from '../support/project';

const found = (head: Files, rule: string): Finding[] =>
  review({ head, base: {} }).findings.filter((finding) => finding.rule === rule);

/** Applies the fix of this title (the first one without) and gives the files; the finding must be gone. */
function fixed(head: Files, rule: string, title?: RegExp): Files {
  const [finding] = found(head, rule);
  assert.ok(finding, `${rule} is reported`);
  const fix = finding.fixes?.find((candidate) => !title || title.test(candidate.title));
  assert.ok(fix, `${rule} has the fix: ${finding.fixes?.map((candidate) => candidate.title)}`);
  const after = applied(head, fix.edits);
  assert.deepEqual(found(after, rule), [], 'the finding is gone');
  return after;
}

const workflow = (job: string, more = '') =>
  `name: Deploy\non:\n  push:\n    branches: [main]\n${more}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n${job}`;
const deployment = (env: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: acme/shop:1.2.3\n          env:\n${env}`;
const shop = { 'package.json': '{ "name": "shop", "scripts": { "start": "node src/main.js" } }' };

describe('rules: fixes of configuration', function () {
  this.timeout(180_000);

  it('moves an address into the environment: code, schema, example and manifest', () => {
    const after = fixed(
      {
        ...shop,
        'src/search.ts': "export const search = (q: string) => fetch('https://search.staging.acme.io');\n",
        'src/env.ts':
          "import { z } from 'zod';\nexport const env = z.object({\n  DATABASE_URL: z.string(),\n}).parse(process.env);\n",
        '.env.example': 'DATABASE_URL=\n',
        'k8s/shop.yaml': deployment('            - name: DATABASE_URL\n              value: x\n'),
      },
      'config/hardcoded-endpoint',
    );
    assert.equal(after['src/search.ts'], 'export const search = (q: string) => fetch(process.env.SEARCH_URL!);\n');
    assert.match(
      after['src/env.ts'] ?? '',
      /\{\n {2}SEARCH_URL: z\.string\(\)\.min\(1\),\n {2}DATABASE_URL: z\.string\(\),\n\}/,
    );
    assert.equal(after['.env.example'], 'SEARCH_URL=\nDATABASE_URL=\n');
    assert.equal(
      after['k8s/shop.yaml'],
      deployment(
        '            - name: SEARCH_URL\n              value: ""\n            - name: DATABASE_URL\n              value: x\n',
      ),
    );
  });

  it('reads a variable in a browser as the bundler builds it in', () => {
    const vite = JSON.stringify({
      name: 'web',
      private: true,
      scripts: { build: 'vite build' },
      dependencies: { react: '18.3.0' },
      devDependencies: { vite: '5.4.0', '@vitejs/plugin-react': '4.3.0' },
    });
    const search = "fetch('https://search.staging.acme.io');\n";
    const inVite = fixed(
      { 'package.json': vite, 'src/search.ts': search, '.env.example': 'VITE_API_URL=\n' },
      'config/hardcoded-endpoint',
    );
    assert.equal(inVite['src/search.ts'], 'fetch(import.meta.env.VITE_SEARCH_URL!);\n');
    assert.equal(inVite['.env.example'], 'VITE_SEARCH_URL=\nVITE_API_URL=\n');
    const next = JSON.stringify({ name: 'web', scripts: { start: 'next start' }, dependencies: { next: '15.0.0' } });
    const inNext = fixed(
      { 'package.json': next, 'src/search.ts': `'use client';\n${search}` },
      'config/hardcoded-endpoint',
    );
    assert.equal(inNext['src/search.ts'], "'use client';\nfetch(process.env.NEXT_PUBLIC_SEARCH_URL!);\n");
    assert.equal(
      fixed({ 'package.json': next, 'src/search.ts': search }, 'config/hardcoded-endpoint')['src/search.ts'],
      'fetch(process.env.SEARCH_URL!);\n',
    );
  });

  it('offers no variable for a secret in a bundle', () => {
    const [finding] = found(
      {
        'package.json': JSON.stringify({ name: 'web', dependencies: { next: '15.0.0' } }),
        'src/jwt.ts': "'use client';\nexport const jwtSecret = 'q8Zr1vXe7TnB4kLm0Ys2';\n",
      },
      'config/hardcoded-secret',
    );
    assert.ok(finding);
    assert.deepEqual(finding.fixes ?? [], []);
  });

  it('refers to the secret that the neighbours refer to', () => {
    const own =
      '            - name: DATABASE_URL\n              valueFrom: { secretKeyRef: { name: shop, key: DATABASE_URL } }\n';
    const after = fixed(
      { ...shop, 'src/jwt.ts': "export const jwtSecret = 'q8Zr1vXe7TnB4kLm0Ys2';\n", 'k8s/shop.yaml': deployment(own) },
      'config/hardcoded-secret',
    );
    assert.equal(
      after['k8s/shop.yaml'],
      deployment(
        `            - name: JWT_SECRET\n              valueFrom:\n                secretKeyRef:\n                  name: shop\n                  key: JWT_SECRET\n${own}`,
      ),
    );
    assert.equal(after['.env.example'], 'JWT_SECRET=\n');
  });

  it('writes into compose files in their own form, and leaves flow style alone', () => {
    const inCompose = (environment: string) =>
      fixed(
        {
          ...shop,
          'src/main.ts': 'sign(process.env.REFUND_SECRET!, process.env.MODE!);\n',
          'compose.yaml': `services:\n  shop:\n    build: .\n    environment:\n${environment}`,
        },
        'infrastructure/env-var-undeclared',
        /compose/,
      )['compose.yaml'];
    assert.match(
      inCompose('      MODE: x\n') ?? '',
      /environment:\n {6}REFUND_SECRET: \$\{REFUND_SECRET:\?\}\n {6}MODE: x\n/,
    );
    assert.match(
      inCompose('      - MODE=x\n') ?? '',
      /environment:\n {6}- REFUND_SECRET=\$\{REFUND_SECRET:\?\}\n {6}- MODE=x\n/,
    );
    const [finding] = found(
      {
        ...shop,
        'src/main.ts': 'sign(process.env.REFUND_SECRET!);\n',
        'compose.yaml': 'services:\n  shop: { build: ., environment: { MODE: x } }\n',
      },
      'infrastructure/env-var-undeclared',
    );
    assert.ok(finding);
    assert.deepEqual(finding.fixes ?? [], []);
  });

  it('adds the missing key to the sibling environment', () => {
    const after = fixed(
      {
        'src/a.ts': 'sign(process.env.REFUND_SECRET!, process.env.DATABASE_URL!);\n',
        '.env.staging': 'DATABASE_URL=a\nREFUND_SECRET=b\n',
        '.env.production': 'DATABASE_URL=c\n',
      },
      'infrastructure/env-missing-in-environment',
    );
    assert.equal(after['.env.production'], 'REFUND_SECRET=\nDATABASE_URL=c\n');
    const overlay = (env: string, more = '') => ({
      [`k8s/${env}/shop.yaml`]: deployment(`            - name: DATABASE_URL\n              value: x\n${more}`),
    });
    const manifests = fixed(
      {
        ...shop,
        'src/a.ts': 'sign(process.env.REFUND_HOST!, process.env.DATABASE_URL!);\n',
        ...overlay('staging', '            - name: REFUND_HOST\n              value: b\n'),
        ...overlay('production'),
      },
      'infrastructure/env-missing-in-environment',
    );
    assert.match(
      manifests['k8s/production/shop.yaml'] ?? '',
      /- name: REFUND_HOST\n {14}value: ""\n {12}- name: DATABASE_URL/,
    );
  });

  it('adds the missing key to a config map, a generator and the values of a chart', () => {
    const code = { ...shop, 'src/a.ts': 'sign(process.env.REFUND_HOST!, process.env.DATABASE_URL!);\n' };
    const from = deployment('').replace('          env:\n', '          envFrom: [{ configMapRef: { name: shop } }]\n');
    const rule = 'infrastructure/env-missing-in-environment';
    const config = (data: string) =>
      `${from}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  DATABASE_URL: x\n${data}`;
    const maps = fixed(
      { ...code, 'k8s/staging/shop.yaml': config('  REFUND_HOST: y\n'), 'k8s/production/shop.yaml': config('') },
      rule,
    );
    assert.match(maps['k8s/production/shop.yaml'] ?? '', /data:\n {2}REFUND_HOST: ""\n {2}DATABASE_URL: x\n/);

    const generator = (literals: string) =>
      `resources: [../../base]\nconfigMapGenerator:\n  - name: shop\n    literals:\n      - DATABASE_URL=x\n${literals}`;
    const overlays = fixed(
      {
        ...code,
        'k8s/base/kustomization.yaml': 'resources: [shop.yaml]\n',
        'k8s/base/shop.yaml': from,
        'k8s/overlays/staging/kustomization.yaml': generator('      - REFUND_HOST=y\n'),
        'k8s/overlays/production/kustomization.yaml': generator(''),
      },
      rule,
    );
    assert.equal(
      overlays['k8s/overlays/production/kustomization.yaml'],
      generator('').replace('- DATABASE_URL', '- REFUND_HOST=\n      - DATABASE_URL'),
    );

    const item =
      '            {{- range $name, $value := .Values.env }}\n            - name: {{ $name }}\n              value: {{ $value | quote }}\n            {{- end }}\n';
    const values = fixed(
      {
        ...code,
        'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
        'chart/templates/shop.yaml': deployment(item),
        'chart/values.yaml': 'env: {}\n',
        'chart/values-staging.yaml': 'env:\n  DATABASE_URL: x\n  REFUND_HOST: y\n',
        'chart/values-production.yaml': 'env:\n  DATABASE_URL: x\n',
      },
      rule,
    );
    assert.equal(values['chart/values-production.yaml'], 'env:\n  REFUND_HOST: ""\n  DATABASE_URL: x\n');
    assert.equal(values['chart/templates/shop.yaml'], deployment(item));
  });

  it('installs what the lock file says', () => {
    const after = fixed(
      {
        ...shop,
        'package-lock.json': '{ "lockfileVersion": 3 }',
        Dockerfile: 'FROM node:22.11.0-alpine\nCOPY . .\nRUN npm install --omit=dev\nCMD ["node", "src/main.js"]\n',
      },
      'infrastructure/non-reproducible-build',
    );
    assert.match(after.Dockerfile ?? '', /RUN npm ci --omit=dev\n/);
  });

  it('gives a deploy job a group, and stops the next run from cancelling it', () => {
    const steps = '    steps:\n      - run: npm test\n      - run: helm upgrade --install shop ./chart --wait\n';
    const file = '.github/workflows/deploy.yml';
    const grouped = fixed({ [file]: workflow(steps) }, 'infrastructure/deploy-job-unserialised');
    assert.match(
      grouped[file] ?? '',
      /deploy:\n {4}concurrency:\n {6}group: deploy\n {6}cancel-in-progress: false\n {4}runs-on/,
    );
    const cancelled = fixed(
      { [file]: workflow(steps, 'concurrency:\n  group: production\n  cancel-in-progress: true\n') },
      'infrastructure/deploy-job-cancellable',
    );
    assert.match(cancelled[file] ?? '', /cancel-in-progress: false\n/);
  });

  it('waits for the rollout', () => {
    const file = '.github/workflows/deploy.yml';
    const kubectl = '    steps:\n      - run: kubectl -n shop set image deployment/shop shop=acme/shop:1\n';
    assert.match(
      fixed({ [file]: workflow(kubectl) }, 'observability/deploy-not-verified')[file] ?? '',
      /shop=acme\/shop:1 && kubectl rollout status deployment\/shop -n shop --timeout=5m\n/,
    );
    const helm = '    steps:\n      - run: helm upgrade --install shop ./chart\n';
    assert.match(
      fixed({ [file]: workflow(helm) }, 'observability/deploy-not-verified')[file] ?? '',
      /\.\/chart --wait --timeout 10m\n/,
    );
  });

  it('no longer ignores that a deploy failed', () => {
    const file = '.github/workflows/deploy.yml';
    const lenient = '    steps:\n      - run: helm upgrade --install shop ./chart --wait || true\n';
    assert.doesNotMatch(
      fixed({ [file]: workflow(lenient) }, 'observability/deploy-failure-ignored')[file] ?? '',
      /\|\| true/,
    );
  });

  it('reads an inlined variable where the bundler sees it', () => {
    const after = fixed(
      {
        'package.json': '{ "name": "web", "dependencies": { "next": "15" }, "scripts": { "start": "next start" } }',
        '.env.example': 'NEXT_PUBLIC_API=\n',
        'src/a.tsx': "'use client';\nexport const api = process.env['NEXT_PUBLIC_API'];\n",
      },
      'config/client-env-dynamic-access',
    );
    assert.match(after['src/a.tsx'] ?? '', /process\.env\.NEXT_PUBLIC_API/);
  });
});
