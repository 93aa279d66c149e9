import type { Fact } from '../core/fact';
import type { Linked, Linker, Scopes } from '../core/link';
import type { Contribution } from './factIndex';
import { createReaders } from './readers';
import { intersects, type Side, type Tracked } from './side';

interface Root {
  head: Tracked<Linked>;
  base: Tracked<Linked>;
  /** Base reads nothing that differs: it has the same facts, as the same array. */
  shared: boolean;
  sides: { head: boolean; base: boolean };
}

/** A root whose facts were replaced, with what it contributes now. */
export interface Relinked {
  origin: string;
  after: Contribution | undefined;
}

const nothing: Tracked<Linked> = { value: { facts: [] }, deps: new Set(), differs: false };

/** Keeps what one linker made, per root, with what each root read on either side. */
export function createLinking(linker: Linker) {
  const roots = new Map<string, Root>();
  /** Token → roots that read it, on either side. */
  const readers = createReaders();
  const names = {
    head: undefined as Tracked<readonly string[]> | undefined,
    base: undefined as Tracked<readonly string[]> | undefined,
  };
  let atHead = new Set<string>();
  let atBase = new Set<string>();

  const origin = (root: string) => `${linker.name}:${root}`;
  const eachDep = function* (root: Root) {
    yield* root.head.deps;
    if (!root.shared) yield* root.base.deps;
  };
  const forget = (name: string) => {
    const root = roots.get(name);
    if (root) readers.remove(name, eachDep(root));
    roots.delete(name);
  };
  const keep = (name: string, root: Root) => {
    forget(name);
    roots.set(name, root);
    readers.add(name, eachDep(root));
  };

  return {
    /** Relinks the roots that read a changed token. A token on which the sides begin or cease to agree is a changed one. */
    *update(head: Side, base: Side, scopes: Scopes, changed: ReadonlySet<string>, all: boolean): Iterable<Relinked> {
      const stale = new Set<string>();
      let renamed = false;
      for (const [side, view] of [
        ['head', head],
        ['base', base],
      ] as const) {
        const known = names[side];
        if (known && !all && !intersects(known.deps, changed)) continue;
        names[side] = view.tracked(() => linker.roots(view, scopes));
        renamed = true;
      }
      if (renamed) {
        atHead = new Set(names.head?.value);
        atBase = new Set(names.base?.value);
        for (const root of [...roots.keys()]) {
          if (atHead.has(root) || atBase.has(root)) continue;
          forget(root);
          yield { origin: origin(root), after: undefined };
        }
        for (const root of [...atHead, ...atBase]) {
          const sides = roots.get(root)?.sides;
          if (all || !sides || sides.head !== atHead.has(root) || sides.base !== atBase.has(root)) stale.add(root);
        }
      }
      for (const token of changed) for (const root of readers.of(token)) stale.add(root);
      for (const root of [...stale].sort()) {
        const sides = { head: atHead.has(root), base: atBase.has(root) };
        const h = sides.head ? head.tracked(() => linker.link(root, head, scopes)) : nothing;
        const shared = sides.head && sides.base && !h.differs;
        const b = shared ? h : sides.base ? base.tracked(() => linker.link(root, base, scopes)) : nothing;
        keep(root, { head: h, base: b, shared, sides });
        yield { origin: origin(root), after: { head: h.value.facts, base: b.value.facts } };
      }
    },
    /** What could not be followed, at head. */
    *unread(): Iterable<{ at: Fact['at']; reason: string }> {
      for (const root of roots.values()) yield* root.head.value.unread ?? [];
    },
  };
}
