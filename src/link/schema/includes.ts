import type { Fact } from '../../core/fact';

/**
 * The order of changeSets that Liquibase includes from one changelog in another: `order` of such a runner names files, and folders
 * with a slash at their end, in place of migrations. Nothing for a migration that no changelog includes.
 */
export function includeOrders(
  runners: readonly Fact<'runner.configured'>[],
  database: string,
): (migration: Fact<'migration.declared'>) => string | undefined {
  const parents = new Map<string, { parent: string; place: string }>();
  for (const fact of runners) {
    if (fact.tool !== 'liquibase' || !fact.order) continue;
    const parent = below(fact.at.file, database);
    for (const [path, place] of Object.entries(fact.order))
      if (!parents.has(path)) parents.set(path, { parent, place });
  }
  if (parents.size === 0) return () => undefined;
  const orderOf = (file: string, seen: readonly string[]): string => {
    if (seen.includes(file)) return file;
    const exact = parents.get(file);
    if (exact) return `${orderOf(exact.parent, [...seen, file])}/${exact.place}`;
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = parents.get(file.slice(0, at + 1));
      if (folder && folder.parent !== file)
        return `${orderOf(folder.parent, [...seen, file])}/${folder.place} ${file.slice(at + 1)}`;
    }
    return file;
  };
  return (migration) => {
    if (migration.tool !== 'liquibase') return undefined;
    const file = below(migration.at.file, database);
    return `${orderOf(file, [])}/${migration.order.slice(migration.order.lastIndexOf(' ') + 1)}`;
  };
}

function below(path: string, database: string): string {
  return database !== '' && path.startsWith(`${database}/`) ? path.slice(database.length + 1) : path;
}
