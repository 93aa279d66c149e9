// Catches VACUUM FULL, CLUSTER, REPACK without CONCURRENTLY, OPTIMIZE and LOCK TABLE in a migration.
// They hold a lock that keeps readers or writers out for as long as the whole table takes, or until the transaction ends.
// bad:  VACUUM FULL orders;
// good: pg_repack or pg_squeeze, outside the release
import { lockModes } from '../../knowledge/locks';
import { onPostgres, orders } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isMySql, isPostgres, sizeSentence } from './server';

const rewriting: Readonly<Record<string, string>> = { cluster: 'CLUSTER', repack: 'REPACK' };

export const fullTableMaintenance = operationRule({
  id: 'migration/full-table-maintenance',
  ops: ['session.maintain', 'session.lock'],
  meta: {
    title: 'Maintenance that locks the whole table',
    why: 'The table is written anew under an ACCESS EXCLUSIVE lock: reads and writes wait for as long as that takes.',
    todo: 'Keep it out of the release: pg_repack or pg_squeeze do the same while the table is in use.',
    severity: 'warning',
    sources: [
      'https://www.postgresql.org/docs/current/sql-vacuum.html',
      'https://www.postgresql.org/docs/current/sql-lock.html',
    ],
    examples: [
      onPostgres({
        title: 'A table is locked by hand',
        before: orders,
        pending: 'LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;',
        expect: ['migration/full-table-maintenance'],
      }),
      onPostgres({
        title: 'A lock that conflicts with no read and no write',
        before: orders,
        pending: 'LOCK TABLE orders IN ACCESS SHARE MODE;',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new') return undefined;
    const { verb, full, mode } = op.options ?? {};
    const size = sizeSentence(op.table, policy);
    const name = op.table ?? 'every table';
    const mysql = isMySql(op, policy);
    if (op.op === 'session.lock') {
      const lock = lockModes[(mode ?? 'access exclusive').toLowerCase()] ?? 'ACCESS EXCLUSIVE';
      if (op.blocks === 'nothing' && !mysql) return undefined;
      return {
        what: `LOCK TABLE ${name} (${lock}): ${op.blocks === 'all' || mode === 'write' ? 'reads and writes' : 'writes'} wait until the transaction ends`,
        why: `The lock is held until the transaction ends, and everything that the migration does after it happens under it. ${size}`,
        todo: 'Take the lock as late as possible, with a short lock_timeout, or do without it.',
        evidence: evidenceOf(op),
      };
    }
    if (mysql && (verb === 'optimize' || verb === 'repair'))
      return {
        what: `${verb.toUpperCase()} TABLE ${name} rebuilds the table during the release`,
        why: `The table is written anew. ${size}`,
        todo: 'Keep it out of the release.',
      };
    const word = verb === 'vacuum' && full !== undefined ? 'VACUUM FULL' : rewriting[verb ?? ''];
    if (!isPostgres(op, policy) || word === undefined || op.concurrently) return undefined;
    return {
      what: `${word} rewrites ${name} while reads and writes wait`,
      why: `${this.meta.why} ${size}`,
      evidence: evidenceOf(op),
    };
  },
});
