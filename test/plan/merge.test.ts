import assert from 'node:assert/strict';
import { numberedHeadings } from '../../src/core/plan';
import { mergePlan } from '../../src/plan/merge';

interface Content {
  gates?: string[];
  steps?: string[];
  roles?: string[];
  verdict?: string;
  inputs?: string;
}

/** A generated plan with these lines in its blocks. */
function generated({ gates, steps, roles, verdict = 'NOT READY', inputs = 'a1' }: Content): string {
  const block = (heading: string, name: string, lines: string[] | undefined) =>
    lines ? ['', heading, `<!-- rr:begin ${name} -->`, ...lines, `<!-- rr:end ${name} -->`] : [];
  return `${numberedHeadings([
    `<!-- rr:plan v=1 service=shop base=b1 head=h1 policy=p1 inputs=${inputs} -->`,
    '# Release plan: shop',
    '',
    `**Verdict: ${verdict}** — 1 blocker.`,
    '',
    'Legend — marks.',
    ...block('## Before you may start', 'gates', gates),
    ...block('## Who', 'roles', roles),
    ...block('## Steps', 'steps', steps),
    '',
    '## Action log (scribe; UTC; never regenerated)',
    '| Time | Who | Did / saw | Decision |',
    '|---|---|---|---|',
    '| | | | |',
  ]).join('\n')}\n`;
}

const question = (n: number, text: string) =>
  `- [ ] Q${n} **[ASK @rena]** ${text} answer: ____ <!-- rr:a decision/after -->`;
const step = (n: number, text: string, id: string) => `- [ ] S${n} ${text} **[FOUND]** E${n} <!-- rr:s ${id} -->`;
const plan = (content: Content = {}) =>
  generated({
    gates: [
      '- [ ] **BLOCKER** B1 A key is missing. **[FOUND]** E1 <!-- rr:i env/KEY -->',
      question(1, 'Forward only?'),
    ],
    steps: [step(1, 'Apply one → V1.', 'mig/1/up'), step(2, 'Deploy → G1.', 'deploy/full')],
    ...content,
  });

function merged(existing: string | undefined, content: Content = {}): string {
  const result = mergePlan(existing, plan(content));
  if ('refused' in result) assert.fail(result.refused);
  return result.text;
}

function refused(existing: string): string {
  const result = mergePlan(existing, plan());
  return 'refused' in result ? result.refused : assert.fail('it was merged');
}

const lineOf = (text: string, id: string) => text.split('\n').filter((line) => line.includes(` ${id} -->`));
const tick = (text: string, id: string) => text.replace(new RegExp(`- \\[ \\] (.* ${id} -->)`), '- [x] $1');

