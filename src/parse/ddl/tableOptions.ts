import {
  accept,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  done,
  isMark,
  isMySql,
  isWord,
  listed,
  name,
  peek,
  qualified,
} from './cursor';
import { type Draft, draft, options } from './operation';

/** Clauses of ALTER TABLE that change the table itself: storage, owner, inheritance, MySQL's table options and partitions. */
export function readTableOption(c: Cursor, from: number, table: string): Draft[] | undefined {
  const one = (action: string, found: Parameters<typeof draft>[4] = {}) => {
    const made = draft(c, from, c.end, 'table.alter', { table, action, ...found });
    c.at = c.end;
    return [made];
  };
  if (accept(c, 'owner', 'to')) return one('owner', { to: name(c) });
  if (accept(c, 'set', 'schema')) return one('set-schema', { to: name(c) });
  if (accept(c, 'set', 'logged')) return one('set-logged');
  if (accept(c, 'set', 'unlogged')) return one('set-unlogged');
  if (accept(c, 'set', 'tablespace')) return one('set-tablespace', { options: options({ tablespace: name(c) }) });
  if (accept(c, 'set', 'access', 'method')) return one('set-access-method', { options: options({ using: name(c) }) });
  if (accept(c, 'set', 'without')) return one(accept(c, 'cluster') ? 'set-without-cluster' : 'set-without-oids');
  if ((isWord(c, 'set') || isWord(c, 'reset')) && isMark(c, '(', 1)) {
    const verb = peek(c)?.text;
    c.at++;
    return one(`${verb}-options`, { options: options({ parameters: parameters(c) }) });
  }
  if (accept(c, 'replica', 'identity')) return one('replica-identity', { options: options({ identity: name(c) }) });
  if (accept(c, 'cluster', 'on')) return one('cluster-on', { object: qualified(c) });
  if (accept(c, 'inherit')) return one('inherit', { to: qualified(c) });
  if (accept(c, 'no', 'inherit')) return one('no-inherit', { to: qualified(c) });
  if (accept(c, 'force', 'row', 'level', 'security')) return one('force-rls');
  if (accept(c, 'no', 'force', 'row', 'level', 'security')) return one('no-force-rls');
  if (accept(c, 'not', 'of')) return one('not-of');
  if (accept(c, 'of')) return one('of', { to: qualified(c) });
  if (isWord(c, 'options') && isMark(c, '(', 1)) return one('set-options');
  if (accept(c, 'split', 'partition') || accept(c, 'merge', 'partitions')) {
    c.at = c.end;
    return [draft(c, from, c.end, 'partition.alter', { table, action: 'split' })];
  }
  return isMySql(c) || c.dialect === 'unknown' ? mySqlOption(c, from, table, one) : undefined;
}

function mySqlOption(
  c: Cursor,
  from: number,
  table: string,
  one: (action: string, found?: Parameters<typeof draft>[4]) => Draft[],
): Draft[] | undefined {
  const partition =
    /^(?:reorganize|coalesce|exchange|rebuild|optimize|analyze|check|repair|discard|import|truncate|remove)$/;
  const word = peek(c)?.text ?? '';
  if (isWord(c, 'partition') && isWord(c, 'by', 1)) {
    c.at = c.end;
    return [draft(c, from, c.end, 'partition.alter', { table, action: 'partition-by' })];
  }
  if (partition.test(word) && /^partition(?:s|ing)?$/.test(peek(c, 1)?.text ?? '')) {
    const truncates = word === 'truncate';
    c.at += 2;
    const object = truncates ? name(c) : undefined;
    c.at = c.end;
    return [
      truncates
        ? draft(c, from, c.end, 'rows.truncate', { table, object })
        : draft(c, from, c.end, 'partition.alter', { table, action: word }),
    ];
  }
  if (accept(c, 'convert', 'to')) {
    if (!accept(c, 'charset')) accept(c, 'character', 'set');
    const charset = name(c);
    const collate = accept(c, 'collate') ? name(c) : undefined;
    return one('convert-charset', { options: options({ charset, collate }) });
  }
  if (accept(c, 'order', 'by')) return one('order-by');
  if (accept(c, 'force')) return one('force');
  if (acceptOne(c, 'discard', 'import')) return one(`${word}-tablespace`);
  if (accept(c, 'without', 'validation') || accept(c, 'with', 'validation')) return one('validation');
  return readOptionList(c, from, table);
}

const known = new Set(
  'engine auto_increment row_format comment key_block_size charset collate stats_persistent stats_auto_recalc stats_sample_pages max_rows min_rows avg_row_length checksum compression encryption tablespace pack_keys delay_key_write insert_method union data index connection password secondary_engine autoextend_size page_compressed page_checksum transactional character default'.split(
    ' ',
  ),
);

/** MySQL takes table options one after the other without a comma. */
function readOptionList(c: Cursor, from: number, table: string): Draft[] | undefined {
  const drafts: Draft[] = [];
  while (!done(c)) {
    const word = peek(c)?.text ?? '';
    if (peek(c)?.kind !== 'word' || !known.has(word)) return drafts.length > 0 ? drafts : undefined;
    const at = drafts.length === 0 ? from : c.at;
    const isDefault = accept(c, 'default');
    const key = name(c)?.toLowerCase() ?? '';
    if (key === 'character') accept(c, 'set');
    if (key === 'data' || key === 'index') accept(c, 'directory');
    acceptMark(c, '=');
    const value = peek(c);
    if (isMark(c, '(')) c.at = afterBracket(c);
    else if (!done(c)) c.at++;
    const charset = key === 'charset' || key === 'character' || key === 'collate';
    const action = charset ? 'default-charset' : key.replaceAll('_', '-');
    const option = key === 'character' ? 'charset' : key;
    drafts.push(
      draft(c, at, c.at, 'table.alter', {
        table,
        action,
        options: options({ [option]: value?.text.toLowerCase(), default: isDefault }),
      }),
    );
  }
  return drafts;
}

function parameters(c: Cursor): string {
  if (!isMark(c, '(')) return '';
  const inside = { ...c, at: c.at + 1, end: afterBracket(c) - 1 };
  return [...listed(inside)].map((item) => qualified(item) ?? '').join(',');
}
