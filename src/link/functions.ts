import type { Fact, Ref, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';
import { isHarmless, isKnownClient, type Leaf, leafByName, leafOf, runsLater } from '../knowledge/clients';
import {
  added,
  calledAs,
  type Effect,
  freshReach,
  type LimitMs,
  longer,
  nothing,
  type Reach,
  shorter,
  through,
} from './outcomes';
import { functionsOf, type Resolved, resolve } from './resolve';

type Summary = Fact<'function.summarised'>;

/** Calls that are followed from a way in, and functions that are looked at for one. */
const mostHops = 4;
const mostFunctions = 200;

/** Part of a function: the branch of a listener that answers one path. */
export interface Region {
  start: number;
  end: number;
}

interface Walk {
  view: FactView;
  open: Set<string>;
  done: Map<string, Effect>;
  functions: number;
}

/** What a function depends on, composed from its summary and those of the functions that it calls. */
export function effectOf(file: string, symbol: string, view: FactView, region?: Region): Effect {
  const walk: Walk = { view, open: new Set(), done: new Map(), functions: 0 };
  const summary = functionsOf(file, view).get(symbol);
  if (!summary) return { ...nothing, complete: false, because: `${symbol} was not found` };
  return ofFunction(summary, file, walk, 0, region);
}

/** What a call passes to the function that it calls: parameters stand for it there. */
interface Given {
  args: readonly Value[];
  file: string;
  owner: string;
}

function ofFunction(summary: Summary, file: string, walk: Walk, hops: number, region?: Region, given?: Given): Effect {
  const key = `${file}#${summary.symbol}`;
  const asks = given !== undefined && summary.sites.some((site) => isParameter(site.callee, summary));
  if (!region && !asks) {
    const known = walk.done.get(key);
    if (known) return known;
  }
  if (walk.open.has(key)) return nothing;
  if (hops > mostHops) return { ...nothing, complete: false, because: `more than ${mostHops} calls deep` };
  if (walk.functions++ > mostFunctions) return { ...nothing, complete: false, because: 'too many functions' };
  walk.open.add(key);
  const parts: { site: Site; effect: Effect }[] = [];
  for (const site of summary.sites) {
    if (region && (site.at.start < region.start || site.at.end > region.end)) continue;
    // What a wrapper does with its own parameter is asked by whoever passes something in.
    if (isOwnParameter(site, summary)) continue;
    parts.push({ site, effect: atSite(site, summary, file, walk, hops, given) });
  }
  const effect = together(parts, summary);
  walk.open.delete(key);
  if (!region && !asks && effect.complete) walk.done.set(key, effect);
  return effect;
}

function isOwnParameter(site: Site, summary: Summary): boolean {
  return site.callee.in === 'file' &&
    site.callee.symbol === summary.symbol &&
    /^\(\d+\)$/.test(site.callee.path[0] ?? '')
    ? site.callee.path.length === 1 || site.how === 'read'
    : false;
}

function isParameter(ref: Ref, summary: Summary): boolean {
  return ref.in === 'file' && ref.symbol === summary.symbol && /^\(\d+\)$/.test(ref.path[0] ?? '');
}

function together(parts: readonly { site: Site; effect: Effect }[], summary: Summary): Effect {
  let limit: LimitMs = 0;
  const groups = new Map<number, LimitMs>();
  for (const { site, effect } of parts) {
    if (!site.consumed || effect.reaches.length === 0) continue;
    if (site.together === undefined) limit = added(limit, effect.limit);
    else
      groups.set(
        site.together,
        groups.has(site.together) ? longer(groups.get(site.together), effect.limit) : effect.limit,
      );
  }
  for (const group of groups.values()) limit = added(limit, group);
  const broken = parts.find((part) => !part.effect.complete);
  const cached =
    summary.cachedMs ??
    parts.find((part) => part.effect.cachedMs !== undefined && part.effect.reaches.length > 0)?.effect.cachedMs;
  return {
    reaches: parts.flatMap((part) => part.effect.reaches),
    limit,
    complete: broken === undefined,
    ...(broken?.effect.because ? { because: broken.effect.because } : {}),
    ...(cached === undefined ? {} : { cachedMs: cached }),
    walked: [summary.at, ...parts.flatMap((part) => part.effect.walked)],
    answersError: summary.answersError,
  };
}

/** What one call contributes to the function that makes it. */
function atSite(
  site: Site,
  summary: Summary,
  file: string,
  walk: Walk,
  hops: number,
  given: Given | undefined,
): Effect {
  const owner = summary.symbol;
  const found = passed(resolve(site.callee, file, walk.view, owner), given, walk);
  const inner = site.how === 'new' ? nothing : ofCallee(found, site, summary, file, walk, hops);
  const runs = later(site.callee) ? [] : (site.runs ?? []);
  const handed = runs.map((ref) => ofArgument(ref, site, found, file, owner, walk, hops));
  const effects = [inner, ...handed];
  const helped = help(site.by ?? [], file, owner, walk, hops);
  const isSync = found.in === 'file' && functionsOf(found.file, walk.view).get(found.symbol)?.async !== true;
  const wrapped = (site.through ?? []).map((one) => ({ one, found: resolve(one.callee, file, walk.view, owner) }));
  const reaches = effects
    .flatMap((effect) => effect.reaches)
    .map((reach) =>
      wrapped.reduce((at, { one, found: wrapper }) => throughWrapper(at, wrapper, one.arg, 'read', walk), reach),
    )
    .map((reach) => through(reach, site, isSync || reach.leaf.sync === true, helped));
  const wrapperLimit = wrapped.reduce<LimitMs>(
    (at, { one, found: wrapper }) => shorter(at, wrapperLimitOf(wrapper, one.arg, one.args, walk)),
    undefined,
  );
  const around = shorter(site.limitParam === undefined ? site.limitMs : undefined, wrapperLimit);
  const limit = shorter(
    effects.reduce<LimitMs>((sum, effect) => (effect.reaches.length > 0 ? added(sum, effect.limit) : sum), 0),
    around,
  );
  const broken = effects.find((effect) => !effect.complete);
  const cached = effects.find((effect) => effect.cachedMs !== undefined)?.cachedMs;
  return {
    reaches: reaches.map((reach) => ({ ...reach, limit: shorter(reach.limit, around) })),
    limit,
    complete: broken === undefined,
    ...(broken?.because ? { because: broken.because } : {}),
    ...(cached === undefined ? {} : { cachedMs: cached }),
    walked: effects.flatMap((effect) => effect.walked),
    answersError: false,
  };
}

function later(callee: Ref): boolean {
  if (callee.in === 'unknown') return true;
  const last = callee.path.filter((step) => !step.startsWith('(')).at(-1);
  return last !== undefined && runsLater.test(last);
}

/** The thing that is called: a leaf, a function of the repository, or something that cannot be followed. */
function ofCallee(found: Resolved, site: Site, caller: Summary, file: string, walk: Walk, hops: number): Effect {
  switch (found.in) {
    case 'package': {
      const leaf = leafOf(found.specifier, found.name, found.path, majorOf(found.specifier, file, walk.view));
      if (leaf) return ofLeaf(leaf, site, found.instance, false);
      if (isHarmless(found.specifier) || isKnownClient(found.specifier) || !site.consumed || site.how !== 'call')
        return nothing;
      return {
        ...nothing,
        complete: false,
        because: `what ${calledAs(site.callee)} of ${found.specifier} does is not known`,
      };
    }
    case 'file': {
      const summary = functionsOf(found.file, walk.view).get(found.symbol);
      if (summary)
        return ofFunction(summary, found.file, walk, hops + 1, undefined, {
          args: site.args,
          file,
          owner: caller.symbol,
        });
      if (site.how === 'read') return ofState(found, site, walk.view);
      return guessed(site, caller) ?? nothing;
    }
    case 'global': {
      if (found.name === 'state') return ofLeaf(stateLeaf, site, undefined, false);
      const leaf = isFetch(found) ? leafOf('global:fetch', 'fetch', []) : undefined;
      if (leaf) return ofLeaf(leaf, site, undefined, false);
      const likely = guessed(site, caller);
      // What another module keeps on the global object is anybody's.
      if (likely || site.callee.in === 'global' || !site.consumed) return likely ?? nothing;
      return { ...nothing, complete: false, because: `${calledAs(site.callee)} is kept in ${found.name}` };
    }
    default: {
      const leaf = guessed(site, caller);
      if (leaf) return leaf;
      if (site.how === 'read') return site.callee.in === 'this' ? ofLeaf(stateLeaf, site, undefined, false) : nothing;
      if (!site.consumed) return nothing;
      const why = found.in === 'nowhere' ? found.why : `${calledAs(site.callee)} comes from a parameter`;
      return { ...nothing, complete: false, because: why };
    }
  }
}

function isFetch(found: { name: string; path: readonly string[] }): boolean {
  return (
    found.name === 'fetch' || found.name === '$fetch' || (found.name === 'globalThis' && found.path[0] === 'fetch')
  );
}

const stateLeaf: Leaf = { system: 'its own state', evidence: 3, fails: 'value', sync: true, defaultMs: 0 };

/** A variable that other functions of its module change. */
function ofState(found: Resolved & { in: 'file' }, site: Site, view: FactView): Effect {
  const kept = view
    .summaries(found.file, 'instance.created')
    .some((fact) => fact.symbol === found.symbol && fact.factory.in === 'global' && fact.factory.name === 'state');
  return kept || found.path.length > 0 ? ofLeaf(stateLeaf, site, undefined, false) : nothing;
}

/** What a call proves by the names alone: `prisma.$queryRaw` of a file that is not there. */
function guessed(site: Site, caller: Summary): Effect | undefined {
  const leaf = leafByName(namesOf(site.callee, caller));
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

/** A parameter that the caller gave a reference for is that reference. */
function passed(found: Resolved, given: Given | undefined, walk: Walk): Resolved {
  if (found.in !== 'parameter' || !given) return found;
  const value = given.args[found.index];
  if (value?.is !== 'ref' || value.ref.in === 'unknown') return found;
  const ref: Ref = { ...value.ref, path: [...value.ref.path, ...found.path] };
  const meant = resolve(ref, given.file, walk.view, given.owner);
  return meant.in === 'nowhere' ? found : meant;
}

function ofLeaf(leaf: Leaf, site: Site, instance: Fact<'instance.created'> | undefined, likely: boolean): Effect {
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

function majorOf(specifier: string, file: string, view: FactView): number | undefined {
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');
  return view.memo(`major of ${name} at ${file}`, () => {
    const owner = view
      .of('package.declared')
      .filter((p) => (p.root === '' || file.startsWith(`${p.root}/`)) && p.dependencies[name] !== undefined)
      .sort((a, b) => b.root.length - a.root.length)[0];
    const major = /(\d+)/.exec(owner?.dependencies[name] ?? '')?.[1];
    return major === undefined ? undefined : Number(major);
  });
}

function ofReference(ref: Ref, file: string, owner: string, walk: Walk, hops: number): Effect {
  const found = resolve(ref, file, walk.view, owner);
  if (found.in !== 'file') return nothing;
  const summary = functionsOf(found.file, walk.view).get(found.symbol);
  return summary ? ofFunction(summary, found.file, walk, hops + 1) : nothing;
}

/** A function that is handed over: run by the wrapper as the wrapper's own summary says, otherwise passed through. */
function ofArgument(
  ref: Ref,
  site: Site,
  wrapper: Resolved,
  file: string,
  owner: string,
  walk: Walk,
  hops: number,
): Effect {
  const effect = ofReference(ref, file, owner, walk, hops);
  if (effect.reaches.length === 0) return effect;
  const index = site.args.findIndex((arg) => arg.is === 'ref' && JSON.stringify(arg.ref) === JSON.stringify(ref));
  const reaches = effect.reaches.map((reach) => throughWrapper(reach, wrapper, index, 'call', walk));
  const limit = shorter(effect.limit, wrapperLimitOf(wrapper, index, site.args, walk));
  return { ...effect, reaches, limit };
}

/** The parameter of a function of the repository that stands for what was passed in. */
function parameterSite(wrapper: Resolved, index: number, walk: Walk): { site: Site; summary: Summary } | undefined {
  if (wrapper.in !== 'file') return undefined;
  const functions = functionsOf(wrapper.file, walk.view);
  for (const summary of functions.values()) {
    if (summary.symbol !== wrapper.symbol && !summary.symbol.startsWith(`${wrapper.symbol}/`)) continue;
    const site = summary.sites.find(
      (one) => one.callee.in === 'file' && one.callee.symbol === wrapper.symbol && one.callee.path[0] === `(${index})`,
    );
    if (site) return { site, summary };
  }
  return undefined;
}

function throughWrapper(reach: Reach, wrapper: Resolved, index: number, _how: 'read' | 'call', walk: Walk): Reach {
  // `health.check([…])` of Terminus: whatever a check does, a failure becomes an error answer.
  if (wrapper.in === 'package' && wrapper.specifier === '@nestjs/terminus')
    return { ...reach, throws: true, value: false };
  const inside = parameterSite(wrapper, index, walk);
  return inside ? through(reach, inside.site, false, 'no') : reach;
}

function wrapperLimitOf(wrapper: Resolved, index: number, args: readonly Value[], walk: Walk): LimitMs {
  const inside = parameterSite(wrapper, index, walk);
  if (!inside) return undefined;
  const { limitParam, limitMs } = inside.site;
  if (limitParam === undefined) return limitMs;
  const given = args[limitParam];
  const number = given?.is === 'literal' ? Number(given.value) : Number.NaN;
  return Number.isFinite(number) ? number : 'some';
}

/** What the functions that are handed a failure do: `return handleError(error)`. */
function help(by: readonly Ref[], file: string, owner: string, walk: Walk, hops: number): 'answers' | 'unknown' | 'no' {
  let result: 'answers' | 'unknown' | 'no' = 'no';
  for (const ref of by) {
    const found = resolve(ref, file, walk.view, owner);
    if (found.in === 'file') {
      const summary = functionsOf(found.file, walk.view).get(found.symbol);
      if (summary && hops <= mostHops && answers(summary, found.file, walk, 0)) return 'answers';
    } else if (found.in === 'nowhere' && !/log|console/i.test(calledAs(ref))) result = 'unknown';
  }
  return result;
}

function answers(summary: Summary, file: string, walk: Walk, depth: number): boolean {
  if (summary.answersError) return true;
  if (depth > 2) return false;
  return summary.sites.some((site) => {
    const found = resolve(site.callee, file, walk.view, summary.symbol);
    const next = found.in === 'file' ? functionsOf(found.file, walk.view).get(found.symbol) : undefined;
    return next !== undefined && found.in === 'file' && next !== summary && answers(next, found.file, walk, depth + 1);
  });
}
