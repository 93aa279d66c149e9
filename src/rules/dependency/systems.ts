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
function isNear(host: string): boolean {
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
  const plain = pattern.toLowerCase().replace(/^\*\.?/, '');
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
