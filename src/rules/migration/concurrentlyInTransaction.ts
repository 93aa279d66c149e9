// Catches statements that PostgreSQL refuses inside a transaction, in a migration that runs in one: by its own BEGIN or by its runner's.
// The migration fails at that statement (25001), after the ones before it have taken their locks; the deployment stops there.
// bad:  BEGIN; CREATE INDEX CONCURRENTLY orders_user_id ON orders (user_id); COMMIT;
// good: the same statement alone, in a migration that says that it runs outside a transaction
import type { Policy } from '../../core/policy';
import { addValueInTransactionSince } from '../../knowledge/locks';
import { outsideTransaction } from '../../knowledge/migrationRunners';
import { fixOf, outsideTransactionEdit } from './edits';
import { operationRule } from './operationRule';
import { isOlder, isPostgres, type Op, runnerOf, runsInTransaction } from './server';

export const concurrentlyInTransaction = operationRule({
  id: 'migration/concurrently-in-transaction',
  ops: [
    'index.create',
    'index.drop',
    'index.refresh',
    'partition.detach',
    'session.maintain',
    'schema.create',
    'schema.drop',
    'schema.alter',
    'extension.create',
    'extension.drop',
    'value.create',
    'rows.insert',
    'rows.update',
    'column.create',
    'column.alter',
  ],
  meta: {
    title: 'Statement that is refused inside a transaction',
    why: 'The server refuses it (25001, cannot run inside a transaction block), so the migration fails and the release stops half-way.',
    todo: 'Run the statement outside a transaction, in a migration of its own.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
    examples: [
      {
        title: 'dbmate wraps the migration in a transaction',
        head: {
          'db/migrations/20260102000000_index.sql':
            '-- migrate:up\nCREATE INDEX CONCURRENTLY orders_user_id ON orders USING btree (user_id);\n\n-- migrate:down\nDROP INDEX CONCURRENTLY orders_user_id;\n',
          'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
        },
        expect: ['migration/concurrently-in-transaction'],
      },
      {
        title: 'The file says that it runs outside a transaction',
        head: {
          'db/migrations/20260102000000_index.sql':
            '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY orders_user_id ON orders USING btree (user_id);\n\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY orders_user_id;\n',
          'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
        },
        expect: [],
      },
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || !runsInTransaction(op, policy)) return undefined;
    if (op.freshLabel)
      return {
        what: `label '${op.freshLabel.label}' is used in the transaction that adds it: the server refuses it`,
        why: 'A new label of an enum cannot be used before the transaction that adds it has committed (55P04), so the migration fails and the release stops.',
        todo: 'Add the label in a migration of its own, which is committed before the one that uses it.',
        evidence: [{ at: op.freshLabel.at, note: 'the label is added here' }],
      };
    const statement = refused(op, policy);
    if (statement === undefined) return undefined;
    const whose =
      op.transaction === 0
        ? runnerOf(op, policy) === 'all'
          ? `${op.tool} runs all pending migrations in one transaction`
          : 'its migration runs in one'
        : 'BEGIN opens one before it';
    const how = op.transaction === 0 ? outsideTransaction[op.tool] : undefined;
    return {
      what: `${statement} is refused in a transaction, and ${whose}`,
      ...(how === undefined ? {} : { todo: `Run the statement outside a transaction: ${how}.` }),
      fixes:
        op.transaction === 0
          ? fixOf('Run this migration outside a transaction', false, [outsideTransactionEdit(op)])
          : [],
    };
  },
});

/** The statement by its name, when a transaction block refuses it. */
function refused(op: Op, policy: Policy): string | undefined {
  const options = op.options ?? {};
  switch (op.op) {
    case 'index.create':
      return op.concurrently ? 'CREATE INDEX CONCURRENTLY' : undefined;
    case 'index.drop':
      return op.concurrently ? 'DROP INDEX CONCURRENTLY' : undefined;
    case 'partition.detach':
      return op.concurrently ? 'DETACH PARTITION CONCURRENTLY' : undefined;
    case 'index.refresh':
      return op.concurrently ? 'REINDEX CONCURRENTLY' : undefined;
    case 'schema.create':
    case 'schema.drop':
      return options.sort === 'database' ? `${op.op === 'schema.drop' ? 'DROP' : 'CREATE'} DATABASE` : undefined;
    case 'schema.alter':
      return options.sort === 'system' ? 'ALTER SYSTEM' : undefined;
    case 'extension.create':
    case 'extension.drop':
      return options.sort === 'tablespace' || options.sort === 'subscription'
        ? `${op.op === 'extension.drop' ? 'DROP' : 'CREATE'} ${options.sort.toUpperCase()}`
        : undefined;
    case 'value.create':
      return op.objectState !== 'new' && isOlder(op, policy, addValueInTransactionSince)
        ? 'ALTER TYPE … ADD VALUE'
        : undefined;
    case 'session.maintain':
      return refusedMaintenance(op);
    default:
      return undefined;
  }
}

function refusedMaintenance(op: Op): string | undefined {
  const { verb, target } = op.options ?? {};
  if (verb === 'vacuum') return 'VACUUM';
  if (verb === 'cluster' && op.table === undefined) return 'CLUSTER of all tables';
  if (verb === 'reindex') {
    if (op.concurrently) return 'REINDEX CONCURRENTLY';
    return target === 'schema' || target === 'database' || target === 'system'
      ? `REINDEX ${target.toUpperCase()}`
      : undefined;
  }
  return verb === 'alter-system' ? 'ALTER SYSTEM' : undefined;
}
