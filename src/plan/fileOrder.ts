import type { FactsOf } from '../core/plan';
import type { Step } from '../core/step';
import { migrationOf } from './edges';

/** Migrations that run before the code: a tool applies them in the order of their files, whatever would be wiser. */
export function inFileOrder(steps: readonly Step[], facts: FactsOf): Step[] {
  const places = new Map<string, { database: string; order: number }>();
  for (const { pending, migration, database, order } of facts('ddl.resolved')) {
    if (!pending || order === undefined) continue;
    const known = places.get(migration);
    if (!known || (known.database === database && order < known.order)) places.set(migration, { database, order });
  }
  const late = (step: Step) => step.kind === 'backfill' && !step.withSchema?.always;
  const ordered = steps
    .filter((step) => step.phase === 'release' && ['expand', 'validate', 'backfill'].includes(step.kind))
    .flatMap((step) => {
      const place = places.get(migrationOf(step) ?? '');
      return place ? [{ step, ...place }] : [];
    })
    .sort((a, b) => a.order - b.order);
  const changed = new Map<string, Step>();
  const last = new Map<string, Step>();
  for (const [i, { step, database }] of ordered.entries()) {
    // What the code needs comes after it in the same folder: whoever applies that has applied this.
    const passed = ordered.slice(i + 1).some((other) => other.database === database && !late(other.step));
    if (late(step) && !passed) continue;
    const previous = last.get(database);
    const { withSchema } = step;
    changed.set(step.id, {
      ...step,
      ...(withSchema ? { title: withSchema.title, withSchema: { ...withSchema, always: true } } : {}),
      ...(previous && migrationOf(previous) !== migrationOf(step)
        ? { after: [...(step.after ?? []), previous.id] }
        : {}),
    });
    last.set(database, step);
  }
  return steps.map((step) => changed.get(step.id) ?? step);
}
