import { readConstraint } from './constraints';
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
  name,
  normal,
  peek,
} from './cursor';
import { type ReadDefault, readDefault } from './defaults';
import { type Draft, draft, options } from './operation';
import { readType } from './types';

/** A column as its definition tells, and the constraints written in it. */
export interface ReadColumn {
  found: Partial<Draft>;
  constraints: Draft[];
}

/** Reads what follows the name of a column: type, default, nullability, generation, inline constraints. */
export function readDefinition(c: Cursor, table: string, column: string): ReadColumn {
  const type = readType(c);
  const constraints: Draft[] = [];
  const more: Record<string, string | boolean | undefined> = {};
  let nullable: boolean | undefined;
  let generated: Draft['generated'];
  let expression: string | undefined;
  let value: ReadDefault | undefined;
  if (type && /^(?:small|big)?serial$/.test(type)) {
    generated = 'serial';
    nullable = false;
  }
  while (!done(c)) {
    const constraint = readConstraint(c, { table, column });
    if (constraint) {
      constraints.push(constraint);
      if (constraint.constraint === 'primary-key' || constraint.constraint === 'not-null') nullable = false;
      if (constraint.options?.autoincrement) generated = 'serial';
    } else if (isWord(c, 'constraint') && /^(?:default|not|null|collate)$/.test(peek(c, 2)?.text ?? '')) c.at += 2;
    else if (accept(c, 'not', 'null')) {
      nullable = false;
      accept(c, 'on', 'conflict');
      acceptOne(c, 'rollback', 'abort', 'fail', 'ignore', 'replace');
      accept(c, 'no', 'inherit');
    } else if (accept(c, 'null')) nullable ??= true;
    else if (accept(c, 'default')) {
      if (isMySql(c) && isMark(c, '(')) more.expressionDefault = true;
      value = readDefault(c);
    } else if (isMySql(c) && accept(c, 'on', 'update')) more.onUpdate = onUpdate(c);
    else if (isMySql(c) && acceptOne(c, 'primary', 'key')) {
      accept(c, 'key');
      nullable = false;
      constraints.push(
        draft(c, c.at - 1, c.at, 'constraint.create', {
          table,
          column,
          object: 'PRIMARY',
          constraint: 'primary-key',
          columns: [column],
        }),
      );
    } else if (acceptOne(c, 'auto_increment', 'autoincrement')) generated = 'serial';
    else if (isWord(c, 'generated') || (isWord(c, 'as') && isMark(c, '(', 1))) {
      const read = readGenerated(c);
      generated = read.generated;
      expression = read.expression;
      if (generated === 'identity') nullable = false;
      Object.assign(more, read.options);
    } else if (accept(c, 'collate')) more.collate = collation(c);
    else if (isWord(c, 'character') || isWord(c, 'charset')) {
      c.at++;
      accept(c, 'set');
      acceptMark(c, '=');
      more.charset = name(c);
    } else if (accept(c, 'comment')) c.at++;
    else if (accept(c, 'first')) more.position = 'first';
    else if (accept(c, 'after')) more.position = `after ${name(c) ?? ''}`;
    else if (acceptOne(c, 'storage', 'compression', 'column_format', 'engine_attribute', 'srid')) {
      acceptMark(c, '=');
      c.at++;
    } else if (acceptOne(c, 'invisible', 'visible', 'persistent', 'binary', 'ascii', 'unicode', 'virtual', 'stored')) {
      // Changes nothing that is asked about.
    } else if (isWord(c, 'with') && isWord(c, 'options', 1)) c.at += 2;
    else if (isWord(c, 'options') && isMark(c, '(', 1)) {
      c.at++;
      c.at = afterBracket(c);
    } else {
      c.surprised = true;
      c.at = isMark(c, '(') ? afterBracket(c) : c.at + 1;
    }
  }
  return {
    found: {
      ...(type === undefined ? {} : { type }),
      nullable: nullable ?? true,
      ...(value ?? { default: 'none' }),
      ...(generated ? { generated } : {}),
      ...(expression === undefined ? {} : { expression }),
      ...(options(more) ? { options: options(more) as Record<string, string> } : {}),
    },
    constraints,
  };
}

function collation(c: Cursor): string | undefined {
  acceptMark(c, '=');
  let text = name(c);
  while (acceptMark(c, '.')) text = name(c);
  return text;
}

function onUpdate(c: Cursor): string {
  const from = c.at;
  c.at++;
  if (isMark(c, '(')) c.at = afterBracket(c);
  return normal(c, from, c.at);
}

/** `GENERATED ALWAYS AS (…) STORED`, `GENERATED … AS IDENTITY`, and MySQL's and SQLite's short `AS (…)`. */
export function readGenerated(
  c: Cursor,
): Pick<Draft, 'generated' | 'expression'> & { options: Record<string, string> } {
  accept(c, 'generated');
  const when = acceptOne(c, 'always', 'by');
  if (when === 'by') accept(c, 'default');
  accept(c, 'on', 'null');
  accept(c, 'as');
  if (accept(c, 'identity')) {
    if (isMark(c, '(')) c.at = afterBracket(c);
    return { generated: 'identity', options: { always: when === 'always' ? 'true' : 'false' } };
  }
  const from = c.at;
  if (isMark(c, '(')) c.at = afterBracket(c);
  const expression = normal(c, from, c.at);
  const kept = acceptOne(c, 'stored', 'virtual', 'persistent');
  return { generated: kept === 'stored' || kept === 'persistent' ? 'stored' : 'virtual', expression, options: {} };
}
