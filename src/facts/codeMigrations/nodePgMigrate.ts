import type { Node } from '../../parse/typescript';
import type { Link } from './chain';
import { defaultSql } from './defaults';
import { embedded, rest } from './embedded';
import type { Reader, Run } from './run';
import {
  type ColumnText,
  columnId,
  columnSql,
  foreignKeySql,
  hole,
  id,
  ids,
  indexSql,
  literal,
  type Piece,
  type ReferenceText,
  referencesSql,
} from './sqlText';

const types: Readonly<Record<string, string>> = {
  id: 'serial',
  int: 'integer',
  string: 'text',
  float: 'real',
  double: 'double precision',
  datetime: 'timestamp',
  bool: 'boolean',
};

/** node-pg-migrate: `pgm.*`. */
export const nodePgMigrate: Reader = (chain, run) => {
  const link = chain.links[0];
  if (!link?.name || !run.isHandle(chain.root)) return embedded(chain, run);
  if (chain.path.includes('db')) return embedded(chain, run);
  if (chain.path.length > 0) return false;
  if (/^(?:noTransaction|func|toUTC|then|reverseMode)$/.test(link.name)) return true;
  if (link.name === 'sql') {
    const [first] = link.args;
    run.embedNode(first && run.sql(first) ? first : link.node, first);
    return true;
  }
  if (!one(link, link.name, run)) run.unknown(link.node, `pgm.${link.name} is not read`);
  rest(chain, link, run);
  return true;
};

/** `'users'`, `{ schema, name }`. */
function nameIn(node: Node | undefined, run: Run): string | undefined {
  const text = run.text(node);
  if (text !== undefined) return text;
  const name = run.text(run.property(node, 'name'));
  const schema = run.text(run.property(node, 'schema'));
  return name === undefined ? undefined : schema === undefined ? name : `${schema}.${name}`;
}

function one(link: Link, method: string, run: Run): boolean {
  const at = link.node;
  const [first, second, third] = link.args;
  const name = nameIn(first, run);
  if (name === undefined) return false;
  const write = (...pieces: (Piece | string)[]) => {
    run.write(at, pieces);
    return true;
  };
  const table = id(name);
  const alter = (clause: string) => write(`ALTER TABLE ${table} ${clause}`);
  const exists = (node: Node | undefined) => (run.flag(node, 'ifExists') ? 'IF EXISTS ' : '');
  const unless = (node: Node | undefined) => (run.flag(node, 'ifNotExists') ? 'IF NOT EXISTS ' : '');
  const cascade = (node: Node | undefined) => (run.flag(node, 'cascade') ? ' CASCADE' : '');
  switch (method) {
    case 'createTable':
      return createTable(link, name, run);
    case 'dropTable':
      return write(`DROP TABLE ${exists(second)}${table}${cascade(second)}`);
    case 'renameTable':
      return alter(`RENAME TO ${id(nameIn(second, run) ?? hole)}`);
    case 'alterTable':
      return run.property(second, 'levelSecurity') !== undefined ? alter('ENABLE ROW LEVEL SECURITY') : false;
    case 'addColumn':
    case 'addColumns': {
      const columns = run.properties(second);
      for (const [column, node] of columns ?? [])
        run.write(node.parent ?? node, [
          `ALTER TABLE ${table} ADD COLUMN ${unless(third)}${columnSql(columnOf(column, node, run))}`,
        ]);
      return columns !== undefined;
    }
    case 'dropColumn':
    case 'dropColumns': {
      const columns = run.texts(second) ?? run.properties(second)?.map(([key]) => key);
      for (const column of columns ?? []) alter(`DROP COLUMN ${exists(third)}${columnId(column)}${cascade(third)}`);
      return columns !== undefined;
    }
    case 'renameColumn':
      return alter(`RENAME COLUMN ${columnId(run.text(second) ?? hole)} TO ${columnId(run.text(third) ?? hole)}`);
    case 'alterColumn':
      return alterColumn(run.text(second) ?? hole, third, alter, run);
    case 'createIndex':
    case 'addIndex':
      return createIndex(link, name, run);
    case 'dropIndex': {
      const columns = run.texts(second) ?? [];
      const given =
        run.text(run.property(third, 'name')) ?? indexName(name, columns, run.flag(third, 'unique') === true);
      const concurrently = run.flag(third, 'concurrently') ? 'CONCURRENTLY ' : '';
      return write(`DROP INDEX ${concurrently}${exists(third)}${columnId(given)}${cascade(third)}`);
    }
    case 'addConstraint':
    case 'createConstraint':
      return addConstraint(name, run.text(second), third, alter, run);
    case 'dropConstraint':
      return alter(`DROP CONSTRAINT ${exists(third)}${columnId(run.text(second) ?? hole)}${cascade(third)}`);
    case 'renameConstraint':
      return alter(`RENAME CONSTRAINT ${columnId(run.text(second) ?? hole)} TO ${columnId(run.text(third) ?? hole)}`);
    case 'createType':
    case 'addType': {
      const labels = run.texts(second);
      return write(
        labels
          ? `CREATE TYPE ${table} AS ENUM (${labels.map(literal).join(', ')})`
          : `CREATE TYPE ${table} AS (a text)`,
      );
    }
    case 'dropType':
      return write(`DROP TYPE ${exists(second)}${table}${cascade(second)}`);
    case 'renameType':
      return write(`ALTER TYPE ${table} RENAME TO ${id(nameIn(second, run) ?? hole)}`);
    case 'addTypeValue':
      return write(`ALTER TYPE ${table} ADD VALUE ${unless(third)}${literal(run.text(second) ?? hole)}`);
    case 'renameTypeValue':
      return write(
        `ALTER TYPE ${table} RENAME VALUE ${literal(run.text(second) ?? hole)} TO ${literal(run.text(third) ?? hole)}`,
      );
    case 'createExtension':
    case 'addExtension':
    case 'dropExtension':
      for (const extension of run.texts(first) ?? [])
        write(
          `${method === 'dropExtension' ? `DROP EXTENSION ${exists(second)}` : `CREATE EXTENSION ${unless(second)}`}${columnId(extension)}`,
        );
      return true;
    case 'createSchema':
      return write(`CREATE SCHEMA ${unless(second)}${table}`);
    case 'dropSchema':
      return write(`DROP SCHEMA ${exists(second)}${table}${cascade(second)}`);
    case 'createView':
      return write(`CREATE VIEW ${table} AS SELECT 1`);
    case 'createMaterializedView':
      return write(`CREATE MATERIALIZED VIEW ${table} AS SELECT 1`);
    case 'dropView':
      return write(`DROP VIEW ${exists(second)}${table}${cascade(second)}`);
    case 'dropMaterializedView':
      return write(`DROP MATERIALIZED VIEW ${exists(second)}${table}${cascade(second)}`);
    case 'refreshMaterializedView':
      return write(`REFRESH MATERIALIZED VIEW ${run.flag(second, 'concurrently') ? 'CONCURRENTLY ' : ''}${table}`);
    case 'createSequence':
      return write(`CREATE SEQUENCE ${table}`);
    case 'dropSequence':
      return write(`DROP SEQUENCE ${exists(second)}${table}`);
    case 'createFunction':
      return write(
        `CREATE FUNCTION ${table}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END $body$`,
      );
    case 'dropFunction':
      return write(`DROP FUNCTION ${exists(third)}${table}`);
    case 'createTrigger':
      return write(
        `CREATE TRIGGER ${columnId(run.text(second) ?? hole)} BEFORE UPDATE ON ${table} EXECUTE FUNCTION f()`,
      );
    case 'dropTrigger':
      return write(`DROP TRIGGER ${exists(third)}${columnId(run.text(second) ?? hole)} ON ${table}`);
    default:
      return false;
  }
}

