import type { Fact, Ref, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';
import { isHarmless, isKnownClient, leafOf, runsLater } from '../knowledge/clients';
import { guessed, isDecorated, isFetch, leafOfMembers, ofLeaf, ofState, stateLeaf } from './leaves';
import { added, calledAs, type Effect, type LimitMs, longer, nothing, shorter, through } from './outcomes';
import { packageMajor } from './packageMajor';
import { functionsOf, type Resolved, resolve } from './resolve';
import { help, throughWrapper, wrapperLimitOf } from './wrappers';

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
  if (!summary) return { ...nothing, complete: false, decided: false, because: `${symbol} was not found` };
  return ofFunction(summary, file, walk, 0, region);
}

/** What a call passes to the function that it calls: parameters stand for it there. */
interface Given {
  args: readonly Value[];
  plain: Readonly<Record<string, boolean>>;
  file: string;
  owner: string;
}

function ofFunction(summary: Summary, file: string, walk: Walk, hops: number, region?: Region, given?: Given): Effect {
  const key = `${file}#${summary.symbol}`;
  const asks =
    given !== undefined && summary.sites.some((site) => isParameter(site.callee, summary) || site.needs !== undefined);
  if (!region && !asks) {
    const known = walk.done.get(key);
    if (known) return known;
  }
  if (walk.open.has(key)) return nothing;
  if (hops > mostHops)
    return { ...nothing, complete: false, decided: false, because: `more than ${mostHops} calls deep` };
  if (walk.functions++ > mostFunctions)
    return { ...nothing, complete: false, decided: false, because: 'too many functions' };
  walk.open.add(key);
  const parts: { site: Site; effect: Effect }[] = [];
  for (const site of summary.sites) {
    if (region && (site.at.start < region.start || site.at.end > region.end)) continue;
    // What a wrapper does with its own parameter is asked by whoever passes something in.
    if (isOwnParameter(site, summary)) continue;
    const effect = atSite(site, summary, file, walk, hops, given);
    parts.push({ site, effect: isOnDemand(site, given) ? onDemand(effect) : effect });
  }
  const effect = together(parts, summary);
  walk.open.delete(key);
  if (!region && !asks && effect.complete) walk.done.set(key, effect);
  return effect;
}

/** Its condition does not hold for a request without a query. */
function isOnDemand(site: Site, given: Given | undefined): boolean {
  if (site.onDemand) return true;
  return (site.needs ?? []).some((need) => {
    const value = given?.plain[need.parameter];
    return value !== undefined && value !== need.is;
  });
}

/** What is not reached costs nothing and hides nothing. */
function onDemand(effect: Effect): Effect {
  const { because: _because, ...rest } = effect;
  return {
    ...rest,
    complete: true,
    decided: true,
    limit: 0,
    reaches: effect.reaches.map((reach) => ({ ...reach, onDemand: true })),
  };
}

/** Whatever happens in it, the function goes on in the same way. */
function isLost(site: Site, helped: ReturnType<typeof help>): boolean {
  if (helped !== 'no' || site.raises || site.how === 'read') return false;
  return !site.consumed || (site.onThrow === 'vanishes' && site.onValue === 'vanishes');
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
    decided: parts.every((part) => part.effect.decided),
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
  const helped = help(site.by ?? [], file, owner, walk.view);
  const isSync = found.in === 'file' && functionsOf(found.file, walk.view).get(found.symbol)?.async !== true;
  const wrapped = (site.through ?? []).map((one) => ({ one, found: resolve(one.callee, file, walk.view, owner) }));
  const reaches = effects
    .flatMap((effect) => effect.reaches)
    .map((reach) =>
      wrapped.reduce((at, { one, found: wrapper }) => throughWrapper(at, wrapper, one.arg, walk.view), reach),
    )
    .map((reach) => through(reach, site, isSync || reach.leaf.sync === true, helped));
  const wrapperLimit = wrapped.reduce<LimitMs>(
    (at, { one, found: wrapper }) => shorter(at, wrapperLimitOf(wrapper, one.arg, one.args, walk.view)),
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
    reaches: reaches.map((reach) => ({
      ...reach,
      limit: shorter(reach.limit, around),
      ...(hops === 0 ? { entry: site.at } : {}),
    })),
    limit,
    complete: broken === undefined,
    decided: isLost(site, helped) || effects.every((effect) => effect.decided),
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
      const leaf = leafOf(found.specifier, found.name, found.path, packageMajor(found.specifier, file, walk.view));
      if (leaf) return ofLeaf(leaf, site, found.instance, false);
      if (isDecorated(found)) {
        const likely = leafOfMembers(found.path, site);
        if (likely || !site.consumed) return likely ?? nothing;
        return {
          ...nothing,
          complete: false,
          decided: false,
          because: `what is kept in ${calledAs(site.callee)} is not known`,
        };
      }
      if (isHarmless(found.specifier) || isKnownClient(found.specifier) || !site.consumed || site.how !== 'call')
        return nothing;
      return {
        ...nothing,
        complete: false,
        decided: false,
        because: `what ${calledAs(site.callee)} of ${found.specifier} does is not known`,
      };
    }
    case 'file': {
      const summary = functionsOf(found.file, walk.view).get(found.symbol);
      if (summary)
        return ofFunction(summary, found.file, walk, hops + 1, undefined, {
          args: site.args,
          plain: site.plain ?? {},
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
      if (likely || !site.consumed || (site.callee.in === 'global' && site.onValue !== 'decides-answer'))
        return likely ?? nothing;
      return {
        ...nothing,
        complete: false,
        decided: false,
        because: `${calledAs(site.callee)} is kept in ${found.name}`,
      };
    }
    default: {
      const leaf = guessed(site, caller);
      if (leaf) return leaf;
      if (site.how === 'read') return site.callee.in === 'this' ? ofLeaf(stateLeaf, site, undefined, false) : nothing;
      if (!site.consumed) return nothing;
      const why = found.in === 'nowhere' ? found.why : `${calledAs(site.callee)} comes from a parameter`;
      return { ...nothing, complete: false, decided: false, because: why };
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
  const reaches = effect.reaches.map((reach) => throughWrapper(reach, wrapper, index, walk.view));
  const limit = shorter(effect.limit, wrapperLimitOf(wrapper, index, site.args, walk.view));
  return { ...effect, reaches, limit };
}
