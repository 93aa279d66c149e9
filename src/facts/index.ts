import type { Extractor } from '../core/extract';
import { images } from './images';
import { packages } from './packages';
import { suppressions } from './suppressions';

/** Every extractor, one per source of truth. Order does not matter. */
export const extractors: readonly Extractor[] = [images, packages, suppressions];
