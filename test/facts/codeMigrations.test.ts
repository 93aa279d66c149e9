import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fact } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { codeMigrations } from '../../src/facts/codeMigrations';

const path = 'db/migrations/20260102030405_orders.ts';

function facts(text: string, at = path): Fact[] {
  assert.ok(codeMigrations.accepts(at, text), 'the gate lets it through');
  return codeMigrations.extract(createSource(at, text));
}

/** One line for each operation: direction, what it does, and the code that its place covers. */
function operations(text: string, at = path): string[] {
  return facts(text, at).flatMap((fact) => {
    if (fact.kind !== 'ddl.operation') return [];
    const words = [fact.direction, fact.op, [fact.table, fact.column].filter(Boolean).join('.')];
    if (fact.object) words.push(`(${fact.object})`);
    if (fact.to) words.push(`→ ${fact.to}`);
    if (fact.action) words.push(fact.action);
    if (fact.type) words.push(fact.type);
    if (fact.nullable === false) words.push('required');
    if (fact.default && fact.default !== 'none') words.push(`default:${fact.default}`);
    if (fact.constraint) words.push(fact.constraint);
    if (fact.columns) words.push(`[${fact.columns.join(' ')}]`);
    if (fact.references) words.push(`→ ${fact.references.table}(${fact.references.columns.join(' ')})`);
    if (fact.value !== undefined) words.push(`'${fact.value}'`);
    if (fact.unique) words.push('unique');
    if (fact.concurrently) words.push('concurrently');
    if (fact.where) words.push(`where:${fact.where}`);
    if (fact.transaction !== 0) words.push(`tx:${fact.transaction}`);
    const covered = text.slice(fact.at.start, fact.at.end).replace(/\s+/g, ' ');
    return [`${words.filter((word) => word !== '').join(' ')} «${covered}»`];
  });
}

const unread = (text: string, at = path) =>
  facts(text, at).flatMap((fact) =>
    fact.kind === 'text.unread' ? [`${fact.reason} «${text.slice(fact.at.start, fact.at.end)}»`] : [],
  );

const declared = (text: string, at = path) =>
  facts(text, at).flatMap((fact) =>
    fact.kind === 'migration.declared'
      ? [
          [
            fact.direction,
            fact.tool,
            fact.id,
            fact.transaction,
            fact.downs,
            fact.empty ? 'empty' : '',
            fact.irreversibleBecause ?? '',
          ]
            .filter((word) => word !== '')
            .join(' '),
        ]
      : [],
  );

interface Row {
  code: string;
  gives: string[];
}

/** Wraps each statement as the body of an up, and compares what it gives. */
function table(wrap: (code: string) => string, rows: readonly Row[]): void {
  for (const { code, gives } of rows)
    it(code.replace(/\s+/g, ' ').slice(0, 100), () => {
      assert.deepEqual(operations(wrap(code)), gives);
    });
}

