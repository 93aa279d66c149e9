/**
 * Client libraries of systems outside the process, and the time limits they have when nobody sets one.
 * Read from each package's source or documentation, November 2026. Defaults move between majors: `from` is the first major
 * that a row holds for; without it the row holds for all.
 */
export interface Client {
  packages: readonly string[];
  system: string;
  category:
    | 'http'
    | 'payment'
    | 'mail'
    | 'sms'
    | 'identity'
    | 'llm'
    | 'storage'
    | 'database'
    | 'cache'
    | 'queue'
    | 'search'
    | 'analytics'
    | 'observability'
    | 'chat'
    | 'crm'
    | 'ci'
    | 'maps'
    | 'rpc'
    | 'flags'
    | 'other';
  from?: number;
  /** Limit of one call in milliseconds when nothing is set; `'none'`: it may wait for ever. Absent: unknown, and nothing is said. */
  defaultMs?: number | 'none';
  /** Options that set a limit, at the call or where the client is made. */
  options: readonly string[];
  /** Position of the options where the client is made, from 0, if a key, an account or an address stands before them. */
  optionsAt?: number;
  /** First position at a call, from 0, at which options may stand; what stands before it is data. */
  callOptionsAt?: number;
  /** Limits are set where the client is made: one finding for each client, and nothing where that place is not found. */
  onClient?: true;
  /** An option that only logs a warning, unless another one is set, from a version on. */
  warnsOnly?: { option: string; unless: string; since: readonly [major: number, minor: number] };
  /** What a call gives back is the request itself: `https.get(url).on('error', …)` is one call. */
  chained?: true;
  /** Where the limit can be set, in the client's own words: for the text of a finding. */
  hint?: string;
  /** The package is a general client: the system is the host that it calls. */
  generic?: true;
  retriesByDefault?: number;
  /** Operations that leave the process, where the package has many that do not. */
  calls?: RegExp;
}

const http = { category: 'http', generic: true } as const;

/**
 * Several packages on one pipeline: a request has `timeout: 0` unless something sets one (@typespec/ts-http-runtime 0.3,
 * core-rest-pipeline 1.24); `tryTimeoutInMs` of storage has no default and is a limit that the server keeps (storage-common 12).
 */
const azure = {
  defaultMs: 'none',
  options: ['abortSignal', 'requestOptions', 'timeout', 'retryOptions.tryTimeoutInMs'],
  hint: 'abortSignal: AbortSignal.timeout(ms)',
  retriesByDefault: 3,
} as const;

