import { durationMs, type Policy } from '../core/policy';
import { addDays, daysInMonth, type LocalTime, weekdayOf, weekdays, type Zone } from '../core/zone';

/** Instants, the end exclusive. */
export interface Interval {
  from: number;
  to: number;
}

/** A peak or a freeze as the policy writes it: a fixed span, or a recurrence that lasts. */
interface Written {
  from?: string;
  to?: string;
  rrule?: string;
  duration?: string;
}

const dayMs = 86_400_000;

/** The spans of a peak or freeze that touch `[start, end)`. */
export function intervalsOf(written: Written, start: number, end: number, zone: Zone): Interval[] {
  const { from, to, rrule, duration } = written;
  if (from !== undefined && to !== undefined) return touching([{ from: zone.instant(from), to: zone.instant(to) }]);
  const length = durationMs(duration);
  if (rrule === undefined || length === undefined) return [];
  const days = Math.floor(length / dayMs);
  const found: Interval[] = [];
  let date = addDays(zone.local(start).date, -days - 1);
  const last = zone.local(end).date;
  for (; date <= last; date = addDays(date, 1)) {
    if (!recursOn(rrule, date)) continue;
    for (const hour of hoursOf(rrule)) {
      const clock = `T${String(hour).padStart(2, '0')}:00`;
      // Days are counted on the calendar, so that a day with 23 hours is a day.
      found.push({
        from: zone.instant(`${date}${clock}`),
        to: zone.instant(`${addDays(date, days)}${clock}`) + (length % dayMs),
      });
    }
  }
  return touching(found);

  function touching(intervals: Interval[]): Interval[] {
    return intervals.filter((interval) => interval.from < end && interval.to > start);
  }
}

function partsOf(rrule: string): Map<string, string[]> {
  return new Map(
    rrule.split(';').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1).split(',')]),
  );
}

function hoursOf(rrule: string): number[] {
  const hours = (partsOf(rrule).get('BYHOUR') ?? ['0']).map(Number);
  return hours.filter((hour) => Number.isInteger(hour) && hour >= 0 && hour <= 23);
}

/** Whether a restricted recurrence (RFC 5545: DAILY, WEEKLY or MONTHLY with BYDAY, BYMONTHDAY, BYHOUR) falls on a day. */
export function recursOn(rrule: string, date: string): boolean {
  const parts = partsOf(rrule);
  const [freq] = parts.get('FREQ') ?? [];
  const byDay = parts.get('BYDAY');
  const byMonthDay = parts.get('BYMONTHDAY');
  // Without a start, a week or a month has no day of its own.
  if (freq !== 'DAILY' && !byDay && !byMonthDay) return false;
  const day = Number(date.slice(8, 10));
  const length = daysInMonth(date);
  const onMonthDay = byMonthDay?.map(Number).some((n) => n === day || (n < 0 && length + 1 + n === day)) ?? true;
  const onDay =
    byDay?.some((text) => {
      const [, ordinal = '', name = ''] = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text) ?? [];
      if (['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].indexOf(name) + 1 !== weekdayOf(date)) return false;
      if (ordinal === '' || freq !== 'MONTHLY') return true;
      const nth = Number(ordinal);
      return nth > 0 ? Math.ceil(day / 7) === nth : Math.ceil((length - day + 1) / 7) === -nth;
    }) ?? true;
  return onMonthDay && onDay;
}

const days = (range: string): number[] => {
  if (range === 'daily') return [1, 2, 3, 4, 5, 6, 7];
  const [first = 0, last = first] = range
    .split('-')
    .map((name) => weekdays.indexOf(name as (typeof weekdays)[number]) + 1);
  const all: number[] = [];
  for (let day = first; ; day = (day % 7) + 1) {
    all.push(day);
    if (day === last || all.length === 7) return all;
  }
};

const minuteOf = (clock: string) => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
};

/** Whether hours of the policy (`mon-thu: 08:30-17:30`) cover a half hour that starts at a local time. A span over midnight belongs to the day it starts. */
export function hoursCover(hours: Record<string, string>, { minute, weekday }: LocalTime, length = 30): boolean {
  const before = weekday === 1 ? 7 : weekday - 1;
  return Object.entries(hours).some(([range, span]) => {
    const [from = 0, to = 0] = span.split('-').map(minuteOf);
    const on = days(range);
    if (from < to) return on.includes(weekday) && from <= minute && minute + length <= to;
    return (on.includes(weekday) && minute >= from) || (on.includes(before) && minute + length <= to);
  });
}

/** The span of hours in force on a weekday, as written. */
export function hoursOn(hours: Record<string, string>, weekday: number): string | undefined {
  return Object.entries(hours).find(([range]) => days(range).includes(weekday))?.[1];
}

/** Relative load by the hour; hours that the profile leaves out lie on the line between their neighbours. */
export function loadAt(
  profile: NonNullable<NonNullable<Policy['load']>['profile']>,
  at: LocalTime,
): number | undefined {
  const own = profile[weekdays[at.weekday - 1] ?? ''];
  const hours = own ?? profile[at.weekday > 5 ? 'weekend' : 'weekday'];
  const points = Object.entries(hours ?? {})
    .map(([hour, load]) => [Number(hour) * 60, load] as const)
    .sort((a, b) => a[0] - b[0]);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return undefined;
  const circle = [[last[0] - 1440, last[1]] as const, ...points, [first[0] + 1440, first[1]] as const];
  for (const [i, [to, high]] of circle.entries()) {
    const before = circle[i - 1];
    if (!before || to < at.minute) continue;
    const [from, low] = before;
    return from === to ? high : low + ((high - low) * (at.minute - from)) / (to - from);
  }
  return last[1];
}
