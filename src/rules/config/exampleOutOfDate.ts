import { defineRule } from '../../core/rule';
import { addToDotenv, requiredReads } from './variable';

/**
 * What it catches: a variable that the code needs and that the example of the service does not list.
 * Why it breaks a release: the example is what people set up environments from; what it does not list is forgotten.
 * Bad: a new `process.env.MAIL_REPLY_TO` that is set in production only
 * Good: the key in `.env.example`, without a value
 */
export const exampleOutOfDate = defineRule({
  id: 'config/example-out-of-date',
  meta: {
    title: 'Example does not list the variable',
    why: 'People set up environments from the example; what it does not list is forgotten.',
    todo: 'Add the key to the example, without a value.',
    severity: 'note',
    examples: [
      {
        title: 'set in production, unknown to the example',
        head: {
          '.env.example': 'DATABASE_URL=\n',
          '.env.production': 'MAIL_KEY=\n',
          'src/mail.ts': 'export const mailer = new Mailer(process.env.MAIL_KEY!);\n',
        },
        expect: ['config/example-out-of-date'],
      },
      {
        title: 'listed, if only as a comment',
        head: {
          '.env.example': 'DATABASE_URL=\n# MAIL_KEY=\n',
          'src/mail.ts': 'export const mailer = new Mailer(process.env.MAIL_KEY!);\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.resolved'],
  within: 'service',
  yieldsTo: ['infrastructure/env-missing-in-environment'],
  by: (fact) => (fact.kind === 'env.read' && fact.access === 'dynamic' ? [] : fact.name),
  judge(c) {
    const overall = c.head.of('env.resolved').find((fact) => fact.environment === '');
    const reads = c.head.of('env.read');
    // What the code needs and nobody declares at all is a matter of its own.
    const reported = overall?.state === 'absent' && requiredReads(reads).length > 0;
    const missingIn = reported ? undefined : overall?.missingIn;
    const first = reads.find((read) => read.need === 'required' && read.via !== 'compose');
    const insists = requiredReads(reads).some((read) => read.validated);
    if (!missingIn || !first || (!insists && reads.some((read) => read.need === 'optional'))) return undefined;
    return {
      what: `${c.key} is not listed in ${missingIn.file}`,
      subject: `env ${c.key}`,
      at: first.at,
      evidence: [{ at: missingIn, note: 'the example ends here' }],
      fixes: addToDotenv(c.key, missingIn, `Add ${c.key} to ${missingIn.file}`),
    };
  },
});
