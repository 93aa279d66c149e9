import { placeOf } from '../../core/environment';
import type { FactView } from '../../core/link';
import { baseName, directoryOf, isInside } from '../../core/path';
import { compareText } from '../../core/span';
import { entriesOf, get, isNull, itemsOf, type MapTree, type Tree, textOf, writtenOf } from '../../core/tree';
import { type Declared, type Manifest, manifestOf, render } from './manifest';
import { mergeValues } from './patch';

/** Folders of charts that are released on their own: with a Chart.yaml, and not inside the `charts/` of another one. */
export function chartRoots(view: FactView): readonly string[] {
  return view.memo('manifests chart roots', () => {
    const all = view
      .of('manifest.declared')
      .filter((fact) => fact.form === 'chart')
      .map((fact) => directoryOf(fact.at.file));
    return all
      .filter(
        (root) => !all.some((other) => other !== root && isInside(root, other === '' ? 'charts' : `${other}/charts`)),
      )
      .sort(compareText);
  });
}

/** Chart that a template or a values file belongs to; `undefined`: none. */
export function chartOf(path: string, view: FactView): string | undefined {
  return chartRoots(view).findLast((root) => isInside(path, root));
}

/** Values files by environment: those in the chart, and those elsewhere that can only mean this chart. */
function valuesOf(root: string, view: FactView): { base?: Declared; over: Map<string, Declared[]> } {
  const roots = chartRoots(view);
  const over = new Map<string, Declared[]>();
  let base: Declared | undefined;
  for (const fact of view.of('manifest.declared')) {
    if (fact.form !== 'values') continue;
    const path = fact.at.file;
    const owner = chartOf(path, view);
    if (owner !== undefined && owner !== root) continue;
    if (owner === undefined && roots.length > 1 && !path.split('/').includes(baseName(root))) continue;
    if (/example|sample|template/i.test(baseName(path))) continue;
    if (directoryOf(path) === root && /^values\.ya?ml$/.test(baseName(path))) base = fact;
    // Values of a sub-chart are its own defaults.
    else if (!isInside(path, root === '' ? 'charts' : `${root}/charts`)) {
      const { environment } = placeOf(owner === undefined ? path : path.slice(root === '' ? 0 : root.length + 1));
      if (environment !== '') over.set(environment, [...(over.get(environment) ?? []), fact]);
    }
  }
  return { ...(base ? { base } : {}), over };
}

/** What a chart declares, once per environment that has values of its own; without any, with its default values. */
export function renderChart(root: string, view: FactView): Manifest[] {
  const { base, over } = valuesOf(root, view);
  const environments = [...over.keys()].sort(compareText);
  if (!environments.some((name) => name.startsWith('production'))) environments.unshift('');
  const family = root === '' ? 'chart' : root;
  return environments.flatMap((environment) => {
    const layers = [...(base ? [base] : []), ...(over.get(environment) ?? [])];
    const values = layers
      .map((layer) => layer.tree)
      .reduce<Tree | undefined>((all, tree) => (all ? mergeValues(all, tree) : tree), undefined);
    const rendered = renderWith(root, values, view, { environment, family, from: layers }, 0);
    return environment === '' ? rendered.map((manifest) => ({ ...manifest, defaults: true })) : rendered;
  });
}

interface Placed {
  environment: string;
  family: string;
  /** The facts that the values come from: of the same facts come the same values. */
  from: readonly Declared[];
}

