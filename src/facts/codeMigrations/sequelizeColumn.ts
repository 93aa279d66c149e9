import type { Node } from '../../parse/typescript';
import { bare, memberPath } from '../code/nodes';
import { defaultSql } from './defaults';
import type { Run } from './run';
import { type ColumnText, hole, id, literal } from './sqlText';

export interface SequelizeColumn {
  column: ColumnText;
  /** Statements that PostgreSQL needs before: the type of an enum. */
  before: string[];
  after: string[];
}

const types: Readonly<Record<string, string>> = {
  TEXT: 'text',
  CITEXT: 'citext',
  INTEGER: 'integer',
  TINYINT: 'smallint',
  SMALLINT: 'smallint',
  MEDIUMINT: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'real',
  REAL: 'real',
  DOUBLE: 'double precision',
  BOOLEAN: 'boolean',
  TIME: 'time',
  DATEONLY: 'date',
  HSTORE: 'hstore',
  JSON: 'json',
  JSONB: 'jsonb',
  BLOB: 'bytea',
  UUID: 'uuid',
  UUIDV4: 'uuid',
  INET: 'inet',
  CIDR: 'cidr',
  MACADDR: 'macaddr',
  GEOMETRY: 'geometry',
  GEOGRAPHY: 'geography',
  TSVECTOR: 'tsvector',
  VIRTUAL: 'text',
};

/** A column of `createTable`, `addColumn` or `changeColumn`: a type, or an object with it. */
export function columnSequelize(table: string, name: string, node: Node | undefined, run: Run): SequelizeColumn {
  const properties = run.properties(node);
  const typeNode = properties ? run.property(node, 'type') : node;
  const before: string[] = [];
  const after: string[] = [];
  const values = enumValues(typeNode, node, run);
  let type = typeOf(typeNode, run) ?? hole;
  if (values) {
    type = id(`enum_${table.replaceAll('.', '_')}_${name}`);
    if (values.length > 0) before.push(`CREATE TYPE ${type} AS ENUM (${values.map(literal).join(', ')})`);
  }
  const column: ColumnText = { name, type };
  if (!properties) return { column, before, after };
  if (run.flag(node, 'allowNull') === false) column.notNull = true;
  const given = run.property(node, 'defaultValue');
  column.default = defaultSql(given, run);
  if (run.flag(node, 'primaryKey')) column.primary = true;
  if (run.flag(node, 'autoIncrement') || run.flag(node, 'autoIncrementIdentity')) {
    column.type = type === 'bigint' ? 'bigserial' : 'serial';
    delete column.default;
  }
  const unique = run.property(node, 'unique');
  if (unique && run.plain(unique) !== false) column.unique = true;
  const references = run.property(node, 'references');
  if (references) {
    const model = run.property(references, 'model', 'tableName', 'table');
    const target = run.text(references) ?? run.text(model) ?? run.text(run.property(model, 'tableName')) ?? hole;
    const key = run.text(run.property(references, 'key', 'field'));
    column.references = {
      table: target,
      columns: key === undefined ? undefined : [key],
      onDelete: run.text(run.property(node, 'onDelete')),
      onUpdate: run.text(run.property(node, 'onUpdate')),
    };
  }
  return { column, before, after };
}

function typeOf(node: Node | undefined, run: Run): string | undefined {
  if (!node) return undefined;
  const at = run.resolve(node);
  const text = run.text(at);
  if (text !== undefined) return text;
  const call = at.type === 'CallExpression' || at.type === 'NewExpression' ? at : undefined;
  const path = memberPath(call ? call.callee : at);
  // `INTEGER.UNSIGNED`, `STRING.BINARY`: the type is the part that is known.
  const word = path?.findLast(
    (part) =>
      Object.hasOwn(types, part) || /^(?:STRING|CHAR|DECIMAL|NUMERIC|DATE|NOW|ARRAY|ENUM|RANGE|VECTOR)$/.test(part),
  );
  const [first, second] = call?.arguments ?? [];
  const size = run.plain(first);
  switch (word) {
    case undefined:
      return undefined;
    case 'STRING':
      return `varchar(${typeof size === 'number' ? size : 255})`;
    case 'CHAR':
      return `char(${typeof size === 'number' ? size : 255})`;
    case 'DECIMAL':
    case 'NUMERIC': {
      const scale = run.plain(second);
      return typeof size === 'number' ? `numeric(${size}${typeof scale === 'number' ? `, ${scale}` : ''})` : 'numeric';
    }
    case 'DATE':
    case 'NOW':
      return typeof size === 'number' ? `timestamptz(${size})` : 'timestamptz';
    case 'ARRAY': {
      const of = typeOf(first && run.properties(first) ? run.property(first, 'type') : first, run);
      return of === undefined ? undefined : `${of}[]`;
    }
    case 'RANGE': {
      const of = typeOf(first, run);
      return of === 'date'
        ? 'daterange'
        : of === 'timestamptz'
          ? 'tstzrange'
          : of === 'bigint'
            ? 'int8range'
            : 'int4range';
    }
    case 'VECTOR':
      return typeof size === 'number' ? `vector(${size})` : 'vector';
    default:
      return types[word];
  }
}

/** Labels of an enum; empty when they are computed. */
function enumValues(typeNode: Node | undefined, column: Node | undefined, run: Run): string[] | undefined {
  if (!typeNode) return undefined;
  const at = run.resolve(typeNode);
  const call = at.type === 'CallExpression' || at.type === 'NewExpression' ? at : undefined;
  if (memberPath(call ? bare(call.callee) : at)?.at(-1) !== 'ENUM') return undefined;
  const fromArgs = call?.arguments.flatMap((arg) =>
    arg.type === 'SpreadElement' ? (run.texts(arg.argument) ?? []) : (run.texts(arg) ?? []),
  );
  const labels = fromArgs && fromArgs.length > 0 ? fromArgs : run.texts(run.property(column, 'values'));
  return labels ?? run.texts(run.property(call?.arguments[0], 'values')) ?? [];
}
