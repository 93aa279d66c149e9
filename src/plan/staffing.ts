import type { Policy, PolicyRole, RoleName } from '../core/policy';
import { addDays, type LocalTime } from '../core/zone';
import { hoursCover, hoursOn, type Interval } from './calendar';

/** A half hour, with what the clock shows when it starts. */
export interface Cell extends Interval {
  local: LocalTime;
}

/** Duty spans of a calendar file; absent when the file could not be read. */
export type Calendars = (file: string) => readonly Interval[] | undefined;

const roleNames: readonly string[] = ['observer', 'decider', 'communicator', 'scribe'] satisfies RoleName[];

/** Who may act in a role or as the expert of an area. */
export function roleOf(policy: Policy, role: string): PolicyRole | undefined {
  return roleNames.includes(role) ? policy.roles?.[role as RoleName] : policy.roles?.experts?.[role];
}

function isAbsent(spans: readonly string[], date: string): boolean {
  return spans.some((span) => {
    const [from = '', to = from] = span.split('/');
    return from <= date && date <= to;
  });
}

/**
 * Whether somebody of the role is on duty in the half hour; `undefined`: the policy declares no hours for it.
 * On a holiday only a calendar counts.
 */
export function isStaffed(policy: Policy, role: string, cell: Cell, calendars: Calendars): boolean | undefined {
  const entries = (policy.staffing ?? []).filter((entry) => entry.role === role);
  const known = entries.filter((entry) => entry.hours || (entry.calendar && calendars(entry.calendar)));
  if (known.length === 0) return undefined;
  const onCall = known.some(
    (entry) =>
      entry.calendar !== undefined &&
      calendars(entry.calendar)?.some((span) => span.from <= cell.from && cell.to <= span.to),
  );
  if (onCall) return true;
  if ((policy.holidays ?? []).includes(cell.local.date)) return false;
  const named = roleOf(policy, role);
  const everyone = [...(named?.who ?? []), ...(named?.backup ?? [])];
  const shared = known.filter((entry) => entry.who === undefined && entry.hours);
  // Hours of a role that names nobody still say when somebody is there.
  return (everyone.length > 0 ? everyone : ['']).some((person) => {
    const own = entries.filter((entry) => entry.who === person);
    if (
      isAbsent(
        own.flatMap((entry) => entry.absent ?? []),
        cell.local.date,
      )
    )
      return false;
    const ownHours = own.filter((entry) => entry.hours);
    return (ownHours.length > 0 ? ownHours : shared).some((entry) => hoursCover(entry.hours ?? {}, cell.local));
  });
}

/** The hours declared for a role on the day of a cell: `08:30-17:30`. */
export function hoursText(policy: Policy, role: string, { local }: Cell): string | undefined {
  for (const entry of policy.staffing ?? []) {
    if (entry.role !== role || !entry.hours || entry.who !== undefined) continue;
    const span = hoursOn(entry.hours, local.weekday);
    if (span) return span === '00:00-24:00' ? '24 h' : span.replace('-', '–');
  }
  return undefined;
}

/** People of a role who are away on one of the days from `first` on. */
export function absentees(policy: Policy, role: string, first: string, count: number): string[] {
  const dates = Array.from({ length: count }, (_, i) => addDays(first, i));
  return [
    ...new Set(
      (policy.staffing ?? [])
        .filter((entry) => entry.role === role && entry.who !== undefined)
        .filter((entry) => dates.some((date) => isAbsent(entry.absent ?? [], date)))
        .map((entry) => entry.who ?? ''),
    ),
  ];
}
