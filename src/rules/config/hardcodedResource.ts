import { defineRule } from '../../core/rule';
import { extractToEnv, literalEvidence, short } from './literal';

/**
 * What it catches: the identifier of an account, a tenant or a resource of one environment in code.
 * Why it breaks a release: in every other environment the program works on the resources of this one, or has no access to them.
 * Bad: `const topicArn = 'arn:aws:sns:eu-west-1:480911724613:orders'`
 * Good: `const topicArn = process.env.ORDERS_TOPIC_ARN`
 */
export const hardcodedResource = defineRule({
  id: 'config/hardcoded-resource',
  meta: {
    title: 'Resource of one environment in the code',
    why: 'In every other environment the program works on the resources of this one, or has no access to them.',
    todo: 'Read the identifier from the environment.',
    severity: 'warning',
    examples: [
      {
        title: 'a topic of one account',
        head: { 'src/topics.ts': "export const topicArn = 'arn:aws:sns:eu-west-1:480911724613:orders';\n" },
        expect: ['config/hardcoded-resource'],
      },
      {
        title: 'an identifier that names no account',
        head: {
          'src/ids.ts':
            "export const NAMESPACE_UUID = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';\nexport const sample = 'arn:aws:sns:eu-west-1:123456789012:orders';\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found', 'literal.resolved'],
  within: 'repository',
  by: (fact) => (fact.class === 'resource' ? fact.hash : []),
  judge(c) {
    const literals = c.head.of('literal.found').filter((literal) => literal.position !== 'fallback');
    const [first] = literals;
    if (!first) return undefined;
    const name = short(first.masked, 48);
    return {
      what: first.strong ? `${name} is written into the code` : `${name} (${first.shows}) is written into the code`,
      subject: `resource ${name}`,
      at: first.at,
      severity: first.strong ? 'warning' : 'note',
      evidence: literalEvidence(literals),
      times: literals.length,
      fixes: extractToEnv(first, c.head.of('literal.resolved'), 'ID'),
    };
  },
});
