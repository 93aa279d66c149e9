import type { Fact } from '../../core/fact';
import type { Policy } from '../../core/policy';

type Call = Fact<'call.resolved'>;

/** A system with a name of its own, as against some address that a variable holds. */
export function isNamedSystem(call: Call): boolean {
  return (
    !call.clientSide &&
    call.system !== 'HTTP' &&
    call.system !== 'gRPC' &&
    !call.system.startsWith('$') &&
    call.category !== 'flags' &&
    !isNear(call.host ?? (/^[\w-]+$/.test(call.system) && call.category === 'http' ? call.system : ''))
  );
}

/** This machine, its neighbours in a cluster, an address without a domain. */
export function isNear(host: string): boolean {
  return (
    host !== '' &&
    (/^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[.*\]|host\.docker\.internal)$/i.test(host) ||
      !host.includes('.') ||
      /\.(?:local|internal|svc|cluster\.local|localhost|test|invalid|lan)$/i.test(host))
  );
}

export type ThirdParty = NonNullable<Policy['third_parties']>[string];

/** What the policy says of a system: by its name, or by the packages and hosts that it matches. */
export function partyOf(system: string, names: readonly string[], policy: Policy): ThirdParty | undefined {
  const parties = policy.third_parties ?? {};
  const slug = slugOf(system);
  for (const [name, party] of Object.entries(parties)) {
    if (slugOf(name) === slug) return party;
    if (party.match.some((pattern) => names.some((one) => matches(pattern, one)))) return party;
  }
  return undefined;
}

function matches(pattern: string, name: string): boolean {
  // `npm:stripe`, `host:api.stripe.com`, `env:STRIPE_*`: the sort of name stands in front.
  const plain = pattern
    .toLowerCase()
    .replace(/^(?:npm|host|env):/, '')
    .replace(/^\*\.?/, '');
  const one = name.toLowerCase();
  return one === plain || one.endsWith(`.${plain}`);
}

export function slugOf(system: string): string {
  return system.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** The host belongs to a domain that the policy calls the project's own. */
export function isOwnHost(host: string | undefined, policy: Policy): boolean {
  return (policy.own_domains ?? []).some((domain) => host === domain || host?.endsWith(`.${domain}`));
}

/** What a system is called wherever it is met: `api.figma.com`, `FIGMA_CLIENT_SECRET` and the package `figma` are one. */
export function brandOf(call: Call): string {
  return call.host ? brandOfHost(call.host) : brandOfName(call.system);
}

export function brandOfName(system: string): string {
  return oneFamily(slugOf(system));
}

/** One account and one set of credentials for many products. */
function oneFamily(slug: string): string {
  return /^google(?:-(?:apis|oauth\d?|sheets|drive|calendar|auth|login|client|workspace))?$|^googleapis-com$/.test(slug)
    ? 'google'
    : slug;
}

const doors = /^(?:api|apis|oauth2?|auth|www|rest|graph|login|accounts|id|sandbox|live|v\d)\.(?=[^.]+\.)/;
/** Domains under which many have their hosts. */
const sharedDomains =
  /(?:^|\.)(?:amazonaws|azure|windows|herokuapp|cloudfront|example)\.\w+$|\.(?:vercel|netlify|fly|web|pages|workers)\.(?:app|dev)$/;

export function brandOfHost(host: string): string {
  let rest = host.toLowerCase();
  while (doors.test(rest)) rest = rest.replace(doors, '');
  if (rest === 'googleapis.com') return 'google';
  const labels = rest.split('.');
  return labels.length === 2 && !sharedDomains.test(rest) ? oneFamily(slugOf(labels[0] as string)) : rest;
}

/** The brand in the name of a package: `figma` of `@figma/rest-client`, `acme` of `acme-sdk`. */
export function brandOfPackage(name: string): string | undefined {
  const [first = ''] = name.replace(/^@/, '').split('/');
  const brand = first
    .split('-')
    .filter((word) => !/^(?:sdk|node|nodejs|js|client|api|rest|server|official|ts|types|lib)$/.test(word))
    .join('-');
  return brand.length < 3 ? undefined : oneFamily(brand.toLowerCase());
}

/** A host that serves programs rather than people. */
export function isDoorForPrograms(host: string): boolean {
  return /^(?:api|apis|rest|graph|oauth2?)[.-]/i.test(host);
}

const credential =
  /^(?:(?:NEXT_PRIVATE|NEXT|PRIVATE|VITE|APP|SERVER|PROD)_)*([A-Z0-9]+(?:_[A-Z0-9]+)*?)_(API_KEY|API_TOKEN|API_SECRET|CLIENT_ID|CLIENT_SECRET|ACCESS_TOKEN|AUTH_TOKEN|ACCOUNT_SID|SECRET_KEY|PROVIDER_BASE_URL|API_URL|API_BASE_URL)$/;
/** Words that say nothing of another side: credentials that a program gives out itself, and ways of using them. */
const own =
  /^(?:INTERNAL|ADMIN|SUPER|CRON|JWT|SESSION|COOKIE|WEBHOOK|METRICS|HEALTH|LICENSE|ENCRYPTION|SIGNING|AUTH|NEXTAUTH|BETTER|SERVICE|TEST|DEV|ROOT|MASTER|USER|PUBLIC|BASE|BACKEND|FRONTEND|GATEWAY|REFRESH|E2E|CI|DEPLOY|OAUTH2?|OIDC|SSO|SAML|API|WORKER|SUPERADMIN|SECRET|ACCESS|CLIENT|KEY|PRIVATE|DB|DATABASE|REDIS)$/;

/** The other side that a variable holds credentials of: `figma` of `FIGMA_CLIENT_SECRET`. */
export function brandOfVariable(name: string): string | undefined {
  const words =
    credential
      .exec(name)?.[1]
      ?.split('_')
      .filter((word) => !own.test(word)) ?? [];
  const brand = words.join('_');
  return brand.length < 3 ? undefined : oneFamily(slugOf(brand));
}

/** A secret that comes with an identity which somebody else gave out: the program is a client of another side. */
export function isRegistered(names: readonly string[]): boolean {
  const has = (ending: RegExp) => names.some((name) => ending.test(name));
  return has(/_CLIENT_SECRET$/) || (has(/_ACCOUNT_SID$/) && has(/_AUTH_TOKEN$/));
}
