import type { SafeValue } from './fact';

/**
 * What may be kept of a configuration value: its class, and a salted hash that compares two environments.
 * The value itself never leaves the file it stands in.
 */
export function safeValue(text: string, key = ''): SafeValue {
  const value = text.trim();
  const url = urlOf(value);
  const shows = showsOf(value, url);
  const mode = modeOf(value);
  return {
    class: classOf(value, key, url),
    hash: hashOf(value),
    ...(url?.host ? { host: url.host } : {}),
    ...(shows ? { shows } : {}),
    ...(mode ? { mode } : {}),
    ...(/(?:^|_)PORT$/.test(key) && /^\d{2,5}$/.test(value) ? { port: Number(value) } : {}),
    ...(isStrong(value, url) ? { strong: true } : {}),
  };
}

/** The default of a column as it may be printed: the literal of a secret, by its column's name or its own form, is not. */
export function printableDefault(text: string, column: string): string {
  return text.replace(/'((?:[^']|'')*)'/g, (all, value: string) =>
    safeValue(value, column).class === 'secret' ? "'******'" : all,
  );
}

/** A vendor's key, or a text that nobody would think of: long, of letters and digits, without words. */
function isStrong(value: string, url: { password?: string } | undefined): boolean {
  if (vendorSecret.test(value)) return true;
  const text = url ? (url.password ?? '') : value;
  if (text.length < 12 || text.length > 400 || !/^[\w+/=.~-]+$/.test(text)) return false;
  if (!/\d/.test(text) || !/[a-z]/i.test(text) || /^[a-z0-9]+(?:[-_.][a-z0-9]+)+$/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits > 3.2;
}

const placeholder =
  /^(?:change[-_ ]?(?:me|this|it)\w*!*|(?:your|my|insert|enter|replace|add|put|set)[-_ ].*|.*\b(?:your|replace|change)[-_](?:\w+[-_])*(?:here|me|this|key|secret|token|password|value|domain|api|app)\b.*|placeholder|todo|tbd|fixme|x{3,}|\*{3,}|\.{3,}|<[^<>]*>|\[[\w -]+\]|\{\{[^}]*\}\}|(?:some|any|dummy|fake|example|sample|test|secret|password|token)(?:[-_ ]?(?:key|secret|token|password|value|string))*|foo|bar|foobar|abc(?:123)?|n\/?a|none|null|undefined)$/i;
const interpolated =
  /\$\{[^}]{1,300}\}|\$\([^)]{1,300}\)|(?<!\$)\$[A-Z_]{3,}|\{\{[^}]{1,300}\}\}|<%[=-]?[^%]{1,300}%>|@@\w+@@|__[A-Z][A-Z0-9_]+__/;
const encrypted = /^(?:encrypted:|ENC\[|AgA[\w+/]{60}|vault:v\d+:|-----BEGIN PGP MESSAGE)/;
const secretName =
  /(?:^|[_.-])(?:secret|password|passwd|pwd|token|credentials?|private[_-]?key|api[_-]?key|access[_-]?key|auth[_-]?key|signing[_-]?key|encryption[_-]?key|salt|dsn|connection[_-]?string)(?:[_.-]|$)|(?:secret|password|token|apikey|privatekey)$/i;
const notSecretName =
  /(?:_(?:id|name|url|uri|host|port|path|file|ttl|expiry|expires?(?:_in)?|expiration|lifetime|length|type|algorithm|header|issuer|endpoint|enabled|version|region|rounds|min|max|limit|count))$|^(?:next_public_|vite_|react_app_|public_|expo_public_)/i;
const vendorSecret =
  /^(?:sk|rk)_(?:live|test)_\w{8,}|^whsec_\w{8,}|^sk-(?:proj-|ant-)?[\w-]{16,}|^gh[pousr]_\w{20,}|^github_pat_\w{20,}|^xox[abpr]-[\w-]{10,}|^AKIA[0-9A-Z]{16}$|^SG\.[\w-]{16,}\.[\w-]{16,}|^glpat-[\w-]{16,}|^npm_\w{30,}|^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|^-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;

function classOf(value: string, key: string, url: { host: string; password?: string } | undefined): SafeValue['class'] {
  if (value === '') return 'empty';
  if (encrypted.test(value)) return 'encrypted';
  if (vendorSecret.test(value)) return 'secret';
  if (interpolated.test(value)) return 'interpolated';
  if (placeholder.test(value)) return 'placeholder';
  if (/^(?:true|false|yes|no|on|off)$/i.test(value)) return 'boolean';
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return 'number';
  if (url) return url.password && !placeholder.test(url.password) ? 'secret' : 'url';
  if (secretName.test(key) && !notSecretName.test(key)) return 'secret';
  return 'text';
}

function urlOf(value: string): { host: string; labels: string[]; path: string; password?: string } | undefined {
  const match =
    /^[a-z][a-z0-9+.-]{1,20}:\/\/(?:([^\s/@:]*)(?::([^\s@]*))?@)?(\[[\da-f:]+\]|[^\s/:?#,@]+)([^\s]*)$/i.exec(value);
  if (!match) return undefined;
  const host = (match[3] ?? '').toLowerCase();
  if (!/^[\w.$\-[\]:]+$/.test(host)) return undefined;
  const password = match[2];
  return { host, labels: host.split('.'), path: match[4] ?? '', ...(password ? { password } : {}) };
}

const words: [string, RegExp][] = [
  ['staging', /^(?:staging|stage|stg|preprod|pre-?production|uat|qa)\d*$/],
  ['production', /^(?:production|prod|prd)\d*$/],
  ['development', /^(?:development|devel|dev)\d*$/],
];
const local = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\]|::1|host\.docker\.internal)$/;

/** The environment that a value itself names, as a word of its own: in a host, a database, a bucket, a queue. */
function showsOf(value: string, url: { host: string; labels: string[]; path: string } | undefined): string | undefined {
  if (value.length > 500) return undefined;
  if (url) {
    if (local.test(url.host) || url.host.endsWith('.localhost')) return 'localhost';
    // `.dev` and `.app` are top-level domains that anybody may use.
    const labels = url.labels.length > 1 ? url.labels.slice(0, -1) : url.labels;
    return wordIn(labels.flatMap((label) => label.split(/[-_]/))) ?? wordIn(url.path.split(/[^a-z0-9]+/i).slice(0, 4));
  }
  if (/\s/.test(value) || value.startsWith('/') || value.startsWith('.')) return undefined;
  const [host = ''] = value.split(/[:/]/);
  if (local.test(host.toLowerCase())) return 'localhost';
  const labels = /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(value)
    ? value.replace(/:\d+$/, '').split('.').slice(0, -1)
    : [value];
  return wordIn(labels.flatMap((label) => label.split(/[-_./:@]/)));
}

function wordIn(tokens: readonly string[]): string | undefined {
  for (const token of tokens) for (const [name, pattern] of words) if (pattern.test(token.toLowerCase())) return name;
  return undefined;
}

function modeOf(value: string): 'test' | 'live' | undefined {
  const match = /^(?:sk|pk|rk)_(test|live)_|^(test|live)_[\w-]{12,}$/.exec(value);
  const mode = match?.[1] ?? match?.[2];
  return mode === 'test' || mode === 'live' ? mode : undefined;
}

/** 53 bits, salted: equal values have equal hashes, nothing else can be told from one. */
export function hashOf(text: string): string {
  let a = 0x9e3779b9 ^ text.length;
  let b = 0x41c6ce57;
  for (const part of ['release-readiness\u0000', text])
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
