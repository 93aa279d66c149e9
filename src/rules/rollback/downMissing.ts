// Catches a migration that takes something away or changes it, and has no down although its framework runs downs.
// When the release must go back, the schema stays at the new version while the old code comes back; nobody has written, let alone tried, what would undo it.
// bad:  exports.up = (knex) => knex.schema.renameTable('users', 'accounts'); exports.down = () => {};
// good: exports.down = (knex) => knex.schema.renameTable('accounts', 'users');
import type { Fact } from '../../core/fact';
import type { Edit, Fix } from '../../core/finding';
import { defineRule } from '../../core/rule';
import { fileSpan } from '../../core/span';
import { dialectOf, type Op } from '../migration/server';
import { isAdditive } from './additive';
import { inverseOf } from './inverse';
import { migrationSteps } from './migrationSteps';

type Declared = Fact<'migration.declared'>;

export const downMissing = defineRule({
  id: 'rollback/down-missing',
  meta: {
    title: 'Migration without a way back',
    why: 'The framework can take migrations back, but this one changes or removes something and has nothing to undo it. A rollback leaves the old code with the new schema.',
    todo: 'Write the down, or say in the migration why there is none; a team that only rolls forward says so once: rollback.migrations: roll-forward in the policy.',
    severity: 'warning',
    examples: [
      {
        title: 'A column is renamed and the down is empty',
        head: {
          'db/migrations/20260102000000_rename.sql':
            '-- migrate:up\nALTER TABLE users RENAME COLUMN nick TO nickname;\n\n-- migrate:down\n',
        },
        expect: ['rollback/down-missing'],
      },
      {
        title: 'A column is only added: the old code can live with it',
        head: {
          'db/migrations/20260102000000_add.sql':
            '-- migrate:up\nALTER TABLE users ADD COLUMN nickname text;\n\n-- migrate:down\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['migration.declared', 'ddl.resolved'],
  within: 'database',
  by: (fact) => (fact.kind === 'migration.declared' ? fact.id : fact.pending ? fact.migration : []),
  judge(c, policy) {
    const ops = c.head.of('ddl.resolved').filter((op) => op.pending);
    const declared = c.head.of('migration.declared');
    const up = declared.find((fact) => fact.direction === 'up');
    const down = declared.find((fact) => fact.direction === 'down');
    if (!up || ops.length === 0 || (down && !down.empty)) return undefined;
    if (policy.rollback?.migrations === 'roll-forward') return undefined;
    if (up.downs === 'none' || (up.downs === 'optional' && policy.rollback?.migrations !== 'down')) return undefined;
    if (up.irreversibleBecause !== undefined || down?.irreversibleBecause !== undefined) return undefined;
    const changes = ops.filter((op) => !isAdditive(op));
    const first = changes[0];
    if (!first) return undefined;
    return {
      what: `${up.id} does more than add, and ${down ? 'its down is empty' : 'has no down'}`,
      subject: `migration ${up.id}`,
      at: down?.at ?? up.at,
      evidence: changes
        .slice(0, 5)
        .map((op) => ({ at: op.at, note: `${told(op.op)} ${op.table ?? op.object ?? ''}`.trim() })),
      fixes: generated(up, down, ops, dialectOf(first, policy)),
    };
  },
  steps(c, policy) {
    return migrationSteps(c, policy);
  },
});

/** `column.drop` → `drops a column of`, `view.drop` → `drops view`, `rows.insert` → `inserts rows into`. */
function told(op: string): string {
  const [thing = '', verb = ''] = op.split('.');
  const verbs = verb.endsWith('y') ? `${verb.slice(0, -1)}ies` : `${verb}s`;
  // These have a name of their own; the others are told by their table.
  if (/^(?:table|view|type|schema)$/.test(thing)) return `${verbs} ${thing}`;
  return thing === 'rows'
    ? `${verbs} rows ${verb === 'insert' ? 'into' : 'of'}`
    : `${verbs} ${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing} of`;
}

function generated(up: Declared, down: Declared | undefined, ops: readonly Op[], dialect: Op['dialect']): Fix[] {
  const inverse = inverseOf(ops, dialect);
  if (inverse.statements.length === 0 || inverse.unknown.length > 0) return [];
  const notes = inverse.lost.map((note) => `-- does not restore ${note}\n`).join('');
  const text = `${notes}${inverse.statements.map((sql) => `${sql};`).join('\n')}\n`;
  const edit = placeOf(up, down, text);
  return edit ? [{ title: 'Write the down from what the up does', safe: false, edits: [edit] }] : [];
}

function placeOf(up: Declared, down: Declared | undefined, text: string): Edit | undefined {
  const { file } = up.at;
  if (down && file.endsWith('.sql')) {
    const { end, endLine, endColumn } = down.at;
    return {
      at: { file: down.at.file, start: end, end, line: endLine, column: endColumn, endLine, endColumn },
      text: `\n${text}`,
    };
  }
  if (file.endsWith('.up.sql')) return { at: fileSpan(file.replace(/\.up\.sql$/, '.down.sql')), text };
  return file.endsWith('/up.sql') ? { at: fileSpan(file.replace(/up\.sql$/, 'down.sql')), text } : undefined;
}
