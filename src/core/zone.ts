/** What a clock on the wall of a time zone shows. */
export interface LocalTime {
  /** `YYYY-MM-DD`. */
  date: string;
  /** Minutes since midnight by the clock. */
  minute: number;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
}

/** Turns instants (milliseconds since 1970, UTC) into wall-clock time and back; the arithmetic of zones is injected. */
export interface Zone {
  /** `Europe/Berlin`. */
  name: string;
  local(instant: number): LocalTime;
  /** Instant of `YYYY-MM-DDTHH:MM`. A time that the clocks skip is moved forward, of one that comes twice the first counts. */
  instant(local: string): number;
}

const dayMs = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The calendar day `days` later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

export function daysInMonth(date: string): number {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** `10:00`. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** `24 Nov`. */
export function dayText(date: string): string {
  const [, month = 1, day = 1] = date.split('-').map(Number);
  return `${day} ${months[month - 1] ?? ''}`;
}

/** `Tue 24 Nov 10:00`. */
export function timeText({ date, minute, weekday }: LocalTime): string {
  const name = weekdays[weekday - 1] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${dayText(date)} ${clockText(minute)}`;
}

/** `3 h`, `90 min`, `2 d`. */
export function durationText(ms: number): string {
  if (ms >= 2 * dayMs && ms % dayMs === 0) return `${ms / dayMs} d`;
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms >= 60_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 1000)} s`;
}
