import type { DdlObject } from '../../core/fact';
import {
  accept,
  acceptIfExists,
  acceptMark,
  acceptOne,
  afterBracket,
  type Cursor,
  done,
  find,
  isMark,
  isWord,
  listed,
  name,
  normal,
  peek,
  qualified,
  wordsAhead,
} from './cursor';
import { actionOf } from './indexes';
import { type Draft, draft, options } from './operation';

/**
 * Objects that have no clauses worth a reader of their own, by the words of their statement. `sort` tells apart what shares a kind:
 * whatever is neither schema, routine nor trigger but a thing of the server goes under `extension`.
 */
const sorts: readonly (readonly [string, DdlObject, string | undefined])[] = [
  ['materialized view', 'view', 'materialized'],
  ['event trigger', 'trigger', 'event'],
  ['foreign data wrapper', 'extension', 'foreign data wrapper'],
  ['foreign table', 'table', 'foreign'],
  ['user mapping', 'extension', 'user mapping'],
  ['access method', 'extension', 'access method'],
  ['operator class', 'extension', 'operator class'],
  ['operator family', 'extension', 'operator family'],
  ['text search', 'extension', 'text search'],
  ['view', 'view', undefined],
  ['schema', 'schema', undefined],
  ['database', 'schema', 'database'],
  ['extension', 'extension', undefined],
  ['function', 'routine', 'function'],
  ['procedure', 'routine', 'procedure'],
  ['routine', 'routine', undefined],
  ['aggregate', 'routine', 'aggregate'],
  ['event', 'routine', 'event'],
  ['package', 'routine', 'package'],
  ['trigger', 'trigger', undefined],
  ['rule', 'trigger', 'rule'],
  ['policy', 'policy', undefined],
  ['sequence', 'sequence', undefined],
  ['role', 'grant', 'role'],
  ['user', 'grant', 'role'],
  ['group', 'grant', 'role'],
  ['statistics', 'extension', 'statistics'],
  ['publication', 'extension', 'publication'],
  ['subscription', 'extension', 'subscription'],
  ['server', 'extension', 'server'],
  ['collation', 'extension', 'collation'],
  ['conversion', 'extension', 'conversion'],
  ['cast', 'extension', 'cast'],
  ['operator', 'extension', 'operator'],
  ['language', 'extension', 'language'],
  ['transform', 'extension', 'transform'],
  ['tablespace', 'extension', 'tablespace'],
  ['owned', 'extension', 'owned'],
  ['large object', 'extension', 'large object'],
];

/** Moves over the words that name a sort of object. */
export function acceptSort(c: Cursor): { object: DdlObject; sort: string | undefined; words: string } | undefined {
  const ahead = `${wordsAhead(c, 3)} `;
  for (const [words, object, sort] of sorts) {
    if (!ahead.startsWith(`${words} `)) continue;
    c.at += words.split(' ').length;
    return { object, sort, words };
  }
  return undefined;
}

/** Creates an object of one of the simple sorts. */
export function readCreateObject(c: Cursor, given: Record<string, string | boolean | undefined>): Draft[] | undefined {
  const found = acceptSort(c);
  if (!found) return undefined;
  const ifExists = acceptIfExists(c);
  const more = { ...given, sort: given.sort ?? found.sort };
  const make = (fields: Parameters<typeof draft>[4], set: Record<string, string | boolean | undefined> = more) => [
    draft(c, 0, c.end, `${found.object}.create`, { ifExists, ...fields, options: options(set) }),
  ];
  const simple = () => {
    const object = peek(c)?.kind === 'mark' ? undefined : qualified(c);
    c.at = c.end;
    return make({ object });
  };
  switch (found.object) {
    case 'view':
      return make(...readView(c, more));
    case 'trigger':
      return make(...readTrigger(c, more, found.sort));
    case 'policy': {
      const object = name(c);
      const table = accept(c, 'on') ? qualified(c) : undefined;
      c.at = c.end;
      return make({ object, table });
    }
    case 'schema': {
      const object = isWord(c, 'authorization') ? undefined : name(c);
      const owner = accept(c, 'authorization') ? name(c) : undefined;
      c.at = c.end;
      return make({ object: object ?? owner });
    }
    case 'extension': {
      if (found.sort !== 'statistics') return simple();
      const object = isWord(c, 'on') || isMark(c, '(') ? undefined : qualified(c);
      c.at = find(c, ['from']) + 1;
      const table = qualified(c);
      c.at = c.end;
      return make({ object, table });
    }
    default:
      return simple();
  }
}

type Made = [Parameters<typeof draft>[4], Record<string, string | boolean | undefined>];

function readView(c: Cursor, more: Record<string, string | boolean | undefined>): Made {
  const object = qualified(c);
  const columns = isMark(c, '(') ? normal(c, c.at, afterBracket(c)) : undefined;
  const from = find(c, ['as']);
  const noData = /with no data$/.test(normal(c, Math.max(from, c.end - 3), c.end));
  const expression = from < c.end ? normal(c, from + 1, noData ? c.end - 3 : c.end) : undefined;
  c.at = c.end;
  return [
    { object, expression },
    { ...more, columns, withNoData: noData },
  ];
}

