// Catches BEGIN and COMMIT that do not pair up, or that stand in a migration around which the runner opens a transaction itself.
// COMMIT then ends the runner's transaction early: what follows is not protected, and the record that the migration ran may be lost.
// bad:  -- migrate:up          (dbmate opens a transaction)
//       BEGIN; ALTER TABLE …; COMMIT;
// good: leave the transaction to the runner, or tell it not to open one
import { operationRule } from './operationRule';
import { isMySql, runnerOf } from './server';

const up = (sql: string, outside = '') => ({
  'db/migrations/20260201000000_change.sql': `-- migrate:up${outside}\n${sql}\n\n-- migrate:down${outside}\n`,
  'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
});

export const nestedTransaction = operationRule({
  id: 'migration/nested-transaction',
  ops: ['session.begin', 'session.commit'],
  meta: {
    title: 'Transaction inside the runner’s transaction',
    why: 'BEGIN inside a transaction does nothing, and the first COMMIT ends the transaction of the runner: a failure after it leaves half of the migration behind, and the runner may not know that it ran.',
    todo: 'Leave BEGIN and COMMIT to the runner, or tell it to run this migration outside a transaction.',
    severity: 'warning',
    examples: [
      {
        title: 'dbmate opens the transaction',
        head: up('BEGIN;\nCREATE TABLE notes (id bigint PRIMARY KEY);\nCOMMIT;'),
        expect: ['migration/nested-transaction'],
      },
      {
        title: 'dbmate is told not to',
        head: up('BEGIN;\nCREATE TABLE notes (id bigint PRIMARY KEY);\nCOMMIT;', ' transaction:false'),
        expect: [],
      },
    ],
  },
  judge(op, policy) {
    if (op.nesting === undefined || isMySql(op, policy)) return undefined;
    const begins = op.op === 'session.begin';
    if (op.nesting === 'runner') {
      if (runnerOf(op, policy) === 'none') return undefined;
      const word = begins ? 'BEGIN' : op.options?.sort === 'rollback' ? 'ROLLBACK' : 'COMMIT';
      return {
        what: begins
          ? `BEGIN in ${op.migration}: ${op.tool} has opened a transaction already`
          : `${word} in ${op.migration} ends the transaction that ${op.tool} opened`,
        subject: `migration ${op.migration}`,
      };
    }
    return {
      what: begins
        ? `BEGIN in ${op.migration} stands inside a transaction`
        : `COMMIT in ${op.migration} stands outside a transaction`,
      subject: `migration ${op.migration}`,
    };
  },
});