describe('facts: migrations in code', () => {
  describe('Knex', () => {
    table(
      (code) => `exports.up = async (knex) => { ${code} };`,
      [
        {
          code: "await knex.schema.createTable('orders', (t) => { t.increments(); t.string('email', 50).notNullable().unique(); t.integer('user_id').references('id').inTable('users').onDelete('CASCADE'); t.index(['email']); })",
          gives: [
            "up table.create orders «await knex.schema.createTable('orders', (t) => { t.increments(); t.string('email', 50).notNullable().unique(); t.integer('user_id').references('id').inTable('users').onDelete('CASCADE'); t.index(['email']); })»".replace(
              'await ',
              '',
            ),
            'up column.create orders.id serial required «t.increments()»',
            'up constraint.create orders.id (orders_pkey) primary-key [id] «t.increments()»',
            "up column.create orders.email varchar(50) required «t.string('email', 50).notNullable().unique()»",
            "up constraint.create orders.email (orders_email_unique) unique [email] «t.string('email', 50).notNullable().unique()»",
            "up column.create orders.user_id integer «t.integer('user_id').references('id').inTable('users').onDelete('CASCADE')»",
            "up constraint.create orders.user_id (orders_user_id_foreign) foreign-key [user_id] → users(id) «t.integer('user_id').references('id').inTable('users').onDelete('CASCADE')»",
            "up index.create orders (orders_email_index) [email] «t.index(['email'])»",
          ],
        },
        {
          code: "await knex.schema.alterTable('orders', (t) => { t.dropColumn('note'); t.renameColumn('a', 'b'); t.text('b').notNullable().alter(); t.dropUnique(['a']); t.foreign('c').references('id').inTable('d'); })",
          gives: [
            "up column.drop orders.note «t.dropColumn('note')»",
            "up column.rename orders.a → b «t.renameColumn('a', 'b')»",
            "up column.alter orders.b type text «t.text('b').notNullable().alter()»",
            "up column.alter orders.b set-not-null required «t.text('b').notNullable().alter()»",
            "up column.alter orders.b drop-default «t.text('b').notNullable().alter()»",
            "up constraint.drop orders (orders_a_unique) «t.dropUnique(['a'])»",
            "up constraint.create orders (orders_c_foreign) foreign-key [c] → d(id) «t.foreign('c').references('id').inTable('d')»",
          ],
        },
        {
          code: "await knex.schema.table('orders', function () { this.timestamp('at').defaultTo(knex.fn.now()); this.uuid('ref').defaultTo(knex.raw('gen_random_uuid()')); })",
          gives: [
            "up column.create orders.at timestamptz default:stable «this.timestamp('at').defaultTo(knex.fn.now())»",
            "up column.create orders.ref uuid default:volatile «this.uuid('ref').defaultTo(knex.raw('gen_random_uuid()'))»",
          ],
        },
        {
          code: "await knex.schema.dropTableIfExists('a').renameTable('b', 'c'); await knex.schema.raw('CREATE INDEX CONCURRENTLY i ON c (d)')",
          gives: [
            "up table.drop a «knex.schema.dropTableIfExists('a').renameTable('b', 'c')»".replace(
              ".renameTable('b', 'c')",
              '',
            ),
            "up table.rename b → c «knex.schema.dropTableIfExists('a').renameTable('b', 'c')»",
            'up index.create c (i) [d] concurrently «CREATE INDEX CONCURRENTLY i ON c (d)»',
          ],
        },
        {
          code: "await knex('orders').where({ status: 'a' }).update({ status: 'b' }); await knex('carts').del(); await knex.raw('UPDATE ?? SET a = ?', ['orders', 1])",
          gives: [
            "up rows.update orders [status] where:some «knex('orders').where({ status: 'a' }).update({ status: 'b' })»",
            "up rows.delete carts where:none «knex('carts').del()»",
            'up rows.update orders [a] where:none «UPDATE ?? SET a = ?»',
          ],
        },
        {
          code: "for (const name of ['a', 'b']) await knex.schema.table(name, (t) => t.dropColumn('x'))",
          gives: ["up column.drop a.x «t.dropColumn('x')»", "up column.drop b.x «t.dropColumn('x')»"],
        },
        {
          code: "await knex.transaction(async (trx) => { await trx.schema.dropTable('a'); await trx.raw('DROP TABLE b'); })",
          gives: ["up table.drop a tx:1 «trx.schema.dropTable('a')»", 'up table.drop b tx:1 «DROP TABLE b»'],
        },
      ],
    );

    it('reads the down, and what takes the migration out of its transaction', () => {
      const text =
        "export async function up(knex: Knex) { await knex.raw('CREATE INDEX CONCURRENTLY i ON a (b)'); }\nexport async function down(knex: Knex) { await knex.raw('DROP INDEX i'); }\nexport const config = { transaction: false };\n";
      assert.deepEqual(operations(text), [
        'up index.create a (i) [b] concurrently tx:none «CREATE INDEX CONCURRENTLY i ON a (b)»',
        'down index.drop (i) tx:none «DROP INDEX i»',
      ]);
      assert.deepEqual(declared(text), [
        'up knex 20260102030405_orders none expected',
        'down knex 20260102030405_orders none expected',
      ]);
    });

    it('says so when the way back is empty, throws or is refused in a comment', () => {
      const up = "exports.up = (knex) => knex.schema.dropTable('a');\n";
      assert.deepEqual(
        declared(`${up}exports.down = () => {};`)[1],
        'down knex 20260102030405_orders own expected empty',
      );
      assert.deepEqual(
        declared(`${up}exports.down = async () => { throw new Error('rows are gone'); };`)[1],
        'down knex 20260102030405_orders own expected rows are gone',
      );
      assert.deepEqual(
        declared(`${up}exports.down = () => {\n  // Irreversible: the rows are gone\n};`)[1],
        'down knex 20260102030405_orders own expected empty Irreversible: the rows are gone',
      );
    });

    it('marks what happens only under a condition', () => {
      const text =
        "exports.up = async (knex) => { if (!(await knex.schema.hasColumn('a', 'b'))) { await knex.schema.table('a', (t) => t.text('b')); } };";
      const [op] = facts(text);
      assert.ok(op?.kind === 'ddl.operation' && op.ifExists === true && op.options?.guarded === 'true');
    });

    it('tells what is not in the file or computed, and makes nothing up', () => {
      const text = `const { createUsers } = require('../models');\nexports.up = async (knex) => { await createUsers(knex); await knex.raw(\`ALTER TABLE \${name()} DROP COLUMN a\`); for (const t of await list()) await knex.schema.dropTable(t); };`;
      assert.deepEqual(operations(text), [
        'up dynamic.unknown «createUsers(knex)»',
        `up dynamic.unknown «ALTER TABLE \${name()} DROP COLUMN a»`,
        'up dynamic.unknown «knex.schema.dropTable(t)»',
      ]);
      assert.deepEqual(unread(text), [
        'what createUsers does is not in this file «createUsers(knex)»',
        `the name of what it changes is computed «ALTER TABLE \${name()} DROP COLUMN a»`,
        'the name of the table is computed «knex.schema.dropTable(t)»',
      ]);
    });
  });

  describe('TypeORM', () => {
    table(
      (code) =>
        `import { MigrationInterface, QueryRunner, Table, TableColumn } from 'typeorm';\nexport class Orders1760000000000 implements MigrationInterface { async up(queryRunner: QueryRunner) { ${code} } async down(q: QueryRunner) {} }`,
      [
        {
          code: 'await queryRunner.query(`ALTER TABLE "user" DROP COLUMN "email"`); await queryRunner.query("ALTER TABLE \\"a\\" ADD \\"b\\" text")',
          gives: [
            'up column.drop user.email «ALTER TABLE "user" DROP COLUMN "email"»',
            'up column.create a.b text «ALTER TABLE \\"a\\" ADD \\"b\\" text»',
          ],
        },
        {
          code: "await queryRunner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'uuid', isPrimary: true, default: 'gen_random_uuid()' }, { name: 'note', type: 'varchar', length: '20', isNullable: true }], foreignKeys: [{ columnNames: ['u'], referencedTableName: 'users', referencedColumnNames: ['id'] }] }))",
          gives: [
            "up table.create orders «queryRunner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'uuid', isPrimary: true, default: 'gen_random_uuid()' }, { name: 'note', type: 'varchar', length: '20', isNullable: true }], foreignKeys: [{ columnNames: ['u'], referencedTableName: 'users', referencedColumnNames: ['id'] }] }))»",
            "up column.create orders.id uuid required default:volatile «{ name: 'id', type: 'uuid', isPrimary: true, default: 'gen_random_uuid()' }»",
            "up constraint.create orders.id (orders_pkey) primary-key [id] «{ name: 'id', type: 'uuid', isPrimary: true, default: 'gen_random_uuid()' }»",
            "up column.create orders.note varchar(20) «{ name: 'note', type: 'varchar', length: '20', isNullable: true }»",
            "up constraint.create orders (orders_u_fkey) foreign-key [u] → users(id) «{ columnNames: ['u'], referencedTableName: 'users', referencedColumnNames: ['id'] }»",
          ],
        },
        {
          code: "await queryRunner.addColumn('a', new TableColumn({ name: 'b', type: 'int' })); await queryRunner.dropColumns('a', ['c', 'd']); await queryRunner.renameColumn('a', 'e', 'f'); await queryRunner.createIndex('a', new TableIndex({ name: 'i', columnNames: ['f'], isUnique: true }))",
          gives: [
            "up column.create a.b integer required «queryRunner.addColumn('a', new TableColumn({ name: 'b', type: 'int' }))»",
            "up column.drop a.c «'c'»",
            "up column.drop a.d «'d'»",
            "up column.rename a.e → f «queryRunner.renameColumn('a', 'e', 'f')»",
            "up index.create a (i) [f] unique «queryRunner.createIndex('a', new TableIndex({ name: 'i', columnNames: ['f'], isUnique: true }))»",
          ],
        },
      ],
    );

    it('orders by the number in the name of the class', () => {
      const text =
        "import { MigrationInterface } from 'typeorm';\nexport class A1760000000000 implements MigrationInterface { transaction = false; async up(q) { await q.query('DROP TABLE a'); } }";
      const [, fact] = facts(text, 'src/migration/1760000000000-A.ts');
      assert.ok(fact?.kind === 'migration.declared');
      assert.equal(fact.order, '00000001760000000000');
      assert.equal(fact.transaction, 'none');
      assert.equal(fact.database, 'src/migration');
    });
  });

  describe('Sequelize', () => {
    table(
      (code) => `module.exports = { up: async (queryInterface, Sequelize) => { ${code} } };`,
      [
        {
          code: "await queryInterface.addColumn('orders', 'state', { type: Sequelize.STRING(20), allowNull: false, defaultValue: 'new' })",
          gives: [
            "up column.create orders.state varchar(20) required default:constant tx:none «queryInterface.addColumn('orders', 'state', { type: Sequelize.STRING(20), allowNull: false, defaultValue: 'new' })»",
          ],
        },
        {
          code: "await queryInterface.sequelize.transaction(async (transaction) => { await queryInterface.removeColumn('a', 'b', { transaction }); await queryInterface.sequelize.query('DROP TABLE c', { transaction }); await queryInterface.renameTable('d', 'e'); })",
          gives: [
            "up column.drop a.b tx:1 «queryInterface.removeColumn('a', 'b', { transaction })»",
            'up table.drop c tx:1 «DROP TABLE c»',
            "up table.rename d → e tx:none «queryInterface.renameTable('d', 'e')»",
          ],
        },
        {
          code: "await queryInterface.createTable('a', { id: { type: Sequelize.UUID, primaryKey: true, defaultValue: Sequelize.UUIDV4 }, owner: { type: Sequelize.UUID, references: { model: 'users', key: 'id' }, onDelete: 'cascade' }, sort: Sequelize.ENUM('x', 'y') })",
          gives: [
            "up type.create (enum_a_sort) tx:none «Sequelize.ENUM('x', 'y')»",
            "up value.create (enum_a_sort) 'x' tx:none «Sequelize.ENUM('x', 'y')»",
            "up value.create (enum_a_sort) 'y' tx:none «Sequelize.ENUM('x', 'y')»",
            "up table.create a tx:none «queryInterface.createTable('a', { id: { type: Sequelize.UUID, primaryKey: true, defaultValue: Sequelize.UUIDV4 }, owner: { type: Sequelize.UUID, references: { model: 'users', key: 'id' }, onDelete: 'cascade' }, sort: Sequelize.ENUM('x', 'y') })»",
            'up column.create a.id uuid required tx:none «id: { type: Sequelize.UUID, primaryKey: true, defaultValue: Sequelize.UUIDV4 }»',
            'up constraint.create a.id (a_pkey) primary-key [id] tx:none «id: { type: Sequelize.UUID, primaryKey: true, defaultValue: Sequelize.UUIDV4 }»',
            "up column.create a.owner uuid tx:none «owner: { type: Sequelize.UUID, references: { model: 'users', key: 'id' }, onDelete: 'cascade' }»",
            "up constraint.create a.owner (a_owner_fkey) foreign-key [owner] → users(id) tx:none «owner: { type: Sequelize.UUID, references: { model: 'users', key: 'id' }, onDelete: 'cascade' }»",
            "up column.create a.sort enum_a_sort tx:none «sort: Sequelize.ENUM('x', 'y')»",
          ],
        },
        {
          code: "await queryInterface.addIndex('orders', ['teamId', 'at'], { concurrently: true }); await queryInterface.removeIndex('orders', 'old'); await queryInterface.addConstraint('orders', { fields: ['code'], type: 'unique', name: 'u' })",
          gives: [
            "up index.create orders (orders_team_id_at) [teamId at] concurrently tx:none «queryInterface.addIndex('orders', ['teamId', 'at'], { concurrently: true })»",
            "up index.drop (old) tx:none «queryInterface.removeIndex('orders', 'old')»",
            "up constraint.create orders (u) unique [code] tx:none «queryInterface.addConstraint('orders', { fields: ['code'], type: 'unique', name: 'u' })»",
          ],
        },
        {
          code: "await queryInterface.bulkDelete('carts', {}); await queryInterface.bulkUpdate('a', { b: 1 }, { c: 2 })",
          gives: [
            "up rows.delete carts where:none tx:none «queryInterface.bulkDelete('carts', {})»",
            "up rows.update a [b] where:some tx:none «queryInterface.bulkUpdate('a', { b: 1 }, { c: 2 })»",
          ],
        },
      ],
    );

    it("reads Umzug's context", () => {
      const text =
        "import type { MigrationFn } from 'umzug';\nexport const up: MigrationFn<QueryInterface> = async ({ context: queryInterface }) => { await queryInterface.dropTable('a'); };";
      assert.deepEqual(operations(text), ["up table.drop a tx:none «queryInterface.dropTable('a')»"]);
    });
  });

  describe('MikroORM', () => {
    it('reads addSql of both directions', () => {
      const text =
        'import { Migration } from \'@mikro-orm/migrations\';\nexport class M extends Migration {\n  async up() { this.addSql(\'alter table "a" drop column "b";\'); }\n  async down() { this.addSql(`alter table "a" add column "b" text;`); }\n  isTransactional() { return false; }\n}';
      assert.deepEqual(operations(text, 'src/migrations/Migration20260102.ts'), [
        'up column.drop a.b tx:none «alter table "a" drop column "b"»',
        'down column.create a.b text tx:none «alter table "a" add column "b" text»',
      ]);
    });
  });

  describe('Kysely', () => {
    table(
      (code) => `import { type Kysely, sql } from 'kysely';\nexport async function up(db: Kysely<unknown>) { ${code} }`,
      [
        {
          code: "await db.schema.createTable('a').addColumn('id', 'serial', (col) => col.primaryKey()).addColumn('b', 'varchar(9)', (c) => c.notNull().references('users.id')).execute()",
          gives: [
            "up table.create a «db.schema.createTable('a').addColumn('id', 'serial', (col) => col.primaryKey()).addColumn('b', 'varchar(9)', (c) => c.notNull().references('users.id')).execute()»",
            "up column.create a.id serial required «'id', 'serial', (col) => col.primaryKey()»",
            "up constraint.create a.id (a_pkey) primary-key [id] «'id', 'serial', (col) => col.primaryKey()»",
            "up column.create a.b varchar(9) required «'b', 'varchar(9)', (c) => c.notNull().references('users.id')»",
            "up constraint.create a.b (a_b_fkey) foreign-key [b] → users(id) «'b', 'varchar(9)', (c) => c.notNull().references('users.id')»",
          ],
        },
        {
          code: "await db.schema.alterTable('a').dropColumn('b').alterColumn('c', (col) => col.setNotNull()).execute(); await sql`DROP TABLE d`.execute(db); await db.schema.createIndex('i').on('a').columns(['x', 'y']).unique().execute()",
          gives: [
            "up column.drop a.b «'b'»",
            "up column.alter a.c set-not-null required «'c', (col) => col.setNotNull()»",
            'up table.drop d «DROP TABLE d»',
            "up index.create a (i) [x y] unique «db.schema.createIndex('i').on('a').columns(['x', 'y']).unique().execute()»",
          ],
        },
      ],
    );
  });

  describe('node-pg-migrate', () => {
    table(
      (code) => `exports.up = (pgm) => { ${code} };`,
      [
        {
          code: "pgm.createTable('a', { id: 'id', name: { type: 'text', notNull: true }, u: { type: 'integer', references: 'users(id)' } })",
          gives: [
            "up table.create a «pgm.createTable('a', { id: 'id', name: { type: 'text', notNull: true }, u: { type: 'integer', references: 'users(id)' } })»",
            "up column.create a.id serial required «id: 'id'»",
            "up constraint.create a.id (a_pkey) primary-key [id] «id: 'id'»",
            "up column.create a.name text required «name: { type: 'text', notNull: true }»",
            "up column.create a.u integer «u: { type: 'integer', references: 'users(id)' }»",
            "up constraint.create a.u (a_u_fkey) foreign-key [u] → users(id) «u: { type: 'integer', references: 'users(id)' }»",
          ],
        },
        {
          code: "pgm.noTransaction(); pgm.addColumns('a', { b: { type: 'timestamp', default: pgm.func('now()') } }); pgm.dropColumns('a', ['c']); pgm.createIndex('a', 'b', { method: 'gin' }); pgm.sql('DROP TABLE d')",
          gives: [
            "up column.create a.b timestamp default:stable tx:none «b: { type: 'timestamp', default: pgm.func('now()') }»",
            "up column.drop a.c tx:none «pgm.dropColumns('a', ['c'])»",
            "up index.create a (a_b_index) [b] tx:none «pgm.createIndex('a', 'b', { method: 'gin' })»",
            'up table.drop d tx:none «DROP TABLE d»',
          ],
        },
      ],
    );

    it('knows a down that is refused', () => {
      assert.deepEqual(declared("exports.up = (pgm) => { pgm.dropTable('a'); };\nexports.down = false;"), [
        'up node-pg-migrate 20260102030405_orders own optional down = false',
      ]);
    });
  });

  describe('db-migrate', () => {
    table(
      (code) => `exports.up = function (db, cb) { ${code} };\nexports.down = (db) => db.dropTable('a');`,
      [
        {
          code: "return db.createTable('a', { id: { type: 'int', primaryKey: true, autoIncrement: true }, n: 'string' }, () => db.runSql('ALTER TABLE a DROP COLUMN b', cb));",
          gives: [
            "up table.create a «db.createTable('a', { id: { type: 'int', primaryKey: true, autoIncrement: true }, n: 'string' }, () => db.runSql('ALTER TABLE a DROP COLUMN b', cb))»",
            "up column.create a.id serial required «id: { type: 'int', primaryKey: true, autoIncrement: true }»",
            "up constraint.create a.id (a_pkey) primary-key [id] «id: { type: 'int', primaryKey: true, autoIncrement: true }»",
            "up column.create a.n varchar «n: 'string'»",
            'up column.drop a.b «ALTER TABLE a DROP COLUMN b»',
            "down table.drop a «db.dropTable('a')»",
          ],
        },
      ],
    );

    it('leaves the frame of SQL files to them', () => {
      const text =
        "var path = require('path');\nexports.up = function (db) { return read(path.join(__dirname, 'sqls', '1-up.sql')).then((data) => db.runSql(data)); };";
      assert.deepEqual(facts(text), []);
    });
  });

  describe('home-made runners', () => {
    it('read SQL in tagged templates and calls, what runs before outside a transaction', () => {
      const text = `export default migration({ async beforeUp({ pool }) { await pool.query(sql\`CREATE INDEX CONCURRENTLY i ON a (b)\`); }, async up(pool) { await pool.query(sql\`ALTER TABLE a ADD COLUMN c text DEFAULT \${'x'}\`); }, async down(pool) { await pool.query(sql\`ALTER TABLE a DROP COLUMN c\`); } });`;
      assert.deepEqual(operations(text), [
        'up index.create a (i) [b] concurrently tx:none «CREATE INDEX CONCURRENTLY i ON a (b)»',
        `up column.create a.c text default:constant «ALTER TABLE a ADD COLUMN c text DEFAULT \${'x'}»`,
        'down column.drop a.c «ALTER TABLE a DROP COLUMN c»',
      ]);
    });

    it('keep their order in the names of files, in a folder of any name', () => {
      const path = 'packages/schemas/alterations/1.40.0-1779421396-add-notes.ts';
      const text =
        "import { sql } from 'slonik';\nconst alteration = {\n  beforeUp: async (pool) => { await pool.query(sql`create index concurrently i on a (b)`); },\n  up: async (pool) => { await pool.query(sql`\n    create table notes (id bigint);\n  `); },\n  beforeDown: async (pool) => { await pool.query(sql`drop index concurrently i`); },\n  down: async (pool) => { await pool.query(sql`drop table notes`); },\n};\nexport default alteration;";
      assert.deepEqual(operations(text, path), [
        'up index.create a (i) [b] concurrently tx:none «create index concurrently i on a (b)»',
        'up table.create notes «create table notes (id bigint)»',
        'up column.create notes.id bigint «id bigint»',
        'down index.drop (i) concurrently tx:none «drop index concurrently i»',
        'down table.drop notes «drop table notes»',
      ]);
      assert.deepEqual(declared(text, path), [
        'up files 1779421396-add-notes own optional',
        'down files 1779421396-add-notes own optional',
      ]);
      assert.equal(codeMigrations.accepts('packages/schemas/src/notes.ts', text), false);
      assert.equal(
        codeMigrations.accepts('src/steps/0012-state.ts', 'export const up = (s) => s;\nexport const down = (s) => s;'),
        false,
      );
    });

    it('need SQL: functions of the same names in other code are no migrations', () => {
      assert.deepEqual(facts('export const up = (state) => ({ ...state, version: 2 });'), []);
    });
  });

  it('reads nothing outside of migration folders, tests and declarations', () => {
    const text = "exports.up = (knex) => knex.schema.dropTable('a');";
    assert.equal(codeMigrations.accepts('src/up.js', text), false);
    assert.equal(codeMigrations.accepts('test/migrations/1.js', text), false);
    assert.equal(codeMigrations.accepts('migrations/1.js', text), true);
  });

  it('hashes what a migration does, not how it is written', () => {
    const hash = (text: string) => facts(text).find((fact) => fact.kind === 'migration.declared');
    const of = (text: string) => {
      const fact = hash(text);
      return fact?.kind === 'migration.declared' ? fact.contentHash : undefined;
    };
    const plain = of("exports.up = (knex) => knex.schema.dropTable('a');");
    assert.equal(of('// note\nexports.up = (knex)   =>\n  knex.schema.dropTable("a")'), plain);
    assert.notEqual(of("exports.up = (knex) => knex.schema.dropTable('b');"), plain);
  });

  it('never throws, and stays inside the text', () => {
    const words = [
      'exports.up = ',
      '(knex) => ',
      'knex',
      '.schema',
      ".createTable('a', ",
      '(t) => ',
      't.',
      "string('b')",
      '.alter()',
      'await ',
      'for (const x of y) ',
      '{',
      '}',
      '(',
      ')',
      `\`ALTER TABLE \${x} ADD`,
      '`',
      ';',
      'raw(',
      'async ',
      'queryInterface.',
      'addColumn(',
      "'a'",
      ', ',
      'return ',
      '[',
      ']',
      '\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        for (const fact of codeMigrations.extract(createSource(path, text)))
          assert.ok(fact.at.start >= 0 && fact.at.start <= fact.at.end && fact.at.end <= Math.max(text.length, 1));
      }),
      { numRuns: 400 },
    );
  });
});
