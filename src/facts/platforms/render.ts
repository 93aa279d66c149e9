import type { Fact } from '../../core/fact';
import { resolvePath } from '../../core/path';
import { entryOf, flagOf, get, isNull, itemsOf, keySpan, numberOf, spanOf, type Tree, textOf } from '../../core/tree';
import { type Platform, probe, variable, workload } from './declare';

/** render.yaml: a service counts as healthy with 2xx or 3xx within five seconds. */
export function renderFacts(tree: Tree, platform: Platform): Fact[] {
  const facts: Fact[] = [];
  const groups = new Map(
    itemsOf(get(tree, 'envVarGroups')).map((group) => [textOf(get(group, 'name')) ?? '', get(group, 'envVars')]),
  );
  for (const service of itemsOf(get(tree, 'services'))) {
    const type = textOf(get(service, 'type')) ?? 'web';
    const nameNode = get(service, 'name');
    const name = textOf(nameNode) ?? type;
    const root =
      resolvePath(platform.build, textOf(get(service, 'rootDir')) ?? textOf(get(service, 'dockerContext')) ?? '') ??
      platform.build;
    const own = { ...platform, build: root };
    const start = textOf(get(service, 'startCommand')) ?? textOf(get(service, 'dockerCommand'));
    const count = numberOf(get(service, 'numInstances'));
    const dockerfile = textOf(get(service, 'dockerfilePath'));
    facts.push(
      workload(
        own,
        spanOf(nameNode ?? service),
        name,
        {
          sort: type === 'web' || type === 'pserv' ? 'service' : type === 'cron' ? 'cron' : 'worker',
          ...(start === undefined ? {} : { command: start.split(/\s+/) }),
          ...(count === undefined ? {} : { replicas: count }),
          autoscaled: get(service, 'scaling') !== undefined,
          servedBy: type === 'web' ? ['Render'] : [],
          ...(dockerfile === undefined ? {} : { dockerfile: resolvePath(platform.build, dockerfile) ?? dockerfile }),
        },
        textOf(get(service, 'image', 'url')),
      ),
    );
    const path = entryOf(service, 'healthCheckPath');
    const written = textOf(path?.value);
    if (path && written !== undefined)
      facts.push(
        probe(own, keySpan(path), name, {
          path: written,
          pathAt: spanOf(path.value),
          timeoutMs: 5000,
          accepts: '200-399',
          ...(dockerfile === undefined ? {} : { dockerfile }),
        }),
      );
    facts.push(...variablesOf(own, get(service, 'envVars'), name, groups));
  }
  return facts;
}

function variablesOf(
  platform: Platform,
  list: Tree | undefined,
  target: string,
  groups: ReadonlyMap<string, Tree | undefined>,
): Fact[] {
  return itemsOf(list).flatMap((item): Fact[] => {
    const group = textOf(get(item, 'fromGroup'));
    if (group !== undefined) {
      const found = groups.get(group);
      return found
        ? variablesOf(platform, found, target, new Map())
        : [{ ...variable(platform, { at: spanOf(item) }, '*', undefined, target), references: group }];
    }
    const key = get(item, 'key');
    const name = textOf(key);
    if (!key || name === undefined) return [];
    const value = get(item, 'value');
    const fact = variable(
      platform,
      { at: spanOf(key) },
      name,
      value && !isNull(value) ? textOf(value) : undefined,
      target,
    );
    // `sync: false` is set by hand in the dashboard of every environment.
    return [flagOf(get(item, 'sync')) === false ? { ...fact, passes: true } : fact];
  });
}
