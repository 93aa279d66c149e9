import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect } from '../../src/core/fact';
import { operationsOf } from '../../src/facts/sqlOperations';
import { layoutOf } from '../../src/parse/sqlSections';
import { lexisOf, skipBlank, tokenAt } from '../../src/parse/sqlTokens';
import { statementsOf } from '../../src/parse/statements';

/** As Flyway writes it. */
const placeholder = ['$', '{schema}'].join('');

const split = (text: string, dialect: Dialect = 'postgresql') =>
  statementsOf({ text, start: 0, end: text.length }, dialect).map((s) => s.meta ?? text.slice(s.start, s.end));

describe('SQL statements', () => {
  const cases: [title: string, text: string, dialect: Dialect, expected: string[]][] = [
    ['semicolons end them, the last may lack one', 'SELECT 1; ;SELECT 2', 'postgresql', ['SELECT 1', 'SELECT 2']],
    [
      'quotes hide semicolons',
      `SELECT 'a;''b', "c;""d"; SELECT 2;`,
      'postgresql',
      [`SELECT 'a;''b', "c;""d"`, 'SELECT 2'],
    ],
    ['a backslash escapes in E strings', "SELECT E'a\\';b'; SELECT 2", 'postgresql', ["SELECT E'a\\';b'", 'SELECT 2']],
    ['a backslash is itself in other strings', "SELECT 'a\\'; SELECT 2", 'postgresql', ["SELECT 'a\\'", 'SELECT 2']],
    ['a backslash escapes in MySQL', "SELECT 'a\\';b'; SELECT 2", 'mysql', ["SELECT 'a\\';b'", 'SELECT 2']],
    [
      'dollar quotes hide everything',
      'SELECT $a$ ; $$ ; $a$; SELECT $1',
      'postgresql',
      ['SELECT $a$ ; $$ ; $a$', 'SELECT $1'],
    ],
    [
      'comments nest in PostgreSQL',
      'SELECT /* a /* b; */ c; */ 1; SELECT 2',
      'postgresql',
      ['SELECT /* a /* b; */ c; */ 1', 'SELECT 2'],
    ],
    ['and do not in MySQL', 'SELECT /* a /* b */ 1; SELECT 2', 'mysql', ['SELECT /* a /* b */ 1', 'SELECT 2']],
    ['executable comments are read', '/*!40101 SET NAMES utf8 */; SELECT 1', 'mysql', ['SET NAMES utf8', 'SELECT 1']],
    ['line comments hide semicolons', 'SELECT 1 -- a;\n+ 2; # SELECT 3', 'mysql', ['SELECT 1 -- a;\n+ 2']],
    ['backticks and brackets quote names', 'SELECT `a;b`; SELECT [c;d]', 'sqlite', ['SELECT `a;b`', 'SELECT [c;d]']],
    [
      'DELIMITER changes what ends them',
      'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;',
      'mysql',
      ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'SELECT 2'],
    ],
    [
      'a dollar delimiter is no dollar quote',
      'DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END$$\nDELIMITER ;\nSELECT 2;',
      'mysql',
      ['CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END', 'SELECT 2'],
    ],
    [
      'bodies of routines stay whole without it',
      'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; IF d THEN DELETE FROM e; END IF; END; SELECT 2',
      'sqlite',
      [
        'CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN 1 THEN 2 END; IF d THEN DELETE FROM e; END IF; END',
        'SELECT 2',
      ],
    ],
    [
      'as do those between BEGIN ATOMIC and END',
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3',
      'postgresql',
      ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END', 'SELECT 3'],
    ],
    [
      'BEGIN of a transaction opens no body',
      'BEGIN; DROP TABLE a; END; SELECT 1',
      'postgresql',
      ['BEGIN', 'DROP TABLE a', 'END', 'SELECT 1'],
    ],
    [
      'a column may be called begin',
      'CREATE TABLE trigger_log (begin int, "end" int); SELECT 1',
      'postgresql',
      ['CREATE TABLE trigger_log (begin int, "end" int)', 'SELECT 1'],
    ],
    [
      'rows of COPY are passed over',
      "COPY a (b) FROM stdin WITH (format csv);\n1;2\nit's\n\\.\nSELECT 2;",
      'postgresql',
      ['COPY a (b) FROM stdin WITH (format csv)', 'SELECT 2'],
    ],
    [
      'psql has commands of its own',
      "\\set x 'it;s'\nSELECT 1 \\gexec\n\\i other.sql\n",
      'postgresql',
      ["\\set x 'it;s'", 'SELECT 1', '\\gexec', '\\i other.sql'],
    ],
    [
      'an open quote ends with the text',
      "SELECT 1; SELECT 'a; SELECT 2",
      'postgresql',
      ['SELECT 1', "SELECT 'a; SELECT 2"],
    ],
    [
      'placeholders are names',
      `CREATE TABLE ${placeholder}.a (b int); SELECT 1`,
      'postgresql',
      [`CREATE TABLE ${placeholder}.a (b int)`, 'SELECT 1'],
    ],
  ];
  for (const [title, text, dialect, expected] of cases)
    it(title, () => assert.deepEqual(split(text, dialect), expected));
});

