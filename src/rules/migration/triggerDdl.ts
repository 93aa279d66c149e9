// Catches triggers that are made, dropped or switched on a table that exists.
// The lock is short, but it waits for running writes (DROP: for reads too) and holds up new ones.
// bad:  CREATE TRIGGER touch BEFORE UPDATE ON orders …;   -- without a lock_timeout
// good: SET lock_timeout = '2s'; CREATE TRIGGER …
import { onPostgres, orders } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isMySql, isPostgres } from './server';

const touch = 'CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();';

export const triggerDdl = operationRule({
  id: 'migration/trigger-ddl',
  ops: ['trigger.create', 'trigger.drop', 'trigger.alter'],
  yieldsTo: ['migration/work-while-holding-lock'],
  meta: {
    title: 'Trigger changed on a table in use',
    why: 'The statement waits for running transactions on the table, and new ones wait behind it. The trigger then acts on the writes of both versions.',
    todo: 'Set a short lock_timeout and retry; check that the version that still runs can live with the trigger.',
    severity: 'note',
    sources: [
      'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
      'https://dev.mysql.com/doc/refman/8.4/en/metadata-locking.html',
    ],
    examples: [
      onPostgres({
        title: 'A trigger on a table in use',
        before: orders,
        pending: touch,
        expect: ['migration/trigger-ddl'],
      }),
      onPostgres({
        title: 'A trigger on a table of this release',
        pending:
          'CREATE TABLE notes (id bigint PRIMARY KEY);\nCREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.tableState === 'new' || op.table === undefined || op.options?.sort === 'event') return undefined;
    const mysql = isMySql(op, policy);
    if (!mysql && !isPostgres(op, policy)) return undefined;
    const verb =
      op.op === 'trigger.create' ? 'created' : op.op === 'trigger.drop' ? 'dropped' : `${op.action ?? 'change'}d`;
    return {
      what: `trigger ${op.object ?? ''} is ${verb} on ${op.table}: ${mysql || op.blocks === 'all' ? 'reads and writes' : 'writes'} wait for the lock`,
      ...(mysql
        ? { todo: this.meta.todo.replace('lock_timeout and retry', 'lock_wait_timeout for the session and retry') }
        : {}),
      evidence: evidenceOf(op),
    };
  },
});
