import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Policy } from '../../src/core/policy';
import { readPolicy } from '../../src/parse/policy';
import { zoneOf } from '../../src/parse/time';
import { hoursCover, intervalsOf, loadAt, recursOn } from '../../src/plan/calendar';
import { findWindows, powerOf, type WindowInput } from '../../src/plan/window';

const berlin = zoneOf('Europe/Berlin');
const { policy, problems } = readPolicy(
  'policy.yaml',
  readFileSync('test/fixtures/plan/policy.yaml', 'utf8'),
  new Set(),
);

const search = (changes: Partial<WindowInput> = {}, more: Partial<Policy> = {}) =>
  findWindows({
    policy: { ...policy, ...more },
    level: 'high',
    now: Date.parse('2026-11-23T00:00:00+01:00'),
    zone: berlin,
    calendars: () => undefined,
    experts: ['migration', 'dependency'],
    locks: true,
    share: 5,
    touches: () => false,
    ...changes,
  });

describe('release windows', () => {
  it('the policy of the fixture is understood', () => assert.deepEqual(problems, []));

  it('leaves four of 576 slots for a release of high risk', () => {
    const { total, fits } = search();
    assert.equal(total, 576);
    assert.deepEqual(
      fits.map(({ local }) => local),
      ['Tue 24 Nov 10:00', 'Wed 25 Nov 10:00', 'Tue 1 Dec 10:00', 'Wed 2 Dec 10:00'],
    );
    assert.equal(fits[0]?.load?.toFixed(2), '0.63');
    assert.ok((fits[0]?.canaryMinutes ?? 0) <= 60);
  });

  it('leaves sixteen when the watch is shorter', () => assert.equal(search({ level: 'moderate' }).fits.length, 16));

  it('ranks a slot close before a freeze after the others', () => {
    const best = search().best.map(({ local }) => local);
    assert.equal(best[0], 'Tue 24 Nov 10:00');
    assert.ok(best.length <= 4);
  });

  it('says why the night is no better', () => {
    const night = search().whyNot.find(({ local }) => local.endsWith('03:00'));
    assert.deepEqual(
      night?.reasons.map(({ rule }) => rule),
      ['staffing decider', 'staffing migration', 'canary'],
    );
    assert.match(night?.reasons.at(-1)?.text ?? '', /216 min/);
  });

  it('computes how many requests a canary needs', () => assert.equal(powerOf(policy)?.requests, 4764));

  it('names the rule that takes the last slots away', () => {
    const none = search(
      {},
      { staffing: [...(policy.staffing ?? []), { role: 'dependency', hours: { sat: '03:00-04:00' } }] },
    );
    assert.equal(none.fits.length, 0);
    assert.deepEqual(
      none.binding.map(({ rule, without }) => [rule, without]),
      [['staffing dependency', 4]],
    );
  });

  it('says what the policy does not say', () => {
    const bare = findWindows({
      policy: {},
      level: 'moderate',
      now: 0,
      zone: berlin,
      calendars: () => undefined,
      experts: [],
      locks: false,
      touches: () => false,
    });
    assert.deepEqual(bare.unsaid, ['staffing', 'load', 'metrics']);
    assert.equal(bare.fits.length, 576);
  });

  it('a freeze of some paths counts only for a release that touches them', () => {
    const only = { freezes: policy.freezes?.filter(({ name }) => name === 'month-end') ?? [] };
    const frozen = (touches: boolean) => search({ touches: () => touches }, only).freezes.map(({ local }) => local);
    assert.deepEqual(frozen(false), []);
    assert.deepEqual(frozen(true), ['Mon 30 Nov 00:00']);
  });

  it('holidays, absences and calendars decide who is on duty', () => {
    const away = {
      staffing: [...(policy.staffing ?? []), { role: 'decider', who: '@rena', absent: ['2026-11-24', '2026-12-02'] }],
    };
    assert.equal(search({}, away).fits.length, 4, 'the backup is there');
    const both = { staffing: [...away.staffing, { role: 'decider', who: '@tomek', absent: ['2026-11-24'] }] };
    assert.deepEqual(
      search({}, both).fits.map(({ local }) => local),
      ['Wed 25 Nov 10:00', 'Tue 1 Dec 10:00', 'Wed 2 Dec 10:00'],
    );
    const holiday = search({}, { holidays: ['2026-11-25'] });
    assert.ok(!holiday.fits.some(({ local }) => local.startsWith('Wed 25')));
  });
});

describe('calendar', () => {
  it('reads restricted recurrences', () => {
    assert.ok(recursOn('FREQ=MONTHLY;BYMONTHDAY=-1', '2026-02-28'));
    assert.ok(!recursOn('FREQ=MONTHLY;BYMONTHDAY=-1', '2028-02-28'));
    assert.ok(recursOn('FREQ=MONTHLY;BYDAY=2TU', '2026-11-10'));
    assert.ok(recursOn('FREQ=MONTHLY;BYDAY=-1FR', '2026-11-27'));
    assert.ok(!recursOn('FREQ=MONTHLY;BYDAY=-1FR', '2026-11-20'));
    assert.ok(recursOn('FREQ=DAILY;BYDAY=MO,TU', '2026-11-24'));
    assert.ok(!recursOn('FREQ=WEEKLY', '2026-11-24'));
  });

  it('keeps the clock over a change of time', () => {
    const [first] = intervalsOf(
      { rrule: 'FREQ=DAILY;BYHOUR=10', duration: 'P1D' },
      Date.parse('2026-10-24T09:00Z'),
      Date.parse('2026-10-25T08:30Z'),
      berlin,
    );
    // Sunday 25 October has 25 hours, so 10:00 is one hour later in UTC.
    assert.equal(new Date(first?.to ?? 0).toISOString(), '2026-10-25T09:00:00.000Z');
  });

  it('hours over midnight belong to the day they start', () => {
    const hours = { fri: '22:00-06:00' };
    assert.ok(hoursCover(hours, { date: '', minute: 23 * 60, weekday: 5 }));
    assert.ok(hoursCover(hours, { date: '', minute: 5 * 60, weekday: 6 }));
    assert.ok(!hoursCover(hours, { date: '', minute: 5 * 60, weekday: 5 }));
    assert.ok(!hoursCover({ 'mon-fri': '09:15-17:00' }, { date: '', minute: 9 * 60, weekday: 1 }));
  });

  it('draws a line between the hours of a load profile, also over midnight', () => {
    const profile = { weekday: { '06': 0.2, '18': 0.8 } };
    assert.equal(loadAt(profile, { date: '', minute: 720, weekday: 1 })?.toFixed(2), '0.50');
    assert.equal(loadAt(profile, { date: '', minute: 0, weekday: 1 })?.toFixed(2), '0.50');
    assert.equal(loadAt(profile, { date: '', minute: 0, weekday: 7 }), undefined);
  });
});
