import type { Linker } from '../core/link';
import { environments } from './environments';
import { manifests } from './manifests';
import { outbound } from './outbound';
import { pipelines } from './pipelines';
import { schema } from './schema';

/** In this order: none reads what a later one emits. */
export const linkers: readonly Linker[] = [schema, manifests, pipelines, environments, outbound];
