/** Minutes of a week, from Sunday 00:00 UTC, at which a cron expression of GitHub fires; at most a few a day, or it is no release. */
export function weeklyMinutes(cron: string): number[] | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', , , weekday = ''] = fields;
  const minutes = members(minute, 0, 59);
  const hours = members(hour, 0, 23);
  const days = members(named(weekday), 0, 7);
  if (!minutes || !hours || !days || minutes.length * hours.length > 8) return undefined;
  return [...new Set(days.map((day) => day % 7))]
    .sort((a, b) => a - b)
    .flatMap((day) => hours.flatMap((at) => minutes.map((offset) => (day * 24 + at) * 60 + offset)));
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function named(field: string): string {
  return field.toLowerCase().replace(/sun|mon|tue|wed|thu|fri|sat/g, (name) => String(names.indexOf(name)));
}

/** The numbers of one field: a list of ranges with steps. */
function members(field: string, low: number, high: number): number[] | undefined {
  const all = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, from, to, step] = match;
    const start = from === undefined ? low : Number(from);
    const end = to !== undefined ? Number(to) : from === undefined || step !== undefined ? high : start;
    if (start < low || end > high || start > end || step === '0') return undefined;
    for (let at = start; at <= end; at += Number(step ?? 1)) all.add(at);
  }
  return [...all].sort((a, b) => a - b);
}

/** Minutes of a week that `mon-thu: 08:30-17:30` means, as `[from, to)`; `daily` and lists of days too. */
export function weeklyRanges(hours: Readonly<Record<string, string>>): [number, number][] | undefined {
  const ranges: [number, number][] = [];
  for (const [days, span] of Object.entries(hours)) {
    const time = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(span.trim());
    const numbers = days === 'daily' ? [0, 1, 2, 3, 4, 5, 6] : dayList(days);
    if (!time || !numbers) return undefined;
    const from = Number(time[1]) * 60 + Number(time[2]);
    const until = Number(time[3]) * 60 + Number(time[4]);
    for (const day of numbers) {
      const start = day * 1440;
      if (until > from) ranges.push([start + from, start + until]);
      else ranges.push([start + from, start + 1440 + until]);
    }
  }
  return ranges;
}

function dayList(text: string): number[] | undefined {
  const days: number[] = [];
  for (const part of text.toLowerCase().split(',')) {
    const [from = '', to = from] = part.trim().split('-');
    const start = names.indexOf(from.slice(0, 3));
    const end = names.indexOf(to.slice(0, 3));
    if (start === -1 || end === -1) return undefined;
    for (let day = start; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === end) break;
    }
  }
  return days;
}

/** Offset of a zone from UTC in minutes, in winter and in summer; the year does not matter to a weekly plan. */
export function offsetsOf(zone: string | undefined): number[] {
  if (zone === undefined) return [0];
  const at = (month: number) => {
    const instant = Date.UTC(2026, month, 15, 12);
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }).formatToParts(instant);
    const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return (value('day') - 15) * 1440 + (value('hour') - 12) * 60 + value('minute');
  };
  try {
    return [...new Set([at(0), at(6)])];
  } catch {
    return [0];
  }
}

export function within(minute: number, ranges: readonly [number, number][]): boolean {
  return ranges.some(
    ([from, to]) => (minute >= from && minute < to) || (minute + 10_080 >= from && minute + 10_080 < to),
  );
}

const titles = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `Saturday 02:00`. */
export function momentText(minute: number): string {
  const week = ((minute % 10_080) + 10_080) % 10_080;
  const time = week % 1440;
  const two = (number: number) => String(number).padStart(2, '0');
  return `${titles[Math.floor(week / 1440)]} ${two(Math.floor(time / 60))}:${two(time % 60)}`;
}
