import type { Extractor, Vocabulary } from '../core/extract';
import type { Fact, FactKind } from '../core/fact';
import type { Linker, ScopeLinker, Scopes } from '../core/link';
import { type PackagePolicies, type Policy, policyOf } from '../core/policy';
import type { Review } from '../core/review';
import type { Rule } from '../core/rule';
import { compareText, fileSpan, type Span } from '../core/span';
import { changedKinds, changedTexts, createDifferences, type Texts } from './differences';
import { type Contribution, contribute, createView, kindsOf, type RuleView, replacedIn } from './factIndex';
import type { SystemOf } from './inventory';
import { createProjected, type Judgements, judgeDirty, project } from './judge';
import { createLinking } from './linking';
import { same } from './same';
import { type Content, createSide, createVersion, type Version } from './side';
import { createWording } from './wording';

/** What the engine is made of; it knows no extractor, linker or rule by name. */
export interface Parts {
  extractors: readonly Extractor[];
  scopes: ScopeLinker;
  linkers: readonly Linker[];
  vocabularies: readonly Vocabulary[];
  rules: readonly Rule[];
  systemOf: SystemOf;
}

export interface SessionOptions {
  /** `reads-through`: a path without a base text is unchanged. `empty`: there is nothing at the base. `none`: there is no base to compare with. */
  base: 'reads-through' | 'empty' | 'none';
  names?: { base: string; head: string };
  policy?: Policy;
  packagePolicies?: PackagePolicies;
  /** Today in UTC, `YYYY-MM-DD`: decides which acceptances have expired. */
  today: string;
  /** An extractor or rule threw: our bug. The path or rule is named; the rest goes on. */
  failed?: (where: string, error: unknown) => void;
}

export interface Session {
  /** Whether some extractor may want to read this path. */
  wants(path: string): boolean;
  /** Sets, replaces or (with `undefined`) removes a file of the working tree. */
  setHead(path: string, content: Content): void;
  /** Sets the text that a changed file had at the base; `undefined`: it did not exist there. */
  setBase(path: string, content: Content): void;
  /** What the version control knows of the files that differ, whether or not anybody reads them. */
  setChanges(changes: readonly Fact<'file.changed'>[]): void;
  setPolicy(policy: Policy, packages?: PackagePolicies): void;
  review(): Review;
  /** Facts of the head side, for projections that need more than the review: inventory tables, starters. */
  facts<K extends FactKind>(kind: K): readonly Fact<K>[];
  /** Who owns a path, as the last review saw it. */
  scopes(): Scopes;
  /** Text of a path at head, when it was read. */
  text(path: string): string | undefined;
}

/** Where facts come from that stand in no file; cannot be a path. */
const changesOrigin = '//changes';

/** Names that tell of further names: each round adds some, and real code needs two. */
const mostRounds = 8;

