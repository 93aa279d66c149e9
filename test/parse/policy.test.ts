import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readPolicy } from '../../src/parse/policy';

const rules = new Set(['migration/drop-column', 'config/hardcoded-secret']);
const read = (text: string) => readPolicy('.release-readiness.yaml', text, rules);
/** `line:column reason` of each problem. */
const told = (text: string) => read(text).problems.map((p) => `${p.at.line}:${p.at.column} ${p.reason}`);

describe('parse: policy', () => {
  it('reads the policy of the example project without a problem', () => {
    const text = readFileSync('test/fixtures/shop/head/.release-readiness.yaml', 'utf8');
    const { policy, problems } = read(text);
    assert.deepEqual(problems, []);
    assert.equal(policy.service?.name, 'shop');
    assert.equal(policy.data?.hot_tables?.orders?.rows, 3_000_000);
    assert.equal(policy.load?.profile?.weekday?.['00'], 0.1);
    assert.equal(policy.data?.backup?.restore_tested, '2026-02-10');
  });

  it('takes rules and areas, and names what does not exist with its place and a likely meaning', () => {
    const text = `version: 1
rules:
  migration/drop-colum: off
  migration/*: note
  config/hardcoded-secret: blocker
  healthy/*: note
`;
    assert.deepEqual(read(text).policy.rules, { 'migration/*': 'note', 'config/hardcoded-secret': 'blocker' });
    assert.deepEqual(told(text), [
      '3:3 there is no rule "migration/drop-colum"; did you mean "migration/drop-column"?',
      '6:3 there is no rule "healthy/*"',
    ]);
  });

  it('leaves out the smallest part that is wrong', () => {
    const text = `version: 1
compare_wit: main
waivers:
  - { rule: migration/drop-column, key: a, reason: short, owner: "@x", until: 2026-01-01 }
  - { rule: migration/drop-column, key: b, reason: long enough now, owner: "@x", until: 2026-01-01 }
rules: { migration/drop-column: loud, config/hardcoded-secret: note }
service: { name: shop, tier: 9 }
data: { databases: [{ migrations: db, version: 15 }] }
exclude: [legacy/**]
`;
    const { policy } = read(text);
    assert.equal(policy.waivers?.[0]?.at?.line, 5, 'where it stands, although one before it was left out');
    const waivers = policy.waivers?.map(({ at, ...written }) => written);
    assert.deepEqual(
      { ...policy, waivers },
      {
        version: 1,
        waivers: [
          { rule: 'migration/drop-column', key: 'b', reason: 'long enough now', owner: '@x', until: '2026-01-01' },
        ],
        rules: { 'config/hardcoded-secret': 'note' },
        exclude: ['legacy/**'],
      },
    );
    assert.deepEqual(told(text), [
      '2:1 "compare_wit" is not known here',
      '4:52 waivers[0].reason must have at least 10 characters',
      '6:33 rules.migration/drop-column must be one of off, note, warning, blocker',
      '7:30 service.tier must be one of 1, 2, 3',
      '8:48 data.databases[0].version must be a text (put it in quotes)',
    ]);
  });

  it('says what a schema cannot', () => {
    assert.deepEqual(
      told(`version: 1
holidays: [2026-02-30]
service: { name: a, timezone: Mars/Base }
risk: { thresholds: { moderate: 80 } }
staffing: [{ role: nobody, hours: { mon-fri: "09:00-25:00" } }]
freezes:
  - { name: a, from: 2026-01-02T00:00, to: 2026-01-01T00:00 }
  - { name: b, from: 2026-01-02T00:00 }
third_parties: { stripe: { match: ["npm:stripe"], metric: errors } }
environments: [{ name: a }, { name: a }]
`),
      [
        '2:12 2026-02-30 is not a day of the calendar',
        '3:31 there is no time zone "Mars/Base"; write one like Europe/Berlin',
        '4:21 thresholds must rise: moderate 80, high 50, critical 75',
        '5:20 there is no role "nobody"; known are observer, decider, communicator, scribe',
        '5:46 "09:00-25:00" is not a span of hours',
        '8:5 freezes[1] needs either "from" and "to", or "rrule" and "duration"',
        '9:59 there is no metric "errors" under metrics',
        '10:29 "a" is there twice',
      ],
    );
  });

  it('reads no calendar from outside of the repository', () => {
    for (const calendar of [
      '../duty.ics',
      '/etc/duty.ics',
      'a/../../b.ics',
      '~/duty.ics',
      'https://x.example/a.ics',
      'C:/a.ics',
      'a\\\\b.ics',
    ]) {
      const text = `version: 1\nstaffing: [{ role: decider, calendar: "${calendar}" }]\n`;
      assert.deepEqual(read(text).policy.staffing, [{ role: 'decider' }], calendar);
      assert.match(
        told(text).join('\n'),
        /^2:\d+ the calendar ".*" is not in this repository; name an \.ics file/,
        calendar,
      );
    }
    const inside = 'version: 1\nstaffing: [{ role: decider, calendar: .release-readiness/on..call.ics }]\n';
    assert.deepEqual(told(inside), []);
  });

  it('tells a freeze that ends before it starts', () => {
    assert.deepEqual(told('version: 1\nfreezes: [{ name: a, from: 2026-01-02T00:00, to: 2026-01-01T00:00 }]\n'), [
      '2:11 it ends (2026-01-01T00:00) before it starts (2026-01-02T00:00)',
    ]);
  });

  it('is nothing where the file is empty, and says why where it cannot be read', () => {
    assert.deepEqual(read(''), { policy: {}, problems: [] });
    assert.deepEqual(read('# later\n'), { policy: {}, problems: [] });
    assert.match(told('a: [').join(), /^1:\d+ YAML: /);
    assert.deepEqual(told('- a\n'), ['1:1 a policy is a mapping; write "version: 1" first']);
    assert.deepEqual(told('exclude: [a]\n'), ['1:1 the policy lacks "version"']);
    assert.deepEqual(read('version: 2\nexclude: [a]\n').policy, { version: 1 });
  });

  it('reads JSON, and never throws', () => {
    assert.equal(read('{"version": 1, "exclude": ["a"]}').policy.exclude?.[0], 'a');
    const keys = fc.constantFrom(
      'version',
      'rules',
      'waivers',
      'roles',
      'load',
      'freezes',
      'data',
      'risk',
      'staffing',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.anything({ maxDepth: 3 })), fc.string(), (value, noise) => {
        let text: string;
        try {
          text = JSON.stringify(value) ?? '';
        } catch {
          text = '';
        }
        read(text + noise);
        read(noise);
      }),
      { numRuns: 200 },
    );
  });

  it('is not led astray by aliases that multiply', () => {
    const bomb = ['version: 1', 'a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let i = 0; i < 9; i++)
      bomb.push(`${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`);
    assert.match(told(bomb.join('\n')).join(), /alias/i);
  });
});
