import {
  accept,
  acceptMark,
  acceptOne,
  type Cursor,
  done,
  find,
  inBrackets,
  isMark,
  isMySql,
  isWord,
  listed,
  name,
  normal,
  peek,
  qualified,
} from './cursor';
import { type Draft, draft, options } from './operation';

const whole = (c: Cursor, op: Draft['op'], found: Parameters<typeof draft>[4] = {}): Draft =>
  draft(c, 0, c.end, op, found);

/** Transactions, settings, locks and maintenance, by the first word of the statement. Nothing when it is none of them. */
export function readSession(c: Cursor, word: string): Draft[] | undefined {
  switch (word) {
    case 'begin':
      return [whole(c, 'session.begin')];
    case 'start':
      return isWord(c, 'transaction') ? [whole(c, 'session.begin')] : undefined;
    case 'commit':
    case 'end':
    case 'rollback':
    case 'abort':
      // Two-phase: what was prepared is ended from outside any transaction.
      if (isWord(c, 'prepared') || find(c, ['to']) < c.end) return [];
      return readEnd(c, word === 'rollback' || word === 'abort' ? 'rollback' : 'commit');
    case 'prepare':
      return isWord(c, 'transaction') ? [whole(c, 'session.commit', { options: { sort: 'prepare' } })] : undefined;
    case 'savepoint':
    case 'release':
      return [];
    case 'set':
      return readSet(c);
    case 'reset':
      return [whole(c, 'session.set', { options: setting(qualified(c) ?? 'all', 'default', 'session') })];
    case 'pragma':
      return [readPragma(c)];
    case 'lock':
      return readLock(c);
    case 'unlock':
      return [];
    case 'vacuum':
    case 'analyze':
    case 'analyse':
    case 'optimize':
    case 'repair':
      return readVacuum(c, word === 'analyse' ? 'analyze' : word);
    case 'cluster':
      return readCluster(c);
    case 'repack':
      return readRepack(c);
    case 'reindex':
      return readReindex(c);
    case 'checkpoint':
      return [whole(c, 'session.maintain', { options: { verb: 'checkpoint' } })];
    default:
      return undefined;
  }
}

/** The end of a transaction; `AND CHAIN` begins the next one at once. */
function readEnd(c: Cursor, sort: string): Draft[] {
  const end = whole(c, 'session.commit', { options: { sort } });
  const chain = find(c, ['chain']);
  const chained = chain < c.end && !isWord(c, 'no', chain - 1 - c.at);
  return chained ? [end, whole(c, 'session.begin')] : [end];
}

function setting(key: string, value: string, scope: string): Record<string, string> {
  return { name: key.toLowerCase(), value, scope };
}

function readSet(c: Cursor): Draft[] {
  const drafts: Draft[] = [];
  for (const item of isMySql(c) ? listed(c) : [c]) {
    const from = item === c ? 0 : item.at;
    const scope = acceptOne(item, 'local', 'session', 'global', 'persist') ?? 'session';
    if (accept(item, 'transaction') || accept(item, 'characteristics')) {
      drafts.push(
        draft(c, from, item.end, 'session.set', {
          options: setting('transaction', normal(c, item.at, item.end), scope),
        }),
      );
      continue;
    }
    if (accept(item, 'time', 'zone')) {
      drafts.push(
        draft(c, from, item.end, 'session.set', { options: setting('timezone', normal(c, item.at, item.end), scope) }),
      );
      continue;
    }
    const token = peek(item);
    let variable = token?.kind === 'mark' && token.text.startsWith('@') ? token.text : undefined;
    if (variable) item.at++;
    if (variable?.startsWith('@@') && acceptMark(item, '.')) variable += `.${name(item) ?? ''}`;
    const key = variable ?? qualified(item);
    if (key === undefined) continue;
    if (!acceptMark(item, '=') && !acceptMark(item, ':=')) accept(item, 'to');
    const value = peek(item);
    const text = item.end - item.at === 1 && value ? value.text : normal(item, item.at, item.end);
    const named = key.replace(/^@@(?:session\.|global\.|local\.)?/, '');
    drafts.push(
      draft(c, from, item.end, 'session.set', {
        options: setting(named, text.toLowerCase(), key.startsWith('@@global') ? 'global' : scope),
      }),
    );
  }
  c.at = c.end;
  return drafts;
}

