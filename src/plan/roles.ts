import { say } from '../core/phrase';
import type { Line, RoleRow } from '../core/plan';
import { durationMs, type Level, type Policy, type RoleName } from '../core/policy';
import { durationText, type Zone } from '../core/zone';
import { atLeast } from './risk';
import { absentees, type Calendars, type Cell, hoursText, isStaffed, roleOf } from './staffing';
import { type Slot, slotMs } from './window';

export interface RolesInput {
  policy: Policy;
  level: Level;
  zone: Zone;
  calendars: Calendars;
  /** Areas whose experts the release calls in, with what they are needed for. */
  experts: readonly { area: string; does: string }[];
  slot: Slot | undefined;
  watchMs: number;
  author?: string;
}

export interface Roles {
  rows: RoleRow[];
  /** Roles that resolve to nobody. */
  unresolved: string[];
  /** Roles whose hours nobody declared. */
  undeclared: string[];
  /** Roles that are not staffed for the whole watch. */
  uncovered: string[];
  /** What is wrong with how the roles are filled. */
  doubts: { id: string; text: string }[];
}

const duties: Record<RoleName, string> = {
  observer: 'watches the gates and calls out every stop value',
  decider: 'alone decides on rollback or roll-forward',
  communicator: 'posts the prepared texts',
  scribe: 'keeps the action log: UTC, one line for each action',
};

/** Who does what, and whether they are there for the whole watch and not only at its start. */
export function rolesOf(input: RolesInput): Roles {
  const { policy, level } = input;
  const roles: Roles = { rows: [], unresolved: [], undeclared: [], uncovered: [], doubts: [] };
  const within = durationMs(policy.roles?.rules?.decide_within);
  for (const role of Object.keys(duties) as RoleName[]) {
    const limit = role === 'decider' && within ? ` within ${durationText(within)} of a stop` : '';
    const approves = policy.environments?.at(-1)?.approve?.includes(role)
      ? `; approves ${policy.environments.at(-1)?.name}`
      : '';
    add(role, role.charAt(0).toUpperCase() + role.slice(1), duties[role] + limit + approves);
  }
  for (const { area, does } of input.experts) add(area, `Expert, ${area}`, does);
  for (const { role, calendar } of policy.staffing ?? [])
    if (calendar !== undefined && !input.calendars(calendar))
      roles.doubts.push({
        id: `roles/${role}/calendar`,
        text: `the calendar of the ${role} is not there or cannot be read: ${calendar}`,
      });
  const decider = roleOf(policy, 'decider');
  if (decider && !decider.backup) roles.doubts.push({ id: 'roles/decider/backup', text: 'the decider has no backup' });
  const rules = policy.roles?.rules;
  if (rules?.author_may_decide === false && decider) {
    const all = [...decider.who, ...(decider.backup ?? [])];
    if (all.every((person) => person === 'author' || person === input.author))
      roles.doubts.push({
        id: 'roles/author-decides',
        text: 'the author is the only decider, and the policy does not want that',
      });
  }
  if (atLeast(level, rules?.distinct_from ?? 'low'))
    for (const [a = '', b = ''] of rules?.distinct ?? []) {
      const mine = new Set(named(a));
      const shared = named(b);
      if (shared.length > 0 && shared.every((person) => mine.has(person)) && mine.size === 1)
        roles.doubts.push({ id: `roles/distinct/${a}/${b}`, text: `${a} and ${b} are one person: ${shared[0]}` });
    }
  return roles;

  function named(role: string): string[] {
    const entry = roleOf(policy, role);
    return [...(entry?.who ?? []), ...(entry?.backup ?? [])].map(person);
  }
  function person(handle: string): string {
    return handle === 'author' ? (input.author ?? 'author') : handle;
  }
  function add(role: string, title: string, does: string): void {
    const entry = roleOf(policy, role);
    if (!entry) roles.unresolved.push(role);
    roles.rows.push({
      role: title,
      people: (entry?.who ?? []).map((handle) =>
        handle === 'author' ? `author${input.author ? ` ${input.author}` : ''}` : handle,
      ),
      backups: (entry?.backup ?? []).map(person),
      covers: covers(role),
      does,
    });
  }
  function covers(role: string): Line {
    const line = (text: string, origin: Line['origin'] = 'POLICY'): Line => ({
      text: say`${text}`,
      origin,
      evidence: [],
    });
    if (!roleOf(policy, role)) return line('nobody is named', 'ASK');
    // The scribe writes down what happens while the others are there.
    if (role === 'scribe' && !policy.staffing?.some((entry) => entry.role === role))
      return line('as long as the others', 'ASSUMED');
    const { slot } = input;
    if (!slot) {
      if (policy.staffing?.some((entry) => entry.role === role)) return line('no window to check', 'GAP');
      roles.undeclared.push(role);
      return line('hours not declared', 'ASK');
    }
    const cells: Cell[] = [];
    for (let from = slot.from; from < slot.from + input.watchMs; from += slotMs)
      cells.push({ from, to: from + slotMs, local: input.zone.local(from) });
    const staffed = cells.map((cell) => isStaffed(policy, role, cell, input.calendars));
    const [first] = cells;
    if (!first || staffed[0] === undefined) {
      roles.undeclared.push(role);
      return line('hours not declared', 'ASK');
    }
    if (staffed.every(Boolean)) {
      const away = absentees(policy, role, first.local.date, 1);
      return line(
        `yes, ${hoursText(policy, role, first) ?? 'by the calendar'}${away.length > 0 ? `; ${away.join(', ')} is away` : ''}`,
      );
    }
    roles.uncovered.push(role);
    const covered = staffed.filter(Boolean).length;
    return line(`no, ${durationText(covered * slotMs)} of ${durationText(input.watchMs)}`);
  }
}