function columnOf(name: string, node: Node, run: Run): ColumnText {
  const text = run.text(node);
  const written = (
    text ??
    run.text(run.property(node, 'type')) ??
    nameIn(run.property(node, 'type'), run) ??
    hole
  ).trim();
  const column: ColumnText = { name, type: types[written.toLowerCase()] ?? written };
  if (text !== undefined) {
    if (text === 'id') column.primary = true;
    return column;
  }
  if (written === 'id') column.primary = true;
  if (run.flag(node, 'notNull')) column.notNull = true;
  if (run.flag(node, 'primaryKey')) column.primary = true;
  if (run.flag(node, 'unique')) column.unique = true;
  const given = run.property(node, 'default');
  if (given) column.default = defaultSql(given, run) ?? hole;
  const check = run.property(node, 'check');
  if (check) column.check = run.text(check) ?? hole;
  const expression = run.property(node, 'expressionGenerated');
  if (expression) column.generated = { expression: run.text(expression) ?? hole, stored: true };
  if (run.property(node, 'sequenceGenerated', 'identity')) column.identity = 'BY DEFAULT';
  const references = run.property(node, 'references');
  if (references) column.references = referenceOf(references, node, run);
  return column;
}

/** `'users'`, `users(id)`, `{ schema, name }`; the actions stand beside it. */
function referenceOf(references: Node, options: Node, run: Run): ReferenceText {
  const written = nameIn(references, run) ?? hole;
  const [, table = hole, columns] = /^\s*([^(]+?)\s*(?:\(([^)]*)\))?\s*$/.exec(written) ?? [];
  return {
    table: table.replaceAll('"', ''),
    columns: columns?.split(',').map((column) => column.trim().replaceAll('"', '')),
    name: run.text(run.property(options, 'referencesConstraintName')),
    onDelete: run.text(run.property(options, 'onDelete')),
    onUpdate: run.text(run.property(options, 'onUpdate')),
  };
}

