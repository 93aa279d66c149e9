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
  return review({ head, base, policy }).steps.filter((step) => /^(?:mig|contract)\//.test(step.id));
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
    assert.equal(
      fill?.query?.sql,
      'select count(*) from parcels where charge_id is not null and payment_ref is null;\n' +
        'select count(*) from parcels where charge_id <> payment_ref;',
    );
    assert.equal(fill?.change?.class, 'data');
  });

  it('contract what the old version may still use', () => {
    const step = one('ALTER TABLE parcels DROP COLUMN charge_id;');
    assert.equal(step.kind, 'contract');
    assert.deepEqual(step.compatible, {
      old: false,
      new: true,
      because: 'the old version may still use parcels.charge_id',
      first: 'the code that no longer uses parcels.charge_id',
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

  it('restore a default with a quote in it', () => {
    const [, step] = steps({
      '20260201000000_default': "ALTER TABLE parcels ALTER COLUMN code SET DEFAULT 'it''s new';",
      '20260202000000_without': 'ALTER TABLE parcels ALTER COLUMN code DROP DEFAULT;',
    });
    assert.equal(step?.wayBack?.command, "ALTER TABLE parcels ALTER COLUMN code SET DEFAULT 'it''s new';");
  });

  it('read a CHECK that lists many texts with quotes in them at once', function () {
    this.timeout(10_000);
    const texts = Array.from({ length: 40 }, (_, i) => `'it''s ${i}'''`).join(', ');
    const step = one(
      `ALTER TABLE parcels DROP CONSTRAINT lane_chk; ALTER TABLE parcels ADD CONSTRAINT lane_chk CHECK (charge_id IN (${texts}) AND id > 0) NOT VALID;`,
    );
    assert.equal(step.values, undefined);
  });

  it('count the rows that only a widened CHECK admits', () => {
    const wide = one(
      "ALTER TABLE parcels ADD CONSTRAINT lane_chk CHECK (charge_id IN ('a', 'b')); ALTER TABLE parcels DROP CONSTRAINT lane_chk; ALTER TABLE parcels ADD CONSTRAINT lane_chk CHECK (charge_id IN ('a', 'b', 'c')) NOT VALID;",
    );
    assert.deepEqual(wide.values, ['c']);
    assert.deepEqual(wide.counter, {
      sql: "select count(*) from parcels where charge_id = 'c';",
      expect: '0: the way back is still open',
    });
  });

  it('count the rows that a dropped foreign key kept out', () => {
    const [, step] = steps({
      '20260201000000_depots':
        'CREATE TABLE depots (id bigint PRIMARY KEY); ALTER TABLE parcels ADD COLUMN depot_id bigint; ALTER TABLE parcels ADD CONSTRAINT depot_fk FOREIGN KEY (depot_id) REFERENCES depots (id);',
      '20260202000000_loose': 'ALTER TABLE parcels DROP CONSTRAINT depot_fk;',
    });
    assert.equal(
      step?.counter?.sql,
      'select count(*) from parcels c where c.depot_id is not null and not exists (select 1 from depots p where p.id = c.depot_id);',
    );
  });

  it('lose nothing by labels of a type that they make', () => {
    const step = one("CREATE TYPE carrier AS ENUM ('bike', 'van'); ALTER TABLE parcels ADD COLUMN carrier carrier;");
    assert.equal(step.wayBack?.class, 'N');
    assert.doesNotMatch(step.title, /label/);
    assert.equal(step.values, undefined);
  });

  it('say when a column becomes another kind, and what to release first', () => {
    const step = one('ALTER TABLE parcels ALTER COLUMN charge_id TYPE boolean USING charge_id IS NOT NULL;');
    assert.equal(step.compatible?.old, false);
    assert.match(step.compatible?.because ?? '', /^the old version uses parcels\.charge_id as text$/);
    assert.match(step.compatible?.first ?? '', /^a new column of type boolean beside parcels\.charge_id/);
    assert.equal(one('ALTER TABLE parcels ALTER COLUMN charge_id TYPE varchar(40);').compatible?.old, true);
  });

  it('leave the source of a backfill to a later release', () => {
    const later = steps({
      '20260201000000_add': 'ALTER TABLE parcels ADD COLUMN payment_ref text;',
      '20260202000000_fill': 'UPDATE parcels SET payment_ref = charge_id WHERE payment_ref IS NULL;',
    }).find(({ phase }) => phase === 'later');
    assert.equal(later?.id, 'contract/parcels.charge_id');
    assert.equal(later?.title, 'Drop parcels.charge_id, if parcels.payment_ref replaces it');
  });

  it('quote names with capitals in what they prepare', () => {
    const step = one('ALTER TYPE "Lane" ADD VALUE \'c\';');
    assert.match(step.query?.sql ?? '', /to_regtype\('"Lane"'\)/);
  });

  it('name the INVALID index that a failed build leaves behind', () => {
    assert.match(one('CREATE INDEX CONCURRENTLY by_lane ON parcels (lane);').ifFails ?? '', /INVALID index by_lane/);
  });

  it('are not made for what has run', () => {
    assert.deepEqual(steps({}), []);
  });
});
