// Catches a constraint on a domain.
// Changing it later checks every column of that domain in every table, under locks on all of them.
// bad:  CREATE DOMAIN email AS text CHECK (value LIKE '%@%');
// good: a CHECK on each table, which can be replaced one by one
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

export const domainConstraint = operationRule({
  id: 'migration/domain-constraint',
  ops: ['type.create', 'type.alter'],
  meta: {
    title: 'Constraint on a domain',
    why: 'A change of the constraint checks each column of that domain in each table at once, and a new column of the domain rewrites its table.',
    todo: 'Put the CHECK on the tables that need it.',
    severity: 'note',
    off: true,
    sources: ['https://www.postgresql.org/docs/current/sql-createdomain.html'],
    examples: [
      onPostgres({
        title: 'A domain that checks its values',
        pending: "CREATE DOMAIN email AS text CHECK (value LIKE '%@%');",
        expect: ['migration/domain-constraint'],
      }),
      onPostgres({ title: 'A domain that is only a name', pending: 'CREATE DOMAIN email AS text;', expect: [] }),
    ],
  },
  judge(op) {
    if (op.options?.sort !== 'domain') return undefined;
    const adds =
      op.op === 'type.create'
        ? op.constraint !== undefined || op.expression !== undefined || op.nullable === false
        : op.action === 'add-constraint';
    return adds
      ? { what: `domain ${op.object} has a constraint: changing it later checks every table that uses it` }
      : undefined;
  },
});
