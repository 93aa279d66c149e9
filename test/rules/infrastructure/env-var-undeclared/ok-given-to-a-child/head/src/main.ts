import { spawn } from 'node:child_process';

export const database = connect(process.env.DATABASE_URL!);

export function watch(job: Job) {
  return spawn(process.execPath, ['runner/watcher.js'], { env: { ...process.env, WATCHER_PARENT: String(process.pid) } });
}

export const pod = (job: Job) => ({
  containers: [{ image: job.image, env: [{ name: 'PARCEL_ID', value: job.id }, ...(job.lane ? [{ name: 'PARCEL_LANE', value: job.lane }] : [])] }],
});

export function container(job: Job): string[] {
  const args = ['run', '--rm', '-e', `PARCEL_ATTEMPT=${job.attempt}`];
  args.push(`PARCEL_DEADLINE=${job.deadline}`);
  return args;
}
