import type { Extractor } from '../core/extract';
import type { Fact, FactKind } from '../core/fact';
import type { FactView } from '../core/link';
import { createSource } from '../core/source';
import { compareText, fileSpan } from '../core/span';
import { compareFacts, groupByKind } from './factIndex';

/** Text of a file, why it was not read, or nothing. */
export type Content = string | { unread: string } | undefined;

/** One text of one path with the facts made of it; shared by both sides where they do not differ. */
export interface Version {
  readonly path: string;
  readonly content: Exclude<Content, undefined>;
  /** Facts for the index. */
  readonly facts: readonly Fact[];
  /** Facts that linkers ask for; made on demand where no extractor parsed the file anyway. */
  summaries(): readonly Fact[];
  /** What it exports, without a parse. */
  outline(): readonly Fact[];
  /** Facts of the vocabulary extractors, made once somebody asks for a word in this file. */
  vocabulary(): readonly Fact[];
}

export function createVersion(
  path: string,
  content: Exclude<Content, undefined>,
  extractors: readonly Extractor[],
  failed: (path: string, error: unknown) => void,
): Version {
  if (typeof content !== 'string') {
    const unread: Fact[] = [{ kind: 'text.unread', at: fileSpan(path), reason: content.unread, hides: [] }];
    return { path, content, facts: unread, summaries: () => [], outline: () => [], vocabulary: () => [] };
  }
  const mine = extractors.filter((e) => e.files.test(path));
  let source: ReturnType<typeof createSource> | undefined;
  const run = (chosen: readonly Extractor[]): Fact[] => {
    const facts: Fact[] = [];
    for (const extractor of chosen) {
      try {
        source ??= createSource(path, content);
        facts.push(...extractor.extract(source));
      } catch (error) {
        failed(path, error);
        facts.push({
          kind: 'text.unread',
          at: fileSpan(path),
          reason: `internal error in ${extractor.name}: ${(error as Error).message}`,
          hides: [...extractor.emits],
        });
      }
    }
    return facts.sort(compareFacts);
  };
  const always = mine.filter((e) => !e.when && e.accepts(path, content));
  const facts = dropRepeatedUnread(run(always));
  const onDemand = (when: 'summary' | 'outline' | 'vocabulary') => () =>
    run(mine.filter((e) => e.when === when && e.accepts(path, content)));
  // The tree is still there: summarising now costs a walk, later another parse. But nobody asks for most files.
  let summaries: readonly Fact[] | undefined = always.some((e) => e.leads) ? onDemand('summary')() : undefined;
  let outline: readonly Fact[] | undefined;
  let vocabulary: readonly Fact[] | undefined;
  source = undefined;
  return {
    path,
    content,
    facts,
    summaries() {
      if (!summaries) {
        summaries = onDemand('summary')();
        source = undefined;
      }
      return summaries;
    },
    outline() {
      if (!outline) {
        outline = onDemand('outline')();
        source = undefined;
      }
      return outline;
    },
    vocabulary() {
      if (!vocabulary) {
        vocabulary = onDemand('vocabulary')();
        source = undefined;
      }
      return vocabulary;
    },
  };
}

