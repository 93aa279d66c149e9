import type { Zone } from '../core/zone';

/** A span of duty, milliseconds in UTC, the end exclusive. */
interface Duty {
  from: number;
  to: number;
}

/** Longest calendar that is read, in UTF-16 units, and most events of it. */
const longest = 2 * 1024 * 1024;
const most = 5000;

/**
 * Spans of the events of an iCalendar file (RFC 5545): start with end or duration, in UTC, in the calendar's own words for
 * local time, or as whole days. Events that recur are left out, because only their first would be known; so are cancelled ones.
 */
export function dutySpans(text: string, zone: Zone): Duty[] {
  if (text.length > longest) return [];
  const spans: Duty[] = [];
  // A line that begins with a blank goes on with the one before.
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  let event: Map<string, string> | undefined;
  for (const line of lines) {
    if (line === 'BEGIN:VEVENT') event = new Map();
    else if (line === 'END:VEVENT') {
      const span = event && spanOf(event, zone);
      if (span && spans.length < most) spans.push(span);
      event = undefined;
    } else if (event) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).split(';')[0] ?? '';
      if (colon > 0 && !event.has(name)) event.set(name, line.slice(colon + 1));
    }
  }
  return spans.sort((a, b) => a.from - b.from || a.to - b.to);
}

function spanOf(event: ReadonlyMap<string, string>, zone: Zone): Duty | undefined {
  if (event.has('RRULE') || event.get('STATUS') === 'CANCELLED') return undefined;
  const from = instantOf(event.get('DTSTART'), zone);
  if (from === undefined) return undefined;
  const end = instantOf(event.get('DTEND'), zone);
  const length = lengthOf(event.get('DURATION'));
  const to = end ?? (length === undefined ? undefined : from + length);
  return to === undefined || to <= from ? undefined : { from, to };
}

function instantOf(text: string | undefined, zone: Zone): number | undefined {
  const [, date, time, utc] = /^(\d{8})(?:T(\d{4})\d{2}(Z)?)?$/.exec(text ?? '') ?? [];
  if (date === undefined) return undefined;
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const clock = time === undefined ? '00:00' : `${time.slice(0, 2)}:${time.slice(2)}`;
  try {
    return utc ? Date.parse(`${day}T${clock}Z`) || undefined : zone.instant(`${day}T${clock}`);
  } catch {
    return undefined;
  }
}

function lengthOf(text: string | undefined): number | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? '');
  if (!match) return undefined;
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const all = ((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 60 + Number(minutes);
  return (all * 60 + Number(seconds)) * 1000;
}
