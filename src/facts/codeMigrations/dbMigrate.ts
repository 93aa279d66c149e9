import type { Node } from '../../parse/typescript';
import { memberPath } from '../code/nodes';
import type { Link } from './chain';
import { defaultSql } from './defaults';
import { embedded, rest } from './embedded';
import type { Reader, Run } from './run';
import { type ColumnText, columnId, columnSql, foreignKeySql, hole, id, ids, indexSql, type Piece } from './sqlText';

const types: Readonly<Record<string, string>> = {
  string: 'varchar',
  int: 'integer',
  datetime: 'timestamp',
  blob: 'bytea',
  binary: 'bytea',
  bigint: 'bigint',
  smallint: 'smallint',
};

/** db-migrate: `db.runSql('…')`, `db.createTable('…', { … })`. */
export const dbMigrate: Reader = (chain, run) => {
  const link = chain.links[0];
  if (!link?.name || !run.isHandle(chain.root)) return embedded(chain, run);
  if (/^(?:runSql|all)$/.test(link.name)) {
    const [first] = link.args;
    if (link.name === 'runSql') run.embedNode(first && run.sql(first) ? first : link.node, first);
  } else if (!one(link, link.name, run)) run.unknown(link.node, `db.${link.name} is not read`);
  for (const arg of link.args.slice(1)) run.call(arg, []);
  rest(chain, link, run);
  return true;
};

function one(link: Link, method: string, run: Run): boolean {
  const at = link.node;
  const [first, second, third, fourth, fifth, sixth] = link.args;
  const name = run.text(first);
  if (name === undefined) return false;
  const table = id(name);
  const write = (...pieces: (Piece | string)[]) => {
    run.write(at, pieces);
    return true;
  };
  switch (method) {
    case 'createTable':
      return createTable(link, name, run);
    case 'dropTable':
      return write(`DROP TABLE ${run.flag(second, 'ifExists') ? 'IF EXISTS ' : ''}${table}`);
    case 'renameTable':
      return write(`ALTER TABLE ${table} RENAME TO ${id(run.text(second) ?? hole)}`);
    case 'addColumn':
      return write(`ALTER TABLE ${table} ADD COLUMN ${columnSql(columnOf(run.text(second) ?? hole, third, run))}`);
    case 'removeColumn':
      return write(`ALTER TABLE ${table} DROP COLUMN ${columnId(run.text(second) ?? hole)}`);
    case 'renameColumn':
      return write(
        `ALTER TABLE ${table} RENAME COLUMN ${columnId(run.text(second) ?? hole)} TO ${columnId(run.text(third) ?? hole)}`,
      );
    case 'changeColumn': {
      const c = columnId(run.text(second) ?? hole);
      const notNull = run.flag(third, 'notNull');
      if (notNull !== undefined) write(`ALTER TABLE ${table} ALTER COLUMN ${c} ${notNull ? 'SET' : 'DROP'} NOT NULL`);
      const type = run.property(third, 'type') && columnOf('c', third, run).type;
      if (type !== undefined && type !== hole) write(`ALTER TABLE ${table} ALTER COLUMN ${c} TYPE ${type}`);
      const given = run.property(third, 'defaultValue');
      if (given) write(`ALTER TABLE ${table} ALTER COLUMN ${c} SET DEFAULT ${defaultSql(given, run) ?? hole}`);
      return run.properties(third) !== undefined;
    }
    case 'addIndex':
      return write(
        indexSql({
          name: run.text(second),
          table: name,
          on: (run.texts(third) ?? [hole]).map(columnId),
          unique: run.plain(fourth) === true,
        }),
      );
    case 'removeIndex':
      return write(`DROP INDEX ${columnId(run.text(second) ?? name)}`);
    case 'addForeignKey': {
      // (table, referenced table, name, { column: referenced column }, rules)
      const mapping = run.properties(fourth);
      if (!mapping) return false;
      return write(
        `ALTER TABLE ${table} ADD ${foreignKeySql(
          mapping.map(([column]) => column),
          {
            name: run.text(third),
            table: run.text(second) ?? hole,
            columns: mapping.map(([, target]) => run.text(target) ?? hole),
            onDelete: run.text(run.property(fifth, 'onDelete')),
            onUpdate: run.text(run.property(fifth, 'onUpdate')),
          },
        )}`,
      );
    }
    case 'removeForeignKey':
      return write(`ALTER TABLE ${table} DROP CONSTRAINT ${columnId(run.text(second) ?? hole)}`);
    case 'insert':
      return sixth === undefined && write(`INSERT INTO ${table} VALUES (1)`);
    default:
      return false;
  }
}

/** `{ type: 'string', length: 20, notNull: true, unique: true, defaultValue, foreignKey }`, or the type alone. */
function columnOf(name: string, node: Node | undefined, run: Run): ColumnText {
  const typeNode = run.properties(node) ? run.property(node, 'type') : node;
  const written =
    run.text(typeNode) ??
    memberPath(typeNode ? run.resolve(typeNode) : ({} as Node))
      ?.at(-1)
      ?.toLowerCase();
  const length = run.plain(run.property(node, 'length'));
  const base = written === undefined ? hole : (types[written] ?? written);
  const column: ColumnText = {
    name,
    type: typeof length === 'number' || typeof length === 'string' ? `${base}(${length})` : base,
  };
  if (run.flag(node, 'notNull')) column.notNull = true;
  if (run.flag(node, 'primaryKey')) column.primary = true;
  if (run.flag(node, 'unique')) column.unique = true;
  if (run.flag(node, 'autoIncrement')) column.type = base === 'bigint' ? 'bigserial' : 'serial';
  const given = run.property(node, 'defaultValue');
  if (given) column.default = defaultSql(given, run) ?? hole;
  const foreign = run.property(node, 'foreignKey');
  if (foreign) {
    const mapping = run.property(foreign, 'mapping');
    const rules = run.property(foreign, 'rules');
    column.references = {
      table: run.text(run.property(foreign, 'table')) ?? hole,
      columns: [run.text(mapping) ?? run.text(run.properties(mapping)?.[0]?.[1]) ?? hole],
      name: run.text(run.property(foreign, 'name')),
      onDelete: run.text(run.property(rules, 'onDelete')),
      onUpdate: run.text(run.property(rules, 'onUpdate')),
    };
  }
  return column;
}

function createTable(link: Link, table: string, run: Run): boolean {
  const shape = link.args[1];
  const columns = run.property(shape, 'columns') ?? shape;
  const found = run.properties(columns);
  if (!found) return false;
  const made = found.map(([name, node]) => ({ node, column: columnOf(name, node, run) }));
  const keys = made.filter(({ column }) => column.primary).map(({ column }) => column.name);
  if (keys.length > 1) for (const { column } of made) column.primary = false;
  const clauses: Piece[] = made.map(({ node, column }) => ({
    node: node.parent?.type === 'Property' ? node.parent : node,
    sql: columnSql(column),
  }));
  if (keys.length > 1) clauses.push({ node: link.node, sql: `PRIMARY KEY (${ids(keys)})` });
  const unless = run.flag(shape, 'ifNotExists') ? 'IF NOT EXISTS ' : '';
  run.write(link.node, [
    `CREATE TABLE ${unless}${id(table)} (`,
    ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])),
    ')',
  ]);
  return true;
}
