import type { Fact } from '../core/fact';
import type { PlanInput } from './input';

/** Jobs of pipelines that this change can start: not those that wait for files of another product. */
export function jobsOfChange({ facts, matches }: PlanInput): Fact<'job.declared'>[] {
  const changed = facts('file.changed').map(({ path }) => path);
  return facts('job.declared').filter(({ paths = [], tags, branches }) => {
    const wanted = paths.filter((glob) => !glob.startsWith('!'));
    // A tag starts it whatever the files.
    if (wanted.length === 0 || changed.length === 0 || (tags && !branches)) return true;
    return changed.some((path) => matches(wanted, path));
  });
}
