import type { Around, Script } from '../codeMigrations/script';
import {
  columnId,
  columnSql,
  foreignKeySql,
  hole,
  id,
  ids,
  indexSql,
  type Piece,
  type Ranged,
} from '../codeMigrations/sqlText';
import {
  columnOf,
  columnsIn,
  constraintsOf,
  flagOf,
  givenValue,
  indexedBy,
  namesOf,
  tableOf,
  typeOf,
  wordOf,
} from './columns';
import type { Item } from './items';

/** What Liquibase itself would run to take a change back; nothing when it knows no way. */
type Inverse = string[] | undefined;

/** Changes that touch no schema and no row. */
const without = new Set(['tagDatabase', 'empty', 'output', 'setTableRemarks', 'setColumnRemarks', 'stop']);
/** Not changes, but what is told about the changeSet. */
export const about = new Set(['preConditions', 'comment', 'validCheckSum', 'rollback', 'modifySql', 'property']);

/** Writes one change into the script. What is not known becomes an entry at its place. */
export function writeChange(item: Item, script: Script, around: Around): Inverse {
  const at: Ranged = { range: item.range };
  const write = (...pieces: (Piece | string)[]) => script.write(at, around, pieces);
  const alter = (rest: string) => write(`ALTER TABLE ${id(table)} ${rest}`);
  const table = tableOf(item);
  const name = (attribute: string) => wordOf(item, attribute) ?? hole;
  const column = columnId(name('columnName'));
  const undo = (rest: string): Inverse => [`ALTER TABLE ${id(table)} ${rest}`];
  const constraint = wordOf(item, 'constraintName');
  const named = constraint === undefined ? '' : `CONSTRAINT ${columnId(constraint)} `;
  const undoConstraint = () => (constraint === undefined ? undefined : undo(`DROP CONSTRAINT ${columnId(constraint)}`));
  switch (item.name) {
    case 'createTable':
      return createTable(item, table, write);
    case 'dropTable':
      write(`DROP TABLE ${id(table)}${flagOf(item, 'cascadeConstraints') ? ' CASCADE' : ''}`);
      return undefined;
    case 'renameTable': {
      const from = tableOf(item, 'oldTableName');
      const to = name('newTableName');
      write(`ALTER TABLE ${id(from)} RENAME TO ${columnId(to)}`);
      return [`ALTER TABLE ${id(to)} RENAME TO ${columnId(name('oldTableName'))}`];
    }
    case 'addColumn':
      return addColumn(item, table, script, around);
    case 'dropColumn': {
      const columns = columnsIn(item);
      if (columns.length === 0) alter(`DROP COLUMN ${column}`);
      for (const one of columns)
        script.write({ range: one.range }, around, [
          `ALTER TABLE ${id(table)} DROP COLUMN ${columnId(wordOf(one, 'name') ?? hole)}`,
        ]);
      return undefined;
    }
    case 'renameColumn': {
      const from = columnId(name('oldColumnName'));
      const to = columnId(name('newColumnName'));
      alter(`RENAME COLUMN ${from} TO ${to}`);
      return undo(`RENAME COLUMN ${to} TO ${from}`);
    }
    case 'modifyDataType':
      alter(`ALTER COLUMN ${column} TYPE ${typeOf(item.get('newDataType'))}`);
      return undefined;
    case 'addNotNullConstraint': {
      const filled = wordOf(item, 'defaultNullValue');
      if (filled !== undefined) write(`UPDATE ${id(table)} SET ${column} = ${hole} WHERE ${column} IS NULL`);
      alter(`ALTER COLUMN ${column} SET NOT NULL`);
      return undo(`ALTER COLUMN ${column} DROP NOT NULL`);
    }
    case 'dropNotNullConstraint':
      alter(`ALTER COLUMN ${column} DROP NOT NULL`);
      return undo(`ALTER COLUMN ${column} SET NOT NULL`);
    case 'addDefaultValue':
      alter(`ALTER COLUMN ${column} SET DEFAULT ${givenValue(item, 'defaultValue') ?? hole}`);
      return undo(`ALTER COLUMN ${column} DROP DEFAULT`);
    case 'dropDefaultValue':
      alter(`ALTER COLUMN ${column} DROP DEFAULT`);
      return undefined;
    case 'addUniqueConstraint':
      alter(`ADD ${named}UNIQUE (${ids(namesOf(wordOf(item, 'columnNames')))})`);
      return undoConstraint();
    case 'addPrimaryKey':
      alter(`ADD ${named}PRIMARY KEY (${ids(namesOf(wordOf(item, 'columnNames')))})`);
      return undoConstraint();
    case 'dropUniqueConstraint':
    case 'dropPrimaryKey':
      if (constraint === undefined) script.unknown(at, around, `${item.name} without the name of its constraint`);
      else alter(`DROP CONSTRAINT ${columnId(constraint)}`);
      return undefined;
    case 'addForeignKeyConstraint': {
      const base = tableOf(item, 'baseTableName', 'baseTableSchemaName');
      const key = foreignKeySql(namesOf(wordOf(item, 'baseColumnNames')), {
        name: constraint,
        table: tableOf(item, 'referencedTableName', 'referencedTableSchemaName'),
        columns: namesOf(wordOf(item, 'referencedColumnNames')),
        onDelete: wordOf(item, 'onDelete') ?? (flagOf(item, 'deleteCascade') ? 'CASCADE' : undefined),
        onUpdate: wordOf(item, 'onUpdate'),
      });
      write(`ALTER TABLE ${id(base)} ADD ${key}`);
      return constraint === undefined ? undefined : [`ALTER TABLE ${id(base)} DROP CONSTRAINT ${columnId(constraint)}`];
    }
    case 'dropForeignKeyConstraint': {
      const base = tableOf(item, 'baseTableName', 'baseTableSchemaName');
      write(`ALTER TABLE ${id(base)} DROP CONSTRAINT ${columnId(constraint ?? hole)}`);
      return undefined;
    }
    case 'createIndex': {
      const index = wordOf(item, 'indexName');
      write(indexSql({ name: index, table, on: indexedBy(item), unique: flagOf(item, 'unique') }));
      return index === undefined ? undefined : [`DROP INDEX ${columnId(index)}`];
    }
    case 'dropIndex':
      write(`DROP INDEX ${columnId(name('indexName'))}`);
      return undefined;
    case 'createView':
      return createView(item, script, around);
    case 'dropView':
      write(`DROP VIEW ${id(tableOf(item, 'viewName'))}`);
      return undefined;
    case 'createSequence':
      write(`CREATE SEQUENCE ${id(tableOf(item, 'sequenceName'))}`);
      return [`DROP SEQUENCE ${id(tableOf(item, 'sequenceName'))}`];
    case 'dropSequence':
      write(`DROP SEQUENCE ${id(tableOf(item, 'sequenceName'))}`);
      return undefined;
    case 'insert': {
      const columns = columnsIn(item).map((one) => wordOf(one, 'name') ?? hole);
      write(`INSERT INTO ${id(table)}${columns.length > 0 ? ` (${ids(columns)})` : ''} VALUES (1)`);
      return undefined;
    }
    case 'update': {
      const sets = columnsIn(item).map((one) => `${columnId(wordOf(one, 'name') ?? hole)} = ${hole}`);
      write(`UPDATE ${id(table)} SET ${sets.join(', ') || `${hole} = 1`}${conditionOf(item)}`);
      return undefined;
    }
    case 'delete':
      write(`DELETE FROM ${id(table)}${conditionOf(item)}`);
      return undefined;
    case 'sql':
      writeSql(item, script, around);
      return undefined;
    case 'sqlFile':
      script.unknown(at, around, `the SQL is in another file: ${item.get('path') ?? 'of no name'}`);
      return undefined;
    default:
      if (without.has(item.name)) return [];
      script.unknown(at, around, `the change ${item.name} is not read`);
      return undefined;
  }
}

