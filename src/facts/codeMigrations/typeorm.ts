import type { Node } from '../../parse/typescript';
import type { Link } from './chain';
import { defaultText } from './defaults';
import { embedded, rest } from './embedded';
import type { Reader, Run } from './run';
import { type ColumnText, columnId, columnSql, foreignKeySql, hole, id, ids, indexSql, type Piece } from './sqlText';

const methods =
  /^(?:createTable|dropTable|renameTable|addColumns?|dropColumns?|renameColumn|changeColumns?|createIndex|createIndices|dropIndex|dropIndices|createForeignKeys?|dropForeignKeys?|createPrimaryKey|updatePrimaryKeys|dropPrimaryKey|createUniqueConstraints?|dropUniqueConstraints?|createCheckConstraints?|dropCheckConstraints?|createExclusionConstraint|dropExclusionConstraint|createSchema|dropSchema|createView|dropView|clearTable|createDatabase|dropDatabase|changeTableComment|clearDatabase)$/;
const harmless =
  /^(?:hasTable|hasColumn|hasSchema|hasDatabase|getTables?|getView|getViews|getCurrentSchema|connect|release|then|catch|stream|getReplicationMode|isTransactionActive|enableSqlMemory|disableSqlMemory)$/;

/** TypeORM's query runner: SQL in `query`, and the table API. */
export const typeorm: Reader = (chain, run) => {
  const first = chain.links[0];
  if (!first?.name) return embedded(chain, run);
  if (first.name === 'query' && first.args[0]) {
    const sql = run.sql(first.args[0]);
    run.embedNode(sql ? first.args[0] : first.node, first.args[0]);
    rest(chain, first, run);
    return true;
  }
  if (!run.isHandle(chain.root) || chain.path.length > 0)
    return rowsOfBuilder(chain.links, run) || embedded(chain, run);
  if (/^(?:startTransaction|commitTransaction|rollbackTransaction)$/.test(first.name)) {
    run.write(first.node, [
      first.name.startsWith('start') ? 'BEGIN' : first.name.startsWith('commit') ? 'COMMIT' : 'ROLLBACK',
    ]);
    return true;
  }
  if (!methods.test(first.name)) {
    if (!harmless.test(first.name)) run.unknown(first.node, `queryRunner.${first.name} is not read`);
    return true;
  }
  if (!one(first, first.name, run))
    run.unknown(first.node, `queryRunner.${first.name} is not read: a name in it is computed`);
  rest(chain, first, run);
  return true;
};

/** `manager.createQueryBuilder().update(User).set(…)`: entities are not names of tables. */
function rowsOfBuilder(links: readonly Link[], run: Run): boolean {
  const verb = links.find((link) =>
    /^(?:update|delete|insert|save|remove|upsert|softDelete|clear)$/.test(link.name ?? ''),
  );
  if (!verb) return false;
  run.unread(verb.node, 'rows are changed through entities');
  return true;
}

/** The first argument of `new Table({ … })`, or the object itself. */
function shapeOf(node: Node | undefined, run: Run): Node | undefined {
  const at = node && run.resolve(node);
  return at?.type === 'NewExpression' ? at.arguments[0] : at;
}

function tableName(node: Node | undefined, run: Run): string | undefined {
  const text = run.text(node);
  if (text !== undefined) return text;
  const shape = shapeOf(node, run);
  const name = run.text(run.property(shape, 'name'));
  const schema = run.text(run.property(shape, 'schema'));
  return name === undefined ? undefined : schema === undefined || name.includes('.') ? name : `${schema}.${name}`;
}

