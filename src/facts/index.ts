import type { Extractor } from '../core/extract';
import { suppressions } from './suppressions';

/** Every extractor, one per source of truth. Order does not matter. */
export const extractors: readonly Extractor[] = [suppressions];
