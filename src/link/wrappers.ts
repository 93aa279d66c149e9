import type { Fact, Ref, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';
import { calledAs, type LimitMs, type Reach, through } from './outcomes';
import { functionsOf, type Resolved, resolve } from './resolve';

/** The parameter of a function of the repository that stands for what was passed in. */
function parameterSite(wrapper: Resolved, index: number, view: FactView): Site | undefined {
  if (wrapper.in !== 'file') return undefined;
  const functions = functionsOf(wrapper.file, view);
  for (const summary of functions.values()) {
    if (summary.symbol !== wrapper.symbol && !summary.symbol.startsWith(`${wrapper.symbol}/`)) continue;
    const site = summary.sites.find(
      (one) => one.callee.in === 'file' && one.callee.symbol === wrapper.symbol && one.callee.path[0] === `(${index})`,
    );
    if (site) return site;
  }
  return undefined;
}

/** What a wrapper does with the failure of what it is given. */
export function throughWrapper(reach: Reach, wrapper: Resolved, index: number, view: FactView): Reach {
  // `health.check([…])` of Terminus: whatever a check does, a failure becomes an error answer.
  if (wrapper.in === 'package' && wrapper.specifier === '@nestjs/terminus')
    return { ...reach, throws: true, value: false };
  const inside = parameterSite(wrapper, index, view);
  return inside ? through(reach, inside, false, 'no') : reach;
}

/** The limit that a wrapper puts around what it is given. */
export function wrapperLimitOf(wrapper: Resolved, index: number, args: readonly Value[], view: FactView): LimitMs {
  const inside = parameterSite(wrapper, index, view);
  if (!inside) return undefined;
  const { limitParam, limitMs } = inside;
  if (limitParam === undefined) return limitMs;
  const given = args[limitParam];
  const number = given?.is === 'literal' ? Number(given.value) : Number.NaN;
  return Number.isFinite(number) ? number : 'some';
}

/** What the functions that are handed a failure do: `return handleError(error)`. */
export function help(by: readonly Ref[], file: string, owner: string, view: FactView): 'answers' | 'unknown' | 'no' {
  let result: 'answers' | 'unknown' | 'no' = 'no';
  for (const ref of by) {
    const found = resolve(ref, file, view, owner);
    if (found.in === 'file') {
      const summary = functionsOf(found.file, view).get(found.symbol);
      if (summary && answers(summary, found.file, view, 0)) return 'answers';
    } else if (found.in === 'nowhere' && !/log|console/i.test(calledAs(ref))) result = 'unknown';
  }
  return result;
}

function answers(summary: Fact<'function.summarised'>, file: string, view: FactView, depth: number): boolean {
  if (summary.answersError) return true;
  if (depth > 2) return false;
  return summary.sites.some((site) => {
    const found = resolve(site.callee, file, view, summary.symbol);
    const next = found.in === 'file' ? functionsOf(found.file, view).get(found.symbol) : undefined;
    return next !== undefined && found.in === 'file' && next !== summary && answers(next, found.file, view, depth + 1);
  });
}
