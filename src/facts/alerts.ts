import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { entriesOf, entryOf, get, itemsOf, spanOf, type Tree, textOf } from '../core/tree';
import { isShippedPath } from '../knowledge/paths';
import { yamlTrees } from '../parse/yaml';

/** Metrics that alerts, service levels and analyses of a rollout ask for. */
export const alerts: Extractor = {
  name: 'alerts',
  emits: ['metric.queried'],
  files: /\.ya?ml$/i,
  accepts: (path, text) =>
    isShippedPath(path) &&
    /^[ \t]*(?:-[ \t]*)?alert[ \t]*:|kind\s*:\s*["']?(?:Cluster)?AnalysisTemplate|kind\s*:\s*["']?MetricTemplate/m.test(
      text,
    ),
  extract(source) {
    const facts: Fact[] = [];
    for (const tree of yamlTrees(source)) {
      const kind = textOf(get(tree, 'kind'));
      if (kind === 'AnalysisTemplate' || kind === 'ClusterAnalysisTemplate') {
        for (const metric of itemsOf(get(tree, 'spec', 'metrics')))
          facts.push(...queries(get(metric, 'provider', 'prometheus', 'query'), 'analysis', {}));
      } else if (kind === 'MetricTemplate') facts.push(...queries(get(tree, 'spec', 'query'), 'analysis', {}));
      else
        for (const group of groupsOf(tree))
          for (const rule of itemsOf(get(group, 'rules'))) facts.push(...ruleFacts(rule));
    }
    return facts;
  },
};

/** Prometheus' own files, PrometheusRule objects, and values of a chart that hold either. */
function groupsOf(tree: Tree): readonly Tree[] {
  const groups = itemsOf(get(tree, 'groups') ?? get(tree, 'spec', 'groups'));
  if (groups.length > 0) return groups;
  return entriesOf(tree).flatMap(({ value }) =>
    entriesOf(value).flatMap((entry) => itemsOf(get(entry.value, 'groups'))),
  );
}

function ruleFacts(rule: Tree): Fact[] {
  const name = entryOf(rule, 'alert');
  const alert = textOf(name?.value);
  if (!name || alert === undefined) return [];
  const annotations = get(rule, 'annotations');
  const runbook = textOf(get(annotations, 'runbook_url')) ?? textOf(get(annotations, 'runbook'));
  const open = annotations?.is === 'map' && annotations.open !== undefined;
  const found = queries(get(rule, 'expr'), 'alert', {
    alert,
    ...(runbook !== undefined ? { runbook } : open || get(annotations, 'runbook_url') ? { runbook: '' } : {}),
  });
  return found.map((fact) => ({ ...fact, at: spanOf(name.value) }));
}

const functions = new Set(
  'by without on ignoring group_left group_right and or unless bool offset sum min max avg group stddev stdvar count count_values bottomk topk quantile inf nan start end atan2'.split(
    ' ',
  ),
);

/** Names of metrics in a PromQL expression: words that are neither functions, labels nor keywords. */
function queries(
  tree: Tree | undefined,
  by: 'alert' | 'analysis',
  extra: { alert?: string; runbook?: string },
): Fact<'metric.queried'>[] {
  const text = tree?.is === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
  if (!tree || text === undefined) return [];
  const absentHandled = /\bor\s+(?:on\s*\(\s*\)\s*)?vector\s*\(\s*0\s*\)|\babsent(?:_over_time)?\s*\(/.test(text);
  const bare = text
    .replace(/\{\{.*?\}\}/gs, ' ')
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ');
  const names = new Set<string>();
  for (const match of bare.matchAll(/\b([A-Za-z_:][\w:]*)\b(?!\s*\()/g)) {
    const [, name = ''] = match;
    if (
      !functions.has(name.toLowerCase()) &&
      /[a-z]/i.test(name) &&
      (name.includes('_') || name.includes(':') || name === 'up')
    )
      names.add(name);
  }
  const made = [...names].map(
    (name): Fact<'metric.queried'> => ({ kind: 'metric.queried', at: spanOf(tree), name, by, absentHandled, ...extra }),
  );
  // An alert without a name that we could tell is an alert all the same.
  return made.length > 0 || extra.alert === undefined
    ? made
    : [{ kind: 'metric.queried', at: spanOf(tree), name: '', by, absentHandled, ...extra }];
}
