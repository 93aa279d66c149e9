import type { Evidence } from '../../core/finding';
import { defineRule } from '../../core/rule';
import type { Span } from '../../core/span';
import { type Entry, keySpan, type Tree, textOf } from '../../core/tree';

/**
 * What it catches: a key that stands twice in a .env file, in Helm values or in one map of a manifest.
 * Why it breaks a release: the last one wins without a word; whoever edits the first changes nothing.
 * Bad: `replicas: 3` and, forty lines below, `replicas: 1`
 * Good: one of them
 */
export const duplicateKey = defineRule({
  id: 'config/duplicate-key',
  meta: {
    title: 'Key stands twice',
    why: 'The last one wins without a word; whoever edits the other changes nothing.',
    todo: 'Keep one of them.',
    severity: 'warning',
    examples: [
      {
        title: 'two values for one variable',
        head: { '.env.production': 'POOL_SIZE=20\nPORT=3000\nPOOL_SIZE=5\n' },
        expect: ['config/duplicate-key'],
      },
      {
        title: 'one variable in two files',
        head: { '.env': 'POOL_SIZE=5\n', '.env.production': 'POOL_SIZE=20\n' },
        expect: [],
      },
    ],
  },
  reads: ['env.declared', 'manifest.declared'],
  within: 'repository',
  by: (fact) => {
    if (fact.kind === 'env.declared')
      return fact.source === 'dotenv' && fact.value ? `${fact.at.file} ${fact.name}` : [];
    // Two arms of a condition in a template are no repetition.
    return (fact.form === 'values' || fact.form === 'object') && (fact.regions ?? []).length === 0
      ? repeatedIn(fact.tree).map((found) => `${fact.at.file} ${found.key}`)
      : [];
  },
  judge(c) {
    const declared = c.head.of('env.declared');
    const last = declared.at(-1);
    const [first] = declared;
    if (first && last && declared.length > 1)
      return verdict(
        last.name,
        last.at,
        declared.slice(0, -1).map((fact) => fact.at),
        first.value?.hash !== last.value?.hash,
      );
    for (const manifest of c.head.of('manifest.declared'))
      for (const found of repeatedIn(manifest.tree))
        if (`${manifest.at.file} ${found.key}` === c.key)
          return verdict(found.key, found.at, found.before, found.differ);
    return undefined;
  },
});

function verdict(key: string, at: Span, before: readonly Span[], differ: boolean) {
  const evidence: Evidence[] = before.map((span) => ({ at: span, note: 'has no effect' }));
  return {
    what: `${key} stands twice: only this one counts${differ ? ', and the values differ' : ''}`,
    subject: `key ${key}`,
    at,
    evidence,
    times: before.length,
    ...(differ ? {} : { severity: 'note' as const }),
  };
}

interface Repeated {
  key: string;
  at: Span;
  before: Span[];
  differ: boolean;
}

/** Keys of one map that stand in it more than once, named by their path. */
function repeatedIn(root: Tree): Repeated[] {
  const found: Repeated[] = [];
  const open: { tree: Tree; path: string }[] = [{ tree: root, path: '' }];
  for (let at = open.pop(); at && found.length < 20; at = open.pop()) {
    const { tree, path } = at;
    if (tree.is === 'list')
      for (const [index, item] of tree.items.entries()) open.push({ tree: item, path: `${path}[${index}]` });
    if (tree.is !== 'map') continue;
    const byKey = new Map<string, Entry[]>();
    for (const entry of tree.entries) {
      byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
      open.push({ tree: entry.value, path: path === '' ? entry.key : `${path}.${entry.key}` });
    }
    for (const [key, entries] of byKey) {
      const last = entries.at(-1);
      if (entries.length < 2 || !last || key === '<<' || key === '') continue;
      const before = entries.slice(0, -1);
      found.push({
        key: path === '' ? key : `${path}.${key}`,
        at: keySpan(last),
        before: before.map(keySpan),
        differ: before.some((entry) => textOf(entry.value) === undefined || textOf(entry.value) !== textOf(last.value)),
      });
    }
  }
  return found;
}
