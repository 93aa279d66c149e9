import type { Extractor, Vocabulary } from '../core/extract';
import type { Fact, FactKind } from '../core/fact';
import type { Version } from './side';

/** The words that one vocabulary asks for now, and the files that hold one. */
export interface Wording {
  readonly name: string;
  /** What its extractors give. */
  readonly emits: ReadonlySet<FactKind>;
  /** Asks for the words again; whether they are others than before. */
  ask(facts: Words): boolean;
  isIn(version: Version | undefined): boolean;
  /** Finds the words that it would ask for next; `undefined`: there is no other. */
  further(facts: Words): ((version: Version) => boolean) | undefined;
}

type Words = { of<K extends FactKind>(kind: K): readonly Fact<K>[] };

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
      test = anyOf(words);
      return true;
    },
    isIn: (version) => test !== undefined && holds(version, test),
    further(facts) {
      const next = anyOf(vocabulary.words(facts).filter((word) => !words.includes(word)));
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