function renderWith(root: string, values: Tree | undefined, view: FactView, placed: Placed, depth: number): Manifest[] {
  const chart = view.in(`${root === '' ? '' : `${root}/`}Chart.yaml`, 'manifest.declared')[0];
  const doc = chart?.tree.doc ?? { file: root, lines: [0] };
  const helping = view
    .of('manifest.declared')
    .filter((fact) => fact.form === 'helpers' && isInside(fact.at.file, root));
  const nothing: MapTree = { is: 'map', doc, start: 0, end: 0, entries: [] };
  const context = {
    values: values ?? nothing,
    chart: textOf(get(chart?.tree, 'name')) ?? baseName(root),
    doc: { ...doc },
    helpers: helpersOf(helping),
  };
  const given = [...placed.from, ...helping, chart];
  const prefix = root === '' ? '' : `${root}/`;
  const manifests: Manifest[] = [];
  for (const fact of view.of('manifest.declared')) {
    if (fact.form !== 'object' || !fact.at.file.startsWith(`${prefix}templates/`)) continue;
    const manifest = renderedOnce(fact, placed, given, () => {
      const tree = render(fact, context);
      return tree && manifestOf(tree, placed, false);
    });
    if (manifest)
      manifests.push(dependsElsewhere(chart?.tree, prefix, view) ? { ...manifest, incomplete: true } : manifest);
  }
  if (depth >= 3) return manifests;
  for (const sub of subCharts(prefix, view)) {
    const name = baseName(sub);
    const dependency = itemsOf(get(chart?.tree, 'dependencies')).find((item) => textOf(get(item, 'name')) === name);
    const alias = textOf(get(dependency, 'alias')) ?? name;
    const defaults = view.in(`${sub}/values.yaml`, 'manifest.declared')[0];
    const own = defaults?.tree;
    const handed = get(values, alias);
    const merged = own && handed && !isNull(handed) ? mergeValues(own, handed) : (handed ?? own);
    const below = { ...placed, from: [...given.filter((fact) => fact !== undefined), ...(defaults ? [defaults] : [])] };
    manifests.push(...renderWith(sub, withGlobals(merged, get(values, 'global')), view, below, depth + 1));
  }
  return manifests;
}

interface Rendered {
  from: readonly (Declared | undefined)[];
  manifest: Manifest | undefined;
}

/** Template → environment and chart → what it was rendered to, and from which facts. */
const rendered = new WeakMap<Declared, Map<string, Rendered>>();

/** An edit of one template leaves the others as they are: what comes from the same facts is rendered once. */
function renderedOnce(
  template: Declared,
  { environment, family }: Placed,
  from: Rendered['from'],
  make: () => Manifest | undefined,
): Manifest | undefined {
  const known = rendered.get(template) ?? new Map<string, Rendered>();
  rendered.set(template, known);
  const key = `${environment}\n${family}`;
  const before = known.get(key);
  if (before && before.from.length === from.length && before.from.every((fact, i) => fact === from[i]))
    return before.manifest;
  const manifest = make();
  known.set(key, { from, manifest });
  return manifest;
}

/** The named templates of a chart, and of the charts below it: all of them share one set of names. */
function helpersOf(helping: readonly Declared[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { tree } of helping) for (const { key, value } of entriesOf(tree)) found.set(key, writtenOf(value) ?? '');
  return found;
}

/** A dependency that is fetched when the chart is built. */
function dependsElsewhere(chart: Tree | undefined, prefix: string, view: FactView): boolean {
  return itemsOf(get(chart, 'dependencies')).some((item) => {
    const name = textOf(get(item, 'name')) ?? '';
    return view.in(`${prefix}charts/${name}/Chart.yaml`, 'manifest.declared').length === 0;
  });
}

function subCharts(prefix: string, view: FactView): string[] {
  return view
    .of('manifest.declared')
    .filter((fact) => fact.form === 'chart')
    .map((fact) => directoryOf(fact.at.file))
    .filter((folder) => directoryOf(folder) === `${prefix}charts`)
    .sort(compareText);
}

/** `global` is handed down to every sub-chart. */
function withGlobals(values: Tree | undefined, globals: Tree | undefined): Tree | undefined {
  if (!globals || values?.is !== 'map') return values;
  const entry = { key: 'global', value: globals, keyStart: globals.start, keyEnd: globals.start, doc: globals.doc };
  return { ...values, entries: [...entriesOf(values).filter(({ key }) => key !== 'global'), entry] };
}
