// Catches an exclusion constraint on a table that exists.
// It always builds its index under an ACCESS EXCLUSIVE lock; there is no way to do it in two steps.
// bad:  ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);
// good: the same in a quiet window, with a lock_timeout
import { onPostgres } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, sizeSentence } from './server';

const bookings = 'CREATE TABLE bookings (room int, during tstzrange)';

export const exclusionConstraint = operationRule({
  id: 'migration/exclusion-constraint',
  ops: ['constraint.create'],
  meta: {
    title: 'Exclusion constraint added to a table with rows',
    why: 'The index is built and every row compared under an ACCESS EXCLUSIVE lock: reads and writes wait. It has no NOT VALID and no USING INDEX.',
    todo: 'Add it in a quiet window with a short lock_timeout, or on a new table that takes over.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE'],
    examples: [
      onPostgres({
        title: 'On a table with rows',
        before: `${bookings};`,
        pending: 'ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);',
        expect: ['migration/exclusion-constraint'],
      }),
      onPostgres({
        title: 'On a table of this release',
        pending: `${bookings};\nALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);`,
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.constraint !== 'exclude' || op.tableState === 'new') return undefined;
    return {
      what: `EXCLUDE ${op.object ?? ''} compares all rows in place: reads and writes on ${op.table} wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
    };
  },
});
