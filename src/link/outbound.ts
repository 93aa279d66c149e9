import type { Linker } from '../core/link';
import { callsIn } from './calls';

/** Calls that leave the process, in the files that name a client of a system outside it. */
export const outbound: Linker = {
  name: 'outbound',
  reads: ['module.imported', 'route.declared', 'package.declared'],
  emits: ['call.resolved'],
  roots: (view) => [...new Set(view.of('module.imported').map((fact) => fact.at.file))],
  link: (root, view) => ({ facts: callsIn(root, view) }),
};
