// Catches a default that changes or goes.
// The version that still runs leaves the column out and relies on the value that it used to get.
// bad:  ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;   -- NOT NULL: every INSERT of the running version fails
// good: let the new version write the value itself, and change the default in a later release
import { printableDefault } from '../../core/safeValue';
import { onPostgres } from './examples';
import { type Judgement, operationRule } from './operationRule';

const users = "CREATE TABLE users (id bigint PRIMARY KEY, plan text NOT NULL DEFAULT 'free');";

export const defaultChanged = operationRule({
  id: 'migration/default-changed',
  ops: ['column.alter'],
  meta: {
    title: 'Default changed under the running version',
    why: 'The version that still runs leaves the column out and gets another value than the one it was written for.',
    todo: 'Let the new version write the value itself; change the default in a later release.',
    severity: 'note',
    examples: [
      onPostgres({
        title: 'Another default for new rows',
        before: users,
        pending: "ALTER TABLE users ALTER COLUMN plan SET DEFAULT 'trial';",
        expect: ['migration/default-changed'],
      }),
      onPostgres({
        title: 'The column is of this release',
        before: users,
        pending:
          "ALTER TABLE users ADD COLUMN lang text DEFAULT 'en';\nALTER TABLE users ALTER COLUMN lang DROP DEFAULT;",
        expect: [],
      }),
    ],
  },
  judge(op): Judgement | undefined {
    if (
      (op.action !== 'set-default' && op.action !== 'drop-default') ||
      op.tableState === 'new' ||
      op.objectState === 'new'
    )
      return undefined;
    const name = `${op.table}.${op.column}`;
    const before = op.before?.default;
    const shown = (text = '') => brief(printableDefault(text, op.column ?? ''));
    if (op.action === 'set-default') {
      if (before !== undefined && same(before, op.defaultText)) return undefined;
      // Whoever inserts into a required column without a default gives a value, and goes on doing so.
      if (before === undefined && op.before?.type !== undefined && op.before.nullable === false) return undefined;
      return {
        what: `${name} gets the default ${shown(op.defaultText)}${before === undefined ? '' : ` instead of ${shown(before)}`}`,
      };
    }
    const required = op.before?.nullable === false;
    if (before === undefined && op.before?.type !== undefined) return undefined;
    return {
      what: `${name} loses its default${before === undefined ? '' : ` ${shown(before)}`}${required ? ': INSERTs that leave it out fail' : ''}`,
      ...(required && before !== undefined
        ? {
            severity: 'warning' as const,
            why: 'The column is NOT NULL, so each INSERT of the running version that relies on the default fails (23502).',
          }
        : {}),
    };
  },
});

function brief(value: string): string {
  return value.length <= 24 ? value : `${value.slice(0, 23)}…`;
}

function same(a: string, b: string | undefined): boolean {
  return a.replaceAll(/[\s()]/g, '').toLowerCase() === (b ?? '').replaceAll(/[\s()]/g, '').toLowerCase();
}
