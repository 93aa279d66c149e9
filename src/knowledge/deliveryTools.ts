import type { Act } from '../core/fact';

/** What a tool does in a pipeline. `waits: 'flag'`: only with the flag; `always`: by itself, or it cannot be told. */
export interface Tool {
  pattern: RegExp;
  verb: Act['verb'];
  tool: string;
  waits?: 'always' | 'never' | RegExp;
  /** A flag that makes a waiting tool return at once. */
  detaches?: RegExp;
  /** The line is none of this when it matches. */
  unless?: RegExp;
}

/** Actions by owner and name, from their own READMEs, 2026-11. */
export const actions: (Omit<Tool, 'waits' | 'detaches' | 'unless'> & {
  waits?: 'always' | 'never' | { input: string; value: RegExp };
  /** Only when this input matches. */
  when?: { input: string; value: RegExp };
})[] = [
  {
    pattern: /^aws-actions\/amazon-ecs-deploy-task-definition$/,
    verb: 'deploy',
    tool: 'ecs',
    waits: { input: 'wait-for-service-stability', value: /^true$/ },
  },
  {
    pattern:
      /^(?:azure\/(?:webapps-deploy|functions-action|container-apps-deploy-action|static-web-apps-deploy|k8s-deploy|aks-deploy)|Azure\/(?:webapps-deploy|functions-action|container-apps-deploy-action|static-web-apps-deploy|k8s-deploy))$/,
    verb: 'deploy',
    tool: 'azure',
    waits: 'always',
  },
  {
    pattern: /^google-github-actions\/(?:deploy-cloudrun|deploy-appengine|deploy-cloud-functions)$/,
    verb: 'deploy',
    tool: 'gcloud',
    waits: 'always',
  },
  {
    pattern: /^superfly\/flyctl-actions(?:\/.*)?$/,
    verb: 'deploy',
    tool: 'fly',
    waits: 'always',
    when: { input: 'args', value: /\bdeploy\b/ },
  },
  {
    pattern: /^akhileshns\/heroku-deploy$/,
    verb: 'deploy',
    tool: 'heroku',
    waits: { input: 'healthcheck', value: /./ },
    when: { input: 'justlogin', value: /^(?!true$)/ },
  },
  {
    pattern: /^(?:amondnet\/vercel-action|BetaHuhn\/deploy-to-vercel-action)$/,
    verb: 'deploy',
    tool: 'vercel',
    waits: 'always',
  },
  { pattern: /^nwtgck\/actions-netlify$/, verb: 'deploy', tool: 'netlify', waits: 'always' },
  {
    pattern: /^cloudflare\/wrangler-action$/,
    verb: 'deploy',
    tool: 'wrangler',
    waits: 'always',
    when: { input: 'command', value: /^(?:deploy|publish|pages deploy)\b/ },
  },
  { pattern: /^cloudflare\/pages-action$/, verb: 'deploy', tool: 'wrangler', waits: 'always' },
  { pattern: /^FirebaseExtended\/action-hosting-deploy$/, verb: 'deploy', tool: 'firebase', waits: 'always' },
  {
    pattern: /^helmfile\/helmfile-action$/,
    verb: 'deploy',
    tool: 'helmfile',
    waits: 'always',
    when: { input: 'helmfile-args', value: /\b(?:apply|sync)\b/ },
  },
  {
    pattern:
      /^(?:deliverybot\/helm|bitovi\/github-actions-deploy-.*|stefanprodan\/helm-.*|wyrihaximus\/github-action-helm\d?)$/,
    verb: 'deploy',
    tool: 'helm',
    waits: 'always',
  },
  {
    pattern: /^(?:johnbeynon\/render-deploy-action|JorgeLNJunior\/render-deploy)$/,
    verb: 'deploy',
    tool: 'render',
    waits: { input: 'wait_deploy', value: /^true$/ },
  },
  { pattern: /^digitalocean\/app_action(?:\/deploy)?$/, verb: 'deploy', tool: 'digitalocean', waits: 'always' },
  { pattern: /^einaregilsson\/beanstalk-deploy$/, verb: 'deploy', tool: 'elastic-beanstalk', waits: 'always' },
  { pattern: /^dokku\/github-action$/, verb: 'deploy', tool: 'dokku', waits: 'always' },
  {
    pattern: /^(?:hashicorp\/tfc-workflows-github\/actions\/apply-run|pulumi\/actions)$/,
    verb: 'infra',
    tool: 'pulumi',
    waits: 'always',
    when: { input: 'command', value: /^up\b|^$/ },
  },
  {
    pattern: /^(?:gruntwork-io\/terragrunt-action)$/,
    verb: 'infra',
    tool: 'terragrunt',
    waits: 'always',
    when: { input: 'tg_command', value: /\bapply\b/ },
  },
  {
    pattern: /^aws-actions\/aws-cloudformation-github-deploy$/,
    verb: 'infra',
    tool: 'cloudformation',
    waits: 'always',
  },
  { pattern: /^(?:docker|depot|useblacksmith)\/build-push-action$/, verb: 'build', tool: 'docker', waits: 'always' },
  { pattern: /^docker\/bake-action$/, verb: 'build', tool: 'docker', waits: 'always' },
  {
    pattern: /^(?:cypress-io\/github-action|microsoft\/playwright-github-action)$/,
    verb: 'test',
    tool: 'browser',
    waits: 'always',
  },
  {
    pattern:
      /^(?:jtalk\/url-health-check-action|nev7n\/wait_for_response|cygnetdigital\/wait_for_response|JarvusInnovations\/wait-on|iFaxity\/wait-on-action|gruntwork-io\/health-checker|grafana\/(?:k6-action|run-k6-action)|matt-ball\/newman-action)$/,
    verb: 'verify',
    tool: 'request',
    waits: 'always',
  },
];

