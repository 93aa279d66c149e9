import type { Vocabulary } from '../core/extract';

/** Names in question: objects that a pending migration takes away. Nothing yet. */
export const vocabulary: Vocabulary = { reads: ['ddl.resolved'], words: () => [] };
