import type { Fact } from '../../core/fact';
import { entriesOf, get, isOpen, itemsOf, spanOf, type Tree, textOf } from '../../core/tree';
import { type Platform, variable, variables } from './declare';

/** SAM and CloudFormation: variables of functions and of the containers of tasks. Those of `Globals` reach every function. */
export function cloudFormationFacts(tree: Tree, platform: Platform): Fact[] {
  if (!get(tree, 'Resources')) return [];
  const facts = given(platform, get(tree, 'Globals', 'Function', 'Environment', 'Variables'), 'function');
  for (const { key, value } of entriesOf(get(tree, 'Resources'))) {
    const properties = get(value, 'Properties');
    facts.push(...given(platform, get(properties, 'Environment', 'Variables'), key));
    for (const container of itemsOf(get(properties, 'ContainerDefinitions'))) {
      const name = textOf(get(container, 'Name')) ?? key;
      for (const list of ['Environment', 'Secrets'])
        for (const item of itemsOf(get(container, list))) {
          const named = get(item, 'Name');
          const text = textOf(named);
          if (named && text !== undefined)
            facts.push(variable(platform, { at: spanOf(named) }, text, textOf(get(item, 'Value')), name));
        }
      for (const file of itemsOf(get(container, 'EnvironmentFiles')))
        facts.push(variable(platform, { at: spanOf(file) }, '*', undefined, name));
    }
  }
  return facts;
}

/** A map of variables; one that a function or a parameter gives hides its keys. */
function given(platform: Platform, map: Tree | undefined, target: string): Fact[] {
  if (!map) return [];
  const hidden = map.is !== 'map' || isOpen(map) || get(map, 'Fn::If') !== undefined;
  return [
    ...(hidden ? [variable(platform, { at: spanOf(map) }, '*', undefined, target)] : variables(platform, map, target)),
  ];
}
