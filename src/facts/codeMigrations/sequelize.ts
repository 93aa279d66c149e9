import type { Node } from '../../parse/typescript';
import { type Chain, type Link, nameOf } from './chain';
import { embedded, rest } from './embedded';
import type { Reader, Run } from './run';
import type { Around } from './script';
import { columnSequelize } from './sequelizeColumn';
import { columnId, columnSql, foreignKeySql, hole, id, ids, indexSql, type Piece } from './sqlText';

const methods =
  /^(?:createTable|dropTable|renameTable|addColumn|removeColumn|changeColumn|renameColumn|addIndex|removeIndex|addConstraint|removeConstraint|bulkInsert|bulkUpdate|bulkDelete|insert|upsert|delete|createSchema|dropSchema|dropEnum|dropAllTables|dropAllEnums|createFunction|dropFunction|renameFunction|createDatabase|dropDatabase)$/;
const harmless =
  /^(?:describeTable|showAllTables|showAllSchemas|showIndex|tableExists|getForeignKeyReferencesForTable|getForeignKeysForTables|select|rawSelect|quoteIdentifiers?|quoteTable|escape|databaseVersion|getQueryInterface|commit|rollback|afterCommit|then|catch|finally|transaction|define|model|log|getDialect)$/;

/** Sequelize's query interface, with or without a transaction, and SQL that is sent through it. */
export function sequelize(): Reader {
  /** The transaction that the author opened last; calls that are given one belong to it. */
  let current: number | undefined;
  const transactionOf = (args: readonly Node[], run: Run): Around => ({
    transaction:
      current !== undefined && args.some((arg) => run.property(arg, 'transaction') !== undefined) ? current : 'none',
  });
  return (chain, run) => {
    const opens = chain.links.find((link) => link.name === 'transaction' || link.name === 'startUnmanagedTransaction');
    if (
      opens &&
      (chain.path.includes('sequelize') || run.isHandle(chain.root) || /sequelize|context|db/i.test(nameOf(chain)))
    ) {
      current = run.newTransaction();
      for (const arg of opens.args) run.call(arg, []);
      rest(chain, opens, run);
      return true;
    }
    const link = chain.links.find((one) => methods.test(one.name ?? ''));
    if (link && isInterface(chain, run)) {
      const around = transactionOf(link.args, run);
      if (!one(link, link.name ?? '', run, around))
        run.unknown(link.node, `${link.name} is not read: a name in it is computed`);
      rest(chain, link, run);
      return true;
    }
    const query = chain.links.find((one) => one.name === 'query');
    if (query && (chain.path.includes('sequelize') || isInterface(chain, run))) {
      const [first] = query.args;
      const sql = first && run.sql(first);
      run.embedNode(sql && first ? first : query.node, first, undefined, transactionOf(query.args, run));
      rest(chain, query, run);
      return true;
    }
    const [first] = chain.links;
    if (
      first &&
      run.isHandle(chain.root) &&
      chain.path.length === 0 &&
      !harmless.test(first.name ?? '') &&
      first.name
    ) {
      run.unknown(first.node, `queryInterface.${first.name} is not read`);
      return true;
    }
    return embedded(chain, run);
  };
}

function isInterface(chain: Chain, run: Run): boolean {
  return (
    run.isHandle(chain.root) ||
    /\b(?:queryInterface|qi|query|context|queryI|migration|sequelize)$/i.test(
      [...nameOf(chain).split('.').slice(0, -1)].at(-1) ?? '',
    )
  );
}

/** A name, `{ tableName, schema }`. */
function tableOf(node: Node | undefined, run: Run): string | undefined {
  const text = run.text(node);
  if (text !== undefined) return text;
  const name = run.text(run.property(node, 'tableName'));
  const schema = run.text(run.property(node, 'schema'));
  return name === undefined ? undefined : schema === undefined ? name : `${schema}.${name}`;
}

