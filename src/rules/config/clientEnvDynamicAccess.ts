import { defineRule } from '../../core/rule';
import type { Read } from './variable';

/**
 * What it catches: a variable that the bundler puts into the bundle, read in the browser in a form that the bundler does not recognise.
 * Why it breaks a release: only the literal text `process.env.NEXT_PUBLIC_X` is replaced; everything else is undefined in the browser, though not on the server.
 * Bad: `const { NEXT_PUBLIC_API_URL } = process.env` in a file that starts with 'use client'
 * Good: `process.env.NEXT_PUBLIC_API_URL`
 */
export const clientEnvDynamicAccess = defineRule({
  id: 'config/client-env-dynamic-access',
  meta: {
    title: 'Inlined variable is read indirectly',
    why: 'The bundler replaces the literal text only; read in any other form, the variable is undefined in the browser.',
    todo: 'Write the variable out: `process.env.NAME`.',
    severity: 'warning',
    sources: ['https://nextjs.org/docs/app/guides/environment-variables'],
    examples: [
      {
        title: 'a pattern',
        head: {
          'src/api.ts':
            "'use client';\nconst { NEXT_PUBLIC_API_URL } = process.env;\nexport const load = () => fetch(NEXT_PUBLIC_API_URL);\n",
        },
        expect: ['config/client-env-dynamic-access'],
      },
      {
        title: 'written out, and a pattern on the server',
        head: {
          'src/api.ts': "'use client';\nexport const load = () => fetch(process.env.NEXT_PUBLIC_API_URL!);\n",
          'src/server.ts': 'const { NEXT_PUBLIC_API_URL } = process.env;\nexport const url = NEXT_PUBLIC_API_URL;\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read'],
  within: 'service',
  by: (fact) => (isIndirect(fact) ? `${fact.at.file} ${fact.name}` : []),
  judge(c) {
    const [first] = c.head.of('env.read');
    if (!first) return undefined;
    const plain = first.access === 'direct';
    return {
      what: plain
        ? `${first.name} is not inlined in this form: undefined in the browser`
        : 'A variable is read by a computed name in code for the browser',
      subject: `env ${first.name}`,
      at: first.at,
      ...(plain ? { fixes: fixOf(first) } : { confidence: 'likely' as const }),
    };
  },
});

function isIndirect(read: Read): boolean {
  if (read.side !== 'client' || !read.via.startsWith('process.env')) return false;
  if (read.access === 'dynamic') return read.name !== '*' && /^NEXT_PUBLIC_/.test(read.name);
  return (
    /^(?:NEXT_PUBLIC_|REACT_APP_|EXPO_PUBLIC_|GATSBY_)/.test(read.name) && / (?:bracket|pattern|alias)$/.test(read.via)
  );
}

function fixOf(read: Read) {
  return read.via.endsWith('bracket')
    ? [{ title: 'Write the variable out', safe: true, edits: [{ at: read.at, text: `process.env.${read.name}` }] }]
    : [];
}
