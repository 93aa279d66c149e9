import { defineRule } from '../../core/rule';
import { isOwnAddress } from '../../knowledge/environmentVariables';
import { belongsToOneEnvironment, type Literal, literalEvidence, short } from './literal';

/**
 * What it catches: a variable whose default is the value of one environment.
 * Why it breaks a release: where the variable is forgotten nothing fails; the program quietly works with staging, or staging with production.
 * Bad: `process.env.API_URL ?? 'https://api.staging.shop.example'`
 * Good: `process.env.API_URL ?? 'http://localhost:3000'`, or no default at all
 */
export const envSpecificDefault = defineRule({
  id: 'config/env-specific-default',
  meta: {
    title: 'Default that belongs to one environment',
    why: 'Where the variable is forgotten nothing fails: the program quietly works with the systems of that environment.',
    todo: 'Drop the default, so that a missing variable is noticed at start; localhost is a harmless default.',
    severity: 'warning',
    examples: [
      {
        title: 'staging as a default',
        head: { 'src/config.ts': "export const apiUrl = process.env.API_URL ?? 'https://api.staging.orders.dev';\n" },
        expect: ['config/env-specific-default'],
      },
      {
        title: 'localhost and the public site as defaults',
        head: {
          'src/config.ts':
            "export const apiUrl = process.env.API_URL ?? 'http://localhost:3000';\nexport const site = process.env.SITE_URL || 'https://www.orders.dev';\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found'],
  within: 'repository',
  by: (fact) =>
    fact.position === 'fallback' &&
    fact.class !== 'secret' &&
    (belongsToOneEnvironment(fact) || isOwnAtHome(fact) || (fact.class === 'resource' && fact.strong === true))
      ? `${fact.variable ?? '*'} ${fact.hash}`
      : [],
  judge(c) {
    const literals = c.head.of('literal.found');
    const [first] = literals;
    if (!first) return undefined;
    if (isOwnAtHome(first))
      return {
        what: `${short(first.variable ?? '', 36)} falls back to ${short(first.host ?? '', 30)}: links sent to people would lead nowhere`,
        subject: `env ${first.variable}`,
        at: first.at,
        severity: 'note',
        evidence: literalEvidence(literals),
        times: literals.length,
      };
    const value = short(first.host ?? first.masked, 40);
    const shows = first.shows === undefined ? '' : ` (${first.shows})`;
    return {
      what: `${short(first.variable ?? 'A setting', 36)} falls back to ${value}${shows} when it is not set`,
      subject: first.variable === undefined ? `default ${value}` : `env ${first.variable}`,
      at: first.at,
      evidence: literalEvidence(literals),
      times: literals.length,
    };
  },
});

/** The address of the product itself, which is never localhost where people get links of it. */
function isOwnAtHome(literal: Literal): boolean {
  return literal.local === true && literal.variable !== undefined && isOwnAddress(literal.variable);
}
