import { readSql, type SqlOptions, type SqlReading } from '../parse/sql';

/** SQL of a file, or embedded in code, as operations whose defaults are sorted. Never throws. */
export function operationsOf(text: string, options: SqlOptions = {}): SqlReading {
  return readSql(text, options);
}