describe('regeneration keeps what people wrote', () => {
  it('writes a new plan as it is, and the same again over two and three runs', () => {
    const first = merged(undefined);
    assert.equal(first, plan());
    assert.equal(merged(first), first);
    assert.equal(merged(merged(first)), first);
    assert.equal(merged('\n'), plan());
  });

  it('keeps ticks, answers and notes by identity, although the numbers move', () => {
    let text = tick(merged(undefined), 'deploy/full');
    text = text.replace('answer: ____', 'answer: yes, after 14:00 | see chat');
    text = text.replace(/(.*deploy\/full -->)/, '$1\n  note: took 12 min in staging\n    and one retry');
    const moved = {
      gates: ['- [ ] W1 New. **[FOUND]** E1 <!-- rr:i new -->', question(3, 'Forward only?')],
      steps: [
        step(1, 'Create a key → V1.', 'env/KEY'),
        step(2, 'Apply one → V2.', 'mig/1/up'),
        step(3, 'Deploy → G1.', 'deploy/full'),
      ],
    };
    const second = merged(text, moved);
    assert.match(
      second,
      /- \[x\] S3 Deploy → G1\. \*\*\[FOUND\]\*\* E3 <!-- rr:s deploy\/full -->\n {2}note: took 12 min in staging\n {4}and one retry\n/,
    );
    assert.match(second, /Q3 .* answer: yes, after 14:00 \| see chat <!-- rr:a decision\/after -->/);
    assert.match(second, /- \[ \] S2 Apply one/);
    assert.equal(merged(second, moved), second);
  });

  it('unticks a step whose text changed, and asks again until somebody ticks it', () => {
    const ticked = tick(merged(undefined), 'mig/1/up');
    const changed = {
      steps: [step(1, 'Apply one without a lock timeout → V1.', 'mig/1/up'), step(2, 'Deploy → G1.', 'deploy/full')],
    };
    const second = merged(ticked, changed);
    assert.match(
      second,
      /- \[ \] S1 Apply one without a lock timeout → V1\. .*\*\*\(re-check: text changed\)\*\* <!-- rr:s mig\/1\/up -->/,
    );
    const third = merged(second, changed);
    assert.equal(third, second, 'sticky over a second run');
    assert.equal(merged(third), third.replace(' without a lock timeout', ''), 'also when the text goes back');
    const again = merged(tick(third, 'mig/1/up'), changed);
    assert.match(
      again,
      /- \[x\] S1 Apply one without a lock timeout → V1\. \*\*\[FOUND\]\*\* E1 <!-- rr:s mig\/1\/up -->/,
    );
    assert.equal(merged(again, changed), again);
  });

  it('keeps the go of the decider, and asks again when what it was given for changed', () => {
    const pnr = (what: string) => ({
      steps: [
        `- [ ] **S1** **POINT OF NO RETURN — go/no-go by the decider.** ${what}. **[FOUND]** E1 go / no-go: ____ at ____ <!-- rr:s pnr -->`,
      ],
    });
    const first = merged(undefined, pnr('Refunds are sent'));
    const given = tick(first, 'pnr').replace('go / no-go: ____ at ____', 'go / no-go: go at 10:40Z');
    assert.equal(merged(given, pnr('Refunds are sent')), given);
    const changed = merged(given, pnr('Refunds and mails are sent'));
    assert.match(changed, /- \[ \] .*\*\*\(re-check: text changed\)\*\* go \/ no-go: go at 10:40Z <!-- rr:s pnr -->/);
    assert.equal(merged(changed, pnr('Refunds and mails are sent')), changed);
  });

  it('moves what vanished but was ticked, answered or noted to the end, and never deletes it', () => {
    let text = tick(merged(undefined), 'mig/1/up').replace('answer: ____', 'answer: yes');
    text = text.replace(/(.*rr:i env\/KEY -->)/, '$1\n  note: asked the platform team');
    const rest = {
      gates: ['- [ ] W1 Other. **[FOUND]** <!-- rr:i other -->'],
      steps: [step(1, 'Deploy → G1.', 'deploy/full')],
    };
    const second = merged(text, rest);
    const end = second.slice(second.indexOf('## Superseded'));
    assert.equal(
      end,
      [
        '## Superseded',
        '<!-- rr:begin superseded -->',
        '- [ ] **BLOCKER** A key is missing. **[FOUND]** E1 <!-- rr:i env/KEY -->',
        '  note: asked the platform team',
        '- [ ] **[ASK @rena]** Forward only? answer: yes <!-- rr:a decision/after -->',
        '- [x] Apply one → V1. **[FOUND]** E1 <!-- rr:s mig/1/up -->',
        '<!-- rr:end superseded -->',
        '',
      ].join('\n'),
    );
    assert.equal(merged(second, rest), second, 'it stays there');
    const none = merged(tick(second, 'deploy/full'), { ...rest, steps: [step(1, 'Other.', 'x')] });
    assert.equal(lineOf(none, 'deploy/full').length, 1);
    assert.equal(lineOf(none, 'mig/1/up').length, 1, 'and what comes later is added');
    const back = merged(none);
    assert.match(back, /- \[x\] S1 Apply one/, 'what comes back has its tick again');
    assert.match(back, /answer: yes <!-- rr:a/);
    assert.doesNotMatch(back.slice(back.indexOf('## Superseded')), /mig\/1\/up/);
  });

  it('drops what vanished and nobody touched, and what the tool had ticked', () => {
    const first = merged(undefined, { gates: ['- [x] Backup: PITR. **[POLICY]** <!-- rr:i backup -->'] });
    const second = merged(first, {
      gates: ['- [ ] W1 Other. **[FOUND]** <!-- rr:i other -->'],
      steps: [step(1, 'Deploy → G1.', 'deploy/full')],
    });
    assert.doesNotMatch(second, /Superseded|backup|mig\/1/);
  });

  it('the tool alone ticks what stands good', () => {
    const good = { gates: ['- [x] Backup: PITR. **[POLICY]** <!-- rr:i backup -->'] };
    const first = merged(undefined, good);
    assert.equal(merged(first.replace('- [x] Backup', '- [ ] Backup'), good), first);
  });

  it('leaves everything outside of the blocks alone, and writes header and verdict anew', () => {
    const text = merged(undefined)
      .replace('# Release plan: shop', '# Release of the summer\n\nOur own words.')
      .replace('## 2 Steps\n', '## 2 Steps\nRead this first.\n')
      .replace('| | | | |', '| 10:02 | @rena | go | S1 |');
    const second = merged(text, { verdict: 'READY', inputs: 'b2' });
    assert.match(second, /inputs=b2 -->\n# Release of the summer\n\nOur own words\.\n\n\*\*Verdict: READY\*\*/);
    assert.match(second, /## 2 Steps\nRead this first\.\n<!-- rr:begin steps -->/);
    assert.match(second, /\| 10:02 \| @rena \| go \| S1 \|/);
    assert.doesNotMatch(second, /NOT READY/);
  });

  it('adds a section at its place and takes one away with its heading, but not with words of people', () => {
    const first = merged(undefined);
    const roles = { roles: ['| Observer | @oncall |'] };
    const second = merged(first, roles);
    assert.equal(second, plan(roles));
    assert.equal(merged(second), first);
    const noted = second.replace('## 2 Who\n', '## 2 Who\nOnly three of us are here.\n');
    assert.match(merged(noted), /## 2 Who\nOnly three of us are here\.\n/);
  });

  it('numbers the headings of the sections that are there, whatever numbers they had', () => {
    const roles = { roles: ['| Observer | @oncall |'] };
    const second = merged(merged(undefined), roles);
    assert.deepEqual(
      [...second.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading?.replace(/ \(.*/, '')),
      ['1 Before you may start', '2 Who', '3 Steps', '4 Action log'],
    );
    const other = second.replace('## 3 Steps', '## 5 Steps').replace('## 2 Who', '## Who');
    assert.equal(merged(other, roles), second);
  });

  it('keeps ticks and answers of lines inside of a group, also when the group comes and goes', () => {
    const lines = [
      '- [ ] W1 One. **[FOUND]** <!-- rr:i one -->',
      '- [ ] W2 Two. **[FOUND]** <!-- rr:i two -->',
      question(1, 'Forward only?'),
    ];
    const group = { gates: ['- 2 warnings:', `  ${lines[0]}`, `  ${lines[1]}`, '- 1 question:', `  ${lines[2]}`] };
    const text = tick(merged(undefined, group), 'two').replace('answer: ____', 'answer: yes');
    const noted = text.replace(/(.*rr:i one -->)/, '$1\n    note: tomorrow');
    assert.equal(merged(noted, group), noted);
    assert.equal(merged(merged(noted, group), group), noted);
    const single = merged(noted, { gates: lines });
    assert.match(single, /^- \[x\] W2 Two\./m);
    assert.match(single, /^- \[ \] W1 One\..*\n {4}note: tomorrow$/m);
    assert.match(single, /^- \[ \] Q1 .* answer: yes <!--/m);
    assert.equal(merged(single, group), noted);
    const gone = merged(noted, { gates: [] });
    assert.match(
      gone,
      /rr:begin superseded -->\n- \[ \] One\..*\n {4}note: tomorrow\n- \[x\] Two\..*\n- \[ \] \*\*\[ASK/,
    );
    assert.match(refused(noted.replace(' <!-- rr:i two -->', '')), /lost its marker/);
  });

  it('adds the last sections before the log and after it', () => {
    const bare = plan().replace(/\n## 2 Steps[\s\S]*?rr:end steps -->\n/, '');
    const text = merged(bare);
    assert.ok(text.indexOf('## 2 Steps') < text.indexOf('## 3 Action log'));
    assert.ok(text.indexOf('## 1 Before') < text.indexOf('## 2 Steps'));
  });

  it('reads Windows line ends and writes plain ones', () => {
    const text = tick(merged(undefined), 'mig/1/up');
    assert.equal(merged(text.replaceAll('\n', '\r\n')), text);
  });

  it('drops a line of people in a block only when it is no note', () => {
    const text = merged(undefined).replace(/(.*mig\/1\/up -->)/, '$1\n  just a remark');
    assert.doesNotMatch(merged(text), /just a remark/);
  });

  it('shows a damaged line beside what was generated', () => {
    const text = merged(undefined);
    const cut = refused(text.replace('<!-- rr:s mig/1/up -->', ''));
    assert.match(cut, /^line \d+: .*lost its marker\n- - \[ \] .*\n\+ - \[ \] .*<!-- rr:s mig\/1\/up -->$/);
    assert.match(refused(text.replace('<!-- rr:end gates -->', '')), /\n\+ <!-- rr:end gates -->$/);
    assert.match(
      refused(text.replace('<!-- rr:begin steps -->', '<!-- rr:begin steps')),
      /damaged\n- <!-- rr:begin steps\n\+ <!-- rr:begin steps -->$/,
    );
    assert.match(refused(text.replace('rr:s deploy/full', 'rr:s mig/1/up')), /twice\n- .*<!-- rr:s mig\/1\/up -->$/);
  });

  it('refuses a damaged plan and says where', () => {
    const text = merged(undefined);
    assert.match(refused('# Some file\n'), /rr:plan at its top is missing/);
    assert.match(refused(text.replace('<!-- rr:end gates -->', '')), /end marker is missing/);
    assert.match(refused(text.replace('<!-- rr:begin gates -->', '')), /begin marker is missing|outside of its block/);
    assert.match(refused(text.replace(/<!-- rr:(?:begin|end) gates -->\n/g, '')), /outside of its block/);
    assert.match(
      refused(text.replace(/<!-- rr:begin steps -->[\s\S]*rr:end steps -->\n/, 'by hand\n')),
      /rr:begin steps and rr:end steps are missing/,
    );
    assert.match(refused(text.replace('<!-- rr:begin steps -->', '<!-- rr:begin steps')), /damaged/);
    assert.match(
      refused(text.replace('<!-- rr:s mig/1/up -->', '')),
      /line \d+: this line of block steps lost its marker/,
    );
    assert.match(refused(text.replace('<!-- rr:s mig/1/up -->', '<!-- rr:s mig/1/up')), /damaged/);
    assert.match(refused(text.replace('rr:s deploy/full', 'rr:s mig/1/up')), /rr:s mig\/1\/up stands there twice/);
    assert.match(refused(text.replace('<!-- rr:begin steps -->', '<!-- rr:begin gates -->')), /a second time/);
    assert.match(refused(`${text}\n${text}`), /rr:plan stands there twice/);
    assert.match(refused(text.replace('v=1', 'v=2')), /rr:plan is damaged/);
    assert.match(refused(`${text}\n- [ ] S1 copied <!-- rr:s copied -->\n`), /outside of its block/);
  });
});
