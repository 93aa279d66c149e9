import assert from 'node:assert/strict';
import { applied } from '../support/fixes';
import { type Files, review } from '../support/project';

/** Files after the edits of a fix; a file that does not exist yet starts empty. */
function fixed(rule: string, head: Files, base: Files): { files: Files; safe: boolean; again: string[] } {
  const finding = review({ head, base }).findings.find((f) => f.rule === rule);
  assert.ok(finding, `${rule} is not reported`);
  const [fix] = finding.fixes ?? [];
  assert.ok(fix, `${rule} has no fix`);
  const files = applied(head, fix.edits);
  const again = review({ head: files, base })
    .findings.map((f) => f.rule)
    .filter((id) => id === rule);
  return { files, safe: fix.safe, again };
}

const parcels =
  'CREATE TABLE depots (id bigint PRIMARY KEY);\nCREATE TABLE parcels (id bigint PRIMARY KEY, depot_id bigint, note text);\n';

describe('quick fixes of migration rules', () => {
  it('build an index CONCURRENTLY where no transaction is in the way', () => {
    const base: Files = {
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/20260101000000_a/migration.sql': parcels,
    };
    const path = 'prisma/migrations/20260201000000_b/migration.sql';
    const { files, safe, again } = fixed(
      'migration/index-not-concurrent',
      { ...base, [path]: '-- by depot\nCREATE UNIQUE INDEX "parcels_depot"\n  ON "parcels" ("depot_id");\n' },
      base,
    );
    assert.equal(
      files[path],
      '-- by depot\nCREATE UNIQUE INDEX CONCURRENTLY "parcels_depot"\n  ON "parcels" ("depot_id");\n',
    );
    assert.equal(safe, true);
    assert.deepEqual(again, []);
  });

  it('move an index into a migration of its own where one is', () => {
    const base: Files = { 'supabase/migrations/20260101000000_a.sql': parcels };
    const path = 'supabase/migrations/20260201000000_b.sql';
    const { files, safe, again } = fixed(
      'migration/index-not-concurrent',
      {
        ...base,
        [path]: 'ALTER TABLE parcels ADD COLUMN eta date;\nCREATE INDEX parcels_depot ON parcels (depot_id);\n',
      },
      base,
    );
    const moved = 'supabase/migrations/20260201000001_build_index_concurrently.sql';
    assert.equal(files[moved], 'CREATE INDEX CONCURRENTLY parcels_depot ON parcels (depot_id);\n');
    assert.equal(files[path], `ALTER TABLE parcels ADD COLUMN eta date;\n-- moved to ${moved};\n`);
    assert.equal(safe, false);
    assert.deepEqual(again, []);
  });

  it('add a foreign key NOT VALID and validate it in a second migration', () => {
    const base: Files = { 'supabase/migrations/20260101000000_a.sql': parcels };
    const path = 'supabase/migrations/20260201000000_b.sql';
    const { files, again } = fixed(
      'migration/foreign-key-validated-in-place',
      {
        ...base,
        [path]: 'ALTER TABLE parcels ADD CONSTRAINT parcels_depot FOREIGN KEY (depot_id) REFERENCES depots (id);\n',
      },
      base,
    );
    assert.equal(
      files[path],
      'ALTER TABLE parcels ADD CONSTRAINT parcels_depot FOREIGN KEY (depot_id) REFERENCES depots (id) NOT VALID;\n',
    );
    assert.equal(
      files['supabase/migrations/20260201000001_validate_parcels_depot.sql'],
      'ALTER TABLE parcels VALIDATE CONSTRAINT parcels_depot;\n',
    );
    assert.deepEqual(again, []);
  });

  it('take a migration out of the transaction with the switch of its tool', () => {
    const path = 'db/migrations/20260201000000_b.sql';
    const base: Files = { 'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n' };
    const { files, again } = fixed(
      'migration/concurrently-in-transaction',
      {
        ...base,
        [path]:
          '-- +goose Up\nCREATE INDEX CONCURRENTLY i ON parcels (depot_id);\n\n-- +goose Down\nDROP INDEX CONCURRENTLY i;\n',
      },
      base,
    );
    assert.ok(files[path]?.startsWith('-- +goose NO TRANSACTION\n-- +goose Up\n'));
    assert.deepEqual(again, []);
  });

  it('write the down from what the up does, last statement first, and say what it does not bring back', () => {
    const base: Files = {
      'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
      'migrations/1_a.up.sql': parcels,
      'migrations/1_a.down.sql': 'DROP TABLE parcels;\nDROP TABLE depots;\n',
    };
    const { files, again } = fixed(
      'rollback/down-missing',
      {
        ...base,
        'migrations/2_b.up.sql': 'ALTER TABLE parcels RENAME TO shipments;\nALTER TABLE shipments DROP COLUMN note;\n',
      },
      base,
    );
    assert.equal(
      files['migrations/2_b.down.sql'],
      '-- does not restore shipments.note: the column comes back empty\nALTER TABLE shipments ADD COLUMN note text;\nALTER TABLE shipments RENAME TO parcels;\n',
    );
    assert.deepEqual(again, []);
  });

  it('complete a down that forgets something', () => {
    const base: Files = {
      'package.json': '{ "dependencies": { "pg": "8.0.0" } }\n',
      'migrations/1_a.up.sql': parcels,
      'migrations/1_a.down.sql': 'DROP TABLE parcels;\nDROP TABLE depots;\n',
    };
    const { files, again } = fixed(
      'rollback/down-not-inverse',
      {
        ...base,
        'migrations/2_b.up.sql':
          "ALTER TABLE parcels ADD COLUMN eta date;\nALTER TABLE parcels ALTER COLUMN note SET DEFAULT '';\n",
        'migrations/2_b.down.sql': 'ALTER TABLE parcels DROP COLUMN eta;\n',
      },
      base,
    );
    assert.equal(
      files['migrations/2_b.down.sql'],
      'ALTER TABLE parcels DROP COLUMN eta;\nALTER TABLE parcels ALTER COLUMN note DROP DEFAULT;\n',
    );
    assert.deepEqual(again, []);
  });
});
