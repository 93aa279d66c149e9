import type { Extractor, Vocabulary, VocabularyFacts } from '../core/extract';
import type { FactKind } from '../core/fact';
import type { Version } from './side';

/** The words that one vocabulary asks for now, and the files that hold one. */
export interface Wording {
  readonly name: string;
  /** What its extractors give. */
  readonly emits: ReadonlySet<FactKind>;
  /** Asks for the words again; whether they are others than before. */
  ask(head: VocabularyFacts, base: VocabularyFacts): boolean;
  isIn(version: Version | undefined): boolean;
  /** Finds the words that it would ask for next; `undefined`: there is no other. */
  further(head: VocabularyFacts, base: VocabularyFacts): ((version: Version) => boolean) | undefined;
}

export function createWording(vocabulary: Vocabulary, extractors: readonly Extractor[]): Wording {
  const { name } = vocabulary;
  const mine = extractors.filter((e) => e.when === 'vocabulary' && e.vocabulary === name);
  let words: readonly string[] = [];
  let test: RegExp | undefined;
  return {
    name,
    emits: new Set(mine.flatMap((e) => e.emits)),
    ask(head, base) {
      const now = vocabulary.words(head, base);
      if (now.length === words.length && now.every((word, i) => word === words[i])) return false;
      words = now;
      test = anyOf(words);
      return true;
    },
    isIn: (version) => test !== undefined && holds(version, test),
    further(head, base) {
      const next = anyOf(vocabulary.words(head, base).filter((word) => !words.includes(word)));
      return next && ((version) => holds(version, next));
    },
  };
}

function holds(version: Version | undefined, test: RegExp): boolean {
  return typeof version?.content === 'string' && test.test(version.content);
}

/** Finds one of the words, standing alone. */
function anyOf(words: readonly string[]): RegExp | undefined {
  if (words.length === 0) return undefined;
  return new RegExp(`(?<![\\w$])(?:${words.map((w) => w.replace(/[^\w]/g, '\\$&')).join('|')})(?![\\w$])`, 'i');
}
