import type { Fact, FactKind } from './fact';

/**
 * What a linker sees of one side. The view records what was read and what was looked for in vain,
 * so that an edit relinks exactly the roots that depend on it.
 */
export interface FactView {
  readonly side: 'head' | 'base';
  /** Facts of one file, of the kinds that every file gives. */
  in<K extends FactKind>(path: string, kind: K): readonly Fact<K>[];
  /** Summary facts of one file (imports, exports, functions, classes, instances); read on demand. */
  summaries<K extends FactKind>(path: string, kind: K): readonly Fact<K>[];
  /** What one file exports, read without parsing it. */
  outline(path: string): readonly Fact<'symbol.outlined'>[];
  /** All facts of a kind on this side, sorted by path and offset. Resolved kinds of earlier linkers included. */
  of<K extends FactKind>(kind: K): readonly Fact<K>[];
  /** The same facts grouped by a key that depends on the fact alone. `name` identifies the grouping, so that it is made once. */
  by<K extends FactKind>(
    kind: K,
    name: string,
    key: (fact: Fact<K>) => string,
  ): ReadonlyMap<string, readonly Fact<K>[]>;
  /** Whether a file of this path exists on this side. */
  exists(path: string): boolean;
  /** The other side's view, for the one question that needs both: what is pending. */
  readonly other: FactView | undefined;
  /** Memo for pure functions of this view; dropped when anything it read changes. Key must be unique per linker. */
  memo<T>(key: string, make: () => T): T;
  /**
   * A memo whose readers are only made again when its value is another one. For small plain values of the view alone:
   * it may be asked again at any time, so `make` must not depend on scopes.
   */
  settled<T>(key: string, make: () => T): T;
}

export interface Linked {
  /** Resolved kinds; only what several files declare together is declared here (manifests). */
  facts: Fact[];
  /** Something that could not be followed, worth telling. */
  unread?: { at: Fact['at']; reason: string }[];
}

/** Facts to facts: no parser, no file system. In the order services → manifests → schema → environments → routes → effects. */
export interface Linker {
  readonly name: string;
  readonly reads: readonly FactKind[];
  readonly emits: readonly FactKind[];
  /** What is linked on its own: a database, a service, a file with routes. */
  roots(view: FactView, scopes: Scopes): readonly string[];
  link(root: string, view: FactView, scopes: Scopes): Linked;
}

/** Who shares a database or an environment. A path belongs to the deepest service root above it; a library's files to every service that depends on it. */
export interface Scopes {
  /** Roots of the services that a path belongs to, sorted. `''` = the repository itself when no service root is above. */
  services(path: string): readonly string[];
  /** The path lies in a library package: what follows from it is `likely` at most. */
  shared(path: string): boolean;
  /** Databases (migration folders) that code or migrations at this path belong to, sorted. */
  databases(path: string): readonly string[];
  /** Name of the service with this root, for people. */
  nameOf(root: string): string;
  /** Roots of services, sorted. */
  readonly roots: readonly string[];
}

/** The first linker: it resolves no fact but the scopes that stand in front of every key. */
export interface ScopeLinker {
  readonly name: string;
  readonly reads: readonly FactKind[];
  scopes(view: FactView): Scopes;
}
