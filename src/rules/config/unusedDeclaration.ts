import { defineRule } from '../../core/rule';

/**
 * What it catches: a variable that an example lists and no code reads.
 * Why it breaks a release: people keep setting, rotating and asking for a value that nothing uses. Off by default: other tools and computed reads use variables too.
 * Bad: `LEGACY_TOKEN=` in `.env.example` after the last read was removed
 * Good: no entry
 */
export const unusedDeclaration = defineRule({
  id: 'config/unused-declaration',
  meta: {
    title: 'Listed variable is never read',
    why: 'People keep setting and rotating a value that nothing uses.',
    todo: 'Remove the entry, and the value from every environment.',
    severity: 'note',
    off: true,
    examples: [
      {
        title: 'left over',
        head: { '.env.example': 'LEGACY_TOKEN=\nMAIL_KEY=\n', 'src/mail.ts': 'send(process.env.MAIL_KEY!);\n' },
        expect: ['config/unused-declaration'],
      },
      {
        title: 'read',
        head: { '.env.example': 'MAIL_KEY=\n', 'src/mail.ts': 'send(process.env.MAIL_KEY!);\n' },
        expect: [],
      },
    ],
  },
  reads: ['env.read', 'env.declared'],
  needs: ['env.read'],
  within: 'repository',
  by: (fact) => (fact.kind === 'env.read' || (fact.source === 'dotenv' && fact.value !== undefined) ? fact.name : []),
  judge(c) {
    if (c.head.of('env.read').length > 0) return undefined;
    const first = c.head.of('env.declared').find((fact) => fact.when === 'contract');
    if (!first) return undefined;
    return { what: `${first.name} is listed and never read`, subject: `env ${first.name}`, at: first.at };
  },
});
