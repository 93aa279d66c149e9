import { placeOf } from '../../core/environment';
import type { Fact } from '../../core/fact';
import { safeValue } from '../../core/safeValue';
import type { Source } from '../../core/source';
import { type Entry, entriesOf, get, itemsOf, keySpan, type Tree, textOf } from '../../core/tree';

/** The environment of a pipeline; it reaches the application only where a step hands it to a build or a deployment. */
export function pipelineVariables(source: Source, workflow: Tree, job: Entry): Fact[] {
  const facts: Fact[] = [];
  const named = textOf(get(job.value, 'environment')) ?? textOf(get(job.value, 'environment', 'name'));
  const environment = named !== undefined && !/\$\{\{/.test(named) ? named : placeOf(source.path).environment;
  const declare = (map: Tree | undefined, layer: number) => {
    for (const entry of entriesOf(map)) {
      const value = textOf(entry.value);
      const passes = value !== undefined && /\$\{\{\s*(?:secrets|vars|inputs|env|needs|steps)\./.test(value);
      facts.push({
        kind: 'env.declared',
        at: keySpan(entry),
        name: entry.key,
        environment,
        family: source.path,
        layer,
        source: 'workflow',
        when: 'ci',
        target: job.key,
        ...(passes || value === undefined ? { passes: true } : { value: safeValue(value, entry.key) }),
      });
    }
  };
  declare(get(workflow, 'env'), 0);
  declare(get(job.value, 'env'), 10);
  for (const step of itemsOf(get(job.value, 'steps'))) declare(get(step, 'env'), 20);
  return facts;
}
