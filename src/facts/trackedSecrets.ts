import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName } from '../core/path';
import { hashOf } from '../core/safeValue';
import type { Source } from '../core/source';
import { entriesOf, get, itemsOf, spanOf, type Tree, textOf, writtenOf } from '../core/tree';
import { isShippedPath } from '../knowledge/paths';
import { signingSecret } from '../knowledge/secretNames';
import { parseDotenv } from '../parse/dotenv';
import { parseJson } from '../parse/json';
import { yamlTrees } from '../parse/yaml';
import { dotenvPlace } from './dotenv';
import { isRealPassword, looksRandom, masked, secretIn } from './literals/secretValues';
import { urlIn } from './literals/values';

type Found = Fact<'literal.found'>;

const compose = /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i;
const settings =
  /(?:^|\/)(?:config|configs|conf|settings|deploy|environments?|env)\/(?:[\w.-]+\/)*[\w.-]+\.json$|(?:^|\/)(?:appsettings|config|settings|secrets?|credentials)(?:[.-][\w-]+)*\.json$/i;
const never =
  /(?:^|\/)(?:\.github|\.gitlab|\.circleci|i18n|locales?|translations?|openapi|swagger|api-docs|schemas?|node_modules)\/|(?:^|[/.-])(?:lock|openapi|swagger|package|tsconfig|schema|i18n|locale|pnpm-lock)(?:[.-][\w-]+)*\.(?:ya?ml|json)$|(?:^|[/.-])(?:dev|development|local|test|testing|ci|example|sample|override)(?:[.-][\w-]+)*\.(?:ya?ml|json)$/i;

/** Credentials in files that configure or describe what runs: .env, values, manifests, compose, settings, variables of Terraform, keys. */
export const trackedSecrets: Extractor = {
  name: 'tracked secrets',
  emits: ['literal.found'],
  files:
    /\.(?:ya?ml|json|tfvars|tf|pem|key|p8)$|(?:^|\/)(?:[\w.-]*\.env(?:[.-][\w.-]+)?|\.?env[.-](?:example|sample|template|dist)|\.envrc|id_(?:rsa|dsa|ecdsa|ed25519))$/i,
  accepts(path, text) {
    if (!isShippedPath(path) || never.test(path)) return false;
    if (
      /(?:^|[/._-])(?:localhost|self-?signed|snakeoil|cypress|dev|test|dummy|fake)(?:[/._-]|$)/i.test(path) &&
      !dotenvPlace(path)
    )
      return false;
    if (/^sops:\s*$|\$ANSIBLE_VAULT|^kind:\s*SealedSecret/m.test(text)) return false;
    return /\.json$/i.test(path) ? settings.test(path) : true;
  },
  extract(source) {
    const { path, text } = source;
    if (/\.(?:pem|key|p8)$|(?:^|\/)id_\w+$/i.test(path)) return keyFile(source);
    if (dotenvPlace(path)) return fromDotenv(source);
    if (/\.tf(?:vars)?$/i.test(path)) return fromTerraform(source);
    const facts: Found[] = [];
    const trees = /\.json$/i.test(path) ? [parseJson(source).tree] : yamlTrees(source);
    for (const tree of trees) {
      if (!tree || textOf(get(tree, 'kind')) === 'SealedSecret') continue;
      if (textOf(get(tree, 'kind')) === 'CustomResourceDefinition') continue;
      const secretData = textOf(get(tree, 'kind')) === 'Secret' ? get(tree, 'data') : undefined;
      for (const pair of pairsIn(tree)) {
        const encoded =
          secretData !== undefined && pair.value.start >= secretData.start && pair.value.end <= secretData.end;
        const fact = found(
          source,
          pair.value.start,
          pair.value.end,
          pair.key,
          encoded ? decoded(pair.text) : pair.text,
        );
        if (fact) facts.push(fact);
      }
      if (compose.test(path)) facts.push(...guessableDefaults(tree));
    }
    return text.includes('encrypted_regex') ? [] : facts;
  },
};

interface Pair {
  key: string;
  text: string;
  value: Tree;
}

/** Named texts of a document: members, `{ name, value }` records, `KEY=value` items. */
function* pairsIn(root: Tree): Iterable<Pair> {
  const open: Tree[] = [root];
  const seen = new Set<Tree>();
  for (let at = open.pop(); at; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.is === 'list') {
      for (const item of itemsOf(at)) {
        open.push(item);
        const text = textOf(item);
        const equals = text?.indexOf('=') ?? -1;
        if (text !== undefined && equals > 0)
          yield { key: text.slice(0, equals), text: text.slice(equals + 1), value: item };
      }
    } else if (at.is === 'map') {
      const named = textOf(get(at, 'name')) ?? textOf(get(at, 'key'));
      for (const entry of entriesOf(at)) {
        const text = textOf(entry.value);
        if (text === undefined) open.push(entry.value);
        else yield { key: entry.key === 'value' && named !== undefined ? named : entry.key, text, value: entry.value };
      }
    }
  }
}