function readPragma(c: Cursor): Draft {
  const key = qualified(c) ?? '';
  if (isMark(c, '(')) c.at++;
  else acceptMark(c, '=');
  const value = peek(c)?.text ?? '';
  return whole(c, 'session.set', { options: setting(`pragma ${key}`, value.toLowerCase(), 'session') });
}

function readLock(c: Cursor): Draft[] {
  if (isWord(c, 'instance')) return [];
  acceptOne(c, 'table', 'tables');
  const end = find(c, ['in', 'nowait']);
  let mode = 'access exclusive';
  if (c.tokens[end]?.text === 'in' && end < c.end) {
    const stop = find(c, ['mode'], end);
    mode = normal(c, end + 1, stop);
  }
  const drafts: Draft[] = [];
  for (const item of listed({ ...c, end })) {
    accept(item, 'only');
    const table = qualified(item);
    acceptMark(item, '*');
    const word = normal(item, item.at, item.end).toLowerCase();
    const mysqlMode = /\b(read|write)\b/.exec(word)?.[1];
    drafts.push(whole(c, 'session.lock', { table, options: { mode: mysqlMode ?? mode } }));
  }
  c.at = c.end;
  return drafts;
}

/** `(FULL, ANALYZE false)`: options that are on. */
function bracketOptions(c: Cursor): Record<string, boolean> {
  const on: Record<string, boolean> = {};
  const inside = inBrackets(c);
  if (inside)
    for (const item of listed(inside)) {
      const key = name(item)?.toLowerCase();
      if (key) on[key] = !/^(?:false|off|0)$/.test(peek(item)?.text ?? 'true');
    }
  return on;
}

function readVacuum(c: Cursor, verb: string): Draft[] {
  const on = bracketOptions(c);
  for (let word = maintenanceWord(c); word; word = maintenanceWord(c)) on[word] = true;
  acceptOne(c, 'table', 'tables');
  const base = { verb, full: on.full, analyze: verb === 'vacuum' && on.analyze };
  if (done(c)) return [whole(c, 'session.maintain', { options: options({ ...base, target: 'database' }) })];
  const drafts: Draft[] = [];
  for (const item of listed(c)) {
    accept(item, 'only');
    drafts.push(
      whole(c, 'session.maintain', { table: qualified(item), options: options({ ...base, target: 'table' }) }),
    );
  }
  return drafts;
}

function maintenanceWord(c: Cursor): string | undefined {
  const word = acceptOne(
    c,
    'full',
    'freeze',
    'verbose',
    'analyze',
    'analyse',
    'no_write_to_binlog',
    'local',
    'skip_locked',
    'into',
  );
  if (word === 'into') c.at++;
  return word === 'analyse' ? 'analyze' : word;
}

function readCluster(c: Cursor): Draft[] {
  bracketOptions(c);
  accept(c, 'verbose');
  if (done(c)) return [whole(c, 'session.maintain', { options: { verb: 'cluster', target: 'database' } })];
  let table = qualified(c);
  let object = accept(c, 'using') ? name(c) : undefined;
  // The old spelling: CLUSTER index ON table.
  if (accept(c, 'on')) {
    object = table;
    table = qualified(c);
  }
  return [whole(c, 'session.maintain', { table, object, options: { verb: 'cluster', target: 'table' } })];
}

/** PostgreSQL 19: what VACUUM FULL and CLUSTER do, and with CONCURRENTLY while the table is in use. */
function readRepack(c: Cursor): Draft[] {
  const on = isMark(c, '(') ? bracketOptions(c) : {};
  const concurrently = accept(c, 'concurrently') || on.concurrently === true;
  const table = done(c) ? undefined : qualified(c);
  const target = table === undefined ? 'database' : 'table';
  return [whole(c, 'session.maintain', { table, concurrently, options: { verb: 'repack', target } })];
}

function readReindex(c: Cursor): Draft[] {
  const on = isMark(c, '(') ? bracketOptions(c) : {};
  const target = acceptOne(c, 'table', 'index', 'schema', 'database', 'system');
  const concurrently = accept(c, 'concurrently') || on.concurrently === true;
  const object = qualified(c);
  return [
    whole(c, 'session.maintain', {
      ...(target === 'table' ? { table: object } : { object }),
      concurrently,
      options: options({ verb: 'reindex', target: target ?? 'table' }),
    }),
  ];
}
