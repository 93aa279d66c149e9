import type { Node } from '../../parse/typescript';
import { bare } from '../code/nodes';
import { type Chain, chainOf, isCall, type Link } from './chain';
import { defaultSql } from './defaults';
import { embedded } from './embedded';
import { rowsOf } from './rows';
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
} from './sqlText';

/** Kysely: the schema builder, SQL in its template tag, and rows that the query builder changes. */
export const kysely: Reader = (chain, run) => {
  const at = chain.links.findIndex((link) =>
    /^(?:create|alter|drop|refresh)(?:Table|Index|View|Schema|Type|MaterializedView)$/.test(link.name ?? ''),
  );
  if (
    at !== -1 &&
    (chain.path.includes('schema') || chain.links.slice(0, at).every((link) => /^with/.test(link.name ?? '')))
  ) {
    const schema = chain.links.slice(0, at).find((link) => link.name === 'withSchema');
    const prefix = schema ? `${run.text(schema.args[0]) ?? hole}.` : '';
    statement(chain, chain.links.slice(at), prefix, run);
    return true;
  }
  const transaction = chain.links.find((link) => link.name === 'transaction');
  const executes = chain.links.find((link) => link.name === 'execute');
  if (transaction && executes) {
    run.call(executes.args[0], [chain.root], { around: { transaction: run.newTransaction() } });
    return true;
  }
  if (rowsOf(chain, run)) return true;
  return embedded(chain, run);
};

function statement(chain: Chain, links: readonly Link[], prefix: string, run: Run): void {
  const [first, ...more] = links as [Link, ...Link[]];
  const name = run.text(first.args[0]);
  const node = chain.node;
  const has = (method: string) => more.some((link) => link.name === method);
  if (name === undefined) run.unknown(node, 'the name of what it changes is computed');
  else if (first.name === 'createTable')
    createTable(node, prefix + name, more, has('ifNotExists') ? 'IF NOT EXISTS ' : '', run);
  else if (first.name === 'alterTable') alterTable(node, prefix + name, more, run);
  else if (first.name === 'createIndex') createIndex(node, name, more, prefix, run);
  else {
    const sql = simple(first.name ?? '', id(prefix + name), more, has, run);
    if (sql === undefined) run.unknown(node, `schema.${first.name ?? ''} is not read`);
    else run.write(node, [sql]);
  }
}

/** Statements without parts of their own. */
function simple(
  method: string,
  object: string,
  more: readonly Link[],
  has: (method: string) => boolean,
  run: Run,
): string | undefined {
  const exists = has('ifExists') ? 'IF EXISTS ' : '';
  const unless = has('ifNotExists') ? 'IF NOT EXISTS ' : '';
  const cascade = has('cascade') ? ' CASCADE' : '';
  const concurrently = has('concurrently') ? 'CONCURRENTLY ' : '';
  const materialized = has('materialized') ? 'MATERIALIZED ' : '';
  switch (method) {
    case 'dropIndex':
      return `DROP INDEX ${concurrently}${exists}${object}${cascade}`;
    case 'dropTable':
      return `DROP TABLE ${exists}${object}${cascade}`;
    case 'createSchema':
      return `CREATE SCHEMA ${unless}${object}`;
    case 'dropSchema':
      return `DROP SCHEMA ${exists}${object}${cascade}`;
    case 'createType': {
      const labels = run.texts(more.find((link) => link.name === 'asEnum')?.args[0]);
      return labels && `CREATE TYPE ${object} AS ENUM (${labels.map(literal).join(', ')})`;
    }
    case 'dropType':
      return `DROP TYPE ${exists}${object}`;
    case 'createView':
      return `CREATE ${has('orReplace') ? 'OR REPLACE ' : ''}${materialized}VIEW ${object} AS SELECT 1`;
    case 'dropView':
      return `DROP ${materialized}VIEW ${exists}${object}`;
    case 'refreshMaterializedView':
      return `REFRESH MATERIALIZED VIEW ${concurrently}${object}`;
    default:
      return undefined;
  }
}

/** `(col) => col.notNull().references('users.id')`: the links of the chain that the callback returns. */
function built(node: Node | undefined, run: Run): readonly Link[] {
  const fn = node && run.resolve(node);
  if (fn?.type !== 'ArrowFunctionExpression' && fn?.type !== 'FunctionExpression') return [];
  const returned =
    fn.body.type === 'BlockStatement'
      ? fn.body.body.find((statement) => statement.type === 'ReturnStatement')
      : undefined;
  const value = returned?.type === 'ReturnStatement' ? returned.argument : fn.body;
  const call = value && bare(value);
  return call && isCall(call) ? chainOf(call).links : [];
}

