import type { Ref, Site } from '../core/fact';
import type { Span } from '../core/span';
import type { Leaf } from '../knowledge/clients';

/** Milliseconds; `none`: may wait for ever; `some`: there is a limit of unknown length; nothing: unknown. */
export type LimitMs = number | 'none' | 'some' | undefined;

/** One thing that a function depends on, and what becomes of its failure as seen by the function's caller. */
export interface Reach {
  leaf: Leaf;
  at: Span;
  /** `prisma.user.count`, for people. */
  what: string;
  /** Ways in which the failure leaves; both may hold. */
  throws: boolean;
  value: boolean;
  answered: boolean;
  /** Handed to a function that could not be followed: it may be answered there. */
  maybe: boolean;
  heavy: boolean;
  limit: LimitMs;
  /** Known only by the name of what it is called on. */
  likely: boolean;
  /** How a limit could be put around it where it is written. */
  limitBy?: 'fetch' | 'call';
  /** Runs only when the query of the request asks for it. */
  onDemand?: boolean;
  /** Where the function that was asked about calls what leads here. */
  entry?: Span;
  /** The failure is inside a result that says that all is well. */
  wrapped?: boolean;
}

export interface Effect {
  reaches: Reach[];
  limit: LimitMs;
  complete: boolean;
  /** Nothing that could not be followed can change what the function does with it: its outcome is dropped. */
  decided: boolean;
  because?: string;
  cachedMs?: number | 'forever';
  walked: Span[];
  answersError: boolean;
}

export const nothing: Effect = {
  reaches: [],
  limit: 0,
  complete: true,
  decided: true,
  walked: [],
  answersError: false,
};

/** How a leaf fails, before anything has been done about it. */
export function freshReach(leaf: Leaf, site: Site, limit: LimitMs, heavy: boolean, likely: boolean): Reach {
  const what = calledAs(site.callee);
  const isFetch = what === 'fetch';
  const limitBy = isFetch ? (site.args.length === 1 ? 'fetch' : undefined) : site.how === 'call' ? 'call' : undefined;
  return {
    leaf,
    at: site.at,
    what,
    throws: leaf.fails !== 'value',
    value: leaf.fails !== 'throws',
    answered: false,
    maybe: false,
    heavy: heavy || leaf.heavy === true,
    limit,
    likely,
    ...(limitBy ? { limitBy } : {}),
  };
}

type Handled = Pick<Site, 'onThrow' | 'onValue' | 'consumed' | 'raises' | 'wraps' | 'byFlag'>;

/**
 * The failure of something that a function calls, after that function. `helped`: what the functions that are handed
 * the failure do about it.
 */
export function through(reach: Reach, site: Handled, sync: boolean, helped: 'answers' | 'unknown' | 'no'): Reach {
  if (!site.consumed && !sync) return { ...reach, throws: false, value: false, limit: 0 };
  let { answered, maybe } = reach;
  let throws = false;
  let value = false;
  const lost = () => {
    if (helped === 'answers') answered = true;
    if (helped === 'unknown') maybe = true;
  };
  // A request that the other side refuses is a value: catching the broken connection alone proves little.
  const both = reach.throws && reach.value;
  const wrapped: boolean[] = [];
  if (reach.throws && !both) {
    if (site.onThrow === 'answers') answered = true;
    else if (site.onThrow === 'leaves') throws = true;
    else {
      value = site.onThrow === 'becomes-value';
      if (value) wrapped.push(site.wraps === 'failure' || site.wraps === 'both');
      lost();
    }
  }
  if (reach.value) {
    // A flag that is never lowered decides nothing.
    const decides = site.onValue === 'decides-answer' && !(reach.wrapped && site.byFlag);
    if (decides) answered = true;
    else if (site.raises) {
      if (site.onThrow === 'answers') answered = true;
      else if (site.onThrow === 'becomes-value') value = true;
      else throws = true;
    } else if (site.onValue !== 'vanishes' && helped !== 'answers') {
      value = true;
      wrapped.push(site.wraps === 'value' || site.wraps === 'both');
      if (helped === 'unknown') maybe = true;
      if (both && site.onThrow === 'leaves') throws = true;
    } else lost();
  }
  const isWrapped = wrapped.length > 0 && wrapped.every((one) => one);
  const { wrapped: _before, ...rest } = reach;
  return { ...rest, throws, value, answered, maybe, ...(isWrapped ? { wrapped: true } : {}) };
}

/** The shorter of two limits of the same wait. */
export function shorter(a: LimitMs, b: LimitMs): LimitMs {
  if (a === undefined || a === 'none') return b ?? a;
  if (b === undefined || b === 'none') return a;
  if (a === 'some' || b === 'some') return typeof a === 'number' ? a : b;
  return Math.min(a, b);
}

/** Two waits, one after the other. */
export function added(a: LimitMs, b: LimitMs): LimitMs {
  if (a === 'none' || b === 'none') return 'none';
  if (a === undefined || b === undefined) return undefined;
  return a === 'some' || b === 'some' ? 'some' : a + b;
}

/** Two waits at the same time. */
export function longer(a: LimitMs, b: LimitMs): LimitMs {
  if (a === 'none' || b === 'none') return 'none';
  if (a === undefined || b === undefined) return undefined;
  return a === 'some' || b === 'some' ? 'some' : Math.max(a, b);
}

/** `prisma.$queryRaw` of a reference, without calls and package names. */
export function calledAs(ref: Ref): string {
  if (ref.in === 'unknown') return 'a call';
  const path = ref.path.filter((step) => !step.startsWith('('));
  switch (ref.in) {
    case 'import':
      return [...(ref.name === 'default' || ref.name === '*' ? [] : [ref.name]), ...path].join('.') || ref.specifier;
    case 'file':
      return [ref.symbol.replace(/^.*\//, ''), ...path].join('.');
    case 'this':
      return [ref.member, ...path].join('.');
    case 'global':
      return [ref.name, ...path].join('.');
  }
}
