import { readColumnChange, readMySqlColumn } from './alterColumn';
import { readDefinition } from './columns';
import { readConstraint, readKey } from './constraints';
import { afterBounds } from './createTable';
import {
  accept,
  acceptIfExists,
  acceptMark,
  acceptOne,
  type Cursor,
  done,
  inBrackets,
  isMark,
  isMySql,
  isWord,
  listed,
  name,
  normal,
  part,
  peek,
  qualified,
} from './cursor';
import { type Draft, draft, options } from './operation';
import { readTableOption } from './tableOptions';

/** Reads what follows `ALTER [FOREIGN] TABLE`: one draft or several for each clause, in their order. */
export function readAlterTable(c: Cursor, given: Record<string, string | undefined> = {}): Draft[] {
  const ifExists = acceptIfExists(c);
  const only = accept(c, 'only');
  const table = qualified(c);
  if (table === undefined) {
    c.surprised = true;
    return [];
  }
  acceptMark(c, '*');
  acceptOne(c, 'wait', 'nowait');
  if (peek(c)?.kind === 'number') c.at++;
  const clauses = dropsPartitions(c) ? [part(c, c.at, c.end)] : [...listed(c)];
  const drafts: Draft[] = [];
  /** `ALGORITHM`, `LOCK` and `ONLY` say something about every clause. */
  const common: Record<string, string | undefined> = { ...given, ...(only ? { only: 'true' } : {}) };
  for (const clause of clauses) {
    const from = clause.at;
    const setting = acceptOne(clause, 'algorithm', 'lock');
    if (setting && (isMark(clause, '=') || clause.end - clause.at === 1)) {
      acceptMark(clause, '=');
      common[setting] = name(clause)?.toLowerCase();
      continue;
    }
    clause.at = from;
    const read = readClause(clause, table);
    if (read === undefined || (!done(clause) && !trailing(clause))) {
      clause.surprised = true;
      if (read === undefined) drafts.push(draft(clause, from, clause.end, 'table.alter', { table, action: 'unknown' }));
    }
    if (read) drafts.push(...read);
    if (clause.surprised) c.surprised = true;
  }
  const alone =
    clauses.length === 1 ? { start: c.tokens[0]?.start ?? 0, end: c.tokens[c.end - 1]?.end ?? 0 } : undefined;
  const set = options(common);
  for (const d of drafts) {
    if (alone && drafts.length === 1) Object.assign(d, alone);
    if (ifExists) d.ifExists = true;
    if (set) d.options = { ...set, ...d.options };
  }
  return drafts;
}

/** `DROP PARTITION p0, p1`: the comma separates names, not clauses. */
function dropsPartitions(c: Cursor): boolean {
  return isWord(c, 'drop') && isWord(c, 'partition', 1) && !isMark(c, ',', 2);
}

function trailing(c: Cursor): boolean {
  return acceptOne(c, 'cascade', 'restrict') !== undefined && done(c);
}

function readClause(c: Cursor, table: string): Draft[] | undefined {
  const from = c.at;
  if (accept(c, 'add')) return readAdd(c, from, table);
  if (accept(c, 'drop')) return readDrop(c, from, table);
  if (isWord(c, 'alter')) {
    c.at++;
    return readAlter(c, from, table);
  }
  if (accept(c, 'rename')) return readRename(c, from, table);
  if (isWord(c, 'modify') || isWord(c, 'change')) return readMySqlColumn(c, from, table);
  if (accept(c, 'validate', 'constraint'))
    return [draft(c, from, c.end, 'constraint.validate', { table, object: qualified(c) })];
  if (accept(c, 'attach', 'partition')) {
    const object = qualified(c);
    const bounds = c.at;
    if (accept(c, 'for', 'values')) c.at = afterBounds(c);
    else accept(c, 'default');
    return [
      draft(c, from, c.end, 'partition.attach', {
        table,
        object,
        options: options({ bounds: normal(c, bounds, c.at) }),
      }),
    ];
  }
  if (accept(c, 'detach', 'partition')) {
    const object = qualified(c);
    const concurrently = accept(c, 'concurrently');
    const finalize = accept(c, 'finalize');
    return [draft(c, from, c.end, 'partition.detach', { table, object, concurrently, options: options({ finalize }) })];
  }
  const enable = acceptOne(c, 'enable', 'disable');
  if (enable) return readEnable(c, from, table, enable);
  return readTableOption(c, from, table);
}

function readAdd(c: Cursor, from: number, table: string): Draft[] | undefined {
  if (isWord(c, 'partition') && (isMark(c, '(', 1) || isWord(c, 'partitions', 1) || isWord(c, 'if', 1))) {
    c.at = c.end;
    return [draft(c, from, c.end, 'partition.create', { table })];
  }
  const key = isWord(c, 'column') ? undefined : (readConstraint(c, { table }) ?? keyUnlessColumn(c, table));
  if (key) {
    const span = draft(c, from, c.at, key.op);
    return [{ ...key, start: span.start }];
  }
  accept(c, 'column');
  const ifExists = acceptIfExists(c);
  // MySQL takes several columns in one bracket.
  if (isMark(c, '(')) {
    const inside = inBrackets(c) as Cursor;
    const drafts: Draft[] = [];
    for (const item of listed(inside)) {
      const at = item.at;
      const constraint = keyUnlessColumn(item, table) ?? readConstraint(item, { table });
      drafts.push(...(constraint ? [constraint] : readColumn(item, at, table, ifExists)));
      if (item.surprised) c.surprised = true;
    }
    return drafts;
  }
  return readColumn(c, from, table, ifExists);
}

