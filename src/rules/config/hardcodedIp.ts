import { defineRule } from '../../core/rule';
import { extractToEnv, literalEvidence } from './literal';

/**
 * What it catches: the address of one machine in code.
 * Why it breaks a release: machines and networks differ between environments and are replaced without a release of this program.
 * Bad: `new Redis({ host: '10.20.4.17' })`
 * Good: `new Redis({ host: process.env.REDIS_HOST })`
 */
export const hardcodedIp = defineRule({
  id: 'config/hardcoded-ip',
  meta: {
    title: 'IP address in the code',
    why: 'Networks differ between environments, and machines are replaced without a release of this program.',
    todo: 'Read the host from the environment, and let a name stand between.',
    severity: 'warning',
    examples: [
      {
        title: 'a cache on one machine',
        head: { 'src/cache.ts': "export const cache = new Redis({ host: '10.20.4.17', port: 6379 });\n" },
        expect: ['config/hardcoded-ip'],
      },
      {
        title: 'versions, ranges and public name servers',
        head: {
          'src/net.ts':
            "export const version = '10.20.4.17';\nexport const ranges = ['10.0.0.0/8'];\ndns.setServers(['1.1.1.1', '8.8.8.8']);\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found', 'literal.resolved'],
  within: 'repository',
  by: (fact) => (fact.class === 'ip' && fact.host !== undefined ? fact.host : []),
  judge(c) {
    const literals = c.head.of('literal.found').filter((literal) => literal.position !== 'fallback' && !literal.local);
    const [first] = literals;
    if (!first) return undefined;
    return {
      what: `${c.key} is written into the code${first.private ? ': an address of one private network' : ''}`,
      subject: `address ${c.key}`,
      at: first.at,
      evidence: literalEvidence(literals),
      times: literals.length,
      fixes: extractToEnv(first, c.head.of('literal.resolved'), 'HOST'),
    };
  },
});
