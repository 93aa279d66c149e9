import assert from 'node:assert/strict';
import type { PlanRequest } from '../../src/planInput';
import { commentPlan, planFor, writePlan } from '../../src/writePlan';
import { exampleRequest, exampleReview } from './example';

const comment = (changes: Partial<PlanRequest> = {}) => commentPlan(exampleRequest(changes));
function plan(changes: Partial<PlanRequest> = {}): { text: string; kept?: string[] } {
  const result = writePlan(exampleRequest(changes));
  return 'text' in result ? result : assert.fail(result.refused);
}

const lineOf = (text: string, id: string) => text.split('\n').find((line) => line.includes(` ${id} -->`)) ?? '';
const tick = (text: string, id: string) => text.replace(lineOf(text, id), lineOf(text, id).replace('- [ ]', '- [x]'));
const say = (text: string, id: string, answer: string) =>
  text.replace(lineOf(text, id), lineOf(text, id).replace('answer: ____', `answer: ${answer}`));

const migration = 'mig/20261120_01/up';
const decision = 'decision/after-pnr';

/** The example with another title of its first migration. */
const renamed = () => {
  const review = exampleReview();
  return {
    ...review,
    steps: review.steps.map((step) => (step.id === migration ? { ...step, title: `${step.title}, at night` } : step)),
  };
};
/** The example without its first migration. */
const without = () => {
  const review = exampleReview();
  return { ...review, steps: review.steps.filter(({ id }) => id !== migration) };
};

describe('the comment of a plan on a pull request', () => {
  it('has a box and a marker on all that people can tick or answer, in at most 60 lines', () => {
    const text = comment();
    assert.ok(text.trimEnd().split('\n').length <= 60, text);
    assert.match(lineOf(text, migration), /^- \[ \] S\d+ Apply migration .* <!-- rr:s mig\/20261120_01\/up -->$/);
    assert.match(lineOf(text, decision), /^- \[ \] Q\d+ \*\*\[ASK `@rena`\]\*\* .* answer: ____ <!-- rr:a /);
    assert.match(lineOf(text, 'pnr'), /go \/ no-go: ____ at ____ <!-- rr:s pnr -->$/);
    for (const line of text.split('\n').filter((one) => one.startsWith('- [')))
      assert.match(line, /<!-- rr:[as] \S+ -->$/, line);
  });

  it('keeps ticks and answers when it is written anew, over two and three runs', () => {
    const marked = say(tick(comment(), migration), decision, 'yes');
    const second = comment({ comment: marked });
    assert.match(lineOf(second, migration), /^- \[x\] /);
    assert.match(lineOf(second, decision), /answer: yes <!--/);
    assert.equal(comment({ comment: second }), second);
    assert.equal(comment({ comment: comment({ comment: second.replaceAll('\n', '\r\n') }) }), second);
    assert.equal(
      planFor(exampleRequest({ comment: marked })).counts.questions,
      planFor(exampleRequest()).counts.questions - 1,
      'the answer counts',
    );
  });

  it('unticks what changed, until somebody looks again', () => {
    const changed = comment({ comment: tick(comment(), migration), review: renamed() });
    assert.match(lineOf(changed, migration), /^- \[ \] .*at night.* \*\*\(re-check: text changed\)\*\*/);
    const again = comment({ comment: changed, review: renamed() });
    assert.equal(again, changed);
    const seen = comment({ comment: tick(again, migration), review: renamed() });
    assert.match(lineOf(seen, migration), /^- \[x\] /);
    assert.doesNotMatch(seen, /re-check/);
  });

  it('loses no tick of what is gone', () => {
    const gone = comment({ comment: tick(comment(), migration), review: without() });
    assert.match(gone, /\*\*Ticked or answered before\*\*\n\n- \[x\] .*mig\/20261120_01\/up -->/);
    assert.equal(comment({ comment: gone, review: without() }), gone);
    const back = comment({ comment: gone });
    assert.match(lineOf(back, migration), /^- \[x\] /);
    assert.doesNotMatch(back, /before\*\*/);
  });

  it('does not take the text of the comment for more than its ticks and answers', () => {
    const forged = `${comment()}\n- [x] S1 Something else <!-- rr:s deploy/full -->\n<script>alert(1)</script>\n`;
    const next = comment({ comment: forged });
    assert.equal(next, comment());
  });

  it('hands ticks and answers on to the plan, and shows those of the plan', () => {
    const first = plan().text;
    const marked = say(tick(comment(), migration), decision, 'yes');
    const { text, kept } = plan({ existing: first, comment: marked });
    assert.match(lineOf(text, migration), /^- \[x\] /);
    assert.match(lineOf(text, decision), /answer: yes <!--/);
    assert.deepEqual(kept, []);
    assert.equal(plan({ existing: text, comment: marked }).text, text);
    assert.equal(plan({ existing: text }).text, text, 'it stays without the comment');
    const shown = comment({ existing: text });
    assert.match(lineOf(shown, migration), /^- \[x\] /);
    assert.match(lineOf(shown, decision), /answer: yes <!--/);
  });

  it('lets the answer of the plan stand, and says so', () => {
    const first = say(plan().text, decision, 'no');
    const { text, kept } = plan({ existing: first, comment: say(comment(), decision, 'yes') });
    assert.match(lineOf(text, decision), /answer: no <!--/);
    assert.equal(kept?.length, 1);
    assert.match(kept?.[0] ?? '', /^Q\d+$/);
  });

  it('does not tick in the plan what must be looked at again', () => {
    const ticked = tick(plan().text, migration);
    const changed = plan({ existing: ticked, comment: tick(comment(), migration), review: renamed() }).text;
    assert.match(lineOf(changed, migration), /^- \[ \] .*re-check/);
  });
});
