import type { Fact } from '../../core/fact';
import {
  type Entry,
  get,
  type Opened,
  type ScalarTree,
  type TemplateRegion,
  type Tree,
  textOf,
  writtenOf,
} from '../../core/tree';
import { type Context, evaluate, fill, truth } from './expression';

/** One Kubernetes object as it runs in one environment: base, patches and values put together. */
export interface Manifest {
  kind: string;
  apiVersion: string;
  name: string;
  /** The name could be told; otherwise it joins nothing. */
  named: boolean;
  tree: Tree;
  environment: string;
  family: string;
  /** Some of what makes the object is not in this repository. */
  open: boolean;
  /** Made of the default values of a chart. */
  defaults?: boolean;
  /** Other charts, which are not here, may declare objects beside it. */
  incomplete?: boolean;
}

export type Declared = Fact<'manifest.declared'>;

export function manifestOf(
  tree: Tree,
  placed: { environment: string; family: string },
  open: boolean,
): Manifest | undefined {
  const kind = textOf(get(tree, 'kind'));
  const name = writtenOf(get(tree, 'metadata', 'name'));
  if (!kind || !name) return undefined;
  return {
    kind,
    apiVersion: textOf(get(tree, 'apiVersion')) ?? '',
    name,
    named: textOf(get(tree, 'metadata', 'name')) !== undefined,
    tree,
    open,
    ...placed,
  };
}

/** A template with the values of one environment filled in, as far as they tell; nothing when a condition leaves it out. */
export function render(declared: Declared, context: Context): Tree | undefined {
  const file = declared.tree.doc.file;
  const ranges = declared.regions.filter((region) => region.range);
  const walk = (tree: Tree, at: Filling, outer: number): Tree => {
    if (tree.doc.file !== file) return tree;
    if (tree.is === 'scalar') return filled(tree, at.context);
    const { open: openings = [], ...closed } = tree;
    const unknown: Opened[] = [];
    const once = (member: Entry | Tree, here: Filling) =>
      'is' in member ? walk(member, here, member.start) : walkEntry(member, here);
    const walkEntry = (entry: Entry, here: Filling): Entry | undefined => {
      const value = walk(entry.value, here, entry.keyStart);
      if (!entry.key.includes('{{')) return { ...entry, value };
      const named = keyFrom(entry, here.context);
      if (named) return { ...named, value };
      unknown.push({ expression: entry.key, at: entry.keyStart });
      return undefined;
    };
    /** Members that a `range` repeats stand once for each of what it goes through. */
    const members = <T extends Entry | Tree>(list: readonly T[], startOf: (member: T) => number): T[] =>
      list.flatMap((member): T[] => {
        const offset = startOf(member);
        if (isGone(at, offset)) return [];
        const inside = ranges.filter((r) => offset >= r.start && offset < r.end && outer < r.start);
        const around = inside.at(-1)?.range;
        const turns = around ? turnsOf(around, at, declared) : [at];
        if (!turns) unknown.push({ expression: around?.over ?? '', at: offset });
        return (turns ?? [at]).flatMap((here) => (isGone(here, offset) ? [] : ((once(member, here) ?? []) as T | T[])));
      });
    let result: Tree =
      closed.is === 'list'
        ? { ...closed, items: members(closed.items, (item) => item.start) }
        : { ...closed, entries: members(closed.entries, (entry) => entry.keyStart) };
    for (const opening of openings) {
      const turns = fillingsOf(opening, at, outer);
      const given = turns?.map((here) => {
        const known = evaluate(opening.expression, here.context);
        return known === undefined ? namedByKey(opening, here) : known;
      });
      if (!given || given.includes(undefined)) unknown.push(opening);
      for (const members of given ?? []) if (members) result = join(result, members);
    }
    if (unknown.length === 0 || result.is === 'scalar') return result;
    return { ...result, open: [...(result.open ?? []), ...unknown] };
  };
  /** What an opening is written for: once, or for each of what the ranges around it go through. */
  const fillingsOf = ({ at: offset }: Opened, at: Filling, outer: number): Filling[] | undefined => {
    let fillings: Filling[] | undefined = [at];
    for (const { start, end, range } of ranges)
      if (range && offset >= start && offset < end && outer < start)
        fillings = everyTurn(fillings, (here) => (isGone(here, offset) ? [] : turnsOf(range, here, declared)));
    return fillings?.filter((here) => !isGone(here, offset));
  };
  const start = fillingOf(context, declared);
  return isGone(start, declared.tree.start) ? undefined : walk(declared.tree, start, declared.tree.start);
}

