// Catches a column that may be NULL from now on.
// The version that still runs was written for a column that always has a value; and the way back fails once there are NULLs.
// bad:  ALTER TABLE users ALTER COLUMN email DROP NOT NULL;   -- and the new version writes NULLs at once
// good: first a version that can read NULL, then the change, then a version that writes it
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);';

export const dropNotNull = operationRule({
  id: 'migration/drop-not-null',
  ops: ['column.alter'],
  yieldsTo: ['migration/type-change-rewrites', 'migration/copy-algorithm'],
  meta: {
    title: 'Column may be NULL from now on',
    why: 'The version that still runs may meet NULL where it never did, and SET NOT NULL on the way back fails once there is one.',
    todo: 'Make sure that the version that still runs can read NULL before the new one writes it.',
    severity: 'note',
    examples: [
      onPostgres({
        title: 'NOT NULL is dropped',
        before: users,
        pending: 'ALTER TABLE users ALTER COLUMN email DROP NOT NULL;',
        expect: ['migration/drop-not-null'],
      }),
      onPostgres({
        title: 'The column is of this release',
        before: users,
        pending:
          "ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en';\nALTER TABLE users ALTER COLUMN locale DROP NOT NULL;",
        expect: [],
      }),
    ],
  },
  judge(op) {
    const drops =
      op.action === 'drop-not-null' ||
      (op.action === 'modify' && op.before?.nullable === false && op.nullable !== false);
    if (!drops || op.tableState === 'new' || op.objectState === 'new' || op.before?.nullable === true) return undefined;
    return { what: `${op.table}.${op.column} may be NULL from now on: the running version may not expect it` };
  },
});
