// Catches a foreign key without an index on the columns that refer.
// Each DELETE or key UPDATE of the parent reads the whole child to look for rows that still refer to it.
// bad:  ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
// good: CREATE INDEX CONCURRENTLY orders_customer_id ON orders (customer_id);   -- before or after it
import { onPostgres, orders } from './examples';
import { operationRule } from './operationRule';
import { isMySql } from './server';

const key =
  'ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;';

export const fkWithoutIndex = operationRule({
  id: 'migration/fk-without-index',
  ops: ['constraint.create'],
  yieldsTo: ['migration/foreign-key-validated-in-place'],
  meta: {
    title: 'Foreign key without an index',
    why: 'A DELETE or a key UPDATE in the parent has to look for rows that refer to it, and without an index it reads the whole child table each time.',
    todo: 'Build an index that starts with the columns of the key.',
    severity: 'note',
    sources: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
    examples: [
      onPostgres({
        title: 'Nothing indexes the column',
        before: orders,
        pending: key,
        expect: ['migration/fk-without-index'],
      }),
      onPostgres({
        title: 'An index is there already',
        before: `${orders}\nCREATE INDEX orders_customer_id ON orders (customer_id);`,
        pending: key,
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (op.constraint !== 'foreign-key' || !op.unindexed || isMySql(op, policy)) return undefined;
    const columns = (op.columns ?? []).join(', ');
    return {
      what: `${op.table} (${columns}) refers to ${op.references?.table ?? 'another table'} without an index on it`,
    };
  },
});
