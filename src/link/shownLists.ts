import type { Fact, Slot } from '../core/fact';
import { directoryOf } from '../core/path';
import type { Span } from '../core/span';
import type { Reading } from './environmentReadings';
import { holdsMost } from './openings';

type Declared = Fact<'env.declared'>;

/** All that one workload is given, in a source that names every variable of what it starts. */
export interface ShownList {
  source: string;
  family: string;
  environment: string;
  target: string | undefined;
  keys: ReadonlySet<string>;
  /** The last entry of the list, in the order of the files. */
  last: Span;
  slot?: Slot;
}

/** What these do not name, the process does not have: settings of a platform and a developer's files may be elsewhere. */
const sources: ReadonlySet<string> = new Set(['kubernetes', 'compose', 'terraform']);
const notReleased = /^(?:development|test|local|preview|demo|sandbox)/;

const listOf = (fact: Declared) => [fact.source, fact.family, fact.environment, fact.target].join('\u0000');

/**
 * Lists that hold, of what the service needs to run, all but a few: what is missing from one of them is missing, even where an
 * example for developers names it.
 */
export function shownLists(reads: ReadonlyMap<string, Reading>, declared: readonly Declared[]): ShownList[] {
  const needed = [...reads].flatMap(([name, reading]) => (reading.required && reading.runs ? [name] : []));
  const groups = new Map<string, Declared[]>();
  for (const fact of declared) {
    if (!sources.has(fact.source) || fact.when !== 'start' || notReleased.test(fact.environment)) continue;
    const key = listOf(fact);
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return [...groups.values()].flatMap((facts): ShownList[] => {
    const [first] = facts;
    const keys = new Set(facts.map((fact) => fact.name));
    const named = needed.filter((name) => keys.has(name)).length;
    if (!first || keys.has('*') || !holdsMost(named, needed.length - 1)) return [];
    const last = facts.at(-1) as Declared;
    const { source, family, environment, target } = first;
    const slot = facts.find((fact) => fact.slot)?.slot;
    return [{ source, family, environment, target, keys, last: last.at, ...(slot ? { slot } : {}) }];
  });
}

/** The list that should name the variable and does not; nothing where something else of its kind gives it. */
export function lackingList(
  name: string,
  lists: readonly ShownList[],
  found: readonly Declared[],
  opaque: readonly Declared[],
): ShownList | undefined {
  return lists.find((list) => {
    if (list.keys.has(name)) return false;
    // Files beside each other may be put on top of one another, and so may the layers of an overlay.
    const beside = (fact: Declared) =>
      fact.when !== 'contract' &&
      fact.when !== 'ci' &&
      (fact.source === 'dockerfile' ||
        (fact.source === list.source &&
          (list.source !== 'compose' || directoryOf(fact.at.file) === directoryOf(list.last.file))));
    return !found.some(beside) && !opaque.some((fact) => beside(fact) && !isOtherWorkload(fact, list));
  });
}

/** A source that one workload hides says nothing of another, which the same files show in full. */
export const isOtherWorkload = (hidden: Declared, list: ShownList): boolean =>
  hidden.source === list.source &&
  hidden.family === list.family &&
  hidden.environment === list.environment &&
  hidden.target !== list.target;
