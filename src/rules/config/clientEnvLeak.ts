import { defineRule } from '../../core/rule';
import { isPublicVariable } from '../../knowledge/environmentVariables';
import { isSecret, type Read, readEvidence } from './variable';

/**
 * What it catches: a secret with a prefix that puts it into the bundle, and a variable without such a prefix in code for the browser.
 * Why it breaks a release: the first is published with the next deploy; the second is undefined in every browser.
 * Bad: `NEXT_PUBLIC_STRIPE_SECRET_KEY`, or `process.env.API_URL` in a file that starts with 'use client'
 * Good: secrets on the server only, `NEXT_PUBLIC_API_URL` in the browser
 */
export const clientEnvLeak = defineRule({
  id: 'config/client-env-leak',
  meta: {
    title: 'Variable on the wrong side of the bundle',
    why: 'What has the public prefix is built into the bundle for everybody to read.',
    todo: 'Give it a name without the public prefix, use it on the server only, and replace the secret.',
    severity: 'blocker',
    examples: [
      {
        title: 'a secret with a public prefix',
        head: { 'src/pay.ts': 'export const stripe = new Stripe(process.env.NEXT_PUBLIC_STRIPE_SECRET_KEY!);\n' },
        expect: ['config/client-env-leak'],
      },
      {
        title: 'keys that are made to be public',
        head: {
          'src/client.ts':
            "'use client';\nexport const key = process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY;\nexport const anon = process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY;\n",
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read'],
  within: 'service',
  by: (fact) => (fact.access === 'direct' && (isPublished(fact.name) || isUndefinedThere(fact)) ? fact.name : []),
  judge(c) {
    const reads = c.head.of('env.read');
    const [first, ...others] = reads;
    if (!first) return undefined;
    const evidence = readEvidence(others, first.at);
    if (isPublished(c.key))
      return {
        what: `${c.key} is built into the bundle that everybody can read`,
        subject: `env ${c.key}`,
        at: first.at,
        evidence,
        times: reads.length,
      };
    return {
      what: `${c.key} is undefined in the browser: it has no public prefix`,
      why: 'The bundler only puts variables with its public prefix into the bundle; in the browser this one is always undefined.',
      todo: isSecret(c.key)
        ? 'Use the value on the server and hand the browser only the result.'
        : 'Read it on the server and pass it on, or give it the public prefix if everybody may see it.',
      subject: `env ${c.key}`,
      at: first.at,
      severity: 'warning',
      confidence: 'likely',
      evidence,
      times: reads.length,
    };
  },
});

const secretWords =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PRIVATE_KEY|SERVICE_ROLE(?:_KEY)?|DATABASE_URL|CONNECTION_STRING|SIGNING_KEY|ENCRYPTION_KEY|CREDENTIALS?|ACCESS_KEY|(?:OPENAI|ANTHROPIC|SENDGRID|RESEND|TWILIO|MAILGUN|AWS|SLACK)_(?:API_)?(?:KEY|TOKEN))(?:_|$)/;
const madePublic =
  /PUBLISHABLE|ANON|SITE_KEY|CLIENT_ID|PUBLIC_KEY|RECAPTCHA|TURNSTILE|(?:ENABLED?|DISABLED?|REQUIRED|LENGTH|MIN|MAX|RESET|PROVIDER|LOGIN|SIGN_?(?:IN|UP)|POLICY|HINT|URL)$/;

function isPublished(name: string): boolean {
  if (!isPublicVariable(name)) return false;
  const own = name.replace(/^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY|PUBLIC|NUXT_PUBLIC|VUE_APP)_/, '');
  return secretWords.test(own) && (!madePublic.test(own) || /DATABASE_URL$/.test(own));
}

/** Only files that say themselves that they are for the browser. */
function isUndefinedThere(read: Read): boolean {
  return (
    read.side === 'client' &&
    read.via.startsWith('process.env') &&
    !isPublicVariable(read.name) &&
    read.need === 'required'
  );
}
