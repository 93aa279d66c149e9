import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { liquibase } from '../../src/facts/liquibase';

const path = 'db/changelog/001-users';

function factsOf(file: string, text: string): Fact[] {
  assert.ok(liquibase.files.test(file) && liquibase.accepts(file, text), file);
  return liquibase.extract(createSource(file, text));
}

function told(facts: readonly Fact[], text: string): string[] {
  return facts.flatMap((fact) => {
    const place = text.slice(fact.at.start, fact.at.end).split('\n')[0]?.trim();
    if (fact.kind === 'ddl.operation') {
      const names = [fact.table, fact.column ?? fact.columns?.join(','), fact.object, fact.to, fact.type];
      const words = names.filter((name) => name !== undefined).join(' ');
      return [`${fact.direction} ${fact.op} ${words} | ${place}`];
    }
    return fact.kind === 'text.unread' ? [`unread ${fact.reason} | ${place}`] : [];
  });
}

const xml = (body: string) =>
  `<?xml version="1.0"?>\n<databaseChangeLog xmlns="urn:x">\n${body}\n</databaseChangeLog>\n`;
const set = (body: string, more = '') => xml(`<changeSet id="1" author="ann"${more}>\n${body}\n</changeSet>`);
const ofXml = (text: string) => told(factsOf(`${path}.xml`, text), text);
const upOfXml = (body: string) => ofXml(set(body)).filter((line) => !line.startsWith('down'));

const declared = (text: string, file = `${path}.xml`) =>
  factsOf(file, text).filter((fact): fact is Fact<'migration.declared'> => fact.kind === 'migration.declared');

