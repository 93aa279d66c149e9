import type { Fact } from '../core/fact';
import type { FactView, ScopeLinker, Scopes } from '../core/link';
import { directoryOf, isInside } from '../core/path';
import { compareText } from '../core/span';

/**
 * Who shares a database or an environment. A path belongs to the deepest service root above it; what lies in a library
 * belongs to every service whose package depends on it, at any distance.
 */
export const services: ScopeLinker = {
  name: 'services',
  reads: ['service.declared', 'package.declared', 'migration.declared'],
  scopes,
};

/** All that the scopes follow from, without the places where it is written. */
interface Parts {
  roots: readonly string[];
  isLibrary: ReadonlySet<string>;
  names: ReadonlyMap<string, string>;
  /** Library root → services that depend on it. */
  users: ReadonlyMap<string, readonly string[]>;
  databases: readonly string[];
}

/** Settled: most edits of a manifest or a migration move a line and no scope. */
export function scopeParts(view: FactView): Parts {
  return view.settled('parts of the scopes', () => {
    const packages = view.of('package.declared').filter((fact) => fact.name !== '');
    const running = view.of('service.declared').filter((fact) => fact.serves !== 'library');
    const roots = [...new Set(running.map((fact) => fact.root))].sort(compareText);
    const isService = new Set(roots);
    return {
      roots,
      isLibrary: new Set(packages.map((fact) => fact.root).filter((root) => !isService.has(root))),
      names: namesOf(running, packages),
      users: usersOf(packages, isService),
      // A configured folder without migrations joins nothing.
      databases: [...new Set(view.of('migration.declared').map((fact) => fact.database))].sort(compareText),
    };
  });
}

function scopes(view: FactView): Scopes {
  const { roots, isLibrary, names, users, databases } = scopeParts(view);
  const isService = new Set(roots);

  const owners = new Map<string, { services: readonly string[]; shared: boolean }>();
  const ownerOf = (folder: string): { services: readonly string[]; shared: boolean } => {
    let owner = owners.get(folder);
    if (!owner) {
      const dependents = users.get(folder);
      owner = isService.has(folder)
        ? { services: [folder], shared: false }
        : isLibrary.has(folder) && dependents
          ? { services: dependents, shared: true }
          : folder === ''
            ? { services: [''], shared: false }
            : ownerOf(directoryOf(folder));
      owners.set(folder, owner);
    }
    return owner;
  };

  const holders = databases.map((database) => ({ database, services: new Set(ownerOf(database).services) }));
  const databasesOf = new Map<string, readonly string[]>();

  return {
    roots,
    services: (path) => ownerOf(directoryOf(path)).services,
    shared: (path) => ownerOf(directoryOf(path)).shared,
    databases(path) {
      if (databases.length <= 1) return databases;
      const folder = directoryOf(path);
      let mine = databasesOf.get(folder);
      if (!mine) {
        const { services: using } = ownerOf(folder);
        mine = holders
          .filter((holder) => using.some((service) => holder.services.has(service)))
          .map((holder) => holder.database);
        databasesOf.set(folder, mine);
      }
      return mine;
    },
    nameOf: (root) => names.get(root) ?? (root === '' ? 'repository' : root),
  };
}

/** The manifest knows the name best, then whatever declared the service first. */
function namesOf(
  running: readonly Fact<'service.declared'>[],
  packages: readonly Fact<'package.declared'>[],
): Map<string, string> {
  const names = new Map<string, string>();
  for (const fact of packages) if (!names.has(fact.root)) names.set(fact.root, fact.name);
  for (const fact of running) if (!names.has(fact.root)) names.set(fact.root, fact.name);
  return names;
}

/** Library root → roots of the services that depend on it, sorted; libraries that no service uses are left out. */
function usersOf(
  packages: readonly Fact<'package.declared'>[],
  isService: ReadonlySet<string>,
): Map<string, readonly string[]> {
  const rootOf = new Map<string, string>();
  for (const fact of packages) if (!rootOf.has(fact.name)) rootOf.set(fact.name, fact.root);
  // Bundled applications list what they bundle among the development dependencies; for libraries these are tools.
  const next = new Map<string, string[]>();
  for (const fact of packages) {
    const wanted = isService.has(fact.root)
      ? [...Object.keys(fact.dependencies), ...Object.keys(fact.devDependencies)]
      : Object.keys(fact.dependencies);
    next.set(
      fact.root,
      // A package above this one is the workspace, not a part of it: the name means the published package.
      wanted.flatMap((name) => rootOf.get(name) ?? []).filter((root) => !isInside(fact.root, root)),
    );
  }
  const users = new Map<string, Set<string>>();
  for (const service of [...isService].sort(compareText)) {
    const seen = new Set<string>([service]);
    const open = [service];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const root of next.get(at) ?? []) {
        if (seen.has(root)) continue;
        seen.add(root);
        // A service that another one depends on is a release of its own.
        if (isService.has(root)) continue;
        users.set(root, (users.get(root) ?? new Set()).add(service));
        open.push(root);
      }
    }
  }
  return new Map([...users].map(([root, set]) => [root, [...set].sort(compareText)]));
}
