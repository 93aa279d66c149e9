import type { Parts } from './engine/session';
import { extractors } from './facts';
import { systemOf } from './knowledge/thirdParties';
import { vocabularies } from './knowledge/vocabulary';
import { linkers } from './link';
import { createSchemaLinker } from './link/schema';
import { services } from './link/services';
import { rules } from './rules';

/** What both composition roots, the command line and the editor, build the engine from: one folder, one answer. */
export const parts: Parts = { extractors, scopes: services, linkers, vocabularies, rules, systemOf };

/** The same for another question: `history` judges every migration as a release of its own. */
export function partsFor(question: { history: boolean }): Parts {
  if (!question.history) return parts;
  const judging = createSchemaLinker({ history: true });
  return { ...parts, linkers: parts.linkers.map((linker) => (linker.name === judging.name ? judging : linker)) };
}
