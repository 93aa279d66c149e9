import { environmentNamed } from '../../core/environment';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { bare, bindingOf, keyOf, memberOf, textIn } from '../env/bindings';
import { envObjectOf } from '../env/reads';
import { rootName } from '../env/requirement';
import type { Place } from './places';

const calls =
  /^(?:fetch|axios|got|ky|request|superagent|needle|undici|ofetch|\$fetch|createConnection|connect|createClient|createTransport|createPool|EventSource|WebSocket|fetchWithTimeout|fetchJson)$/;
const verbs =
  /^(?:get|post|put|patch|delete|del|head|options|request|query|send|fetch|stream|connect|create|extend|createConnection|createClient|createTransport|createPool)$/;
const clients =
  /^(?:axios|got|ky|superagent|needle|undici|https?|request|ofetch|nodemailer|amqp(?:lib)?|mongoose|redis|mysql2?|nats|mqtt|net|tls)$|^(?:\w*[hH]ttp(?:Service|Client)?|\w*[cC]lient|api|\w*Api)$/;
const created =
  /^(?:WebSocket|EventSource|Redis|IORedis|Cluster|Kafka|Pool|MongoClient|Sequelize|DataSource|Queue|Agent|\w+Client|\w+Connection|\w+Producer|\w+Pool)$/;
const targetKeys =
  /^(?:url|uri|urls|servers?|nodes?|address(?:es)?|origin|base|target|service_?url|api_?url|socket|href)$/i;
const notTargetKeys =
  /^(?:headers|body|data|json|form|params|query|searchParams|metadata|meta|context|tags|labels|variables|payload)$/i;
const speaks =
  /^(?:log|info|warn|warning|error|debug|trace|fatal|verbose|print|write|t|i18n|translate|gettext|__|msg|format(?:Message)?|describe|it|test|expect|step|assert|invariant|fail|reject|deprecate|alert|confirm|prompt|toast\w*|notify\w*|redirect|createElement(?:NS)?|setAttribute(?:NS)?|getElementsByTagNameNS|querySelector(?:All)?|require|resolve|open|css|html|gql|graphql|sql|jest|mock|ApiProperty|emit|track|capture\w*|setTag|addBreadcrumb|cleanUrl|emailLink)$/;
const passes =
  /^(?:URL|String|Object|Array|Promise|Buffer|encodeURI(?:Component)?|trim|toString|freeze|from|of|join|concat|toLowerCase|resolve|all|url|string|normalize\w*|ensure\w*|strip\w*|without\w*)$/;
export const tests =
  /^(?:startsWith|endsWith|includes|match|matchAll|replace|replaceAll|test|split|indexOf|lastIndexOf|search|localeCompare|equals?|has|some|every|find|filter|is|toBe|toEqual|contains?)$/;

type Judged = 'never' | 'passes' | { position: Place['position']; variable?: string; key?: string; listens?: true };

export function asArgument(
  call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>,
  at: Node,
  around: { key: string | undefined; outermost: string | undefined; isSinkKey: boolean },
): Judged {
  const callee = bare(call.callee);
  if (call.callee === at) return 'passes';
  const name =
    callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? (memberOf(callee) ?? '') : '';
  const index = call.arguments.findIndex(
    (argument) => argument === at || (argument.type === 'SpreadElement' && argument === at),
  );
  const owner = callee.type === 'MemberExpression' ? ownerName(callee) : '';
  if (call.parent.type === 'Decorator' || call.parent.type === 'ThrowStatement') return 'never';
  if (call.type === 'NewExpression') {
    if (/Error$|Exception$|^RegExp$/.test(name)) return 'never';
    if (name === 'URL') return index === 1 ? dummyBase(at) : 'passes';
    if (created.test(name)) return inside(around);
    return { position: around.isSinkKey ? 'sink' : 'plain' };
  }
  if (name === 'listen' || name === 'serve' || name === 'bind') return { position: 'plain', listens: true };
  if (/^default$|^prefault$|^catch$/.test(name) && callee.type === 'MemberExpression') {
    const variable = schemaKey(call);
    return variable === undefined ? { position: 'plain' } : { position: 'fallback', variable, key: variable };
  }
  if (callee.type === 'MemberExpression' && name === 'get' && index === 1 && /config|settings|env/i.test(owner))
    return fallbackFor(call);
  if (
    callee.type === 'Identifier' &&
    index === 1 &&
    /^\w*env\w*$/i.test(name) &&
    textIn(call.arguments[0]) !== undefined
  )
    return fallbackFor(call);
  if (around.outermost === 'default' && /^(?:str|url|host|email|string|json|makeValidator)$/.test(name)) {
    const variable = schemaKey(call);
    return { position: 'fallback', ...(variable === undefined ? {} : { variable, key: variable }) };
  }
  if (callee.type === 'MemberExpression' && tests.test(name) && !clients.test(owner)) return 'never';
  // The keys of signatures are arguments, not properties.
  if (
    index === 1 &&
    /^(?:sign|verify|createHmac|createCipheriv|createDecipheriv)$/.test(name) &&
    at === call.arguments[1]
  )
    return { position: 'plain', key: `${owner || name} secret` };
  if (callee.type === 'Identifier' ? calls.test(name) : calls.test(name) || (clients.test(owner) && verbs.test(name)))
    return inside(around);
  if (speaks.test(name)) return 'never';
  if (passes.test(name)) return 'passes';
  return { position: around.isSinkKey ? 'sink' : 'plain' };
}

