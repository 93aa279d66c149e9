import type { DdlOp, Fact, FactKind } from '../core/fact';
import type { Scopes } from '../core/link';
import type { Case, Facts, Rule } from '../core/rule';
import { compareSpans, compareText } from '../core/span';
import { same } from './same';

/** Facts of both sides that one file, or one linked root, contributes. The same array on both sides where nothing changed. */
export interface Contribution {
  head: readonly Fact[];
  base: readonly Fact[];
}

const nothing: readonly Fact[] = [];

/** One rule's GROUP BY, kept up to date: key → source → facts of both sides. */
export interface RuleView {
  rule: Rule;
  keys: Map<string, Map<string, Contribution>>;
  /** Keys that must be judged again. */
  dirty: Set<string>;
}

/** Separates the scope from the key of the rule; cannot occur in a path or a name. */
const seam = '\u0000';

export function createView(rule: Rule): RuleView {
  return { rule, keys: new Map(), dirty: new Set() };
}

/** What differs between two contributions of one source whose sides agree, before and after. */
export interface Replaced {
  gone: Fact[];
  come: Fact[];
}

/**
 * Which facts an origin no longer gives and which it gives anew, where its two sides are one list before and after: then a key
 * that none of these has is the key that it was. Lists of the same length are compared place by place: most edits move nothing.
 */
export function replacedIn(before: Contribution | undefined, after: Contribution | undefined): Replaced | undefined {
  if (!before || !after || before.head !== before.base || after.head !== after.base) return undefined;
  const [old, now] = [before.head, after.head];
  if (old.length !== now.length) return undefined;
  const gone: Fact[] = [];
  const come: Fact[] = [];
  for (const [i, fact] of now.entries()) {
    const was = old[i] as Fact;
    if (same(was, fact)) continue;
    gone.push(was);
    come.push(fact);
  }
  return { gone, come };
}

/** Replaces what `source` contributed (`before`) by what it contributes now (`after`), and marks the keys of both dirty. */
export function contribute(
  view: RuleView,
  source: string,
  before: Contribution | undefined,
  after: Contribution | undefined,
  scopes: Scopes,
  replaced?: Replaced,
): void {
  if (!before && after) {
    for (const [key, part] of partsOf(view.rule, after, scopes)) {
      const bySource = view.keys.get(key);
      if (bySource) bySource.set(source, part);
      else view.keys.set(key, new Map([[source, part]]));
      view.dirty.add(key);
    }
    return;
  }
  const touched = new Set<string>();
  const touch = (key: string) => touched.add(key);
  if (replaced) {
    eachKey(view.rule, replaced.gone, scopes, touch);
    eachKey(view.rule, replaced.come, scopes, touch);
    if (touched.size === 0) return;
  } else if (before) {
    eachKey(view.rule, before.head, scopes, touch);
    if (before.base !== before.head) eachKey(view.rule, before.base, scopes, touch);
  }
  const asked = replaced ? new Set(touched) : undefined;
  const parts = after ? partsOf(view.rule, after, scopes, asked) : new Map<string, Contribution>();
  for (const key of touched) if (!parts.has(key)) view.keys.get(key)?.delete(source);
  for (const [key, next] of parts) {
    const bySource = view.keys.get(key) ?? new Map<string, Contribution>();
    const known = bySource.get(source);
    // One root tells of many keys, and most edits touch few of them.
    if (!asked && known && isSame(known, next)) {
      touched.delete(key);
      continue;
    }
    bySource.set(source, next);
    view.keys.set(key, bySource);
    touched.add(key);
  }
  for (const key of touched) {
    view.dirty.add(key);
    if (view.keys.get(key)?.size === 0) view.keys.delete(key);
  }
}

function isSame(a: Contribution, b: Contribution): boolean {
  const shared = a.head === a.base;
  return shared === (b.head === b.base) && same(a.head, b.head) && (shared || same(a.base, b.base));
}

/** What a contribution holds for each key of a rule, or for some of them. */
function partsOf(
  rule: Rule,
  { head, base }: Contribution,
  scopes: Scopes,
  only?: ReadonlySet<string>,
): ReadonlyMap<string, Contribution> {
  const shared = head === base;
  const parts = new Map<string, { head: Fact[]; base: readonly Fact[] }>();
  eachKey(rule, head, scopes, (key, fact) => {
    if (only && !only.has(key)) return;
    const part = parts.get(key);
    if (part) part.head.push(fact);
    else {
      const made = [fact];
      parts.set(key, { head: made, base: shared ? made : nothing });
    }
  });
  if (shared || base.length === 0) return parts;
  const atBase = new Map<string, Fact[]>();
  eachKey(rule, base, scopes, (key, fact) => {
    const made = atBase.get(key);
    if (made) made.push(fact);
    else atBase.set(key, [fact]);
  });
  for (const [key, made] of atBase) {
    const part = parts.get(key);
    if (part) part.base = made;
    else parts.set(key, { head: [], base: made });
  }
  return parts;
}

/** The keys of the facts that a rule reads: many rules ask the same list, and most facts have no key for most of them. */
function eachKey(rule: Rule, facts: readonly Fact[], scopes: Scopes, tell: (key: string, fact: Fact) => void): void {
  const kinds = kindsOf(facts);
  for (const kind of rule.reads) {
    const all = kinds.get(kind) ?? nothing;
    for (const fact of kind === 'ddl.resolved' && rule.ops ? operationsIn(all, rule.ops) : all) {
      const by = rule.by(fact);
      if (by.length === 0) continue;
      if (typeof by === 'string' && rule.within === 'database' && 'database' in fact && fact.database) {
        tell(sharedKey(fact, fact.database, by), fact);
        continue;
      }
      const keys = typeof by === 'string' ? [by] : by;
      for (const scope of scopesOf(rule, fact, scopes))
        for (const key of keys) if (key !== '') tell(scope + seam + key, fact);
    }
  }
}

