import type { ScopeLinker } from '../core/link';

/** Who shares a database or an environment. */
export const services: ScopeLinker = {
  name: 'services',
  reads: ['service.declared', 'package.declared', 'runner.configured', 'migration.declared'],
  scopes() {
    return { services: () => [''], shared: () => false, databases: () => [''], nameOf: (root) => root, roots: [] };
  },
};
