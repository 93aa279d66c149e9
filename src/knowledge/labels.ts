import type { Fact } from '../core/fact';
import { plainName } from '../core/names';

type Op = Fact<'ddl.resolved'>;

/** A label that pending operations add to a closed set of the database: an enum, MySQL's enum column, a CHECK with a list. */
export interface AddedLabel {
  op: Op;
  label: string;
  /** What holds it, for people: `order_status`, `orders.status`. */
  set: string;
  /** Names under which code may write it, plain: the type and its columns. */
  names: string[];
  /** The labels of the version before. */
  before: string[];
}

/** Prisma's client refuses by itself what its enum does not have. */
const checksItself = (op: Op) => op.tool === 'prisma' && op.op === 'value.create';

/** Labels that the release adds where others stood before. */
export function addedLabels(resolved: readonly Op[]): AddedLabel[] {
  const ops = resolved.filter((op) => op.pending && op.direction === 'up' && op.tableState !== 'new');
  return ops.flatMap((op) => {
    if (op.op === 'value.create') return checksItself(op) ? [] : toEnum(op, ops);
    if (op.op === 'column.alter' && op.action === 'modify') return toColumn(op);
    return op.op === 'constraint.create' && op.constraint === 'check' ? toCheck(op, ops) : [];
  });
}

/** ALTER TYPE … ADD VALUE, or a type of the same name in place of one that was renamed away. */
function toEnum(op: Op, ops: readonly Op[]): AddedLabel[] {
  const isSame = (other: Op) =>
    other.database === op.database && plainName(other.object ?? '') === plainName(op.object ?? '');
  const known = op.objectState === 'new' ? ops.find((other) => other.op === 'type.rename' && isSame(other)) : op;
  const fresh = new Set(
    ops
      .filter((other) => other.op === 'value.create' && other.objectState !== 'new' && isSame(other))
      .map((o) => o.value),
  );
  const before = known?.before?.labels?.filter((label) => !fresh.has(label)) ?? [];
  const columns = known?.before?.columns ?? [];
  return added(op, op.value === undefined ? [] : [op.value], before, op.object ?? '', [
    op.object ?? '',
    ...columns.map((column) => column.name),
  ]);
}

/** MySQL: `MODIFY status enum('a', 'b', 'c')`. */
function toColumn(op: Op): AddedLabel[] {
  const labels = (type: string | undefined) => (/^enum\s*\(/i.test(type ?? '') ? quoted(type ?? '') : []);
  return added(op, labels(op.type), labels(op.before?.type), `${op.table}.${op.column}`, [op.column ?? '']);
}

/** A CHECK with a longer list in place of one that is dropped. */
function toCheck(op: Op, ops: readonly Op[]): AddedLabel[] {
  const list = listOf(op.expression);
  if (!list) return [];
  const before = ops
    .filter((other) => other.op === 'constraint.drop' && other.table === op.table && other.database === op.database)
    .map((other) => listOf(other.before?.expression))
    .find((other) => other?.column === list.column);
  return added(op, list.labels, before?.labels ?? [], `${op.table}.${list.column}`, [list.column]);
}

function added(op: Op, labels: string[], before: string[], set: string, names: string[]): AddedLabel[] {
  if (before.length === 0) return [];
  return labels
    .filter((label) => !before.includes(label))
    .map((label) => ({ op, label, set, names: [...new Set(names.map(plainName))], before }));
}

/** `status IN ('a', 'b')`, and what PostgreSQL makes of it: `status = ANY (ARRAY['a'::text, 'b'::text])`. */
function listOf(expression: string | undefined): { column: string; labels: string[] } | undefined {
  const match = /^[\s(]*["`]?(\w+)["`]?\)?(?:\s*::\s*\w+)?\)?\s*(?:in\s*\(|=\s*any\s*\()([^;]*)$/i.exec(
    expression ?? '',
  );
  if (!match || /\b(?:and|or)\b/i.test((match[2] ?? '').replace(/'(?:[^']|'')*'/g, ''))) return undefined;
  return { column: match[1] as string, labels: quoted(match[2] as string) };
}

function quoted(text: string): string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] as string).replaceAll("''", "'"));
}
