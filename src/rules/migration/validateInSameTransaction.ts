// Catches VALIDATE CONSTRAINT in the transaction that added the constraint NOT VALID.
// The lock of ADD CONSTRAINT is held until the transaction ends, so the scan of VALIDATE runs under it: the two steps have become one again.
// bad:  ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c;   -- one migration, one transaction
// good: two migrations that the runner commits one by one
import { onPostgres, orders } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, runnerOf, runsInTransaction, sizeSentence } from './server';

export const validateInSameTransaction = operationRule({
  id: 'migration/validate-in-same-transaction',
  ops: ['constraint.validate'],
  meta: {
    title: 'Constraint validated in the transaction that added it',
    why: 'The lock that ADD CONSTRAINT took is held until the transaction ends, so VALIDATE reads the whole table under it. NOT VALID has gained nothing.',
    todo: 'Move VALIDATE CONSTRAINT into a migration that runs in a transaction of its own.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'Both steps in one migration',
        before: orders,
        pending:
          'ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total;',
        expect: ['migration/validate-in-same-transaction'],
      }),
      onPostgres({
        title: 'The constraint was added by a migration before',
        before: `${orders}\nALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0) NOT VALID;`,
        pending: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_total;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isPostgres(op, policy) || op.addedHere === undefined || op.tableState === 'new') return undefined;
    // What a migration without transaction adds here, the same statement adds.
    if (!runsInTransaction(op, policy) && op.inTransaction) return undefined;
    const all = runnerOf(op, policy) === 'all' ? ` (${op.tool} runs all pending migrations in one)` : '';
    return {
      what: `${op.object} on ${op.table} is validated in the transaction that adds it: it scans under the lock`,
      why: `${this.meta.why.replace('transaction ends', `transaction ends${all}`)} ${sizeSentence(op.table, policy)}`,
      evidence: [{ at: op.addedHere, note: `${op.object} is added NOT VALID here` }, ...evidenceOf(op)],
    };
  },
});
