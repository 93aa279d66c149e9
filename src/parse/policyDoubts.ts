import { mistakes } from '../core/finding';
import { durationMs, type Policy } from '../core/policy';

/** What a schema cannot say: a name that refers to nothing, a day that does not exist, an order that is wrong. */
export interface PolicyDoubt {
  /** Where it is written: keys and list positions from the root. */
  steps: readonly (string | number)[];
  /** The property it is about, when it is the name that is wrong. */
  key?: string;
  reason: string;
  /** The property has no meaning and is taken out. */
  drop?: true;
}

const roleNames = ['observer', 'decider', 'communicator', 'scribe'];

export function policyDoubts(policy: Policy, rules: ReadonlySet<string>): PolicyDoubt[] {
  return [
    ...ruleNames(policy, rules),
    ...waivers(policy, rules),
    ...people(policy),
    ...calendars(policy),
    ...days(policy),
    ...spans(policy),
    ...figures(policy),
    ...references(policy),
  ];
}

function* ruleNames(policy: Policy, rules: ReadonlySet<string>): Iterable<PolicyDoubt> {
  const areas = new Set(mistakes.map((mistake) => `${mistake}/*`));
  for (const key of Object.keys(policy.rules ?? {}))
    if (!rules.has(key) && !areas.has(key)) yield { steps: ['rules'], key, reason: noSuchRule(key, rules), drop: true };
}

function* waivers(policy: Policy, rules: ReadonlySet<string>): Iterable<PolicyDoubt> {
  for (const [i, waiver] of (policy.waivers ?? []).entries())
    if (!rules.has(waiver.rule)) yield { steps: ['waivers', i, 'rule'], reason: noSuchRule(waiver.rule, rules) };
}

export function noSuchRule(name: string, rules: ReadonlySet<string>): string {
  const last = name.slice(name.indexOf('/') + 1);
  const near = [...rules].find((id) => id.endsWith(`/${last}`)) ?? nearest(name, rules);
  return `there is no rule "${name}"${near ? `; did you mean "${near}"?` : ''}`;
}

