import assert from 'node:assert/strict';
import { environmentNamed, placeOf } from '../../src/core/environment';

describe('environments', () => {
  const places: [string, string, string][] = [
    ['deploy/values-prod.yaml', 'production', 'deploy/values-*.yaml'],
    ['deploy/values.staging.yaml', 'staging', 'deploy/values.*.yaml'],
    ['deploy/prod.yaml', 'production', 'deploy/*.yaml'],
    ['deploy/prod-values.yaml', 'production', 'deploy/*-values.yaml'],
    ['deploy/values-prod-eu.yaml', 'production-eu', 'deploy/values-*.yaml'],
    ['k8s/overlays/production/kustomization.yaml', 'production', 'k8s/overlays/*/kustomization.yaml'],
    ['k8s/overlays/stg/app.yaml', 'staging', 'k8s/overlays/*/app.yaml'],
    ['.env.production', 'production', '.env.*'],
    ['docker-compose.dev.yml', 'development', 'docker-compose.*.yml'],
    ['docker-compose.dev-azure.yml', 'development-azure', 'docker-compose.*.yml'],
    ['deploy/dev-tools.yaml', '', 'deploy/dev-tools.yaml'],
    ['src/live/handler.yaml', '', 'src/live/handler.yaml'],
    ['overlays/live/app.yaml', 'production', 'overlays/*/app.yaml'],
    ['charts/app/values.yaml', '', 'charts/app/values.yaml'],
    ['.env', '', '.env'],
    ['test/fixtures/app.yaml', '', 'test/fixtures/app.yaml'],
  ];
  for (const [path, environment, family] of places)
    it(`${path} is ${environment || 'no environment'}`, () => assert.deepEqual(placeOf(path), { environment, family }));

  it('knows the usual short names and their regions', () => {
    assert.equal(environmentNamed('PRD'), 'production');
    assert.equal(environmentNamed('live'), 'production');
    assert.equal(environmentNamed('preprod'), 'staging');
    assert.equal(environmentNamed('prod-eu-1'), 'production-eu-1');
    assert.equal(environmentNamed('product'), undefined);
    assert.equal(environmentNamed('constructor'), undefined);
  });
});
