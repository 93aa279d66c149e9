// Catches SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD on a table that exists.
// The table and its indexes are copied under an ACCESS EXCLUSIVE lock: reads and writes wait.
// bad:  ALTER TABLE events SET LOGGED;
// good: the same in a quiet window; or a new table with the wanted storage, filled in batches
import { onPostgres, users } from './examples';
import { evidenceOf, operationRule } from './operationRule';
import { isPostgres, sizeSentence } from './server';

const words: Readonly<Record<string, string>> = {
  'set-logged': 'SET LOGGED',
  'set-unlogged': 'SET UNLOGGED',
  'set-tablespace': 'SET TABLESPACE',
  'set-access-method': 'SET ACCESS METHOD',
};

export const setLoggedRewrites = operationRule({
  id: 'migration/set-logged-rewrites',
  ops: ['table.alter'],
  meta: {
    title: 'Storage change that copies the table',
    why: 'The table and all of its indexes are copied under an ACCESS EXCLUSIVE lock: reads and writes wait.',
    todo: 'Do it in a quiet window with a lock_timeout, or fill a new table with the wanted storage and swap.',
    severity: 'warning',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-LOGGED-UNLOGGED'],
    examples: [
      onPostgres({
        title: 'An unlogged table becomes logged',
        before: users,
        pending: 'ALTER TABLE users SET LOGGED;',
        expect: ['migration/set-logged-rewrites'],
      }),
      onPostgres({
        title: 'Storage parameters copy nothing',
        before: users,
        pending: 'ALTER TABLE users SET (fillfactor = 70);',
        expect: [],
      }),
    ],
  },
  judge(op, policy) {
    const word = words[op.action ?? ''];
    if (word === undefined || !isPostgres(op, policy) || !op.rewrites) return undefined;
    return {
      what: `${word} copies ${op.table}: reads and writes wait`,
      why: `${this.meta.why} ${sizeSentence(op.table, policy)}`,
      evidence: evidenceOf(op),
    };
  },
});