/** The whole argument is an address; of an object only what is called so. */
function inside(around: { key: string | undefined; outermost: string | undefined; isSinkKey: boolean }): Judged {
  if (around.key === undefined || around.isSinkKey) return { position: 'sink' };
  if (around.outermost !== undefined && notTargetKeys.test(around.outermost)) return { position: 'plain' };
  return { position: targetKeys.test(around.key) ? 'sink' : 'plain' };
}

/** `new URL(path, 'http://localhost')` only needs some base to parse a path. */
function dummyBase(at: Node): Judged {
  const text = textIn(at);
  return text === undefined ||
    /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|[\w-]+(?::\d+)?\/?$|example\.|(?:dummy|fake|base|internal|placeholder|n)\b|[\w-]+\.(?:local|internal|invalid|test|example)\b)/i.test(
      text,
    )
    ? 'never'
    : { position: 'plain' };
}

function fallbackFor(call: NodeOf<'CallExpression'>): Judged {
  const variable = textIn(call.arguments[0]);
  return { position: 'fallback', ...(variable === undefined ? {} : { variable, key: variable }) };
}

/** Key of the schema object that a chain of methods stands at: `{ API_URL: z.string().default('…') }`. */
function schemaKey(call: Node): string | undefined {
  let at: Node = call;
  while (
    at.parent &&
    (at.parent.type === 'MemberExpression' || at.parent.type === 'CallExpression' || bare(at.parent) !== at.parent)
  )
    at = at.parent;
  const name = at.parent?.type === 'Property' ? keyOf(at.parent) : undefined;
  return name !== undefined && /^[A-Z][A-Z0-9_]*$/.test(name) ? name : undefined;
}

/** Name of the setting that an expression reads: `process.env.X`, `env.X`, `config.url`, a constant made of one. */
export function settingIn(code: Code, node: Node, hops = 0): string | undefined {
  const at = bare(node);
  if (at.type === 'LogicalExpression') return settingIn(code, at.left, hops) ?? settingIn(code, at.right, hops);
  if (at.type === 'MemberExpression') {
    const name = memberOf(at);
    if (envObjectOf(code, at.object)) return name ?? '*';
    if (isSettings(at.object)) return name;
    return settingIn(code, at.object, hops);
  }
  if (at.type === 'CallExpression') {
    const first = textIn(at.arguments[0]);
    const callee = bare(at.callee);
    const name =
      callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? (memberOf(callee) ?? '') : '';
    if (
      first !== undefined &&
      /env|^get(?:OrThrow|String)?$|config/i.test(name) &&
      (callee.type === 'Identifier' || /config|settings|env/i.test(ownerName(callee)))
    )
      return first;
    return callee.type === 'MemberExpression'
      ? settingIn(code, callee.object, hops)
      : at.arguments[0]
        ? settingIn(code, at.arguments[0], hops + 1)
        : undefined;
  }
  if (at.type !== 'Identifier' || hops > 1) return undefined;
  const bound = bindingOf(code, at);
  return bound?.init && bound.sort === 'variable' && bound.member === undefined
    ? settingIn(code, bound.init, hops + 1)
    : undefined;
}

export const isSettings = (node: Node) =>
  /^(?:env|environment|config|settings|serverEnv|clientEnv)$/i.test(rootName(node)) ||
  /^(?:env|config|settings)$/.test(ownerName(node));

function ownerName(node: Node): string {
  const at = bare(node);
  if (at.type === 'MemberExpression') {
    const object = bare(at.object);
    if (object.type === 'Identifier') return object.name;
    if (object.type === 'MemberExpression') return memberOf(object) ?? '';
    return object.type === 'CallExpression' ? rootName(object) : '';
  }
  return at.type === 'Identifier' ? at.name : '';
}

/** `env === 'staging' ? a : b` chooses between values of several environments. */
export function choosesByEnvironment(test: Node): boolean {
  const at = bare(test);
  if (at.type !== 'BinaryExpression') return false;
  return [at.left as Node, at.right].some((side) => {
    const text = textIn(side);
    return text !== undefined && environmentNamed(text) !== undefined;
  });
}
