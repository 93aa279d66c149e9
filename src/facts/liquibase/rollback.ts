import { type Around, createScript, type Script } from '../codeMigrations/script';
import { about, writeChange, writeSql } from './changes';
import type { Item } from './items';

export interface Rollback {
  script: Script;
  /** Where it is told; of one that Liquibase makes itself, the changeSet. */
  at: readonly [number, number];
  /** What it is made of. */
  items: readonly Item[];
  /** The author says that there is nothing to take back. */
  none: boolean;
}

/** What takes a changeSet back: what is written for it, or what Liquibase knows to undo when it knows that of every change. */
export function writeRollback(
  set: Item,
  around: Around,
  inverses: readonly (readonly string[] | undefined)[],
): Rollback | undefined {
  const script = createScript();
  const written = set.children.filter(({ name }) => name === 'rollback');
  const [first] = written;
  if (first) {
    let none = true;
    for (const item of written) {
      const changes = item.children.filter(({ name }) => !about.has(name));
      for (const change of changes) writeChange(change, script, around);
      if (item.get('changeSetId') !== undefined) {
        script.unknown({ range: item.range }, around, 'a rollback by another changeSet is not read');
        none = false;
      } else if (changes.length === 0 && item.text()) {
        writeSql(item, script, around);
        none = false;
      } else if (changes.some(({ name }) => name !== 'empty')) none = false;
    }
    return { script, at: first.range, items: written, none };
  }
  if (inverses.length === 0 || inverses.some((inverse) => inverse === undefined)) return undefined;
  const node = { range: set.head };
  for (const inverse of [...inverses].reverse()) for (const sql of inverse ?? []) script.write(node, around, [sql]);
  return script.size === 0 ? undefined : { script, at: set.head, items: [], none: false };
}
