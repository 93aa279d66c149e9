// Catches a migration that has been merged, and is edited, renamed or deleted now.
// Databases that have run it keep the old form, new ones get the other; runners with checksums stop, those without say nothing.
// bad:  a column is added to the migration that created the table last month
// good: a new migration adds the column
import { defineRule } from '../../core/rule';
import { onPostgres, users } from './../migration/examples';

const before = onPostgres({ title: '', before: users, pending: '', expect: [] }).base ?? {};
const [file = ''] = Object.keys(before);

export const migrationEdited = defineRule({
  id: 'rollback/migration-edited',
  meta: {
    title: 'Migration changed after it was merged',
    why: 'Where it has run, the old form stays; where it has not, the new one is applied. Schemas drift apart without an error, or the runner stops at a checksum.',
    todo: 'Take the edit back and write a new migration.',
    severity: 'blocker',
    examples: [
      {
        title: 'A column is added to a migration of the base',
        base: before,
        head: { [file]: `${users.replace('email text', 'email text, locale text')}\n` },
        expect: ['rollback/migration-edited'],
      },
      {
        title: 'Only a comment is added',
        base: before,
        head: { [file]: `-- who signs in\n${users}\n` },
        expect: [],
      },
    ],
  },
  reads: ['migration.declared', 'ddl.resolved'],
  within: 'database',
  by(fact) {
    if (fact.kind === 'ddl.resolved') return fact.renamedFrom ?? [];
    // Flyway runs repeatable migrations again whenever they change: that is what they are for.
    return fact.direction === 'up' && !/^R__/.test(fact.id) ? fact.id : [];
  },
  judge(c) {
    const was = c.base.of('migration.declared')[0];
    const is = c.head.of('migration.declared')[0];
    if (!was) return undefined;
    const subject = `migration ${was.id}`;
    if (is)
      return is.contentHash === was.contentHash
        ? undefined
        : { what: `migration ${was.id} is edited after it was merged`, subject, at: is.at };
    const renamed = c.head.of('ddl.resolved').find((op) => op.renamedFrom === was.id);
    if (renamed)
      return {
        what: `migration ${was.id} is renamed to ${renamed.migration}: the runner will run it again`,
        why: 'Runners know migrations by their name. Where the old name has run, the same statements run a second time and fail, or the runner stops because a migration is missing.',
        todo: 'Give the migration its old name back.',
        subject,
        at: { ...renamed.at, start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
        evidence: [{ at: was.at, note: `was ${was.id}` }],
      };
    return {
      what: `migration ${was.id} is deleted after it was merged`,
      why: 'A new database is built without it, one that has run it keeps what it made, and runners that compare both stop.',
      todo: 'Bring the file back; take back what it did by a new migration.',
      subject,
      at: was.at,
    };
  },
});
