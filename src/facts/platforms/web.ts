import type { Fact } from '../../core/fact';
import { entryOf, get, itemsOf, keySpan, spanOf, type Tree, textOf } from '../../core/tree';
import { environmentsIn, type Platform, variables, workload } from './declare';

export function vercelFacts(tree: Tree, platform: Platform): Fact[] {
  const name = textOf(get(tree, 'name')) ?? 'site';
  const facts: Fact[] = [
    ...variables(platform, get(tree, 'env'), name),
    ...variables(platform, get(tree, 'build', 'env'), name, 'build'),
  ];
  for (const key of ['rewrites', 'routes'])
    for (const item of itemsOf(get(tree, key))) {
      const source = textOf(get(item, 'source')) ?? textOf(get(item, 'src'));
      const target = textOf(get(item, 'destination')) ?? textOf(get(item, 'dest'));
      if (source !== undefined && target !== undefined) facts.push(exposed(item, source, target));
    }
  for (const cron of itemsOf(get(tree, 'crons'))) {
    const path = textOf(get(cron, 'path'));
    if (path !== undefined) facts.push(workload(platform, spanOf(cron), path, { sort: 'cron' }));
  }
  return facts;
}

function exposed(item: Tree, source: string, target: string): Fact {
  const all = /^\/?\(?\.?\*\)?$|^\/\(\.\*\)$|^\/:\w+\*$/.test(source);
  const path = source.replace(/(?:\/\(\.\*\)|\/?:\w+\*|\/?\*|\(\.\*\))$/, '') || '/';
  return {
    kind: 'path.exposed',
    at: spanOf(item),
    host: '*',
    path,
    match: all ? 'all' : path === source ? 'exact' : 'prefix',
    to: target,
    rewrite: target,
  };
}

export function netlifyFacts(tree: Tree, platform: Platform): Fact[] {
  const facts = variables(platform, get(tree, 'build', 'environment'), 'site', 'build');
  for (const [section, own] of environmentsIn(get(tree, 'context'), platform))
    facts.push(
      ...variables(
        {
          ...own,
          environment: /^(?:branch-deploy|deploy-preview)$/.test(own.environment) ? 'preview' : own.environment,
        },
        get(section, 'environment'),
        'site',
        'build',
      ),
    );
  for (const item of itemsOf(get(tree, 'redirects'))) {
    const from = textOf(get(item, 'from'));
    const to = textOf(get(item, 'to'));
    if (from !== undefined && to !== undefined) facts.push(exposed(item, from, to));
  }
  return facts;
}

/** wrangler: the variables of an environment are not inherited from the top. */
export function workerFacts(tree: Tree, platform: Platform): Fact[] {
  const name = textOf(get(tree, 'name')) ?? 'worker';
  const nameEntry = entryOf(tree, 'name');
  const facts: Fact[] = [
    workload(platform, nameEntry ? keySpan(nameEntry) : spanOf({ ...tree, end: tree.start }), name, {
      autoscaled: true,
    }),
    ...variables(platform, get(tree, 'vars'), name),
  ];
  for (const [section, own] of environmentsIn(get(tree, 'env'), platform))
    facts.push(...variables(own, get(section, 'vars'), name));
  return facts;
}
