// Catches TRUNCATE of a table that exists.
// All rows are gone; with CASCADE, those of every table that refers to it as well.
// bad:  TRUNCATE sessions CASCADE;
// good: delete in batches what may go, after a backup, outside the release
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { sizeSentence } from './server';

export const truncate = operationRule({
  id: 'migration/truncate',
  ops: ['rows.truncate'],
  meta: {
    title: 'Table emptied',
    why: 'All rows are gone at once, under an ACCESS EXCLUSIVE lock, and no down brings them back.',
    todo: 'Delete what may go in batches, after a backup, outside the release.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-truncate.html'],
    examples: [
      onPostgres({
        title: 'A table with rows is emptied',
        before: users,
        pending: 'TRUNCATE users;',
        expect: ['migration/truncate'],
      }),
      onPostgres({
        title: 'A table of this release is emptied',
        pending: 'CREATE TABLE notes (id bigint PRIMARY KEY);\nTRUNCATE notes;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.tableState === 'new') return undefined;
    return {
      what: `TRUNCATE empties ${op.table}${op.cascade ? ' and, by CASCADE, every table that refers to it' : ''}`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: [...(op.keptCopy ? [op.keptCopy] : []), ...evidenceOf(op)],
    };
  },
});
