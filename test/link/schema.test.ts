import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { partsFor } from '../../src/parts';
import { type Files, open } from '../support/project';

type Resolved = Fact<'ddl.resolved'>;

const file = (name: string) => `supabase/migrations/${name}.sql`;

/** PostgreSQL, one transaction for each migration: `before` has run, `pending` is the release. */
function release(before: string, ...pending: string[]): Resolved[] {
  const base: Files = before === '' ? {} : { [file('20260101000000_before')]: before };
  const head: Files = { ...base };
  for (const [at, sql] of pending.entries()) head[file(`2026020${at + 1}000000_change`)] = sql;
  return resolved(head, base);
}

function resolved(head: Files, base: Files, history = false): Resolved[] {
  const session = open({ head, base, parts: partsFor({ history }) });
  session.review();
  return [...session.facts('ddl.resolved')].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

function only(ops: Resolved[], op: string): Resolved {
  const [first] = ops.filter((one) => one.op === op);
  assert.ok(first, `no ${op} among ${ops.map((one) => one.op).join(', ')}`);
  return first;
}

const parcels = `CREATE TABLE depots (id bigint PRIMARY KEY);
CREATE TABLE parcels (id bigint PRIMARY KEY, depot_id bigint, code varchar(20) NOT NULL, note text, weight integer DEFAULT 0);`;

describe('schema linker: what is pending', () => {
  it('is what the base does not have, by identity', () => {
    const ops = release(parcels, 'ALTER TABLE parcels ADD COLUMN eta date;');
    assert.deepEqual(
      ops.map((op) => [op.op, op.pending, op.migration]),
      [['column.create', true, '20260201000000_change']],
    );
  });

  it('is nothing without a base', () => {
    const session = open({ head: { [file('20260101000000_before')]: parcels } });
    session.review();
    assert.deepEqual(session.facts('ddl.resolved'), []);
  });

  it('is every migration by itself in a history', () => {
    const head = {
      [file('20260101000000_table')]: 'CREATE TABLE scans (id bigint);',
      [file('20260102000000_index')]: 'CREATE INDEX scans_id ON scans (id);',
    };
    const index = only(resolved(head, {}, true), 'index.create');
    assert.equal(index.tableState, 'existing');
    assert.equal(only(resolved(head, {}), 'index.create').tableState, 'new');
  });

  it('knows a renamed migration by its content', () => {
    const ops = resolved({ [file('20260105000000_before')]: parcels }, { [file('20260101000000_before')]: parcels });
    assert.deepEqual(
      ops.map((op) => [op.pending, op.renamedFrom]),
      [[false, '20260101000000_before']],
    );
  });

  it('tells a migration that sorts before one of the base', () => {
    const base = { [file('20260301000000_late')]: parcels };
    const ops = resolved({ ...base, [file('20260201000000_early')]: 'CREATE TABLE scans (id bigint);' }, base);
    assert.equal(only(ops, 'table.create').orderedBefore?.migration, '20260301000000_late');
  });
});

describe('schema linker: tables', () => {
  it('are new when a pending migration of the release makes them, under any later name', () => {
    const ops = release(
      parcels,
      'CREATE TABLE scans (id bigint);',
      'ALTER TABLE scans RENAME TO readings;',
      'CREATE INDEX readings_id ON readings (id);',
    );
    const index = only(ops, 'index.create');
    assert.equal(index.tableState, 'new');
    assert.equal(index.blocks, 'nothing');
    assert.equal(index.safeBecause, 'the table is created in this release');
  });

  it('are unknown when no migration made them', () => {
    assert.equal(only(release('', 'DROP TABLE coupons;'), 'table.drop').tableState, 'unknown');
  });

  it('stay what they were when IF NOT EXISTS finds them', () => {
    const ops = release(
      parcels,
      'CREATE TABLE IF NOT EXISTS parcels (id bigint, extra text NOT NULL);',
      'DROP TABLE parcels;',
    );
    assert.equal(only(ops, 'table.drop').tableState, 'existing');
    assert.ok(
      !ops.some((op) => op.op === 'column.create'),
      'the columns of a statement that does nothing are not added',
    );
  });

  it('live on when SQLite rebuilds them, and lose what is not carried over', () => {
    const lock = { 'prisma/migrations/migration_lock.toml': 'provider = "sqlite"\n' };
    const path = (name: string) => `prisma/migrations/${name}/migration.sql`;
    const base = {
      ...lock,
      [path('20260101000000_a')]: 'CREATE TABLE "P" ("id" INTEGER PRIMARY KEY, "a" TEXT, "b" TEXT);',
    };
    const ops = resolved(
      {
        ...base,
        [path('20260201000000_b')]:
          'CREATE TABLE "new_P" ("id" INTEGER PRIMARY KEY, "a" TEXT);\nINSERT INTO "new_P" ("id", "a") SELECT "id", "a" FROM "P";\nDROP TABLE "P";\nALTER TABLE "new_P" RENAME TO "P";',
      },
      base,
    );
    const drop = only(ops, 'table.drop');
    assert.equal(drop.livesOn, 'copy');
    const lost = only(ops, 'column.drop');
    assert.deepEqual([lost.table, lost.column, lost.at], ['P', 'b', drop.at]);
  });

  it('live on behind a view with their name', () => {
    const ops = release(
      parcels,
      'ALTER TABLE parcels RENAME TO shipments;\nCREATE VIEW parcels AS SELECT * FROM shipments;',
    );
    assert.equal(only(ops, 'table.rename').livesOn, 'view');
  });

  it('lose labels when an enum is replaced by a shorter one', () => {
    const ops = release(
      "CREATE TYPE lane AS ENUM ('a', 'b', 'c');\nCREATE TABLE parcels (id bigint, lane lane);",
      "CREATE TYPE lane_new AS ENUM ('a', 'b');\nALTER TABLE parcels ALTER COLUMN lane TYPE lane_new USING lane::text::lane_new;\nALTER TYPE lane RENAME TO lane_old;\nALTER TYPE lane_new RENAME TO lane;\nDROP TYPE lane_old;",
    );
    assert.deepEqual(
      ops.filter((op) => op.op === 'value.drop').map((op) => [op.object, op.value]),
      [['lane', 'c']],
    );
  });
});

describe('schema linker: locks and work', () => {
  const cases: [string, string, Partial<Resolved>][] = [
    [
      'ALTER TABLE parcels ADD COLUMN eta date;',
      'column.create',
      { lock: 'ACCESS EXCLUSIVE', rewrites: false, scans: false },
    ],
    [
      'ALTER TABLE parcels ADD COLUMN eta date DEFAULT now();',
      'column.create',
      { rewrites: false, rewritesBefore: '11' },
    ],
    ['ALTER TABLE parcels ADD COLUMN k uuid DEFAULT gen_random_uuid();', 'column.create', { rewrites: true }],
    ['ALTER TABLE parcels ALTER COLUMN code TYPE varchar(40);', 'column.alter', { rewrites: false, scans: false }],
    ['ALTER TABLE parcels ALTER COLUMN code TYPE varchar(10);', 'column.alter', { rewrites: true }],
    ['ALTER TABLE parcels ALTER COLUMN weight TYPE bigint;', 'column.alter', { rewrites: true }],
    ['ALTER TABLE parcels ALTER COLUMN note SET NOT NULL;', 'column.alter', { scans: true, rewrites: false }],
    ['CREATE INDEX i ON parcels (note);', 'index.create', { lock: 'SHARE', blocks: 'writes', scans: true }],
    [
      'CREATE INDEX CONCURRENTLY i ON parcels (note);',
      'index.create',
      { lock: 'SHARE UPDATE EXCLUSIVE', blocks: 'nothing' },
    ],
    [
      'ALTER TABLE parcels ADD CONSTRAINT f FOREIGN KEY (depot_id) REFERENCES depots (id);',
      'constraint.create',
      { lock: 'SHARE ROW EXCLUSIVE', blocks: 'writes', scans: true, alsoLocks: ['depots'] },
    ],
    [
      'ALTER TABLE parcels ADD CONSTRAINT f FOREIGN KEY (depot_id) REFERENCES depots (id) NOT VALID;',
      'constraint.create',
      { scans: false, alsoLocks: ['depots'] },
    ],
    ['ALTER TABLE parcels ADD CONSTRAINT c CHECK (weight > 0) NOT VALID;', 'constraint.create', { scans: false }],
    [
      'ALTER TABLE parcels ADD CONSTRAINT u UNIQUE (code);',
      'constraint.create',
      { lock: 'ACCESS EXCLUSIVE', scans: true },
    ],
    ['TRUNCATE parcels;', 'rows.truncate', { lock: 'ACCESS EXCLUSIVE' }],
    ['COMMENT ON TABLE parcels IS $$x$$;', 'comment.create', { lock: 'SHARE UPDATE EXCLUSIVE', blocks: 'nothing' }],
  ];
  for (const [sql, op, wanted] of cases)
    it(sql, () => {
      const found = only(release(parcels, sql), op);
      for (const [key, value] of Object.entries(wanted)) assert.deepEqual(found[key as keyof Resolved], value, key);
    });

  it('takes a validated CHECK of an earlier migration as proof of NOT NULL', () => {
    const proven = `${parcels}\nALTER TABLE parcels ADD CONSTRAINT filled CHECK (note IS NOT NULL) NOT VALID;\nALTER TABLE parcels VALIDATE CONSTRAINT filled;`;
    const op = only(release(proven, 'ALTER TABLE parcels ALTER COLUMN note SET NOT NULL;'), 'column.alter');
    assert.equal(op.scans, false);
    assert.equal(op.scansBefore, '12');
    assert.match(op.safeBecause ?? '', /filled/);
  });

  it('checks a CHECK again when the type of its column changes', () => {
    const checked = `${parcels}\nALTER TABLE parcels ADD CONSTRAINT short CHECK (length(code) < 20);`;
    const op = only(release(checked, 'ALTER TABLE parcels ALTER COLUMN code TYPE text;'), 'column.alter');
    assert.deepEqual([op.rewrites, op.scans], [false, true]);
  });

  it('guesses, and says so, when the type before is not known', () => {
    const op = only(release('', 'ALTER TABLE coupons ALTER COLUMN value TYPE text;'), 'column.alter');
    assert.deepEqual([op.rewrites, op.confidence], [true, 'likely']);
  });
});

describe('schema linker: MySQL', () => {
  const path = (name: string) => `prisma/migrations/${name}/migration.sql`;
  const base: Files = {
    'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n',
    [path('20260101000000_a')]:
      "CREATE TABLE `parcels` (`id` bigint PRIMARY KEY, `code` varchar(20) NOT NULL, `lane` enum('a','b'), `weight` int, `g` int AS (`weight` * 2) VIRTUAL) ENGINE=InnoDB;",
  };
  const pending = (sql: string) => resolved({ ...base, [path('20260201000000_b')]: sql }, base);
  const cases: [string, string, string | undefined, string | undefined][] = [
    ['ALTER TABLE `parcels` ADD COLUMN `eta` date;', 'column.create', 'INSTANT', 'NONE'],
    ['ALTER TABLE `parcels` ADD COLUMN `k` char(36) DEFAULT (uuid());', 'column.create', 'COPY', 'SHARED'],
    ['ALTER TABLE `parcels` MODIFY `code` varchar(60) NOT NULL;', 'column.alter', 'INSTANT', 'NONE'],
    ['ALTER TABLE `parcels` MODIFY `code` varchar(90) NOT NULL;', 'column.alter', 'COPY', 'SHARED'],
    ["ALTER TABLE `parcels` MODIFY `lane` enum('a','b','c');", 'column.alter', 'INSTANT', 'NONE'],
    ["ALTER TABLE `parcels` MODIFY `lane` enum('a','x','b');", 'column.alter', 'COPY', 'SHARED'],
    ['ALTER TABLE `parcels` MODIFY `weight` bigint;', 'column.alter', 'COPY', 'SHARED'],
    ['CREATE INDEX `i` ON `parcels` (`weight`);', 'index.create', 'NOCOPY', 'NONE'],
    ['ALTER TABLE `parcels` ADD INDEX `i` (`weight`), LOCK=EXCLUSIVE;', 'index.create', 'NOCOPY', 'EXCLUSIVE'],
    ['ALTER TABLE `parcels` DROP PRIMARY KEY;', 'constraint.drop', 'COPY', 'SHARED'],
  ];
  for (const [sql, op, algorithm, lock] of cases)
    it(sql, () => {
      const found = only(pending(sql), op);
      assert.deepEqual([found.algorithm, found.leastLock, found.inTransaction], [algorithm, lock, false]);
    });
});

describe('schema linker: transactions', () => {
  it('hold the exclusive lock of an earlier statement', () => {
    const [, index] = release(parcels, 'ALTER TABLE parcels ADD COLUMN eta date;\nCREATE INDEX i ON parcels (note);');
    assert.equal(index?.alreadyHeld?.table, 'parcels');
    assert.equal(index?.alreadyHeld?.statement, 0);
  });

  it('do not reach over to the next migration when each has its own', () => {
    const ops = release(parcels, 'ALTER TABLE parcels ADD COLUMN eta date;', 'CREATE INDEX i ON parcels (note);');
    assert.equal(only(ops, 'index.create').alreadyHeld, undefined);
  });

  it('reach over when the runner takes all that is pending in one', () => {
    const config = { 'drizzle.config.ts': "export default { dialect: 'postgresql', out: './drizzle' };\n" };
    const base = { ...config, 'drizzle/0000_first.sql': parcels };
    const ops = resolved(
      {
        ...base,
        'drizzle/0001_second.sql': 'ALTER TABLE parcels ADD COLUMN eta date;',
        'drizzle/0002_third.sql': 'ALTER TABLE depots ADD COLUMN city text;',
      },
      base,
    );
    assert.deepEqual(
      ops.map((op) => [op.unit, op.alreadyHeld?.table]),
      [
        ['all', undefined],
        ['all', 'parcels'],
      ],
    );
  });

  it('leave out a file that the journal of the tool does not list: it never runs', () => {
    const journal = (...tags: string[]) => ({
      'drizzle/meta/_journal.json': JSON.stringify({
        dialect: 'postgresql',
        entries: tags.map((tag, i) => ({ idx: i, when: 1_700_000_000_000 + i, tag })),
      }),
    });
    const base = { ...journal('0000_first'), 'drizzle/0000_first.sql': parcels };
    const ops = resolved(
      {
        ...base,
        ...journal('0000_first', '0001_second'),
        'drizzle/0001_left_behind.sql': 'ALTER TABLE parcels ADD COLUMN eta date;',
        'drizzle/0001_second.sql': 'CREATE INDEX i ON parcels (note);',
      },
      base,
    );
    assert.deepEqual(
      ops.map((op) => [op.op, op.alreadyHeld?.table]),
      [['index.create', undefined]],
    );
  });

  it('tell a constraint that is validated in the transaction that added it', () => {
    const ops = release(
      parcels,
      'ALTER TABLE parcels ADD CONSTRAINT c CHECK (weight > 0) NOT VALID;\nALTER TABLE parcels VALIDATE CONSTRAINT c;',
    );
    assert.equal(only(ops, 'constraint.validate').addedHere?.line, 1);
  });

  it('tell a lock_timeout that comes too late', () => {
    const ops = release(parcels, "ALTER TABLE parcels ADD COLUMN eta date;\nSET lock_timeout = '2s';");
    assert.match(only(ops, 'session.set').lateFor?.note ?? '', /parcels/);
  });
});

describe('schema linker: the way back', () => {
  const classes: [string, string, string][] = [
    ['CREATE TABLE scans (id bigint);', 'table.create', 'N'],
    ['ALTER TABLE parcels ADD COLUMN eta date;', 'column.create', 'N'],
    ['ALTER TABLE parcels DROP COLUMN note;', 'column.drop', 'X'],
    ['ALTER TABLE parcels RENAME COLUMN note TO remark;', 'column.rename', 'I'],
    ['ALTER TABLE parcels ALTER COLUMN code TYPE text;', 'column.alter', 'C'],
    ['ALTER TABLE parcels ALTER COLUMN weight TYPE smallint USING weight::smallint;', 'column.alter', 'L'],
    ['ALTER TABLE parcels ALTER COLUMN code DROP NOT NULL;', 'column.alter', 'C'],
    ['ALTER TABLE parcels ALTER COLUMN note SET NOT NULL;', 'column.alter', 'I'],
    ["UPDATE parcels SET note = 'x' WHERE weight > 1;", 'rows.update', 'X'],
    ['DROP TABLE depots;', 'table.drop', 'X'],
  ];
  for (const [sql, op, wanted] of classes)
    it(`${wanted}: ${sql}`, () => assert.equal(only(release(parcels, sql), op).undo, wanted));

  it('is kept by a copy of the values', () => {
    const ops = release(
      parcels,
      'ALTER TABLE parcels ADD COLUMN remark text;\nUPDATE parcels SET remark = note;\nALTER TABLE parcels DROP COLUMN note;',
    );
    const drop = only(ops, 'column.drop');
    assert.equal(drop.keptCopy?.at.line, 2);
    assert.equal(drop.keptCopy?.fresh, true);
    assert.equal(drop.undo, 'N');
  });

  it('is not kept by an UPDATE that only tests the column', () => {
    const ops = release(
      parcels,
      "ALTER TABLE parcels ADD COLUMN remark text;\nUPDATE parcels SET remark = 'x' WHERE note IS NOT NULL;\nALTER TABLE parcels DROP COLUMN note;",
    );
    assert.equal(only(ops, 'column.drop').keptCopy, undefined);
  });

  const downs: [string, string, string, string | undefined][] = [
    [
      'nothing is missing',
      'ALTER TABLE parcels ADD COLUMN eta date;',
      'ALTER TABLE parcels DROP COLUMN eta;',
      undefined,
    ],
    [
      'a column stays',
      'ALTER TABLE parcels ADD COLUMN eta date, ADD COLUMN lane text;',
      'ALTER TABLE parcels DROP COLUMN eta;',
      'column parcels.lane stays',
    ],
    [
      'a constraint is not there again',
      'ALTER TABLE parcels DROP CONSTRAINT parcels_pkey;',
      'SELECT 1; ALTER TABLE parcels ADD COLUMN x int; ALTER TABLE parcels DROP COLUMN x;',
      'constraint parcels_pkey on parcels is not there again',
    ],
    [
      'a column comes back required',
      'ALTER TABLE parcels ALTER COLUMN weight DROP DEFAULT;',
      'ALTER TABLE parcels ALTER COLUMN weight SET NOT NULL;',
      'parcels.weight comes back with NOT NULL',
    ],
    [
      'a type is another one',
      'ALTER TABLE parcels ALTER COLUMN code TYPE text;',
      'ALTER TABLE parcels ALTER COLUMN code TYPE varchar(30);',
      'parcels.code comes back as varchar(30) instead of varchar(20)',
    ],
    [
      'a table keeps its new name',
      'ALTER TABLE parcels RENAME TO shipments;',
      'ALTER TABLE shipments ADD COLUMN x int; ALTER TABLE shipments DROP COLUMN x;',
      'the table keeps the name shipments',
    ],
    [
      'indexes go with their table',
      'CREATE TABLE scans (id bigint); CREATE INDEX i ON scans (id);',
      'DROP TABLE scans;',
      undefined,
    ],
    [
      'a rename back restores it',
      'ALTER TABLE parcels RENAME COLUMN note TO remark;',
      'ALTER TABLE parcels RENAME COLUMN remark TO note;',
      undefined,
    ],
    [
      'a table of nobody is dropped again',
      'ALTER TABLE coupons ADD COLUMN x int;',
      'ALTER TABLE coupons DROP COLUMN x;',
      undefined,
    ],
    [
      'IF EXISTS proves nothing',
      'DROP INDEX IF EXISTS old_one; CREATE INDEX i ON parcels (note);',
      'DROP INDEX i;',
      undefined,
    ],
  ];
  for (const [title, up, down, wanted] of downs)
    it(`down: ${title}`, () => {
      const base = {
        'package.json': '{ "dependencies": { "pg": "8.0.0" } }',
        'migrations/1_parcels.up.sql': parcels,
        'migrations/1_parcels.down.sql': 'DROP TABLE parcels; DROP TABLE depots;',
      };
      const ops = resolved({ ...base, 'migrations/2_change.up.sql': up, 'migrations/2_change.down.sql': down }, base);
      assert.equal(ops.find((op) => op.notUndone)?.notUndone?.what, wanted);
    });
});