function keyUnlessColumn(c: Cursor, table: string): Draft | undefined {
  return /^(?:key|index|fulltext|spatial|vector)$/.test(peek(c)?.text ?? '') && peek(c)?.kind === 'word'
    ? readKey(c, table)
    : undefined;
}

function readColumn(c: Cursor, from: number, table: string, ifExists: boolean): Draft[] {
  const column = name(c);
  if (column === undefined) return [];
  const read = readDefinition(c, table, column);
  return [draft(c, from, c.end, 'column.create', { table, column, ifExists, ...read.found }), ...read.constraints];
}

function readDrop(c: Cursor, from: number, table: string): Draft[] | undefined {
  const cascades = () => {
    const word = acceptOne(c, 'cascade', 'restrict');
    return word === 'cascade';
  };
  if (isMySql(c) || c.dialect === 'unknown') {
    if (accept(c, 'foreign', 'key')) {
      const ifExists = acceptIfExists(c);
      return [
        draft(c, from, c.end, 'constraint.drop', { table, object: name(c), constraint: 'foreign-key', ifExists }),
      ];
    }
    if (accept(c, 'primary', 'key'))
      return [draft(c, from, c.end, 'constraint.drop', { table, object: 'PRIMARY', constraint: 'primary-key' })];
    if ((isWord(c, 'index') || isWord(c, 'key')) && c.end - c.at > 1) {
      c.at++;
      const ifExists = acceptIfExists(c);
      return [draft(c, from, c.end, 'index.drop', { table, object: name(c), ifExists })];
    }
    if (isWord(c, 'check') && c.end - c.at > 1) {
      c.at++;
      return [draft(c, from, c.end, 'constraint.drop', { table, object: name(c), constraint: 'check' })];
    }
  }
  if (isWord(c, 'partition') && c.end - c.at > 1) {
    c.at++;
    const ifExists = acceptIfExists(c);
    const drafts: Draft[] = [];
    for (const item of listed(c))
      drafts.push(draft(item, from, item.end, 'partition.drop', { table, object: name(item), ifExists }));
    return drafts;
  }
  if (accept(c, 'constraint')) {
    const ifExists = acceptIfExists(c);
    const object = qualified(c);
    return [draft(c, from, c.end, 'constraint.drop', { table, object, ifExists, cascade: cascades() })];
  }
  accept(c, 'column');
  const ifExists = acceptIfExists(c);
  const column = name(c);
  if (column === undefined) return undefined;
  return [draft(c, from, c.end, 'column.drop', { table, column, ifExists, cascade: cascades() })];
}

function readAlter(c: Cursor, from: number, table: string): Draft[] | undefined {
  if (accept(c, 'constraint')) {
    const object = qualified(c);
    const rest = normal(c, c.at, c.end).toLowerCase();
    c.at = c.end;
    return [draft(c, from, c.end, 'constraint.alter', { table, object, action: rest })];
  }
  if (isMySql(c) && (isWord(c, 'index') || isWord(c, 'check')) && peek(c, 2)) {
    const sort = peek(c)?.text;
    c.at++;
    const object = name(c);
    const action = normal(c, c.at, c.end).toLowerCase();
    c.at = c.end;
    return [draft(c, from, c.end, sort === 'index' ? 'index.alter' : 'constraint.alter', { table, object, action })];
  }
  accept(c, 'column');
  acceptIfExists(c);
  const column = peek(c)?.kind === 'number' ? undefined : name(c);
  if (column === undefined) return undefined;
  return readColumnChange(c, from, table, column);
}

function readRename(c: Cursor, from: number, table: string): Draft[] | undefined {
  if (accept(c, 'constraint')) {
    const object = name(c);
    accept(c, 'to');
    return [draft(c, from, c.end, 'constraint.rename', { table, object, to: name(c) })];
  }
  if ((isMySql(c) || c.dialect === 'unknown') && (isWord(c, 'index') || isWord(c, 'key')) && isWord(c, 'to', 2)) {
    c.at++;
    const object = name(c);
    accept(c, 'to');
    return [draft(c, from, c.end, 'index.rename', { table, object, to: name(c) })];
  }
  if (
    (isWord(c, 'to') && !isWord(c, 'to', 1)) ||
    isWord(c, 'as') ||
    (c.end - c.at === 1 && c.dialect !== 'postgresql')
  ) {
    if (c.end - c.at > 1) c.at++;
    return [draft(c, from, c.end, 'table.rename', { table, to: qualified(c) })];
  }
  accept(c, 'column');
  acceptIfExists(c);
  const column = name(c);
  if (column === undefined || !accept(c, 'to')) return undefined;
  return [draft(c, from, c.end, 'column.rename', { table, column, to: name(c) })];
}

function readEnable(c: Cursor, from: number, table: string, verb: string): Draft[] | undefined {
  const mode = acceptOne(c, 'replica', 'always');
  const what = acceptOne(c, 'trigger', 'rule', 'row', 'keys');
  const action = mode ? `${verb}-${mode}` : verb;
  if (what === 'row' && accept(c, 'level', 'security'))
    return [draft(c, from, c.end, 'table.alter', { table, action: `${verb}-rls` })];
  if (what === 'keys') return [draft(c, from, c.end, 'table.alter', { table, action: `${verb}-keys` })];
  if (what === 'trigger' || what === 'rule')
    return [
      draft(c, from, c.end, 'trigger.alter', {
        table,
        object: name(c),
        action,
        options: options({ sort: what === 'rule' ? 'rule' : undefined }),
      }),
    ];
  return undefined;
}
