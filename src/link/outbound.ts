import type { Fact } from '../core/fact';
import type { FactView, Linker } from '../core/link';
import { callsOf } from './calls';
import { functionsOf, resolve } from './resolve';

type Call = Fact<'call.resolved'>;
type Summary = Fact<'function.summarised'>;

/** Calls from one function into the next that are followed. */
const mostHops = 4;
/** Functions that are visited from one way in. */
const mostFunctions = 200;

/**
 * Calls that leave the process: those of the files that name a client, whoever calls them, and those that routes, consumers
 * and jobs reach, with the flags on the way.
 */
export const outbound: Linker = {
  name: 'outbound',
  reads: ['module.imported', 'route.declared', 'package.declared', 'service.declared', 'flag.read', 'env.read'],
  emits: ['call.resolved'],
  roots(view) {
    const files = new Set(view.of('module.imported').map((fact) => fact.at.file));
    if (asksForFlags(view)) for (const route of view.of('route.declared')) files.add(route.at.file);
    return [...files];
  },
  link(file, view) {
    const own = [...functionsOf(file, view).values()].flatMap((summary) => callsOf(summary, view));
    const reached = hasFlags(view)
      ? view.in(file, 'route.declared').flatMap((route) => reachedFrom(route, file, view))
      : [];
    return { facts: unique([...own, ...reached]) };
  },
};

/** Flags on the way matter where the repository has flags, and where something runs already that a change can harm. */
function asksForFlags(view: FactView): boolean {
  return hasFlags(view) && (view.other?.of('route.declared').length ?? 0) > 0;
}

function hasFlags(view: FactView): boolean {
  return view.settled('has flags', () => view.of('flag.read').length > 0);
}

/** The functions of the repository that one function calls or hands over, with the flags in front of each. */
function nextOf(fn: Summary, view: FactView): { summary: Summary; guards: Call['guards'] }[] {
  return view.memo(`called by ${fn.at.file} ${fn.symbol}`, () => {
    // The memo hangs on the function, which the caller has read.
    functionsOf(fn.at.file, view);
    return fn.sites.flatMap((site) =>
      site.how === 'read'
        ? []
        : [site.callee, ...(site.runs ?? [])].flatMap((callee) => {
            const next = resolve(callee, fn.at.file, view, fn.symbol);
            const summary = next.in === 'file' ? functionsOf(next.file, view).get(next.symbol) : undefined;
            return summary ? [{ summary, guards: [...site.guards, ...summary.guards] }] : [];
          }),
    );
  });
}

function reachedFrom(route: Fact<'route.declared'>, file: string, view: FactView): Call[] {
  const handler = resolve(route.handler, file, view);
  if (handler.in !== 'file') return [];
  const start = functionsOf(handler.file, view).get(handler.symbol);
  if (!start) return [];
  const calls: Call[] = [];
  const seen = new Set<Summary>();
  const during = route.via === 'cron' || route.via === 'consumer' ? 'job' : 'request';
  const walk = (fn: Summary, guards: Call['guards'], hops: number) => {
    if (seen.has(fn) || seen.size >= mostFunctions) return;
    seen.add(fn);
    for (const call of callsOf(fn, view))
      calls.push({ ...call, during, guards: [...guards, ...call.guards], reached: 'from a way in', way: file });
    if (hops === 0) return;
    for (const next of nextOf(fn, view)) walk(next.summary, [...guards, ...next.guards], hops - 1);
  };
  walk(start, [...(route.guards ?? []), ...start.guards], mostHops);
  return calls;
}

/** The same call on two paths is one fact, unless the flags on the way differ in being there. */
function unique(calls: Call[]): Call[] {
  const seen = new Map<string, Call>();
  for (const call of calls) {
    const key = `${call.at.file} ${call.at.start} ${call.reached} ${call.during} ${call.guards.length > 0}`;
    if (!seen.has(key)) seen.set(key, call);
  }
  return [...seen.values()];
}
