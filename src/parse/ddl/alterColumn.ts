import { readDefinition, readGenerated } from './columns';
import {
  accept,
  acceptIfExists,
  acceptOne,
  afterBracket,
  type Cursor,
  find,
  isMark,
  isWord,
  name,
  normal,
  peek,
  qualified,
} from './cursor';
import { sortDefault } from './defaults';
import { type Draft, draft, options } from './operation';
import { readType } from './types';

/** Reads what follows `ALTER [COLUMN] name`. */
export function readColumnChange(c: Cursor, from: number, table: string, column: string): Draft[] | undefined {
  const one = (action: string, found: Parameters<typeof draft>[4] = {}) => [
    draft(c, from, c.end, 'column.alter', { table, column, action, ...found }),
  ];
  if (accept(c, 'set', 'data', 'type') || accept(c, 'type')) {
    const type = readType(c);
    const collate = accept(c, 'collate') ? qualified(c) : undefined;
    let expression: string | undefined;
    if (accept(c, 'using')) {
      const end = find(c, ['cascade', 'restrict']);
      expression = normal(c, c.at, end);
      c.at = end;
    }
    return one('type', { type, expression, options: options({ collate, using: expression }) });
  }
  if (accept(c, 'set', 'not', 'null')) return one('set-not-null', { nullable: false });
  if (accept(c, 'drop', 'not', 'null')) return one('drop-not-null', { nullable: true });
  if (accept(c, 'set', 'default')) {
    const value = sortDefault(c, c.at, c.end);
    c.at = c.end;
    return one('set-default', value);
  }
  if (accept(c, 'drop', 'default')) return one('drop-default', { default: 'none' });
  if (accept(c, 'add', 'generated')) {
    c.at--;
    const read = readGenerated(c);
    return one('add-identity', { generated: read.generated, options: options(read.options) });
  }
  if (accept(c, 'drop', 'identity')) return one('drop-identity', { ifExists: acceptIfExists(c) });
  if (accept(c, 'drop', 'expression')) return one('drop-expression', { ifExists: acceptIfExists(c) });
  if (accept(c, 'set', 'expression')) {
    accept(c, 'as');
    const start = c.at;
    c.at = c.end;
    return one('set-expression', { expression: normal(c, start, c.end) });
  }
  if (accept(c, 'set', 'statistics')) return rest(c, one, 'set-statistics');
  if (accept(c, 'set', 'storage')) return rest(c, one, 'set-storage');
  if (accept(c, 'set', 'compression')) return rest(c, one, 'set-compression');
  if (
    isWord(c, 'set') &&
    (isWord(c, 'generated', 1) ||
      isWord(c, 'increment', 1) ||
      isWord(c, 'start', 1) ||
      isWord(c, 'cache', 1) ||
      isWord(c, 'minvalue', 1) ||
      isWord(c, 'maxvalue', 1) ||
      isWord(c, 'cycle', 1) ||
      isWord(c, 'sequence', 1) ||
      isWord(c, 'no', 1))
  )
    return rest(c, one, 'set-identity');
  if (isWord(c, 'restart')) return rest(c, one, 'set-identity');
  if ((isWord(c, 'set') || isWord(c, 'reset')) && isMark(c, '(', 1)) {
    const verb = peek(c)?.text as string;
    c.at = afterBracket(c, c.at + 1);
    return one(`${verb}-options`);
  }
  if (isWord(c, 'set') && (isWord(c, 'visible', 1) || isWord(c, 'invisible', 1))) return rest(c, one, 'set-visibility');
  if (isWord(c, 'options')) return rest(c, one, 'set-options');
  return undefined;
}

function rest(c: Cursor, one: (action: string) => Draft[], action: string): Draft[] {
  c.at = c.end;
  return one(action);
}

/** MySQL's `MODIFY [COLUMN] name definition` and `CHANGE [COLUMN] old new definition`: the whole definition is given anew. */
export function readMySqlColumn(c: Cursor, from: number, table: string): Draft[] | undefined {
  const verb = acceptOne(c, 'modify', 'change');
  accept(c, 'column');
  const ifExists = acceptIfExists(c);
  const before = name(c);
  const column = verb === 'change' ? name(c) : before;
  if (before === undefined || column === undefined) return undefined;
  const drafts: Draft[] = [];
  if (before !== column)
    drafts.push(draft(c, from, c.end, 'column.rename', { table, column: before, to: column, ifExists }));
  const read = readDefinition(c, table, column);
  drafts.push(draft(c, from, c.end, 'column.alter', { table, column, action: 'modify', ifExists, ...read.found }));
  return [...drafts, ...read.constraints];
}
