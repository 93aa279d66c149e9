import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../src/core/fact';
import { operationsOf } from '../../src/facts/sqlOperations';
import { readSql } from '../../src/parse/sql';
import { lineOf, oracleLines, show } from '../support/pgOracle';
import { sqlLine } from '../support/sqlLines';

const folder = join(process.cwd(), 'test', 'parse', 'sql');
const update = process.env.UPDATE === '1';
const mark = '--| ';

/** A block: a comment, statements, and what is read of them, each on a line that starts with `--|`. */
interface Block {
  text: string;
  sql: string;
  expected: string[];
}

function blocksOf(file: string): Block[] {
  return readFileSync(join(folder, file), 'utf8')
    .split(/\n{2,}/)
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const lines = text.trimEnd().split('\n');
      return {
        text,
        sql: lines.filter((line) => !line.startsWith(mark)).join('\n'),
        expected: lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length)),
      };
    });
}

function linesOf(sql: string, dialect: Dialect): string[] {
  const reading = operationsOf(sql, { dialect });
  const lines = reading.operations.map(sqlLine);
  for (const { start, end, reason } of reading.unread) {
    lines.push(`unread ${reason}`);
    assert.ok(start >= 0 && end <= sql.length && start <= end);
  }
  return lines;
}

describe('SQL, statement by statement', () => {
  for (const file of readdirSync(folder).sort()) {
    const dialect = file.slice(0, file.search(/[-.]/)) as Dialect;
    const blocks = blocksOf(file);
    if (update)
      writeFileSync(
        join(folder, file),
        blocks
          .map(({ sql }) => [sql, ...linesOf(sql, dialect).map((line) => mark + line)].join('\n'))
          .join('\n\n')
          .concat('\n'),
      );
    for (const { sql, expected } of blocksOf(file)) {
      const title = sql.split('\n').find((line) => !line.startsWith('--')) ?? sql;
      it(`${file.slice(0, -4)}: ${title.slice(0, 90)}`, () => assert.deepEqual(linesOf(sql, dialect), expected));
    }
  }
});

describe("PostgreSQL's own grammar", () => {
  interface Parsed {
    stmts: { stmt: Record<string, unknown>; stmt_location?: number; stmt_len?: number }[];
  }
  let parse: (sql: string) => Parsed;
  before(async () => {
    const library = require('libpg-query') as { loadModule(): Promise<void>; parseSync(sql: string): Parsed };
    await library.loadModule();
    parse = (sql) => library.parseSync(sql);
  });

  it('agrees with what is read of every statement that it accepts', () => {
    let compared = 0;
    for (const file of readdirSync(folder).filter((name) => name.startsWith('postgresql')))
      for (const { sql } of blocksOf(file)) {
        let parsed: Parsed;
        try {
          parsed = parse(sql);
        } catch {
          continue;
        }
        const bytes = Buffer.from(sql);
        for (const { stmt, stmt_location = 0, stmt_len } of parsed.stmts) {
          const one = bytes.subarray(stmt_location, stmt_len ? stmt_location + stmt_len : undefined).toString();
          const wanted = oracleLines(stmt);
          if (!wanted) continue;
          const { operations } = readSql(one, { dialect: 'postgresql' });
          assert.deepEqual(
            operations.map((o, i) => show(lineOf(o, wanted[i]))),
            wanted.map(show),
            one,
          );
          compared++;
        }
      }
    assert.ok(compared > 150, `only ${compared} statements were compared`);
  });
});

