// Catches rows copied by INSERT … SELECT in a migration that no transaction protects.
// When a later statement fails, the rows stay; the migration is run again, and every row is there twice.
// bad:  INSERT INTO accounts (user_id) SELECT id FROM users;   -- MySQL, or a migration outside a transaction
// good: INSERT … SELECT … WHERE NOT EXISTS (…), or ON CONFLICT DO NOTHING
import { onMySql } from './examples';
import { operationRule } from './operationRule';
import { runsInTransaction } from './server';

const tables =
  'CREATE TABLE users (id bigint PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE accounts (id bigint AUTO_INCREMENT PRIMARY KEY, user_id bigint) ENGINE=InnoDB;';

export const backfillNotIdempotent = operationRule({
  id: 'migration/backfill-not-idempotent',
  ops: ['rows.insert'],
  yieldsTo: ['migration/backfill-with-schema-change'],
  meta: {
    title: 'Copy of rows that cannot be run again',
    why: 'No transaction takes the rows back when a later statement of the migration fails. It is run again after the repair, and inserts every row a second time.',
    todo: 'Leave out what is there already (NOT EXISTS, ON CONFLICT DO NOTHING, INSERT IGNORE), or make it the only statement of its migration.',
    severity: 'warning',
    examples: [
      onMySql({
        title: 'A failure after the copy leaves the rows behind',
        before: tables,
        pending:
          'INSERT INTO `accounts` (`user_id`) SELECT `id` FROM `users`;\nUPDATE `accounts` SET `user_id` = 0 WHERE `user_id` IS NULL AND `id` < 10;',
        expect: ['migration/backfill-not-idempotent'],
      }),
      onMySql({
        title: 'Rows that are there already are left out',
        before: tables,
        pending:
          'INSERT INTO `accounts` (`user_id`) SELECT `id` FROM `users` WHERE NOT EXISTS (SELECT 1 FROM `accounts` a WHERE a.`user_id` = `users`.`id`);\nUPDATE `accounts` SET `user_id` = 0 WHERE `user_id` IS NULL AND `id` < 10;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.options?.source !== 'select' || op.options.from === undefined || op.idempotent || op.alone) return undefined;
    if (op.tableState === 'new' || runsInTransaction(op, policy)) return undefined;
    return { what: `rows of ${op.options.from} are copied into ${op.table} without a guard against a second run` };
  },
});
