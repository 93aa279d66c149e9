import type { Dialect } from '../core/fact';
import type { SqlSection } from './sqlSections';
import { lexisOf, skipBlank, type Token, tokenAt } from './sqlTokens';

/** One statement without its terminator, or one command to `psql` or the `mysql` client. */
export interface SqlStatement {
  start: number;
  end: number;
  tokens: Token[];
  /** A line such as `\i other.sql` or `\gexec`, which the client runs and not the server. */
  meta?: string;
}

/** What {@link statementsOf} needs of a part of a file. */
export type SqlRange = Pick<SqlSection, 'text' | 'start' | 'end'> & Partial<Pick<SqlSection, 'breaks' | 'delimiter'>>;

/**
 * Splits SQL into statements in one pass. Broken text never stops it: an open quote, comment or body ends with the text.
 * Bodies of routines (`$$ … $$`, `BEGIN ATOMIC … END`, `BEGIN … END` of MySQL and SQLite) stay inside their statement;
 * data after `COPY … FROM stdin` is passed over.
 */
export function statementsOf(range: SqlRange, dialect: Dialect): SqlStatement[] {
  const { text } = range;
  const to = Math.min(range.end, text.length);
  const lexis = lexisOf(dialect);
  const breaks = range.breaks ?? [];
  const statements: SqlStatement[] = [];
  let delimiter = range.delimiter ?? ';';
  let tokens: Token[] = [];
  let nesting = createNesting();
  let nextBreak = 0;

  const finish = () => {
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first && last) statements.push({ start: first.start, end: last.end, tokens });
    tokens = [];
    nesting = createNesting();
  };

  let at = Math.max(0, range.start);
  for (;;) {
    at = skipBlank(text, at, to, lexis);
    if (nextBreak < breaks.length && at >= (breaks[nextBreak] as number)) {
      while (nextBreak < breaks.length && at >= (breaks[nextBreak] as number)) nextBreak++;
      finish();
    }
    if (at >= to) break;
    if (delimiter !== ';' && text.startsWith(delimiter, at)) {
      finish();
      at += delimiter.length;
      continue;
    }
    if (text.charCodeAt(at) === 92) {
      const end = endOfLine(text, at, to);
      finish();
      statements.push({ start: at, end, tokens: [], meta: text.slice(at, end).trim() });
      at = end;
      continue;
    }
    let token = tokenAt(text, at, to, lexis);
    if (delimiter !== ';' && token.kind === 'word') {
      // `END$$`: the delimiter ends the word.
      const cut = text.slice(at, token.end).indexOf(delimiter);
      if (cut > 0) token = tokenAt(text, at, at + cut, lexis);
    }
    at = token.end;
    if (tokens.length === 0 && token.kind === 'word' && token.text === 'delimiter') {
      const end = endOfLine(text, at, to);
      const word = text.slice(at, end).trim().split(/\s/, 1)[0];
      if (word) {
        delimiter = word;
        at = end;
        continue;
      }
    }
    if (token.kind === 'mark' && token.text === ';' && delimiter === ';' && !nesting.inside()) {
      const copies = isCopyFromStdin(tokens);
      finish();
      if (copies) at = afterCopyData(text, at, to);
      continue;
    }
    nesting.take(token, tokens.length);
    tokens.push(token);
  }
  finish();
  return statements;
}

function endOfLine(text: string, at: number, to: number): number {
  const next = text.indexOf('\n', at);
  return next === -1 || next > to ? to : next;
}

const routineWord = /^(?:trigger|procedure|function|event|package)$/;
const otherObject =
  /^(?:table|view|index|unique|type|schema|sequence|extension|policy|role|user|database|domain|materialized|rule|aggregate|virtual)$/;

/** Follows `BEGIN … END` of a statement that creates a routine, so that a `;` inside does not end it. */
function createNesting() {
  let creates = false;
  let routine = false;
  let depth = 0;
  let previous = '';
  return {
    inside: () => depth > 0,
    take(token: Token, index: number) {
      const word = token.kind === 'word' ? token.text : '';
      if (index === 0) creates = word === 'create' || word === 'begin';
      if (creates && index === 2 && word === 'atomic' && previous === 'not') {
        routine = true;
        depth = 1;
      }
      if (creates && !routine && index > 0 && index < 16 && routineWord.test(word)) routine = true;
      else if (creates && !routine && otherObject.test(word)) creates = false;
      else if (routine && word) {
        if (word === 'begin') depth++;
        else if (depth > 0 && word === 'case' && previous !== 'end') depth++;
        else if (previous === 'end' && /^(?:if|loop|while|repeat|for)$/.test(word)) depth++;
        else if (depth > 0 && word === 'end') depth--;
      }
      previous = word;
    },
  };
}

function isCopyFromStdin(tokens: readonly Token[]): boolean {
  if (tokens[0]?.text !== 'copy') return false;
  return tokens.some((token, i) => token.text === 'stdin' && tokens[i - 1]?.text === 'from');
}

/** Rows end with a line `\.`; without one they go on to the end. */
function afterCopyData(text: string, from: number, to: number): number {
  let at = endOfLine(text, from, to);
  while (at < to) {
    const end = endOfLine(text, at + 1, to);
    if (text.charCodeAt(at + 1) === 92 && text.slice(at + 1, end).trim() === '\\.') return end;
    at = end;
  }
  return to;
}
