/** Registrable domain by the public suffix list, private suffixes included: `api.orders.shop.example` → `shop.example`; nothing for addresses and bare names. */
export function registrableDomain(host: string): string | undefined {
  // The list is long: a name without a dot, as services have in Compose, need not load it.
  if (!host.includes('.') || strictV4.test(host)) return undefined;
  const { getDomain } = require('tldts') as typeof import('tldts');
  return getDomain(host, { allowPrivateDomains: true, validateHostname: true }) ?? undefined;
}

export type AddressRange = 'loopback' | 'private' | 'reserved' | 'public';

const strictV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;

/** Range of an IP address in its usual notation: four decimal parts without leading zeros, or IPv6 (brackets allowed). */
export function addressRange(text: string): AddressRange | undefined {
  const v6 = /^\[?([\da-f]*:[\da-f:.]+)\]?$/i.exec(text)?.[1];
  if (v6 === undefined && (!strictV4.test(text) || /(?:^|\.)0\d/.test(text))) return undefined;
  const ipaddr = require('ipaddr.js') as typeof import('ipaddr.js');
  try {
    const address = ipaddr.process(v6 ?? text);
    switch (address.range()) {
      case 'loopback':
      case 'unspecified':
        return 'loopback';
      case 'private':
      case 'uniqueLocal':
      case 'carrierGradeNat':
        return 'private';
      case 'unicast':
        return 'public';
      default:
        return 'reserved';
    }
  } catch {
    return undefined;
  }
}
