import type { DdlOperation } from '../../core/fact';
import { instantDefaultSince, type OnlineForm, onlineForms } from '../../knowledge/locks';
import { type Column, type Schema, type Table, tableOf } from './state';
import { modifyForm } from './typeChange';

export interface OnlineEffect extends OnlineForm {
  rewritesBefore?: string;
}

/**
 * MySQL and MariaDB: the cheapest algorithm and the weakest lock of an operation on a table that exists, or nothing for what is no DDL of a table.
 * `siblings` are the other operations of its statement, `settings` the SETs before it in its migration.
 */
export function onlineEffect(
  op: DdlOperation,
  schema: Schema,
  settings: ReadonlyMap<string, string>,
  siblings: readonly DdlOperation[],
): OnlineEffect | undefined {
  const table = tableOf(schema, op.table);
  const key = keyOf(op, table, settings, siblings);
  const form = key === undefined ? undefined : onlineForms[key];
  if (!form) return undefined;
  const asked = (op.options?.algorithm ?? '').toUpperCase();
  const lock = (op.options?.lock ?? '').toUpperCase();
  return {
    ...form,
    ...(asked === 'COPY' ? { algorithm: 'COPY', lock: 'SHARED', because: 'ALGORITHM=COPY asks for it' } : {}),
    ...(lock === 'SHARED' || lock === 'EXCLUSIVE' ? { lock, because: `LOCK=${lock} asks for it` } : {}),
    ...(op.op === 'column.create' && op.default === 'constant'
      ? { rewritesBefore: instantDefaultSince[op.dialect] ?? '8.0.12' }
      : {}),
  };
}

function keyOf(
  op: DdlOperation,
  table: Table | undefined,
  settings: ReadonlyMap<string, string>,
  siblings: readonly DdlOperation[],
): string | undefined {
  const unchecked = /^(?:0|off|false)$/i.test(settings.get('foreign_key_checks') ?? '');
  switch (op.op) {
    case 'column.create':
      return columnKey(op, table, unchecked, siblings);
    case 'column.drop':
    case 'column.rename':
    case 'index.rename':
    case 'index.drop':
    case 'table.rename':
      return op.op;
    case 'column.alter': {
      if (op.action === 'set-default' || op.action === 'drop-default') return `${op.op}/${op.action}`;
      if (op.action === 'set-not-null') return `${op.op}/not-null`;
      if (op.action === 'drop-not-null') return `${op.op}/nullable`;
      const column = table?.columns.get(op.column ?? '');
      const form = modifyForm(column ? definitionOf(column) : {}, definitionOf(op));
      return form === undefined ? undefined : `${op.op}/${form}`;
    }
    case 'index.create': {
      const using = (op.options?.using ?? op.options?.sort ?? '').toLowerCase();
      return using === 'fulltext' || using === 'spatial' ? `${op.op}/${using}` : op.op;
    }
    case 'constraint.create': {
      if (op.constraint === 'foreign-key') return `${op.op}/foreign-key${unchecked ? '-unchecked' : ''}`;
      if (op.constraint === 'check') {
        const inline = op.column !== undefined && siblings.some((s) => s.op === 'column.create');
        return `${op.op}/check${inline ? '-inline' : ''}`;
      }
      return `${op.op}/${op.constraint}`;
    }
    case 'constraint.drop': {
      if (op.constraint !== 'primary-key') return op.op;
      const replaced = siblings.some((s) => s.op === 'constraint.create' && s.constraint === 'primary-key');
      return `${op.op}/primary-key${replaced ? '-replaced' : ''}`;
    }
    case 'table.alter':
      if (op.action === 'engine') return `${op.op}/${isOtherEngine(op) ? 'engine-changed' : 'engine'}`;
      return `${op.op}/${op.action}`;
    default:
      return undefined;
  }
}

function columnKey(
  op: DdlOperation,
  table: Table | undefined,
  unchecked: boolean,
  siblings: readonly DdlOperation[],
): string {
  if (op.generated === 'stored') return `${op.op}/stored`;
  if (op.generated === 'serial' || op.generated === 'identity') return `${op.op}/auto-increment`;
  if (op.default === 'volatile') return `${op.op}/expression-default`;
  const references = siblings.some(
    (s) => s.op === 'constraint.create' && s.constraint === 'foreign-key' && s.columns?.[0] === op.column,
  );
  if (references && !unchecked) return `${op.op}/references`;
  const virtual = [...(table?.columns.values() ?? [])].some((column) => column.generated === 'virtual');
  if (op.options?.position !== undefined && virtual && op.dialect === 'mariadb')
    return `${op.op}/position-beside-virtual`;
  return op.op;
}

function definitionOf(of: Column | DdlOperation) {
  const options = 'options' in of ? of.options : undefined;
  const charset = options?.charset ?? ('charset' in of ? of.charset : undefined);
  return {
    ...(of.type !== undefined ? { type: of.type } : {}),
    ...(of.nullable !== undefined ? { nullable: of.nullable } : {}),
    ...(charset !== undefined ? { charset } : {}),
    autoIncrement: of.generated === 'serial' || of.generated === 'identity',
  };
}

/** ENGINE=InnoDB on an InnoDB table rebuilds it in place; anything else changes the engine. */
function isOtherEngine(op: DdlOperation): boolean {
  return !/^innodb$/i.test(op.options?.engine ?? 'innodb');
}
