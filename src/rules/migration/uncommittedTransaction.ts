// Catches BEGIN that nothing commits.
// When the connection closes, everything since BEGIN is rolled back, while the runner believes that the migration has run.
// bad:  BEGIN; CREATE TABLE notes (id bigint PRIMARY KEY);
// good: BEGIN; CREATE TABLE notes (id bigint PRIMARY KEY); COMMIT;
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const uncommittedTransaction = operationRule({
  id: 'migration/uncommitted-transaction',
  ops: ['session.begin'],
  yieldsTo: ['migration/nested-transaction'],
  meta: {
    title: 'Transaction that is never committed',
    why: 'What follows BEGIN is rolled back when the connection closes, or keeps its locks while it stays open; the runner may record the migration as done.',
    todo: 'Commit at the end, or leave the transaction to the runner.',
    severity: 'warning',
    examples: [
      {
        title: 'COMMIT is missing',
        head: {
          'db/migrations/20260201000000_notes.sql':
            '-- migrate:up transaction:false\nBEGIN;\nCREATE TABLE notes (id bigserial PRIMARY KEY);\n\n-- migrate:down transaction:false\n',
        },
        expect: ['migration/uncommitted-transaction'],
      },
      onPostgres({ title: 'The runner commits', pending: 'CREATE TABLE notes (id bigint PRIMARY KEY);', expect: [] }),
    ],
  },
  judge(op) {
    return op.uncommitted
      ? { what: `BEGIN in ${op.migration} is never committed`, subject: `migration ${op.migration}` }
      : undefined;
  },
});
