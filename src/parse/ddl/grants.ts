import { accept, acceptOne, type Cursor, find, isMark, isWord, listed, normal, qualified } from './cursor';
import { type Draft, draft, options } from './operation';

/** GRANT and REVOKE, ALTER DEFAULT PRIVILEGES: who may do what, on one or several objects. */
export function readGrant(c: Cursor, verb: 'create' | 'drop'): Draft[] {
  const on = find(c, ['on']);
  const privileges = normal(c, c.at, Math.min(on, find(c, ['to', 'from'])));
  if (on >= c.end)
    return [draft(c, 0, c.end, `grant.${verb}`, { options: options({ sort: 'membership', privileges }) })];
  c.at = on + 1;
  const all = accept(c, 'all');
  const start = c.at;
  const sort = acceptOne(
    c,
    'table',
    'tables',
    'sequence',
    'sequences',
    'function',
    'functions',
    'procedure',
    'routine',
    'routines',
    'schema',
    'database',
    'type',
    'domain',
    'language',
    'large',
    'tablespace',
    'parameter',
    'foreign',
  );
  if (sort && (isWord(c, 'to') || isMark(c, '.')) && !all) c.at = start;
  const end = find(c, ['to', 'from']);
  const isTable = !all && (sort === undefined || sort === 'table');
  const drafts: Draft[] = [];
  if (!all)
    for (const item of listed({ ...c, end })) {
      const object = isMark(item, '*') ? undefined : qualified(item);
      drafts.push(
        draft(c, 0, c.end, `grant.${verb}`, {
          ...(isTable ? { table: object } : { object }),
          options: options({ sort: isTable ? undefined : sort, privileges }),
        }),
      );
    }
  c.at = c.end;
  return drafts.length > 0
    ? drafts
    : [draft(c, 0, c.end, `grant.${verb}`, { options: options({ sort: `all ${sort ?? ''}`.trim(), privileges }) })];
}

/** `COMMENT ON … IS …`. */
export function readComment(c: Cursor): Draft[] {
  accept(c, 'on');
  const end = find(c, ['is']);
  const sort = normal(c, c.at, c.at + 1);
  c.at++;
  const path = qualified({ ...c, end }) ?? '';
  c.at = c.end;
  const cut = path.lastIndexOf('.');
  const found =
    sort === 'column' && cut > 0
      ? { table: path.slice(0, cut), column: path.slice(cut + 1) }
      : sort === 'table'
        ? { table: path }
        : { object: path };
  return [draft(c, 0, c.end, 'comment.create', { ...found, options: options({ sort }) })];
}
