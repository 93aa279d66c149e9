// Catches NOT NULL without a default on MySQL and MariaDB, which fills rows by itself.
// The server writes 0, an empty string or the first label where there was nothing, and nobody can tell these rows from real ones.
// bad:  ALTER TABLE users MODIFY age int NOT NULL;   -- not in strict mode: NULL becomes 0
// good: UPDATE the NULLs to what they mean, then MODIFY
import { onMySql } from './examples';
import { operationRule } from './operationRule';
import { isMySql } from './server';

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, age int) ENGINE=InnoDB;';

export const implicitUpdate = operationRule({
  id: 'migration/implicit-update',
  ops: ['column.create', 'column.alter'],
  yieldsTo: ['migration/required-column-added', 'migration/type-change-rewrites'],
  meta: {
    title: 'Rows filled by the server',
    why: 'For a column that must have a value and has no default, the server writes 0, an empty string or the first label into the rows, unless strict mode stops it.',
    todo: 'Say the value: give the column a default, or update the rows before it becomes NOT NULL.',
    severity: 'warning',
    sources: ['https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html'],
    examples: [
      onMySql({
        title: 'NULLs become 0 without a word',
        before: users,
        pending: 'ALTER TABLE `users` MODIFY `age` int NOT NULL;',
        expect: ['migration/implicit-update'],
      }),
      onMySql({
        title: 'The default says the value',
        before: users,
        pending: 'ALTER TABLE `users` ADD COLUMN `level` int NOT NULL DEFAULT 1;',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    if (!isMySql(op, policy) || op.tableState === 'new' || op.nullable !== false || op.generated !== undefined)
      return undefined;
    const name = `${op.table}.${op.column}`;
    if (op.op === 'column.alter') {
      if (op.action !== 'modify' || op.before?.nullable !== true) return undefined;
      return {
        what: `${name} becomes NOT NULL: it fails on NULLs, or the server fills them with ${zeroOf(op.type)}`,
        why: 'In strict mode the statement stops at the first NULL. Otherwise the server writes a value of its own, and nobody can tell those rows from real ones.',
      };
    }
    if (op.default !== undefined && op.default !== 'none') return undefined;
    return { what: `${name} is added NOT NULL without a default: the server fills it with ${zeroOf(op.type)}` };
  },
});

function zeroOf(type: string | undefined): string {
  if (/int|decimal|numeric|float|double|bit/i.test(type ?? '')) return '0';
  if (/^enum/i.test(type ?? '')) return 'the first label';
  return /date|time/i.test(type ?? '') ? 'a zero date' : "''";
}
