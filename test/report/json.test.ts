import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { jsonReport } from '../../src/report/json';
import { finding, full, input, spot } from '../support/review';

const validate = new Ajv({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync('media/report.schema.json', 'utf8')),
);

function checked(text: string) {
  const value = JSON.parse(text);
  assert.equal(validate(value), true, JSON.stringify(validate.errors));
  return value;
}

describe('report: JSON', () => {
  it('is what its schema says, with and without a base', () => {
    const value = checked(jsonReport(full()));
    assert.deepEqual(value.compared, {
      base: 'main (1234567)',
      head: 'working tree',
      policy: `sha256:${'a'.repeat(64)}`,
    });
    const none = checked(
      jsonReport(input({ compared: 'no base', findings: [finding({ status: 'existing' })] }, { scope: 'all' })),
    );
    assert.equal(none.compared.base, null);
    assert.equal(none.summary.verdict, 'no-base');
    assert.equal(none.findings.length, 1);
  });

  it('tells introduced and worsened findings, and all with that scope; the counts always know all', () => {
    const keys = (value: { findings: { key: string }[] }) => value.findings.map((f) => f.key);
    const introduced = checked(jsonReport(full()));
    assert.deepEqual(keys(introduced), ['nasty', 'B', 'D']);
    assert.deepEqual(introduced.summary.counts, {
      introduced: { blocker: 1, warning: 0, note: 0 },
      worsened: { blocker: 0, warning: 1, note: 0 },
      existing: { blocker: 0, warning: 0, note: 1 },
    });
    assert.equal(introduced.summary.verdict, 'not-ready');
    assert.equal(introduced.summary.accepted, 1);
    assert.deepEqual(keys(checked(jsonReport({ ...full(), scope: 'all' }))), ['nasty', 'B', 'C', 'D']);
  });

  it('gives places from 1 with an exclusive end, and the edits of the first fix', () => {
    const [, second] = checked(jsonReport(full())).findings;
    assert.deepEqual(second.at, { file: 'src/ä b#%.ts', line: 1, column: 1, endLine: 1, endColumn: 5 });
    assert.deepEqual(second.edits, [{ at: second.at, text: 'none' }]);
  });

  it('says of an accepted finding why and until when, and is ready when only those are left', () => {
    const accepted = finding({
      severity: 'blocker',
      suppressed: { reason: 'agreed with all', at: spot('a', 1), owner: '@ops' },
    });
    const value = checked(jsonReport(input({ findings: [accepted] })));
    assert.equal(value.summary.verdict, 'ready');
    assert.deepEqual(value.findings[0].suppressed.owner, '@ops');
    assert.deepEqual(checked(jsonReport(full())).findings[2].suppressed.until, '2026-12-31');
  });

  it('gives the same bytes for the same input', () => {
    assert.equal(jsonReport(full()), jsonReport(full()));
  });
});
