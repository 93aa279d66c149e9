import assert from 'node:assert/strict';
import { platforms } from '../../src/facts/platforms';
import { terraform } from '../../src/facts/terraform';
import { factsOf, placeOf } from '../support/facts';

describe('facts/platforms', () => {
  it('fly.toml', () => {
    const text =
      'app = "orders"\nkill_timeout = "30s"\n[env]\nLOG_LEVEL = "info"\n[deploy]\nstrategy = "canary"\n[http_service]\ninternal_port = 8080\n[[http_service.checks]]\npath = "/ready"\ninterval = "15s"\ntimeout = "2s"\ngrace_period = "5s"\n';
    const [workload] = factsOf(platforms, 'fly.staging.toml', text, 'workload.declared');
    assert.deepEqual(
      [workload?.name, workload?.environment, workload?.graceMs, workload?.strategy],
      ['orders', 'staging', 30_000, 'canary'],
    );
    const [probe] = factsOf(platforms, 'fly.toml', text, 'probe.declared');
    assert.ok(probe?.pathAt);
    assert.deepEqual(
      [probe.path, probe.port, probe.periodMs, probe.timeoutMs, probe.initialDelayMs, placeOf(probe.pathAt)],
      ['/ready', 8080, 15_000, 2000, 5000, 'fly.toml:10:8'],
    );
  });

  it('render.yaml', () => {
    const text =
      'services:\n  - type: web\n    name: orders\n    rootDir: apps/orders\n    healthCheckPath: /ready\n    envVars:\n      - key: LOG_LEVEL\n        value: info\n      - key: PAYMENT_KEY\n        sync: false\n      - fromGroup: shared\nenvVarGroups:\n  - name: shared\n    envVars:\n      - key: REGION\n        value: eu\n';
    const [probe] = factsOf(platforms, 'render.yaml', text, 'probe.declared');
    assert.deepEqual(
      [probe?.path, probe?.timeoutMs, probe?.build, probe?.accepts],
      ['/ready', 5000, 'apps/orders', '200-399'],
    );
    assert.deepEqual(
      factsOf(platforms, 'render.yaml', text, 'env.declared').map((fact) => [fact.name, fact.passes ?? false]),
      [
        ['LOG_LEVEL', false],
        ['PAYMENT_KEY', true],
        ['REGION', false],
      ],
    );
  });

  it('railway, with an environment of its own', () => {
    const text =
      '{ "build": { "dockerfilePath": "docker/Dockerfile" }, "deploy": { "healthcheckPath": "/up" }, "environments": { "staging": { "deploy": { "healthcheckPath": "/other" } } } }';
    const facts = factsOf(platforms, 'railway.json', text, 'probe.declared');
    assert.deepEqual(
      facts.map((fact) => [fact.environment, fact.path, fact.accepts, fact.dockerfile]),
      [
        ['', '/up', '200', 'docker/Dockerfile'],
        ['staging', '/other', '200', 'docker/Dockerfile'],
      ],
    );
  });

  it('netlify and wrangler keep environments apart', () => {
    const netlify = factsOf(
      platforms,
      'netlify.toml',
      '[build.environment]\nA = "1"\n[context.production.environment]\nB = "2"\n[context.deploy-preview.environment]\nC = "3"\n[[redirects]]\nfrom = "/api/*"\nto = "https://api.shop.example/:splat"\n',
      'env.declared',
    );
    assert.deepEqual(
      netlify.map((fact) => [fact.name, fact.environment, fact.when]),
      [
        ['A', '', 'build'],
        ['B', 'production', 'build'],
        ['C', 'preview', 'build'],
      ],
    );
    const wrangler = factsOf(
      platforms,
      'wrangler.toml',
      'name = "w"\n[vars]\nA = "1"\n[env.staging.vars]\nB = "2"\n',
      'env.declared',
    );
    assert.deepEqual(
      wrangler.map((fact) => [fact.name, fact.environment]),
      [
        ['A', ''],
        ['B', 'staging'],
      ],
    );
  });

  it('vercel, App Engine, Heroku, Procfile, Serverless', () => {
    const [rewrite] = factsOf(
      platforms,
      'vercel.json',
      '{ "rewrites": [{ "source": "/api/:path*", "destination": "https://api.shop.example/:path*" }] }',
      'path.exposed',
    );
    assert.deepEqual([rewrite?.path, rewrite?.match], ['/api', 'prefix']);
    const [check] = factsOf(
      platforms,
      'app.yaml',
      'runtime: nodejs22\nreadiness_check:\n  path: /ready\n',
      'probe.declared',
    );
    assert.deepEqual([check?.role, check?.path, check?.periodMs, check?.timeoutMs], ['ready', '/ready', 5000, 4000]);
    const heroku = factsOf(
      platforms,
      'app.json',
      '{ "env": { "KEY": { "required": true }, "MODE": "fast", "MAYBE": { "required": false } } }',
      'env.declared',
    );
    assert.deepEqual(
      heroku.map((fact) => [fact.name, fact.need, fact.passes ?? false]),
      [
        ['KEY', 'required', true],
        ['MODE', 'required', false],
        ['MAYBE', 'optional', true],
      ],
    );
    const procfile = factsOf(
      platforms,
      'Procfile',
      'web: NODE_ENV=production node server.js\nrelease: npx prisma migrate deploy\n',
      'workload.declared',
    );
    assert.deepEqual(
      procfile.map((fact) => [fact.name, fact.sort, fact.command?.[0]]),
      [
        ['web', 'service', 'node'],
        ['release', 'job', 'npx'],
      ],
    );
    const serverless = factsOf(
      platforms,
      'serverless.yml',
      'service: s\nprovider:\n  environment:\n    A: 1\nfunctions:\n  pay:\n    handler: a.b\n    environment:\n      B: 2\n',
      'env.declared',
    );
    assert.deepEqual(
      serverless.map((fact) => [fact.name, fact.target]),
      [
        ['A', 's'],
        ['B', 'pay'],
      ],
    );
  });

  it('leaves files alone that only have the name', () => {
    assert.deepEqual(factsOf(platforms, 'app.json', '{ "expo": { "name": "x" } }', 'env.declared'), []);
    assert.deepEqual(factsOf(platforms, 'src/app.yaml', 'openapi: 3.0.0\n', 'workload.declared'), []);
    assert.equal(factsOf(platforms, 'vercel.json', '{ "env": ', 'text.unread').length, 1);
  });
});

