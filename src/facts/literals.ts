import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { hashOf } from '../core/safeValue';
import type { Source } from '../core/source';
import { isConfigurable, isDevelopmentPath } from '../knowledge/configPaths';
import { isOwnAddress } from '../knowledge/environmentVariables';
import { environmentIn } from '../knowledge/hosts';
import { codeFile, isForBrowser } from '../knowledge/paths';
import { type Code, type Node, parseTypeScript } from '../parse/typescript';
import { keyOf } from './env/bindings';
import { type Candidate, candidatesIn, nameBeside } from './literals/candidates';
import { onlyInDevelopment } from './literals/conditions';
import { mayHoldLiterals } from './literals/gate';
import { type Place, placeOf } from './literals/places';
import { type FoundSecret, isRealPassword, isSecretKey, looksRandom, masked, secretIn } from './literals/secretValues';
import { addressIn, type Endpoint, hostIn, resourceIn, urlIn } from './literals/values';

/** Scripts of k6, autocannon and artillery put load on a program; they are no part of it. */
const loadTest = /(?:from|require\()\s*['"](?:k6(?:\/[\w./-]+)?|autocannon|artillery)['"]/;

/** Addresses, identifiers of resources and credentials that stand in code. What is printed of them is masked. */
export const literals: Extractor = {
  name: 'literals',
  emits: ['literal.found', 'text.unread'],
  files: codeFile,
  accepts: (path, text) => isConfigurable(path) && !loadTest.test(text) && mayHoldLiterals(text),
  extract(source) {
    const code = parseTypeScript(source);
    if (code.unread)
      return [{ kind: 'text.unread', at: code.unread.at, reason: code.unread.reason, hides: ['literal.found'] }];
    const facts: Fact[] = [];
    for (const candidate of candidatesIn(code)) {
      const fact = factOf(source, code, candidate);
      if (fact) facts.push(fact);
    }
    facts.push(...ports(source, code));
    return facts;
  },
};

type Found = Fact<'literal.found'>;

function factOf(source: Source, code: Code, candidate: Candidate): Found | undefined {
  const { text, node } = candidate;
  const longest = text.startsWith('-----BEGIN') ? 8192 : 2048;
  if (text.length > longest || (/\s/.test(text) && !/^(?:-----BEGIN |(?:Bearer|Basic|Token) \S+$)/.test(text)))
    return undefined;
  return (
    secretFact(source, code, candidate) ??
    endpointFact(source, code, candidate) ??
    resourceFact(source, code, candidate, node)
  );
}

function secretFact(source: Source, code: Code, { text, node, open }: Candidate): Found | undefined {
  const url = urlIn(text);
  if (url?.password !== undefined) {
    const user = /:\/\/([^:/@]*):/.exec(text)?.[1];
    if (!isRealPassword(url.password, user, url.local === true) || onlyInDevelopment(node)) return undefined;
    const place = placeOf(code, node);
    if (!place) return undefined;
    const found = secretOf(source, node, text, place, { what: 'password in an address', by: 'url' });
    return { ...found, host: url.host, masked: text.replace(`:${url.password}@`, ':******@').replace(/[?#].*$/, '') };
  }
  const vendor = secretIn(text, undefined);
  const beside = nameBeside(node);
  const inCall = node.parent?.type === 'CallExpression' || node.parent?.type === 'LogicalExpression';
  // A name is only asked for where the value could be a secret at all.
  const mayBe =
    !open &&
    (looksRandom(text) || /^(?:Bearer|Basic|Token) /i.test(text)) &&
    ((beside !== undefined && isSecretKey(beside)) || inCall);
  if (!vendor && !mayBe) return undefined;
  const place = placeOf(code, node);
  if (!place || onlyInDevelopment(node)) return undefined;
  if (vendor) return secretOf(source, node, text, place, vendor);
  // What a call makes of an argument is not the argument.
  const signs = place.key?.endsWith(' secret') ? place.key : undefined;
  const key = place.variable ?? (beside !== undefined && isSecretKey(beside) ? beside : signs);
  const secret = isShown(source.path, node) ? undefined : secretIn(text, key);
  return secret && secretOf(source, node, text, place, secret);
}

/** What calls itself a demonstration is meant to be seen. */
function isShown(path: string, node: Node): boolean {
  if (/(?:^|[/.-])(?:demo|sample|example|dummy|mock|fake)s?[/.-]/i.test(path)) return true;
  for (let at = node.parent; at; at = at.parent)
    if (
      at.type === 'VariableDeclarator' &&
      at.id.type === 'Identifier' &&
      /demo|sample|example|dummy|mock|fake|placeholder/i.test(at.id.name)
    )
      return true;
  return false;
}

function secretOf(source: Source, node: Node, text: string, place: Place | undefined, secret: FoundSecret): Found {
  const where: Place = place ?? { position: 'plain' };
  const { usedAt } = where;
  return {
    kind: 'literal.found',
    at: source.span(node.range[0], node.range[1]),
    class: 'secret',
    position: where.position,
    ...(where.key === undefined ? {} : { key: where.key }),
    ...(where.variable === undefined ? {} : { variable: where.variable }),
    hash: hashOf(text),
    masked: masked(text),
    ...(node.type === 'Literal' ? { whole: true } : {}),
    rule: secret.what,
    strong: secret.by !== 'name',
    ...(secret.mode ? { shows: secret.mode } : {}),
    ...(isForBrowser(source.text) ? { client: true } : {}),
    ...(usedAt ? { usedAt: source.span(usedAt.range[0], usedAt.range[1]) } : {}),
  };
}

const hostKeys =
  /^(?:\w*host(?:name|s)?|\w*endpoint|\w*server|\w*brokers?|\w*address|\w*cluster|\w*node|\w*upstream|\w*domain|\w*(?:url|uri))$/i;
const ownKeys = /^(?:site_?url|metadata_?base|canonical(?:_?url)?)$/i;

function endpointFact(source: Source, code: Code, { text, node, open }: Candidate): Found | undefined {
  const url = urlIn(text);
  const endpoint = url ?? (open ? undefined : (addressIn(text) ?? couldBeHost(text)));
  if (!endpoint || (open && url && endsInHost(text) && !/\.[a-z]{2,}$/.test(url.host))) return undefined;
  const place = placeOf(code, node);
  if (!place || onlyInDevelopment(node)) return undefined;
  const isHostKey = place.position === 'sink' || hostKeys.test(place.key ?? '');
  if (endpoint.class === 'host' && (!isHostKey || place.standsIn)) return undefined;
  if (!tells(endpoint, place, source.path)) return undefined;
  const { usedAt } = place;
  return {
    kind: 'literal.found',
    at: source.span(node.range[0], node.range[1]),
    class: endpoint.class,
    position: place.position,
    host: endpoint.host,
    ...(endpoint.domain ? { domain: endpoint.domain } : {}),
    ...(endpoint.shows ? { shows: endpoint.shows } : {}),
    ...(endpoint.local ? { local: true } : {}),
    ...(endpoint.private ? { private: true } : {}),
    ...(endpoint.managed && (endpoint.managed === 'instance' || isHostKey) ? { managed: true } : {}),
    ...(endpoint.account ? { strong: true } : {}),
    ...(isForBrowser(source.text) ? { client: true } : {}),
    ...(place.key === undefined ? {} : { key: place.key }),
    ...(place.variable === undefined ? {} : { variable: place.variable }),
    hash: hashOf(text),
    masked: withoutCredentials(text),
    ...(node.type === 'Literal' ? { whole: true } : {}),
    ...(usedAt ? { usedAt: source.span(usedAt.range[0], usedAt.range[1]) } : {}),
  };
}

/** Whether the place and the value together say something; a public address that is only mentioned does not. */
function tells(endpoint: Endpoint, place: Place, path: string): boolean {
  if (endpoint.local)
    return (
      (place.position === 'sink' || beginsLinks(place)) &&
      !place.listens &&
      !place.chosen &&
      !(place.otherwise && place.position === 'sink') &&
      !isDevelopmentPath(path) &&
      endpoint.host !== '0.0.0.0'
    );
  if (place.chosen && !endpoint.private) return false;
  if (endpoint.private || endpoint.shows || endpoint.account || endpoint.managed === 'instance') return true;
  if (endpoint.class === 'ip') return place.position === 'sink';
  if (endpoint.managed === 'deployment') return place.position === 'sink' || hostKeys.test(place.key ?? '');
  return endpoint.domain !== undefined && (place.position === 'sink' || ownKeys.test(place.key ?? ''));
}

/** It stands in for the product's own address, with which links begin that people get. */
const beginsLinks = (place: Place) =>
  place.position === 'fallback' && place.variable !== undefined && isOwnAddress(place.variable);

/** Only names that could tell something are looked up. */
function couldBeHost(text: string): Endpoint | undefined {
  if (!/^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(text)) return undefined;
  if (
    !/\.(?:internal|local|lan|corp|svc|consul|com|net|io|co|app|cloud|dev|org|tech|local)(?::\d+)?$/i.test(text) &&
    environmentIn(text) === undefined
  )
    return undefined;
  return hostIn(text);
}

/** `https://api.` + …: the host is not complete. */
const endsInHost = (text: string) => /:\/\/[^/?#]*$/.test(text);

function withoutCredentials(text: string): string {
  return text
    .replace(/:\/\/[^/@\s]*@/, '://')
    .replace(/[?#].*$/, '')
    .slice(0, 120);
}

function resourceFact(source: Source, code: Code, { text, open }: Candidate, node: Node): Found | undefined {
  const isArn = text.startsWith('arn:');
  if (open || (!isArn && resourceIn(text, nameBeside(node)) === undefined)) return undefined;
  const place = placeOf(code, node);
  if (!place || place.chosen || onlyInDevelopment(node)) return undefined;
  const resource = resourceIn(text, place.variable ?? place.key);
  if (!resource || isSample(node)) return undefined;
  const { usedAt } = place;
  return {
    kind: 'literal.found',
    at: source.span(node.range[0], node.range[1]),
    class: 'resource',
    position: place.position,
    strong: resource.strong,
    ...(resource.shows ? { shows: resource.shows } : {}),
    ...(place.key === undefined ? {} : { key: place.key }),
    ...(place.variable === undefined ? {} : { variable: place.variable }),
    hash: hashOf(text),
    masked: text.slice(0, 120),
    ...(node.type === 'Literal' ? { whole: true } : {}),
    ...(usedAt ? { usedAt: source.span(usedAt.range[0], usedAt.range[1]) } : {}),
  };
}

/** A body that is shown (`{ eventType: 'page.created', body: { subscription_id: … } }`), and what Expo calls the same project everywhere. */
function isSample(node: Node): boolean {
  let depth = 0;
  for (let at = node.parent; at && !/^(?:Call|New)Expression$|Function|Statement$/.test(at.type); at = at.parent)
    if (at.type === 'Property' && depth++ > 0 && /^(?:body|payload|examples?|samples?|eas)$/i.test(keyOf(at) ?? ''))
      return true;
  return false;
}

function* ports(source: Source, code: Code): Iterable<Found> {
  for (const call of code.of('CallExpression')) {
    const [first] = call.arguments;
    if (first?.type !== 'Literal' || typeof first.value !== 'number') continue;
    const { callee } = call;
    if (
      callee.type !== 'MemberExpression' ||
      callee.property.type !== 'Identifier' ||
      callee.property.name !== 'listen'
    )
      continue;
    yield {
      kind: 'literal.found',
      at: source.span(first.range[0], first.range[1]),
      class: 'port',
      position: 'plain',
      hash: hashOf(String(first.value)),
      masked: String(first.value),
    };
  }
}
