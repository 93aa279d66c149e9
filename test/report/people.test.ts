import assert from 'node:assert/strict';
import { code, editorMarkdown, html, markdown, plain } from '../../src/report/escape';
import { htmlReport } from '../../src/report/html';
import { markdownComment, markdownReport } from '../../src/report/markdown';
import { rulePage } from '../../src/report/rulePage';
import { textReport } from '../../src/report/text';
import { finding, full, input, spot, toyRule } from '../support/review';

const quiet = { colour: false, width: 100 };

describe('report: text', () => {
  it('groups by mistake, one matchable line a finding, why and what to do once a rule', () => {
    const text = textReport(input({ findings: [finding(), finding({ key: 'B', at: spot('src/b.ts', 1) })] }), quiet);
    assert.equal(
      text,
      `Configuration kept by hand

  src/a.ts:2:3: warning: A is read here but declared nowhere [config/toy]
      deploy/b.yaml:5:1  declared here for staging
  src/b.ts:1:1: warning: A is read here but declared nowhere [config/toy]
      deploy/b.yaml:5:1  declared here for staging
      why  Toys on the stairs make people fall.
      do   Put the toy away.

READY  3 files changed against main (1234567): 2 warnings introduced.
`,
    );
  });

  it('tells why at each finding where they differ', () => {
    const text = textReport(input({ findings: [finding(), finding({ key: 'B', why: 'Another reason.' })] }), quiet);
    assert.match(text, /Toys on the stairs[\s\S]*Another reason/);
  });

  it('shows third parties, acceptances, what was not read, notes and the verdict', () => {
    const text = textReport(full(), quiet);
    assert.match(text, /stripe \(new\): time limits 500 ms to 8 s, some calls without a limit, src\/pay\.ts:9:1/);
    assert.match(text, /Accepted \(1\)[\s\S]*until 2026-12-31/);
    assert.match(text, /src\/b\.ts:1:1: config\/toy expired on 2020-01-01/);
    assert.match(text, /src\/c\.ts:1:1: x\/y invalid: unknown rule x\/y/);
    assert.match(text, /Not read \(1\)[\s\S]*broken\.sql:3:1/);
    assert.match(text, /last fetched 5 days ago/);
    assert.match(
      text,
      /NOT READY {2}3 files changed.* 1 existing finding not shown \(--scope all shows them\)\. 2 files left out/,
    );
  });

  it('counts what was not understood before the change, and names it only where everything is shown', () => {
    const unread = [
      { at: spot('new.sql', 3), reason: 'odd', changed: true },
      { at: spot('old.sql', 1), reason: 'odd', changed: false },
    ];
    const both = (scope: 'introduced' | 'all') => {
      const given = input({ unread }, { scope });
      return [textReport(given, quiet), markdownReport(given), htmlReport(given)];
    };
    for (const report of both('introduced')) {
      assert.match(report, /new\.sql:3/);
      assert.doesNotMatch(report, /old\.sql/);
      assert.match(report, /1 place in files that did not change was not understood either/);
    }
    for (const report of both('all')) {
      assert.match(report, /old\.sql:1/);
      assert.doesNotMatch(report, /not understood either/);
    }
    assert.match(markdownComment(input({ unread })), /1 place could not be read/);
  });

  it('names third parties that were there before only where everything is shown', () => {
    const [system] = full().review.inventory;
    assert.ok(system);
    const textOf = (scope: 'introduced' | 'all') =>
      textReport(input({ inventory: [{ ...system, status: 'base' }] }, { scope }), quiet);
    assert.doesNotMatch(textOf('introduced'), /Third parties|stripe/);
    assert.match(textOf('all'), /Third parties \(1\)[\s\S]*stripe/);
  });

  it('says that nothing changed, or that there is no base', () => {
    assert.match(
      textReport(input({ changedFiles: 0, findings: [finding({ status: 'existing' })] }), quiet),
      /Nothing changed against main \(1234567\); 1 existing finding/,
    );
    assert.match(
      textReport(input({ compared: 'no base', findings: [finding()] }, { scope: 'all' }), quiet),
      /^NO BASE .*1 warning/m,
    );
  });

  it('lets no control character of the repository reach the terminal', () => {
    assert.doesNotMatch(textReport(full(), quiet).replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.ok(textReport(full(), { colour: true, width: 100 }).includes('\u001b[31mblocker\u001b[0m'));
  });
});

describe('report: Markdown', () => {
  it('holds every finding with its evidence, why and what to do', () => {
    const text = markdownReport(full());
    assert.match(text, /^## ⛔ Release readiness: not ready$/m);
    assert.match(text, /### Configuration kept by hand/);
    assert.match(text, /`src\/ä b#%\.ts:1:1` `config\/toy`/);
    assert.match(text, /<details><summary>Why, and what to do<\/summary>/);
    assert.match(text, /\| stripe \| \*\*new\*\* \|/);
  });

  it('as a comment has at most 60 lines, the worst mistakes first', () => {
    const many = Array.from({ length: 200 }, (_, i) => finding({ key: `K${i}` }));
    const blocker = finding({ rule: 'rollout/toy', severity: 'blocker', what: 'the worst of all' });
    const text = markdownComment(input({ findings: [blocker, ...many] }, { notes: ['a note'] }));
    const lines = text.trimEnd().split('\n');
    assert.ok(lines.length <= 60, `${lines.length} lines`);
    assert.ok(text.indexOf('the worst of all') < text.indexOf('Configuration kept by hand'));
    assert.match(text, /and \d+ findings more in the full report/);
    assert.match(text, /a note/);
  });

  it('keeps workspace text text', () => {
    for (const text of [markdownReport(full()), markdownComment(full())]) {
      assert.doesNotMatch(text, /<script/);
      assert.doesNotMatch(text, /@everyone|(?<![\\\w])#1\b|(?<!\\)\]\(http/);
    }
    assert.equal(
      markdown('a_b*c <x> @team #12 https://a.b'),
      'a\\_b\\*c &lt;x&gt; @<!-- -->team #<!-- -->12 https:<!-- -->//a.b',
    );
    assert.equal(markdown('- item'), '\\- item');
    assert.equal(code('a`b``c'), '``` a`b``c ```');
    assert.equal(code(''), '`  `');
  });
});

describe('report: page', () => {
  it('has no script, loads nothing and keeps workspace text text', () => {
    const page = htmlReport(full());
    assert.match(page, /content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.doesNotMatch(page, /<script|<img|<link|src=|url\(/i);
    assert.match(page, /&lt;script&gt;alert\(1\)/);
    assert.match(page, /<h2>Configuration kept by hand<\/h2>/);
    assert.match(page, /<html lang="en">/);
    assert.match(page, /<th scope="col">System<\/th>/);
  });

  it('links places and takes the style source of an editor', () => {
    const page = htmlReport(full(), { styleSource: 'vscode-resource:', link: (at) => `command:open?"${at.file}"` });
    assert.match(page, /style-src vscode-resource:/);
    assert.match(page, /<a href="command:open\?&quot;src\/a\.ts&quot;"><code>src\/a\.ts:2:3<\/code><\/a>/);
  });

  it('escapes attributes and controls', () => {
    assert.equal(html(`<a href="x" title='y'>&\u0007`), '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;\\u0007');
    assert.equal(plain('a\r\n  b\tc\u2066'), 'a b c\\u2066');
  });
});

describe('report: rule page', () => {
  it('tells what, why, what to do, examples and how to accept', () => {
    const page = rulePage(toyRule);
    for (const part of [
      '# A toy stands in the way',
      '`config/toy`',
      '**warning**',
      '## Why it breaks a release',
      '## What to do',
      '### a toy',
      '## Not reported',
      'release-readiness: allow config/toy because',
    ])
      assert.ok(page.includes(part), part);
    assert.match(page, /`a\.toy` before:[\s\S]*`a\.toy` after:/);
  });
});

describe('report: text in a hover', () => {
  it('stays text, and keeps the spaces at which lines break', () => {
    assert.equal(
      editorMarkdown('It can neither be *shown* nor be stopped.'),
      'It can neither be \\*shown\\* nor be stopped\\.',
    );
    assert.equal(editorMarkdown('<img> $(x) [a](b)'), '\\<img\\> \\$\\(x\\) \\[a\\]\\(b\\)');
  });
});