function one(link: Link, method: string, run: Run, around: Around): boolean {
  const at = link.node;
  const [first, second, third, fourth] = link.args;
  const write = (...pieces: (Piece | string)[]) => {
    run.write(at, pieces, around);
    return true;
  };
  if (/^(?:createSchema|dropSchema|dropEnum|dropFunction)$/.test(method)) {
    const name = run.text(first);
    if (name === undefined) return false;
    const words = {
      createSchema: 'CREATE SCHEMA',
      dropSchema: 'DROP SCHEMA IF EXISTS',
      dropEnum: 'DROP TYPE IF EXISTS',
    };
    return method === 'dropFunction'
      ? write(`DROP FUNCTION ${id(name)}`)
      : write(`${words[method as keyof typeof words]} ${id(name)}`);
  }
  const table = tableOf(
    method === 'upsert' || (method === 'insert' && !tableOf(first, run))
      ? method === 'insert'
        ? second
        : first
      : first,
    run,
  );
  if (table === undefined) return false;
  const t = id(table);
  switch (method) {
    case 'createTable':
      return createTable(link, table, run, around);
    case 'dropTable':
      return write(`DROP TABLE IF EXISTS ${t}${run.flag(second, 'cascade') ? ' CASCADE' : ''}`);
    case 'renameTable': {
      const to = tableOf(second, run);
      return to !== undefined && write(`ALTER TABLE ${t} RENAME TO ${id(to)}`);
    }
    case 'addColumn': {
      const name = run.text(second);
      if (name === undefined) return false;
      const { column, before, after } = columnSequelize(table, name, third, run);
      for (const sql of before) run.write(at, [sql], around);
      const exists = run.flag(fourth, 'ifNotExists') ? 'IF NOT EXISTS ' : '';
      write(`ALTER TABLE ${t} ADD COLUMN ${exists}${columnSql(column)}`);
      for (const sql of after) run.write(at, [sql], around);
      return true;
    }
    case 'removeColumn': {
      const name = run.text(second);
      return (
        name !== undefined &&
        write(`ALTER TABLE ${t} DROP COLUMN ${run.flag(third, 'ifExists') ? 'IF EXISTS ' : ''}${columnId(name)}`)
      );
    }
    case 'changeColumn':
      return changeColumn(link, table, run, around);
    case 'renameColumn': {
      const [from, to] = [run.text(second), run.text(third)];
      return (
        from !== undefined &&
        to !== undefined &&
        write(`ALTER TABLE ${t} RENAME COLUMN ${columnId(from)} TO ${columnId(to)}`)
      );
    }
    case 'addIndex':
      return addIndex(link, table, run, around);
    case 'removeIndex': {
      const columns = run.items(second) && run.texts(second);
      const name = columns ? indexName(table, columns) : run.text(second);
      if (name === undefined) return false;
      const concurrently = run.flag(third, 'concurrently') ? 'CONCURRENTLY ' : '';
      return write(`DROP INDEX ${concurrently}IF EXISTS ${columnId(name)}`);
    }
    case 'addConstraint':
      return addConstraint(link, table, run, around);
    case 'removeConstraint': {
      const name = run.text(second);
      return name !== undefined && write(`ALTER TABLE ${t} DROP CONSTRAINT ${columnId(name)}`);
    }
    case 'bulkInsert':
    case 'insert':
    case 'upsert': {
      const rows = method === 'insert' ? third : second;
      const columns = run.properties(run.items(rows)?.[0] ?? rows)?.map(([key]) => columnId(key));
      return write(
        `INSERT INTO ${t}${columns?.length ? ` (${columns.join(', ')})` : ''} VALUES (1)${method === 'upsert' ? ' ON CONFLICT DO NOTHING' : ''}`,
      );
    }
    case 'bulkUpdate': {
      const columns = run.properties(second)?.map(([key]) => key) ?? [];
      const sets = (columns.length > 0 ? columns : [hole]).map((name) => `${columnId(name)} = ${hole}`);
      return write(`UPDATE ${t} SET ${sets.join(', ')}${whereOf(third, run)}`);
    }
    case 'bulkDelete':
    case 'delete':
      return run.flag(third, 'truncate')
        ? write(`TRUNCATE TABLE ${t}`)
        : write(`DELETE FROM ${t}${whereOf(second, run)}`);
    default:
      return false;
  }
}

function whereOf(node: Node | undefined, run: Run): string {
  if (node === undefined || run.plain(node) === null) return '';
  return run.properties(node)?.length === 0 ? '' : ` WHERE ${hole} = 1`;
}

function createTable(link: Link, table: string, run: Run, around: Around): boolean {
  const columns = run.properties(link.args[1]);
  if (!columns) return false;
  const clauses: Piece[] = [];
  const after: string[] = [];
  for (const [name, node] of columns) {
    const made = columnSequelize(table, name, node, run);
    for (const sql of made.before) run.write(node, [sql], around);
    clauses.push({ node: keyNode(node), sql: columnSql(made.column) });
    after.push(...made.after);
  }
  const unique = run.properties(run.property(link.args[2], 'uniqueKeys')) ?? [];
  for (const [name, node] of unique) {
    const fields = run.texts(run.property(node, 'fields'));
    if (fields) clauses.push({ node, sql: `CONSTRAINT ${columnId(name)} UNIQUE (${ids(fields)})` });
  }
  run.write(
    link.node,
    [`CREATE TABLE IF NOT EXISTS ${id(table)} (`, ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])), ')'],
    around,
  );
  for (const sql of after) run.write(link.node, [sql], around);
  return true;
}

