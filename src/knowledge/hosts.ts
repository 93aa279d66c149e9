/**
 * What a host tells about the environment that it belongs to. Suffixes are from the vendors' documentation of their endpoints,
 * reserved names from RFC 2606 and RFC 6761; 2026-11.
 */

const local =
  /^(?:localhost|localhost\.localdomain|.+\.localhost|host\.docker\.internal|gateway\.docker\.internal|host\.minikube\.internal|0\.0\.0\.0|127(?:\.\d{1,3}){3}|\[::1?\]|::1?)$/;

export function isLocalHost(host: string): boolean {
  return local.test(host);
}

const internal = /\.(?:internal|local|lan|corp|intranet|svc|svc\.cluster\.local|consul|private|home\.arpa)$/;

/** A name that only the network of one environment resolves. */
export function isInternalHost(host: string): boolean {
  return internal.test(host) && !/(?:^|\.)docker\.internal$|^metadata\.google\.internal$/.test(host);
}

/** One instance at a vendor: a database, a queue, a gateway. Each environment has its own. */
const instance =
  /\.(?:rds|cache|docdb|neptune|redshift|es|aoss|elb|elasticbeanstalk|elasticache|mq|memorydb|dax-clusters|dax)(?:[.-][\w-]+)*\.amazonaws\.com$|\.(?:execute-api|lambda-url)\.[\w-]+\.(?:amazonaws\.com|on\.aws)$|\.cache\.amazonaws\.com$|\.(?:database|blob\.core|queue\.core|table\.core|file\.core|servicebus|redis\.cache|search|vault)\.(?:windows|azure)\.net$|\.vault\.azure\.net$|\.(?:documents|postgres\.database|mysql\.database|redisenterprise\.cache|azurecr)\.azure\.(?:com|net)$|\.azure-api\.net$|\.azure-devices\.net$|\.(?:a|r)\.run\.app$|\.run\.app$|\.cloudfunctions\.net$|\.firebaseio\.com$|\.firebasedatabase\.app$|\.supabase\.(?:co|in)$|\.mongodb\.net$|\.upstash\.io$|\.neon\.tech$|\.psdb\.cloud$|\.aivencloud\.com$|\.confluent\.cloud$|\.(?:cloud\.redislabs|redis-cloud|redns\.redis-cloud)\.com$|\.(?:es|elastic-cloud)\.io$|\.found\.io$|\.cloudamqp\.com$|\.rmq\.cloudamqp\.com$|\.cockroachlabs\.cloud$|\.tidbcloud\.com$|\.clickhouse\.cloud$|\.turso\.io$|\.db\.ondigitalocean\.com$|\.rlwy\.net$/;
/** One deployment at a hosting platform; sites of other people live there too. */
const deployment =
  /\.(?:vercel\.app|now\.sh|netlify\.app|pages\.dev|workers\.dev|herokuapp\.com|onrender\.com|fly\.dev|up\.railway\.app|azurewebsites\.net|azurecontainerapps\.io|azurestaticapps\.net|amplifyapp\.com|web\.app|firebaseapp\.com|appspot\.com|ondigitalocean\.app|ngrok\.io|ngrok\.app|ngrok-free\.app|trycloudflare\.com|loca\.lt)$/;

export function isManagedInstance(host: string): boolean {
  return instance.test(host);
}

export function isManagedDeployment(host: string): boolean {
  return deployment.test(host);
}

/** Words that name an environment, as a whole part of a host or name. */
const environmentWords: Record<string, string> = {
  prod: 'production',
  production: 'production',
  prd: 'production',
  stage: 'staging',
  staging: 'staging',
  stg: 'staging',
  preprod: 'staging',
  uat: 'uat',
  qa: 'qa',
  dev: 'development',
  development: 'development',
  sandbox: 'sandbox',
  nonprod: 'nonprod',
};

export function environmentIn(text: string): string | undefined {
  for (const word of text.toLowerCase().split(/[^a-z0-9]+/))
    if (Object.hasOwn(environmentWords, word)) return environmentWords[word];
  return undefined;
}

/** Hosts that are the same for everybody: reserved names, namespaces, licences, registries, public networks for content, developers' pages. */
const everybodys =
  /(?:^|\.)(?:example\.(?:com|net|org|edu)|test|example|invalid|w3\.org|xmlsoap\.org|openxmlformats\.org|schema\.org|json-schema\.org|schemastore\.org|purl\.org|ogp\.me|sitemaps\.org|xmlns\.com|docbook\.org|spdx\.org|opensource\.org|creativecommons\.org|gnu\.org|npmjs\.(?:org|com)|yarnpkg\.com|pypi\.org|rubygems\.org|maven\.org|crates\.io|packagist\.org|jsdelivr\.net|unpkg\.com|cdnjs\.com|cloudflare\.com|esm\.sh|skypack\.dev|jspm\.io|gstatic\.com|fonts\.googleapis\.com|typekit\.net|bootstrapcdn\.com|jquery\.com|fontawesome\.com|github\.com|githubusercontent\.com|github\.io|gitlab\.com|bitbucket\.org|mozilla\.org|nodejs\.org|stackoverflow\.com|wikipedia\.org|wikimedia\.org|ietf\.org|rfc-editor\.org|iana\.org|unicode\.org|ecma-international\.org|whatwg\.org|dev\.azure\.com|dev\.mysql\.com|dev\.to|go\.dev|pub\.dev|web\.dev|gravatar\.com|youtube\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|facebook\.com|linkedin\.com|instagram\.com|discord\.gg|t\.me|shields\.io|unsplash\.com|picsum\.photos|placehold\.co|placekitten\.com|dicebear\.com|apache\.org|prisma\.io|nextjs\.org|react\.dev|vercel\.com|mui\.com)$/;
const metadata =
  /^(?:169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|metadata\.azure\.com|100\.100\.100\.200|\[fd00:ec2::254\])$/;

export function isEverybodysHost(host: string): boolean {
  return everybodys.test(host) || metadata.test(host);
}

/** Name servers that anybody may ask. */
const resolvers = new Set([
  '1.1.1.1',
  '1.0.0.1',
  '1.1.1.2',
  '1.0.0.2',
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
  '149.112.112.112',
  '208.67.222.222',
  '208.67.220.220',
  '4.2.2.1',
  '4.2.2.2',
]);

export function isPublicResolver(address: string): boolean {
  return resolvers.has(address);
}

/** Mail providers and forges: an address or page there says nothing about who owns the domain. */
const shared =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|proton(?:mail)?|pm|gmx|web|qq|163|fastmail|hey|mail|yandex|users\.noreply\.github)\.\w+(?:\.\w+)?$|(?:^|\.)(?:github|gitlab|bitbucket|npmjs|github\.io|readthedocs)\b/;

export function isSharedDomain(host: string): boolean {
  return shared.test(host);
}

/** Schemes of addresses that a program connects to. */
export const networkSchemes =
  /^(https?|wss?|amqps?|rediss?|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|nats|mqtts?|smtps?|ldaps?|kafka|grpcs?|s3|gs|s?ftp):\/\//i;
