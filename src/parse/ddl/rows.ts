import {
  accept,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  columnNames,
  done,
  find,
  inBrackets,
  isMark,
  isWord,
  listed,
  name,
  normal,
  part,
  peek,
  qualified,
  sourcesOf,
} from './cursor';
import { type Draft, draft, options } from './operation';
import { whereOf } from './where';

/** Statements that change rows; `from` is where the statement, or the WITH in front of it, starts. */
export function readRows(c: Cursor, word: string, from: number): Draft[] | undefined {
  switch (word) {
    case 'insert':
    case 'replace':
      return readInsert(c, from, word === 'replace');
    case 'update':
      return readUpdate(c, from);
    case 'delete':
      return readDelete(c, from);
    case 'truncate':
      return readTruncate(c, from);
    case 'merge':
      return readMerge(c, from);
    case 'copy':
      return readCopy(c, from);
    default:
      return undefined;
  }
}

function readInsert(c: Cursor, from: number, replaces: boolean): Draft[] {
  let idempotent = replaces;
  for (;;) {
    if (accept(c, 'or')) {
      const what = name(c)?.toLowerCase();
      if (what === 'ignore' || what === 'replace') idempotent = true;
    } else if (accept(c, 'ignore')) idempotent = true;
    else if (!acceptOne(c, 'low_priority', 'delayed', 'high_priority')) break;
  }
  accept(c, 'into');
  const table = qualified(c);
  if (table === undefined) c.surprised = true;
  if (accept(c, 'as')) name(c);
  const isQuery = isMark(c, '(') && /^(?:select|with)$/.test(peek(c, 1)?.text ?? '');
  const columns = isMark(c, '(') && !isQuery ? columnNames(inBrackets(c)) : [];
  const conflict = find(c, ['on']);
  const select = find(c, ['select']);
  const bracketed = isQuery || (isMark(c, '(') && isWord(c, 'select', 1));
  const fromSelect = select < c.end || bracketed;
  let where: Draft['where'];
  let source: string | undefined;
  let batched = false;
  if (fromSelect) {
    const body = bracketed && select >= c.end ? part(c, c.at + 1, afterBracket(c) - 1) : part(c, c.at, c.end);
    const fromAt = find(body, ['from']);
    const read = whereOf(body, fromAt < body.end ? fromAt : body.at);
    if (fromAt < body.end) {
      source = sourcesOf(body, fromAt);
      where = read.where;
    } else where = 'some';
    batched = read.batched;
    if (read.notExists) idempotent = true;
  }
  for (let at = conflict; at < c.end; at = find(c, ['on'], at + 1)) {
    const next = c.tokens[at + 1];
    if (next?.text === 'conflict' || next?.text === 'duplicate') idempotent = true;
  }
  c.at = c.end;
  return [
    draft(c, from, c.end, 'rows.insert', {
      table,
      columns: columns.length > 0 ? columns : undefined,
      where,
      batched,
      idempotent,
      options: options({ source: fromSelect ? 'select' : 'values', from: source }),
    }),
  ];
}

function readUpdate(c: Cursor, from: number): Draft[] {
  if (accept(c, 'or')) name(c);
  acceptOne(c, 'low_priority');
  accept(c, 'ignore');
  accept(c, 'only');
  const table = qualified(c);
  const set = find(c, ['set']);
  if (table === undefined || set >= c.end) c.surprised = true;
  const rest = part(c, set + 1, c.end);
  const end = find(rest, ['from', 'where', 'returning', 'order', 'limit']);
  const columns: string[] = [];
  let repeatable = true;
  for (const item of listed(part(c, set + 1, end))) {
    const assigned = isMark(item, '(') ? columnNames(inBrackets(item)) : [assignedColumn(item)];
    acceptMark(item, '=');
    for (const column of assigned) {
      if (column === undefined) continue;
      columns.push(column);
      for (let i = item.at; i < item.end; i++) {
        const token = c.tokens[i];
        if ((token?.kind === 'word' || token?.kind === 'name') && token.text === column.toLowerCase())
          repeatable = false;
      }
    }
  }
  const read = whereOf(part(c, end, c.end), end);
  c.at = c.end;
  return [
    draft(c, from, c.end, 'rows.update', {
      table,
      columns,
      where: read.where,
      batched: read.batched,
      idempotent: repeatable,
      options: options({ from: sourcesOf(c, end) }),
    }),
  ];
}

function assignedColumn(item: Cursor): string | undefined {
  let column = name(item);
  while (acceptMark(item, '.')) column = name(item);
  if (isMark(item, '[')) item.at = afterBracket(item);
  return column;
}

function readDelete(c: Cursor, from: number): Draft[] {
  for (;;) if (!acceptOne(c, 'low_priority', 'quick', 'ignore')) break;
  if (!accept(c, 'from')) {
    // MySQL's DELETE t FROM t JOIN …
    const next = find(c, ['from']);
    const table = qualified(c);
    const read = whereOf(part(c, next, c.end), next);
    c.at = c.end;
    if (table === undefined || next >= c.end) c.surprised = true;
    return [
      draft(c, from, c.end, 'rows.delete', { table, where: read.where, batched: read.batched, idempotent: true }),
    ];
  }
  accept(c, 'only');
  const table = qualified(c);
  if (table === undefined) c.surprised = true;
  const read = whereOf(c, c.at);
  const using = find(c, ['using']);
  c.at = c.end;
  return [
    draft(c, from, c.end, 'rows.delete', {
      table,
      where: read.where,
      batched: read.batched,
      idempotent: true,
      options: options({ from: using < c.end ? qualified(part(c, using + 1, c.end)) : undefined }),
    }),
  ];
}

function readTruncate(c: Cursor, from: number): Draft[] {
  accept(c, 'table');
  const end = find(c, ['restart', 'continue', 'cascade', 'restrict', 'drop', 'reuse', 'wait', 'nowait']);
  const tail = normal(c, end, c.end);
  const drafts: Draft[] = [];
  for (const item of listed({ ...c, end })) {
    accept(item, 'only');
    const table = qualified(item);
    acceptMark(item, '*');
    if (table === undefined || !done(item)) c.surprised = true;
    drafts.push(
      draft(c, from, c.end, 'rows.truncate', {
        table,
        cascade: /\bcascade\b/.test(tail),
        options: options({ restartIdentity: tail.startsWith('restart') }),
      }),
    );
  }
  c.at = c.end;
  return drafts;
}

function readMerge(c: Cursor, from: number): Draft[] {
  accept(c, 'into');
  accept(c, 'only');
  const table = qualified(c);
  c.at = c.end;
  return [draft(c, from, c.end, 'rows.update', { table, where: 'some', idempotent: true, options: { sort: 'merge' } })];
}

/** `COPY table FROM …` writes rows; `COPY … TO` reads them. */
function readCopy(c: Cursor, from: number): Draft[] {
  const direction = c.tokens[find(c, ['from', 'to'])]?.text;
  const table = isMark(c, '(') ? undefined : qualified(c);
  c.at = c.end;
  if (direction !== 'from' || table === undefined) return [];
  return [draft(c, from, c.end, 'rows.insert', { table, options: { source: 'copy' } })];
}
