import type { Dialect, Fact, FactTypes } from '../../core/fact';
import type { Source } from '../../core/source';
import { known } from '../../parse/sql';
import { dialectOfSyntax } from '../../parse/sqlDialect';
import { operationsOf } from '../sqlOperations';
import { hole, type Piece, type Ranged } from './sqlText';
import type { SqlText } from './values';

/** Under which circumstances a statement runs. */
export interface Around {
  /** Only under a condition. */
  guarded?: boolean;
  /** The condition asks whether the object is there. */
  exists?: boolean;
  loops?: boolean;
  /** Only on this server. */
  dialect?: Dialect;
  transaction?: number | 'none';
}

type Entry = { around: Around; node: Ranged } & (
  | { sort: 'written'; pieces: Piece[]; text: string }
  | { sort: 'embedded'; sql: SqlText; rest: Partial<FactTypes['ddl.operation']> }
  | { sort: 'unknown'; reason: string; operation: boolean }
);

/** What one direction of a migration does, in the order in which it does it. */
export interface Script {
  /** A statement that a call stands for, in the grammar of PostgreSQL with names in double quotes. */
  write(node: Ranged, around: Around, pieces: readonly (Piece | string)[]): void;
  embed(node: Ranged, around: Around, sql: SqlText): void;
  /** Something happens here that cannot be told. `operation: false`: it is read as far as it goes. */
  unknown(node: Ranged, around: Around, reason: string, operation?: boolean): void;
  readonly size: number;
  /** SQL texts that were embedded, for the vote on the dialect. */
  texts(): string[];
  facts(where: Where): Fact[];
}

export interface Where {
  source: Source;
  database: string;
  migration: string;
  direction: 'up' | 'down';
  dialect: Dialect;
  /** Transaction of statements that say nothing themselves. */
  transaction: number | 'none';
}

export function createScript(): Script {
  const entries: Entry[] = [];
  return {
    write(node, around, parts) {
      const pieces: Piece[] = parts.map((part) => (typeof part === 'string' ? { sql: part, node } : part));
      entries.push({ sort: 'written', around, node, pieces, text: pieces.map(({ sql }) => sql).join('') });
    },
    embed(node, around, sql) {
      entries.push({ sort: 'embedded', around, node, sql, rest: {} });
    },
    unknown(node, around, reason, operation = true) {
      entries.push({ sort: 'unknown', around, node, reason, operation });
    },
    get size() {
      return entries.length;
    },
    texts: () => entries.flatMap((entry) => (entry.sort === 'embedded' ? [entry.sql.text] : [])),
    facts: (where) => factsOf(entries, where),
  };
}

/** The dialect that the embedded SQL of a file shows. */
export function dialectOfTexts(texts: readonly string[]): Dialect {
  return texts.length === 0 ? 'unknown' : known(dialectOfSyntax(texts.join('\n;\n')).dialect);
}

function factsOf(entries: readonly Entry[], where: Where): Fact[] {
  const facts: Fact[] = [];
  const { source, database, migration, direction } = where;
  let statement = 0;
  let open: number | 'none' = where.transaction;
  const unread = (start: number, end: number, reason: string) =>
    facts.push({ kind: 'text.unread', at: source.span(start, end), reason, hides: ['ddl.operation'] });
  const unknown = (start: number, end: number, around: Around, reason: string) => {
    facts.push({
      kind: 'ddl.operation',
      at: source.span(start, end),
      database,
      migration,
      direction,
      statement: statement++,
      transaction: around.transaction ?? open,
      op: 'dynamic.unknown',
      dialect: where.dialect,
      ...(around.guarded ? { options: { guarded: 'true' } } : {}),
      text: source.text.slice(start, Math.min(end, start + 400)),
    });
    unread(start, end, reason);
  };
  for (const entry of entries) {
    const { around, node } = entry;
    if (entry.sort === 'unknown') {
      if (entry.operation) unknown(node.range[0], node.range[1], around, entry.reason);
      else unread(node.range[0], node.range[1], entry.reason);
      continue;
    }
    const text = entry.sort === 'written' ? entry.text : entry.sql.text;
    const dialect = around.dialect ?? where.dialect;
    const reading = operationsOf(text, {
      dialect: entry.sort === 'written' ? 'postgresql' : dialect,
      firstStatement: statement,
      transaction: around.transaction ?? open,
    });
    if (around.transaction === undefined && entry.sort === 'embedded') open = reading.transaction;
    const placeOf =
      entry.sort === 'written'
        ? (start: number, end: number) => placeIn(entry.pieces, start, end, node)
        : (start: number, end: number): [number, number] => {
            const from = entry.sql.place(start);
            return [from, Math.max(from, entry.sql.placeOfEnd(end))];
          };
    const before = statement;
    statement += Math.max(1, reading.statements);
    for (const { start, end, calls: _, ...operation } of reading.operations) {
      const [from, to] = placeOf(start, end);
      if (namesHole(operation)) {
        const at = operation.statement;
        // One unknown for a statement is enough.
        if (facts.some((f) => f.kind === 'ddl.operation' && f.statement === at && f.op === 'dynamic.unknown')) continue;
        statement = Math.max(statement, at + 1);
        const kept = statement;
        statement = at;
        unknown(from, to, around, 'the name of what it changes is computed');
        statement = Math.max(kept, statement);
        continue;
      }
      const made: Fact<'ddl.operation'> = {
        kind: 'ddl.operation',
        at: source.span(from, to),
        database,
        migration,
        direction,
        ...operation,
        dialect: entry.sort === 'written' ? dialect : operation.dialect,
      };
      if (operation.text !== undefined) made.text = operation.text.replaceAll(hole, '?');
      if (JSON.stringify(operation).includes(hole)) made.confidence = 'likely';
      if (operation.defaultText?.includes(hole)) {
        made.defaultText = '?';
        made.default = 'constant';
      }
      if (made.op.startsWith('rows.') && made.columns)
        made.columns = made.columns.filter((name) => !name.includes(hole));
      if (around.guarded) made.options = { ...made.options, guarded: 'true' };
      if (around.exists) made.ifExists = true;
      if (around.loops && made.op.startsWith('rows.') && made.where !== 'none') made.batched = true;
      facts.push(made);
    }
    for (const { start, end, reason } of reading.unread) {
      const [from, to] = placeOf(start, end);
      if (reading.operations.some((op) => op.op === 'dynamic.unknown' && op.start === start)) unread(from, to, reason);
      else {
        const kept = statement;
        statement = before;
        unknown(from, to, around, reason.replaceAll(hole, '…'));
        statement = Math.max(kept, statement);
      }
    }
  }
  return facts;
}

/** Whether what an operation speaks of is not known; an unknown value or condition is no matter. */
function namesHole(op: Partial<FactTypes['ddl.operation']>): boolean {
  if (op.op?.startsWith('rows.')) return op.table === undefined || op.table.includes(hole);
  const names = [op.table, op.column, op.object, op.to, op.type, op.value, op.references?.table, ...(op.columns ?? [])];
  return names.some((name) => name?.includes(hole)) || (op.references?.columns ?? []).some((c) => c.includes(hole));
}

/** The code of the clause that an operation was read from; of the whole call when it was read from several. */
function placeIn(pieces: readonly Piece[], start: number, end: number, whole: Ranged): [number, number] {
  let from = 0;
  for (const piece of pieces) {
    const to = from + piece.sql.length;
    if (start >= from && end <= to && start < to) return [piece.node.range[0], piece.node.range[1]];
    from = to;
  }
  return [whole.range[0], whole.range[1]];
}
