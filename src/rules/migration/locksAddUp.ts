// Catches several pending migrations that lock tables in use, while the runner applies all of them in one transaction.
// The first lock is held until the last migration is done, and CONCURRENTLY is impossible.
// bad:  two Drizzle migrations, each with ALTER TABLE on a table in use, released together
// good: one release each, or a runner that commits after each migration
import type { Fact } from '../../core/fact';
import { ddlSubject } from '../../core/identity';
import { defineRule } from '../../core/rule';
import { isPostgres, isSmall, type Op, runnerOf } from './server';

const table =
  'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\n--> statement-breakpoint\nCREATE TABLE users (id bigint PRIMARY KEY);\n';
const config =
  "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ dialect: 'postgresql', out: './drizzle' });\n";

export const locksAddUp = defineRule({
  id: 'migration/locks-add-up',
  meta: {
    title: 'Locks of several migrations add up',
    why: 'The runner applies everything that is pending in one transaction, so that each lock is held until the last migration has finished.',
    todo: 'Release them one by one, or have the runner commit after each migration.',
    severity: 'warning',
    examples: [
      {
        title: 'Drizzle applies both in one transaction',
        base: { 'drizzle.config.ts': config, 'drizzle/0000_first_step.sql': table },
        head: {
          'drizzle.config.ts': config,
          'drizzle/0000_first_step.sql': table,
          'drizzle/0001_second_step.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
          'drizzle/0002_third_step.sql': 'ALTER TABLE users ADD COLUMN locale text;\n',
        },
        expect: ['migration/locks-add-up'],
      },
      {
        title: 'Only one of them locks a table in use',
        base: { 'drizzle.config.ts': config, 'drizzle/0000_first_step.sql': table },
        head: {
          'drizzle.config.ts': config,
          'drizzle/0000_first_step.sql': table,
          'drizzle/0001_second_step.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
          'drizzle/0002_third_step.sql': 'CREATE TABLE notes (id bigint PRIMARY KEY);\n',
        },
        expect: [],
      },
    ],
  },
  reads: ['ddl.resolved'],
  within: 'database',
  by: (op) => (op.pending && op.blocks !== 'nothing' ? 'pending' : []),
  judge(c, policy) {
    const locking = c.head
      .of('ddl.resolved')
      .filter(
        (op) =>
          isPostgres(op, policy) &&
          runnerOf(op, policy) === 'all' &&
          op.transaction === 0 &&
          !isSmall(op.table, policy),
      );
    const first = new Map<string, Op>();
    for (const op of inOrder(locking)) if (!first.has(op.migration)) first.set(op.migration, op);
    const [one, two, ...more] = first.values();
    if (!one || !two) return undefined;
    const tables = [...new Set([...first.values()].map((op) => op.table ?? op.object ?? ''))];
    return {
      what: `${first.size} pending migrations lock ${tables.slice(0, 3).join(', ')} in one transaction of ${one.tool}`,
      subject: ddlSubject(two),
      at: two.at,
      evidence: [one, ...more].map((op) => ({
        at: op.at,
        note: `${op.table ?? op.object} is locked here (${op.lock})`,
      })),
    };
  },
});

function inOrder(ops: readonly Fact<'ddl.resolved'>[]): Op[] {
  return [...ops].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
}
