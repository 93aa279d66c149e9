// Catches DDL of MySQL and MariaDB that copies the table, or that asks for a lock that keeps writers out.
// While the copy is made, every write to the table waits; on a large table that takes minutes to hours.
// bad:  ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;
// good: the same with gh-ost or pt-online-schema-change; for the rest, ALGORITHM=INSTANT or INPLACE as an assertion
import type { RuleId } from '../../core/finding';
import { onMySql } from './examples';
import { type Judgement, operationRule } from './operationRule';
import { isMySql, sizeSentence } from './server';

const specific: readonly RuleId[] = [
  'migration/foreign-key-validated-in-place',
  'migration/check-validated-in-place',
  'migration/type-change-rewrites',
  'migration/volatile-default-rewrites',
  'migration/generated-column-rewrites',
  'migration/required-column-added',
];

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(100), KEY by_name (name)) ENGINE=InnoDB;';

export const copyAlgorithm = operationRule({
  id: 'migration/copy-algorithm',
  ops: [
    'column.create',
    'column.drop',
    'column.alter',
    'column.rename',
    'index.create',
    'index.drop',
    'constraint.create',
    'constraint.drop',
    'table.alter',
    'table.rename',
  ],
  yieldsTo: specific,
  meta: {
    title: 'DDL that copies the table',
    why: 'The server builds a copy of the table and lets nobody write to it meanwhile.',
    todo: 'Use gh-ost or pt-online-schema-change; where an online form exists, write ALGORITHM=INSTANT or INPLACE, LOCK=NONE, so that the server refuses instead of copying.',
    severity: 'warning',
    sources: [
      'https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html',
      'https://mariadb.com/kb/en/innodb-online-ddl-overview/',
    ],
    examples: [
      onMySql({
        title: 'The character set of every column is converted',
        before: users,
        pending: 'ALTER TABLE `users` CONVERT TO CHARACTER SET utf8mb4;',
        expect: ['migration/copy-algorithm'],
      }),
      onMySql({
        title: 'A column at the end is added at once',
        before: users,
        pending: 'ALTER TABLE `users` ADD COLUMN `locale` varchar(5);',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (!isMySql(op, policy) || op.tableState === 'new' || op.algorithm === undefined) return undefined;
    if (op.algorithm !== 'COPY' && (op.leastLock === 'NONE' || op.leastLock === undefined)) return undefined;
    const copies = op.algorithm === 'COPY';
    const asked = /^(?:ALGORITHM|LOCK)=/.exec(op.because ?? '')
      ? `${op.because?.split(' ')[0]} on ${op.table}`
      : undefined;
    return {
      what: asked
        ? `${asked} makes ${op.leastLock === 'EXCLUSIVE' ? 'reads and writes' : 'writes'} wait`
        : `${op.table} is ${copies ? 'copied' : 'locked against writes'}: ${op.because ?? 'the change needs it'}`,
      why: `${copies ? this.meta.why : 'The server lets nobody write to the table until the statement is done.'} ${sizeSentence(op.table, policy)}`,
    };
  },
});