describe('SQL: places, numbers and transactions', () => {
  const places = (sql: string) =>
    readSql(sql, { dialect: 'postgresql' }).operations.map((o) => `${o.op} ${sql.slice(o.start, o.end)}`);

  it('a clause of several has its own place, a clause that stands alone that of the statement', () => {
    assert.deepEqual(places('ALTER TABLE a ADD b int, DROP c; ALTER TABLE a DROP d;'), [
      'column.create ADD b int',
      'column.drop DROP c',
      'column.drop ALTER TABLE a DROP d',
    ]);
  });

  it('an inline constraint stands at its words, a column of a new table at its definition', () => {
    assert.deepEqual(places('CREATE TABLE a (b int UNIQUE, c text);'), [
      'table.create CREATE TABLE a (b int UNIQUE, c text)',
      'column.create b int UNIQUE',
      'constraint.create UNIQUE',
      'column.create c text',
    ]);
  });

  it('places inside a DO body, a literal that it executes and a routine are those of the file', () => {
    const sql = "DO $$ BEGIN EXECUTE 'DROP TABLE a'; DROP VIEW v; END $$;";
    assert.deepEqual(places(sql), ['table.drop DROP TABLE a', 'view.drop DROP VIEW v']);
    const routine = 'CREATE FUNCTION f() RETURNS void AS $$ BEGIN DROP TABLE a; END $$ LANGUAGE plpgsql; SELECT f();';
    assert.deepEqual(places(routine).slice(1), ['table.drop DROP TABLE a']);
  });

  it('offsets go through mapOffset, and numbers go on from the first statement', () => {
    const reading = readSql('DROP TABLE a; DROP TABLE b;', {
      dialect: 'postgresql',
      firstStatement: 7,
      mapOffset: (offset) => offset + 100,
    });
    assert.deepEqual(
      reading.operations.map((o) => [o.statement, o.start]),
      [
        [7, 100],
        [8, 114],
      ],
    );
    assert.equal(reading.statements, 2);
  });

  const transactions = (sql: string, options: Parameters<typeof readSql>[1] = {}) =>
    readSql(sql, { dialect: 'postgresql', ...options })
      .operations.filter((o) => !o.op.startsWith('session.'))
      .map((o) => o.transaction);

  it('the transaction of the runner is 0, and ends with the first COMMIT of the author', () => {
    assert.deepEqual(transactions('DROP TABLE a; COMMIT; DROP TABLE b; BEGIN; DROP TABLE c; COMMIT; DROP TABLE d;'), [
      0,
      'none',
      1,
      'none',
    ]);
  });

  it('without a runner each statement commits, except between BEGIN and COMMIT', () => {
    assert.deepEqual(
      transactions('DROP TABLE a; BEGIN; DROP TABLE b; DROP TABLE c; COMMIT; DROP TABLE d;', { transaction: 'none' }),
      ['none', 1, 1, 'none'],
    );
  });

  it('a text that is sent whole is in a transaction again after a COMMIT', () => {
    assert.deepEqual(transactions('DROP TABLE a; COMMIT; DROP TABLE b;', { sentWhole: true }), [0, 1]);
  });

  it('a runner that takes out what refuses a transaction splits it there', () => {
    const sql = 'DROP TABLE a; DROP INDEX CONCURRENTLY i; VACUUM b; DROP TABLE c;';
    assert.deepEqual(
      readSql(sql, { dialect: 'postgresql', takesOut: true }).operations.map((o) => o.transaction),
      [0, 'none', 'none', 2],
    );
  });

  it('the hash ignores comments, whitespace and the case of words, and nothing else', () => {
    const hash = (sql: string) => readSql(sql, { dialect: 'postgresql' }).contentHash;
    assert.equal(hash('drop table a'), hash('-- gone\nDROP   TABLE a;\n\n'));
    assert.notEqual(hash('DROP TABLE a'), hash('DROP TABLE b'));
    assert.notEqual(hash('DROP TABLE "A"'), hash('DROP TABLE "a"'));
  });
});

describe('SQL: the grammar as a second reader', () => {
  it('tells where a default ends that the token reader would cut', () => {
    const sql = "ALTER TABLE t ADD COLUMN a boolean DEFAULT 'x' IS NOT DISTINCT FROM 'y' NOT NULL UNIQUE, DROP b";
    assert.deepEqual(linesOf(sql, 'postgresql'), [
      "column.create t.a boolean not null default constant: 'x' is not distinct from 'y'",
      'constraint.create t.a [t_a_key] (a) constraint=unique unnamed:true',
      'column.drop t.b',
    ]);
  });

  it('what it rejects as well stays likely', () => {
    const [table, column] = operationsOf('CREATE TABLE t (a int SOMEHOW, b int)', { dialect: 'postgresql' }).operations;
    assert.equal(table?.confidence, 'likely');
    assert.equal(column?.column, 'a');
  });
});
