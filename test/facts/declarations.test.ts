import assert from 'node:assert/strict';
import { type Files, open } from '../support/project';

/** `NAME`, `NAME@environment`, `*` for a source whose keys are hidden; sorted and unique. */
function declared(head: Files): string[] {
  const session = open({ head });
  session.review();
  const names = session
    .facts('env.declared')
    .map((fact) => (fact.environment === '' ? fact.name : `${fact.name}@${fact.environment}`));
  return [...new Set(names)].sort();
}

const pod = (env: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: acme/api:1\n${env}`;
const from = (kind: string, name: string) => pod(`          envFrom:\n            - ${kind}: { name: ${name} }\n`);

const sources: [string, Files, string[]][] = [
  ['.env example', { '.env.example': 'KEY_A=\nexport KEY_B=x\n' }, ['KEY_A', 'KEY_B']],
  ['.env of an environment', { '.env.production': 'KEY_A=x\n' }, ['KEY_A@production']],
  [
    'compose: map, list and pass-through',
    {
      'compose.yaml':
        'services:\n  a: { image: acme/a, environment: { KEY_A: x } }\n  b: { image: acme/b, environment: [KEY_B=x, KEY_C] }\n',
    },
    ['KEY_A', 'KEY_B', 'KEY_C'],
  ],
  [
    'compose: env_file of the repository',
    { 'compose.yaml': 'services:\n  a: { image: acme/a, env_file: [api.env] }\n', 'api.env': 'KEY_A=x\n' },
    ['*', 'KEY_A'],
  ],
  ['Dockerfile', { Dockerfile: 'FROM node:22\nENV KEY_A=x KEY_B=y\nENV KEY_C z\n' }, ['KEY_A', 'KEY_B', 'KEY_C']],
  [
    'Kubernetes: value and references',
    {
      'k8s/api.yaml': pod(
        '          env:\n            - { name: KEY_A, value: x }\n            - name: KEY_B\n              valueFrom: { secretKeyRef: { name: s, key: b } }\n',
      ),
    },
    ['KEY_A', 'KEY_B'],
  ],
  [
    'Kubernetes: envFrom with a prefix',
    {
      'k8s/api.yaml': pod('          envFrom:\n            - prefix: APP_\n              configMapRef: { name: c }\n'),
      'k8s/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { KEY_A: x }\n',
    },
    ['APP_KEY_A'],
  ],
  [
    'SealedSecret',
    {
      'k8s/api.yaml': from('secretRef', 's'),
      'k8s/sealed.yaml':
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: s }\nspec: { encryptedData: { KEY_A: AgB } }\n',
    },
    ['KEY_A'],
  ],
  [
    'ExternalSecret',
    {
      'k8s/api.yaml': from('secretRef', 's'),
      'k8s/external.yaml':
        'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: s }\nspec:\n  target: { name: s }\n  data:\n    - secretKey: KEY_A\n      remoteRef: { key: a }\n',
    },
    ['KEY_A'],
  ],
  [
    'ExternalSecret that takes whatever the store holds',
    {
      'k8s/api.yaml': from('secretRef', 's'),
      'k8s/external.yaml':
        'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: s }\nspec:\n  target: { name: s }\n  dataFrom: [{ extract: { key: a } }]\n',
    },
    ['*'],
  ],
  [
    'SecretProviderClass',
    {
      'k8s/api.yaml': from('secretRef', 's'),
      'k8s/provider.yaml':
        'apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\nmetadata: { name: p }\nspec:\n  secretObjects:\n    - secretName: s\n      type: Opaque\n      data: [{ objectName: a, key: KEY_A }]\n',
    },
    ['KEY_A'],
  ],
  [
    'kustomize generators: literals, a file of variables, and merged keys',
    {
      'k8s/base/api.yaml': from('configMapRef', 'c'),
      'k8s/base/kustomization.yaml':
        'resources: [api.yaml]\nconfigMapGenerator:\n  - name: c\n    literals: [KEY_A=x]\n    envs: [more.env]\n',
      'k8s/base/more.env': 'KEY_B=y\n',
      'k8s/overlays/staging/kustomization.yaml':
        'resources: [../../base]\nconfigMapGenerator:\n  - name: c\n    behavior: merge\n    literals: [KEY_C=z]\n',
    },
    ['KEY_A@staging', 'KEY_B', 'KEY_B@staging', 'KEY_C@staging'],
  ],
  [
    'Helm values',
    {
      'chart/Chart.yaml': 'apiVersion: v2\nname: api\nversion: 1.0.0\n',
      'chart/values.yaml': 'env:\n  KEY_A: x\n',
      'chart/templates/api.yaml': pod(
        '          env:\n            - { name: KEY_B, value: "{{ .Values.env.KEY_A }}" }\n',
      ),
    },
    ['KEY_B'],
  ],
  [
    'Knative and Cloud Run service',
    {
      'service.yaml':
        'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - image: acme/api:1\n          env: [{ name: KEY_A, value: x }]\n',
    },
    ['KEY_A'],
  ],
  [
    'Terraform: ECS, Lambda, Cloud Run, App Service',
    {
      'infra/main.tf':
        'resource "aws_ecs_task_definition" "a" {\n  family = "a"\n  container_definitions = jsonencode([{ name = "a", image = "a", environment = [{ name = "KEY_A", value = "x" }], secrets = [{ name = "KEY_B", valueFrom = "arn" }] }])\n}\nresource "aws_lambda_function" "b" {\n  function_name = "b"\n  environment {\n    variables = { KEY_C = "x" }\n  }\n}\nresource "google_cloud_run_v2_service" "c" {\n  name = "c"\n  template {\n    containers {\n      image = "c"\n      env {\n        name  = "KEY_D"\n        value = "x"\n      }\n    }\n  }\n}\nresource "azurerm_linux_web_app" "d" {\n  name = "d"\n  app_settings = { KEY_E = "x" }\n}\n',
    },
    ['KEY_A', 'KEY_B', 'KEY_C', 'KEY_D', 'KEY_E'],
  ],
  ['fly', { 'fly.toml': 'app = "a"\n[env]\nKEY_A = "x"\n' }, ['KEY_A']],
  [
    'render',
    {
      'render.yaml':
        'services:\n  - type: web\n    name: a\n    envVars:\n      - { key: KEY_A, value: x }\n      - { key: KEY_B, sync: false }\n',
    },
    ['KEY_A', 'KEY_B'],
  ],
  ['App Engine', { 'app.yaml': 'runtime: nodejs22\nenv_variables:\n  KEY_A: x\n' }, ['KEY_A']],
  [
    'Vercel',
    { 'vercel.json': '{ "env": { "KEY_A": "x" }, "build": { "env": { "KEY_B": "y" } } }' },
    ['KEY_A', 'KEY_B'],
  ],
  [
    'Netlify',
    { 'netlify.toml': '[build.environment]\nKEY_A = "x"\n[context.production.environment]\nKEY_B = "y"\n' },
    ['KEY_A', 'KEY_B@production'],
  ],
  [
    'wrangler, whose environments inherit nothing',
    {
      'wrangler.jsonc':
        '{ "name": "w", "vars": { "KEY_A": "x" }, "env": { "production": { "vars": { "KEY_B": "y" } } } }',
    },
    ['KEY_A', 'KEY_B@production'],
  ],
  ['Heroku', { 'app.json': '{ "env": { "KEY_A": "x" } }', Procfile: 'web: KEY_B=y node a.js\n' }, ['KEY_A', 'KEY_B']],
  [
    'Serverless',
    {
      'serverless.yml':
        'service: s\nprovider: { name: aws, environment: { KEY_A: x } }\nfunctions:\n  pay: { handler: a.b, environment: { KEY_B: y } }\n',
    },
    ['KEY_A', 'KEY_B'],
  ],
  [
    'SAM and CloudFormation',
    {
      'template.yaml':
        'AWSTemplateFormatVersion: "2010-09-09"\nTransform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Environment:\n      Variables: { KEY_A: x }\nResources:\n  Pay:\n    Type: AWS::Serverless::Function\n    Properties:\n      Environment:\n        Variables:\n          KEY_B: !Ref Table\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: web\n          Image: acme/web:1\n          Environment: [{ Name: KEY_C, Value: x }]\n          Secrets: [{ Name: KEY_D, ValueFrom: !Ref Key }]\n',
    },
    ['KEY_A', 'KEY_B', 'KEY_C', 'KEY_D'],
  ],
  [
    'CDK',
    {
      'infra/stack.ts':
        "import { aws_lambda as lambda } from 'aws-cdk-lib';\nnew lambda.Function(this, 'Pay', { runtime, environment: { KEY_A: table.tableName, ...more } });\ntask.addContainer('web', { image, environment: { KEY_B: 'x' }, secrets: { KEY_C: ecs.Secret.fromSecretsManager(key) } });\n",
    },
    ['*', 'KEY_A', 'KEY_B', 'KEY_C'],
  ],
  [
    'pm2',
    {
      'ecosystem.config.js':
        "module.exports = { apps: [{ name: 'api', script: 'main.js', env: { KEY_A: 'x' }, env_production: { KEY_B: 'y' }, envelope: { KEY_C: 'z' } }] };\n",
    },
    ['KEY_A', 'KEY_B@production'],
  ],
  [
    'systemd',
    {
      'deploy/api.service':
        '[Service]\nExecStart=/usr/bin/node main.js\nEnvironment=KEY_A=x "KEY_B=y z"\nEnvironmentFile=/etc/api.env\n',
    },
    ['*', 'KEY_A', 'KEY_B'],
  ],
  [
    'systemd, over several lines',
    {
      'deploy/api.service':
        '[Service]\nEnvironment=KEY_A=x \\\n  "KEY_B=y z" \\\r\n  KEY_C=1\nExecStart=/usr/bin/node main.js KEY_D=2\n',
    },
    ['KEY_A', 'KEY_B', 'KEY_C'],
  ],
  ['Next', { 'next.config.js': "module.exports = { env: { KEY_A: 'x' } };\n" }, ['KEY_A']],
  ['turbo only lists what it lets through', { 'turbo.json': '{ "globalEnv": ["KEY_A"] }' }, []],
];

describe('facts: where variables are declared', function () {
  this.timeout(180_000);
  for (const [title, files, expected] of sources) it(title, () => assert.deepEqual(declared(files), expected));
});
