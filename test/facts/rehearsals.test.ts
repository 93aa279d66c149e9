import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { rehearsals } from '../../src/facts/rehearsals';

const path = '.release-readiness/rehearsals/0be1.json';
const extract = (text: string) => rehearsals.extract(createSource(path, text));
const record = {
  version: 1,
  inputs: 'sha256:0be1',
  engine: { name: 'pglite', server: '18.6' },
  rows: 5000,
  migrations: [{ id: 'a', verdict: 'restored', up: 'ok' }, { id: 1 }, 'x'],
};

describe('rehearsals', () => {
  it('reads a record, and only rows that name a migration and a verdict', () => {
    const [fact] = extract(JSON.stringify(record));
    assert.ok(fact?.kind === 'rehearsal.recorded');
    assert.equal(fact.engine, 'pglite 18.6');
    assert.equal(fact.rows, 5000);
    assert.equal(fact.inputs, 'sha256:0be1');
    assert.deepEqual(fact.migrations, [{ id: 'a', verdict: 'restored', up: 'ok' }]);
    assert.deepEqual([fact.at.file, fact.at.line, fact.at.column], [path, 1, 1]);
  });

  it('says what it cannot read', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"version":2}',
      '{"version":1,"inputs":"x"}',
      '{"version":1,"migrations":[]}',
    ]) {
      const facts = extract(text);
      assert.equal(facts.length, 1, text);
      assert.equal(facts[0]?.kind, 'text.unread', text);
    }
  });

  it('reads records of the repository and of packages, and nothing else', () => {
    assert.ok(rehearsals.files.test(path));
    assert.ok(rehearsals.files.test(`apps/shop/${path}`));
    assert.ok(!rehearsals.files.test('.release-readiness/plans/main.md'));
    assert.ok(!rehearsals.files.test('rehearsals/x.json'));
  });
});
