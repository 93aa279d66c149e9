// Catches a release that both makes the new shape and takes the old one away.
// There is no moment at which old and new code can run side by side: the rollout breaks one of them, and the way back loses what was written since.
// bad:  ADD COLUMN full_name; UPDATE … SET full_name = name; DROP COLUMN name;   -- one release
// good: add and copy in one release, while both are written; drop in a later one
import { ddlSubject } from '../../core/identity';
import { defineRule } from '../../core/rule';
import { onPostgres, users } from '../migration/examples';
import type { Op } from '../migration/server';

export const contractWithExpand = defineRule({
  id: 'rollback/contract-with-expand',
  meta: {
    title: 'Expand and contract in one release',
    why: 'The old version needs the old shape and the new version the new one; with both steps in one release one of them always fails while the rollout runs, and going back loses everything written since.',
    todo: 'Split the change: this release adds and copies and writes both; the next one takes the old shape away.',
    severity: 'blocker',
    examples: [
      onPostgres({
        title: 'A column is replaced by another one',
        before: users,
        pending:
          'ALTER TABLE users ADD COLUMN handle text;\nUPDATE users SET handle = nickname;\nALTER TABLE users DROP COLUMN nickname;',
        expect: ['rollback/contract-with-expand'],
      }),
      onPostgres({
        title: 'The old column stays for the next release',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN handle text;\nUPDATE users SET handle = nickname;',
        expect: [],
      }),
    ],
  },
  reads: ['ddl.resolved'],
  within: 'database',
  by(op) {
    if (!op.pending || op.tableState === 'new') return [];
    if (op.op === 'column.drop' || op.op === 'column.create' || op.op === 'table.drop') return ddlSubject(op);
    return [];
  },
  yieldsTo: ['migration/dropped-object-still-used'],
  judge(c) {
    const ops = [...c.head.of('ddl.resolved')].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    const dropped = ops.find((op) => op.op !== 'column.create' && isContract(op));
    if (!dropped) return undefined;
    const name = dropped.op === 'table.drop' ? dropped.table : `${dropped.table}.${dropped.column}`;
    if (dropped.keptCopy?.fresh)
      return {
        what: `${name} is replaced and dropped in one release: no version can run on both sides of it`,
        subject: ddlSubject(dropped),
        at: dropped.keptCopy.at,
        evidence: [dropped.keptCopy, { at: dropped.at, note: `${name} is dropped here` }],
      };
    const again = ops.find((op) => op.op === 'column.create' && (op.order ?? 0) > (dropped.order ?? 0));
    if (!again) return undefined;
    return {
      what: `${name} is dropped and added again in one release: its values are lost`,
      why: 'The column comes back empty. The version that still runs goes on reading and writing it as if nothing had happened.',
      todo: 'Add the new form under another name, copy, and drop the old one in a later release; or change the type in place.',
      subject: ddlSubject(again),
      at: again.at,
      evidence: [{ at: dropped.at, note: `${name} is dropped here` }],
    };
  },
});

function isContract(op: Op): boolean {
  return op.objectState !== 'new' && op.livesOn === undefined && op.before?.generated !== 'virtual';
}
