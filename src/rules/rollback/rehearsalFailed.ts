// Catches a migration of this release whose recorded rehearsal says that the way back does not work.
// Somebody has walked it: the down failed, lost data, or works only until the new version has written something.
// bad:  a release with a migration whose rehearsal ended with `conditional`
// good: the migration is mended and rehearsed again
import { defineRule } from '../../core/rule';

const path = 'db/migrations/20260201000000_status.sql';
const sql =
  '-- migrate:up\nALTER TABLE orders ADD COLUMN note text;\n\n-- migrate:down\nALTER TABLE orders DROP COLUMN note;\n';
const record = (verdict: string) =>
  `${JSON.stringify({ version: 1, inputs: 'sha256:1', engine: { name: 'pglite', server: '18.6' }, seeds: 'synthetic-v1', rows: 5000, migrations: [{ id: '20260201000000_status', verdict }] }, null, 2)}\n`;

export const rehearsalFailed = defineRule({
  id: 'rollback/rehearsal-failed',
  meta: {
    title: 'Rehearsed way back that does not work',
    why: 'The rehearsal has walked the way back of this migration and it did not hold: during an incident it will not either.',
    todo: 'Mend the down (the record says at which statement it failed and why), rehearse again, and commit the record.',
    severity: 'blocker',
    examples: [
      {
        title: 'The down fails after writes of the new version',
        head: { [path]: sql, '.release-readiness/rehearsals/1.json': record('conditional') },
        expect: ['rollback/rehearsal-failed'],
      },
      {
        title: 'The way back restored everything',
        head: { [path]: sql, '.release-readiness/rehearsals/1.json': record('restored') },
        expect: [],
      },
    ],
  },
  reads: ['rehearsal.recorded', 'migration.declared'],
  needs: ['rehearsal.recorded'],
  within: 'repository',
  by: (fact) => (fact.kind === 'migration.declared' ? fact.id : fact.migrations.map((migration) => migration.id)),
  judge(c) {
    const inBase = new Set(c.base.of('migration.declared').map((fact) => fact.id));
    const pending = c.head.of('migration.declared').find((fact) => fact.direction === 'up' && !inBase.has(fact.id));
    const record = c.head.of('rehearsal.recorded').at(-1);
    const migration = record?.migrations.find((tried) => tried.id === c.key);
    if (!pending || !record || !migration || !failed.test(migration.verdict)) return undefined;
    return {
      what: `the rehearsal of ${pending.id} ended with: ${migration.verdict.replaceAll('-', ' ')}`,
      why: `${this.meta.why} Rehearsed on ${record.engine} with ${record.rows.toLocaleString('en-US')} synthetic rows.`,
      subject: `migration ${pending.id}`,
      at: pending.at,
      evidence: [{ at: record.at, note: 'record of the rehearsal' }],
    };
  },
});

/** Verdicts after which nobody may count on the way back; `no rollback` and `inconclusive` say something else. */
const failed = /conditional|irreversible|data.lost|not.restored|rollback.fails/i;
