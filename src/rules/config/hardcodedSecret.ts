import { defineRule } from '../../core/rule';
import { codeFile } from '../../knowledge/paths';
import { extractToEnv, literalEvidence } from './literal';

/**
 * What it catches: a credential in source code, by its vendor's format, as a password in an address, or by a secret's name and a random value.
 * Why it breaks a release: everybody who can read the repository can use it, every environment shares it, and it can only be changed by a release.
 * Bad: `const jwtSecret = 'q8Zr1vXe7TnB4kLm0Ys2'`
 * Good: `const jwtSecret = process.env.JWT_SECRET`
 */
export const hardcodedSecret = defineRule({
  id: 'config/hardcoded-secret',
  meta: {
    title: 'Credential in the code',
    why: 'Whoever can read the repository can use it, all environments share it, and replacing it takes a release.',
    todo: 'Read it from the environment, and replace it at its issuer: it stays in the history.',
    severity: 'blocker',
    examples: [
      {
        title: 'a password in the options of a mail transport',
        head: {
          'src/mail.ts':
            "export const mail = createTransport({ host: process.env.SMTP_HOST, auth: { user: 'shop', pass: 'Zk82hfQ0pwLr' } });\n",
        },
        expect: ['config/hardcoded-secret'],
      },
      {
        title: 'names of things that have to do with secrets',
        head: {
          'src/labels.ts':
            "export const passwordHint = 'at-least-8-characters';\nexport const tokenKey = 'shop_access_token_v2';\nexport const secret = process.env.JWT_SECRET ?? 'change-me-please-1';\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found', 'literal.resolved'],
  within: 'repository',
  by: (fact) => (fact.class === 'secret' && codeFile.test(fact.at.file) ? fact.hash : []),
  judge(c) {
    const literals = c.head.of('literal.found');
    const [first] = literals;
    if (!first) return undefined;
    const what = first.rule ?? 'credential';
    const named =
      first.key !== undefined && !first.strong
        ? `${first.key} holds a credential`
        : `${/^[aeiou]/i.test(what) ? 'An' : 'A'} ${what}`;
    return {
      what: first.strong ? `${named} is written into the code` : `${named} that is written into the code`,
      subject: `secret ${first.key ?? first.masked}`,
      at: first.at,
      evidence: literalEvidence(literals),
      times: literals.length,
      fixes: extractToEnv(first, c.head.of('literal.resolved'), 'SECRET'),
    };
  },
});
