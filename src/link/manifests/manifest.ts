import type { Fact } from '../../core/fact';
import { get, type Tree, textOf, writtenOf } from '../../core/tree';
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
  const gone = declared.regions.filter((region) =>
    region.tests.some(({ test, holds }) => {
      const value = truth(evaluate(test, context));
      return value !== undefined && value !== holds;
    }),
  );
  const file = declared.tree.doc.file;
  const isGone = (offset: number) => gone.some((region) => offset >= region.start && offset < region.end);
  const walk = (tree: Tree): Tree => {
    if (tree.doc.file !== file) return tree;
    if (tree.is === 'scalar') {
      if (!tree.template) return tree;
      const { text, known, only } = fill(String(tree.value), context);
      if (only === null) return { ...tree, value: null };
      if (only) return only.doc === context.doc ? { ...only, doc: tree.doc, start: tree.start, end: tree.end } : only;
      const { template: _, ...plain } = tree;
      return known ? { ...plain, value: text } : { ...tree, value: text };
    }
    const { open: openings = [], ...closed } = tree;
    let result: Tree =
      closed.is === 'list'
        ? { ...closed, items: closed.items.filter((item) => !isGone(item.start)).map(walk) }
        : {
            ...closed,
            entries: closed.entries
              .filter((entry) => !isGone(entry.keyStart))
              .map((entry) => ({ ...entry, value: walk(entry.value) })),
          };
    const unknown: string[] = [];
    for (const expression of openings) {
      const given = evaluate(expression, context);
      if (given === undefined) unknown.push(expression);
      else if (given !== null) result = join(result, given);
    }
    if (unknown.length === 0 || result.is === 'scalar') return result;
    return { ...result, open: [...(result.open ?? []), ...unknown] };
  };
  return isGone(declared.tree.start) ? undefined : walk(declared.tree);
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
