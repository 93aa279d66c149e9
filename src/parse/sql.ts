import type { DdlOperation, Dialect } from '../core/fact';
import { dialectOfSyntax } from './sqlDialect';
import { createExecution } from './sqlExecution';
import { type SqlRange, statementsOf } from './statements';

/**
 * One operation as the text tells it. `start` and `end` are offsets of the statement, or of the clause of an ALTER TABLE,
 * passed through `mapOffset`. `calls` names the functions of a default (`now()` called with nothing, `f(…)` otherwise), so
 * that a table of volatile functions can sort it.
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
  /** The transaction that is open at the end, to be handed on in the same way. */
  transaction: number | 'none';
  /** Some operation stands in the body of a DO or of a routine that is called. */
  bodies: boolean;
  /** Hash of the text without comments and whitespace. */
  contentHash: string;
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
  /** The text is sent whole, so that the server opens another transaction after a COMMIT in it. */
  sentWhole?: boolean;
  /** The runner takes statements that refuse a transaction out of it, and runs each of them by itself. */
  takesOut?: boolean;
  /** The part of `text` to read; the whole by default. */
  range?: Omit<SqlRange, 'text'>;
}

/** Reads SQL into operations. Never throws: what cannot be read is in `unread`. */
export function readSql(text: string, options: SqlOptions = {}): SqlReading {
  const range: SqlRange = { start: 0, end: text.length, ...options.range, text };
  const dialect = options.dialect ?? known(dialectOfSyntax(text.slice(range.start, range.end)).dialect);
  const execution = createExecution(text, dialect, options);
  const print = createPrint();
  for (const statement of statementsOf(range, dialect)) {
    for (const token of statement.tokens) print.add(token.text);
    print.add(';');
    execution.run(statement);
  }
  return { ...execution.result(), dialect, contentHash: print.text() };
}

export function known(dialect: Dialect | 'clickhouse' | 'other'): Dialect {
  return dialect === 'clickhouse' || dialect === 'other' ? 'unknown' : dialect;
}

/** 53 bits over the words of a text: enough to tell an edited migration, and the same in every host. */
export function createPrint(): { add(text: string): void; text(): string } {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  return {
    add(text) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        a = Math.imul(a ^ code, 2654435761);
        b = Math.imul(b ^ code, 1597334677);
      }
      a = Math.imul(a ^ 0x1f, 2654435761);
      b = Math.imul(b ^ 0x1f, 1597334677);
    },
    text: () => (b >>> 0).toString(16).padStart(8, '0') + (a >>> 0).toString(16).padStart(8, '0'),
  };
}
