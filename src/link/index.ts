import type { Linker } from '../core/link';
import { effects } from './effects';
import { environmentReads } from './environmentReads';
import { environments } from './environments';
import { literals } from './literals';
import { manifests } from './manifests';
import { outbound } from './outbound';
import { payloads } from './payloads';
import { pipelines } from './pipelines';
import { processes } from './processes';
import { routes } from './routes';
import { schema } from './schema';

/** In this order: none reads what a later one emits. */
export const linkers: readonly Linker[] = [
  schema,
  manifests,
  pipelines,
  processes,
  environmentReads,
  environments,
  literals,
  routes,
  effects,
  outbound,
  payloads,
];
