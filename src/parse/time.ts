import type { Zone } from '../core/zone';

type Temporal = typeof import('temporal-polyfill');

/** A stretch of time in which the clocks of a zone are not changed. */
interface Steady {
  from: number;
  to: number;
  offset: number;
}

/** Wall-clock arithmetic of an IANA time zone. An unknown name is UTC. Loads nothing before the first question. */
export function zoneOf(name: string): Zone {
  let temporal: Temporal['Temporal'] | undefined;
  let zone = name;
  const stretches: Steady[] = [];
  const load = () => {
    if (temporal) return temporal;
    temporal = (require('temporal-polyfill') as Temporal).Temporal;
    try {
      temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    } catch {
      zone = 'UTC';
    }
    return temporal;
  };
  const stretchOf = (instant: number): Steady => {
    const known = stretches.find(({ from, to }) => from <= instant && instant < to);
    if (known) return known;
    const at = load().Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
    const next = at.getTimeZoneTransition('next');
    const made = {
      from: instant,
      to: next ? next.epochMilliseconds : Number.POSITIVE_INFINITY,
      offset: at.offsetNanoseconds / 1e6,
    };
    stretches.push(made);
    return made;
  };
  return {
    name,
    local(instant) {
      const wall = new Date(instant + stretchOf(instant).offset);
      return {
        date: wall.toISOString().slice(0, 10),
        minute: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
        weekday: wall.getUTCDay() || 7,
      };
    },
    instant(local) {
      const { PlainDateTime } = load();
      return PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
    },
  };
}
