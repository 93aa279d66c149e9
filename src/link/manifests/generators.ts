import type { FactView } from '../../core/link';
import { baseName, resolvePath } from '../../core/path';
import {
  type Entry,
  entriesOf,
  get,
  isOpen,
  itemsOf,
  type MapTree,
  type Opened,
  type ScalarTree,
  type Tree,
  textOf,
} from '../../core/tree';
import type { Manifest } from './manifest';

/**
 * The objects so far, and the config maps and secrets that a kustomization makes of literals and files, with the keys that
 * can be told. `behavior: merge` adds to the object of the base, `replace` takes its place.
 */
export function withGenerated(
  manifests: readonly Manifest[],
  tree: Tree,
  folder: string,
  view: FactView,
  placed: { environment: string; family: string },
): Manifest[] {
  let all = [...manifests];
  for (const [list, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const) {
    for (const item of itemsOf(get(tree, list))) {
      const name = textOf(get(item, 'name'));
      if (!name) continue;
      const behavior = textOf(get(item, 'behavior'));
      const before =
        behavior === 'merge' || behavior === 'replace'
          ? all.find((other) => other.kind === kind && other.name === name)
          : undefined;
      all = all.filter((other) => other !== before);
      all.push({
        kind,
        apiVersion: 'v1',
        name,
        named: true,
        tree: objectOf(item, folder, view, behavior === 'merge' ? (before ?? 'elsewhere') : undefined),
        open: behavior === 'merge' && before?.open === true,
        ...placed,
      });
    }
  }
  return all;
}

function objectOf(item: Tree, folder: string, view: FactView, onto: Manifest | 'elsewhere' | undefined): MapTree {
  const { entries, hidden } = dataOf(item, folder, view);
  const base = onto === undefined || onto === 'elsewhere' ? undefined : onto.tree;
  // What a base object calls its data, whoever wrote it.
  const inherited = [...entriesOf(get(base, 'data')), ...entriesOf(get(base, 'stringData'))];
  const own = new Set(entries.map((entry) => entry.key));
  const data = map(item, [...inherited.filter((entry) => !own.has(entry.key)), ...entries]);
  const open =
    hidden.length > 0 || onto === 'elsewhere' || isOpen(get(base, 'data')) || isOpen(get(base, 'stringData'));
  const under = (key: string, value: Tree): Entry => ({
    key,
    value,
    keyStart: item.start,
    keyEnd: item.start,
    doc: item.doc,
  });
  const named = entriesOf(item).filter((entry) => entry.key === 'name');
  return map(item, [under('metadata', map(item, named)), under('data', open ? { ...data, open: hidden } : data)]);
}

const map = (item: Tree, entries: readonly Entry[]): MapTree => ({
  is: 'map',
  doc: item.doc,
  start: item.start,
  end: item.end,
  entries,
});

/** Keys of one generator, and the files whose keys cannot be told. */
function dataOf(item: Tree, folder: string, view: FactView): { entries: Entry[]; hidden: Opened[] } {
  const entries: Entry[] = [];
  const hidden: Opened[] = [];
  const add = (at: Tree, key: string, value: string | undefined) => {
    if (at.is !== 'scalar') return;
    const scalar: ScalarTree =
      value === undefined ? { ...at, value: '', template: true } : { ...at, value, quoted: true };
    entries.push({ key, value: scalar, keyStart: at.start, keyEnd: at.end, doc: at.doc });
  };
  for (const literal of itemsOf(get(item, 'literals'))) {
    const text = textOf(literal);
    const equals = text?.indexOf('=') ?? -1;
    if (text !== undefined && equals >= 1)
      add(literal, text.slice(0, equals), text.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2'));
  }
  for (const file of itemsOf(get(item, 'files'))) {
    const [key = '', path] = (textOf(file) ?? '').split('=');
    if (key !== '') add(file, path === undefined ? baseName(key) : key, undefined);
  }
  for (const file of [...itemsOf(get(item, 'envs')), ...(get(item, 'env') ? [get(item, 'env') as Tree] : [])]) {
    const written = textOf(file) ?? '';
    const path = resolvePath(folder, written);
    const listed = path === undefined ? [] : view.in(path, 'env.declared').filter((fact) => fact.source === 'dotenv');
    if (listed.length === 0) hidden.push({ expression: written, at: item.start });
    for (const fact of listed) add(file, fact.name, undefined);
  }
  return { entries, hidden };
}
