import { environmentNamed } from '../../core/environment';
import { environmentIn, networkSchemes } from '../../knowledge/hosts';
import { vendorSecretIn } from '../../parse/secrets';
import { isNoSetting } from './places';
import { isRealPassword, isSecretKey, looksRandom } from './secretValues';
import { addressIn, type Endpoint, hostIn, resourceIn, urlIn } from './values';

/** One glance over the text: what none of these match holds no literal that tells anything. */
const glance = new RegExp(
  [
    // An address that starts a text, and is not one of those that are the same for everybody.
    /["'`](?:https?|wss?|amqps?|rediss?|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|nats|mqtts?|smtps?|ldaps?|kafka|grpcs?|s3|gs|s?ftp):\/\/(?!(?:www\.)?(?:w3\.org|github\.com|schema\.org)\b)[^"'`\s]/,
    /["'`](?:\d{1,3}\.){3}\d{1,3}/,
    /["'`]arn:aws/,
    /\.(?:internal|local|lan|corp|svc|consul|amazonaws\.com|windows\.net|azure\.com|mongodb\.net|upstash\.io|supabase\.co)\b/,
    /(?:secret|passw|passphrase|pwd|pass|token|[aA]pi_?-?[kK]ey|API_KEY|KEY|[kK]ey|salt|SALT|credential|[aA]uthorization|dsn)\w*["']?\]?(?:[!?]?:\s*\w+\s*(?==))?\s*(?::|=|\?\?|\|\|)\s*["'`][^"'`\s]{8,}["'`]/i,
    /(?:sk|rk)_(?:live|test)_|whsec_|AKIA|ASIA|xox[abp]-|gh[pousr]_|github_pat_|glpat-|SG\.|hooks\.slack\.com|-----BEGIN|eyJ[\w-]{10,}\.eyJ|npm_|GOCSPX|AccountKey=|sk-/,
    /(?:[bB]ucket|[qQ]ueue|[tT]opic|[tT]able|[sS]tream|[tT]enant|[aA]ccount|[pP]roject|[pP]ool|[dD]istribution|kms|[cC]luster|[sS]ubscription)\w*["']?\s*[:=]\s*["'`]/,
    /["'`](?:Bearer|Basic|Token) [\w.~+/=-]{16,}["'`]/,
    /\.listen\(\s*\d/,
    /createHmac\(|createCipheriv\(|\.(?:sign|verify)\(/,
  ]
    .map((part) => part.source)
    .join('|'),
  'i',
);

/** What no single value tells. */
const plainly = /\.listen\(\s*\d|-----BEGIN|["'`](?:Bearer|Basic|Token) [\w.~+/=-]{16,}["'`]/;
/** Something in the file takes an address: a call that connects, or a name of a setting. */
const connects =
  /(?<![\w$])(?:\$?fetch\w*|axios|got|ky|request|superagent|needle|undici|ofetch|create(?:Connection|Client|Transport|Pool)|connect|EventSource|WebSocket)\s*[<(]|(?<![\w$])(?:axios|got|ky|superagent|needle|undici|https?|request|ofetch|nodemailer|amqp\w*|mongoose|redis|mysql2?|nats|mqtt|net|tls|\w*http(?:service|client)?|\w*client|\w*api)\s*[?!]?\.\s*(?:get|post|put|patch|del|head|options|request|query|send|fetch|stream|connect|create|extend)\w*\s*[<(]|\bnew\s+(?:[\w.]+\.)?(?:Redis|IORedis|Cluster|Kafka|Pool|DataSource|Sequelize|Queue|Agent|WebSocket|EventSource|\w+(?:Client|Connection|Producer|Pool))\b|(?<![\w$])(?:base_?url|endpoint|host|hostname|brokers|bootstrap_?servers|connection_?string|dsn|issuer|jwks_?uri|(?:redirect|callback)_?ur[il]|webhook_?url|proxy|site_?url|metadata_?base|canonical(?:_?url)?)["']?\]?\s*[:=?]/i;
/** Texts without white space, as they are quoted; what is not quoted but stands between two quotes does no harm. */
const quoted = /["'`]((?:[^\s"'`$]|\$(?!\{)){3,2048})/g;
const hostLike =
  /^[\w-]+(?:\.[\w-]+)*\.(?:internal|local|lan|corp|svc|consul|com|net|io|co|app|cloud|dev|org|tech)(?::\d+)?$/i;
const namesAddress =
  /ur[il]|host|endpoint|server|broker|address|cluster|node|upstream|domain|dsn|issuer|proxy|origin|base|target|socket|connection|canonical/i;
/** Identifiers of accounts and pools. */
const identifier = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^\d{9,}$|^[a-z]{2}-[a-z]+-\d[_:][\w-]{6,}$/i;

/**
 * Whether a text of code may hold a literal worth a fact. Two steps, because most files with an address only link to a page:
 * a glance over the text, then the values of its literals, as far as the value and the words right before it can tell.
 */
export function mayHoldLiterals(text: string): boolean {
  if (!glance.test(text)) return false;
  if (plainly.test(text)) return true;
  let answer: boolean | undefined;
  const isConnecting = () => {
    answer ??= connects.test(text);
    return answer;
  };
  for (const match of text.matchAll(quoted))
    if (tellsSomething(match[1] ?? '', () => beforeIn(text, match.index), isConnecting)) return true;
  return false;
}

/** What stands right before a literal. */
interface Before {
  text: string;
  /** The property, attribute or variable that the literal is given to. */
  name: string | undefined;
  attribute: boolean;
  /** One of several values, or a stand-in: the name is further away. */
  choice: boolean;
}

const longestName = 80;
/** `name: `, `name=`, `name = `, `name: string = `. */
const named = /(?<![\w$-])([\w$-]+)["']?\]?(?:[!?]?:\s*[\w<>[\].| ]{1,30}(?=\s=\s))?(\s*:\s*|=|\s=\s+)\{?$/;

function beforeIn(text: string, at: number): Before {
  const before = text.slice(Math.max(0, at - longestName), at);
  const [, name, sign = ''] = named.exec(before) ?? [];
  return { text: before, name, attribute: sign === '=', choice: /[?|]\s*$|\?[^:{};]*:\s*$/.test(before) };
}

function tellsSomething(value: string, before: () => Before, isConnecting: () => boolean): boolean {
  if (networkSchemes.test(value)) return addressTells(value, before, isConnecting);
  if (/^\d{1,3}(?:\.\d{1,3}){3}/.test(value)) {
    const address = addressIn(value);
    return address !== undefined && pointsSomewhere(address, isConnecting);
  }
  if (hostLike.test(value)) {
    const host = hostIn(value);
    return host !== undefined && pointsSomewhere(host, isConnecting);
  }
  if (/\d/.test(value) && value.length >= 8)
    return (
      vendorSecretIn(value) !== undefined ||
      (looksRandom(value) && couldBeSecret(before())) ||
      identifiesResource(value, before)
    );
  return environmentIn(value) !== undefined && identifiesResource(value, before);
}

/** A local address in place of the product's own: `env.WEBAPP_URL || 'http://localhost:3000'`. */
const standsInForOwn = /(?:APP|SITE|WEB|PUBLIC|END|NEXTAUTH|CANONICAL)_?(?:BASE_?)?(?:URL|URI|ORIGIN)\b/;

function addressTells(value: string, before: () => Before, isConnecting: () => boolean): boolean {
  const url = urlIn(value);
  if (!url) return false;
  const user = /:\/\/([^:/@]*):/.exec(value)?.[1];
  if (url.password !== undefined && isRealPassword(url.password, user, url.local === true)) return true;
  const isSecret = vendorSecretIn(value) !== undefined;
  if (url.local && standsInForOwn.test(before().text)) return true;
  if (!isSecret && !pointsSomewhere(url, isConnecting)) return false;
  const { text, name, attribute } = before();
  if (name !== undefined && !/\s=\s+$/.test(text)) {
    if (isNoSetting(name, attribute)) return false;
    // Where the program connects, the value has the name of an address.
    if (!isSecret && !tellsAlone(url) && !namesAddress.test(name) && environmentNamed(name) === undefined) return false;
  }
  return isSecret || !(url.local && /\bnew\s+URL\([^;]*,\s*$/.test(text));
}

function identifiesResource(value: string, before: () => Before): boolean {
  if (value.startsWith('arn:')) return resourceIn(value, undefined) !== undefined;
  if (!identifier.test(value) && environmentIn(value) === undefined) return false;
  const { name, choice } = before();
  return name !== undefined && !choice ? resourceIn(value, name) !== undefined : choice;
}

function couldBeSecret({ text, name, choice }: Before): boolean {
  if (choice || (name !== undefined && isSecretKey(name))) return true;
  return (
    /[(,]\s*$/.test(text) &&
    /sign|verify|createHmac|ecipher|createCipher|env|config|settings|default|prefault|catch/i.test(text)
  );
}

/** Wherever it stands. */
const tellsAlone = (endpoint: Endpoint) =>
  endpoint.private || endpoint.shows !== undefined || endpoint.account || endpoint.managed === 'instance';

/** A public address tells something only where the program connects to it. */
function pointsSomewhere(endpoint: Endpoint, isConnecting: () => boolean): boolean {
  if (tellsAlone(endpoint)) return true;
  const mayBeCalled =
    endpoint.local === true ||
    endpoint.class === 'ip' ||
    endpoint.managed !== undefined ||
    endpoint.domain !== undefined;
  return mayBeCalled && isConnecting();
}
