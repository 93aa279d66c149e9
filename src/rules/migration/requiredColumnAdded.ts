// Catches a column that must have a value, added to a table with rows without saying which.
// The migration fails on the first row; and the version that still runs does not know the column, so each of its INSERTs fails (23502).
// bad:  ALTER TABLE users ADD COLUMN locale text NOT NULL;
// good: ALTER TABLE users ADD COLUMN locale text;   -- backfill, deploy, then constrain in a later release
import type { Dialect } from '../../core/fact';
import { appendTo, fixOf } from './edits';
import { onPostgres, users } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { dialectOf, isMySql, type Op } from './server';

export const requiredColumnAdded = operationRule({
  id: 'migration/required-column-added',
  ops: ['column.create', 'column.alter'],
  meta: {
    title: 'Required column added without a value',
    why: 'The statement fails as soon as the table has a row. Where it succeeds, the version that is still running does not know the column, and every INSERT of it fails.',
    todo: 'Add the column nullable or with a default, let the new version write it, backfill, and make it NOT NULL in a later release.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-COLUMN'],
    examples: [
      onPostgres({
        title: 'NOT NULL without a default',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN locale text NOT NULL;',
        expect: ['migration/required-column-added'],
      }),
      onPostgres({
        title: 'A default serves the rows that exist and the version that does not know the column',
        before: users,
        pending: "ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en';",
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new') return undefined;
    const name = `${op.table}.${op.column}`;
    if (op.op === 'column.alter') {
      if (op.action === 'drop-default') return withoutDefault(op, name);
      if (op.action !== 'set-not-null' || op.objectState !== 'new' || op.before?.default !== undefined)
        return undefined;
      if (op.before?.generated !== undefined) return undefined;
      return {
        what: `${name} is added and made NOT NULL in one release: the running version cannot insert`,
        why: 'The version that is still running does not know the column and leaves it out, so every INSERT of it fails (23502). SET NOT NULL also reads the whole table while it is locked.',
        evidence: evidenceOf(op),
      };
    }
    if (op.nullable !== false || (op.default !== undefined && op.default !== 'none') || op.generated) return undefined;
    return {
      what: `${name} is added NOT NULL without a default: ${consequence(dialectOf(op, policy))}`,
      ...(isMySql(op, policy)
        ? {
            why: 'The server fills 0, an empty string or the first label into every row, and in strict mode the version that is still running cannot insert: it does not know the column.',
          }
        : {}),
      evidence: evidenceOf(op),
      fixes: fixes(op),
    };
  },
});

/** The default only helped the rows that exist: what the running version inserts has none any more. */
function withoutDefault(op: Op, name: string): Judgement | undefined {
  if (op.objectState !== 'new' || op.before?.nullable !== false || op.before.generated !== undefined) return undefined;
  return {
    what: `${name} is added NOT NULL and loses its default: the running version cannot insert`,
    why: 'The default fills the rows that exist and is dropped in the same release. The version that is still running does not know the column and leaves it out, so every INSERT of it fails (23502).',
    todo: 'Keep the default until no version without the column can come back; drop it in a later release.',
    evidence: evidenceOf(op),
  };
}

function consequence(dialect: Dialect): string {
  if (dialect === 'mysql' || dialect === 'mariadb') return 'the running version cannot insert';
  return 'it fails on rows, and old INSERTs fail';
}

/** The value is the author's to choose; the edit shows the place. */
function fixes(op: Op) {
  const value = /^(?:bool)/i.test(op.type ?? '')
    ? 'false'
    : /^(?:small|big)?int|^numeric|^decimal|^real|^double/i.test(op.type ?? '')
      ? '0'
      : undefined;
  return value === undefined ? [] : fixOf(`Add DEFAULT ${value}`, false, [appendTo(op, ` DEFAULT ${value}`)]);
}
