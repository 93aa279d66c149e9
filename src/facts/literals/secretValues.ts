import { isSecretName, wordsOf } from '../../knowledge/secretNames';
import { type VendorSecret, vendorSecretIn } from '../../parse/secrets';

/** A credential, by its vendor's format or by its name and its randomness. */
export type FoundSecret = VendorSecret & { by: 'format' | 'name' | 'url' };

const publicName =
  /\b(?:public|publishable|anon(?:ymous)?|site|client id|measurement|recaptcha|turnstile|posthog|analytics|sentry|dsn|csrf|nonce|id|name|header|cookie|prefix|param(?:eter)?|field|label|type|format|placeholder|example|test|mock|fake|dummy|hash|checksum|digest|integrity|fingerprint|version|url|uri|path|endpoint|ttl|expiry)\b/;
const publicValue = /^(?:pk_(?:live|test)_|pk\.|phc_|AIza|G-|UA-|GTM-|sha(?:1|256|384|512)-|0x[\da-f]+$|data:|urn:|#)/i;
const placeholderPart =
  /example|changeme|change[-_]me|placeholder|dummy|sample|your[-_]?\w|xxxx|\*{3}|\.{3}|insert|replace|redacted|not[-_]?real|notsecret|fake|mock|todo|fixme|lorem|foobar|qwerty|deadbeef|0123456789|1234567|abcdef|abc123|letmein|supersecret|super[-_]secret|mysecret|my[-_]secret|verysecret|topsecret|secret[-_]?(?:key|here|value|string)|base64|utf-?8|sha-?(?:1|256|512)|ascii|passw(?:or)?d123/i;
const placeholderWord =
  /(?:^|[^a-z0-9])(?:test(?:ing)?|demo|dev(?:elopment)?|local(?:host)?|secret|password|passwd|admin|default|invalid|none|null|undefined|string|value|token|key)(?:[^a-z0-9]|$)/i;

/** What people write where a secret will stand: words, runs, templates, references. */
export function isPlaceholder(value: string): boolean {
  if (
    /\$\{|\{\{|^(?:encrypted:|vault:|ENC\[|ref\+|secret:|arn:|projects\/|op:\/\/|ssm:|sm:\/\/)|^\$[A-Z_]+$|^<.*>$|^\[.*\]$|%\w+%|\s/.test(
      value,
    )
  )
    return true;
  if (placeholderPart.test(value) || placeholderWord.test(value)) return true;
  return new Set(value).size <= Math.max(4, value.length / 8);
}

/** Identifiers, keys of translations, file names, dates: composed of words and short numbers. */
function isWords(value: string): boolean {
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value)) return true;
  const parts = value.split(/[._\-:/@+, ]+/).filter((part) => part !== '');
  const isWord = (part: string) =>
    /^[a-z]+$|^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d{0,2}$|^[A-Z]+$|^v?\d{1,4}$|^\d{1,4}[a-z]{1,4}$|^[a-z]{2,}\d{1,3}$/.test(
      part,
    );
  if (parts.length > 1) return parts.every(isWord);
  return /^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*\d{0,3}$/.test(value);
}

/** Shannon entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** In code `storageKey`, `salt` and `databaseUrl` are names of things that are no secrets by themselves. */
const noSecretInCode =
  /\b(?:salt|pepper|(?:storage|account|session|cookie|app|client|shared|admin|root|cron|write|deploy|license|licence) key|key base|bearer|(?:database|db|redis|mongo|mongodb|postgres|mysql|amqp|broker|smtp) ur[li])$/;

/** Narrower than what a variable of the environment may be called. */
export function isSecretKey(key: string): boolean {
  const words = wordsOf(key);
  return (
    isSecretName(key) && !noSecretInCode.test(words) && !publicName.test(words.replace(/\b(?:key|url|uri|dsn|id)$/, ''))
  );
}

/** Random enough to be a secret: letters and digits, more than three bits a character, no words. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= 8 &&
    value.length <= 1024 &&
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    entropyOf(value) > 3 &&
    !/[\s()[\]{}<>"'`;,]/.test(value) &&
    !/^[a-z][a-z+.-]*:\/\/|^(?:mailto|tel|file):|^[./~]|\.(?:[cm]?[jt]sx?|json|ya?ml|png|svg|html?|css|pem|crt|key|txt|pdf)$/i.test(
      value,
    ) &&
    !uuid.test(value) &&
    !publicValue.test(value) &&
    !isPlaceholder(value) &&
    !isWords(value)
  );
}

export function secretIn(value: string, key: string | undefined): FoundSecret | undefined {
  const vendor = vendorSecretIn(value);
  if (vendor)
    return /EXAMPLE|example|placeholder|x{6,}|X{6,}|0{8,}|1234567890/.test(value)
      ? undefined
      : { ...vendor, by: 'format' };
  if (key === undefined || !isSecretKey(key)) return undefined;
  // `Authorization: Basic …` carries one; without a scheme it may be the name of anything.
  const scheme = /^(?:Bearer|Basic|Token|ApiKey)\s+([\w.~+/=-]{16,})$/i.exec(value)?.[1];
  if (/authorization$/i.test(key) && scheme === undefined) return undefined;
  return looksRandom(scheme ?? value) ? { what: wordsOf(key), by: 'name' } : undefined;
}

/** A password in an address, unless it is what everybody's local database has. */
export function isRealPassword(password: string, user: string | undefined, local: boolean): boolean {
  if (password === '' || local || password === user) return false;
  const plain = decode(password);
  if (
    /^(?:postgres|root|admin|password|passwd|pass|pwd|secret|guest|user|test|redis|mysql|mongo|example|changeme|default|docker|dev|local)\d{0,3}$/i.test(
      plain,
    )
  )
    return false;
  return !isPlaceholder(plain) && !/^[$%:{]/.test(plain);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What may be printed of a secret: enough to find it, too little to use it. */
export function masked(value: string): string {
  const shown =
    /^(?:sk|rk|pk|gh[pousr]|xox[a-z]|SG|AKIA|ASIA|npm|glpat|whsec)[_.-]?(?:live|test)?_?/.exec(value)?.[0] ?? '';
  return `${shown}${'*'.repeat(6)}`;
}