function typeOf(node: Node | undefined, run: Run): string {
  if (!node) return hole;
  const text = run.text(node);
  if (text === 'datetime') return 'timestamp';
  return text ?? run.sql(node)?.text.trim() ?? hole;
}

function columnOf(link: Link, run: Run): ColumnText | undefined {
  const name = run.text(link.args[0]);
  if (name === undefined) return undefined;
  const column: ColumnText = { name, type: typeOf(link.args[1], run) };
  for (const option of built(link.args[2], run)) constrain(column, option, run);
  return column;
}

function constrain(column: ColumnText, option: Link, run: Run): void {
  const [arg] = option.args;
  switch (option.name) {
    case 'notNull':
      column.notNull = true;
      return;
    case 'primaryKey':
      column.primary = true;
      return;
    case 'unique':
      column.unique = true;
      return;
    case 'defaultTo':
      column.default = defaultSql(arg, run) ?? hole;
      return;
    case 'autoIncrement':
      column.type = /big/i.test(column.type) ? 'bigserial' : 'serial';
      return;
    case 'generatedAlwaysAsIdentity':
      column.identity = 'ALWAYS';
      return;
    case 'generatedByDefaultAsIdentity':
      column.identity = 'BY DEFAULT';
      return;
    case 'generatedAlwaysAs':
      column.generated = { expression: (arg && run.sql(arg)?.text) ?? hole, stored: false };
      return;
    case 'stored':
      if (column.generated) column.generated.stored = true;
      return;
    case 'check':
      column.check = (arg && run.sql(arg)?.text) ?? hole;
      return;
    case 'references': {
      const target = run.text(arg) ?? `${hole}.${hole}`;
      const dot = target.lastIndexOf('.');
      column.references = { ...column.references, table: target.slice(0, dot), columns: [target.slice(dot + 1)] };
      return;
    }
    case 'onDelete':
    case 'onUpdate':
      if (column.references) column.references = { ...column.references, [option.name]: run.text(arg) };
  }
}

/** Constraints that a table has besides those of its columns. */
function constraintOf(link: Link, run: Run): string | undefined {
  const [name, columns, table, targets] = link.args;
  const named = name && run.text(name) !== undefined ? `CONSTRAINT ${columnId(run.text(name) as string)} ` : '';
  switch (link.name) {
    case 'addPrimaryKeyConstraint':
      return `${named}PRIMARY KEY (${ids(run.texts(columns) ?? [hole])})`;
    case 'addUniqueConstraint':
      return `${named}UNIQUE (${ids(run.texts(columns) ?? [hole])})`;
    case 'addCheckConstraint':
      return `${named}CHECK (${(columns && run.sql(columns)?.text) ?? hole})`;
    case 'addForeignKeyConstraint': {
      const options = built(link.args[4], run);
      const action = (method: string) => run.text(options.find((option) => option.name === method)?.args[0]);
      return foreignKeySql(run.texts(columns) ?? [hole], {
        name: run.text(name),
        table: run.text(table) ?? hole,
        columns: run.texts(targets),
        onDelete: action('onDelete'),
        onUpdate: action('onUpdate'),
      });
    }
    default:
      return undefined;
  }
}

function createTable(node: Node, table: string, links: readonly Link[], unless: string, run: Run): void {
  const clauses: Piece[] = [];
  for (const link of links) {
    const sql =
      link.name === 'addColumn'
        ? columnText(link, run)
        : /^add\w+Constraint$/.test(link.name ?? '')
          ? constraintOf(link, run)
          : undefined;
    if (sql !== undefined) clauses.push({ node: placeOf(link), sql });
    else if (
      !/^(?:addColumn|execute|ifNotExists|temporary|modify(?:Front|End)|compile|onCommit|\$call|as)$/.test(
        link.name ?? '',
      )
    )
      run.unknown(link.node, `.${link.name ?? ''} of a table is not read`);
    if (sql === undefined && link.name === 'addColumn') run.unknown(node, 'the name of a column is computed');
  }
  run.write(node, [
    `CREATE TABLE ${unless}${id(table)} (`,
    ...clauses.flatMap((c, i) => (i === 0 ? [c] : [', ', c])),
    ')',
  ]);
}

