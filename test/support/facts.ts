import type { Extractor } from '../../src/core/extract';
import type { Fact, FactKind } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { open } from './project';

/** Facts that one extractor reads from one text, of one kind. */
export function factsOf<K extends FactKind>(extractor: Extractor, path: string, text: string, kind: K): Fact<K>[] {
  if (!extractor.files.test(path) || !extractor.accepts(path, text)) return [];
  const facts = extractor.extract(createSource(path, text)).filter((fact) => fact.kind === kind);
  return facts as unknown as Fact<K>[];
}

/** Facts of a whole repository, linked. */
export function linkedFacts<K extends FactKind>(head: Record<string, string>, kind: K): readonly Fact<K>[] {
  const session = open({ head });
  session.review();
  return session.facts(kind);
}

/** `path:line:column`. */
export function placeOf(at: { file: string; line: number; column: number }): string {
  return `${at.file}:${at.line}:${at.column}`;
}