/** Commands, written as their words with single blanks; the first that matches wins. */
export const commands: Tool[] = [
  // Taking back
  { pattern: /^kubectl (?:.* )?rollout undo\b/, verb: 'rollback', tool: 'kubectl' },
  { pattern: /^kubectl argo rollouts (?:undo|abort)\b/, verb: 'rollback', tool: 'argo-rollouts' },
  { pattern: /^helm (?:.* )?rollback\b/, verb: 'rollback', tool: 'helm' },
  {
    pattern: /^(?:vercel|heroku|wrangler|railway) (?:.* )?(?:rollback|releases:rollback)\b/,
    verb: 'rollback',
    tool: 'platform',
  },
  { pattern: /^(?:fly|flyctl) releases rollback\b/, verb: 'rollback', tool: 'fly' },
  { pattern: /^kamal rollback\b/, verb: 'rollback', tool: 'kamal' },
  // Verifying
  { pattern: /^kubectl (?:.* )?(?:rollout status|wait)\b/, verb: 'verify', tool: 'kubectl' },
  { pattern: /^kubectl argo rollouts (?:status|get)\b/, verb: 'verify', tool: 'argo-rollouts' },
  { pattern: /^helm (?:.* )?test\b/, verb: 'verify', tool: 'helm' },
  { pattern: /^aws (?:.* )?ecs (?:.* )?wait\b/, verb: 'verify', tool: 'ecs' },
  {
    pattern: /^aws (?:.* )?(?:deploy wait|elasticbeanstalk wait|cloudformation wait|lambda wait)\b/,
    verb: 'verify',
    tool: 'aws',
  },
  { pattern: /^argocd app wait\b/, verb: 'verify', tool: 'argocd' },
  { pattern: /^(?:fly|flyctl) (?:status|checks|logs)\b/, verb: 'verify', tool: 'fly' },
  { pattern: /^(?:k6|newman|artillery) (?:run|quick)\b/, verb: 'verify', tool: 'request' },
  { pattern: /^(?:npx |pnpm dlx |yarn )?(?:wait-on|checkly)\b/, verb: 'verify', tool: 'request' },
  // By hand
  { pattern: /^kubectl (?:.* )?(?:edit|set env)\b/, verb: 'edit-by-hand', tool: 'kubectl' },
  {
    pattern:
      /^kubectl (?:.* )?patch (?:.* )?(?:deploy|deployment|statefulset|sts|daemonset|ds|configmap|cm|secret|service|svc|ingress)\b/,
    verb: 'edit-by-hand',
    tool: 'kubectl',
    unless: /restartedAt|--dry-run|imagePullSecrets/,
  },
  { pattern: /^heroku (?:.* )?config:(?:set|unset|edit)\b/, verb: 'edit-by-hand', tool: 'heroku' },
  // Infrastructure
  { pattern: /^(?:terraform|tofu|terragrunt) (?:.* )?(?:run-all )?apply\b/, verb: 'infra', tool: 'terraform' },
  { pattern: /^pulumi (?:.* )?up\b/, verb: 'infra', tool: 'pulumi' },
  { pattern: /^(?:npx |pnpm exec |yarn )?cdk deploy\b/, verb: 'infra', tool: 'cdk' },
  {
    pattern: /^aws (?:.* )?cloudformation (?:deploy|create-stack|update-stack)\b/,
    verb: 'infra',
    tool: 'cloudformation',
  },
  { pattern: /^az deployment (?:group|sub) create\b/, verb: 'infra', tool: 'bicep' },
  // Migrations
  {
    pattern: /(?:^|^npx |^pnpm (?:exec |dlx )?|^yarn (?:run )?|^bunx |^bun x )prisma (?:migrate deploy|db push)\b/,
    verb: 'migrate',
    tool: 'prisma',
  },
  {
    pattern:
      /(?:^| )(?:knex (?:.* )?migrate:(?:latest|up)|sequelize(?:-cli)? (?:.* )?db:migrate(?!:)|typeorm(?:-ts-node-\w+)? (?:.* )?migration:run|drizzle-kit (?:.* )?(?:migrate|push)|mikro-orm(?:-esm)? (?:.* )?migration:up|node-pg-migrate (?:.* )?up|migrate-mongo up|db-migrate up)\b/,
    verb: 'migrate',
    tool: 'migrations',
  },
  {
    pattern:
      /^(?:flyway (?:.* )?migrate|liquibase (?:.* )?update|goose (?:.* )?up|dbmate (?:.* )?(?:up|migrate)|atlas migrate apply|alembic upgrade|(?:bundle exec )?rails db:migrate|(?:bundle exec )?rake db:migrate|python3? manage\.py migrate|diesel migration run|sqlx migrate run|migrate (?:.* )?up)\b/,
    verb: 'migrate',
    tool: 'migrations',
  },
  // Deploying
  {
    pattern: /^kubectl (?:.* )?(?:apply|replace|set image|rollout restart)\b/,
    verb: 'deploy',
    tool: 'kubectl',
    waits: 'never',
    unless: /--dry-run(?:=(?!none)| |$)/,
  },
  {
    pattern: /^(?:\S*\/)?helm (?:.* )?(?:upgrade|install)\b/,
    verb: 'deploy',
    tool: 'helm',
    waits: /--(?:wait|atomic|rollback-on-failure)\b(?!=false)/,
    unless: /--dry-run|^helm plugin|\brepo\b/,
  },
  { pattern: /^helmfile (?:.* )?(?:apply|sync)\b/, verb: 'deploy', tool: 'helmfile', waits: 'always' },
  {
    pattern: /^skaffold (?:.* )?(?:run|deploy)\b/,
    verb: 'deploy',
    tool: 'skaffold',
    waits: 'always',
    detaches: /--status-check=false/,
  },
  { pattern: /^aws (?:.* )?ecs (?:.* )?update-service\b/, verb: 'deploy', tool: 'ecs', waits: 'never' },
  {
    pattern:
      /^aws (?:.* )?(?:lambda (?:.* )?update-function-code|deploy create-deployment|apprunner start-deployment|elasticbeanstalk update-environment)\b/,
    verb: 'deploy',
    tool: 'aws',
    waits: 'never',
  },
  { pattern: /^(?:eb|copilot(?: svc)?|sam) (?:.* )?deploy\b/, verb: 'deploy', tool: 'aws', waits: 'always' },
  {
    pattern: /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:dlx )?)?(?:serverless|sls|sst) deploy\b/,
    verb: 'deploy',
    tool: 'serverless',
    waits: 'always',
  },
  {
    pattern:
      /^gcloud (?:.* )?(?:run (?:.* )?deploy|run services update|app deploy|functions deploy|deploy releases create)\b/,
    verb: 'deploy',
    tool: 'gcloud',
    waits: 'always',
    detaches: /--async\b/,
  },
  {
    pattern: /^az (?:webapp|containerapp|functionapp) (?:.* )?(?:deploy|up|update|deployment)\b/,
    verb: 'deploy',
    tool: 'azure',
    waits: 'always',
    unless: /appsettings/,
  },
  { pattern: /^(?:fly|flyctl) (?:.* )?deploy\b/, verb: 'deploy', tool: 'fly', waits: 'always', detaches: /--detach\b/ },
  { pattern: /^heroku (?:.* )?container:release\b/, verb: 'deploy', tool: 'heroku', waits: 'never' },
  { pattern: /^git push (?:.* )?(?:heroku|dokku)\b/, verb: 'deploy', tool: 'heroku', waits: 'never' },
  {
    pattern: /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:dlx )?)?vercel\b(?:@\S+)? ?(?:deploy\b|--prod|.* --prod)/,
    verb: 'deploy',
    tool: 'vercel',
    waits: 'always',
    detaches: /--no-wait\b/,
  },
  {
    pattern: /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:dlx )?)?netlify deploy\b/,
    verb: 'deploy',
    tool: 'netlify',
    waits: 'always',
  },
  {
    pattern: /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:dlx )?)?wrangler (?:.* )?(?:deploy|publish)\b/,
    verb: 'deploy',
    tool: 'wrangler',
    waits: 'always',
    unless: /--dry-run/,
  },
  {
    pattern: /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:dlx )?)?firebase deploy\b/,
    verb: 'deploy',
    tool: 'firebase',
    waits: 'always',
  },
  {
    pattern: /^(?:npx )?railway (?:up|redeploy)\b/,
    verb: 'deploy',
    tool: 'railway',
    waits: 'always',
    detaches: /--detach\b|-d\b/,
  },
  { pattern: /^render (?:.* )?deploys create\b/, verb: 'deploy', tool: 'render', waits: /--wait\b/ },
  { pattern: /^docker stack deploy\b/, verb: 'deploy', tool: 'swarm', waits: /--detach=false/ },
  { pattern: /^docker service update\b/, verb: 'deploy', tool: 'swarm', waits: 'always', detaches: /--detach\b|-d\b/ },
  { pattern: /^kamal (?:deploy|redeploy|setup)\b/, verb: 'deploy', tool: 'kamal', waits: 'always' },
  { pattern: /^nomad job run\b/, verb: 'deploy', tool: 'nomad', waits: 'always', detaches: /-detach\b/ },
  { pattern: /^argocd app sync\b/, verb: 'deploy', tool: 'argocd', waits: 'always', detaches: /--async\b/ },
  { pattern: /^(?:bundle exec )?cap \S+ deploy\b/, verb: 'deploy', tool: 'capistrano', waits: 'always' },
  { pattern: /^(?:npx )?pm2 deploy\b/, verb: 'deploy', tool: 'pm2', waits: 'always' },
  // Tests and builds
  {
    pattern:
      /^(?:npx |pnpm (?:exec |dlx )?|yarn (?:run )?|bunx )?(?:vitest|jest|mocha|ava|playwright test|cypress run|c8|nyc|turbo (?:run )?(?:.* )?test|nx (?:.* )?test)\b/,
    verb: 'test',
    tool: 'javascript',
  },
  {
    pattern:
      /^(?:go test|pytest|python3? -m pytest|cargo test|mvn (?:.* )?(?:test|verify)|(?:\.\/)?gradlew? (?:.* )?(?:test|check)|dotnet test|bundle exec rspec|make (?:.* )?(?:test|check|ci)\S*|task (?:.* )?test\S*)(?: |$)/,
    verb: 'test',
    tool: 'test',
  },
  {
    pattern: /^(?:docker|podman|buildah) (?:.* )?(?:build|push|buildx build|compose build)\b/,
    verb: 'build',
    tool: 'docker',
  },
];

/** Scripts of package.json by their names. */
export const scripts: { pattern: RegExp; verb: Act['verb']; unless?: RegExp }[] = [
  {
    pattern: /migrat/i,
    verb: 'migrate',
    unless:
      /generate|create|make|new|status|check|lint|test|dev|diff|validate|list|down|revert|rollback|undo|reset|seed/i,
  },
  { pattern: /(?:^|[:-])(?:test|tests|e2e|ci|check|verify|lint|typecheck|type-check)(?:$|[:-])/i, verb: 'test' },
  { pattern: /(?:^|[:-])build(?:$|[:-])/i, verb: 'build' },
];
