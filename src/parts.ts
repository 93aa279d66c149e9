import type { Parts } from './engine/session';
import { extractors } from './facts';
import { vocabulary } from './knowledge/vocabulary';
import { linkers } from './link';
import { services } from './link/services';
import { rules } from './rules';

/** What both composition roots, the command line and the editor, build the engine from: one folder, one answer. */
export const parts: Parts = { extractors, scopes: services, linkers, vocabulary, rules };

/** The same for another question: `history` judges every migration as a release of its own. */
export function partsFor(_question: { history: boolean }): Parts {
  return parts;
}