describe('changelogs of Liquibase', () => {
  const changes: [change: string, expected: string[]][] = [
    ['<dropTable tableName="a"/>', ['up table.drop a']],
    ['<dropColumn tableName="a" columnName="b"/>', ['up column.drop a b']],
    ['<renameColumn tableName="a" oldColumnName="b" newColumnName="c"/>', ['up column.rename a b c']],
    ['<renameTable oldTableName="a" newTableName="b"/>', ['up table.rename a b']],
    ['<modifyDataType tableName="a" columnName="b" newDataType="bigint"/>', ['up column.alter a b bigint']],
    ['<addNotNullConstraint tableName="a" columnName="b"/>', ['up column.alter a b']],
    ['<dropNotNullConstraint tableName="a" columnName="b"/>', ['up column.alter a b']],
    ['<dropIndex tableName="a" indexName="i"/>', ['up index.drop i']],
    ['<createIndex tableName="a" indexName="i"><column name="b"/></createIndex>', ['up index.create a b i']],
    ['<tagDatabase tag="1.0"/>', []],
    ['<loadData tableName="a" file="a.csv"/>', ['up dynamic.unknown ', 'unread the change loadData is not read']],
    ['<sqlFile path="sql/a.sql"/>', ['up dynamic.unknown ', 'unread the SQL is in another file: sql/a.sql']],
    [
      `<dropTable tableName="\${prefix}_a"/>`,
      ['up dynamic.unknown ', 'unread the name of what it changes is computed'],
    ],
  ];
  for (const [change, expected] of changes)
    it(`XML: ${change}`, () =>
      assert.deepEqual(
        upOfXml(change),
        expected.map((line) => `${line} | ${change}`),
      ));

  it('YAML and JSON say the same as XML, each clause at its place', () => {
    const yaml = `databaseChangeLog:
  - changeSet:
      id: 1
      author: ann
      runInTransaction: false
      changes:
        - addColumn:
            tableName: users
            columns:
              - column:
                  name: nick
                  type: varchar(40)
                  constraints: { nullable: false }
        - sql:
            sql: |
              -- slowly
              UPDATE users
                SET nick = name;
              DROP TABLE names;
      rollback:
        - dropColumn: { tableName: users, columnName: nick }
`;
    const facts = factsOf(`${path}.yaml`, yaml);
    assert.deepEqual(told(facts, yaml), [
      'up column.create users nick varchar(40) | column:',
      'up rows.update users nick | UPDATE users',
      'up table.drop names | DROP TABLE names',
      'down column.drop users nick | dropColumn: { tableName: users, columnName: nick }',
    ]);
    assert.deepEqual(
      declared(yaml, `${path}.yaml`).map((fact) => [fact.database, fact.id, fact.direction, fact.transaction]),
      [
        ['db/changelog', '001-users.yaml::1::ann', 'up', 'none'],
        ['db/changelog', '001-users.yaml::1::ann', 'down', 'none'],
      ],
    );
    const json = JSON.stringify({
      databaseChangeLog: [
        { changeSet: { id: '1', author: 'ann', changes: [{ dropTable: { tableName: 'a' } }, { nobody: {} }] } },
      ],
    });
    assert.deepEqual(
      told(factsOf(`${path}.json`, json), json).map((line) => line.split(' |')[0]),
      ['up table.drop a', 'up dynamic.unknown ', 'unread the change nobody is not read'],
    );
  });

  it('SQL in XML keeps its places behind entities and in CDATA', () => {
    assert.deepEqual(upOfXml('<sql>DELETE FROM a WHERE b &lt; 1; DROP TABLE c;</sql>'), [
      'up rows.delete a | DELETE FROM a WHERE b &lt; 1',
      'up table.drop c | DROP TABLE c',
    ]);
    assert.deepEqual(upOfXml('<sql><![CDATA[DELETE FROM a WHERE b < 1;\n DROP TABLE c]]></sql>'), [
      'up rows.delete a | DELETE FROM a WHERE b < 1',
      'up table.drop c | DROP TABLE c',
    ]);
  });

  it('a changeSet is taken back by what Liquibase knows of every change, or by nothing', () => {
    const add = '<addColumn tableName="a"><column name="b" type="int"/></addColumn>';
    assert.deepEqual(
      ofXml(set(add)).map((line) => line.split(' |')[0]),
      ['up column.create a b integer', 'down column.drop a b'],
    );
    assert.equal(declared(set(`${add}<dropTable tableName="c"/>`)).length, 1);
    const [, down] = declared(set('<dropTable tableName="c"/><rollback/>'));
    assert.deepEqual([down?.empty, down?.irreversibleBecause], [true, 'the rollback is empty']);
  });

  it('an edit of what it does is seen, one of a comment or of its rollback is none', () => {
    const hash = (body: string, more = '') => declared(set(body, more))[0]?.contentHash;
    const drop = '<dropTable tableName="a"/>';
    assert.notEqual(hash(drop), hash('<dropTable tableName="b"/>'));
    assert.equal(hash(drop), hash(`<comment>old</comment><!-- x -->\n${drop}<rollback/>`));
    const again = ' runOnChange="true"';
    assert.equal(hash(drop, again), hash('<dropTable tableName="b"/>', again));
  });

  it('conditions, servers and contexts', () => {
    const [op] = factsOf(
      `${path}.xml`,
      set('<preConditions onFail="MARK_RAN"><tableExists tableName="a"/></preConditions><dropTable tableName="a"/>'),
    ).filter((fact): fact is Fact<'ddl.operation'> => fact.kind === 'ddl.operation');
    assert.deepEqual([op?.ifExists, op?.options], [true, { guarded: 'true' }]);
    const mysql = factsOf(`${path}.xml`, set('<dropTable tableName="a"/>', ' dbms="mysql"'));
    assert.equal(mysql[0]?.kind === 'ddl.operation' && mysql[0].dialect, 'mysql');
    assert.deepEqual(ofXml(set('<dropTable tableName="a"/>', ' context="test, dev"')), []);
    assert.equal(ofXml(set('<dropTable tableName="a"/>', ' context="!test"')).length, 1);
  });

  it('what is included is an order; what is not known of it is told', () => {
    const text = xml(
      `<include file="changes/b.xml" relativeToChangelogFile="true"/><includeAll path="db/changelog/late"/><include file="\${x}"/><other/>`,
    );
    const facts = factsOf('db/changelog/root.xml', text);
    const runner = facts.find((fact) => fact.kind === 'runner.configured');
    assert.deepEqual(runner?.kind === 'runner.configured' && runner.order, {
      'changes/b.xml': '000000',
      'late/': '000001',
    });
    assert.deepEqual(told(facts, text), [
      `unread what is included is not known: \${x} | <include file="\${x}"/>`,
      'unread other in a changelog is not read | <other/>',
    ]);
  });

  it('broken and hostile texts are told as unread', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${set('<sql>&b;</sql>')}`;
    const texts: [string, RegExp][] = [
      [bomb, /^unread XML: documents with a DTD are not read/],
      [set('<dropTable tableName="a">'), /^unread XML: /],
      [`<databaseChangeLog>${'<a>'.repeat(100_000)}`, /^unread XML: nested too deeply/],
      [`<databaseChangeLog>${'<![CDATA['.repeat(100_000)}`, /^unread XML: /],
      ['<other>databaseChangeLog</other>', /^unread no changelog of Liquibase/],
    ];
    for (const [text, expected] of texts) {
      const [line, ...more] = ofXml(text);
      assert.match(line ?? '', expected);
      assert.deepEqual(more, []);
    }
    const yaml = 'databaseChangeLog:\n  - changeSet: {\n';
    assert.match(told(factsOf(`${path}.yaml`, yaml), yaml)[0] ?? '', /^unread YAML: /);
  });
});
