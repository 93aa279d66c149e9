import { fold } from './fold';
import type { Folding, Operation } from './folding';
import type { Migration } from './history';
import { copyWhole } from './slices';
import { createSchema, type Schema } from './state';

interface Snapshot {
  /** Settings of the runner that decide which operations share a transaction. */
  runner: string;
  migrations: readonly Migration[];
  schema: Schema;
}

/** By the first operation: facts are never changed in place, so the same operations leave the same schema. */
const snapshots = new WeakMap<Operation, Snapshot>();

/** The schema that migrations leave behind that have run, as a copy that may be changed. */
export function schemaAfter(
  migrations: readonly Migration[],
  runner: string,
  unitOf: (op: Operation, migration: Migration) => string | undefined,
): Schema {
  const first = migrations.find((migration) => migration.up.length > 0)?.up[0];
  if (!first) return createSchema();
  const known = snapshots.get(first);
  if (known?.runner === runner && alike(known.migrations, migrations)) return copyWhole(known.schema);
  const schema = createSchema();
  for (const migration of migrations) {
    const folding: Folding = { schema, migration: migration.id };
    for (const op of migration.up) fold(folding, op, unitOf(op, migration));
  }
  snapshots.set(first, { runner, migrations, schema });
  return copyWhole(schema);
}

/** Everything that folding asks of a migration. */
function alike(a: readonly Migration[], b: readonly Migration[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as Migration;
      return (
        one.id === other.id &&
        one.outside === other.outside &&
        one.declared?.transaction === other.declared?.transaction &&
        one.up.length === other.up.length &&
        one.up.every((op, at) => op === other.up[at])
      );
    })
  );
}
