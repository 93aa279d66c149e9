import assert from 'node:assert/strict';
import type { Policy } from '../../src/core/policy';
import type { Step } from '../../src/core/step';
import { type Files, review } from '../support/project';

const file = (name: string) => `supabase/migrations/${name}.sql`;
const base: Files = {
  [file('20260101000000_parcels')]:
    "CREATE TYPE lane AS ENUM ('a', 'b');\nCREATE TABLE parcels (id bigint PRIMARY KEY, code varchar(20) NOT NULL, lane lane, charge_id text NOT NULL);",
};

function steps(pending: Record<string, string>, policy: Policy = {}): Step[] {
  const head: Files = { ...base };
  for (const [name, sql] of Object.entries(pending)) head[file(name)] = sql;
  return review({ head, base, policy }).steps.filter((step) => step.id.startsWith('mig/'));
}

function one(sql: string, policy?: Policy): Step {
  const [step, ...more] = steps({ '20260201000000_change': sql }, policy);
  assert.ok(step && more.length === 0);
  return step;
}

describe('steps of pending migrations', () => {
  it('apply what only adds, with the limit of the policy, a query and a way back', () => {
    const step = one('ALTER TABLE parcels ADD COLUMN payment_ref text;', {
      data: { lock: { timeout: 'PT2S', tries: 5 } },
    });
    assert.equal(step.id, 'mig/20260201000000_change/up');
    assert.equal(step.kind, 'expand');
    assert.equal(
      step.title,
      'Apply migration 20260201000000_change (lock_timeout 2 s, at most 5 tries): add parcels.payment_ref',
    );
    assert.deepEqual(step.query, {
      sql: "select is_nullable, data_type from information_schema.columns where table_name = 'parcels' and column_name = 'payment_ref';",
      expect: 'one row',
    });
    assert.deepEqual(step.lock, { blocks: 'all', scans: false, rewrites: false, table: 'parcels' });
    assert.deepEqual(step.compatible, { old: true, new: true });
    assert.equal(step.wayBack?.class, 'N');
    assert.equal(step.wayBack?.command, 'ALTER TABLE parcels DROP COLUMN payment_ref;');
    assert.deepEqual(step.change, {
      class: 'schema, expand (additive)',
      reversible: 'yes; loses values written since',
    });
    assert.match(step.ifFails ?? '', /rolled back/);
  });

  it('validate by themselves', () => {
    const all = steps({
      '20260201000000_check': 'ALTER TABLE parcels ADD CONSTRAINT c CHECK (id > 0) NOT VALID;',
      '20260202000000_validate': 'ALTER TABLE parcels VALIDATE CONSTRAINT c;',
    });
    assert.deepEqual(
      all.map((step) => [step.id, step.kind, step.query?.expect, step.lock?.blocks]),
      [
        ['mig/20260201000000_check/up', 'expand', 'f', 'all'],
        ['mig/20260202000000_validate/validate', 'validate', 't', 'nothing'],
      ],
    );
  });

  it('backfill after the writers, and count what is left', () => {
    const all = steps({
      '20260201000000_add': 'ALTER TABLE parcels ADD COLUMN payment_ref text;',
      '20260202000000_fill': 'UPDATE parcels SET payment_ref = charge_id WHERE payment_ref IS NULL;',
    });
    const fill = all.find((step) => step.kind === 'backfill');
    assert.equal(fill?.id, 'mig/20260202000000_fill/backfill');
    assert.equal(fill?.query?.sql, 'select count(*) from parcels where payment_ref is null;');
    assert.equal(fill?.change?.class, 'data');
  });

  it('contract what the old version may still use', () => {
    const step = one('ALTER TABLE parcels DROP COLUMN charge_id;');
    assert.equal(step.kind, 'contract');
    assert.deepEqual(step.compatible, {
      old: false,
      new: true,
      because: 'the old version may still use parcels.charge_id',
    });
    assert.equal(step.wayBack?.class, 'X');
    assert.match(step.wayBack?.note ?? '', /comes back empty/);
  });

  it('say when the old version cannot insert any more', () => {
    const step = one('ALTER TABLE parcels ADD COLUMN depot text NOT NULL;');
    assert.equal(step.compatible?.old, false);
    assert.match(step.compatible?.because ?? '', /cannot insert without parcels.depot/);
  });

  it('count the rows that would close the way back', () => {
    assert.deepEqual(one("ALTER TYPE lane ADD VALUE 'c';").counter, {
      sql: "select count(*) from parcels where lane = 'c';",
      expect: '0: the way back is still open',
    });
    assert.equal(
      one('ALTER TABLE parcels ALTER COLUMN code TYPE varchar(40);').counter?.sql,
      'select count(*) from parcels where length(code) > 20;',
    );
  });

  it('name the INVALID index that a failed build leaves behind', () => {
    assert.match(one('CREATE INDEX CONCURRENTLY by_lane ON parcels (lane);').ifFails ?? '', /INVALID index by_lane/);
  });

  it('are not made for what has run', () => {
    assert.deepEqual(steps({}), []);
  });
});
