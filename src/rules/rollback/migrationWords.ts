import type { Op } from '../migration/server';
import { belongsToNew } from './migrationParts';

/** The first things that a migration does, in words; the same done to several things is said once. */
export function summary(ops: readonly Op[]): string {
  const own = ops.filter((op) => !belongsToNew(op, ops));
  const outside = own.filter((op) => op.tableState !== 'new' || op.op === 'table.create');
  const told = outside.length === 0 ? ops : outside;
  const groups = new Map<string, string[]>();
  for (const [does, name] of told.map(wordsOf)) {
    const names = groups.get(does) ?? [];
    if (!names.includes(name)) names.push(name);
    groups.set(does, names);
  }
  const said = [...groups].map(([does, names]) => {
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `${does}${names[0] === '' ? '' : ` ${names.slice(0, 3).join(', ')}`}${more}`;
  });
  return `${said.slice(0, 4).join('; ')}${said.length > 4 ? `; and ${said.length - 4} more kinds of change` : ''}`;
}

const verbs: Readonly<Record<string, string>> = {
  create: 'add',
  drop: 'drop',
  rename: 'rename',
  alter: 'change',
  validate: 'validate',
  attach: 'attach',
  detach: 'detach',
  refresh: 'refresh',
  insert: 'insert into',
  update: 'update',
  delete: 'delete from',
  truncate: 'empty',
};

/** What is done, and to what: `add index`, `orders_by_town`. */
export function wordsOf(op: Op): [does: string, name: string] {
  const [sort = '', verb = ''] = op.op.split('.');
  if (op.op === 'dynamic.unknown') return ['run statements put together at run time', ''];
  if (op.op === 'session.maintain') return [op.options?.verb ?? 'maintain', ''];
  const name = op.column
    ? `${op.table}.${op.column}`
    : sort === 'table' || sort === 'rows'
      ? op.table
      : (op.object ?? op.table);
  const does = verbs[verb] ?? verb;
  if (sort === 'value') return [`${does} to ${op.object} the label`, op.value ?? ''];
  const noun = sort === 'rows' || sort === 'column' ? '' : ` ${sort}`;
  const to = verb === 'rename' && op.to ? ` to ${op.to}` : '';
  return [`${does}${noun}`, `${name ?? ''}${to}`];
}