describe('SQL sections', () => {
  const parts = (text: string) =>
    layoutOf(text).sections.map((section) => ({
      direction: section.direction,
      ...(section.transaction ? { transaction: section.transaction } : {}),
      ...(section.changeset ? { changeset: `${section.changeset.author}:${section.changeset.id}` } : {}),
      ...(section.notNeeded ? { notNeeded: section.notNeeded } : {}),
      statements: statementsOf(section, 'postgresql').map((s) =>
        section.text.slice(s.start, s.end).replace(/\s+/g, ' '),
      ),
    }));

  it('goose: Up, Down, StatementBegin and NO TRANSACTION', () => {
    assert.deepEqual(
      parts(
        '-- +goose NO TRANSACTION\n-- +goose Up\nDROP TABLE a;\n-- +goose StatementBegin\nSELECT 1\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE b;\n',
      ),
      [
        { direction: 'up', transaction: 'none', statements: ['DROP TABLE a', 'SELECT 1'] },
        { direction: 'down', transaction: 'none', statements: ['DROP TABLE b'] },
      ],
    );
  });

  it('dbmate: a transaction may be off for one direction', () => {
    assert.deepEqual(parts('-- migrate:up transaction:false\nDROP TABLE a;\n\n-- migrate:down\nDROP TABLE b;'), [
      { direction: 'up', transaction: 'none', statements: ['DROP TABLE a'] },
      { direction: 'down', statements: ['DROP TABLE b'] },
    ]);
  });

  it('sql-migrate: notransaction', () => {
    assert.deepEqual(parts('-- +migrate Up notransaction\nDROP TABLE a;\n-- +migrate Down\n'), [
      { direction: 'up', transaction: 'none', statements: ['DROP TABLE a'] },
      { direction: 'down', statements: [] },
    ]);
  });

  it('node-pg-migrate: what stands before Down Migration is the way up', () => {
    assert.deepEqual(parts('DROP TABLE a;\n-- Down Migration\nDROP TABLE b;'), [
      { direction: 'up', statements: ['DROP TABLE a'] },
      { direction: 'down', statements: ['DROP TABLE b'] },
    ]);
    assert.equal(layoutOf('-- Up migration of the users table\nDROP TABLE a;').format, 'plain');
  });

  it('Drizzle: a breakpoint ends a statement', () => {
    const text = 'DROP TABLE a\n--> statement-breakpoint\nDROP TABLE b;--> statement-breakpoint\nDROP TABLE c;';
    assert.deepEqual(parts(text)[0]?.statements, ['DROP TABLE a', 'DROP TABLE b', 'DROP TABLE c']);
  });

  it('Liquibase: a section for each changeset and its rollback, at the places of the file', () => {
    const text = [
      '--liquibase formatted sql',
      '--changeset ann:1 runInTransaction:false dbms:postgresql',
      'CREATE INDEX CONCURRENTLY i ON a (b);',
      '--rollback DROP INDEX',
      '--rollback i;',
      '--changeset "bob b":two endDelimiter:/',
      'DROP TABLE c /',
      'DROP TABLE d /',
      '--rollback empty',
    ].join('\n');
    assert.deepEqual(parts(text), [
      {
        direction: 'up',
        transaction: 'none',
        changeset: 'ann:1',
        statements: ['CREATE INDEX CONCURRENTLY i ON a (b)'],
      },
      { direction: 'down', transaction: 'none', changeset: 'ann:1', statements: ['DROP INDEX i'] },
      { direction: 'up', changeset: 'bob b:two', statements: ['DROP TABLE c', 'DROP TABLE d'] },
      { direction: 'down', changeset: 'bob b:two', notNeeded: 'empty', statements: [] },
    ]);
    const rollback = layoutOf(text).sections[1];
    const first = rollback && statementsOf(rollback, 'postgresql')[0];
    assert.equal(text.slice(first?.start, (first?.start ?? 0) + 10), 'DROP INDEX');
  });

  it('Atlas: txmode', () => assert.equal(layoutOf('-- atlas:txmode none\n\nDROP TABLE a;').txmode, 'none'));
});

