import type { Fact, FactKind } from './fact';
import type { Source } from './source';

/**
 * Reads one file into facts. A function of the path and the text alone: no other file, no clock, no policy.
 * A text that cannot be read becomes a `text.unread` fact; an extractor never throws for what a user wrote.
 */
export interface Extractor {
  readonly name: string;
  readonly emits: readonly FactKind[];
  /** Paths it may read. Hosts do not even open a file that no extractor names. */
  readonly files: RegExp;
  /** The lexical gate, asked before any parser loads. Cheap: a regular expression over the text. */
  accepts(path: string, text: string): boolean;
  extract(source: Source): Fact[];
  /**
   * `summary`: not run for every file; its facts exist only for linkers that read the file ({@link FactView.summaries}).
   * `outline`: likewise, through {@link FactView.outline}; read without a parser, to find out which file need not be summarised.
   * `vocabulary`: run only for files whose text contains one of the words that its {@link Vocabulary} asks for.
   */
  readonly when?: 'summary' | 'outline' | 'vocabulary';
  /** The name of that vocabulary. */
  readonly vocabulary?: string;
  /** Linkers go on from what it finds: a file that it accepts is summarised at once, while its tree is there. */
  readonly leads?: true;
}

export interface VocabularyFacts {
  of<K extends FactKind>(kind: K): readonly Fact<K>[];
}

/** Files whose facts depend on names found elsewhere are read only when those names are in question. */
export interface Vocabulary {
  readonly name: string;
  readonly reads: readonly FactKind[];
  /**
   * Words to look for in code, from facts of the head side, and of the base where the running version knows other names; sorted
   * and unique. Empty: nothing is in question. Upper and lower case are one. Asked again for as long as the files that hold a
   * word tell of more.
   */
  words(head: VocabularyFacts, base: VocabularyFacts): readonly string[];
}
