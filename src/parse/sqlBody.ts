import type { Token } from './sqlTokens';

/** A statement inside the body of a routine, with what stands around it. */
export interface BodyStatement {
  tokens: Token[];
  /** Inside an IF: it may not run. */
  guarded: boolean;
  /** The guard asks the catalogue whether something exists, or a handler swallows that it does. */
  exists: boolean;
  /** Inside a loop. */
  loops: boolean;
}

interface Block {
  sort: 'begin' | 'if' | 'loop' | 'case';
  exists: boolean;
  /** Index of the first statement of the block. */
  first: number;
  handler: boolean;
}

/**
 * Statements of a procedural body: PL/pgSQL, and the compound statements of MySQL and SQLite. Control structures are
 * followed only as far as they tell whether a statement runs once, perhaps or repeatedly.
 */
export function bodyStatements(tokens: readonly Token[]): BodyStatement[] {
  const found: BodyStatement[] = [];
  const blocks: Block[] = [];
  let declaring = false;
  let at = 0;

  const word = (i: number) => (tokens[i]?.kind === 'word' ? (tokens[i] as Token).text : '');
  const isMark = (i: number, text: string) => tokens[i]?.kind === 'mark' && tokens[i]?.text === text;
  /** Index of the next of these words, or of `;`, outside brackets and CASE … END. */
  const until = (from: number, ...words: string[]): number => {
    let depth = 0;
    let cases = 0;
    for (let i = from; i < tokens.length; i++) {
      if (isMark(i, '(') || isMark(i, '[')) depth++;
      else if (isMark(i, ')') || isMark(i, ']')) depth--;
      else if (isMark(i, ';') && depth <= 0) return i;
      else if (depth <= 0) {
        const text = word(i);
        if (cases === 0 && words.includes(text)) return i;
        if (text === 'case' && i > from) cases++;
        else if (text === 'end' && cases > 0) cases--;
      }
    }
    return tokens.length;
  };
  const push = (sort: Block['sort'], exists = false) =>
    blocks.push({ sort, exists, first: found.length, handler: false });
  const mentions = (from: number, to: number, pattern: RegExp) => {
    for (let i = from; i < to; i++) if (pattern.test(word(i))) return true;
    return false;
  };

  while (at < tokens.length) {
    const first = word(at);
    if (isMark(at, '<<')) at += 3;
    else if (isMark(at, ';')) at++;
    else if (first !== '' && isMark(at + 1, ':')) at += 2;
    else if (first === 'declare') {
      declaring = true;
      at++;
    } else if (first === 'begin') {
      declaring = false;
      push('begin');
      at++;
      if (word(at) === 'atomic') at++;
    } else if (declaring) at = until(at) + 1;
    else if (first === 'if' || first === 'elsif' || first === 'elseif') {
      const then = until(at, 'then');
      const exists = mentions(at, then, /^(?:exists|found|pg_\w+|information_schema|to_reg\w+|count)$/);
      if (first === 'if') push('if', exists);
      else if (blocks.at(-1)?.sort === 'if') (blocks.at(-1) as Block).exists = exists;
      at = then + 1;
    } else if (first === 'else' || first === 'then') at++;
    else if (first === 'while' || first === 'for' || first === 'foreach') {
      at = until(at, 'loop', 'do') + 1;
      push('loop');
    } else if (first === 'loop' || first === 'repeat') {
      push('loop');
      at++;
    } else if (first === 'case') {
      push('case');
      at = until(at + 1, 'when');
    } else if (first === 'when') at = until(at, 'then') + 1;
    else if (first === 'exception' && word(at + 1) === 'when') {
      const block = blocks.at(-1);
      const then = until(at, 'then');
      // What the block does may be there already, and the author knows.
      const again = word(then + 1) === 'raise' && !/^(?:notice|warning|info|log|debug)$/.test(word(then + 2));
      if (block && !again && mentions(at, then, /^(?:duplicate_\w+|undefined_\w+|others)$/))
        for (let i = block.first; i < found.length; i++) (found[i] as BodyStatement).exists = true;
      at = then + 1;
    } else if (first === 'end') {
      blocks.pop();
      at = until(at) + 1;
    } else if (first === 'until') at = until(at, 'end');
    else {
      const end = until(at);
      const statement = tokens.slice(at, end);
      if (statement.length > 0)
        found.push({
          tokens: statement,
          guarded: blocks.some((b) => b.sort === 'if' || b.sort === 'case'),
          exists: blocks.some((b) => b.exists),
          loops: blocks.some((b) => b.sort === 'loop'),
        });
      at = end + 1;
    }
  }
  return found;
}
