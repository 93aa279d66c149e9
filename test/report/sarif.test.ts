import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Ajv from 'ajv';
import { compareFindings } from '../../src/engine/judge';
import { sarifReport } from '../../src/report/sarif';
import { finding, full, input, spot } from '../support/review';

// The official schema, from a package of its maintainers. Of its draft 04 it uses nothing that newer drafts read differently.
const folder = path.dirname(createRequire(path.resolve('package.json')).resolve('@microsoft/jest-sarif/package.json'));
const { id, $schema, ...schema } = JSON.parse(
  readFileSync(path.join(folder, 'lib', 'schemas', 'sarif-2.1.0-rtm.5.json'), 'utf8'),
);
const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(
  schema,
);

function run(text: string) {
  const log = JSON.parse(text);
  assert.equal(validate(log), true, JSON.stringify(validate.errors?.slice(0, 5)));
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

const options = { includeSuppressed: false };

describe('report: SARIF', () => {
  it('is valid against the schema of 2.1.0', () => {
    run(sarifReport(full(), options));
    run(sarifReport({ ...full(), scope: 'all' }, { includeSuppressed: true, service: 'shop' }));
    run(sarifReport(input(), options));
  });

  it('carries identity, level, state and places of a finding', () => {
    const [first, second] = run(sarifReport(full(), options)).results;
    assert.equal(first.level, 'error');
    assert.equal(first.baselineState, 'new');
    assert.deepEqual(first.partialFingerprints, { 'releaseReadiness/v1': 'config/toy nasty' });
    assert.deepEqual(first.locations[0].physicalLocation, {
      artifactLocation: { uri: 'src/a.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 },
    });
    assert.deepEqual(
      first.relatedLocations.map((l: { id: number }) => l.id),
      [1],
    );
    const [rule] = run(sarifReport(full(), options)).tool.driver.rules;
    assert.deepEqual(
      [rule.properties['problem.severity'], rule.properties.precision, rule.defaultConfiguration.level],
      ['warning', 'high', 'warning'],
    );
    assert.match(rule.help.markdown, /^# /);
    assert.equal(second.baselineState, 'updated');
    assert.equal(second.locations[0].physicalLocation.artifactLocation.uri, 'src/%C3%A4%20b%23%25.ts');
    assert.equal(second.fixes.length, 2);
    assert.deepEqual(second.fixes[0].artifactChanges[0].replacements, [
      { deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 }, insertedContent: { text: 'none' } },
    ]);
  });

  it('keeps texts on one line, without control characters or links that are none', () => {
    const [first] = run(sarifReport(full(), options)).results;
    assert.doesNotMatch(first.message.text, /[\p{Cc}\u202e]/u);
    const [route] = run(sarifReport(input({ findings: [finding({ what: 'see [t](1)\nhere' })] }), options)).results;
    assert.match(route.message.text, /^see \\\[t\]\(1\) here\. /);
  });

  it('leaves out accepted findings unless asked, and existing ones unless the scope is all', () => {
    const keys = (text: string) =>
      run(text).results.map(
        (r: { partialFingerprints: Record<string, string> }) => r.partialFingerprints['releaseReadiness/v1'],
      );
    assert.deepEqual(keys(sarifReport(full(), options)), ['config/toy nasty', 'config/toy B']);
    const accepted = run(sarifReport(full(), { includeSuppressed: true })).results[2];
    assert.equal(accepted.suppressions[0].kind, 'inSource');
    const waiver = { reason: 'as agreed by all', at: spot('.release-readiness.yaml', 3), owner: '@shop/leads' };
    const waived = sarifReport(input({ findings: [finding({ suppressed: waiver })] }), { includeSuppressed: true });
    assert.equal(run(waived).results[0].suppressions[0].kind, 'external');
    assert.deepEqual(keys(sarifReport({ ...full(), scope: 'all' }, options)), [
      'config/toy nasty',
      'config/toy B',
      'config/toy C',
    ]);
  });

  it('names the service of the run, and what was not read', () => {
    assert.equal(
      run(sarifReport(full(), { ...options, service: 'shop' })).automationDetails.id,
      'release-readiness/shop',
    );
    assert.equal(run(sarifReport(full(), options)).automationDetails.id, 'release-readiness/');
    assert.equal(
      run(sarifReport(input({ services: ['only'] }), options)).automationDetails.id,
      'release-readiness/only',
    );
    const [invocation] = run(sarifReport(full(), options)).invocations;
    assert.equal(invocation.executionSuccessful, true);
    assert.equal(invocation.toolExecutionNotifications.length, 1);
  });

  it('tells the worst first, so that a limit on results cuts off the least, and keeps identities when lines move', () => {
    const many = ['note', 'warning', 'blocker'].flatMap((severity, i) =>
      Array.from({ length: 2000 }, (_, n) =>
        finding({ severity: severity as 'note', key: `${i}-${n}`, at: spot('src/a.ts', 2) }),
      ),
    );
    const told = (findings: ReturnType<typeof finding>[]) =>
      run(sarifReport(input({ findings: findings.sort(compareFindings) }), options)).results;
    const results = told(many);
    const levels = results.map((r: { level: string }) => r.level);
    assert.deepEqual(
      [levels.length, levels[0], levels[1999], levels[2000], levels[5999]],
      [6000, 'error', 'error', 'warning', 'note'],
    );
    const prints = (all: { partialFingerprints: object }[]) => all.map((r) => r.partialFingerprints);
    assert.deepEqual(prints(told(many.map((f) => ({ ...f, at: spot('src/a.ts', 9) })))), prints(results));
    assert.equal(new Set(prints(results).map((p) => JSON.stringify(p))).size, 6000);
  });

  it('has no baseline state where nothing was compared', () => {
    const [result] = run(sarifReport(input({ compared: 'no base', findings: [finding()] }), options)).results;
    assert.equal('baselineState' in result, false);
  });
});
