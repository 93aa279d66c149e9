import { defineRule } from '../../core/rule';
import { codeFile } from '../../knowledge/paths';

/**
 * What it catches: a credential in a tracked .env, values, manifest, compose, settings or key file; and a default that stands in for a signing secret.
 * Why it breaks a release: everybody who can read the repository can use it, and replacing it means changing history or every installation.
 * Bad: `SMTP_PASSWORD=Zk82hfQ0pwLr` in `.env.production`
 * Good: a reference to a secret store, an encrypted value (SOPS, sealed secret), or a key without a value in the example
 */
export const secretInTrackedFile = defineRule({
  id: 'config/secret-in-tracked-file',
  meta: {
    title: 'Credential in a tracked file',
    why: 'Everybody who can read the repository can use it, and it stays in the history after it is removed.',
    todo: 'Move it to the secret store, and replace it at its issuer.',
    severity: 'blocker',
    examples: [
      {
        title: 'a password for production',
        head: { '.env.production': 'SMTP_HOST=smtp.orders.dev\nSMTP_PASSWORD=Zk82hfQ0pwLr\n' },
        expect: ['config/secret-in-tracked-file'],
      },
      {
        title: 'placeholders, references and encrypted values',
        head: {
          '.env.example': 'SMTP_PASSWORD=change-me-please-1\n',
          '.env.production':
            'SMTP_PASSWORD=encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt\nAPI_TOKEN=vault:orders/api#token\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['literal.found'],
  within: 'repository',
  by: (fact) =>
    fact.class === 'secret' && !codeFile.test(fact.at.file) ? `${fact.at.file} ${fact.key ?? ''} ${fact.hash}` : [],
  judge(c) {
    const [first] = c.head.of('literal.found');
    if (!first) return undefined;
    const key = first.key ?? 'A value';
    if (first.position === 'fallback')
      return {
        what: `${key} ${first.variable === undefined ? 'is set to' : 'falls back to'} a value that anybody can read here`,
        why: 'An installation that does not set it runs with a secret that is published: whoever knows it can sign in as anybody.',
        todo: 'Make the variable required, so that nobody starts without a secret of their own.',
        subject: `env ${key}`,
        severity: 'warning',
        at: first.at,
      };
    return {
      what: first.strong
        ? `${key} in a tracked file is a ${first.rule ?? 'credential'}`
        : `${key} in a tracked file is no placeholder`,
      subject: `secret ${key}`,
      at: first.at,
      ...(first.strong ? {} : { confidence: 'likely' as const }),
    };
  },
});