/** The name that needs the fewest edits, when that is at most three. */
function nearest(name: string, among: ReadonlySet<string>): string | undefined {
  let best: string | undefined;
  let least = 4;
  for (const other of among) {
    if (Math.abs(other.length - name.length) >= least) continue;
    const edits = distance(name, other);
    if (edits < least) {
      least = edits;
      best = other;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

function* people(policy: Policy): Iterable<PolicyDoubt> {
  const experts = Object.keys(policy.roles?.experts ?? {});
  for (const [i, { role }] of (policy.staffing ?? []).entries()) {
    if (roleNames.includes(role) || experts.includes(role)) continue;
    const known = [...roleNames, ...experts].join(', ');
    yield { steps: ['staffing', i, 'role'], reason: `there is no role "${role}"; known are ${known}` };
  }
  const ranges = (policy.staffing ?? []).flatMap(({ hours }, i) =>
    Object.entries(hours ?? {}).map(([days, range]) => ({ i, days, range })),
  );
  for (const { i, days, range } of ranges)
    if (!isClockRange(range))
      yield { steps: ['staffing', i, 'hours', days], reason: `"${range}" is not a span of hours` };
}

/** Only what is in the repository is the same for everybody who plans, and nothing else may be read on behalf of a policy. */
function* calendars(policy: Policy): Iterable<PolicyDoubt> {
  for (const [i, { calendar }] of (policy.staffing ?? []).entries()) {
    if (calendar === undefined || isInside(calendar)) continue;
    yield {
      steps: ['staffing', i],
      key: 'calendar',
      reason: `the calendar "${calendar}" is not in this repository; name an .ics file by its path from the root`,
      drop: true,
    };
  }
}

/** A relative path, with slashes, that does not climb out. */
function isInside(path: string): boolean {
  return path !== '' && !/^(?:[\\/~]|[a-z][a-z\d+.-]*:)|\\/i.test(path) && !path.split('/').includes('..');
}

function isClockRange(range: string): boolean {
  const [from = '', to = ''] = range.split('-');
  const minutes = [from, to].map((time) => {
    const [hour = 99, minute = 99] = time.split(':').map(Number);
    return hour <= 24 && minute <= 59 && hour * 60 + minute <= 1440 ? hour * 60 + minute : undefined;
  });
  return minutes[0] !== undefined && minutes[1] !== undefined && minutes[0] !== minutes[1];
}

/** `2026-02-30` has the shape of a day, and is none. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function* days(policy: Policy): Iterable<PolicyDoubt> {
  const written: [readonly (string | number)[], string | undefined][] = [
    ...(policy.holidays ?? []).map((day, i): [(string | number)[], string] => [['holidays', i], day]),
    ...(policy.waivers ?? []).map((w, i): [(string | number)[], string | undefined] => [
      ['waivers', i, 'until'],
      w.until,
    ]),
    ...(policy.staffing ?? []).flatMap(({ absent }, i) =>
      (absent ?? []).flatMap((span, j) =>
        span.split('/').map((day): [(string | number)[], string] => [['staffing', i, 'absent', j], day]),
      ),
    ),
    [['data', 'backup', 'restore_tested'], policy.data?.backup?.restore_tested],
  ];
  for (const [steps, day] of written)
    if (day !== undefined && !isDay(day)) yield { steps, reason: `${day} is not a day of the calendar` };
}

function* spans(policy: Policy): Iterable<PolicyDoubt> {
  for (const [name, list] of [
    ['freezes', policy.freezes ?? []],
    ['load', policy.load?.peaks ?? []],
  ] as const)
    for (const [i, { from, to, duration }] of list.entries()) {
      const steps = name === 'load' ? ['load', 'peaks', i] : [name, i];
      for (const time of [from, to])
        if (time !== undefined && (!isDay(time.slice(0, 10)) || !/T(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)))
          yield { steps, reason: `${time} is not a time of the calendar` };
      if (from !== undefined && to !== undefined && from >= to)
        yield { steps, reason: `it ends (${to}) before it starts (${from})` };
      if (duration !== undefined && durationMs(duration) === 0) yield { steps, reason: 'it lasts no time' };
    }
  const zone = policy.service?.timezone;
  if (zone !== undefined && !isTimeZone(zone))
    yield { steps: ['service', 'timezone'], reason: `there is no time zone "${zone}"; write one like Europe/Berlin` };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function* figures(policy: Policy): Iterable<PolicyDoubt> {
  if (policy.risk?.people_factors)
    yield {
      steps: ['risk', 'people_factors'],
      reason: 'no factor of the risk is about people yet, so it changes nothing',
    };
  const { moderate = 25, high = 50, critical = 75 } = policy.risk?.thresholds ?? {};
  if (policy.risk?.thresholds && !(moderate < high && high < critical))
    yield {
      steps: ['risk', 'thresholds'],
      reason: `thresholds must rise: moderate ${moderate}, high ${high}, critical ${critical}`,
    };
}

function* references(policy: Policy): Iterable<PolicyDoubt> {
  const metrics = new Set((policy.metrics ?? []).map(({ id }) => id));
  for (const [name, { metric }] of Object.entries(policy.third_parties ?? {}))
    if (metric !== undefined && !metrics.has(metric))
      yield { steps: ['third_parties', name, 'metric'], reason: `there is no metric "${metric}" under metrics` };
  for (const [section, names] of [
    ['metrics', (policy.metrics ?? []).map(({ id }) => id)],
    ['environments', (policy.environments ?? []).map(({ name }) => name)],
  ] as const)
    for (const [i, name] of names.entries())
      if (names.indexOf(name) < i) yield { steps: [section, i], reason: `"${name}" is there twice` };
}
