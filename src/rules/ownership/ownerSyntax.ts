// Catches lines of CODEOWNERS that GitHub leaves out without a word.
// The file looks as if the path had an owner; nobody is asked to review it.
// bad:  src/payments/ payments-team
// good: src/payments/ @shop/payments
import { defineRule } from '../../core/rule';

export const ownerSyntax = defineRule({
  id: 'ownership/owner-syntax',
  meta: {
    title: 'Line of CODEOWNERS that does nothing',
    why: 'GitHub ignores the line. Changes under this path are merged and released without the review that the file promises.',
    todo: 'Write owners as @user, @organisation/team or an e-mail address, and patterns without negation and brackets.',
    severity: 'warning',
    sources: [
      'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax',
    ],
    examples: [
      {
        title: 'A team without @',
        head: { '.github/CODEOWNERS': 'src/payments/ payments-team\n' },
        expect: ['ownership/owner-syntax'],
      },
      { title: 'A team', head: { '.github/CODEOWNERS': 'src/payments/ @shop/payments\n' }, expect: [] },
    ],
  },
  reads: ['owner.declared'],
  within: 'repository',
  by: (fact) => `${fact.at.file} ${fact.pattern}`,
  judge(c) {
    const line = c.head.of('owner.declared').find((fact) => fact.ignoredBecause !== undefined);
    if (!line) return undefined;
    return {
      what: `GitHub ignores the owners of ${line.pattern}: ${line.ignoredBecause}`,
      subject: `owners of ${line.pattern}`,
      at: line.at,
    };
  },
});
