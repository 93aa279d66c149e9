import type { Zone } from '../core/zone';

type Temporal = typeof import('temporal-polyfill');

/** Wall-clock arithmetic of an IANA time zone. An unknown name is UTC. Loads nothing before the first question. */
export function zoneOf(name: string): Zone {
  let zone = name;
  let temporal: Temporal['Temporal'] | undefined;
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
  return {
    name,
    local(instant) {
      const at = load().Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
      return { date: at.toPlainDate().toString(), minute: at.hour * 60 + at.minute, weekday: at.dayOfWeek };
    },
    instant(local) {
      const { PlainDateTime } = load();
      return PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
    },
  };
}
