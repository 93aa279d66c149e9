import type { Linker } from '../core/link';
import { effects } from './effects';
import { environments } from './environments';
import { manifests } from './manifests';
import { outbound } from './outbound';
import { pipelines } from './pipelines';
import { routes } from './routes';
import { schema } from './schema';

/** In this order: none reads what a later one emits. */
export const linkers: readonly Linker[] = [schema, manifests, pipelines, environments, routes, effects, outbound];
