import { defineRule } from '../../core/rule';
import type { Declared } from './variable';

/**
 * What it catches: a variable that is a number or a switch in one environment and something else in another of the same family.
 * Why it breaks a release: the program was tried with one sort of value and runs with another. Off by default: strings are the only type an environment has.
 * Bad: `TIMEOUT=30` in staging, `TIMEOUT=30s` in production
 * Good: the same sort of value in both
 */
export const valueTypeDrift = defineRule({
  id: 'config/value-type-drift',
  meta: {
    title: 'Sort of value differs between environments',
    why: 'The program was tried with one sort of value and runs with another.',
    todo: 'Use the same sort of value in both environments.',
    severity: 'warning',
    off: true,
    examples: [
      {
        title: 'seconds and a text',
        head: { '.env.staging': 'TIMEOUT=30\n', '.env.production': 'TIMEOUT=30s\n' },
        expect: ['config/value-type-drift'],
      },
      {
        title: 'two numbers',
        head: { '.env.staging': 'TIMEOUT=30\n', '.env.production': 'TIMEOUT=60\n' },
        expect: [],
      },
    ],
  },
  reads: ['env.declared'],
  within: 'repository',
  by: (fact) =>
    sortOf(fact) !== undefined && fact.environment !== '' && fact.when === 'start' ? `${fact.family} ${fact.name}` : [],
  judge(c) {
    const declared = c.head.of('env.declared');
    const production = declared.find((fact) => fact.environment.startsWith('production'));
    const other =
      production &&
      declared.find((fact) => fact.environment !== production.environment && sortOf(fact) !== sortOf(production));
    if (!production || !other) return undefined;
    return {
      what: `${production.name} is a ${sortOf(production)} for ${production.environment}, a ${sortOf(other)} for ${other.environment}`,
      subject: `env ${production.name}`,
      at: production.at,
      evidence: [{ at: other.at, note: `a ${sortOf(other)} for ${other.environment}` }],
    };
  },
});

function sortOf(fact: Declared): 'number' | 'switch' | 'text' | undefined {
  switch (fact.value?.class) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'text':
    case 'url':
      return 'text';
    default:
      return undefined;
  }
}
