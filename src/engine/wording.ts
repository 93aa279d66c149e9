import type { Extractor, Vocabulary } from '../core/extract';
import type { Fact, FactKind } from '../core/fact';
import type { Version } from './side';

/** The words that one vocabulary asks for now, and the files that hold one. */
export interface Wording {
  readonly name: string;
  /** What its extractors give. */
  readonly emits: ReadonlySet<FactKind>;
  /** Asks for the words again; whether they are others than before. */
  ask(facts: { of<K extends FactKind>(kind: K): readonly Fact<K>[] }): boolean;
  isIn(version: Version | undefined): boolean;
}

export function createWording(vocabulary: Vocabulary, extractors: readonly Extractor[]): Wording {
  const { name } = vocabulary;
  const mine = extractors.filter((e) => e.when === 'vocabulary' && e.vocabulary === name);
  let words: readonly string[] = [];
  let test: RegExp | undefined;
  return {
    name,
    emits: new Set(mine.flatMap((e) => e.emits)),
    ask(facts) {
      const now = vocabulary.words(facts);
      if (now.length === words.length && now.every((word, i) => word === words[i])) return false;
      words = now;
      test =
        words.length === 0
          ? undefined
          : new RegExp(`(?<![\\w$])(?:${words.map((w) => w.replace(/[^\w]/g, '\\$&')).join('|')})(?![\\w$])`, 'i');
      return true;
    },
    isIn: (version) => test !== undefined && typeof version?.content === 'string' && test.test(version.content),
  };
}