function columnText(link: Link, run: Run): string | undefined {
  const column = columnOf(link, run);
  return column && columnSql(column);
}

/** From the name of the column to its last option: the link itself starts where the chain does. */
function placeOf(link: Link): Node {
  const [first] = link.args;
  const last = link.args.at(-1);
  if (!first || !last) return link.node;
  return { ...first, range: [first.range[0], last.range[1]] } as Node;
}

function alterTable(node: Node, table: string, links: readonly Link[], run: Run): void {
  const head = `ALTER TABLE ${id(table)} `;
  const write = (link: Link, clause: string) => run.write(node, [{ sql: head + clause, node: placeOf(link) }]);
  for (const link of links) {
    const [first, second] = link.args;
    const name = run.text(first) ?? hole;
    switch (link.name) {
      case 'addColumn': {
        const column = columnOf(link, run);
        write(link, column ? `ADD COLUMN ${columnSql(column)}` : `ADD COLUMN ${hole} text`);
        break;
      }
      case 'dropColumn':
        write(link, `DROP COLUMN ${columnId(name)}`);
        break;
      case 'renameColumn':
        write(link, `RENAME COLUMN ${columnId(name)} TO ${columnId(run.text(second) ?? hole)}`);
        break;
      case 'renameTo':
        write(link, `RENAME TO ${id(name)}`);
        break;
      case 'setSchema':
        write(link, `SET SCHEMA ${id(name)}`);
        break;
      case 'alterColumn':
        for (const option of built(second, run)) alterColumn(link, name, option, write, run);
        break;
      case 'modifyColumn':
        write(link, `ALTER COLUMN ${columnId(name)} TYPE ${typeOf(second, run)}`);
        break;
      case 'dropConstraint':
        write(link, `DROP CONSTRAINT ${columnId(name)}`);
        break;
      case 'renameConstraint':
        write(link, `RENAME CONSTRAINT ${columnId(name)} TO ${columnId(run.text(second) ?? hole)}`);
        break;
      default: {
        const sql = constraintOf(link, run);
        if (sql !== undefined) write(link, `ADD ${sql}`);
        else if (!/^(?:execute|onDelete|onUpdate|ifExists|cascade|restrict|compile|\$call)$/.test(link.name ?? ''))
          run.unknown(link.node, `.${link.name ?? ''} of a table is not read`);
      }
    }
  }
}

function alterColumn(
  link: Link,
  name: string,
  option: Link,
  write: (link: Link, clause: string) => void,
  run: Run,
): void {
  const c = columnId(name);
  const [arg] = option.args;
  if (option.name === 'setDataType') write(link, `ALTER COLUMN ${c} TYPE ${typeOf(arg, run)}`);
  else if (option.name === 'setNotNull') write(link, `ALTER COLUMN ${c} SET NOT NULL`);
  else if (option.name === 'dropNotNull') write(link, `ALTER COLUMN ${c} DROP NOT NULL`);
  else if (option.name === 'setDefault') write(link, `ALTER COLUMN ${c} SET DEFAULT ${defaultSql(arg, run) ?? hole}`);
  else if (option.name === 'dropDefault') write(link, `ALTER COLUMN ${c} DROP DEFAULT`);
}

function createIndex(node: Node, name: string, links: readonly Link[], prefix: string, run: Run): void {
  const find = (method: string) => links.find((link) => link.name === method);
  const table = run.text(find('on')?.args[0]);
  if (table === undefined) {
    run.unknown(node, 'the table of the index is computed');
    return;
  }
  const on = links.flatMap((link) => {
    if (link.name === 'column') return [columnId((run.text(link.args[0]) ?? hole).split(' ')[0] as string)];
    if (link.name === 'columns')
      return (run.texts(link.args[0]) ?? [hole]).map((column) => columnId(column.split(' ')[0] as string));
    if (link.name === 'expression') return [`(${(link.args[0] && run.sql(link.args[0])?.text) ?? `${hole}(1)`})`];
    return [];
  });
  run.write(node, [
    indexSql({
      name,
      table: prefix + table,
      on: on.length > 0 ? on : [hole],
      unique: find('unique') !== undefined,
      ifNotExists: find('ifNotExists') !== undefined,
      concurrently: find('concurrently') !== undefined,
      using: run.text(find('using')?.args[0]),
      where: find('where') ? `${hole} = 1` : undefined,
    }),
  ]);
}
