import assert from 'node:assert/strict';
import { open } from '../../support/project';

const before =
  "CREATE TABLE orders (id bigint PRIMARY KEY, status text, paid_at timestamp);\nCREATE TYPE size AS ENUM ('s');\nCREATE TABLE users (id bigint PRIMARY KEY, at timestamp, old text);\n";

/** The step of the only pending migration. */
function stepOf(sql: string, down = 'SELECT 1;\n') {
  const base = { 'db/001_start.up.sql': before, 'db/001_start.down.sql': 'DROP TABLE orders;\n' };
  const head = { ...base, 'db/002_next.up.sql': sql, ...(down ? { 'db/002_next.down.sql': down } : {}) };
  const policy = { data: { databases: [{ migrations: 'db', dialect: 'postgresql' as const }] } };
  const [step] = open({ base, head, policy })
    .review()
    .steps.filter(({ id }) => id.startsWith('mig/'));
  return step ?? assert.fail('no step');
}
const asked = (sql: string) => {
  const { query } = stepOf(sql);
  const expected = query?.expect.split('; ') ?? [];
  return query?.sql.split('\n').map((text, i) => `${text} -- ${expected[i]}`);
};

describe('what shows that a migration has taken place', () => {
  it('asks for everything of a migration, one query for each sort of thing', () => {
    assert.deepEqual(
      asked(
        `ALTER TABLE orders ADD COLUMN a int;
ALTER TABLE orders ADD COLUMN b int NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN c int;
ALTER TABLE users DROP COLUMN old;
CREATE INDEX i1 ON orders (a);
CREATE INDEX i2 ON orders (b);
CREATE INDEX i3 ON users (c);
CREATE INDEX i4 ON users (at);
ALTER TABLE orders ADD CONSTRAINT k1 CHECK (a > 0) NOT VALID;
ALTER TYPE size ADD VALUE 'm';
ALTER TYPE size ADD VALUE 'l';
`,
      ),
      [
        "select table_name, column_name, is_nullable, data_type from information_schema.columns where (table_name, column_name) in (('orders', 'a'), ('orders', 'b'), ('users', 'c')); -- 3 rows, NO for b",
        "select is_nullable, data_type from information_schema.columns where table_name = 'users' and column_name = 'old'; -- no row",
        "select indexrelid::regclass, indisvalid from pg_index where indexrelid in (to_regclass('i1'), to_regclass('i2'), to_regclass('i3'), to_regclass('i4')); -- 4 rows, t each",
        "select convalidated from pg_constraint where conname = 'k1'; -- f",
        "select enumlabel from pg_enum where enumtypid = to_regtype('size') and enumlabel in ('m', 'l'); -- 2 rows",
      ],
    );
  });

  it('asks for a new table alone, not for what belongs to it', () => {
    assert.deepEqual(
      asked('CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL);\nCREATE INDEX by_body ON notes (body);\n'),
      ["select count(*) from information_schema.tables where table_name = 'notes'; -- 1"],
    );
  });

  it('takes the last word on a thing', () => {
    assert.deepEqual(
      asked(
        'ALTER TABLE orders ADD CONSTRAINT k CHECK (id > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT k;\nALTER TABLE orders ADD COLUMN n int;\nALTER TABLE orders ALTER COLUMN n SET NOT NULL;\n',
      ),
      [
        "select is_nullable, data_type from information_schema.columns where table_name = 'orders' and column_name = 'n'; -- one row, NO",
        "select convalidated from pg_constraint where conname = 'k'; -- t",
      ],
    );
  });
});

describe('the way back of a migration', () => {
  const backOf = (sql: string) => stepOf(sql, '').wayBack;

  it('takes a zone away by the expression that gave it', () => {
    assert.equal(
      backOf("ALTER TABLE orders ALTER COLUMN paid_at TYPE timestamptz USING paid_at AT TIME ZONE 'UTC';\n")?.command,
      "ALTER TABLE orders ALTER COLUMN paid_at TYPE timestamp USING paid_at AT TIME ZONE 'UTC';",
    );
  });

  it('casts back what a cast made, and nothing else', () => {
    assert.equal(
      backOf('ALTER TABLE orders ALTER COLUMN status TYPE varchar(9) USING status::varchar(9);\n')?.command,
      'ALTER TABLE orders ALTER COLUMN status TYPE text USING status::text;',
    );
    assert.match(
      backOf('ALTER TABLE orders ALTER COLUMN paid_at TYPE boolean USING (paid_at IS NOT NULL);\n')?.text ?? '',
      /none can be written/,
    );
  });

  it('says the same of several columns once', () => {
    assert.equal(
      backOf('ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ADD COLUMN b int;\n')?.note,
      'orders.b, orders.a: values written since are lost; on a rollback of code, keep the column',
    );
  });

  it('leaves in place what the old code does not use, without a word on what would be lost', () => {
    assert.deepEqual(backOf("INSERT INTO users (id, old) VALUES (1, 'a');\n"), {
      text: 'leave 002_next in place: the old code does not use it',
      class: 'N',
    });
  });
});

describe('the version before', () => {
  it('cannot insert once the default of a new required column is gone', () => {
    const { compatible } = stepOf(
      "ALTER TABLE orders ADD COLUMN level text NOT NULL DEFAULT 'a';\nALTER TABLE orders ALTER COLUMN level DROP DEFAULT;\n",
    );
    assert.deepEqual(compatible, {
      old: false,
      new: true,
      because: 'the old version cannot insert without orders.level',
      first: 'orders.level with its default',
    });
  });

  it('can where the default stays, or comes again', () => {
    for (const sql of [
      "ALTER TABLE orders ADD COLUMN level text NOT NULL DEFAULT 'a';\n",
      "ALTER TABLE orders ADD COLUMN level text NOT NULL DEFAULT 'a';\nALTER TABLE orders ALTER COLUMN level DROP DEFAULT;\nALTER TABLE orders ALTER COLUMN level SET DEFAULT 'b';\n",
    ])
      assert.equal(stepOf(sql).compatible?.old, true);
  });
});
