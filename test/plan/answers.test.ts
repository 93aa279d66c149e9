import assert from 'node:assert/strict';
import { fileSpan } from '../../src/core/span';
import type { PlanRequest } from '../../src/planInput';
import { checkPlan, planFor, writePlan } from '../../src/writePlan';
import { exampleFacts, examplePolicy, exampleRequest, factsFrom } from './example';

/** The example by a policy that names neither people nor hours: both are asked for. */
const { roles: _roles, staffing: _staffing, ...unstaffed } = examplePolicy;
const owners = {
  kind: 'owner.declared' as const,
  at: fileSpan('CODEOWNERS'),
  pattern: '*',
  owners: ['@parcel/shop', '@rena'],
};
const request = (changes: Partial<PlanRequest> = {}) =>
  exampleRequest({ policy: unstaffed, facts: factsFrom([...exampleFacts, owners]), ...changes });

function written(changes: Partial<PlanRequest> = {}): string {
  const result = writePlan(request(changes));
  return 'text' in result ? result.text : assert.fail(result.refused);
}

const lineOf = (text: string, id: string) => text.split('\n').find((line) => line.includes(` ${id} -->`)) ?? '';

/** The plan after somebody answered, and the same once more. */
function answered(id: string, answer: string): { line: string; text: string; open: number } {
  const first = written();
  const line = lineOf(first, id);
  assert.match(line, /answer: ____/, `${id} is not asked`);
  const existing = first.replace(line, line.replace('answer: ____', `answer: ${answer}`));
  const text = written({ existing });
  assert.equal(written({ existing: text }), text, 'a second run changes nothing');
  assert.equal(written({ existing: written({ existing: text }) }), text, 'nor does a third');
  const before = planFor(request()).counts.questions;
  return { line: lineOf(text, id), text, open: planFor(request({ existing: text })).counts.questions - before };
}

describe('answers are judged, not only stored', () => {
  it('closes a question that was answered, without a word', () => {
    const { line, open } = answered('policy/roles', '@rena decides, @parcel/shop observes');
    assert.match(line, /who keeps the log\? answer: @rena decides, @parcel\/shop observes <!--/);
    assert.equal(open, -1);
  });

  it('tells a person whom neither CODEOWNERS nor the policy knows', () => {
    const { line, open } = answered('policy/roles', '@renna decides');
    assert.match(
      line,
      /\*\*\(to be checked: neither CODEOWNERS nor the policy knows `@renna`: check the spelling\)\*\*/,
    );
    assert.match(line, /answer: @renna decides <!--/);
    assert.equal(open, -1);
    const nobodyKnows = request({ facts: factsFrom(exampleFacts.filter(({ kind }) => kind !== 'owner.declared')) });
    const existing = written().replace(/(answer: )____( <!-- rr:a policy\/roles -->)/, '$1@renna decides$2');
    const plan = writePlan({ ...nobodyKnows, existing });
    assert.ok('text' in plan && !plan.text.includes('to be checked'), 'without CODEOWNERS nobody can tell');
  });

  it('does not take a time that the policy forbids, or that has passed, unless somebody says why', () => {
    const frozen = answered('policy/window', '2026-11-27 10:00, @rena is there');
    assert.match(
      frozen.line,
      /\*\*\(still open: 2026-11-27 10:00: freeze long-weekend does not allow high risk; .*\)\*\*/,
    );
    assert.equal(frozen.open, 0);
    const past = answered('policy/window', '2026-11-20 10:00');
    assert.match(past.line, /still open: 2026-11-20 10:00: lies in the past/);
    const meant = answered('policy/window', '2026-11-27 10:00 because the fix must be out before the sale');
    assert.match(meant.line, /\*\*\(to be checked: 2026-11-27 10:00: freeze long-weekend/);
    assert.equal(meant.open, -1);
    const good = answered('policy/window', '2026-11-24 10:00, @rena until the end');
    assert.doesNotMatch(good.line, /still open|to be checked/);
    assert.equal(good.open, -1);
  });

  it('does not take a placeholder, nor a no where only a yes helps', () => {
    for (const word of ['tbd', 'TODO', '?', '-', 'n/a', 'not yet.']) {
      const { line, open } = answered('policy/roles', word);
      assert.match(line, /\*\*\(still open: this is no answer yet\)\*\*/, word);
      assert.equal(open, 0, word);
    }
    const { line, open } = answered('comms/support-text', 'no, Monday');
    assert.match(line, /\*\*\(still open: a no leaves it open\)\*\* answer: no, Monday <!--/);
    assert.equal(open, 0);
  });

  it('does not mark the line as changed when only the remark on its answer comes or goes', () => {
    const { text } = answered('policy/window', '2026-11-27 10:00');
    assert.doesNotMatch(text, /re-check/);
    const mended = written({ existing: text.replace('answer: 2026-11-27 10:00', 'answer: 2026-11-24 10:00') });
    assert.doesNotMatch(mended, /re-check|\(still open/);
  });

  it('lets verify-plan hold the question open', () => {
    const { text } = answered('policy/roles', 'tbd');
    const checks = checkPlan({ ...request(), existing: text });
    assert.ok(Array.isArray(checks));
    assert.match(checks.find(({ id }) => id === 'questions')?.text ?? '', /Q\d+/);
    assert.equal(checks.find(({ id }) => id === 'questions')?.ok, false);
  });

  it('ends a sentence once, however the answer ends', () => {
    const first = written();
    for (const answer of ['yes', 'yes.', 'yes!'])
      for (const text of [written({ existing: first.replaceAll('answer: ____', `answer: ${answer}`) })]) {
        assert.doesNotMatch(text.replaceAll('…', ''), /\w\.\.(?!\.)(?=\s|\*)/);
        assert.doesNotMatch(text, /yes!\./);
      }
  });
});
