import {
  environmentIn,
  isEverybodysHost,
  isInternalHost,
  isLocalHost,
  isManagedDeployment,
  isManagedInstance,
  isPublicResolver,
  networkSchemes,
} from '../../knowledge/hosts';
import { addressRange, registrableDomain } from '../../parse/hosts';

/** What a literal says about where it points. */
export interface Endpoint {
  class: 'url' | 'host' | 'ip';
  host: string;
  /** Registrable domain of a public host. */
  domain?: string;
  /** Environment that the host itself names. */
  shows?: string;
  local?: true;
  private?: true;
  /** One instance at a vendor; `deployment` = at a hosting platform, where other people's sites live too. */
  managed?: 'instance' | 'deployment';
  /** The address carries an account number. */
  account?: true;
  password?: string;
}

const authority = /^(?:([^\s/?#@]*)@)?([^\s/?#@]*)/;

/** Reads an address leniently: several hosts, a computed port and a text that ends in the middle are all fine. */
export function urlIn(text: string): Endpoint | undefined {
  const scheme = networkSchemes.exec(text)?.[0];
  if (scheme === undefined) return undefined;
  const [, user, hosts = ''] = authority.exec(text.slice(scheme.length)) ?? [];
  const first = hosts.split(',')[0] ?? '';
  const host = /^(\[[\da-f:.]+\]|[^:]+)(?::.*)?$/i.exec(first)?.[1]?.toLowerCase();
  if (host === undefined || !/^(?:\[[\da-f:.]+\]|[\w.-]+)$/i.test(host) || host.startsWith('.')) return undefined;
  const colon = user?.indexOf(':') ?? -1;
  const password = user !== undefined && colon !== -1 ? user.slice(colon + 1) : undefined;
  const account = /^sqs\.[\w-]+\.amazonaws\.com$/.test(host) && /^[^/]*\/\d{12}\//.test(text.slice(scheme.length));
  const bucket = /^(?:s3|gs):/i.test(scheme);
  return {
    class: 'url',
    ...hostFacts(host, bucket),
    ...(account ? { account: true } : {}),
    ...(password ? { password } : {}),
  };
}

/** `orders-db.internal`, `10.1.2.3`, `cache.staging.shop.example:6379`: only where a host is expected. */
export function hostIn(text: string): Endpoint | undefined {
  const match = /^([a-z0-9](?:[\w-]*[a-z0-9])?(?:\.[a-z0-9](?:[\w-]*[a-z0-9])?)+)\.?(?::\d{1,5})?$/i.exec(text);
  const host = match?.[1]?.toLowerCase();
  if (host === undefined || /^[\d.]+$/.test(host) || !/[a-z]{2,}$/.test(host)) return undefined;
  return { class: 'host', ...hostFacts(host, false) };
}

/** An address on its own, with or without a port; ranges (`10.0.0.0/8`) are no address. */
export function addressIn(text: string): Endpoint | undefined {
  const plain =
    /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?$/.exec(text)?.[1] ??
    (/^\[?[\da-f:]*:[\da-f:.]*\]?$/i.test(text) ? text : undefined);
  if (plain === undefined || isPublicResolver(plain)) return undefined;
  const range = addressRange(plain);
  // Object identifiers begin like the second, every Docker host has the third.
  if (range === undefined || range === 'reserved' || /^(?:0\.|2\.5|172\.17\.0\.1$)/.test(plain)) return undefined;
  return {
    class: 'ip',
    host: plain,
    ...(range === 'loopback' ? { local: true } : range === 'private' ? { private: true } : {}),
  };
}

function hostFacts(host: string, bucket: boolean): Omit<Endpoint, 'class'> {
  if (isLocalHost(host)) return { host, local: true };
  const range = addressRange(host);
  if (range !== undefined)
    return { host, ...(range === 'private' ? { private: true } : range === 'loopback' ? { local: true } : {}) };
  // `s3://shop-prod-uploads` names a bucket, not a host.
  if (bucket) return { host, ...shown(environmentIn(host)) };
  if (isEverybodysHost(host)) return { host };
  if (isInternalHost(host)) return { host, private: true, ...shown(environmentIn(host)) };
  const domain = registrableDomain(host);
  const managed = isManagedInstance(host) ? 'instance' : isManagedDeployment(host) ? 'deployment' : undefined;
  return {
    host,
    ...(domain ? { domain } : {}),
    ...(managed ? { managed } : {}),
    ...shown(domain === undefined ? undefined : environmentOfHost(host, domain)),
  };
}

/** Top-level domains are no words (`pkg.go.dev`), and neither is a whole name of a vendor (`dev.to`). */
function environmentOfHost(host: string, domain: string): string | undefined {
  const own = domain.slice(0, domain.indexOf('.'));
  const above = host.length > domain.length ? host.slice(0, host.length - domain.length - 1) : '';
  return environmentIn(above) ?? (/[-_]/.test(own) ? environmentIn(own) : undefined);
}

const shown = (environment: string | undefined) => (environment === undefined ? {} : { shows: environment });

/** An identifier of one account or one resource. `strong`: by its form alone. */
export interface Resource {
  strong: boolean;
  shows?: string;
}

const named =
  /(?:bucket(?:name)?|queue(?:url|name)?|topic(?:arn|name)?|stream(?:name|arn)?|table(?:name)?|tenantid|tenant|accountid|account|projectid|project|userpoolid|identitypoolid|distributionid|kmskeyid|keyid|subscriptionid|instanceid|clusterid|cluster|databasename|dbname)$/i;
const accounts = /(?:tenant|account|project|subscription|organi[sz]ation|directory)_?(?:id)?$/i;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function resourceIn(text: string, key: string | undefined): Resource | undefined {
  const account = /^arn:[\w-]*:[\w-]*:[\w-]*:(\d{12}):/.exec(text)?.[1];
  if (account !== undefined)
    return account === '000000000000' || account === '123456789012'
      ? undefined
      : { strong: true, ...shown(environmentIn(text)) };
  if (key === undefined || networkSchemes.test(text) || !/^[\w./:-]+$/.test(text)) return undefined;
  const plain = key.replace(/[_-]/g, '');
  if (!named.test(plain)) return undefined;
  if (accounts.test(plain) && uuid.test(text) && !/^0{8}-|^(.)\1{7}-/.test(text)) return { strong: true };
  if (/(?:id|number)$/i.test(plain) && /^\d{9,}$/.test(text) && !/^(\d)\1*$|^123456789/.test(text))
    return { strong: true };
  if (/poolid$/i.test(plain) && /^[a-z]{2}-[a-z]+-\d[_:][\w-]{6,}$/.test(text)) return { strong: true };
  // `shop_dev.orders` for a table: the schema is how the database is called, in every environment.
  if (/tables?(?:name)?$/i.test(plain) && /^\w+\.\w+$/.test(text)) return undefined;
  const environment = environmentIn(text);
  // The word alone (`bucket: 'dev'`) is a name of an environment, not of a resource in it.
  return environment !== undefined && /[-_./:]/.test(text) ? { strong: false, shows: environment } : undefined;
}
