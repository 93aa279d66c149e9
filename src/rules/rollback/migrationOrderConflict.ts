// Catches a new migration that shares its version with another one, or sorts before one that has already been merged.
// Which of two equals runs first is chance; a late one is skipped without a word, or stops the runner, depending on the tool.
// bad:  20260110_add_b.sql is merged after 20260112_add_c.sql has run
// good: rename it to a version after the last merged one before you merge it
import { defineRule } from '../../core/rule';
import { lateArrival } from '../../knowledge/migrationRunners';

const flyway = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, sql]) => [`db/migration/${name}.sql`, `${sql}\n`]));
const first = { V1__users: 'CREATE TABLE users (id bigint PRIMARY KEY);' };

export const migrationOrderConflict = defineRule({
  id: 'rollback/migration-order-conflict',
  meta: {
    title: 'Order of migrations is not certain',
    why: 'Databases apply the same migrations in different orders, or one of them never.',
    todo: 'Rename the new migration so that it comes after every one that is merged.',
    severity: 'warning',
    examples: [
      {
        title: 'Two branches took the same number',
        base: flyway({ ...first, V2__locale: 'ALTER TABLE users ADD COLUMN locale text;' }),
        head: flyway({
          ...first,
          V2__locale: 'ALTER TABLE users ADD COLUMN locale text;',
          V2__plan: 'ALTER TABLE users ADD COLUMN plan text;',
        }),
        expect: ['rollback/migration-order-conflict'],
      },
      {
        title: 'The new one comes last',
        base: flyway(first),
        head: flyway({ ...first, V2__locale: 'ALTER TABLE users ADD COLUMN locale text;' }),
        expect: [],
      },
    ],
  },
  reads: ['migration.declared', 'ddl.resolved'],
  within: 'database',
  by(fact) {
    if (fact.kind === 'ddl.resolved') return fact.pending && fact.orderedBefore ? `late ${fact.migration}` : [];
    return fact.direction === 'up' && !/^[RB]/.test(fact.id) ? `version ${fact.order}` : [];
  },
  judge(c) {
    const late = c.head.of('ddl.resolved')[0];
    if (late?.orderedBefore) {
      const how = lateArrival[late.tool];
      return {
        what: `${late.migration} sorts before ${late.orderedBefore.migration}, which is merged already`,
        ...(how === undefined ? {} : { why: `${this.meta.why} Where the later one has run: ${how}.` }),
        subject: `migration ${late.migration}`,
        at: late.at,
        evidence: [{ at: late.orderedBefore.at, note: `${late.orderedBefore.migration} is in the base` }],
      };
    }
    const declared = c.head.of('migration.declared');
    const merged = new Set(c.base.of('migration.declared').map((fact) => place(fact)));
    const fresh = declared.find((fact) => !merged.has(place(fact)));
    const other = declared.find((fact) => fresh !== undefined && place(fact) !== place(fresh));
    if (!fresh || !other) return undefined;
    return {
      what: `${nameOf(fresh)} and ${nameOf(other)} have the same version`,
      subject: `migration ${fresh.id}`,
      at: fresh.at,
      evidence: [{ at: other.at, note: 'has the same version' }],
    };
  },
});

/** Two files of one version are two migrations, whatever the tool calls them. */
function place(fact: { id: string; at: { file: string } }): string {
  return `${fact.id} ${fact.at.file}`;
}

function nameOf(fact: { at: { file: string } }): string {
  return fact.at.file.slice(fact.at.file.lastIndexOf('/') + 1).replace(/\.sql$/, '');
}