/** The values, and the parts of the template that they leave out. */
interface Filling {
  context: Context;
  gone: readonly TemplateRegion[];
}

function fillingOf(context: Context, declared: Declared): Filling {
  const gone = declared.regions.filter((region) =>
    region.tests.some(({ test, holds }) => {
      const value = truth(evaluate(test, context));
      return value !== undefined && value !== holds;
    }),
  );
  return { context, gone };
}

const isGone = ({ gone }: Filling, offset: number) => gone.some((r) => offset >= r.start && offset < r.end);

function everyTurn(
  fillings: readonly Filling[] | undefined,
  turns: (here: Filling) => Filling[] | undefined,
): Filling[] | undefined {
  const all = fillings?.map(turns);
  return all?.every((list) => list !== undefined) ? all.flat() : undefined;
}

/** One filling for each member that a `range` goes through; nothing when that cannot be told. */
function turnsOf(range: { over: string; id: string }, at: Filling, declared: Declared): Filling[] | undefined {
  const over = evaluate(range.over, at.context);
  if (over === undefined || (over?.is !== 'scalar' && over?.open)) return undefined;
  if (over === null || over.is === 'scalar') return over === null ? [] : undefined;
  const turn = (member: Tree, key: Tree): Filling => {
    const members = new Map(at.context.members).set(range.id, member).set(`${range.id}k`, key);
    return fillingOf({ ...at.context, members }, declared);
  };
  if (over.is === 'list')
    return over.items.map((item, index) => turn(item, { ...item, is: 'scalar', value: index, quoted: false }));
  return over.entries.map((entry) => turn(entry.value, keyTree(entry)));
}

const keyTree = ({ key, keyStart: start, keyEnd: end, doc }: Entry): Tree => ({
  is: 'scalar',
  doc,
  start,
  end,
  value: key,
  quoted: true,
});

/**
 * `range $name, $value := .Values.env` around a helper that is given `$name`: an item called by the key, whatever else the helper
 * writes. Only for keys that are written as variables of the environment are.
 */
function namedByKey({ expression, at }: Opened, { context }: Filling): Tree | undefined {
  const id = /^include "[^"]+".*\$~(\d+k)(?![\w.])/s.exec(expression)?.[1];
  const key = id === undefined ? undefined : context.members?.get(id);
  if (key?.is !== 'scalar' || !/^[A-Z][A-Z0-9_]*$/.test(String(key.value))) return undefined;
  const place = { doc: context.doc, start: at, end: at };
  const name: Entry = { key: 'name', value: key, keyStart: at, keyEnd: at, doc: context.doc };
  return { is: 'list', ...place, items: [{ is: 'map', ...place, entries: [name] }] };
}

/** A key that an expression gives, at the place where it is written. */
function keyFrom(entry: Entry, context: Context): Entry | undefined {
  const { text, known, only } = fill(entry.key, context);
  if (!known || text === '') return undefined;
  return only && only.doc !== context.doc
    ? { ...entry, key: text, keyStart: only.start, keyEnd: only.end, doc: only.doc }
    : { ...entry, key: text };
}

function filled(tree: ScalarTree, context: Context): Tree {
  if (!tree.template) return tree;
  const { text, known, only } = fill(String(tree.value), context);
  if (only === null) return { ...tree, value: null };
  if (only) return only.doc === context.doc ? { ...only, doc: tree.doc, start: tree.start, end: tree.end } : only;
  const { template: _, ...plain } = tree;
  return known ? { ...plain, value: text } : { ...tree, value: text };
}

/** What an expression adds to the members that are written out. */
function join(tree: Tree, given: Tree): Tree {
  const bare = tree.is === 'map' && tree.entries.length === 0 && !tree.open;
  if (given.is === 'list')
    return tree.is === 'list' ? { ...tree, items: [...tree.items, ...given.items] } : bare ? given : tree;
  if (given.is === 'map')
    return tree.is === 'map' && !bare ? { ...tree, entries: [...tree.entries, ...given.entries] } : bare ? given : tree;
  return bare ? given : tree;
}
