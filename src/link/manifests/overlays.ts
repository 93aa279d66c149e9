import { placeOf } from '../../core/environment';
import { parseImage } from '../../core/image';
import type { FactView } from '../../core/link';
import { directoryOf, resolvePath } from '../../core/path';
import { compareText } from '../../core/span';
import {
  type Entry,
  entryOf,
  get,
  itemsOf,
  numberOf,
  type ScalarTree,
  type Tree,
  textOf,
  textsOf,
} from '../../core/tree';
import { withGenerated } from './generators';
import { type Manifest, manifestOf } from './manifest';
import { applyJsonPatch, mergePatch } from './patch';

export const kustomizationFile = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

interface Built {
  manifests: Manifest[];
  /** A remote base, a plugin or a chart adds what this repository does not show. */
  open: boolean;
}

/** Overlays that nothing else builds on: what is applied to a cluster. */
export function overlayRoots(view: FactView): readonly string[] {
  return view.memo('manifests overlay roots', () => {
    const all = view.of('manifest.declared').filter((fact) => fact.form === 'kustomization');
    const used = new Set(
      all.flatMap((fact) => {
        const folder = directoryOf(fact.at.file);
        return ['resources', 'bases', 'components', 'crds'].flatMap((key) =>
          textsOf(get(fact.tree, key)).flatMap((path) => resolvePath(folder, path) ?? []),
        );
      }),
    );
    return all
      .filter((fact) => textOf(get(fact.tree, 'kind')) !== 'Component')
      .map((fact) => directoryOf(fact.at.file))
      .filter((folder) => !used.has(folder))
      .sort(compareText);
  });
}

/** Paths of files that a kustomization names; they are not applied on their own. */
export function claimedByOverlays(view: FactView): ReadonlySet<string> {
  return view.memo('manifests claimed by overlays', () => {
    const claimed = new Set<string>();
    for (const fact of view.of('manifest.declared')) {
      if (fact.form !== 'kustomization') continue;
      const folder = directoryOf(fact.at.file);
      const add = (path: string | undefined) => {
        const resolved = path === undefined ? undefined : resolvePath(folder, path);
        if (resolved !== undefined) claimed.add(resolved);
      };
      for (const key of ['resources', 'bases', 'components', 'patchesStrategicMerge', 'configurations', 'crds'])
        textsOf(get(fact.tree, key)).forEach(add);
      for (const key of ['patches', 'patchesJson6902', 'replacements'])
        for (const item of itemsOf(get(fact.tree, key))) add(textOf(get(item, 'path')));
    }
    return claimed;
  });
}

export function buildOverlay(folder: string, view: FactView): Manifest[] {
  const kustomization = kustomizationIn(folder, view);
  if (!kustomization) return [];
  const placed = placeOf(kustomization.at.file);
  const { manifests, open } = build(folder, view, placed, new Set());
  return open ? manifests.map((manifest) => ({ ...manifest, open: true })) : manifests;
}

function kustomizationIn(folder: string, view: FactView) {
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const found = view.in(path, 'manifest.declared').find((fact) => fact.form === 'kustomization');
    if (found) return found;
  }
  return undefined;
}

function build(
  folder: string,
  view: FactView,
  placed: { environment: string; family: string },
  seen: Set<string>,
  onto: readonly Manifest[] = [],
): Built {
  const fact = kustomizationIn(folder, view);
  if (!fact || seen.has(folder)) return { manifests: [...onto], open: true };
  const { tree } = fact;
  const path = new Set(seen).add(folder);
  let manifests: Manifest[] = [...onto];
  let open = ['transformers', 'generators', 'helmCharts', 'helmChartInflationGenerator', 'replacements', 'vars'].some(
    (key) => itemsOf(get(tree, key)).length > 0,
  );
  const include = (written: string, component: boolean) => {
    const target = /^[a-z+]+:\/\/|^git@|\?ref=|^github\.com\//.test(written) ? undefined : resolvePath(folder, written);
    if (target === undefined) {
      open = true;
      return;
    }
    if (kustomizationIn(target, view)) {
      const built = build(target, view, placed, path, component ? manifests : []);
      open ||= built.open;
      manifests = component ? built.manifests : [...manifests, ...built.manifests];
      return;
    }
    const objects = view.in(target, 'manifest.declared');
    if (objects.length === 0 && !view.exists(target)) open = true;
    for (const object of objects) {
      const manifest = manifestOf(object.tree, placed, false);
      if (manifest) manifests.push(manifest);
    }
  };
  for (const key of ['resources', 'bases']) for (const written of textsOf(get(tree, key))) include(written, false);
  manifests = withGenerated(manifests, tree, folder, view, placed);
  for (const written of textsOf(get(tree, 'components'))) include(written, true);
  for (const patch of patchesOf(tree, folder, view)) {
    if (!patch) open = true;
    else manifests = manifests.flatMap((manifest) => patched(manifest, patch) ?? []);
  }
  manifests = manifests.map((manifest) => withImages(withReplicas(manifest, tree), tree));
  return { manifests, open };
}

