import assert from 'node:assert/strict';
import { alerts } from '../../src/facts/alerts';
import { codeowners } from '../../src/facts/codeowners';
import { actOf } from '../../src/facts/delivery/acts';
import { workflows } from '../../src/facts/workflows';
import { shellCommands } from '../../src/parse/shell';
import { factsOf, linkedFacts, placeOf } from '../support/facts';

const path = '.github/workflows/release.yml';
const act = (command: string) => {
  const found = actOf(shellCommands(command)[0]?.words ?? []);
  return (
    found &&
    `${found.verb} ${found.tool}${found.verb === 'deploy' ? (found.waits ? ' waits' : ' returns') : ''}${found.environment ? ` ${found.environment}` : ''}`
  );
};

describe('facts/workflows: commands', () => {
  const commands: [string, string | undefined][] = [
    ['kubectl -n shop apply -f k8s/', 'deploy kubectl returns'],
    ['kubectl apply -f k8s/ --dry-run=server', undefined],
    ['kubectl get pods', undefined],
    ['kubectl rollout status deployment/shop', 'verify kubectl'],
    ['kubectl rollout undo deployment/shop', 'rollback kubectl'],
    ['kubectl set env deployment/shop A=1', 'edit-by-hand kubectl'],
    ['kubectl set image deployment/shop a=b', 'deploy kubectl returns'],
    ['helm upgrade --install shop ./chart -f values-prod.yaml', 'deploy helm returns production'],
    ['helm upgrade --install shop ./chart --atomic', 'deploy helm waits'],
    ['helm repo add x https://x.example', undefined],
    ['helmfile -e staging apply', 'deploy helmfile waits staging'],
    ['aws ecs update-service --cluster prod --service a --force-new-deployment', 'deploy ecs returns production'],
    ['fly deploy --remote-only', 'deploy fly waits'],
    ['flyctl deploy --detach', 'deploy fly returns'],
    ['npx --yes vercel@latest deploy --prod', 'deploy vercel waits production'],
    ['docker compose up -d', undefined],
    ['ssh deploy@host "docker compose pull && docker compose up -d"', undefined],
    ['terraform apply -auto-approve', 'infra terraform'],
    ['terraform plan', undefined],
    ['npx prisma migrate deploy', 'migrate prisma'],
    ['npx netlify-cli@17 deploy --prod --dir dist', 'deploy netlify waits production'],
    ['npm exec -- wrangler@3 deploy', 'deploy wrangler waits'],
    ['pnpm dlx firebase-tools@13 deploy --only hosting', 'deploy firebase waits'],
    ['bunx aws-cdk deploy --all', 'infra cdk'],
    ['npx -p @railway/cli railway up --detach', 'deploy railway returns'],
    ['npx prisma migrate dev', undefined],
    ['npm run db:migrate', 'migrate db:migrate'],
    ['npm run migration:generate', undefined],
    ['pnpm --filter web run test:ci', 'test test:ci'],
    ['yarn workspace api migrate', 'migrate migrate'],
    ['npm ci', 'install npm'],
    ['curl -sf https://shop.example/health', 'verify request'],
    ['curl -X POST https://hooks.slack.example/x', undefined],
    ['curl "https://api.render.com/deploy/srv-1?key=$KEY"', 'deploy deploy-hook returns'],
    ['heroku config:set A=1 --app shop', 'edit-by-hand heroku'],
    ['git push heroku main', 'deploy heroku returns'],
  ];
  for (const [command, expected] of commands)
    it(`${command} is ${expected ?? 'nothing'}`, () => assert.equal(act(command), expected));
});

