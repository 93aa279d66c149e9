// Catches a label of an enum that is renamed.
// The version that still runs writes the old label, which the server now rejects, and meets one that it does not know.
// bad:  ALTER TYPE status RENAME VALUE 'open' TO 'active';
// good: add the new label, write it behind a flag, move the rows, and leave the old label alone
import { onPostgres } from './examples';
import { operationRule } from './operationRule';

const status = "CREATE TYPE status AS ENUM ('open', 'closed');";

export const renameEnumValue = operationRule({
  id: 'migration/rename-enum-value',
  ops: ['value.rename'],
  yieldsTo: ['migration/dropped-object-still-used'],
  meta: {
    title: 'Enum label renamed in one step',
    why: 'The version that still runs writes the old label, which is refused (22P02), and reads rows with a label that it does not know.',
    todo: 'Add the new label in one release, write it once every version knows it, move the rows, and leave the old label.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertype.html'],
    examples: [
      onPostgres({
        title: 'A label in use',
        before: status,
        pending: "ALTER TYPE status RENAME VALUE 'open' TO 'active';",
        expect: ['migration/rename-enum-value'],
      }),
      onPostgres({
        title: 'The type is of this release',
        pending: `${status}\nALTER TYPE status RENAME VALUE 'open' TO 'active';`,
        expect: [],
      }),
    ],
  },
  judge(op) {
    if (op.objectState === 'new') return undefined;
    return {
      what: `${op.object} label '${op.value}' is renamed to '${op.to}': the running version writes the old one`,
    };
  },
});