const sharedKeys = new WeakMap<Fact, { scope: string; key: string; full: string }>();

/** Dozens of rules give one operation the same key: joined once, it is hashed once. */
function sharedKey(fact: Fact, scope: string, key: string): string {
  const known = sharedKeys.get(fact);
  if (known?.key === key && known.scope === scope) return known.full;
  const full = scope + seam + key;
  sharedKeys.set(fact, { scope, key, full });
  return full;
}

const placesByOp = new WeakMap<readonly Fact[], ReadonlyMap<string, readonly number[]>>();

/** The facts of these operations, in the order of the list. */
function operationsIn(facts: readonly Fact[], ops: readonly DdlOp[]): readonly Fact[] {
  let byOp = placesByOp.get(facts);
  if (!byOp) {
    const made = new Map<string, number[]>();
    for (const [at, fact] of facts.entries()) {
      if (fact.kind !== 'ddl.resolved') continue;
      const places = made.get(fact.op);
      if (places) places.push(at);
      else made.set(fact.op, [at]);
    }
    byOp = made;
    placesByOp.set(facts, made);
  }
  const lists: (readonly number[])[] = [];
  for (const op of ops) {
    const places = byOp.get(op);
    if (places) lists.push(places);
  }
  const [first] = lists;
  if (!first) return nothing;
  const places = lists.length === 1 ? first : lists.flat().sort((a, b) => a - b);
  return places.map((at) => facts[at] as Fact);
}

const grouped = new WeakMap<readonly Fact[], ReadonlyMap<FactKind, readonly Fact[]>>();

/** The facts of one contribution by kind; they are never changed in place. */
export function kindsOf(facts: readonly Fact[]): ReadonlyMap<FactKind, readonly Fact[]> {
  let kinds = grouped.get(facts);
  if (!kinds) {
    kinds = groupByKind(facts);
    grouped.set(facts, kinds);
  }
  return kinds;
}

function scopesOf(rule: Rule, fact: Fact, scopes: Scopes): readonly string[] {
  switch (rule.within) {
    case 'repository':
      return [''];
    case 'service':
      return 'service' in fact && fact.kind === 'env.resolved' ? [fact.service] : scopes.services(fact.at.file);
    case 'database':
      return 'database' in fact && fact.database ? [fact.database] : scopes.databases(fact.at.file);
  }
}

export function splitKey(key: string): { scope: string; key: string } {
  const at = key.indexOf(seam);
  return { scope: key.slice(0, at), key: key.slice(at + 1) };
}

/** The case of one key as the head sees it, and as the base sees it. Facts are sorted, so the order of files does not matter. */
export function caseOf(
  view: RuleView,
  fullKey: string,
): { head: Case<FactKind>; base: Case<FactKind>; differs: boolean } | undefined {
  const bySource = view.keys.get(fullKey);
  if (!bySource) return undefined;
  const parts = joined(bySource);
  const differs = parts.head !== parts.base;
  const head = factsOf(parts.head);
  const base = differs ? factsOf(parts.base) : head;
  const { scope, key } = splitKey(fullKey);
  return { head: { key, scope, head, base }, base: { key, scope, head: base, base }, differs };
}

/** All facts of a key. By name of the source: facts at the same place, from different roots, keep one order. */
function joined(bySource: ReadonlyMap<string, Contribution>): Contribution {
  if (bySource.size === 1) for (const part of bySource.values()) return part;
  const parts = [...bySource].sort((a, b) => compareText(a[0], b[0])).map(([, part]) => part);
  const head = parts.flatMap((part) => part.head);
  return { head, base: parts.some((part) => part.head !== part.base) ? parts.flatMap((part) => part.base) : head };
}

export function compareFacts(a: Fact, b: Fact): number {
  return compareSpans(a.at, b.at) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}

/** By place. An extractor and a linker hand out most lists in this order already. */
export function sortedFacts<F extends Fact>(list: readonly F[]): readonly F[] {
  for (let i = 1; i < list.length; i++)
    if (compareFacts(list[i - 1] as F, list[i] as F) > 0) return [...list].sort(compareFacts);
  return list;
}

/** Most cases hold one fact, or none at the base. */
function factsOf(list: readonly Fact[]): Facts<FactKind> {
  const sorted = sortedFacts(list);
  const only = sorted.length === 1 ? sorted[0] : undefined;
  let byKind: ReadonlyMap<FactKind, readonly Fact[]> | undefined;
  return {
    size: sorted.length,
    of<K extends FactKind>(kind: K) {
      if (only) return (only.kind === kind ? sorted : nothing) as unknown as readonly Fact<K>[];
      byKind ??= groupByKind(sorted);
      return (byKind.get(kind) ?? nothing) as unknown as readonly Fact<K>[];
    },
  };
}

export function groupByKind(facts: readonly Fact[]): Map<FactKind, Fact[]> {
  const groups = new Map<FactKind, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.kind);
    if (group) group.push(fact);
    else groups.set(fact.kind, [fact]);
  }
  return groups;
}
