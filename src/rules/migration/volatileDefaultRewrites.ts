// Catches a new column whose default must be evaluated for every row.
// The table is written anew under an ACCESS EXCLUSIVE lock: reads and writes wait for as long as that takes.
// bad:  ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();
// good: ADD COLUMN token uuid; ALTER COLUMN token SET DEFAULT gen_random_uuid(); then backfill in batches
import { onPostgres, users } from './examples';
import { evidenceOf, type Judgement, operationRule } from './operationRule';
import { isMySql, isPostgres, rewrites, rewritesBefore, sizeSentence } from './server';

export const volatileDefaultRewrites = operationRule({
  id: 'migration/volatile-default-rewrites',
  ops: ['column.create'],
  meta: {
    title: 'New column with a default that rewrites the table',
    why: 'The default is evaluated for every row, so that the whole table and its indexes are written anew under an ACCESS EXCLUSIVE lock: reads and writes wait.',
    todo: 'Add the column without a default, set the default in a second statement (it serves new rows only), and backfill in batches.',
    severity: 'blocker',
    sources: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
    examples: [
      onPostgres({
        title: 'A random value for every row',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();',
        expect: ['migration/volatile-default-rewrites'],
      }),
      onPostgres({
        title: 'now() is evaluated once, so that nothing is rewritten',
        before: users,
        pending: 'ALTER TABLE users ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();',
        expect: [],
      }),
    ],
  },
  judge(op, policy): Judgement | undefined {
    if (op.tableState === 'new' || op.generated !== undefined) return undefined;
    const name = `${op.table}.${op.column}`;
    const size = sizeSentence(op.table, policy);
    if (isMySql(op, policy)) {
      if (op.default === 'none' || op.default === undefined) return undefined;
      if (op.default === 'volatile')
        return {
          what: `${name} has an expression as default: ${op.table} is copied while writes wait`,
          why: `An expression is evaluated for every row, which the server does by copying the table (ALGORITHM=COPY). ${size}`,
          evidence: evidenceOf(op),
        };
      if (!rewrites(op, policy)) return undefined;
      return {
        what: `${name} has a default, which this server version writes into every row of ${op.table}`,
        why: `Servers before ${rewritesBefore(op, policy)} rebuild the table for a new column. ${size}`,
        evidence: evidenceOf(op),
      };
    }
    if (!isPostgres(op, policy) || !rewrites(op, policy)) return undefined;
    const old = !op.rewrites;
    return {
      what: `${name}: ${old ? 'a default' : reason(op.because)} rewrites the table while everybody waits`,
      ...(old
        ? {
            why: `PostgreSQL before ${rewritesBefore(op, policy)} writes any default into every row, under an ACCESS EXCLUSIVE lock. ${size}`,
          }
        : { why: `${this.meta.why} ${size}` }),
      evidence: evidenceOf(op),
    };
  },
});

function reason(because: string | undefined): string {
  const call = /^the default (\S.*) is evaluated/.exec(because ?? '')?.[1];
  if (call !== undefined) return call.length <= 30 ? `default ${call}` : 'a volatile default';
  return because?.startsWith('the domain')
    ? because.replace('the domain', 'domain').replace(' has a constraint', '')
    : 'a volatile default';
}