function readTrigger(c: Cursor, more: Record<string, string | boolean | undefined>, sort: string | undefined): Made {
  const object = qualified(c);
  if (sort === 'rule') {
    c.at = find(c, ['to']) + 1;
    const table = qualified(c);
    c.at = c.end;
    return [{ object, table }, more];
  }
  const on = find(c, ['on']);
  const timing = normal(c, c.at, on).toLowerCase();
  c.at = on + 1;
  const table = sort === 'event' || on >= c.end ? undefined : qualified(c);
  c.at = c.end;
  return [
    { object, table },
    { ...more, timing: timing || undefined },
  ];
}

/** Drops one or several objects of the simple sorts, and tables, types and domains. */
export function readDropObject(c: Cursor): Draft[] | undefined {
  acceptOne(c, 'temporary', 'temp');
  const start = c.at;
  const special = acceptOne(c, 'table', 'type', 'domain', 'tables');
  const found = special
    ? ({
        object: special.startsWith('table') ? 'table' : 'type',
        sort: special === 'domain' ? 'domain' : undefined,
      } as const)
    : acceptSort(c);
  if (!found) {
    c.at = start;
    return undefined;
  }
  const ifExists = acceptIfExists(c);
  const end = find(c, ['cascade', 'restrict']);
  const cascade = end < c.end && c.tokens[end]?.text === 'cascade';
  const set = options({ sort: found.sort });
  const drafts: Draft[] = [];
  for (const item of listed({ ...c, end })) {
    const object = qualified(item);
    if (object === undefined && found.sort !== 'cast' && found.sort !== 'owned' && found.sort !== 'operator')
      c.surprised = true;
    const table = acceptTable(item, found.object);
    const named = found.object === 'table' ? { table: object } : { object, table };
    drafts.push(draft(c, 0, c.end, `${found.object}.drop`, { ...named, ifExists, cascade, options: set }));
    const rest =
      found.object === 'routine' ||
      found.object === 'extension' ||
      found.object === 'grant' ||
      found.object === 'schema';
    if (!done(item) && !rest) c.surprised = true;
  }
  c.at = c.end;
  if (drafts.length === 0) c.surprised = true;
  return drafts;
}

function acceptTable(c: Cursor, object: DdlObject): string | undefined {
  if (object !== 'trigger' && object !== 'policy') return undefined;
  return accept(c, 'on') ? qualified(c) : undefined;
}

/** Alters or renames an object of one of the simple sorts. */
export function readAlterObject(c: Cursor): Draft[] | undefined {
  const found = acceptSort(c);
  if (!found) return undefined;
  const ifExists = acceptIfExists(c);
  const object = peek(c)?.kind === 'mark' ? undefined : qualified(c);
  if (found.object === 'routine' && isMark(c, '(')) c.at = afterBracket(c);
  const table = acceptTable(c, found.object);
  const base = { object, table, ifExists };
  const set = options({ sort: found.sort });
  const make = (op: Draft['op'], more: Parameters<typeof draft>[4]) => [
    draft(c, 0, c.end, op, { ...base, options: set, ...more }),
  ];
  if (accept(c, 'rename', 'to')) return make(`${found.object}.rename`, { to: name(c) });
  if (accept(c, 'rename', 'column') || (found.object === 'view' && accept(c, 'rename'))) {
    const column = name(c);
    accept(c, 'to');
    return make('view.alter', { action: 'rename-column', column, to: name(c) });
  }
  if (accept(c, 'set', 'schema')) return make(`${found.object}.alter`, { action: 'set-schema', to: name(c) });
  const inDatabase = found.object === 'grant' && accept(c, 'in', 'database') ? name(c) : undefined;
  if ((found.object === 'grant' || found.sort === 'database') && isWord(c, 'set') && !isWord(c, 'tablespace', 1)) {
    c.at++;
    const key = qualified(c);
    if (!acceptMark(c, '=')) accept(c, 'to');
    const value = c.end - c.at === 1 ? peek(c)?.text : normal(c, c.at, c.end);
    return make(`${found.object}.alter`, {
      action: 'set',
      options: options({ sort: found.sort, database: inDatabase, name: key?.toLowerCase(), value }),
    });
  }
  const action = actionOf(c);
  c.at = c.end;
  return make(`${found.object}.alter`, { action });
}

/** `REFRESH MATERIALIZED VIEW`. */
export function readRefresh(c: Cursor): Draft[] | undefined {
  if (!accept(c, 'materialized', 'view')) return undefined;
  const concurrently = accept(c, 'concurrently');
  const object = qualified(c);
  const withNoData = accept(c, 'with', 'no', 'data');
  accept(c, 'with', 'data');
  if (!done(c)) c.surprised = true;
  return [draft(c, 0, c.end, 'view.refresh', { object, concurrently, options: options({ withNoData }) })];
}

/** MySQL's `RENAME TABLE a TO b, c TO d`. */
export function readRenameTables(c: Cursor): Draft[] | undefined {
  if (!acceptOne(c, 'table', 'tables')) return undefined;
  acceptIfExists(c);
  const drafts: Draft[] = [];
  const from = c.at;
  for (const item of listed(c)) {
    const at = item.at;
    const table = qualified(item);
    acceptOne(item, 'wait', 'nowait');
    if (!accept(item, 'to')) c.surprised = true;
    drafts.push(draft(c, at === from ? 0 : at, item.end, 'table.rename', { table, to: qualified(item) }));
  }
  return drafts;
}
