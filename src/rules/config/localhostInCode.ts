import { defineRule } from '../../core/rule';
import { extractToEnv, literalEvidence } from './literal';

/**
 * What it catches: code of the product that connects to localhost.
 * Why it breaks a release: in a container or on a server nothing answers there; it only ever worked on the developer's machine.
 * Bad: `await fetch('http://localhost:4000/reindex', { method: 'POST' })`
 * Good: `await fetch(new URL('/reindex', process.env.SEARCH_URL), { method: 'POST' })`
 */
export const localhostInCode = defineRule({
  id: 'config/localhost-in-code',
  meta: {
    title: 'The code connects to localhost',
    why: 'In a container or on a server nothing answers there; it only ever worked on the machine of a developer.',
    todo: 'Read the address from the environment; a default of localhost behind a variable is fine.',
    severity: 'warning',
    examples: [
      {
        title: 'a call that only works at home',
        head: {
          'src/job.ts': "export const reindex = () => fetch('http://localhost:4000/reindex', { method: 'POST' });\n",
        },
        expect: ['config/localhost-in-code'],
      },
      {
        title: 'a default for developers',
        head: {
          'src/job.ts':
            "export const reindex = () => fetch((process.env.SEARCH_URL ?? 'http://localhost:4000') + '/reindex');\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found', 'literal.resolved'],
  within: 'repository',
  by: (fact) => {
    if (fact.class !== 'url' && fact.class !== 'host' && fact.class !== 'ip') return [];
    return fact.kind === 'literal.resolved' || (fact.local && fact.position === 'sink') ? fact.hash : [];
  },
  judge(c) {
    const theirs = c.head.of('literal.resolved').filter((fact) => fact.usersMachine);
    const literals = c.head
      .of('literal.found')
      .filter((found) => !theirs.some(({ at }) => at.file === found.at.file && at.start === found.at.start));
    const [first] = literals;
    if (!first) return undefined;
    return {
      what: `The code connects to ${first.masked}`.slice(0, 100),
      subject: `host ${first.host ?? first.masked}`,
      at: first.at,
      evidence: literalEvidence(literals),
      times: literals.length,
      fixes: extractToEnv(first, c.head.of('literal.resolved'), 'URL'),
    };
  },
});
