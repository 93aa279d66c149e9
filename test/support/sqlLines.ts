import type { SqlOperation } from '../../src/parse/sql';

/** An operation in one line: what it is about, then every field that is set, in the order of the vocabulary. */
export function sqlLine(operation: SqlOperation): string {
  const { op, table, column, object, to, type, references, columns, options, ...rest } = operation;
  const words: string[] = [op];
  if (table !== undefined) words.push(column === undefined ? table : `${table}.${column}`);
  if (object !== undefined) words.push(`[${object}]`);
  if (to !== undefined) words.push(`→ ${to}`);
  if (type !== undefined) words.push(type);
  if (columns !== undefined) words.push(`(${columns.join(', ')})`);
  if (references) words.push(`references ${references.table}(${references.columns.join(', ')})`);
  if (rest.nullable !== undefined) words.push(rest.nullable ? 'null' : 'not null');
  if (rest.default !== undefined && rest.default !== 'none') words.push(`default ${rest.default}: ${rest.defaultText}`);
  if (rest.generated) words.push(rest.generated);
  for (const key of ['action', 'constraint', 'value', 'usingIndex', 'where'] as const)
    if (rest[key] !== undefined) words.push(`${key}=${rest[key]}`);
  if (rest.expression !== undefined) words.push(`{${rest.expression}}`);
  for (const key of ['concurrently', 'notValid', 'unique', 'ifExists', 'cascade', 'batched', 'idempotent'] as const)
    if (rest[key]) words.push(key);
  for (const [key, value] of Object.entries(options ?? {}).sort()) words.push(`${key}:${value}`);
  if (rest.confidence) words.push(rest.confidence);
  return words.join(' ');
}
