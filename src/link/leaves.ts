import type { Fact, Ref, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';
import { type Leaf, leafByName } from '../knowledge/clients';
import { type Effect, freshReach, type LimitMs, nothing } from './outcomes';
import type { Resolved } from './resolve';

type Summary = Fact<'function.summarised'>;

export function isFetch(found: { name: string; path: readonly string[] }): boolean {
  return (
    found.name === 'fetch' || found.name === '$fetch' || (found.name === 'globalThis' && found.path[0] === 'fetch')
  );
}

/** A state that somebody keeps: it says what was, not what is. */
export const stateLeaf: Leaf = { system: 'its own state', evidence: 3, fails: 'value', sync: true, defaultMs: 0 };

/** A variable that other functions of its module change. */
export function ofState(found: Resolved & { in: 'file' }, site: Site, view: FactView): Effect {
  const kept = view
    .summaries(found.file, 'instance.created')
    .some((fact) => fact.symbol === found.symbol && fact.factory.in === 'global' && fact.factory.name === 'state');
  return kept || found.path.length > 0 ? ofLeaf(stateLeaf, site, undefined, false) : nothing;
}

/** What a call proves by the names alone: `prisma.$queryRaw` of a file that is not there. */
export function guessed(site: Site, caller: Summary): Effect | undefined {
  const leaf = leafByName(namesOf(site.callee, caller));
  return leaf && ofLeaf(leaf, site, undefined, true);
}

const decorated = /^(?:fastify|express|koa|hono|elysia|@hapi\/hapi)$/;
const ownMembers =
  /^(?:log|server|httpErrors|jwt|session|cookies?|params|query|body|headers|locals|raw|config|request|response|req|res|context|state|info)$/;

/** What a plugin put on the application: `app.pg.query(…)`. */
export function isDecorated(found: Resolved & { in: 'package' }): boolean {
  const [first, second] = found.path;
  return decorated.test(found.specifier) && second !== undefined && second !== '()' && !ownMembers.test(first ?? '');
}

export function leafOfMembers(path: readonly string[], site: Site): Effect | undefined {
  const leaf = leafByName(path);
  return leaf && ofLeaf(leaf, site, undefined, true);
}

function namesOf(ref: Ref, caller: Summary): string[] {
  switch (ref.in) {
    case 'unknown':
      return [];
    case 'import':
      return [ref.name, ...ref.path];
    case 'this':
      return [ref.member, ...ref.path];
    case 'global':
      return [ref.name, ...ref.path];
    case 'file': {
      const index = /^\((\d+)\)$/.exec(ref.path[0] ?? '')?.[1];
      const own = index === undefined ? undefined : caller.params[Number(index)];
      return [own ?? ref.symbol.replace(/^.*[./]/, ''), ...ref.path];
    }
  }
}

/** One call of a client, with the limit that is set for it: at the call, where the client is made, or by default. */
export function ofLeaf(
  leaf: Leaf,
  site: Site,
  instance: Fact<'instance.created'> | undefined,
  likely: boolean,
): Effect {
  const own = limitIn(leaf, site.options, site.optionsOpen && leaf.options !== undefined);
  const made = instance && limitIn(leaf, instance.options, false);
  const limit = own ?? made ?? leaf.defaultMs;
  const reach = freshReach(leaf, site, limit, isHeavy(leaf, site), likely);
  return { ...nothing, reaches: [reach], limit };
}

/** What the options of a call or a client say of its limit; unknown when they cannot be read. */
function limitIn(leaf: Leaf, options: Record<string, Value>, open: boolean): LimitMs {
  for (const name of leaf.options ?? []) {
    const value = options[name];
    if (!value) continue;
    if (value.is !== 'literal') return 'some';
    const number = Number(value.value);
    if (value.value === false || number === 0) return 'none';
    return Number.isFinite(number) ? number : 'some';
  }
  return open ? 'some' : undefined;
}

/** `count()` with a condition, or a query that counts a whole table. */
function isHeavy(leaf: Leaf, site: Site): boolean {
  const [first] = site.args;
  if (
    first?.is === 'literal' &&
    /\bcount\s*\(\s*\*\s*\)(?!.*\bwhere\b)|\bselect\s+\*\s+from\b(?!.*\b(?:limit|where)\b)/is.test(String(first.value))
  )
    return true;
  return leaf.heavy === true && !('take' in site.options) && !('limit' in site.options);
}