function one(link: Link, method: string, run: Run): boolean {
  const at = link.node;
  const [first, second, third] = link.args;
  const name = tableName(first, run);
  if (name === undefined) return false;
  const table = id(name);
  const alter = (node: Node, clause: string) => {
    run.write(node, [`ALTER TABLE ${table} ${clause}`]);
    return true;
  };
  const each = (node: Node | undefined): readonly Node[] => run.items(node) ?? (node ? [node] : []);
  const nameOf = (node: Node | undefined) => run.text(node) ?? run.text(run.property(shapeOf(node, run), 'name'));
  const dropConstraints = (node: Node | undefined) =>
    each(node).every((item) => {
      const constraint = nameOf(item);
      return constraint !== undefined && alter(at, `DROP CONSTRAINT ${columnId(constraint)}`);
    });
  switch (method) {
    case 'createTable':
      return createTable(link, name, run);
    case 'dropTable':
      run.write(at, [`DROP TABLE ${run.plain(second) === true ? 'IF EXISTS ' : ''}${table}`]);
      return true;
    case 'renameTable': {
      const to = run.text(second);
      return to !== undefined && alter(at, `RENAME TO ${id(to)}`);
    }
    case 'addColumn':
    case 'addColumns':
      return each(second).every((item) => {
        const column = columnOf(item, run);
        return column !== undefined && alter(method === 'addColumn' ? at : item, `ADD COLUMN ${columnSql(column)}`);
      });
    case 'dropColumn':
    case 'dropColumns':
      return each(second).every((item) => {
        const column = nameOf(item);
        return column !== undefined && alter(method === 'dropColumn' ? at : item, `DROP COLUMN ${columnId(column)}`);
      });
    case 'renameColumn': {
      const [from, to] = [nameOf(second), nameOf(third)];
      return from !== undefined && to !== undefined && alter(at, `RENAME COLUMN ${columnId(from)} TO ${columnId(to)}`);
    }
    case 'changeColumn':
      return changeColumn(at, table, nameOf(second), columnOf(second, run), columnOf(third, run), run);
    case 'createIndex':
    case 'createIndices':
      return each(second).every((item) => index(method === 'createIndex' ? at : item, name, item, run));
    case 'dropIndex':
    case 'dropIndices':
      return each(second).every((item) => {
        const indexName = nameOf(item);
        if (indexName !== undefined) run.write(at, [`DROP INDEX ${id(indexName)}`]);
        return indexName !== undefined;
      });
    case 'createForeignKey':
    case 'createForeignKeys':
      return each(second).every((item) => {
        const sql = foreignKey(item, run);
        return sql !== undefined && alter(method === 'createForeignKey' ? at : item, `ADD ${sql}`);
      });
    case 'createPrimaryKey': {
      const columns = run.texts(second);
      const given = run.text(third);
      return (
        columns !== undefined &&
        alter(at, `ADD ${given === undefined ? '' : `CONSTRAINT ${columnId(given)} `}PRIMARY KEY (${ids(columns)})`)
      );
    }
    case 'createUniqueConstraint':
    case 'createUniqueConstraints':
    case 'createCheckConstraint':
    case 'createCheckConstraints':
      return each(second).every((item) => {
        const sql = constraint(item, method.includes('Unique') ? 'unique' : 'check', run);
        return sql !== undefined && alter(at, `ADD ${sql}`);
      });
    case 'dropForeignKey':
    case 'dropForeignKeys':
    case 'dropUniqueConstraint':
    case 'dropUniqueConstraints':
    case 'dropCheckConstraint':
    case 'dropCheckConstraints':
    case 'dropExclusionConstraint':
      return dropConstraints(second);
    case 'dropPrimaryKey':
      return alter(at, `DROP CONSTRAINT ${columnId(run.text(second) ?? `${name}_pkey`)}`);
    case 'createSchema':
    case 'dropSchema':
      run.write(at, [`${method === 'createSchema' ? 'CREATE SCHEMA' : 'DROP SCHEMA'} ${table}`]);
      return true;
    case 'createView':
    case 'dropView':
      run.write(at, [method === 'createView' ? `CREATE VIEW ${table} AS SELECT 1` : `DROP VIEW ${table}`]);
      return true;
    case 'clearTable':
      run.write(at, [`TRUNCATE TABLE ${table}`]);
      return true;
    case 'changeTableComment':
      return true;
    default:
      return false;
  }
}

function columnOf(node: Node | undefined, run: Run): ColumnText | undefined {
  const shape = shapeOf(node, run);
  const name = run.text(run.property(shape, 'name'));
  if (name === undefined) return undefined;
  const written = run.text(run.property(shape, 'type')) ?? hole;
  const length = run.plain(run.property(shape, 'length'));
  const precision = run.plain(run.property(shape, 'precision'));
  const scale = run.plain(run.property(shape, 'scale'));
  const enumeration = run.property(shape, 'enum');
  const sized = length
    ? `(${length})`
    : typeof precision === 'number'
      ? `(${precision}${typeof scale === 'number' ? `, ${scale}` : ''})`
      : '';
  let type =
    written === 'enum' || enumeration ? (run.text(run.property(shape, 'enumName')) ?? 'text') : written + sized;
  if (run.flag(shape, 'isArray')) type += '[]';
  const strategy = run.flag(shape, 'isGenerated')
    ? (run.text(run.property(shape, 'generationStrategy')) ?? 'uuid')
    : '';
  if (strategy === 'increment') type = /big/.test(type) ? 'bigserial' : 'serial';
  const given = run.property(shape, 'default');
  const labels = written === 'enum' ? run.texts(enumeration) : undefined;
  return {
    name,
    type,
    notNull: run.flag(shape, 'isNullable') !== true,
    default: given ? defaultText(given, run) : strategy === 'uuid' ? 'uuid_generate_v4()' : undefined,
    unique: run.flag(shape, 'isUnique'),
    primary: run.flag(shape, 'isPrimary'),
    check: labels?.length ? `${columnId(name)} in (${labels.map((label) => `'${label}'`).join(', ')})` : undefined,
  };
}