/** `<where>` is a text, and may be one of several ways to say which rows. */
function conditionOf(item: Item): string {
  const bounded = item.get('where') !== undefined || item.children.some((child) => /^where/.test(child.name));
  return bounded ? ` WHERE ${hole} = 1` : '';
}

export function writeSql(item: Item, script: Script, around: Around): void {
  const sql = item.text('sql');
  if (sql) script.embed({ range: item.range }, around, sql);
  else script.unknown({ range: item.range }, around, 'the SQL is not in this file');
}

function createView(item: Item, script: Script, around: Around): Inverse {
  const view = id(tableOf(item, 'viewName'));
  const query = item.text('selectQuery')?.text.trim();
  const replaces = flagOf(item, 'replaceIfExists') === true;
  const head = `CREATE ${replaces ? 'OR REPLACE ' : ''}VIEW ${view} AS `;
  const at = { range: item.range };
  if (query === undefined) script.unknown(at, around, 'the query of the view is not in this file');
  else if (flagOf(item, 'fullDefinition')) script.write(at, around, [query]);
  else script.write(at, around, [head, query]);
  return replaces ? undefined : [`DROP VIEW ${view}`];
}

function createTable(item: Item, table: string, write: (...pieces: (Piece | string)[]) => void): Inverse {
  const columns = columnsIn(item).map((one) => ({ item: one, column: columnOf(one) }));
  const keys = columns.filter(({ column }) => column.primary).map(({ column }) => column.name);
  if (keys.length > 1) for (const { column } of columns) column.primary = false;
  const clauses: Piece[] = columns.map(({ item: one, column }) => ({
    node: { range: one.range },
    sql: columnSql(column),
  }));
  if (keys.length > 1) clauses.push({ node: { range: item.head }, sql: `PRIMARY KEY (${ids(keys)})` });
  const unless = flagOf(item, 'ifNotExists') ? 'IF NOT EXISTS ' : '';
  const separated = clauses.flatMap((clause, i) => (i === 0 ? [clause] : [', ', clause]));
  write(`CREATE TABLE ${unless}${id(table)} (`, ...separated, ')');
  return [`DROP TABLE ${id(table)}`];
}

function addColumn(item: Item, table: string, script: Script, around: Around): Inverse {
  const undo: string[] = [];
  for (const one of columnsIn(item)) {
    const column = columnOf(one);
    const at = { range: one.range };
    // Liquibase fills the rows that are there with `value` in a statement of its own.
    const filled = givenValue(one, 'value');
    script.write(at, around, [`ALTER TABLE ${id(table)} ADD COLUMN ${columnSql(column)}`]);
    if (filled !== undefined) script.write(at, around, [`UPDATE ${id(table)} SET ${columnId(column.name)} = ${hole}`]);
    if (constraintsOf(one)?.get('checkConstraint') !== undefined)
      script.unknown(at, around, 'a CHECK of a column is not read');
    undo.unshift(`ALTER TABLE ${id(table)} DROP COLUMN ${columnId(column.name)}`);
  }
  if (undo.length === 0) script.unknown({ range: item.range }, around, 'addColumn without columns');
  return undo;
}
