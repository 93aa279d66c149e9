// Catches changes on a critical path that nobody owns.
// No review is asked for, and when it breaks nobody knows who decides.
// bad:  critical_paths: src/payments/**, and no line of CODEOWNERS for it
// good: src/payments/ @shop/payments
import { defineRule } from '../../core/rule';
import { ownerOf, pathMatches } from './patterns';

export const noOwner = defineRule({
  id: 'ownership/no-owner',
  meta: {
    title: 'Critical path without an owner',
    why: 'The policy calls this path critical, but no line of CODEOWNERS names anybody for it. Nobody has to review the change, and nobody is called when it fails.',
    todo: 'Add the path to CODEOWNERS with the team that answers for it.',
    severity: 'warning',
    examples: [
      {
        title: 'Nobody owns the payments',
        base: { '.github/CODEOWNERS': 'src/search/ @shop/search\n' },
        head: {
          '.github/CODEOWNERS': 'src/search/ @shop/search\n',
          'src/payments/refund.ts': 'export const limit = 5;\n',
        },
        policy: { critical_paths: [{ name: 'payments', paths: ['src/payments/**'] }] },
        expect: ['ownership/no-owner'],
      },
      {
        title: 'A team owns them',
        base: { '.github/CODEOWNERS': 'src/payments/ @shop/payments\n' },
        head: {
          '.github/CODEOWNERS': 'src/payments/ @shop/payments\n',
          'src/payments/refund.ts': 'export const limit = 5;\n',
        },
        policy: { critical_paths: [{ name: 'payments', paths: ['src/payments/**'] }] },
        expect: [],
      },
    ],
  },
  reads: ['file.changed', 'owner.declared'],
  needs: ['owner.declared'],
  within: 'repository',
  by: () => 'critical paths',
  judge(c, policy) {
    const owners = c.head.of('owner.declared');
    const critical = (policy.critical_paths ?? []).flatMap(({ name, paths = [] }) =>
      paths.map((path) => ({ name, path })),
    );
    if (owners.length === 0) return undefined;
    const bare = c.head.of('file.changed').flatMap((file) => {
      const path = file.status === 'deleted' ? undefined : critical.find((entry) => pathMatches(entry.path, file.path));
      return path && !ownerOf(file.path, owners) ? [{ file, name: path.name }] : [];
    });
    const [first] = bare;
    if (!first) return undefined;
    return {
      what:
        bare.length === 1
          ? `${first.file.path} changes on the critical path ${first.name} and has no owner`
          : `${bare.length} files change on the critical path ${first.name} and have no owner`,
      subject: `critical path ${first.name}`,
      at: first.file.at,
      evidence: bare.slice(1, 10).map(({ file }) => ({ at: file.at, note: 'has no owner either' })),
    };
  },
});
