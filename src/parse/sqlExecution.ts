import type { Dialect } from '../core/fact';
import { cursorOf } from './ddl/cursor';
import type { Draft } from './ddl/operation';
import { secondReading } from './ddl/secondReading';
import { readStatement } from './ddl/statement';
import type { SqlOperation, SqlOptions, SqlReading, SqlUnread } from './sql';
import { type BodyStatement, bodyStatements } from './sqlBody';
import { lexisOf, skipBlank, type Token, tokenAt } from './sqlTokens';
import { refusesTransaction } from './sqlTransactions';
import type { SqlStatement } from './statements';

const longestText = 400;
/** DO bodies, literals that they execute, routines that these call: nobody nests deeper. */
const deepest = 4;

/** Where a text that is executed stands: a statement of the file, a body inside it, a literal inside that. */
interface Frame {
  text: string;
  /** From an offset in `text` to one that `mapOffset` understands. */
  place: (offset: number) => number;
  depth: number;
  around?: Pick<BodyStatement, 'guarded' | 'exists' | 'loops'>;
}

/** Follows the statements of one text in their order: numbers, transactions, routines that are made and then called. */
export function createExecution(whole: string, dialect: Dialect, options: SqlOptions) {
  const operations: SqlOperation[] = [];
  const unread: SqlUnread[] = [];
  const map = options.mapOffset ?? ((offset: number) => offset);
  const routines = new Map<string, { body: Token[]; frame: Frame }>();
  /** Literal texts in MySQL's user variables, for PREPARE. */
  const variables = new Map<string, Token>();
  const lexis = lexisOf(dialect);
  let number = options.firstStatement ?? 0;
  let transaction = options.transaction ?? 0;
  let nextTransaction = typeof transaction === 'number' ? transaction + 1 : 1;
  let bodies = false;
  const file: Frame = { text: whole, place: map, depth: 0 };

  const tell = (frame: Frame, start: number, end: number, reason: string) =>
    unread.push({ start: frame.place(start), end: frame.place(end), reason });

  const emit = (frame: Frame, drafts: readonly Draft[], tokens: readonly Token[], likely: boolean) => {
    const first = tokens[0];
    const last = tokens.at(-1);
    const text = first && last ? frame.text.slice(first.start, Math.min(last.end, first.start + longestText)) : '';
    const around = frame.around;
    for (const d of drafts) {
      const { start, end, ...rest } = d;
      const operation: SqlOperation = {
        ...rest,
        statement: number,
        transaction,
        dialect,
        text,
        start: frame.place(start),
        end: frame.place(end),
      };
      if (likely) operation.confidence = 'likely';
      if (around?.exists) operation.ifExists = true;
      if (around?.exists && operation.op.startsWith('rows.')) operation.idempotent = true;
      if (around?.guarded) operation.options = { ...operation.options, guarded: 'true' };
      if (around?.loops && operation.op.startsWith('rows.') && operation.where !== 'none') operation.batched = true;
      operations.push(operation);
    }
  };

  const lex = (text: string): Token[] => {
    const tokens: Token[] = [];
    for (
      let at = skipBlank(text, 0, text.length, lexis);
      at < text.length;
      at = skipBlank(text, at, text.length, lexis)
    ) {
      const token = tokenAt(text, at, text.length, lexis);
      tokens.push(token);
      at = token.end;
    }
    return tokens;
  };

  /** A text inside a token; its offsets map one to one unless it was escaped. */
  const inside = (frame: Frame, token: Token, around?: Frame['around']): Frame => {
    const { inner, start } = token;
    return {
      text: token.text,
      place: (offset) => frame.place(inner === undefined ? start : inner + offset),
      depth: frame.depth + 1,
      ...(around ? { around } : {}),
    };
  };

  const readBody = (frame: Frame, tokens: readonly Token[]) => {
    if (frame.depth > deepest) return;
    bodies = true;
    for (const statement of bodyStatements(tokens)) {
      const around = {
        guarded: statement.guarded || (frame.around?.guarded ?? false),
        exists: statement.exists || (frame.around?.exists ?? false),
        loops: statement.loops || (frame.around?.loops ?? false),
      };
      readTokens({ ...frame, around }, statement.tokens, true);
    }
  };

  const dynamic = (frame: Frame, tokens: readonly Token[], what: string) => {
    const first = tokens[0] as Token;
    const last = tokens.at(-1) as Token;
    emit(frame, [{ op: 'dynamic.unknown', start: first.start, end: last.end }], tokens, false);
    tell(frame, first.start, last.end, what);
  };

  /** `EXECUTE 'literal'`, `EXECUTE format('literal')`: read; anything put together at run time is not. */
  const readDynamic = (frame: Frame, tokens: readonly Token[]) => {
    const ends = tokens.findIndex((t, i) => i > 0 && t.kind === 'word' && (t.text === 'into' || t.text === 'using'));
    const text = tokens
      .slice(1, ends === -1 ? undefined : ends)
      .filter((t) => !(t.kind === 'mark' && /^[()]$/.test(t.text)));
    const literal = text[0]?.text === 'format' && text.length === 2 ? text[1] : text[0];
    const alone = text.length === (literal === text[1] ? 2 : 1);
    if (literal && alone && (literal.kind === 'string' || literal.kind === 'body') && frame.depth < deepest)
      readBody(inside(frame, literal, frame.around), lex(literal.text));
    else dynamic(frame, tokens, 'SQL is put together at run time and executed');
  };

  const readDo = (frame: Frame, tokens: readonly Token[]) => {
    const body = tokens.find((t) => t.kind === 'body' || t.kind === 'string');
    const language = tokens.findIndex((t) => t.kind === 'word' && t.text === 'language');
    const named = tokens[language + 1]?.text.toLowerCase();
    if (!body) return dynamic(frame, tokens, 'DO without a body');
    if (language !== -1 && named !== 'plpgsql' && named !== 'sql')
      return dynamic(frame, tokens, `DO in ${named} is not read`);
    return readBody(inside(frame, body, frame.around), lex(body.text));
  };

  /** Remembers the body of a routine, in case the same text calls it. */
  const keepRoutine = (frame: Frame, tokens: readonly Token[], drafts: readonly Draft[]) => {
    const made = drafts[0];
    const sort = made?.options?.sort;
    if (made?.op !== 'routine.create' || made.object === undefined || sort === 'event' || sort === 'package') return;
    const body = tokens.find((t, i) => t.kind === 'body' || (t.kind === 'string' && tokens[i - 1]?.text === 'as'));
    const begins = tokens.findIndex((t) => t.kind === 'word' && t.text === 'begin');
    if (body) routines.set(made.object, { body: lex(body.text), frame: inside(frame, body) });
    else if (begins !== -1)
      routines.set(made.object, { body: tokens.slice(begins), frame: { ...frame, depth: frame.depth + 1 } });
  };

  const callRoutines = (frame: Frame, tokens: readonly Token[]) => {
    for (const [i, token] of tokens.entries()) {
      if (i === 0 || (token.kind !== 'word' && token.kind !== 'name')) continue;
      const routine = routines.get(token.text);
      const called = tokens[i + 1]?.text === '(' || tokens[0]?.text === 'call';
      if (!routine || !called || frame.depth >= deepest) continue;
      // The second call does the same to other arguments.
      routines.delete(token.text);
      readBody(
        { ...routine.frame, depth: frame.depth + 1, ...(frame.around ? { around: frame.around } : {}) },
        routine.body,
      );
    }
  };

  /** MySQL: `SET @s = '…'; PREPARE p FROM @s; EXECUTE p`. */
  const readPrepare = (frame: Frame, tokens: readonly Token[]) => {
    const from = tokens.findIndex((t) => t.kind === 'word' && t.text === 'from');
    // PostgreSQL's PREPARE name AS statement runs nothing.
    if (from === -1) return;
    const source = tokens[from + 1];
    const literal = source && source.kind === 'mark' ? variables.get(source.text) : source;
    if (literal && (literal.kind === 'string' || literal.kind === 'name') && frame.depth < deepest)
      readBody(inside(frame, literal, { guarded: true, exists: true, loops: false }), lex(literal.text));
    else dynamic(frame, tokens, 'SQL is put together at run time and prepared');
  };

  const keepVariable = (tokens: readonly Token[]) => {
    const variable = tokens[1];
    if (variable?.kind !== 'mark' || !variable.text.startsWith('@')) return;
    const literals = tokens.filter(
      (t) =>
        (t.kind === 'string' || t.kind === 'name') && /^\s*(?:alter|create|drop|update|delete|insert)\s/i.test(t.text),
    );
    const builds = tokens.some((t) => t.kind === 'word' && /^(?:concat|concat_ws|replace)$/.test(t.text));
    if (literals.length === 1 && !builds) variables.set(variable.text, literals[0] as Token);
    else variables.delete(variable.text);
  };

  const readTokens = (frame: Frame, tokens: readonly Token[], procedural: boolean) => {
    const first = tokens[0] as Token;
    const last = tokens.at(-1) as Token;
    const word = first.kind === 'word' ? first.text : '';
    if (word === 'do' && tokens.length > 1 && dialect !== 'mysql' && dialect !== 'mariadb')
      return readDo(frame, tokens);
    if (word === 'execute' && procedural && dialect !== 'mysql' && dialect !== 'mariadb')
      return readDynamic(frame, tokens);
    if (word === 'begin' && tokens[1]?.text === 'not' && tokens[2]?.text === 'atomic')
      return readBody({ ...frame, depth: frame.depth + 1 }, [first, ...tokens.slice(3)]);
    if (word === 'execute' && tokens[1]?.text === 'immediate') return readDynamic(frame, tokens.slice(1));
    if (word === 'execute') return;
    if (word === 'prepare' && tokens[1]?.text !== 'transaction') return readPrepare(frame, tokens);
    if (word === 'set') keepVariable(tokens);
    // Assignments and other commands of the procedural language.
    if (procedural && (tokens[1]?.text === ':=' || tokens[1]?.text === '=')) return;
    const c = cursorOf(frame.text, tokens, dialect);
    const reading = readStatement(c);
    const partial = reading.drafts.some((d) => d.action === 'unknown');
    const opened = transaction;
    const takenOut = options.takesOut && opened !== 'none' && !procedural && reading.drafts.some(refusesTransaction);
    if (takenOut) transaction = 'none';
    if (reading.understood) {
      emit(frame, reading.drafts, tokens, false);
      if (reading.drafts.length > 0) keepRoutine(frame, tokens, reading.drafts);
      if (word === 'select' || word === 'call' || word === 'perform') callRoutines(frame, tokens);
    } else if (reading.matters) {
      const second = partial ? undefined : secondReading(c, reading.drafts);
      emit(frame, second ?? reading.drafts, tokens, second === undefined);
      if (reading.drafts.length === 0 || partial) {
        const words = frame.text.slice(first.start, Math.min(last.end, first.start + 60)).replace(/\s+/g, ' ');
        tell(frame, first.start, last.end, `statement not understood: ${words}`);
      }
    }
    if (takenOut) transaction = nextTransaction++;
    follow(reading.drafts);
  };

  const follow = (drafts: readonly Draft[]) => {
    for (const d of drafts) {
      if (d.op === 'session.begin' && transaction === 'none') transaction = nextTransaction++;
      else if (d.op === 'session.commit') transaction = options.sentWhole ? nextTransaction++ : 'none';
    }
  };

  return {
    run(statement: SqlStatement) {
      if (statement.meta !== undefined) {
        if (/^\\i(?:r|nclude|nclude_relative)?\b/.test(statement.meta))
          tell(file, statement.start, statement.end, 'another file is included by \\i');
        else if (/^\\gexec\b/.test(statement.meta))
          tell(file, statement.start, statement.end, 'the rows of a query are executed by \\gexec');
        return;
      }
      readTokens(file, statement.tokens, false);
      number++;
    },
    result(): Pick<SqlReading, 'operations' | 'unread' | 'statements' | 'transaction' | 'bodies'> {
      return { operations, unread, bodies, statements: number - (options.firstStatement ?? 0), transaction };
    },
  };
}