describe('facts/workflows: jobs', () => {
  const text = `name: Release
on:
  push:
    branches: [main]
  schedule:
    - cron: '0 9 * * 1'
concurrency:
  group: release
  cancel-in-progress: false
jobs:
  test:
    runs-on: ubuntu-latest
    services:
      postgres: { image: "postgres:17" }
    steps:
      - run: npx prisma migrate deploy
      - run: npm test
  deploy:
    needs: [test]
    environment: { name: production, url: https://shop.example }
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
        with: { wait-for-service-stability: true }
      - name: Tell
        run: |
          set -e
          ssh deploy@shop.example "cd app && docker compose up -d" || true
`;
  const [test, deploy] = factsOf(workflows, path, text, 'job.declared');

  it('reads triggers, groups and needs', () => {
    assert.deepEqual(
      [deploy?.on, deploy?.cron, deploy?.group, deploy?.cancels, deploy?.needs, deploy?.environment],
      [['push', 'schedule'], ['0 9 * * 1'], 'release', false, ['test'], 'production'],
    );
    assert.ok(deploy);
    assert.equal(placeOf(deploy.at), `${path}:18:3`);
  });

  it('takes an action that only logs in for no deploy', () => {
    const job = (login: string) =>
      factsOf(
        workflows,
        path,
        `on: { push: { paths: ['api/**'] } }\njobs:\n  a:\n    steps:\n      - uses: akhileshns/heroku-deploy@v3\n        with: { justlogin: ${login} }\n`,
        'job.declared',
      )[0];
    assert.deepEqual([job('true')?.acts.length, job('false')?.acts.length], [0, 1]);
    assert.deepEqual(job('false')?.paths, ['api/**']);
  });

  it('takes the migration of a throw-away database for a test', () => {
    assert.deepEqual(
      test?.acts.map(({ verb }) => verb),
      ['test'],
    );
  });

  it('reads actions, and commands that another machine runs', () => {
    assert.deepEqual(
      deploy?.acts.map((found) => [
        found.verb,
        found.tool,
        found.waits,
        found.ignoredBy,
        found.environment,
        placeOf(found.at),
      ]),
      [
        ['deploy', 'ecs', true, undefined, 'production', `${path}:23:15`],
        ['deploy', 'compose', false, '|| true', 'production', `${path}:28:11`],
      ],
    );
  });

  it('puts in what a reusable workflow and an action of the repository do', () => {
    const jobs = linkedFacts(
      {
        [path]:
          'on: push\njobs:\n  ci:\n    uses: ./.github/workflows/test.yml\n  ship:\n    needs: ci\n    uses: ./.github/workflows/ship.yml\n    with: { target: production }\n',
        '.github/workflows/test.yml': 'on: workflow_call\njobs:\n  unit:\n    steps:\n      - run: npm test\n',
        '.github/workflows/ship.yml': `on: workflow_call\njobs:\n  go:\n    environment: \${{ inputs.target }}\n    steps:\n      - uses: ./.github/actions/deploy\n`,
        '.github/actions/deploy/action.yml':
          'runs:\n  using: composite\n  steps:\n    - run: fly deploy\n      shell: bash\n',
      },
      'job.resolved',
    );
    const ship = jobs.find((job) => job.job === 'ship');
    assert.deepEqual(
      [ship?.environment, ship?.acts.map((found) => [found.tool, found.at.file])],
      ['production', [['fly', '.github/actions/deploy/action.yml']]],
    );
    assert.deepEqual(ship?.upstream, [{ job: 'ci', verbs: ['test'] }]);
  });

  it('tells what it cannot read', () => {
    assert.equal(factsOf(workflows, path, 'on: push\njobs:\n  a: [1, 2\n', 'text.unread').length, 1);
  });
});

describe('facts/codeowners', () => {
  it('says which lines GitHub leaves out', () => {
    const facts = factsOf(
      codeowners,
      '.github/CODEOWNERS',
      '# all\n* @shop/platform\nsrc/a\\ b/ @jonas # why\n!docs/ @x\nsrc/[ab]/ @x\nsrc/ team\nfree/\n',
      'owner.declared',
    );
    assert.deepEqual(
      facts.map((fact) => [fact.pattern, fact.owners.length, fact.ignoredBecause !== undefined, fact.at.line]),
      [
        ['*', 1, false, 2],
        ['src/a b/', 1, false, 3],
        ['!docs/', 1, true, 4],
        ['src/[ab]/', 1, true, 5],
        ['src/', 1, true, 6],
        ['free/', 0, false, 7],
      ],
    );
  });
});

describe('facts/alerts', () => {
  it('reads the metrics of an alert', () => {
    const text =
      'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: sum by (job) (rate(http_errors_total{code=~"5.."}[5m])) / ignoring(x) http_total > 0.1 or vector(0)\n        annotations: { runbook_url: https://wiki.example }\n';
    const facts = factsOf(alerts, 'monitoring/a.yml', text, 'metric.queried');
    assert.deepEqual(
      facts.map((fact) => [fact.name, fact.alert, fact.absentHandled, fact.runbook !== undefined]),
      [
        ['http_errors_total', 'A', true, true],
        ['http_total', 'A', true, true],
      ],
    );
  });

  it('reads the metrics of an analysis', () => {
    const text =
      'kind: AnalysisTemplate\nspec:\n  metrics:\n    - name: errors\n      provider:\n        prometheus:\n          query: sum(rate(orders_failed_total[5m]))\n';
    assert.deepEqual(
      factsOf(alerts, 'k8s/a.yaml', text, 'metric.queried').map((fact) => [fact.name, fact.by]),
      [['orders_failed_total', 'analysis']],
    );
  });
});
