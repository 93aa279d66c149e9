// Catches a unique index or constraint on columns that already have rows.
// It fails on the first duplicate, when the release is under way; and the version that still runs may be writing duplicates.
// bad:  CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);   -- nobody has looked for duplicates
// good: the same after `SELECT email, count(*) … HAVING count(*) > 1` has found none
import { onPostgres, users } from './examples';
import { type Judgement, operationRule } from './operationRule';

export const uniqueOnExisting = operationRule({
  id: 'migration/unique-on-existing',
  ops: ['index.create', 'constraint.create'],
  yieldsTo: [
    'migration/index-not-concurrent',
    'migration/unique-constraint-builds-index',
    'migration/concurrently-in-transaction',
  ],
  meta: {
    title: 'Uniqueness demanded of rows that exist',
    why: 'The statement fails on the first duplicate, in the middle of the release. The version that still runs may go on writing them, and its INSERTs fail afterwards.',
    todo: 'Count the duplicates before the release (the plan has the query), and make sure that no running version writes them.',
    severity: 'warning',
    examples: [
      onPostgres({
        title: 'Nobody knows whether there are duplicates',
        before: users,
        pending: 'CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);',
        expect: ['migration/unique-on-existing'],
      }),
      onPostgres({
        title: 'Fewer columns were unique already',
        before: `${users}\nCREATE UNIQUE INDEX users_email ON users (email);`,
        pending: 'CREATE UNIQUE INDEX CONCURRENTLY users_email_nickname ON users (email, nickname);',
        expect: [],
      }),
    ],
  },
  judge(op): Judgement | undefined {
    const unique =
      op.op === 'index.create' ? op.unique === true : op.constraint === 'unique' && op.usingIndex === undefined;
    if (!unique || op.tableState === 'new' || op.provenUnique || op.objectState === 'new') return undefined;
    const columns = op.columns ?? [];
    const partial = op.expression === undefined ? '' : ' where its condition holds';
    return {
      what: `${op.table} (${columns.join(', ') || 'an expression'}) becomes unique${partial}: it fails on duplicates`,
      ...(columns.length > 0
        ? {
            todo: `${this.meta.todo} SELECT ${columns.join(', ')}, count(*) FROM ${op.table} GROUP BY ${columns.join(', ')} HAVING count(*) > 1`,
          }
        : {}),
    };
  },
});
