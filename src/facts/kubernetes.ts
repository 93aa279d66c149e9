import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import type { Source } from '../core/source';
import { lineStarts } from '../core/span';
import { type Entry, entriesOf, get, type MapTree, spanOf, type Tree, textOf } from '../core/tree';
import { isShippedPath } from '../knowledge/paths';
import { helpersIn } from '../parse/helm';
import { parseYaml, yamlTreesWithin } from '../parse/yaml';

const kustomization = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const chart = /(?:^|\/)Chart\.ya?ml$/;
const values = /(?:^|\/)(?:[\w.-]*values[\w.-]*\.ya?ml|(?:values|environments?|envs?)\/[\w.-]+\.ya?ml)$/i;

/** Where a chart keeps its named templates. */
const helpers = /(?:^|\/)templates\/(?:[^/]+\/)*[^/]+\.tpl$/;

/** Kinds whose content some rule or step asks for. */
const kinds =
  /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|Rollout|Service|Ingress|HTTPRoute|GRPCRoute|ConfigMap|Secret|SealedSecret|ExternalSecret|ClusterExternalSecret|SecretProviderClass|Certificate|HorizontalPodAutoscaler|ScaledObject|PodDisruptionBudget|PersistentVolumeClaim|Canary|Application|ApplicationSet|Kustomization|HelmRelease|ImageUpdateAutomation|ImagePolicy)$/;

/** Kubernetes objects, kustomizations, charts and their values, one by one; the link step puts them together. */
export const kubernetes: Extractor = {
  name: 'kubernetes',
  emits: ['manifest.declared', 'text.unread'],
  files: /(?:^|\/)(?:[^/]+\.(?:ya?ml|tpl)|Kustomization)$/i,
  accepts: (path, text) =>
    isShippedPath(path) &&
    (kustomization.test(path) ||
      chart.test(path) ||
      values.test(path) ||
      helpers.test(path) ||
      /^[ \t-]*kind\s*:\s*["']?(?:[A-Z]|\{\{)/m.test(text) ||
      /^\s*-\s*(?:op|path)\s*:\s*["']?(?:add|replace|remove|\/)/m.test(text)),
  extract(source) {
    const { path } = source;
    const facts: Fact[] = [];
    if (helpers.test(path)) facts.push(...helperFacts(source));
    const form = kustomization.test(path)
      ? 'kustomization'
      : chart.test(path)
        ? 'chart'
        : values.test(path)
          ? 'values'
          : undefined;
    for (const document of parseYaml(source)) {
      if (document.error) {
        // A values or patch file that is none of ours may hold anything; for these silence is right.
        if (form !== undefined || /^[ \t]*apiVersion\s*:/m.test(source.text.slice(document.start, document.end)))
          facts.push({
            kind: 'text.unread',
            at: source.span(document.error.start, document.error.end),
            reason: document.error.reason,
            hides: ['manifest.declared'],
          });
        continue;
      }
      const { tree, regions } = document;
      if (!tree) continue;
      const add = (as: Fact<'manifest.declared'>['form'], content: Tree) =>
        facts.push({
          kind: 'manifest.declared',
          at: spanOf({ ...content, end: content.start }),
          form: as,
          tree: content,
          regions: [...regions],
        });
      if (form === 'kustomization') add(form, withInlinePatches(tree, source.text));
      else if (form === 'values' && !get(tree, 'kind')) add(form, tree);
      else if (form === 'chart') add(form, tree);
      else if (tree.is === 'list') {
        if (tree.items.some((item) => textOf(get(item, 'op')) !== undefined)) add('patch', tree);
      } else
        for (const object of objectsIn(tree)) if (kinds.test(textOf(get(object, 'kind')) ?? '')) add('object', object);
    }
    return facts;
  },
};

/** Named templates by their names, in one map. */
function helperFacts(source: Source): Fact[] {
  const found = helpersIn(source.text);
  const [first] = found;
  if (!first) return [];
  const doc = { file: source.path, lines: lineStarts(source.text) };
  const entries = found.map(({ name, start, end, expression }): Entry => {
    const value: Tree = { is: 'scalar', doc, start, end, value: expression, quoted: false, template: true };
    return { key: name, value, keyStart: start, keyEnd: start, doc };
  });
  const tree: Tree = { is: 'map', doc, start: first.start, end: found.at(-1)?.end ?? first.end, entries };
  const at = source.span(first.start, first.start);
  return [{ kind: 'manifest.declared', at, form: 'helpers', tree, regions: [] }];
}

/** The members of a `List`, or the object itself. */
function objectsIn(tree: Tree): readonly Tree[] {
  const items = get(tree, 'items');
  return /^(?:[A-Z]\w*)?List$/.test(textOf(get(tree, 'kind')) ?? '') && items?.is === 'list' ? items.items : [tree];
}

/** Patches that are written as text inside a kustomization become what they say. */
function withInlinePatches(tree: Tree, text: string): Tree {
  const parsed = (value: Tree): Tree => {
    if (value.is !== 'scalar' || typeof value.value !== 'string' || !/[:{]/.test(value.value)) return value;
    return yamlTreesWithin(text, value)[0] ?? value;
  };
  const patchIn = (item: Tree): Tree =>
    item.is === 'map'
      ? {
          ...item,
          entries: item.entries.map((entry) =>
            entry.key === 'patch' ? { ...entry, value: parsed(entry.value) } : entry,
          ),
        }
      : item;
  const changed = (entry: Entry): Entry => {
    if (entry.value.is !== 'list') return entry;
    if (entry.key === 'patches' || entry.key === 'patchesJson6902')
      return { ...entry, value: { ...entry.value, items: entry.value.items.map(patchIn) } };
    if (entry.key === 'patchesStrategicMerge')
      return { ...entry, value: { ...entry.value, items: entry.value.items.map(parsed) } };
    return entry;
  };
  if (tree.is !== 'map') return tree;
  const result: MapTree = { ...tree, entries: entriesOf(tree).map(changed) };
  return result;
}