interface Patch {
  body: Tree;
  kind?: string;
  name?: RegExp;
}

/** Patches in the order in which they apply; `undefined` for one that cannot be read. */
function patchesOf(tree: Tree, folder: string, view: FactView): (Patch | undefined)[] {
  const patches: (Patch | undefined)[] = [];
  const ofFile = (written: string | undefined, target?: Tree) => {
    const path = written === undefined ? undefined : resolvePath(folder, written);
    const facts = path === undefined ? [] : view.in(path, 'manifest.declared');
    if (facts.length === 0) patches.push(undefined);
    for (const fact of facts) patches.push(withTarget(fact.tree, target));
  };
  for (const item of itemsOf(get(tree, 'patchesStrategicMerge'))) {
    if (item.is === 'scalar') ofFile(textOf(item));
    else patches.push(withTarget(item));
  }
  for (const key of ['patches', 'patchesJson6902'])
    for (const item of itemsOf(get(tree, key))) {
      const inline = get(item, 'patch');
      if (inline && inline.is !== 'scalar') patches.push(withTarget(inline, get(item, 'target')));
      else ofFile(textOf(get(item, 'path')), get(item, 'target'));
    }
  return patches;
}

function withTarget(body: Tree, target?: Tree): Patch {
  const kind = textOf(get(target, 'kind')) ?? textOf(get(body, 'kind'));
  const name = textOf(get(target, 'name'));
  const own = target ? undefined : textOf(get(body, 'metadata', 'name'));
  const pattern =
    name !== undefined
      ? safePattern(name)
      : own !== undefined
        ? safePattern(own.replace(/[^\w-]/g, '\\$&'))
        : undefined;
  return { body, ...(kind ? { kind } : {}), ...(pattern ? { name: pattern } : {}) };
}

/** Names in a target are anchored expressions; one that is none, or that could take for ever, is taken literally. */
function safePattern(source: string): RegExp {
  if (/^[\w.\-|*\\()]+$/.test(source) && !/\)[*+]|\*{2}/.test(source)) {
    try {
      return new RegExp(`^(?:${source})$`);
    } catch {}
  }
  return new RegExp(`^${source.replace(/[^\w-]/g, '\\$&')}$`);
}

function patched(manifest: Manifest, patch: Patch): Manifest | undefined {
  if (patch.kind !== undefined && patch.kind !== manifest.kind) return manifest;
  if (patch.name && !patch.name.test(manifest.name)) return manifest;
  const tree =
    patch.body.is === 'list' ? applyJsonPatch(manifest.tree, patch.body) : mergePatch(manifest.tree, patch.body);
  return tree && { ...manifest, tree };
}

function withReplicas(manifest: Manifest, kustomization: Tree): Manifest {
  for (const item of itemsOf(get(kustomization, 'replicas'))) {
    const count = get(item, 'count');
    if (textOf(get(item, 'name')) !== manifest.name || !count || numberOf(count) === undefined) continue;
    return { ...manifest, tree: setIn(manifest.tree, ['spec', 'replicas'], count) };
  }
  return manifest;
}

function withImages(manifest: Manifest, kustomization: Tree): Manifest {
  const images = itemsOf(get(kustomization, 'images'));
  if (images.length === 0) return manifest;
  const walk = (tree: Tree, key: string): Tree => {
    if (tree.is === 'list') return { ...tree, items: tree.items.map((item) => walk(item, key)) };
    if (tree.is === 'map')
      return { ...tree, entries: tree.entries.map((entry) => ({ ...entry, value: walk(entry.value, entry.key) })) };
    const text = key === 'image' ? textOf(tree) : undefined;
    if (text === undefined) return tree;
    const image = parseImage(text);
    const change = images.find((item) => textOf(get(item, 'name')) === image.name);
    if (!change) return tree;
    const name = textOf(get(change, 'newName')) ?? image.name;
    const digest = textOf(get(change, 'digest'));
    const newTag = get(change, 'newTag');
    const tag = textOf(newTag) ?? (digest ? undefined : image.tag);
    const value = `${name}${tag === undefined ? '' : `:${tag}`}${digest ? `@${digest}` : ''}`;
    const from = newTag ?? get(change, 'digest') ?? get(change, 'newName') ?? tree;
    const made: ScalarTree = { is: 'scalar', doc: from.doc, start: from.start, end: from.end, value, quoted: true };
    return made;
  };
  return { ...manifest, tree: walk(manifest.tree, '') };
}

function setIn(tree: Tree, path: readonly string[], value: Tree): Tree {
  const [step = '', ...rest] = path;
  if (tree.is !== 'map') return tree;
  const known = entryOf(tree, step);
  if (rest.length > 0) {
    if (!known) return tree;
    const entry = { ...known, value: setIn(known.value, rest, value) };
    return { ...tree, entries: tree.entries.map((other) => (other === known ? entry : other)) };
  }
  const entry: Entry = { key: step, value, keyStart: value.start, keyEnd: value.start, doc: value.doc };
  return {
    ...tree,
    entries: known ? tree.entries.map((other) => (other === known ? entry : other)) : [...tree.entries, entry],
  };
}
