import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Waiver } from '../../src/core/policy';
import type { Review } from '../../src/core/review';
import { fileSpan } from '../../src/core/span';
import { createSession, type Parts } from '../../src/engine/session';
import { open, review } from '../support/project';
import { toy } from './toy';

const ids = (r: Review) => r.findings.map((f) => `${f.status} ${f.severity} ${f.rule} ${f.key}`);

describe('engine', () => {
  it('calls a problem introduced when the base did not have it, and existing (one lower) when it did', () => {
    const head = { 'a.toy': 'read X\n', 'b.toy': 'set Y\n' };
    assert.deepEqual(ids(review({ parts: toy, base: { 'b.toy': 'set Y\n' }, head })), [
      'introduced blocker infrastructure/toy-undeclared X',
    ]);
    assert.deepEqual(ids(review({ parts: toy, base: head, head })), [
      'existing warning infrastructure/toy-undeclared X',
    ]);
  });

  it('finds that a change in one file introduces a problem in another, unchanged one', () => {
    const r = review({
      parts: toy,
      base: { 'a.toy': 'read X\n', 'b.toy': 'set X\nset Y\n' },
      head: { 'a.toy': 'read X\n', 'b.toy': 'set Y\n' },
    });
    assert.equal(r.findings[0]?.at.file, 'a.toy');
    assert.equal(r.findings[0]?.status, 'introduced');
  });

  it('calls a problem worsened when it is made in more places, not when more is told about it', () => {
    const others = { 'b.toy': 'set Y\n' };
    const judged = (before: Record<string, string>, after: Record<string, string>) =>
      ids(review({ parts: toy, base: { ...others, ...before }, head: { ...others, ...after } }));
    assert.deepEqual(judged({ 'a.toy': 'read X\n' }, { 'a.toy': 'read X\n', 'c.toy': 'read X\n' }), [
      'worsened blocker infrastructure/toy-undeclared X',
    ]);
    // One read, moved to a file that gives the finding a second line of evidence.
    assert.deepEqual(judged({ 'a.toy': 'read X\n' }, { 'why.toy': 'read X\n' }), [
      'existing warning infrastructure/toy-undeclared X',
    ]);
  });

  it('stays silent where the practice is not followed, and says so', () => {
    const r = review({ parts: toy, base: {}, head: { 'a.toy': 'read X\n' } });
    assert.deepEqual(r.findings, []);
    assert.deepEqual(r.silent, [{ rule: 'infrastructure/toy-undeclared', needs: ['env.declared'] }]);
  });

  it('tells what was not understood once, and whether the change touches its file', () => {
    const reader = (name: string, more: Partial<Parts['extractors'][number]> = {}): Parts['extractors'][number] => ({
      name,
      emits: ['column.used'],
      files: /\.odd$/,
      accepts: (_, text) => text.includes('??'),
      extract: ({ path }) => [{ kind: 'text.unread', at: fileSpan(path), reason: 'no sense in it', hides: [] }],
      ...more,
    });
    // The second reads the file for a word in question, later.
    const parts: Parts = {
      ...toy,
      extractors: [...toy.extractors, reader('one'), reader('two', { when: 'vocabulary', vocabulary: 'odd' })],
      vocabularies: [{ name: 'odd', reads: ['column.used'], words: () => ['odd'] }],
    };
    const old = { 'a.odd': 'odd ??', 'b.odd': 'odd ??', 'c.odd': 'fine' };
    const told = (base: Record<string, string> | undefined, head: Record<string, string>) =>
      review({ parts, ...(base ? { base } : {}), head }).unread.map(({ at, changed }) => `${at.file} ${changed}`);
    assert.deepEqual(told(old, { ...old, 'b.odd': 'odd ?? more', 'c.odd': '??', 'd.odd': '??' }), [
      'a.odd false',
      'b.odd true',
      'c.odd true',
      'd.odd true',
    ]);
  });

  it('says which files were not read further when names lead to ever more names', () => {
    // Every file that is read for a name brings the next name in question.
    const chain: Parts = {
      ...toy,
      vocabularies: [
        {
          name: 'columns',
          reads: ['column.used'],
          words: (facts) =>
            ['n0', ...facts.of('column.used').map(({ column }) => `n${Number(column.slice(1)) + 1}`)].sort(),
        },
      ],
    };
    const head = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n}.toy`, `use n${n}\n`]));
    const r = review({ parts: chain, base: {}, head });
    assert.deepEqual(
      r.unread.map(({ at, reason }) => [at.file, reason]),
      [['8.toy', 'not read further: names lead to names more than 8 times']],
    );
    const short = Object.fromEntries(Object.entries(head).slice(0, 8));
    assert.deepEqual(review({ parts: chain, base: {}, head: short }).unread, []);
  });

  it('follows imports through files that no gate let in', () => {
    const base = { 'entry.toy': 'entry main\ncall lib.toy\n', 'lib.toy': 'call deep.toy\n' };
    const session = open({ parts: toy, base, head: { ...base, 'deep.toy': 'read S\nset S\n' } });
    assert.deepEqual(ids(session.review()), ['introduced warning dependency/toy-reached S']);
    session.setHead('lib.toy', 'nothing\n');
    assert.deepEqual(ids(session.review()), []);
    session.setHead('lib.toy', 'call deep.toy\n');
    assert.deepEqual(ids(session.review()), ['introduced warning dependency/toy-reached S']);
    session.setHead('deep.toy', undefined);
    assert.deepEqual(ids(session.review()), []);
  });

  it('reads files for a name only while the name is in question; the weaker finding becomes evidence', () => {
    const base = { 'code.toy': 'use email\n' };
    const session = open({ parts: toy, base, head: { ...base, 'm.toy': 'drop email\n' } });
    const [finding, ...rest] = session.review().findings;
    assert.equal(finding?.rule, 'migration/toy-dropped-used');
    assert.deepEqual(
      finding?.evidence.map((e) => e.note),
      ['used here', 'email is dropped'],
    );
    assert.deepEqual(rest, []);
    session.setHead('code.toy', 'nothing\n');
    // The base still uses it: this toy rule asks the head alone.
    assert.deepEqual(ids(session.review()), ['introduced blocker migration/toy-dropped db:email']);
  });

  it('keeps services apart', () => {
    const r = review({
      parts: toy,
      base: {},
      head: { 'one/s.toy': 'service a\nread X\n', 'two/s.toy': 'service b\nset X\n' },
    });
    assert.deepEqual(ids(r), ['introduced blocker infrastructure/toy-undeclared one:X']);
  });

  it('accepts with a reason, lists the rest', () => {
    const line = (text: string) =>
      review({ parts: toy, base: {}, head: { 'a.toy': `${text}\nread X\n`, 'b.toy': 'set Y\n' } });
    const accepted = line(
      '# release-readiness: allow infrastructure/toy-undeclared because the platform sets it until 2026-06-30',
    );
    assert.equal(accepted.findings[0]?.suppressed?.reason, 'the platform sets it');
    assert.equal(accepted.suppressions[0]?.state, 'active');
    assert.equal(line('# release-readiness: allow infrastructure/toy-undeclared').suppressions[0]?.state, 'invalid');
    assert.equal(
      line('# release-readiness: allow infrastructure/nothing because it is not there').suppressions[0]?.state,
      'invalid',
    );
    const expired = line(
      '# release-readiness: allow infrastructure/toy-undeclared because the platform sets it until 2025-12-31',
    );
    assert.equal(expired.suppressions[0]?.state, 'expired');
    assert.equal(expired.findings[0]?.suppressed, undefined);
    assert.equal(
      line('# release-readiness: allow dependency/toy-reached because nothing is reached').suppressions[0]?.state,
      'unused',
    );
  });

  it('lists the acceptances of the policy at their place there', () => {
    const at = (line: number) => ({ ...fileSpan('.release-readiness.yaml'), line, endLine: line });
    const waiver = (line: number, more: Partial<Waiver>): Waiver => ({
      rule: 'infrastructure/toy-undeclared',
      key: 'X',
      reason: 'the platform sets it',
      owner: '@ops',
      until: '2026-06-30',
      at: at(line),
      ...more,
    });
    const r = review({
      parts: toy,
      base: {},
      head: { 'a.toy': 'read X\n', 'b.toy': 'set Y\n' },
      policy: {
        waivers: [
          waiver(3, {}),
          waiver(4, { key: 'gone' }),
          waiver(5, { until: '2025-12-31' }),
          waiver(6, { rule: 'infrastructure/nothing' }),
        ],
      },
    });
    assert.equal(r.findings[0]?.suppressed?.owner, '@ops');
    assert.equal(r.findings[0]?.suppressed?.at.line, 3);
    assert.deepEqual(
      r.suppressions.map((s) => `${s.at.file}:${s.at.line} ${s.state}`),
      ['active', 'unused', 'expired', 'invalid'].map((state, i) => `.release-readiness.yaml:${i + 3} ${state}`),
    );
  });

  it('turns a thrown error into an entry and goes on', () => {
    const broken = {
      ...toy,
      extractors: [
        ...toy.extractors,
        {
          name: 'broken',
          emits: [],
          files: /\.toy$/,
          accepts: () => true,
          extract: () => {
            throw new Error('boom');
          },
        },
      ],
    };
    const seen: string[] = [];
    const session = createSession(broken, { base: 'empty', today: '2026-01-01', failed: (where) => seen.push(where) });
    session.setHead('a.toy', 'read X\nset Y\n');
    const r = session.review();
    assert.equal(r.findings.length, 1);
    assert.match(r.unread[0]?.reason ?? '', /boom/);
    assert.deepEqual(seen, ['a.toy']);
  });

  it('turning a rule off clears it at once', () => {
    const session = open({ parts: toy, base: {}, head: { 'a.toy': 'read X\nset Y\n' } });
    assert.equal(session.review().findings.length, 1);
    session.setPolicy({ rules: { 'infrastructure/toy-undeclared': 'off' } });
    assert.equal(session.review().findings.length, 0);
    session.setPolicy({ rules: { 'infrastructure/*': 'note' } });
    assert.equal(session.review().findings[0]?.severity, 'note');
  });

  it('gives what a fresh build gives, after any 10,000 edits of either side in any order', function () {
    this.timeout(120_000);
    const paths = ['a.toy', 'b.toy', 'one/s.toy', 'one/x.toy', 'two/s.toy', 'lib.toy', 'deep.toy'];
    const line = fc.constantFrom(
      'read X',
      'read Y',
      'set X',
      'set Y',
      'entry m',
      'call lib.toy',
      'call deep.toy',
      'call one/x.toy',
      'use X',
      'use Y',
      'drop X',
      'drop Y',
      'service s',
      '# release-readiness: allow migration/toy-dropped because we wait for it',
      '',
    );
    const text = fc.array(line, { maxLength: 5 }).map((list) => list.join('\n'));
    const edit = fc.record({
      side: fc.constantFrom('head', 'base', 'head'),
      path: fc.constantFrom(...paths),
      text: fc.option(text, { nil: undefined }),
    });
    let edits = 0;
    let withFindings = 0;
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 60, maxLength: 120 }),
        fc.constantFrom('reads-through', 'empty'),
        (list, base) => {
          const options = { base, today: '2026-01-01' } as const;
          const session = createSession(toy, options);
          const head = new Map<string, string | undefined>();
          const over = new Map<string, string | undefined>();
          list.forEach((step, i) => {
            (step.side === 'head' ? head : over).set(step.path, step.text);
            if (step.side === 'head') session.setHead(step.path, step.text);
            else session.setBase(step.path, step.text);
            edits++;
            const now = session.review();
            if (now.findings.length > 0) withFindings++;
            if (i % 7 !== 0 && i !== list.length - 1) return;
            const fresh = createSession(toy, options);
            for (const [path, content] of [...over].reverse()) fresh.setBase(path, content);
            for (const [path, content] of [...head].reverse()) fresh.setHead(path, content);
            assert.equal(JSON.stringify(now), JSON.stringify(fresh.review()));
          });
        },
      ),
      { numRuns: 160, seed: 20260101 },
    );
    assert.ok(edits >= 10_000, `${edits} edits`);
    assert.ok(withFindings > edits / 2, `${withFindings} of ${edits} with findings`);
  });
});
