import type { Program, Statement } from 'sql-parser-cst';
import type { Dialect } from '../core/fact';

type ParserDialect = 'postgresql' | 'mysql' | 'mariadb' | 'sqlite';

/** A grammar is asked only for one statement at a time; a longer one is data, and its time is better spent elsewhere. */
const longestStatement = 100_000;

/**
 * The first statement of `text` as the full grammar of its dialect reads it; nothing when the grammar does not accept it.
 * For an unknown dialect PostgreSQL's and then SQLite's grammar is tried.
 */
export function statementTree(text: string, dialect: Dialect): Statement | undefined {
  if (text.length > longestStatement) return undefined;
  const { parse } = require('sql-parser-cst') as typeof import('sql-parser-cst');
  const order: ParserDialect[] = dialect === 'unknown' ? ['postgresql', 'sqlite'] : [dialect];
  for (const tried of order) {
    try {
      const program: Program = parse(text, {
        dialect: tried,
        includeRange: true,
        paramTypes: tried === 'postgresql' ? ['$nr', ':name'] : ['?', ':name'],
      });
      return program.statements[0];
    } catch {
      // Not in this dialect.
    }
  }
  return undefined;
}
