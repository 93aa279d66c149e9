// Catches a project whose migrations wait for locks without a limit: neither the runner nor the role nor a migration sets lock_timeout.
// One long query is enough: the DDL waits behind it, every new query waits behind the DDL, and the application stands still.
// bad:  ALTER TABLE users ADD COLUMN locale text;   -- waits for as long as it takes
// good: ALTER ROLE migrator SET lock_timeout = '2s';   -- once; the migration fails fast and is tried again
import type { Fact } from '../../core/fact';
import { defineRule } from '../../core/rule';
import { onPostgres, users } from './examples';
import { databaseIn, isPostgres } from './server';

/** Files that no person writes: nothing can be said or accepted in them. */
const generated = /(?:_journal\.json|migration_lock\.toml|atlas\.sum)$/;

/** Every database of the repository is one project here: the finding is made once. */
const project = 'lock_timeout';

export const noLockTimeout = defineRule({
  id: 'migration/no-lock-timeout',
  meta: {
    title: 'Migrations wait for locks without a limit',
    why: 'A statement that waits for a lock makes every later query on that table wait behind it. Without lock_timeout, one long transaction turns a short ALTER TABLE into an outage.',
    todo: 'Set lock_timeout (2 to 5 s) for the role or connection that runs migrations, and try again when it fires.',
    severity: 'note',
    sources: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT'],
    examples: [
      onPostgres({
        title: 'Nothing limits the wait',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN locale text;',
        expect: ['migration/no-lock-timeout'],
      }),
      onPostgres({
        title: 'The migration sets a limit before its first lock',
        before: users,
        pending: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN locale text;",
        expect: [],
      }),
    ],
  },
  reads: ['ddl.resolved', 'ddl.operation', 'runner.configured'],
  within: 'repository',
  by(fact) {
    if (fact.kind === 'ddl.resolved') return fact.pending && waits(fact) ? project : [];
    if (fact.kind === 'ddl.operation') return fact.direction === 'up' && setsLimit(fact) ? project : [];
    return project;
  },
  judge(c, policy) {
    const waiting = c.head.of('ddl.resolved').filter((op) => isPostgres(op, policy));
    const runners = c.head.of('runner.configured');
    const first = waiting.find((op) => databaseIn(policy, op)?.lock_timeout === undefined);
    if (!first || c.head.of('ddl.operation').length > 0) return undefined;
    if (runners.some((runner) => (runner.lockTimeoutMs ?? 0) > 0)) return undefined;
    const runner = runners.find((fact) => fact.database === first.database && !generated.test(fact.at.file));
    return {
      what: `Nothing sets lock_timeout for the migrations in ${first.database || 'this repository'}`,
      subject: 'lock_timeout',
      at: runner?.at ?? first.at,
      evidence: [{ at: first.at, note: `${first.table ?? first.object ?? 'a table'} is locked here (${first.lock})` }],
    };
  },
});

/** Statements that change the schema of a table in use; those that change rows wait for rows. */
function waits(op: Fact<'ddl.resolved'>): boolean {
  return op.lock !== 'none' && op.tableState !== 'new' && !/^rows\.(?:insert|update|delete)$/.test(op.op);
}

/** SET lock_timeout, ALTER ROLE … SET, ALTER DATABASE … SET: with a value that limits something. */
function setsLimit(op: Fact<'ddl.operation'>): boolean {
  const { name, value } = op.options ?? {};
  if (op.op === 'session.set' || ((op.op === 'grant.alter' || op.op === 'schema.alter') && op.action === 'set'))
    return name === 'lock_timeout' && !/^'?(?:0|default)/i.test(value ?? '0');
  return false;
}