export const clients: readonly Client[] = [
  {
    ...http,
    packages: ['global:fetch', 'undici', 'cross-fetch', 'isomorphic-fetch', 'ofetch'],
    system: 'HTTP',
    defaultMs: 300_000,
    options: ['signal', 'timeout', 'headersTimeout', 'bodyTimeout', 'dispatcher'],
    hint: 'signal: AbortSignal.timeout(ms)',
  },
  {
    ...http,
    packages: ['node-fetch'],
    system: 'HTTP',
    defaultMs: 'none',
    // Version 3 took `timeout` away; wrappers that projects put around it still take one.
    options: ['signal', 'timeout'],
    hint: 'signal: AbortSignal.timeout(ms)',
  },
  {
    // The option `timeout` only emits an event: a limit is what destroys the request then.
    ...http,
    packages: ['node:http', 'node:https', 'http', 'https'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['signal'],
    calls: /^(?:request|get)$/,
    callOptionsAt: 0,
    chained: true,
    hint: 'signal: AbortSignal.timeout(ms)',
  },
  {
    ...http,
    packages: ['axios', '@nestjs/axios'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['timeout', 'signal'],
    hint: 'timeout: ms',
  },
  {
    ...http,
    packages: ['got'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['timeout', 'signal'],
    hint: 'timeout: { request: ms }',
    retriesByDefault: 2,
  },
  { ...http, packages: ['ky'], system: 'HTTP', defaultMs: 10_000, options: ['timeout', 'signal'], retriesByDefault: 2 },
  {
    ...http,
    packages: ['superagent'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['timeout'],
    hint: '.timeout({ response, deadline })',
  },
  {
    ...http,
    packages: ['needle'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['response_timeout', 'read_timeout', 'timeout', 'signal'],
    hint: 'response_timeout: ms',
  },
  {
    ...http,
    packages: ['gaxios'],
    system: 'HTTP',
    defaultMs: 'none',
    options: ['timeout', 'signal'],
    hint: 'timeout: ms',
  },
  {
    packages: ['googleapis', '@googleapis/calendar', '@googleapis/drive', '@googleapis/sheets'],
    system: 'Google APIs',
    category: 'other',
    defaultMs: 'none',
    options: ['timeout', 'signal'],
    hint: 'timeout: ms',
    // `google.sheets({ version: 'v4' })` makes a client.
    calls: /^(?!google\.\w+$)\w+(?:\.\w+)+$/,
  },
  {
    packages: ['@octokit/request', '@octokit/rest', 'octokit', '@octokit/core'],
    system: 'GitHub',
    category: 'ci',
    defaultMs: 'none',
    options: ['signal', 'timeout', 'request'],
    hint: 'request: { signal }',
    // `auth()` and `getInstallationOctokit()` sign a token by themselves, or hand out another client; plugins add methods of the project's own.
    calls:
      /^(?!(?:\w+\.)*get(?:InstallationOctokit|InstallationUrl|WebFlowAuthorizationUrl)$)(?:(?:Octokit|octokit|plugin|defaults)\.)*(?:request|graphql|paginate(?:\.iterator)?|(?:rest\.)?(?!(?:hook|log|auth|plugin|defaults|Octokit|octokit)\.)\w+\.\w+)$/,
  },
  {
    packages: ['stripe'],
    callOptionsAt: 1,
    system: 'Stripe',
    category: 'payment',
    defaultMs: 80_000,
    options: ['timeout'],
    optionsAt: 1,
    hint: 'timeout: ms',
    retriesByDefault: 2,
  },
  { packages: ['braintree'], system: 'Braintree', category: 'payment', defaultMs: 60_000, options: ['timeout'] },
  {
    packages: ['@adyen/api-library'],
    system: 'Adyen',
    category: 'payment',
    options: ['connectionTimeoutMillis', 'timeout'],
  },
  {
    packages: ['@paypal/paypal-server-sdk', '@paypal/checkout-server-sdk'],
    system: 'PayPal',
    category: 'payment',
    options: ['timeout'],
  },
  { packages: ['@lemonsqueezy/lemonsqueezy.js'], system: 'Lemon Squeezy', category: 'payment', options: ['signal'] },
  {
    packages: ['openai'],
    callOptionsAt: 1,
    system: 'OpenAI',
    category: 'llm',
    defaultMs: 600_000,
    options: ['timeout', 'signal'],
    hint: 'timeout: ms',
    retriesByDefault: 2,
  },
  {
    packages: ['@anthropic-ai/sdk'],
    callOptionsAt: 1,
    system: 'Anthropic',
    category: 'llm',
    defaultMs: 600_000,
    options: ['timeout', 'signal'],
    hint: 'timeout: ms',
    retriesByDefault: 2,
  },
  {
    packages: ['@google/generative-ai', '@google/genai'],
    system: 'Google AI',
    category: 'llm',
    options: ['timeout', 'signal', 'abortSignal'],
  },
  {
    packages: ['ai'],
    system: 'AI SDK',
    category: 'llm',
    options: ['abortSignal'],
    calls: /^(?:generate|stream|embed|transcribe|rerank)\w*$/,
  },
  { packages: ['twilio'], system: 'Twilio', category: 'sms', defaultMs: 30_000, options: ['timeout'], optionsAt: 2 },
  {
    packages: ['@sendgrid/mail', '@sendgrid/client'],
    callOptionsAt: 1,
    system: 'SendGrid',
    category: 'mail',
    defaultMs: 'none',
    options: ['timeout'],
    hint: "client.setDefaultRequest('timeout', ms)",
  },
  {
    packages: ['nodemailer'],
    callOptionsAt: 1,
    system: 'SMTP',
    category: 'mail',
    defaultMs: 600_000,
    options: ['connectionTimeout', 'greetingTimeout', 'socketTimeout'],
    hint: 'connectionTimeout and socketTimeout',
  },
  {
    packages: ['resend'],
    callOptionsAt: 1,
    system: 'Resend',
    category: 'mail',
    defaultMs: 'none',
    options: ['signal'],
    optionsAt: 1,
    hint: 'a race with a timer',
  },
  { packages: ['postmark'], system: 'Postmark', category: 'mail', options: ['timeout'], optionsAt: 1 },
  {
    packages: ['mailgun.js'],
    system: 'Mailgun',
    category: 'mail',
    defaultMs: 'none',
    options: ['timeout'],
    hint: 'timeout: ms',
  },
  {
    packages: ['@slack/web-api'],
    callOptionsAt: 1,
    system: 'Slack',
    category: 'chat',
    defaultMs: 'none',
    options: ['timeout'],
    optionsAt: 1,
    hint: 'timeout: ms',
    retriesByDefault: 10,
  },
  {
    packages: ['@slack/webhook'],
    callOptionsAt: 1,
    system: 'Slack',
    category: 'chat',
    defaultMs: 'none',
    options: ['timeout', 'agent'],
    optionsAt: 1,
    hint: 'timeout: ms',
  },
  {
    packages: ['plaid'],
    callOptionsAt: 1,
    system: 'Plaid',
    category: 'payment',
    defaultMs: 'none',
    options: ['timeout', 'baseOptions'],
    hint: 'baseOptions: { timeout }',
  },
  { packages: ['@hubspot/api-client'], system: 'HubSpot', category: 'crm', options: ['timeout'] },
  { packages: ['@notionhq/client'], system: 'Notion', category: 'other', defaultMs: 60_000, options: ['timeoutMs'] },
  {
    packages: ['airtable'],
    system: 'Airtable',
    category: 'other',
    defaultMs: 300_000,
    options: ['requestTimeout'],
    hint: 'requestTimeout: ms',
  },
  {
    packages: ['@elastic/elasticsearch'],
    system: 'Elasticsearch',
    category: 'search',
    from: 9,
    defaultMs: 'none',
    options: ['requestTimeout', 'signal'],
    hint: 'requestTimeout: ms',
    retriesByDefault: 3,
  },
  {
    packages: ['@elastic/elasticsearch', '@opensearch-project/opensearch'],
    system: 'Elasticsearch',
    category: 'search',
    defaultMs: 30_000,
    options: ['requestTimeout'],
    retriesByDefault: 3,
  },
  {
    packages: ['algoliasearch'],
    system: 'Algolia',
    category: 'search',
    defaultMs: 30_000,
    options: ['timeouts'],
    optionsAt: 2,
  },
  {
    // `options.deadline ?? Infinity` (grpc-js 1.14, client-interceptors.js).
    packages: ['@grpc/grpc-js'],
    system: 'gRPC',
    category: 'rpc',
    generic: true,
    defaultMs: 'none',
    options: ['deadline', 'signal'],
    // `(request, options, callback)`; the second of two is the callback.
    callOptionsAt: 2,
    // Nothing that a client is made with sets a deadline.
    optionsAt: 2,
    hint: 'deadline: Date.now() + ms',
  },
  {
    ...azure,
    packages: ['@azure/storage-blob'],
    system: 'Azure Blob Storage',
    category: 'storage',
    calls:
      /(?:^|\.)(?:upload\w*|download\w*|delete\w*|undelete|exists|create(?:IfNotExists)?|get(?:Properties|Tags|AccessPolicy|BlockList|UserDelegationKey)|set\w+|list(?:Blobs|Containers)\w*|findBlobsByTags|stageBlock|commitBlockList|appendBlock|syncCopyFromURL|beginCopyFromURL)$/,
  },
  {
    // core-amqp 4 waits 60 s for each try (defaultOperationTimeoutInMs).
    packages: ['@azure/service-bus'],
    system: 'Azure Service Bus',
    category: 'queue',
    defaultMs: 60_000,
    options: ['abortSignal', 'retryOptions.timeoutInMs'],
    calls:
      /(?:^|\.)(?:send\w+|scheduleMessages|cancelScheduledMessages|peekMessages|\w+Message|(?:create|delete|get|update)(?:Queue|Topic|Subscription|Rule)\w*)$/,
    hint: 'abortSignal: AbortSignal.timeout(ms)',
    retriesByDefault: 3,
  },
  {
    ...azure,
    packages: ['@azure/identity'],
    system: 'Microsoft Entra ID',
    category: 'identity',
    calls: /(?:^|\.)getToken$/,
  },
  {
    packages: ['@google-cloud/storage'],
    system: 'Google Cloud Storage',
    category: 'storage',
    defaultMs: 60_000,
    options: ['timeout', 'retryOptions'],
    retriesByDefault: 3,
  },
  { packages: ['@google-cloud/pubsub'], system: 'Google Pub/Sub', category: 'queue', options: ['timeout', 'gaxOpts'] },
  { packages: ['@sentry/node', '@sentry/nextjs'], system: 'Sentry', category: 'observability', options: [] },
  { packages: ['posthog-node'], system: 'PostHog', category: 'analytics', options: [], optionsAt: 1 },
  { packages: ['@segment/analytics-node'], system: 'Segment', category: 'analytics', options: [] },
  { packages: ['firebase-admin'], system: 'Firebase', category: 'identity', options: ['httpAgent'] },
  { packages: ['@supabase/supabase-js'], system: 'Supabase', category: 'database', options: [], optionsAt: 2 },
  {
    packages: ['auth0', '@auth0/auth0-spa-js'],
    system: 'Auth0',
    category: 'identity',
    defaultMs: 10_000,
    options: ['timeoutDuration'],
  },
  { packages: ['@clerk/backend', '@clerk/nextjs'], system: 'Clerk', category: 'identity', options: [] },
  { packages: ['@workos-inc/node'], system: 'WorkOS', category: 'identity', options: ['timeout'], optionsAt: 1 },
  // Their limits were not looked up: they say only what the system is.
  { packages: ['@gitbeaker/rest', '@gitbeaker/node'], system: 'GitLab', category: 'ci', options: [] },
  { packages: ['@linear/sdk'], system: 'Linear', category: 'other', options: [] },
  { packages: ['jira.js'], system: 'Jira', category: 'other', options: [] },
  {
    packages: ['@mailchimp/mailchimp_marketing', '@mailchimp/mailchimp_transactional'],
    system: 'Mailchimp',
    category: 'mail',
    options: [],
  },
  { packages: ['customerio-node'], system: 'Customer.io', category: 'mail', options: [] },
  { packages: ['messagebird'], system: 'MessageBird', category: 'sms', options: [] },
  { packages: ['@vonage/server-sdk'], system: 'Vonage', category: 'sms', options: [] },
  { packages: ['intercom-client'], system: 'Intercom', category: 'crm', options: [] },
  { packages: ['node-zendesk'], system: 'Zendesk', category: 'crm', options: [] },
  { packages: ['discord.js'], system: 'Discord', category: 'chat', options: [] },
  { packages: ['telegraf', 'node-telegram-bot-api'], system: 'Telegram', category: 'chat', options: [] },
  { packages: ['@googlemaps/google-maps-services-js'], system: 'Google Maps', category: 'maps', options: [] },
  { packages: ['node-vault'], system: 'Vault', category: 'other', options: [] },
  { packages: ['@mollie/api-client'], system: 'Mollie', category: 'payment', options: [] },
  { packages: ['razorpay'], system: 'Razorpay', category: 'payment', options: [] },
  { packages: ['square'], system: 'Square', category: 'payment', options: [] },
  { packages: ['@paddle/paddle-node-sdk'], system: 'Paddle', category: 'payment', options: [] },
  { packages: ['@polar-sh/sdk'], system: 'Polar', category: 'payment', options: [] },
  { packages: ['cohere-ai'], system: 'Cohere', category: 'llm', options: [] },
  { packages: ['@mistralai/mistralai'], system: 'Mistral', category: 'llm', options: [] },
  { packages: ['groq-sdk'], system: 'Groq', category: 'llm', options: [] },
  { packages: ['replicate'], system: 'Replicate', category: 'llm', options: [] },
  { packages: ['@huggingface/inference'], system: 'Hugging Face', category: 'llm', options: [] },
  { packages: ['cloudinary'], system: 'Cloudinary', category: 'storage', options: [] },
  { packages: ['@vercel/blob'], system: 'Vercel Blob', category: 'storage', options: [] },
  { packages: ['minio'], system: 'MinIO', category: 'storage', options: [] },
  { packages: ['typesense'], system: 'Typesense', category: 'search', options: [] },
  { packages: ['meilisearch'], system: 'Meilisearch', category: 'search', options: [] },
  { packages: ['@pinecone-database/pinecone'], system: 'Pinecone', category: 'search', options: [] },
  { packages: ['@qdrant/js-client-rest'], system: 'Qdrant', category: 'search', options: [] },
  { packages: ['@upstash/qstash'], system: 'QStash', category: 'queue', options: [] },
  { packages: ['expo-server-sdk'], system: 'Expo Push', category: 'other', options: [] },
  { packages: ['svix'], system: 'Svix', category: 'other', options: [] },
  { packages: ['@okta/okta-sdk-nodejs'], system: 'Okta', category: 'identity', options: [] },
  { packages: ['@ory/client'], system: 'Ory', category: 'identity', options: [] },
  { packages: ['@google-cloud/secret-manager'], system: 'Google Secret Manager', category: 'other', options: [] },
  {
    // gax ends a method after `timeout_millis` of its configuration (kms 5.7, key_management_service_client_config.json).
    packages: ['@google-cloud/kms'],
    system: 'Google Cloud KMS',
    category: 'other',
    defaultMs: 60_000,
    options: ['timeout'],
    callOptionsAt: 1,
    calls:
      /(?:^|\.)(?:asymmetric(?:Sign|Decrypt)|encrypt|decrypt|mac(?:Sign|Verify)|raw(?:Encrypt|Decrypt)|generateRandomBytes|getPublicKey|(?:get|list|create|update|destroy|restore)(?:CryptoKey|KeyRing|ImportJob)\w*)$/,
  },
  { packages: ['@google-cloud/tasks'], system: 'Google Cloud Tasks', category: 'queue', options: [] },
  { packages: ['@google-cloud/bigquery'], system: 'BigQuery', category: 'database', options: [] },
  // Providers of the AI SDK make models, which `ai` calls (ai-sdk.dev, providers, November 2026).
  ...modelProviders(),
  { packages: ['@team-plain/typescript-sdk'], system: 'Plain', category: 'crm', options: [] },
  {
    packages: ['inngest'],
    system: 'Inngest',
    category: 'queue',
    options: [],
    // The rest declares functions that Inngest calls.
    calls: /(?:^|\.)send(?:Signal)?$/,
  },
  {
    // A signal is only made where `fetchTimeout` or `signal` is given (@cubejs-client/core 1.7, HttpTransport.js).
    packages: ['@cubejs-client/core'],
    system: 'Cube',
    category: 'database',
    defaultMs: 300_000,
    options: ['fetchTimeout', 'signal'],
    calls: /(?:^|\.)(?:load|sql|cubeSql|meta|dryRun|subscribe)$/,
    hint: 'fetchTimeout: ms',
  },
  { packages: ['dd-trace'], system: 'Datadog', category: 'observability', options: [] },
  { packages: ['newrelic'], system: 'New Relic', category: 'observability', options: [] },
  { packages: ['oci-objectstorage'], system: 'Oracle Object Storage', category: 'storage', options: [] },
  { packages: ['@slack/oauth'], system: 'Slack', category: 'chat', options: [] },
  {
    ...azure,
    packages: ['@azure/keyvault-secrets'],
    optionsAt: 2,
    system: 'Azure Key Vault',
    category: 'other',
    calls: /(?:^|\.)(?:getSecret|setSecret|beginDeleteSecret|listProperties\w*|updateSecretProperties)$/,
  },
];

/** Whose models each provider package of the AI SDK makes; nothing leaves the process by its own functions. */
function modelProviders(): Client[] {
  const systems: Record<string, string> = {
    'amazon-bedrock': 'Amazon Bedrock',
    anthropic: 'Anthropic',
    azure: 'Azure OpenAI',
    cohere: 'Cohere',
    deepseek: 'DeepSeek',
    fireworks: 'Fireworks',
    google: 'Google AI',
    'google-vertex': 'Google Vertex AI',
    groq: 'Groq',
    mistral: 'Mistral',
    openai: 'OpenAI',
    perplexity: 'Perplexity',
    togetherai: 'Together AI',
    xai: 'xAI',
  };
  return Object.entries(systems).map(([name, system]) => ({
    packages: [`@ai-sdk/${name}`],
    system,
    category: 'llm',
    options: [],
    calls: /^(?!)/,
  }));
}

/**
 * AWS SDK v3: no limit of its own (`defaultSocketTimeout` only with AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026). `requestTimeout`
 * ended a silent socket up to @smithy/node-http-handler 4.3; from 4.4 on, with which client packages come from 3.913, it only
 * warns unless `throwOnRequestTimeout` is set.
 */
export const awsClient: Client = {
  packages: ['@aws-sdk/*'],
  system: 'AWS',
  category: 'storage',
  defaultMs: 'none',
  options: ['abortSignal', 'requestHandler.socketTimeout', 'requestHandler.requestTimeout', 'requestHandler'],
  callOptionsAt: 1,
  onClient: true,
  warnsOnly: {
    option: 'requestHandler.requestTimeout',
    unless: 'requestHandler.throwOnRequestTimeout',
    since: [3, 913],
  },
  hint: 'requestHandler: { requestTimeout: ms, throwOnRequestTimeout: true }',
  retriesByDefault: 3,
};

/** What the services of AWS are for, by the names of their client packages. */
const awsCategories: readonly [RegExp, Client['category']][] = [
  [/^(?:s3|s3-control|efs|glacier)$/, 'storage'],
  [/^(?:cloudwatch|cloudwatch-\w+|cloudwatch-logs|xray|application-signals)$/, 'observability'],
  [/^(?:sqs|sns|kinesis|firehose|eventbridge|kafka|mq)$/, 'queue'],
  [/^(?:ses|sesv2)$/, 'mail'],
  [/^(?:dynamodb|dynamodb-streams|rds|rds-data|redshift-data|athena|timestream-\w+|neptunedata)$/, 'database'],
  [/^(?:bedrock|bedrock-\w+(?:-\w+)*|sagemaker-runtime)$/, 'llm'],
  [/^(?:cognito-\w+(?:-\w+)*|sts|sso|iam)$/, 'identity'],
  [/^(?:opensearch|cloudsearch-domain|kendra)$/, 'search'],
  [/^location$/, 'maps'],
];

/** Row for a package at the major that the repository declares; the first row whose `from` is not above it. */
export function clientOf(specifier: string, major: number | undefined): Client | undefined {
  if (specifier.startsWith('@aws-sdk/client-')) {
    const service = packageOf(specifier).slice('@aws-sdk/client-'.length);
    const category = awsCategories.find(([services]) => services.test(service))?.[1] ?? 'other';
    return { ...awsClient, system: `AWS ${service.toUpperCase()}`, category };
  }
  const name = packageOf(specifier);
  return clients.find(
    (row) => row.packages.includes(name) && (row.from === undefined || (major !== undefined && major >= row.from)),
  );
}

/** The system that a library is for; nothing for one that calls whatever it is told. */
export function systemOf(packageName: string): Pick<Client, 'system' | 'category'> | undefined {
  const client = clientOf(packageName, undefined);
  return client && !client.generic ? client : undefined;
}

/** `got/dist/x` → `got`, `@a/b/c` → `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Longest limit under which a missing one is not worth a word, in milliseconds. */
export const safeDefaultMs = 59_999;

/** Packages that call again by themselves. */
export const retryPackages: ReadonlySet<string> = new Set([
  'p-retry',
  'async-retry',
  'retry',
  'axios-retry',
  'promise-retry',
  'ts-retry',
  'ts-retry-promise',
  'exponential-backoff',
  '@octokit/plugin-retry',
]);
export const breakerPackages: ReadonlySet<string> = new Set(['opossum', 'cockatiel', 'brakes', 'hystrixjs']);