/** Several extractors share one broken parse: one entry is enough. */
function dropRepeatedUnread(facts: Fact[]): Fact[] {
  const seen = new Set<string>();
  return facts.filter((fact) => {
    if (fact.kind !== 'text.unread') return true;
    const key = `${fact.at.start} ${fact.reason}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A remembered result with what it read. */
interface Cell {
  deps: Set<string>;
  value: unknown;
}

/**
 * One side of the comparison as linkers see it. Every read leaves a token (`in:path`, `sum:path`, `ex:path`, `of:kind`);
 * a change names the tokens it touches, and exactly the results that read one of them are made again.
 */
export interface Side extends FactView {
  other: FactView | undefined;
  /** Runs `work` and returns what it read. */
  tracked<T>(work: () => T): { value: T; deps: Set<string> };
  /** Drops memos that read one of the tokens. */
  invalidate(tokens: ReadonlySet<string>): void;
  /** Replaces the facts of an origin: a path, or a linked root. */
  put(origin: string, facts: readonly Fact[]): void;
  remove(origin: string): void;
}

export const otherSide = 'other';

export function createSide(side: 'head' | 'base', versionOf: (path: string) => Version | undefined): Side {
  const byOrigin = new Map<string, Map<FactKind, Fact[]>>();
  const byKind = new Map<FactKind, Map<string, readonly Fact[]>>();
  const sorted = new Map<FactKind, readonly Fact[]>();
  const grouped = new Map<FactKind, Map<string, ReadonlyMap<string, readonly Fact[]>>>();
  const memos = new Map<string, Cell>();
  const frames: Set<string>[] = [];
  const read = (token: string) => frames.at(-1)?.add(token);
  let other: FactView | undefined;

  const all = (kind: FactKind): readonly Fact[] => {
    let list = sorted.get(kind);
    if (!list) {
      list = [...(byKind.get(kind)?.entries() ?? [])]
        .sort((a, b) => compareText(a[0], b[0]))
        .flatMap(([, facts]) => facts);
      list = [...list].sort(compareFacts);
      sorted.set(kind, list);
    }
    return list;
  };
  const forget = (kind: FactKind) => {
    sorted.delete(kind);
    grouped.delete(kind);
  };
  const remove = (origin: string) => {
    for (const kind of byOrigin.get(origin)?.keys() ?? []) {
      byKind.get(kind)?.delete(origin);
      forget(kind);
    }
    byOrigin.delete(origin);
  };
  const tracked = <T>(work: () => T): { value: T; deps: Set<string> } => {
    const deps = new Set<string>();
    frames.push(deps);
    try {
      return { value: work(), deps };
    } finally {
      frames.pop();
    }
  };

  return {
    side,
    in<K extends FactKind>(path: string, kind: K) {
      read(`in:${path}`);
      return (byOrigin.get(path)?.get(kind) ?? []) as unknown as readonly Fact<K>[];
    },
    summaries<K extends FactKind>(path: string, kind: K) {
      read(`sum:${path}`);
      const version = versionOf(path);
      return (version ? version.summaries().filter((f) => f.kind === kind) : []) as unknown as readonly Fact<K>[];
    },
    outline(path) {
      read(`sum:${path}`);
      return (versionOf(path)?.outline() ?? []) as readonly Fact<'symbol.outlined'>[];
    },
    of<K extends FactKind>(kind: K) {
      read(`of:${kind}`);
      return all(kind) as unknown as readonly Fact<K>[];
    },
    by<K extends FactKind>(kind: K, name: string, key: (fact: Fact<K>) => string) {
      read(`of:${kind}`);
      const groupings = grouped.get(kind) ?? new Map<string, ReadonlyMap<string, readonly Fact[]>>();
      grouped.set(kind, groupings);
      let groups = groupings.get(name);
      if (!groups) {
        const made = new Map<string, Fact[]>();
        for (const fact of all(kind)) {
          const at = key(fact as unknown as Fact<K>);
          const group = made.get(at);
          if (group) group.push(fact);
          else made.set(at, [fact]);
        }
        groups = made;
        groupings.set(name, groups);
      }
      return groups as unknown as ReadonlyMap<string, readonly Fact<K>[]>;
    },
    exists(path) {
      read(`ex:${path}`);
      return versionOf(path) !== undefined;
    },
    get other() {
      read(otherSide);
      return other;
    },
    set other(view: FactView | undefined) {
      other = view;
    },
    memo<T>(key: string, make: () => T): T {
      let cell = memos.get(key);
      if (!cell) {
        const { value, deps } = tracked(make);
        cell = { value, deps };
        memos.set(key, cell);
      }
      const frame = frames.at(-1);
      if (frame) for (const token of cell.deps) frame.add(token);
      return cell.value as T;
    },
    tracked,
    invalidate(tokens) {
      for (const [key, cell] of memos) if (intersects(cell.deps, tokens)) memos.delete(key);
    },
    put(origin, facts) {
      remove(origin);
      if (facts.length === 0) return;
      const kinds = groupByKind(facts);
      byOrigin.set(origin, kinds);
      for (const [kind, list] of kinds) {
        const origins = byKind.get(kind) ?? new Map<string, readonly Fact[]>();
        origins.set(origin, list);
        byKind.set(kind, origins);
        forget(kind);
      }
    },
    remove,
  };
}

export function intersects(deps: ReadonlySet<string>, tokens: ReadonlySet<string>): boolean {
  const [small, large] = deps.size < tokens.size ? [deps, tokens] : [tokens, deps];
  for (const token of small) if (large.has(token)) return true;
  return false;
}
