import type { Extractor } from '../core/extract';
import { env } from './env';
import { images } from './images';
import { kubernetes } from './kubernetes';
import { packages } from './packages';
import { suppressions } from './suppressions';

/** Every extractor, one per source of truth. Order does not matter. */
export const extractors: readonly Extractor[] = [env, images, kubernetes, packages, suppressions];
