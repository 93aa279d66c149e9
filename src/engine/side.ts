import type { Extractor } from '../core/extract';
import type { Fact, FactKind } from '../core/fact';
import type { FactView } from '../core/link';
import { createSource } from '../core/source';
import { compareText, fileSpan } from '../core/span';
import { compareFacts, groupByKind, sortedFacts } from './factIndex';
import { createReaders } from './readers';
import { same } from './same';

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
  /** What of these somebody has asked for. */
  made(): { summaries: readonly Fact[] | undefined; outline: readonly Fact[] | undefined };
  /** Facts of the extractors of one vocabulary, made once somebody asks for a word of it in this file. */
  vocabulary(name: string): readonly Fact[];
}

export function createVersion(
  path: string,
  content: Exclude<Content, undefined>,
  extractors: readonly Extractor[],
  failed: (path: string, error: unknown) => void,
  /** What was asked of the text before is made while the tree is there. */
  asked: { summaries: boolean } = { summaries: false },
): Version {
  if (typeof content !== 'string') {
    const unread: Fact[] = [{ kind: 'text.unread', at: fileSpan(path), reason: content.unread, hides: [] }];
    return {
      path,
      content,
      facts: unread,
      summaries: () => [],
      outline: () => [],
      made: () => ({ summaries: [], outline: [] }),
      vocabulary: () => [],
    };
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
  const onDemand = (when: Extractor['when'], name?: string) => () =>
    run(mine.filter((e) => e.when === when && e.vocabulary === name && e.accepts(path, content)));
  // The tree is still there: summarising now costs a walk, later another parse. But nobody asks for most files.
  let summaries: readonly Fact[] | undefined =
    asked.summaries || always.some((e) => e.leads) ? onDemand('summary')() : undefined;
  let outline: readonly Fact[] | undefined;
  const vocabularies = new Map<string, readonly Fact[]>();
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
    made: () => ({ summaries, outline }),
    vocabulary(name) {
      let facts = vocabularies.get(name);
      if (!facts) {
        facts = onDemand('vocabulary', name)();
        vocabularies.set(name, facts);
        source = undefined;
      }
      return facts;
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

/** What was read while something was made, and whether the other side would have read the same. */
export interface Tracked<T> {
  value: T;
  deps: ReadonlySet<string>;
  /** Something that was read is not the same on both sides. */
  differs: boolean;
}

/** A remembered result. */
interface Cell extends Tracked<unknown> {
  token: string;
  /** How it is asked again, when its readers only want to know of another value. */
  again?: () => unknown;
}

interface Frame {
  deps: Set<string>;
  differs: boolean;
}

/**
 * One side of the comparison as linkers see it. Every read leaves a token (`in:path`, `sum:path`, `ex:path`, `of:kind`,
 * and `memo:…` for a remembered result, which has tokens of its own); a change names the tokens it touches, and exactly
 * the results that read one of them, directly or through a remembered result, are made again.
 */
export interface Side extends FactView {
  other: FactView | undefined;
  /** Runs `work` and returns what it read. */
  tracked<T>(work: () => T): Tracked<T>;
  /** Drops the memos that read one of the tokens, and adds the tokens of these memos. */
  invalidate(tokens: Set<string>): void;
  /** Replaces the facts of an origin: a path, or a linked root. */
  put(origin: string, facts: readonly Fact[]): void;
  remove(origin: string): void;
}

/** `differs`: whether the sides do not agree on a token. */
export function createSide(
  side: 'head' | 'base',
  versionOf: (path: string) => Version | undefined,
  differs: (token: string) => boolean = () => true,
): Side {
  const byOrigin = new Map<string, Map<FactKind, Fact[]>>();
  const byKind = new Map<FactKind, Map<string, readonly Fact[]>>();
  const sorted = new Map<FactKind, readonly Fact[]>();
  const grouped = new Map<FactKind, Map<string, ReadonlyMap<string, readonly Fact[]>>>();
  const memos = new Map<string, Cell>();
  /** Token → memos that read it. */
  const readers = createReaders();
  const frames: Frame[] = [];
  const read = (token: string) => {
    const frame = frames.at(-1);
    if (!frame || frame.deps.has(token)) return;
    frame.deps.add(token);
    frame.differs ||= differs(token);
  };
  let other: FactView | undefined;

  const all = (kind: FactKind): readonly Fact[] => {
    let list = sorted.get(kind);
    if (!list) {
      list = [...(byKind.get(kind)?.entries() ?? [])]
        .sort((a, b) => compareText(a[0], b[0]))
        .flatMap(([, facts]) => facts);
      list = sortedFacts(list);
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
  const tracked = <T>(work: () => T): Tracked<T> => {
    const frame: Frame = { deps: new Set<string>(), differs: false };
    frames.push(frame);
    try {
      const value = work();
      return { value, deps: frame.deps, differs: frame.differs };
    } finally {
      frames.pop();
    }
  };

  const keep = (key: string, made: Tracked<unknown>, again: (() => unknown) | undefined): Cell => {
    const before = memos.get(key);
    if (before) readers.remove(key, before.deps);
    const cell: Cell = { ...made, token: before?.token ?? `memo:${side}:${key}`, ...(again ? { again } : {}) };
    memos.set(key, cell);
    readers.add(key, cell.deps);
    return cell;
  };
  const remembered = <T>(key: string, make: () => T, again?: () => T): T => {
    const cell = memos.get(key) ?? keep(key, tracked(make), again);
    const frame = frames.at(-1);
    if (frame) {
      frame.deps.add(cell.token);
      frame.differs ||= cell.differs;
    }
    return cell.value as T;
  };
  /** Forgets what read a token; what can be asked again is only doubted. */
  const drop = (token: string, tokens: Set<string>, doubtful: Set<string>) => {
    for (const key of [...readers.of(token)]) {
      const cell = memos.get(key);
      if (!cell) continue;
      if (cell.again) {
        doubtful.add(key);
        continue;
      }
      memos.delete(key);
      readers.remove(key, cell.deps);
      tokens.add(cell.token);
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
      read(`out:${path}`);
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
      const frame = frames.at(-1);
      if (frame) frame.differs = true;
      return other;
    },
    set other(view: FactView | undefined) {
      other = view;
    },
    memo: (key, make) => remembered(key, make),
    settled: (key, make) => remembered(key, make, make),
    tracked,
    invalidate(tokens) {
      const doubtful = new Set<string>();
      // A set hands out what is added to it on the way.
      for (const token of tokens) drop(token, tokens, doubtful);
      for (const key of doubtful) {
        const before = memos.get(key);
        if (!before?.again) continue;
        const after = keep(key, tracked(before.again), before.again);
        doubtful.delete(key);
        // With a value that the other side no longer need share, a reader can no longer stand for both sides.
        const parts = after.differs && !before.differs;
        if (same(before.value, after.value) && !parts) continue;
        tokens.add(before.token);
        const more = new Set([before.token]);
        for (const token of more) {
          drop(token, more, doubtful);
          tokens.add(token);
        }
      }
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
