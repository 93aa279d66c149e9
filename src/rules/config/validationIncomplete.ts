import { defineRule } from '../../core/rule';
import { isRequired } from './variable';

/**
 * What it catches: a service checks its environment against a schema, and code needs a variable that the schema does not know.
 * Why it breaks a release: everybody relies on the check at start, and it passes without this variable.
 * Bad: a schema in `src/env.ts`, and `new Mailer(process.env.MAIL_KEY!)` elsewhere
 * Good: `MAIL_KEY: z.string()` in the schema, `new Mailer(env.MAIL_KEY)` elsewhere
 */
export const validationIncomplete = defineRule({
  id: 'config/validation-incomplete',
  meta: {
    title: 'Variable is read past the schema of the environment',
    why: 'Everybody relies on the check at start, and it passes without this variable.',
    todo: 'Add the variable to the schema, and read it from there.',
    severity: 'warning',
    examples: [
      {
        title: 'a read past the schema',
        head: {
          'src/env.ts': 'export const env = z.object({ DATABASE_URL: z.string() }).parse(process.env);\n',
          'src/mail.ts': 'export const mailer = new Mailer(process.env.MAIL_KEY!);\n',
        },
        expect: ['config/validation-incomplete'],
      },
      {
        title: 'the schema knows it',
        head: {
          'src/env.ts': 'export const env = z.object({ MAIL_KEY: z.string() }).parse(process.env);\n',
          'src/mail.ts': 'export const mailer = new Mailer(process.env.MAIL_KEY!);\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.resolved'],
  within: 'service',
  yieldsTo: ['infrastructure/env-var-undeclared'],
  by: (fact) => (fact.kind === 'env.read' && fact.access === 'dynamic' ? [] : fact.name),
  judge(c) {
    const schema = c.head.of('env.resolved').find((fact) => fact.schema)?.schema;
    if (!schema) return undefined;
    const reads = c.head
      .of('env.read')
      .filter((read) => read.side === 'server' && (read.when === 'start' || read.when === 'call'));
    // Where somebody answers for its absence the schema need not.
    if (reads.some((read) => read.need === 'optional')) return undefined;
    const first = reads.find((read) => isRequired(read) && read.via !== 'shell' && read.via !== 'dockerfile');
    if (!first) return undefined;
    return {
      what: `${c.key} is read past the schema that checks the environment`,
      subject: `env ${c.key}`,
      at: first.at,
      evidence: [{ at: schema, note: 'the schema' }],
    };
  },
});
