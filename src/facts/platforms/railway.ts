import type { Fact } from '../../core/fact';
import { resolvePath } from '../../core/path';
import { entryOf, get, keySpan, numberOf, spanOf, type Tree, textOf } from '../../core/tree';
import { environmentsIn, type Platform, probe, variables, workload } from './declare';

/** railway.json and railway.toml: the path is asked while a deployment starts, and must answer exactly 200. */
export function railwayFacts(tree: Tree, platform: Platform): Fact[] {
  const facts = sectionFacts(tree, platform, tree);
  for (const [section, own] of environmentsIn(get(tree, 'environments'), platform))
    facts.push(...sectionFacts(section, own, tree));
  return facts;
}

function sectionFacts(tree: Tree, platform: Platform, root: Tree): Fact[] {
  const facts: Fact[] = [];
  const deploy = entryOf(tree, 'deploy');
  if (!deploy) return [];
  const start = textOf(get(deploy.value, 'startCommand'));
  const count = numberOf(get(deploy.value, 'numReplicas'));
  const path = entryOf(deploy.value, 'healthcheckPath');
  const written = textOf(path?.value);
  const dockerfile = textOf(get(tree, 'build', 'dockerfilePath')) ?? textOf(get(root, 'build', 'dockerfilePath'));
  const file = dockerfile === undefined ? undefined : resolvePath(platform.build, dockerfile);
  facts.push(
    workload(platform, keySpan(deploy), 'service', {
      ...(start === undefined ? {} : { command: start.split(/\s+/) }),
      ...(count === undefined ? {} : { replicas: count }),
      ...(file === undefined ? {} : { dockerfile: file }),
      servedBy: path ? ['Railway'] : [],
    }),
  );
  if (path && written !== undefined)
    facts.push(
      probe(platform, keySpan(path), 'service', {
        path: written,
        pathAt: spanOf(path.value),
        accepts: '200',
        ...(file === undefined ? {} : { dockerfile: file }),
      }),
    );
  facts.push(...variables(platform, get(tree, 'variables'), 'service'));
  return facts;
}
