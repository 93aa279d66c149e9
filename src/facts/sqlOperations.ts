import { defaultSortOf } from '../knowledge/functions';
import { readSql, type SqlOptions, type SqlReading } from '../parse/sql';

/** SQL of a file, or embedded in code, as operations whose defaults are sorted by what their functions do. Never throws. */
export function operationsOf(text: string, options: SqlOptions = {}): SqlReading {
  const reading = readSql(text, options);
  for (const operation of reading.operations) {
    const { calls } = operation;
    if (!calls) continue;
    delete operation.calls;
    // MySQL's now() and its likes are evaluated once for the statement as well.
    const { sort, sure } = defaultSortOf(calls);
    const timed = /\bcurrent_timestamp\b|\blocaltimestamp\b/.test(operation.defaultText ?? '');
    operation.default = sort === 'constant' && timed ? 'stable' : sort;
    if (!sure) operation.confidence = 'likely';
  }
  return reading;
}
