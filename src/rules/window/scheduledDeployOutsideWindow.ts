// Catches deployments on a timer at which nobody can decide about them.
// The calendar starts the release: at night, in a freeze, or in the busiest hour, whatever it changes.
// bad:  on: { schedule: [{ cron: '0 2 * * 6' }] }   # Saturday, and the decider works from Monday to Friday
// good: on: { schedule: [{ cron: '0 9 * * 1-4' }] }
import type { Policy } from '../../core/policy';
import { defineRule } from '../../core/rule';
import { deploysOf, isStarted, keyOf } from '../jobs';
import { momentText, offsetsOf, weeklyMinutes, weeklyRanges, within } from './cron';

const workflow = (cron: string) => `name: Weekly release
on:
  schedule:
    - cron: '${cron}'
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    concurrency: production
    steps:
      - run: fly deploy
`;
const policy: Policy = { staffing: [{ role: 'decider', hours: { 'mon-fri': '08:00-18:00' } }] };

export const scheduledDeployOutsideWindow = defineRule({
  id: 'window/scheduled-deploy-outside-window',
  meta: {
    title: 'Deployment by the clock, at the wrong hour',
    why: 'The timer releases whatever was merged, at a time for which the policy says that nobody can decide, that releases are frozen, or that load is highest. When it goes wrong it stays wrong.',
    todo: 'Move the timer into hours that are staffed, outside freezes and peaks, or let a person start the release.',
    severity: 'warning',
    examples: [
      {
        title: 'Saturday night',
        head: { '.github/workflows/release.yml': workflow('0 2 * * 6') },
        policy,
        expect: ['window/scheduled-deploy-outside-window'],
      },
      {
        title: 'Tuesday morning',
        head: { '.github/workflows/release.yml': workflow('0 9 * * 2') },
        policy,
        expect: [],
      },
    ],
  },
  reads: ['job.resolved'],
  within: 'repository',
  by: (job) => (job.cron ? keyOf(job) : ''),
  judge(c, rules) {
    for (const job of c.head.of('job.resolved')) {
      if (
        !isStarted(job) ||
        deploysOf(job).length === 0 ||
        /github\.event_name\s*!=\s*'schedule'/.test(job.condition ?? '')
      )
        continue;
      for (const cron of job.cron ?? []) {
        const minutes = weeklyMinutes(cron);
        const reason = minutes && reasonAgainst(minutes, rules);
        if (!reason) continue;
        return {
          what: `job ${job.job} deploys by the clock (${cron}) ${reason}`,
          subject: `job ${job.job}`,
          at: job.places?.on ?? job.at,
          evidence: [{ at: job.at, note: 'the job that deploys' }],
        };
      }
    }
    return undefined;
  },
});

/** Why a moment is wrong in winter and in summer time; a moment that is wrong only in one of them is let pass. */
function reasonAgainst(minutes: readonly number[], policy: Policy): string | undefined {
  const offsets = offsetsOf(policy.service?.timezone);
  for (const minute of minutes) {
    const moments = offsets.map((offset) => minute + offset);
    const [local = minute] = moments;
    for (const { role, hours } of policy.staffing ?? []) {
      const ranges = hours && (role === 'decider' || role === 'observer') ? weeklyRanges(hours) : undefined;
      if (
        ranges &&
        ranges.length > 0 &&
        moments.every((moment) => !within(((moment % 10_080) + 10_080) % 10_080, ranges))
      )
        return `on ${momentText(local)}, when the ${role} is not there`;
    }
    for (const peak of policy.load?.peaks ?? []) {
      const ranges = peakRanges(peak);
      if (ranges && moments.every((moment) => within(((moment % 10_080) + 10_080) % 10_080, ranges)))
        return `on ${momentText(local)}, in the peak ${peak.name}`;
    }
    for (const freeze of policy.freezes ?? []) {
      const ranges = peakRanges(freeze);
      if (ranges && moments.every((moment) => within(((moment % 10_080) + 10_080) % 10_080, ranges)))
        return `on ${momentText(local)}, in the freeze ${freeze.name}`;
    }
  }
  return undefined;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Weekly and daily recurrences; fixed spans come and go and are looked at when a release is planned. */
function peakRanges({ rrule, duration }: { rrule?: string; duration?: string }): [number, number][] | undefined {
  const parts = new Map((rrule ?? '').split(';').map((part) => part.split('=') as [string, string]));
  const freq = parts.get('FREQ');
  const length = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration ?? '');
  if ((freq !== 'WEEKLY' && freq !== 'DAILY') || !length) return undefined;
  const minutes = Number(length[1] ?? 0) * 1440 + Number(length[2] ?? 0) * 60 + Number(length[3] ?? 0);
  const hour = Number(parts.get('BYHOUR') ?? 0);
  const minute = Number(parts.get('BYMINUTE') ?? 0);
  const days =
    freq === 'DAILY'
      ? [0, 1, 2, 3, 4, 5, 6]
      : (parts.get('BYDAY') ?? '').split(',').map((day) => weekdays.indexOf(day));
  if (days.includes(-1) || !Number.isInteger(hour) || !Number.isInteger(minute) || minutes <= 0) return undefined;
  return days.map((day) => [day * 1440 + hour * 60 + minute, day * 1440 + hour * 60 + minute + minutes]);
}
