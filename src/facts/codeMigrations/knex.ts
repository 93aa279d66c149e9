import type { Node } from '../../parse/typescript';
import type { Chain, Link } from './chain';
import { nameOf } from './chain';
import { embedded, rest } from './embedded';
import { tableReader } from './knexTable';
import { rowsOf } from './rows';
import type { Reader, Run } from './run';
import { columnSql, id, type Piece } from './sqlText';

const schemaMethods =
  /^(?:createTable|createTableIfNotExists|createTableLike|alterTable|table|renameTable|dropTable|dropTableIfExists|createView|createViewOrReplace|createMaterializedView|alterView|dropView|dropViewIfExists|dropMaterializedView|dropMaterializedViewIfExists|refreshMaterializedView|renameView|createSchema|createSchemaIfNotExists|dropSchema|dropSchemaIfExists|raw|createExtension|createExtensionIfNotExists|dropExtension|dropExtensionIfExists)$/;
const harmless =
  /^(?:hasTable|hasColumn|withSchema|then|catch|finally|transacting|debug|toSQL|toString|toQuery|queryContext|connection|timeout|on|once|client|fn|ref|first|select|from|where|count|max|pluck|join|destroy|as|distinct)$/;

/** Knex: the schema builder, `raw`, and the rows that the query builder changes. */
export const knex: Reader = (chain, run) => {
  if (
    chain.path.includes('schema') ||
    chain.links.some((link) => schemaMethods.test(link.name ?? '') && inSchema(chain))
  )
    return schema(chain, run);
  const transaction = chain.links.find((link) => link.name === 'transaction');
  if (transaction && run.isHandle(chain.root)) {
    const [fn] = transaction.args;
    if (run.call(fn, [chain.root], { around: { transaction: run.newTransaction() } })) rest(chain, transaction, run);
    return true;
  }
  if (rowsOf(chain, run)) return true;
  const raw = chain.links.find((link) => link.name === 'raw');
  if (raw && chain.links[0] === raw && !/\.fn\b|\.ref\b/.test(nameOf(chain))) {
    const sql = raw.args[0] && run.sql(raw.args[0], raw.args[1]);
    if (sql && isFragment(sql.text)) return true;
    run.embedNode(sql ? (raw.args[0] as NonNullable<(typeof raw.args)[0]>) : raw.node, raw.args[0], raw.args[1]);
    rest(chain, raw, run);
    return true;
  }
  return embedded(chain, run);
};

/** A part of a query: `knex.raw('count(*)')`. */
function isFragment(text: string): boolean {
  return !/^[\s(;]*(?:--[^\n]*\n\s*|\/\*[\s\S]{0,2000}?\*\/\s*)*[a-z]+\s+\S/i.test(text);
}

function inSchema(chain: Chain): boolean {
  return chain.root.type === 'Identifier' && /schema/i.test(chain.root.name);
}

function schema(chain: Chain, run: Run): boolean {
  let prefix = '';
  for (const link of chain.links) {
    const name = link.name ?? '';
    if (name === 'withSchema') prefix = `${run.text(link.args[0]) ?? ''}.`;
    else if (schemaMethods.test(name)) one(link, name, prefix === '.' ? '' : prefix, run);
    else if (name === 'then' || name === 'catch' || name === 'finally') for (const arg of link.args) run.call(arg, []);
    else if (!harmless.test(name)) run.unknown(link.node, `knex.schema.${name} is not read`);
  }
  return true;
}

function one(link: Link, method: string, prefix: string, run: Run): void {
  const [first, second] = link.args;
  if (method === 'raw') {
    run.embedNode(first ?? link.node, first, second);
    return;
  }
  const name = run.text(first);
  if (name === undefined) {
    run.unknown(link.node, 'the name of the table is computed');
    return;
  }
  const table = prefix + name;
  const at = link.node;
  switch (method) {
    case 'createTable':
    case 'createTableIfNotExists':
      createTable(link, table, method !== 'createTable', run);
      return;
    case 'createTableLike':
      run.write(at, [`CREATE TABLE ${id(table)} (LIKE ${id(run.text(second) ?? '')} INCLUDING ALL)`]);
      return;
    case 'alterTable':
    case 'table':
      if (!alterTable(link, table, run)) run.unknown(at, 'what is done to the table is not in this file');
      return;
    case 'renameTable':
      run.write(at, [`ALTER TABLE ${id(table)} RENAME TO ${id(run.text(second) ?? '')}`]);
      return;
    case 'dropTable':
    case 'dropTableIfExists':
      run.write(at, [`DROP TABLE ${method === 'dropTable' ? '' : 'IF EXISTS '}${id(table)}`]);
      return;
    case 'refreshMaterializedView':
      run.write(at, [`REFRESH MATERIALIZED VIEW ${run.plain(second) === true ? 'CONCURRENTLY ' : ''}${id(table)}`]);
      return;
    case 'renameView':
      run.write(at, [`ALTER VIEW ${id(table)} RENAME TO ${id(run.text(second) ?? '')}`]);
      return;
    default: {
      const made =
        /^(create|drop)(OrReplace)?(Materialized)?(View|Schema|Extension)(OrReplace|IfNotExists|IfExists)?$/.exec(
          method,
        );
      if (!made) {
        run.unknown(at, `knex.schema.${method} is not read`);
        return;
      }
      const [, verb, , materialized, sort, suffix] = made;
      const words = `${verb} ${suffix === 'OrReplace' ? 'or replace ' : ''}${materialized ? 'materialized ' : ''}${sort}`;
      const exists = suffix === 'IfExists' ? ' IF EXISTS' : suffix === 'IfNotExists' ? ' IF NOT EXISTS' : '';
      run.write(at, [
        `${words.toUpperCase()}${exists} ${id(table)}${verb === 'create' && sort === 'View' ? ' AS SELECT 1' : ''}`,
      ]);
    }
  }
}

function createTable(link: Link, table: string, ifNotExists: boolean, run: Run): void {
  const head = `CREATE TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${id(table)} (`;
  const clauses: Piece[] = [];
  const after: { node: Node; sql: string }[] = [];
  const reader = tableReader({
    table,
    creates: true,
    column: (node, column) => clauses.push({ node, sql: columnSql(column) }),
    clause: (node, sql) => clauses.push({ node, sql: sql.replace(/^ADD /, '') }),
    statement: (node, sql) => after.push({ node, sql }),
  });
  const fn = link.args.at(-1);
  if (!fn || !run.call(fn, [], { reader })) {
    run.unknown(link.node, 'what the table is made of is not in this file');
    return;
  }
  run.write(link.node, [head, ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])), ')']);
  for (const { node, sql } of after) run.write(node, [{ node, sql }]);
}

function alterTable(link: Link, table: string, run: Run): boolean {
  const reader = tableReader({
    table,
    creates: false,
    column: (node, column) => run.write(node, [`ALTER TABLE ${id(table)} ADD COLUMN ${columnSql(column)}`]),
    clause: (node, sql) => run.write(node, [`ALTER TABLE ${id(table)} ${sql}`]),
    statement: (node, sql) => run.write(node, [sql]),
  });
  return run.call(link.args.at(-1), [], { reader });
}
