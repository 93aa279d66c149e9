import type { Step } from '../../core/step';
import type { Op } from '../migration/server';
import { takesAway } from './migrationParts';
import { isAnotherKind } from './typeFamilies';

/** PostgreSQL: elsewhere a value of another kind is converted in silence. */
function changesKind({ op, action, dialect, before, type, tableState, objectState }: Op): boolean {
  return (
    op === 'column.alter' &&
    action === 'type' &&
    dialect === 'postgresql' &&
    tableState !== 'new' &&
    objectState !== 'new' &&
    before?.type !== undefined &&
    type !== undefined &&
    isAnotherKind(before.type, type)
  );
}

/** A new column that every row needs and that nothing fills any more: what the old code inserts does not name it. */
function losesDefault(op: Op, ops: readonly Op[]): boolean {
  if (op.op !== 'column.alter' || op.action !== 'drop-default' || op.tableState === 'new') return false;
  if (op.objectState !== 'new' || op.before?.nullable !== false) return false;
  return !ops.some(
    (other) =>
      (other.order ?? 0) > (op.order ?? 0) &&
      other.table === op.table &&
      other.column === op.column &&
      (other.action === 'set-default' || other.action === 'drop-not-null'),
  );
}

/** What code uses by name comes first when it is told what goes. */
const told = ['table', 'column', 'view', 'rows', 'value', 'schema', 'type'];
const sortOf = ({ op }: Op) => op.slice(0, op.indexOf('.'));

/** Whether the version before can run on the schema after this migration. */
export function compatibilityOf(ops: readonly Op[]): NonNullable<Step['compatible']> {
  const breaking = ops.find(
    (op) =>
      takesAway(op) ||
      (op.op === 'column.create' &&
        op.tableState !== 'new' &&
        op.nullable === false &&
        (op.default ?? 'none') === 'none' &&
        !op.generated) ||
      (op.op === 'column.alter' &&
        op.action === 'set-not-null' &&
        op.tableState !== 'new' &&
        op.objectState === 'new' &&
        op.before?.default === undefined) ||
      losesDefault(op, ops) ||
      changesKind(op),
  );
  if (!breaking) return { old: true, new: true };
  const nameOf = (op: Op) => (op.column ? `${op.table}.${op.column}` : (op.table ?? op.object ?? op.migration));
  const taken = ops.filter(takesAway).sort((a, b) => told.indexOf(sortOf(a)) - told.indexOf(sortOf(b)));
  const [gone] = taken;
  if (!gone) {
    const name = nameOf(breaking);
    if (changesKind(breaking))
      return {
        old: false,
        new: true,
        because: `the old version uses ${name} as ${breaking.before?.type}`,
        first: `a new column of type ${breaking.type} beside ${name}, and the code that writes both and no longer reads ${name}`,
      };
    return {
      old: false,
      new: true,
      because: `the old version cannot insert without ${name}`,
      first: losesDefault(breaking, ops)
        ? `${name} with its default`
        : `${name} as nullable or with a default, and the code that always writes it`,
    };
  }
  const names = [...new Set(taken.map(nameOf))];
  const name = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  const renamed = gone.op.endsWith('.rename') && gone.to !== undefined;
  return {
    old: false,
    new: true,
    because: `the old version may still use ${name}`,
    first: renamed
      ? `${gone.to} beside ${nameOf(gone)}, both kept alike, and the code that no longer uses ${name}`
      : `the code that no longer uses ${name}`,
  };
}
