import { type ColumnText, columnId, hole, literal, type ReferenceText } from '../codeMigrations/sqlText';
import { type Item, withoutParameters } from './items';

export function wordOf(item: Item, name: string): string | undefined {
  const text = item.get(name);
  return text === undefined || text.trim() === '' ? undefined : withoutParameters(text.trim());
}

export function flagOf(item: Item, name: string): boolean | undefined {
  const text = item.get(name)?.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** `a, b` as names. */
export function namesOf(text: string | undefined): string[] {
  return (text ?? hole)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The table of a change, with its schema where that is written down; a schema by parameter is left out. */
export function tableOf(item: Item, name = 'tableName', schema = 'schemaName'): string {
  const table = wordOf(item, name) ?? hole;
  const of = wordOf(item, schema);
  return of === undefined || of.includes(hole) ? table : `${of}.${table}`;
}

const types: readonly (readonly [RegExp, string])[] = [
  [/^(?:clob|longtext|mediumtext|nclob|longvarchar|longnvarchar)$/i, 'text'],
  [/^(?:blob|longblob|longvarbinary|varbinary|binary)(?:\(\d+\))?$/i, 'bytea'],
  [/^datetime$/i, 'timestamp'],
  [/^timestamp_with_timezone$/i, 'timestamptz'],
  [/^time_with_timezone$/i, 'timetz'],
  [/^double$/i, 'double precision'],
  [/^(?:bit|bool)(?:\(1\))?$/i, 'boolean'],
  [/^tinyint(?:\(\d+\))?$/i, 'smallint'],
  [/^mediumint(?:\(\d+\))?$/i, 'integer'],
  [/^(?:int|integer)\(\d+\)$/i, 'integer'],
  [/^bigint\(\d+\)$/i, 'bigint'],
  [/^currency$/i, 'numeric'],
];

/** A type as Liquibase names it for all servers, in the words of SQL. */
export function typeOf(written: string | undefined): string {
  if (written === undefined) return hole;
  const bare = withoutParameters(written.trim()).replace(/^java\.sql\.Types\./i, '');
  const renamed = bare.replace(/^n(?=(?:var)?char\b)/i, '').replace(/^(?:number|decimal)\b/i, 'numeric');
  const sized = renamed.replace(/^((?:var)?char\(\d+) +(?:BYTE|CHAR)\)/i, '$1)').replace(/^varchar2/i, 'varchar');
  return types.find(([name]) => name.test(sized))?.[1] ?? sized;
}

/** The value of `value`, `defaultValue` and their likes; nothing when none of them is there. */
export function givenValue(item: Item, stem: string): string | undefined {
  const given = (suffix: string) => item.get(stem + suffix);
  const computed = given('Computed');
  if (computed !== undefined) return computed.includes('${') ? hole : computed;
  const number = given('Numeric');
  if (number !== undefined) return /^-?\d+(?:\.\d+)?$/.test(number) ? number : hole;
  const truth = given('Boolean');
  if (truth !== undefined) return /^(?:true|1)$/i.test(truth) ? 'true' : /^(?:false|0)$/i.test(truth) ? 'false' : hole;
  const date = given('Date');
  if (date !== undefined) return /^\d/.test(date) ? literal(date) : date.includes('${') ? hole : date;
  if (given('SequenceNext') !== undefined) return hole;
  const text = given('');
  if (text === undefined) return undefined;
  return text.includes('${') ? `'${hole}'` : literal(text);
}

export function constraintsOf(item: Item): Item | undefined {
  return item.children.find((child) => child.name === 'constraints');
}

/** `<column name type defaultValue autoIncrement><constraints nullable primaryKey/></column>`. */
export function columnOf(item: Item): ColumnText {
  const column: ColumnText = { name: wordOf(item, 'name') ?? hole, type: typeOf(item.get('type')) };
  const given = givenValue(item, 'defaultValue');
  if (given !== undefined) column.default = given;
  if (flagOf(item, 'autoIncrement')) column.identity = 'BY DEFAULT';
  const constraints = constraintsOf(item);
  if (!constraints) return column;
  if (flagOf(constraints, 'nullable') === false) column.notNull = true;
  if (flagOf(constraints, 'primaryKey')) column.primary = true;
  if (flagOf(constraints, 'unique')) column.unique = wordOf(constraints, 'uniqueConstraintName') ?? true;
  const reference = referenceOf(constraints);
  if (reference) column.references = reference;
  return column;
}

function referenceOf(constraints: Item): ReferenceText | undefined {
  const name = wordOf(constraints, 'foreignKeyName');
  const written = /^([^()]+)\(([^()]+)\)$/.exec(wordOf(constraints, 'references') ?? '');
  const table = written?.[1]?.trim() ?? wordOf(constraints, 'referencedTableName');
  if (table === undefined) return undefined;
  const columns = namesOf(written?.[2] ?? wordOf(constraints, 'referencedColumnNames'));
  return { table, columns, name, onDelete: flagOf(constraints, 'deleteCascade') ? 'CASCADE' : undefined };
}

export function columnsIn(item: Item): Item[] {
  return item.children.filter((child) => child.name === 'column');
}

/** What an index is on: names, or expressions in brackets. */
export function indexedBy(item: Item): string[] {
  return columnsIn(item).map((column) => {
    const name = wordOf(column, 'name') ?? hole;
    const plain = /^\w+$/.test(name) || name.includes(hole);
    if (flagOf(column, 'computed') || !plain) return /^[\w".]+ (?:ASC|DESC)$/i.test(name) ? name : `(${name})`;
    return flagOf(column, 'descending') ? `${columnId(name)} DESC` : columnId(name);
  });
}