describe('facts/terraform', () => {
  const text = `resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 3000
  protocol = "HTTP"
  health_check {
    path    = "/ready"
    timeout = 2
  }
}
resource "aws_lb" "web" {
  name         = "web"
  idle_timeout = 120
}
resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "registry.example/web:3f2c1ab"
    stopTimeout  = 60
    portMappings = [{ containerPort = 3000 }]
    environment  = [{ name = "LOG_LEVEL", value = "info" }]
    secrets      = [{ name = "KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
    healthCheck  = { command = ["CMD-SHELL", "curl -f http://localhost:3000/live"], timeout = 3 }
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 2
  load_balancer {
    container_port = 3000
  }
}
resource "aws_lambda_function" "mail" {
  function_name = "mail"
  environment {
    variables = { FROM = "shop@example.com" }
  }
}
`;

  it('reads target groups with the defaults of the balancer', () => {
    const [group, container] = factsOf(terraform, 'infra/prod/main.tf', text, 'probe.declared');
    assert.deepEqual(
      [group?.role, group?.environment, group?.path, group?.port, group?.timeoutMs, group?.periodMs, group?.accepts],
      ['balancer', 'production', '/ready', 3000, 2000, 30_000, '200'],
    );
    assert.ok(group?.pathAt);
    assert.equal(placeOf(group.pathAt), 'infra/prod/main.tf:6:15');
    assert.deepEqual(
      [container?.role, container?.path, container?.timeoutMs, container?.image],
      ['live', '/live', 3000, 'registry.example/web'],
    );
  });

  it('reads services of ECS with their task', () => {
    const [service, lambda] = factsOf(terraform, 'infra/main.tf', text, 'workload.declared');
    assert.deepEqual(
      [service?.name, service?.sort, service?.replicas, service?.graceMs, service?.circuitBreaker, service?.image?.tag],
      ['web', 'service', 2, 60_000, false, '3f2c1ab'],
    );
    assert.deepEqual([lambda?.name, lambda?.platform], ['mail', 'lambda']);
  });

  it('reads variables and balancers', () => {
    assert.deepEqual(
      factsOf(terraform, 'infra/main.tf', text, 'env.declared').map((fact) => [fact.name, fact.target]),
      [
        ['LOG_LEVEL', 'web'],
        ['KEY', 'web'],
        ['FROM', 'mail'],
      ],
    );
    const [balancer] = factsOf(terraform, 'infra/main.tf', text, 'resource.declared');
    assert.deepEqual([balancer?.sort, balancer?.idleMs], ['balancer', 120_000]);
  });
});