/** The property that a value belongs to: its name is part of the place. */
function keyNode(node: Node): Node {
  return node.parent?.type === 'Property' && node.parent.value === node ? node.parent : node;
}

/** Every attribute is set: what is not said is taken away. */
function changeColumn(link: Link, table: string, run: Run, around: Around): boolean {
  const name = run.text(link.args[1]);
  if (name === undefined) return false;
  const { column, before } = columnSequelize(table, name, link.args[2], run);
  const c = columnId(name);
  const head = `ALTER TABLE ${id(table)} `;
  const write = (clause: string) => run.write(link.node, [head + clause], around);
  if (column.references) {
    // Without a name since Sequelize 5 (changeColumnQuery of its query generators): the server gives its own.
    write(`ADD ${foreignKeySql([name], column.references)}`);
    return true;
  }
  for (const sql of before) run.write(link.node, [sql], around);
  write(`ALTER COLUMN ${c} ${column.notNull ? 'SET' : 'DROP'} NOT NULL`);
  if (column.default !== undefined) write(`ALTER COLUMN ${c} SET DEFAULT ${column.default}`);
  else if (before.length === 0) write(`ALTER COLUMN ${c} DROP DEFAULT`);
  if (column.unique) write(`ADD UNIQUE (${c})`);
  if (column.type !== hole) write(`ALTER COLUMN ${c} TYPE ${column.type}`);
  return true;
}

function addIndex(link: Link, table: string, run: Run, around: Around): boolean {
  const [, second, third] = link.args;
  const options = run.items(second) ? third : second;
  const fields = run.items(second) ?? run.items(run.property(options, 'fields'));
  if (!fields) return false;
  const on = fields.map((field) => {
    const name = run.text(field) ?? run.text(run.property(field, 'name', 'attribute'));
    if (name !== undefined) return columnId(name);
    const fn = run.sql(field);
    return fn ? `(${fn.text})` : `(${hole}(1))`;
  });
  const plain = on.map((column) => column.replaceAll('"', ''));
  const name = run.text(run.property(options, 'name', 'indexName')) ?? indexName(table, plain);
  const type = run.text(run.property(options, 'type', 'indicesType'));
  run.write(
    link.node,
    [
      indexSql({
        name,
        table,
        on,
        unique: run.flag(options, 'unique') === true || /^unique$/i.test(type ?? ''),
        concurrently: run.flag(options, 'concurrently'),
        using: run.text(run.property(options, 'using', 'method', 'indexType')),
        where: run.property(options, 'where') ? `${hole} = 1` : undefined,
      }),
    ],
    around,
  );
  return true;
}

function addConstraint(link: Link, table: string, run: Run, around: Around): boolean {
  const [, second, third] = link.args;
  const options = run.items(second) ? third : second;
  const fields = run.texts(run.items(second) ? second : run.property(options, 'fields'));
  const type = run.text(run.property(options, 'type'))?.toLowerCase();
  if (!fields || !type) return false;
  const given = run.text(run.property(options, 'name'));
  const suffix = { unique: 'uk', 'primary key': 'pk', check: 'ck', 'foreign key': 'fk' }[type];
  const references = run.property(options, 'references');
  const target = tableOf(run.property(references, 'table', 'model'), run) ?? tableOf(references, run);
  const name =
    given ?? `${table}_${fields.join('_')}${type === 'foreign key' ? `_${target ?? ''}` : ''}_${suffix ?? ''}`;
  const named = `ADD CONSTRAINT ${columnId(name)} `;
  const head = `ALTER TABLE ${id(table)} `;
  const write = (sql: string) => run.write(link.node, [head + sql], around);
  if (type === 'foreign key') {
    const field = run.text(run.property(references, 'field', 'key'));
    const columns = field === undefined ? run.texts(run.property(references, 'fields')) : [field];
    if (target === undefined) return false;
    write(
      `ADD ${foreignKeySql(fields, {
        name,
        table: target,
        columns,
        onDelete: run.text(run.property(options, 'onDelete')),
        onUpdate: run.text(run.property(options, 'onUpdate')),
      })}`,
    );
  } else if (type === 'unique') write(`${named}UNIQUE (${ids(fields)})`);
  else if (type === 'primary key') write(`${named}PRIMARY KEY (${ids(fields)})`);
  else if (type === 'check') write(`${named}CHECK (${ids(fields)} = ${hole})`);
  else if (type === 'default') write(`ALTER COLUMN ${columnId(fields[0] ?? hole)} SET DEFAULT ${hole}`);
  else return false;
  return true;
}

/** The name that Sequelize makes up for an index. */
function indexName(table: string, columns: readonly string[]): string {
  const own = table.slice(table.lastIndexOf('.') + 1);
  return [own, ...columns]
    .join('_')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}
