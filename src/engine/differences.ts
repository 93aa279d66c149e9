import type { Fact, FactKind } from '../core/fact';
import { type Contribution, groupByKind } from './factIndex';
import { same } from './same';
import type { Version } from './side';

/**
 * The tokens on which the two sides do not agree, kept up to date. Whatever makes a token appear or disappear here is
 * a change of that token, so who read it is made again anyway.
 */
export function createDifferences(everything: boolean) {
  const counts = new Map<string, number>();
  const byOrigin = new Map<string, readonly string[]>();

  const set = (origin: string, tokens: readonly string[]) => {
    for (const token of byOrigin.get(origin) ?? []) {
      const left = (counts.get(token) ?? 0) - 1;
      if (left > 0) counts.set(token, left);
      else counts.delete(token);
    }
    if (tokens.length > 0) byOrigin.set(origin, tokens);
    else byOrigin.delete(origin);
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  };

  return {
    has: (token: string): boolean => everything || counts.has(token),
    /** The facts of an origin: a path, or a linked root. */
    put(origin: string, part: Contribution | undefined) {
      if (everything) return;
      if (!part || part.head === part.base) set(origin, []);
      else set(origin, [`in:${origin}`, ...[...differingKinds(part.head, part.base)].map((kind) => `of:${kind}`)]);
    },
    /** The texts of a path. */
    putPath(path: string, atHead: Version | undefined, atBase: Version | undefined) {
      if (everything) return;
      if (atHead === atBase) set(`//text ${path}`, []);
      else
        set(`//text ${path}`, [
          `sum:${path}`,
          `out:${path}`,
          ...((atHead === undefined) === (atBase === undefined) ? [] : [`ex:${path}`]),
        ]);
    },
  };
}

/** What a path says on either side. */
export interface Texts {
  head: Version | undefined;
  base: Version | undefined;
}

/** Tokens of what linkers read from a path itself, as far as somebody read it and it is not the same again. */
export function changedTexts(path: string, before: Texts | undefined, now: Texts): string[] {
  const tokens = new Set<string>();
  for (const side of ['head', 'base'] as const) {
    const [old, next] = [before?.[side], now[side]];
    if (old === next) continue;
    if (!old || !next) {
      for (const what of ['ex', 'sum', 'out']) tokens.add(`${what}:${path}`);
      continue;
    }
    const made = old.made();
    if (made.summaries && !same(made.summaries, next.summaries())) tokens.add(`sum:${path}`);
    if (made.outline && !same(made.outline, next.outline())) tokens.add(`out:${path}`);
  }
  return [...tokens];
}

/** Kinds of which a fact is another one than before, on either side. */
export function changedKinds(before: Contribution | undefined, after: Contribution | undefined): Set<FactKind> {
  const kinds = differingKinds(before?.head ?? [], after?.head ?? []);
  if (before?.head === before?.base && after?.head === after?.base) return kinds;
  for (const kind of differingKinds(before?.base ?? [], after?.base ?? [])) kinds.add(kind);
  return kinds;
}

function differingKinds(a: readonly Fact[], b: readonly Fact[]): Set<FactKind> {
  if (a === b) return new Set();
  if (a.length === 0 || b.length === 0) return new Set([...a, ...b].map((fact) => fact.kind));
  const [before, after] = [groupByKind(a), groupByKind(b)];
  return new Set(
    [...new Set([...before.keys(), ...after.keys()])].filter(
      (kind) => !same(before.get(kind) ?? [], after.get(kind) ?? []),
    ),
  );
}
