import type { Fact, Ref } from '../core/fact';
import type { FactView } from '../core/link';
import type { Framework } from '../knowledge/webFrameworks';
import { effectOf } from './functions';
import { type Effect, nothing, type Reach, through } from './outcomes';
import { functionsOf, type Resolved, resolve } from './resolve';

type Declared = Fact<'route.declared'>;
type Handler = Fact<'handler.resolved'>;
type Summary = Fact<'function.summarised'>;

/** The effect of a handler, with what is known of the function itself. */
export interface Walked extends Effect {
  at: Handler['at'];
  answers: Handler['answers'];
  silentAt?: NonNullable<Handler['silentAt']>;
  summary?: Summary;
  /** The function around it, where the handler is one branch of it. */
  around?: Summary;
}

/** Finds the function that answers a route, through wrappers, classes and other files, and what it depends on. */
export function walkHandler(route: Declared, view: FactView): Walked {
  const file = route.at.file;
  const here = { at: route.at, answers: 'always' as const };
  const { handler } = route;
  if (handler.in === 'global' && handler.name === 'constant') return { ...nothing, ...here };
  if (handler.in === 'global' && handler.name === 'state') return { ...nothing, ...here, reaches: [ownState(route)] };
  const region = regionOf(handler);
  const plain: Ref = region && handler.in === 'file' ? { ...handler, path: [] } : handler;
  const found = resolve(plain, file, view, handler.in === 'file' ? handler.symbol : '');
  const inside = unwrap(found, view);
  const summary = inside && functionsOf(inside.file, view).get(inside.symbol);
  if (!inside || !summary) {
    const because = found.in === 'nowhere' ? found.why : 'its handler could not be followed';
    return { ...nothing, ...here, complete: false, decided: false, because };
  }
  const effect = throughWrappers(effectOf(inside.file, inside.symbol, view, region), route, file, view);
  const isPlain = region === undefined && (route.wrappers ?? []).length === 0;
  return {
    ...effect,
    at: region ? route.at : summary.at,
    answers: summary.responds && region === undefined ? summary.answers : 'always',
    ...(summary.silentAt && isPlain ? { silentAt: summary.silentAt } : {}),
    ...(region ? { around: summary } : { summary }),
  };
}

function ownState(route: Declared): Reach {
  return {
    leaf: { system: 'its own state', evidence: 3, fails: 'value', sync: true },
    at: route.at,
    what: route.framework,
    throws: false,
    value: false,
    answered: true,
    maybe: false,
    heavy: false,
    limit: 0,
    likely: false,
  };
}

/** `@start-end` in the path of a handler: a branch of its function. */
function regionOf(handler: Ref): { start: number; end: number } | undefined {
  if (handler.in !== 'file') return undefined;
  const match = /^@(\d+)-(\d+)$/.exec(handler.path[0] ?? '');
  return match ? { start: Number(match[1]), end: Number(match[2]) } : undefined;
}

/** A handler that was made by a wrapper and kept under a name: the function inside it. */
function unwrap(found: Resolved, view: FactView, depth = 0): { file: string; symbol: string } | undefined {
  if (depth > 4) return undefined;
  if (found.in === 'file' && found.path.length === 0) {
    if (functionsOf(found.file, view).has(found.symbol)) return { file: found.file, symbol: found.symbol };
    // A class that is its own controller: AdonisJS calls `handle`.
    const handle = `${found.symbol}.handle`;
    if (functionsOf(found.file, view).has(handle)) return { file: found.file, symbol: handle };
    const made = view.summaries(found.file, 'instance.created').find((fact) => fact.symbol === found.symbol);
    const given = made?.args.findLast((arg) => arg.is === 'ref');
    return given?.is === 'ref'
      ? unwrap(resolve(given.ref, found.file, view, found.symbol), view, depth + 1)
      : undefined;
  }
  if (found.in !== 'package' || !found.instance) return undefined;
  const given = found.instance.args.findLast((arg) => arg.is === 'ref');
  return given?.is === 'ref' ? unwrap(resolve(given.ref, found.instance.at.file, view), view, depth + 1) : undefined;
}

/** What the wrappers of a handler do with its failure: most pass it on. */
function throughWrappers(effect: Effect, route: Declared, file: string, view: FactView): Effect {
  let reaches = effect.reaches;
  for (const ref of [...(route.wrappers ?? [])].reverse()) {
    const wrapper = resolve(ref, file, view);
    if (wrapper.in !== 'file') continue;
    for (const summary of functionsOf(wrapper.file, view).values()) {
      if (summary.symbol !== wrapper.symbol && !summary.symbol.startsWith(`${wrapper.symbol}/`)) continue;
      const call = summary.sites.find(
        (site) =>
          site.callee.in === 'file' &&
          site.callee.symbol === wrapper.symbol &&
          /^\(\d+\)$/.test(site.callee.path[0] ?? ''),
      );
      // A handler that answers by itself gives the wrapper nothing to look at.
      if (call)
        reaches = reaches.map((reach) => (reach.throws || reach.value ? through(reach, call, false, 'no') : reach));
    }
  }
  return { ...effect, reaches };
}

/** The framework's contract for a failure that leaves the handler. */
export function bySide(reach: Reach, framework: Framework, thrownIsError: boolean): Reach {
  if (reach.answered) return reach;
  const byThrow = reach.throws && thrownIsError;
  const byValue = reach.value && framework === 'under-pressure';
  return byThrow || byValue ? { ...reach, answered: true } : reach;
}