function createTable(link: Link, name: string, run: Run): boolean {
  const shape = shapeOf(link.args[0], run);
  const columns = run.items(run.property(shape, 'columns'));
  if (!columns) return false;
  const clauses: Piece[] = [];
  for (const node of columns) {
    const column = columnOf(node, run);
    if (!column) return false;
    clauses.push({ node, sql: columnSql(column) });
  }
  for (const [property, read] of [
    ['foreignKeys', foreignKey],
    ['uniques', (node: Node, r: Run) => constraint(node, 'unique', r)],
    ['checks', (node: Node, r: Run) => constraint(node, 'check', r)],
  ] as const)
    for (const node of run.items(run.property(shape, property)) ?? []) {
      const sql = read(node, run);
      if (sql !== undefined) clauses.push({ node, sql });
    }
  const exists = run.plain(link.args[1]) === true ? 'IF NOT EXISTS ' : '';
  run.write(link.node, [
    `CREATE TABLE ${exists}${id(name)} (`,
    ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])),
    ')',
  ]);
  for (const node of run.items(run.property(shape, 'indices')) ?? []) index(node, name, node, run);
  return true;
}

function index(at: Node, table: string, node: Node, run: Run): boolean {
  const shape = shapeOf(node, run);
  const columns = run.texts(run.property(shape, 'columnNames'));
  if (!columns) return false;
  run.write(at, [
    indexSql({
      name: run.text(run.property(shape, 'name')),
      table,
      on: columns.map(columnId),
      unique: run.flag(shape, 'isUnique'),
      concurrently: run.flag(shape, 'isConcurrent'),
      where: run.text(run.property(shape, 'where')),
    }),
  ]);
  return true;
}

function foreignKey(node: Node, run: Run): string | undefined {
  const shape = shapeOf(node, run);
  const columns = run.texts(run.property(shape, 'columnNames'));
  const table = run.text(run.property(shape, 'referencedTableName'));
  if (!columns || table === undefined) return undefined;
  return foreignKeySql(columns, {
    name: run.text(run.property(shape, 'name')),
    table,
    columns: run.texts(run.property(shape, 'referencedColumnNames')),
    onDelete: run.text(run.property(shape, 'onDelete')),
    onUpdate: run.text(run.property(shape, 'onUpdate')),
  });
}

function constraint(node: Node, sort: 'unique' | 'check', run: Run): string | undefined {
  const shape = shapeOf(node, run);
  const name = run.text(run.property(shape, 'name'));
  const named = name === undefined ? '' : `CONSTRAINT ${columnId(name)} `;
  if (sort === 'check') return `${named}CHECK (${run.text(run.property(shape, 'expression')) ?? hole})`;
  const columns = run.texts(run.property(shape, 'columnNames'));
  return columns ? `${named}UNIQUE (${ids(columns)})` : undefined;
}

/** TypeORM compares the two columns; what is set is what the new one says. A new type drops the column and makes it again. */
function changeColumn(
  at: Node,
  table: string,
  from: string | undefined,
  before: ColumnText | undefined,
  to: ColumnText | undefined,
  run: Run,
): boolean {
  if (from === undefined || !to) return false;
  const alter = (clause: string) => run.write(at, [`ALTER TABLE ${table} ${clause}`]);
  if (before && before.type !== to.type) {
    alter(`DROP COLUMN ${columnId(from)}`);
    alter(`ADD COLUMN ${columnSql(to)}`);
    return true;
  }
  if (from !== to.name) alter(`RENAME COLUMN ${columnId(from)} TO ${columnId(to.name)}`);
  const c = columnId(to.name);
  if (to.type !== hole) alter(`ALTER COLUMN ${c} TYPE ${to.type}`);
  alter(`ALTER COLUMN ${c} ${to.notNull ? 'SET' : 'DROP'} NOT NULL`);
  if (to.default !== undefined) alter(`ALTER COLUMN ${c} SET DEFAULT ${to.default}`);
  return true;
}