function found(
  source: Source,
  start: number,
  end: number,
  key: string,
  text: string,
  strongOnly = false,
): Found | undefined {
  if (text.length < 8 || text.length > 8192) return undefined;
  const url = urlIn(text);
  const base = {
    kind: 'literal.found' as const,
    at: source.span(start, end),
    class: 'secret' as const,
    position: 'plain' as const,
    key,
    hash: hashOf(text),
  };
  if (url?.password !== undefined) {
    const user = /:\/\/([^:/@]*):/.exec(text)?.[1];
    // The password of a neighbour container is known to nobody outside; one at a real host opens it.
    if (strongOnly || !url.host.includes('.') || !isRealPassword(url.password, user, url.local === true))
      return undefined;
    return { ...base, host: url.host, masked: masked(text), rule: 'password in an address', strong: true };
  }
  const secret = secretIn(text, strongOnly ? undefined : key);
  if (!secret || (secret.by === 'name' && !looksRandom(text))) return undefined;
  return {
    ...base,
    masked: masked(text),
    rule: secret.what,
    strong: secret.by !== 'name',
    ...(secret.mode ? { shows: secret.mode } : {}),
  };
}

/** In an example, and on the machine of a developer, only what opens a vendor's door is a secret. */
function fromDotenv(source: Source): Found[] {
  const place = dotenvPlace(source.path);
  const harmless =
    place === undefined || place.when === 'contract' || /^(?:development|test|local|preview)/.test(place.environment);
  return parseDotenv(source).entries.flatMap((entry) => {
    const fact = found(source, entry.valueStart, entry.valueEnd, entry.key, entry.value, harmless);
    return fact && !(harmless && fact.shows === 'test') ? [fact] : [];
  });
}

function keyFile(source: Source): Found[] {
  const match = /-----BEGIN (?:(?!ENCRYPTED)[A-Z]+ )*PRIVATE KEY-----/.exec(source.text);
  if (!match || /ENCRYPTED/.test(source.text.slice(match.index, match.index + 200))) return [];
  const at = source.span(match.index, match.index + match[0].length);
  return [
    {
      kind: 'literal.found',
      at,
      class: 'secret',
      position: 'plain',
      key: baseName(source.path),
      hash: hashOf(source.text),
      masked: '******',
      rule: 'private key',
      strong: true,
    },
  ];
}

function fromTerraform(source: Source): Found[] {
  const facts: Found[] = [];
  let variable = '';
  for (const match of source.text.matchAll(/^[ \t]*(?:variable[ \t]+"([\w-]+)"|([\w.-]+)[ \t]*=[ \t]*"([^"\n]*)")/gm)) {
    const [whole, declared, key = '', value = ''] = match;
    if (declared !== undefined) {
      variable = declared;
      continue;
    }
    const end = match.index + whole.length;
    const fact = found(source, end - value.length - 2, end, key === 'default' ? variable : key, value);
    if (fact) facts.push(fact);
  }
  return facts;
}

/** `SESSION_SECRET: ${SESSION_SECRET:-mysecret}` of a service that is kept running: whoever reads the file can sign sessions. */
function guessableDefaults(tree: Tree): Found[] {
  const facts: Found[] = [];
  for (const service of entriesOf(get(tree, 'services'))) {
    const restarts =
      writtenOf(get(service.value, 'restart')) ??
      writtenOf(get(service.value, 'deploy', 'restart_policy', 'condition'));
    if (restarts === undefined || /^no$|^false$/.test(restarts)) continue;
    const environment = get(service.value, 'environment');
    const own = entriesOf(environment);
    for (const entry of own) {
      if (!signingSecret.test(entry.key)) continue;
      const written = writtenOf(entry.value);
      const fallback = /^\$\{\w+:?-([^}]*)\}$/.exec(written ?? '')?.[1];
      const value = fallback ?? (/\$/.test(written ?? '$') ? undefined : written);
      if (value === undefined || value === '') continue;
      facts.push({
        kind: 'literal.found',
        at: spanOf(entry.value),
        class: 'secret',
        position: 'fallback',
        key: entry.key,
        ...(fallback === undefined ? {} : { variable: entry.key }),
        hash: hashOf(value),
        masked: masked(value),
        rule: 'default of a secret',
        strong: false,
      });
    }
  }
  return facts;
}

function decoded(text: string): string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return text;
  try {
    const plain = atob(text.replace(/\s+/g, ''));
    return /^[\x20-\x7e\r\n\t]+$/.test(plain) ? plain.trim() : text;
  } catch {
    return text;
  }
}
