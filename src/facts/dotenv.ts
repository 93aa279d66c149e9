import { environmentNamed } from '../core/environment';
import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName, directoryOf } from '../core/path';
import { safeValue } from '../core/safeValue';
import type { Source } from '../core/source';
import { isShippedPath } from '../knowledge/paths';
import { type DotenvEntry, parseDotenv } from '../parse/dotenv';

const contract = /(?:^|[.\-_])(?:example|sample|template|dist|defaults?|tpl|schema|in)(?=[.\-_]|$)/i;

const dotenvName = /^(?:[\w.-]*\.env(?:[.-][\w.-]+)?|\.?env[.-](?:example|sample|template|dist|default)s?|\.envrc)$/i;
const otherFormat =
  /\.(?:[cm]?[jt]sx?|jsonc?|json5|mdx?|ya?ml|toml|sh|py|go|rb|vault|keys|enc|gpg|age|png|txt|lock|bak)$/i;

/** What a .env file is for, by its name. */
export interface DotenvPlace {
  environment: string;
  family: string;
  when: 'start' | 'contract';
  layer: number;
}

/**
 * `.env.example` is the contract, `.env.production` an environment, `.env` the base of all, `.env.local` the machine of one
 * developer, which proves nothing.
 */
export function dotenvPlace(path: string): DotenvPlace | undefined {
  const name = baseName(path);
  if (!dotenvName.test(name) || otherFormat.test(name)) return undefined;
  const words = name.split(/[.\-_]/).filter((word) => word !== '' && !/^env(?:rc)?$/i.test(word));
  const isContract = contract.test(name);
  const rest = words.filter((word) => !contract.test(word));
  const named = rest.map((word) => ({ word, environment: environmentNamed(word) }));
  const local = /(?:^|\.)local(?:\.|$)/i.test(name);
  const found = named.find(({ word, environment }) => environment !== undefined && word.toLowerCase() !== 'local');
  const folder = folderEnvironment(directoryOf(path));
  const family = [
    folder.rest,
    ...named.filter((part) => part !== found && part.word.toLowerCase() !== 'local').map(({ word }) => word),
  ]
    .filter((part) => part !== '')
    .join('/');
  const environment = local ? 'local' : (found?.environment ?? folder.environment);
  return {
    environment,
    family: `${family}/.env`,
    when: isContract ? 'contract' : 'start',
    layer: local ? 2 : environment === '' ? 0 : 1,
  };
}

/** `envs/production/.env`: the folder may carry the name. */
function folderEnvironment(folder: string): { environment: string; rest: string } {
  const parts = folder === '' ? [] : folder.split('/');
  const last = parts.at(-1) ?? '';
  const environment = /^(?:prod(?:uction)?|prd|live|stag(?:e|ing)|stg|preprod|dev(?:elopment)?|qa|uat)$/i.test(last)
    ? environmentNamed(last)
    : undefined;
  return environment === undefined
    ? { environment: '', rest: folder }
    : { environment, rest: [...parts.slice(0, -1), '*'].join('/') };
}

/** What a command copies into the project that it makes: its example lists the variables of that project. */
const scaffold = /(?:^|\/)(?:templates?|scaffolds?|scaffolding|boilerplates?|starters?|blueprints?|skeletons?)\//i;

const isOwnList = (path: string, place: DotenvPlace | undefined) =>
  place !== undefined && !(place.when === 'contract' && scaffold.test(path));

/** Assignments of .env files; keys that a contract only shows in a comment are declared as optional. */
export const dotenv: Extractor = {
  name: 'dotenv',
  emits: ['env.declared'],
  files: /(?:^|\/)(?:[\w.-]*\.env(?:[.-][\w.-]+)?|\.?env[.-](?:example|sample|template|dist|default)s?|\.envrc)$/i,
  accepts: (path) => isShippedPath(path) && isOwnList(path, dotenvPlace(path)),
  extract(source) {
    const place = dotenvPlace(source.path);
    if (!place) return [];
    const { entries } = parseDotenv(source);
    const facts: Fact[] = entries.map((entry) => declared(source, place, entry));
    if (place.when === 'contract')
      facts.push(...shownInComments(source, place, new Set(entries.map((entry) => entry.key))));
    return facts;
  },
};

function declared(source: Source, place: DotenvPlace, entry: DotenvEntry): Fact {
  const value = safeValue(entry.value, entry.key);
  const ambiguous = ambiguity(entry);
  return {
    kind: 'env.declared',
    at: source.span(entry.keyStart, entry.valueEnd),
    name: entry.key,
    ...place,
    source: 'dotenv',
    ...(/\boptional\b/i.test(entry.comment ?? '') ? { need: 'optional' } : {}),
    value,
    ...(ambiguous ? { ambiguous } : {}),
  };
}

/** How readers of the same line differ. Sources: dotenv's README; https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/ */
function ambiguity(entry: DotenvEntry): Fact<'env.declared'>['ambiguous'] {
  if (entry.hashInside) return 'hash';
  if (entry.quote === '`') return 'backtick';
  return (entry.quote === 'none' || entry.quote === '"') && /(?<![\\$])\$[a-z0-9]/.test(entry.value)
    ? 'dollar'
    : undefined;
}

function shownInComments(source: Source, place: DotenvPlace, known: ReadonlySet<string>): Fact[] {
  const facts: Fact[] = [];
  for (const match of source.text.matchAll(/^[ \t]*#+[ \t]*(?:export[ \t]+)?([A-Z_][A-Z0-9_]{2,})[ \t]*=/gm)) {
    const name = match[1] ?? '';
    if (known.has(name)) continue;
    const start = match.index + match[0].indexOf(name);
    facts.push({
      kind: 'env.declared',
      at: source.span(start, start + name.length),
      name,
      ...place,
      source: 'dotenv',
      need: 'optional',
    });
  }
  return facts;
}
