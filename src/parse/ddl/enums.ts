import { readConstraint } from './constraints';
import {
  accept,
  acceptIfExists,
  acceptOne,
  type Cursor,
  find,
  inBrackets,
  isMark,
  isWord,
  name,
  normal,
  peek,
  qualified,
} from './cursor';
import { readDefault } from './defaults';
import { actionOf } from './indexes';
import { type Draft, draft, options } from './operation';
import { readType } from './types';

/** Reads what follows `CREATE TYPE`; each label of an enum is a value of its own. */
export function readCreateType(c: Cursor): Draft[] {
  const ifExists = acceptIfExists(c);
  const object = qualified(c);
  const make = (sort: string) => draft(c, 0, c.end, 'type.create', { object, ifExists, options: options({ sort }) });
  if (accept(c, 'as', 'enum')) {
    const inside = inBrackets(c);
    const drafts = [make('enum')];
    for (let i = inside?.at ?? 0; i < (inside?.end ?? 0); i++) {
      const token = c.tokens[i];
      if (token?.kind === 'string') drafts.push(draft(c, i, i + 1, 'value.create', { object, value: token.text }));
    }
    return drafts;
  }
  if (accept(c, 'as', 'range')) {
    c.at = c.end;
    return [make('range')];
  }
  if (accept(c, 'as')) {
    c.at = c.end;
    return [make('composite')];
  }
  const sort = isMark(c, '(') ? 'base' : 'shell';
  c.at = c.end;
  return [make(sort)];
}

export function readAlterType(c: Cursor): Draft[] {
  const object = qualified(c);
  const all = (op: Draft['op'], found: Parameters<typeof draft>[4]) => [draft(c, 0, c.end, op, { object, ...found })];
  if (accept(c, 'add', 'value')) {
    const ifExists = acceptIfExists(c);
    const value = peek(c)?.text;
    c.at++;
    const side = acceptOne(c, 'before', 'after');
    const beside = side ? peek(c)?.text : undefined;
    if (side) c.at++;
    return all('value.create', { value, ifExists, options: options(side ? { [side]: beside } : {}) });
  }
  if (accept(c, 'rename', 'value')) {
    const value = peek(c)?.text;
    c.at++;
    accept(c, 'to');
    const to = peek(c)?.text;
    c.at++;
    return all('value.rename', { value, to });
  }
  if (accept(c, 'rename', 'to')) return all('type.rename', { to: name(c) });
  if (accept(c, 'set', 'schema')) return all('type.alter', { action: 'set-schema', to: name(c) });
  const action = actionOf(c);
  c.at = c.end;
  return all('type.alter', { action });
}

export function readCreateDomain(c: Cursor): Draft[] {
  const object = qualified(c);
  accept(c, 'as');
  const type = readType(c);
  let nullable = true;
  let expression: string | undefined;
  let constraint: string | undefined;
  while (c.at < c.end) {
    if (accept(c, 'not', 'null')) nullable = false;
    else if (accept(c, 'default')) readDefault(c);
    else if (accept(c, 'collate')) qualified(c);
    else if (accept(c, 'constraint')) name(c);
    else if (accept(c, 'null')) continue;
    else {
      const read = readConstraint(c, { table: object ?? '', column: 'value' });
      if (!read) {
        c.surprised = true;
        break;
      }
      expression ??= read.expression;
      constraint ??= read.constraint;
    }
  }
  return [
    draft(c, 0, c.end, 'type.create', {
      object,
      type,
      nullable,
      expression,
      constraint,
      options: options({ sort: 'domain' }),
    }),
  ];
}

export function readAlterDomain(c: Cursor): Draft[] {
  const ifExists = acceptIfExists(c);
  const object = qualified(c);
  const make = (op: Draft['op'], found: Parameters<typeof draft>[4]) => [
    draft(c, 0, c.end, op, { object, ifExists, ...found, options: options({ sort: 'domain' }) }),
  ];
  if (accept(c, 'rename', 'to')) return make('type.rename', { to: name(c) });
  if (accept(c, 'set', 'schema')) return make('type.alter', { action: 'set-schema', to: name(c) });
  if (isWord(c, 'add')) {
    c.at++;
    const read = readConstraint(c, { table: object ?? '', column: 'value' });
    if (!read) accept(c, 'not', 'null');
    return make('type.alter', {
      action: 'add-constraint',
      constraint: read?.constraint ?? 'not-null',
      expression: read?.expression,
      notValid: read?.notValid,
    });
  }
  if (accept(c, 'set', 'not', 'null')) return make('type.alter', { action: 'set-not-null', nullable: false });
  if (accept(c, 'drop', 'not', 'null')) return make('type.alter', { action: 'drop-not-null' });
  const end = find(c, ['cascade', 'restrict']);
  const action = actionOf(c);
  if (action === 'set-default') return make('type.alter', { action, defaultText: normal(c, c.at, end) });
  return make('type.alter', { action });
}