function createTable(link: Link, table: string, run: Run): boolean {
  const columns = run.properties(link.args[1]);
  if (!columns) return false;
  const options = link.args[2];
  const clauses: Piece[] = columns.map(([name, node]) => ({
    node: node.parent?.type === 'Property' ? node.parent : node,
    sql: columnSql(columnOf(name, node, run)),
  }));
  const constraints = run.property(options, 'constraints');
  for (const [sort, node] of run.properties(constraints) ?? []) {
    if (sort === 'primaryKey') clauses.push({ node, sql: `PRIMARY KEY (${ids(run.texts(node) ?? [hole])})` });
    else if (sort === 'unique') {
      const lists = run.items(node)?.some((item) => run.items(item)) ? (run.items(node) ?? []) : [node];
      for (const list of lists) clauses.push({ node, sql: `UNIQUE (${ids(run.texts(list) ?? [hole])})` });
    } else if (sort === 'check') clauses.push({ node, sql: `CHECK (${run.text(node) ?? hole})` });
    else if (sort === 'foreignKeys')
      for (const one of run.items(node) ?? [node]) {
        const target = run.property(one, 'references');
        if (!target) continue;
        clauses.push({
          node: one,
          sql: foreignKeySql(run.texts(run.property(one, 'columns')) ?? [hole], referenceOf(target, one, run)),
        });
      }
  }
  const unless = run.flag(options, 'ifNotExists') ? 'IF NOT EXISTS ' : '';
  run.write(link.node, [
    `CREATE TABLE ${unless}${id(table)} (`,
    ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])),
    ')',
  ]);
  return true;
}

function alterColumn(name: string, options: Node | undefined, alter: (clause: string) => boolean, run: Run): boolean {
  const c = columnId(name);
  const found = run.properties(options);
  if (!found) return false;
  for (const [key, node] of found) {
    const value = run.plain(node);
    if (key === 'default')
      alter(
        value === null
          ? `ALTER COLUMN ${c} DROP DEFAULT`
          : `ALTER COLUMN ${c} SET DEFAULT ${defaultSql(node, run) ?? hole}`,
      );
    else if (key === 'type')
      alter(`ALTER COLUMN ${c} TYPE ${typeof value === 'string' ? (types[value] ?? value) : hole}`);
    else if (key === 'notNull')
      alter(`ALTER COLUMN ${c} ${value === false || value === null ? 'DROP' : 'SET'} NOT NULL`);
    else if (key === 'allowNull') alter(`ALTER COLUMN ${c} ${value === true ? 'DROP' : 'SET'} NOT NULL`);
  }
  return true;
}

function createIndex(link: Link, table: string, run: Run): boolean {
  const [, second, options] = link.args;
  const items = run.items(second) ?? (second ? [second] : []);
  const columns = items.map((item) => run.text(item) ?? run.text(run.property(item, 'name')) ?? hole);
  const unique = run.flag(options, 'unique') === true;
  const where = run.property(options, 'where');
  run.write(link.node, [
    indexSql({
      name: run.text(run.property(options, 'name')) ?? indexName(table, columns, unique),
      table,
      on: columns.map((column) => (/^\w+$/.test(column) ? columnId(column) : `(${column})`)),
      unique,
      concurrently: run.flag(options, 'concurrently'),
      ifNotExists: run.flag(options, 'ifNotExists'),
      using: run.text(run.property(options, 'method')),
      where: where && (run.text(where) ?? `${hole} = 1`),
    }),
  ]);
  return true;
}

function indexName(table: string, columns: readonly string[], unique: boolean): string {
  const own = table.slice(table.lastIndexOf('.') + 1);
  return `${own}_${columns.map((column) => column.replace(/\W+/g, '_')).join('_')}${unique ? '_unique' : ''}_index`;
}

function addConstraint(
  table: string,
  name: string | undefined,
  options: Node | undefined,
  alter: (clause: string) => boolean,
  run: Run,
): boolean {
  const named = name === undefined ? '' : `CONSTRAINT ${columnId(name)} `;
  const text = run.text(options);
  if (text !== undefined) return alter(`ADD ${named}${text}`);
  const found = run.properties(options);
  if (!found) return false;
  for (const [sort, node] of found) {
    if (sort === 'primaryKey') alter(`ADD ${named}PRIMARY KEY (${ids(run.texts(node) ?? [hole])})`);
    else if (sort === 'unique') alter(`ADD ${named}UNIQUE (${ids(run.texts(node) ?? [hole])})`);
    else if (sort === 'check') alter(`ADD ${named}CHECK (${run.text(node) ?? hole})`);
    else if (sort === 'exclude') alter(`ADD ${named}EXCLUDE ${run.text(node) ?? hole}`);
    else if (sort === 'foreignKeys')
      for (const one of run.items(node) ?? [node]) {
        const target = run.property(one, 'references');
        if (target)
          alter(
            `ADD ${named}FOREIGN KEY (${ids(run.texts(run.property(one, 'columns')) ?? [hole])}) ${referencesSql({ ...referenceOf(target, one, run), name: undefined })}`,
          );
      }
  }
  return table !== '';
}