export function createSession(parts: Parts, options: SessionOptions): Session {
  const { base, names } = options;
  let policyAt = policyOf(options.policy ?? {}, options.packagePolicies);
  let policies: readonly Policy[] = [options.policy ?? {}, ...(options.packagePolicies?.values() ?? [])];
  const failed = options.failed ?? (() => {});

  const headVersions = new Map<string, Version>();
  /** Only paths that differ; `null` = absent at the base. */
  const overlay = new Map<string, Version | null>();
  const baseVersion = (path: string): Version | undefined => {
    const over = overlay.get(path);
    if (over !== undefined) return over ?? undefined;
    return base === 'empty' ? undefined : headVersions.get(path);
  };

  const differences = createDifferences(base === 'empty');
  const head = createSide('head', (path) => headVersions.get(path), differences.has);
  const baseSide = createSide('base', baseVersion, differences.has);
  head.other = baseSide;
  baseSide.other = head;

  const views: RuleView[] = parts.rules.map(createView);
  const viewsByKind = new Map<FactKind, RuleView[]>();
  for (const view of views)
    for (const kind of view.rule.reads) viewsByKind.set(kind, [...(viewsByKind.get(kind) ?? []), view]);
  const linkings = parts.linkers.map(createLinking);
  /** Files that would have to be read for names beyond the last round. */
  let unfollowed: { at: Span; reason: string }[] = [];
  const contributions = new Map<string, Contribution>();
  /** The texts whose facts stand on the two sides. */
  const seen = new Map<string, Texts>();
  const projected = createProjected();
  const judgements: Judgements = new Map(parts.rules.map((rule) => [rule.id, new Map()]));

  const dirtyPaths = new Set<string>();
  let newChanges: readonly Fact<'file.changed'>[] | undefined;
  let scopes: Scopes | undefined;
  let scopeDeps: ReadonlySet<string> = new Set<string>();
  let scopePrint = '';
  const wordings = parts.vocabularies.map((vocabulary) => createWording(vocabulary, parts.extractors));

  /** Facts of a version for the index: what every file gives, and the vocabulary facts where a word is in question. */
  const factsOf = (version: Version | undefined): readonly Fact[] => {
    if (!version) return [];
    const extra = wordings.flatMap((wording) => (wording.isIn(version) ? version.vocabulary(wording.name) : []));
    return extra.length > 0 ? [...version.facts, ...extra] : version.facts;
  };

  /** Replaces what an origin contributes; names the kinds of which a fact changed. The same facts again change nothing. */
  const place = (origin: string, made: Contribution | undefined): ReadonlySet<FactKind> => {
    const before = contributions.get(origin);
    const replaced = replacedIn(before, made);
    const kinds = replaced
      ? new Set(replaced.come.concat(replaced.gone).map((fact) => fact.kind))
      : changedKinds(before, made);
    if (kinds.size === 0) return kinds;
    const after =
      made && made.head !== made.base && same(made.head, made.base) ? { head: made.head, base: made.head } : made;
    const touched = new Set<RuleView>();
    for (const kind of kinds) for (const view of viewsByKind.get(kind) ?? []) touched.add(view);
    if (scopes) for (const view of touched) contribute(view, origin, before, after, scopes, replaced);
    if (after && (after.head.length > 0 || after.base.length > 0)) contributions.set(origin, after);
    else contributions.delete(origin);
    differences.put(origin, after);
    head.put(origin, after?.head ?? []);
    baseSide.put(origin, after?.base ?? []);
    return kinds;
  };

  /** Puts the facts of a path on both sides, and adds the tokens that changed. */
  const refresh = (path: string, changed: Set<string>) => {
    const now = { head: headVersions.get(path), base: baseVersion(path) };
    const before = seen.get(path);
    for (const token of changedTexts(path, before, now)) changed.add(token);
    if (now.head || now.base) seen.set(path, now);
    else seen.delete(path);
    differences.putPath(path, now.head, now.base);
    const headFacts = factsOf(now.head);
    const kinds = place(path, { head: headFacts, base: now.head === now.base ? headFacts : factsOf(now.base) });
    if (kinds.size > 0) changed.add(`in:${path}`);
    for (const kind of kinds) changed.add(`of:${kind}`);
  };

  const invalidate = (tokens: Set<string>) => {
    head.invalidate(tokens);
    baseSide.invalidate(tokens);
  };

  const rescope = (changed: Set<string>): boolean => {
    let stale = !scopes;
    for (const token of changed) if (scopeDeps.has(token)) stale = true;
    if (!stale) return false;
    const { value, deps } = head.tracked(() => parts.scopes.scopes(head));
    scopeDeps = deps;
    const print = JSON.stringify([
      value.roots,
      [...new Set([...headVersions.keys(), ...overlay.keys()])]
        .sort()
        .map((p) => [value.services(p), value.databases(p), value.shared(p)]),
    ]);
    const moved = print !== scopePrint;
    scopePrint = print;
    scopes = value;
    return moved;
  };

  /** The scopes stand in front of every key: when they move, every view is made anew. */
  const rebuild = () => {
    for (const view of views) {
      for (const key of view.keys.keys()) view.dirty.add(key);
      view.keys.clear();
    }
    for (const [origin, part] of contributions) {
      const kinds = [part.head, part.base].flatMap((list) => [...kindsOf(list).keys()]);
      const readers = new Set(kinds.flatMap((kind) => viewsByKind.get(kind) ?? []));
      for (const view of readers) contribute(view, origin, undefined, part, scopes as Scopes);
    }
  };

  /** Asks for the words in question; when they change, files that contain one are read for it. */
  const rewording = (changed: Set<string>): boolean => {
    const asked = wordings.filter((wording) => wording.ask(head, baseSide));
    if (asked.length === 0) return false;
    let any = false;
    for (const path of [...new Set([...headVersions.keys(), ...overlay.keys()])].sort(compareText)) {
      const before = contributions.get(path);
      const had =
        before !== undefined &&
        [before.head, before.base].some((list) => list.some((f) => asked.some((wording) => wording.emits.has(f.kind))));
      const has = [headVersions.get(path), baseVersion(path)].some((v) => asked.some((wording) => wording.isIn(v)));
      if (!had && !has) continue;
      refresh(path, changed);
      any = true;
    }
    return any;
  };

  const link = (changed: Set<string>, all: boolean) => {
    for (const linking of linkings) {
      const emitted = new Set<string>();
      for (const { origin, after } of linking.update(head, baseSide, scopes as Scopes, changed, all)) {
        for (const kind of place(origin, after)) emitted.add(`of:${kind}`);
      }
      // Only what is new: results that were made in this pass have read the rest already.
      invalidate(emitted);
      for (const token of emitted) changed.add(token);
    }
  };

  /** Files that hold a name beyond the last round: what is not read is told. */
  const notReadFurther = (): typeof unfollowed => {
    const further = wordings.flatMap((wording) => wording.further(head, baseSide) ?? []);
    return [...headVersions.values()]
      .filter((version) => further.some((holds) => holds(version)))
      .map(({ path }) => path)
      .sort(compareText)
      .map((path) => ({
        at: fileSpan(path),
        reason: `not read further: names lead to names more than ${mostRounds} times`,
      }));
  };

  return {
    wants: (path) => parts.extractors.some((e) => e.files.test(path)),
    setHead(path, content) {
      const known = headVersions.get(path);
      if (known !== undefined && sameContent(known.content, content)) return;
      if (content === undefined) headVersions.delete(path);
      else {
        const asked = { summaries: known?.made().summaries !== undefined };
        headVersions.set(path, createVersion(path, content, parts.extractors, failed, asked));
      }
      dirtyPaths.add(path);
    },
    setBase(path, content) {
      const atHead = headVersions.get(path);
      const known = overlay.get(path);
      if (known !== undefined && sameContent(known?.content, content)) return;
      if (content === undefined) overlay.set(path, null);
      else if (atHead && sameContent(atHead.content, content)) overlay.set(path, atHead);
      else overlay.set(path, createVersion(path, content, parts.extractors, failed));
      dirtyPaths.add(path);
    },
    setChanges(changes) {
      newChanges = changes;
    },
    setPolicy(next, packages) {
      policyAt = policyOf(next, packages);
      policies = [next, ...(packages?.values() ?? [])];
      for (const view of views) for (const key of view.keys.keys()) view.dirty.add(key);
    },
    review() {
      const changed = new Set<string>();
      // A head that now equals its base text shares one version, and with it every fact array.
      for (const path of dirtyPaths) {
        const over = overlay.get(path);
        const atHead = headVersions.get(path);
        if (over && atHead && over !== atHead && sameContent(over.content, atHead.content)) overlay.set(path, atHead);
        refresh(path, changed);
      }
      dirtyPaths.clear();
      if (newChanges) {
        place(changesOrigin, { head: newChanges, base: [] });
        changed.add('of:file.changed');
        newChanges = undefined;
      }
      if (changed.size > 0 || !scopes) {
        invalidate(changed);
        const first = !scopes;
        const moved = rescope(changed);
        if (moved) rebuild();
        link(changed, first || moved);
        // What declares a name in question may tell another name for it.
        unfollowed = [];
        for (let round = 0; ; round++) {
          if (round === mostRounds) {
            unfollowed = notReadFurther();
            break;
          }
          const reworded = new Set<string>();
          if (!rewording(reworded)) break;
          invalidate(reworded);
          link(reworded, false);
        }
      }
      for (const view of views) judgeDirty(view, judgements, policyAt, scopes as Scopes, failed);
      return project({
        projected,
        rules: parts.rules,
        judgements,
        policyAt,
        policies,
        scopes: scopes as Scopes,
        head,
        base: baseSide,
        systemOf: parts.systemOf,
        isFirst: base === 'empty' || ![...contributions.values()].some((part) => part.base.length > 0),
        compared: base === 'none' ? 'no base' : (names ?? { base: 'base', head: 'head' }),
        today: options.today,
        unread: [...linkings.flatMap((l) => [...l.unread()]), ...unfollowed],
        isChanged: (path) => base !== 'none' && baseVersion(path) !== headVersions.get(path),
        changedFiles: changedFiles(),
      });
    },
    facts: (kind) => head.of(kind),
    scopes() {
      if (!scopes) throw new Error('scopes are known after a review');
      return scopes;
    },
    text(path) {
      const content = headVersions.get(path)?.content;
      return typeof content === 'string' ? content : undefined;
    },
  };

  function changedFiles(): number {
    if (base === 'empty') return headVersions.size;
    let count = 0;
    for (const [path, version] of overlay) if ((version ?? undefined) !== headVersions.get(path)) count++;
    return count;
  }
}

function sameContent(a: Content, b: Content): boolean {
  return typeof a === 'string' || typeof b === 'string' || !a || !b ? a === b : a.unread === b.unread;
}