describe('SQL: any text at all', () => {
  const dialects: Dialect[] = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'unknown'];
  const fragments =
    "CREATE|ALTER|DROP|TABLE|INDEX|ADD|COLUMN|CONSTRAINT|users|\"Order\"|`x`|(|)|,|;|;\n|'a'|'|\"|`|$$|$x$|--|--\n|/*|*/|E'\\'|DO|BEGIN|END|IF|THEN|LOOP|CASE|EXECUTE|format(|DEFAULT|now()|NOT|NULL|VALID|PRIMARY|KEY|UNIQUE|REFERENCES|CHECK|FOREIGN|USING|WITH|AS|SELECT|FROM|WHERE|1|=|UPDATE|SET|DELETE|INSERT|INTO|VALUES|TYPE|ENUM|PARTITION|OF|FOR|DELIMITER //|//|COPY|stdin|\\.\n|\\i x\n|-- +goose Up\n|-- +goose Down\n|-- migrate:up\n|--> statement-breakpoint|--liquibase formatted sql\n|--changeset a:1\n|--rollback x\n|CALL|PREPARE|@s|:=|::|[|]|#|$|{|a}|\u00e9|\ud83d|\u0000".split(
      '|',
    );
  const soup = fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((words) => words.join(' '));
  const text = fc.oneof(soup, fc.string({ unit: 'binary', maxLength: 200 }));

  it('is read without an exception, and every place lies inside', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...dialects), (sql, dialect) => {
        for (const section of layoutOf(sql).sections) {
          const { operations, unread } = operationsOf(section.text, { dialect, range: section });
          for (const { start, end } of [...operations, ...unread])
            assert.ok(start >= 0 && start <= end && end <= sql.length, `${start}–${end} of ${sql.length}`);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('loses nothing but blanks, comments, delimiters, rows of COPY and commands to the client', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...dialects), (sql, dialect) => {
        if (/copy|delimiter|\\/i.test(sql)) return;
        const statements = statementsOf({ text: sql, start: 0, end: sql.length }, dialect);
        const lexis = lexisOf(dialect);
        let at = 0;
        const skipTo = (end: number) => {
          for (at = skipBlank(sql, at, end, lexis); at < end; at = skipBlank(sql, at, end, lexis)) {
            const token = tokenAt(sql, at, end, lexis);
            assert.equal(token.text, ';', `lost: ${sql.slice(at, end)}`);
            at = token.end;
          }
        };
        for (const statement of statements) {
          skipTo(statement.start);
          assert.ok(statement.start >= at && statement.end > statement.start);
          at = statement.end;
        }
        skipTo(sql.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('takes time in proportion to its length', function () {
    this.timeout(120_000);
    const hostile = [
      '('.repeat(50_000),
      '/*'.repeat(50_000),
      `/*${'*/'.repeat(50_000)}`,
      "'".repeat(50_001),
      '$a'.repeat(50_000),
      `$${'{'}`.repeat(50_000),
      '+-'.repeat(50_000),
      '-'.repeat(100_000),
      `ALTER TABLE a ${'ADD b int DEFAULT ((((((1)))))), '.repeat(10_000)}`,
      `CREATE TABLE a (${'b int CHECK ('.repeat(20_000)}`,
      `INSERT INTO a VALUES ${"(1, 'x', now()), ".repeat(20_000)}`,
      `DO $$ BEGIN ${'IF a THEN '.repeat(20_000)}`,
      `UPDATE a SET b = 1 WHERE ${'('.repeat(20_000)}1=1${')'.repeat(20_000)}`,
      `SELECT f(${'g('.repeat(50_000)}`,
      '\n-- +goose Up'.repeat(20_000),
      '--rollback x\n'.repeat(20_000).replace(/^/, '--liquibase formatted sql\n'),
    ];
    for (const sql of hostile)
      for (const dialect of ['postgresql', 'mysql'] as const) {
        const started = performance.now();
        for (const section of layoutOf(sql).sections) operationsOf(section.text, { dialect, range: section });
        const ms = performance.now() - started;
        assert.ok(ms < 10_000, `${sql.slice(0, 30)}… of ${sql.length} characters took ${Math.round(ms)} ms`);
      }
  });
});
