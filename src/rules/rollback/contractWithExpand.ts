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
    if (op.op === 'table.drop') return op.keptCopy?.fresh ? `replaced ${op.table}` : [];
    if (op.op === 'column.create') return `again ${ddlSubject(op)}`;
    if (op.op !== 'column.drop') return [];
    return op.keptCopy?.fresh ? `replaced ${op.table}` : `again ${ddlSubject(op)}`;
  },
  yieldsTo: ['migration/dropped-object-still-used'],
  judge(c) {
    const ops = [...c.head.of('ddl.resolved')].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    const dropped = ops.filter((op) => op.op !== 'column.create' && isContract(op));
    const first = dropped[0];
    if (!first) return undefined;
    const name = nameOf(first);
    if (first.keptCopy?.fresh) {
      const more = dropped.length === 1 ? '' : ` and ${dropped.length - 1} more of its columns`;
      return {
        what: `${name}${more} ${dropped.length === 1 ? 'is' : 'are'} replaced and dropped in one release`,
        subject: ddlSubject(first),
        at: first.keptCopy.at,
        evidence: [first.keptCopy, ...dropped.map((op) => ({ at: op.at, note: `${nameOf(op)} is dropped here` }))],
      };
    }
    const again = ops.find((op) => op.op === 'column.create' && (op.order ?? 0) > (first.order ?? 0));
    if (!again) return undefined;
    return {
      what: `${name} is dropped and added again in one release: its values are lost`,
      why: 'The column comes back empty. The version that still runs goes on reading and writing it as if nothing had happened.',
      todo: 'Add the new form under another name, copy, and drop the old one in a later release; or change the type in place.',
      subject: ddlSubject(again),
      at: again.at,
      evidence: [{ at: first.at, note: `${name} is dropped here` }],
    };
  },
});

function nameOf(op: Op): string {
  return op.op === 'table.drop' ? `table ${op.table}` : `${op.table}.${op.column}`;
}

function isContract(op: Op): boolean {
  return op.objectState !== 'new' && op.livesOn === undefined && op.before?.generated !== 'virtual';
}
