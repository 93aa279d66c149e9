import type { Fact } from '../core/fact';
import type { Linked, Linker, Scopes } from '../core/link';
import { intersects, otherSide, type Side } from './side';

interface Root {
  head: Linked;
  base: Linked;
  headDeps: ReadonlySet<string>;
  baseDeps: ReadonlySet<string>;
  sides: { head: boolean; base: boolean };
  /** Base reads nothing that differs: it has the same facts, as the same array. */
  shared: boolean;
}

/** A root whose facts were replaced, with what it contributed before and contributes now. */
export interface Relinked {
  origin: string;
  before: { head: readonly Fact[]; base: readonly Fact[] } | undefined;
  after: { head: readonly Fact[]; base: readonly Fact[] } | undefined;
}

const nothing: { value: Linked; deps: Set<string> } = { value: { facts: [] }, deps: new Set() };

/** Keeps what one linker made, per root, with what each root read on either side. */
export function createLinking(linker: Linker) {
  const roots = new Map<string, Root>();
  const names = {
    head: undefined as { list: readonly string[]; deps: Set<string> } | undefined,
    base: undefined as { list: readonly string[]; deps: Set<string> } | undefined,
  };

  const origin = (root: string) => `${linker.name}:${root}`;

  return {
    /** Relinks the roots that read a changed token; `differs` are the tokens on which the sides do not agree. */
    update(
      head: Side,
      base: Side,
      scopes: Scopes,
      changed: ReadonlySet<string>,
      differs: ReadonlySet<string>,
      all: boolean,
    ): Relinked[] {
      for (const [side, view] of [
        ['head', head],
        ['base', base],
      ] as const) {
        const known = names[side];
        if (!known || all || intersects(known.deps, changed)) {
          const { value, deps } = view.tracked(() => linker.roots(view, scopes));
          names[side] = { list: value, deps };
        }
      }
      const atHead = new Set(names.head?.list);
      const atBase = new Set(names.base?.list);
      const result: Relinked[] = [];
      for (const [root, known] of roots) {
        if (atHead.has(root) || atBase.has(root)) continue;
        roots.delete(root);
        head.remove(origin(root));
        base.remove(origin(root));
        result.push({
          origin: origin(root),
          before: { head: known.head.facts, base: known.base.facts },
          after: undefined,
        });
      }
      for (const root of [...new Set([...atHead, ...atBase])].sort()) {
        const known = roots.get(root);
        const sides = { head: atHead.has(root), base: atBase.has(root) };
        const canShare = (deps: ReadonlySet<string>) =>
          sides.head && sides.base && !deps.has(otherSide) && !intersects(deps, differs);
        const stale =
          !known ||
          all ||
          sides.head !== known.sides.head ||
          sides.base !== known.sides.base ||
          intersects(known.headDeps, changed) ||
          intersects(known.baseDeps, changed) ||
          canShare(known.headDeps) !== known.shared;
        if (!stale) continue;
        const h = sides.head ? head.tracked(() => linker.link(root, head, scopes)) : nothing;
        const shared = canShare(h.deps);
        const b = shared ? h : sides.base ? base.tracked(() => linker.link(root, base, scopes)) : nothing;
        roots.set(root, { head: h.value, base: b.value, headDeps: h.deps, baseDeps: b.deps, sides, shared });
        head.put(origin(root), h.value.facts);
        base.put(origin(root), b.value.facts);
        result.push({
          origin: origin(root),
          before: known && { head: known.head.facts, base: known.base.facts },
          after: { head: h.value.facts, base: shared ? h.value.facts : b.value.facts },
        });
      }
      return result;
    },
    /** What could not be followed, at head. */
    *unread() {
      for (const root of roots.values()) yield* root.head.unread ?? [];
    },
  };
}
