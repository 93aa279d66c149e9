import type { Node } from '../../parse/typescript';
import type { Chain, Link } from './chain';
import { defaultSql } from './defaults';
import type { Reader, Run } from './run';
import { type ColumnText, columnId, foreignKeySql, hole, ids, indexSql, literal, type ReferenceText } from './sqlText';

/** What the calls of a table's callback are written to. */
export interface TableWriter {
  table: string;
  creates: boolean;
  column(node: Node, column: ColumnText): void;
  /** A clause of ALTER TABLE; one that starts with ADD may stand in CREATE TABLE too. */
  clause(node: Node, sql: string): void;
  /** A statement of its own. */
  statement(node: Node, sql: string): void;
}

const types: Readonly<Record<string, string>> = {
  increments: 'serial',
  bigIncrements: 'bigserial',
  bigincrements: 'bigserial',
  integer: 'integer',
  int: 'integer',
  tinyint: 'smallint',
  smallint: 'smallint',
  mediumint: 'integer',
  bigint: 'bigint',
  bigInteger: 'bigint',
  biginteger: 'bigint',
  text: 'text',
  float: 'real',
  double: 'double precision',
  real: 'real',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  time: 'time',
  binary: 'bytea',
  blob: 'bytea',
  json: 'json',
  jsonb: 'jsonb',
  uuid: 'uuid',
  geometry: 'geometry',
  geography: 'geography',
  point: 'point',
};
const chained =
  /^(?:notNullable|nullable|defaultTo|default|unsigned|unique|primary|references|inTable|onDelete|onUpdate|index|comment|collate|after|first|alter|withKeyName|deferrable|check\w*|notNull|storageEngineIndexType|zerofill)$/;

/** Reads `table.string('email', 100).notNullable().unique()` and its likes inside the callback of a table. */
export function tableReader(to: TableWriter): Reader {
  return (chain, run) => {
    const first = chain.links[0];
    if (!first?.name || chain.path.length > 0 || !isBuilder(chain)) return false;
    if (column(chain, first, to, run) || command(chain, first, to, run)) return true;
    if (/^(?:comment|engine|charset|collate|queryContext|inherits|dropChecks?|setTableName)$/.test(first.name))
      return true;
    run.unknown(first.node, `table.${first.name} is not read`);
    return true;
  };
}

/** The table: a parameter, or `this` in a function. */
function isBuilder(chain: Chain): boolean {
  return (
    chain.root.type === 'ThisExpression' ||
    (chain.root.type === 'Identifier' &&
      /^(?:t|tbl|table|tableBuilder|builder|b|tb|qb|column|col|\w*[tT]able\w*)$/.test(chain.root.name))
  );
}

function typeOf(link: Link, run: Run): string | undefined {
  const [, second, third] = link.args;
  switch (link.name) {
    case 'string':
    case 'varchar':
      return `varchar(${run.plain(second) ?? 255})`;
    case 'decimal':
    case 'numeric':
      return run.plain(second) === null ? 'numeric' : `numeric(${run.plain(second) ?? 8}, ${run.plain(third) ?? 2})`;
    case 'datetime':
    case 'dateTime':
    case 'timestamp':
      return run.flag(second, 'useTz') === false || run.plain(second) === true ? 'timestamp' : 'timestamptz';
    case 'timestamptz':
      return 'timestamptz';
    case 'specificType':
      return run.text(second) ?? hole;
    case 'uuid':
      return 'uuid';
    case 'enum':
    case 'enu': {
      const named = run.property(third, 'enumName');
      return run.flag(third, 'useNative') && named ? `"${run.text(named) ?? hole}"` : 'text';
    }
    default:
      return Object.hasOwn(types, link.name ?? '') ? types[link.name ?? ''] : undefined;
  }
}

function column(chain: Chain, first: Link, to: TableWriter, run: Run): boolean {
  if (first.name === 'timestamps') return timestamps(first, to, run);
  const type = typeOf(first, run);
  if (type === undefined) return false;
  const node = chain.node;
  const named = first.args[0];
  const serial = /^(?:big)?increments$/i.test(first.name ?? '');
  const name = named === undefined && serial ? 'id' : run.text(named);
  if (name === undefined) {
    run.unknown(node, 'the name of the column is computed');
    return true;
  }
  const made: ColumnText = { name, type };
  if (serial && run.flag(first.args[1], 'primaryKey') !== false) made.primary = true;
  if (type === 'text' && /^enu/.test(first.name ?? '')) {
    const values = run.texts(first.args[1]);
    if (values) made.check = `${columnId(name)} in (${values.map(literal).join(', ')})`;
  }
  let reference: ReferenceText | undefined;
  const after: string[] = [];
  let alters = false;
  for (const link of chain.links.slice(1)) {
    const [arg, more] = link.args;
    switch (link.name) {
      case 'notNullable':
      case 'notNull':
        made.notNull = true;
        break;
      case 'nullable':
        if (run.plain(arg) === false) made.notNull = true;
        break;
      case 'defaultTo':
      case 'default':
        made.default = defaultSql(arg, run) ?? hole;
        break;
      case 'unique':
        made.unique = nameIn(arg, run) ?? indexName(to.table, [name], 'unique');
        break;
      case 'primary':
        made.primary = true;
        break;
      case 'references': {
        const target = run.text(arg) ?? hole;
        const dot = target.lastIndexOf('.');
        reference = {
          ...(reference ?? { name: indexName(to.table, [name], 'foreign') }),
          table: dot === -1 ? (reference?.table ?? hole) : target.slice(0, dot),
          columns: [target.slice(dot + 1)],
        };
        break;
      }
      case 'inTable':
        reference = { ...(reference ?? { columns: [] }), table: run.text(arg) ?? hole };
        break;
      case 'onDelete':
      case 'onUpdate':
        if (reference) reference = { ...reference, [link.name]: run.text(arg) };
        break;
      case 'withKeyName':
        if (reference) reference = { ...reference, name: run.text(arg) };
        break;
      case 'index':
        after.push(
          indexSql({
            name: run.text(arg) ?? indexName(to.table, [name], 'index'),
            table: to.table,
            on: [columnId(name)],
            using: run.text(more),
          }),
        );
        break;
      case 'checkIn': {
        const values = run.texts(arg);
        if (values) made.check = `${columnId(name)} in (${values.map(literal).join(', ')})`;
        break;
      }
      case 'alter':
        alters = true;
        break;
      default:
        if (!chained.test(link.name ?? '')) run.unknown(link.node, `.${link.name ?? ''} of a column is not read`);
    }
  }
  made.references = reference;
  if (alters) alter(chain, made, to, run);
  else to.column(node, made);
  for (const sql of after) to.statement(node, sql);
  return true;
}

/** `.alter()` sets the type, the default and whether it may be null, unless it is told to leave two of them. */
function alter(chain: Chain, made: ColumnText, to: TableWriter, run: Run): void {
  const node = chain.node;
  const options = chain.links.find((link) => link.name === 'alter')?.args[0];
  const name = columnId(made.name);
  if (run.flag(options, 'alterType') !== false) to.clause(node, `ALTER COLUMN ${name} TYPE ${made.type}`);
  if (run.flag(options, 'alterNullable') !== false)
    to.clause(node, `ALTER COLUMN ${name} ${made.notNull ? 'SET' : 'DROP'} NOT NULL`);
  to.clause(
    node,
    made.default === undefined
      ? `ALTER COLUMN ${name} DROP DEFAULT`
      : `ALTER COLUMN ${name} SET DEFAULT ${made.default}`,
  );
  if (made.unique) to.clause(node, `ADD CONSTRAINT ${columnId(String(made.unique))} UNIQUE (${name})`);
  if (made.references) to.clause(node, `ADD ${foreignKeySql([made.name], made.references)}`);
}

function timestamps(first: Link, to: TableWriter, run: Run): boolean {
  const [options, defaults] = first.args;
  const camel = run.flag(options, 'useCamelCase') === true || run.plain(first.args[2]) === true;
  const withDefault = run.flag(options, 'defaultToNow') ?? run.plain(defaults) === true;
  for (const name of camel ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'])
    to.column(first.node, {
      name,
      type: 'timestamptz',
      notNull: withDefault,
      ...(withDefault ? { default: 'now()' } : {}),
    });
  return true;
}

function command(chain: Chain, first: Link, to: TableWriter, run: Run): boolean {
  const node = chain.node;
  const [one, two, three] = first.args;
  const columns = () => run.texts(one);
  const drop = (names: readonly string[] | undefined) => {
    if (!names) run.unknown(node, 'the name of the column is computed');
    for (const name of names ?? []) to.clause(node, `DROP COLUMN ${columnId(name)}`);
  };
  const named = (suffix: string, given: Node | undefined) =>
    nameIn(given, run) ?? indexName(to.table, columns() ?? [hole], suffix);
  switch (first.name) {
    case 'dropColumn':
    case 'dropColumns':
      drop(first.args.length > 1 ? first.args.map((arg) => run.text(arg) ?? hole) : columns());
      return true;
    case 'dropTimestamps':
      drop(
        run.plain(one) === true || run.flag(one, 'useCamelCase')
          ? ['createdAt', 'updatedAt']
          : ['created_at', 'updated_at'],
      );
      return true;
    case 'renameColumn':
      to.clause(node, `RENAME COLUMN ${columnId(run.text(one) ?? hole)} TO ${columnId(run.text(two) ?? hole)}`);
      return true;
    case 'setNullable':
    case 'dropNullable':
      to.clause(
        node,
        `ALTER COLUMN ${columnId(run.text(one) ?? hole)} ${first.name === 'setNullable' ? 'DROP' : 'SET'} NOT NULL`,
      );
      return true;
    case 'unique':
      if (run.flag(two, 'useConstraint') === false)
        to.statement(
          node,
          indexSql({
            name: named('unique', two),
            table: to.table,
            on: (columns() ?? [hole]).map(columnId),
            unique: true,
          }),
        );
      else to.clause(node, `ADD CONSTRAINT ${columnId(named('unique', two))} UNIQUE (${ids(columns() ?? [hole])})`);
      return true;
    case 'primary':
      to.clause(node, `ADD ${constraintName(two, run)}PRIMARY KEY (${ids(columns() ?? [hole])})`);
      return true;
    case 'index':
      to.statement(
        node,
        indexSql({
          name: run.text(two) ?? named('index', undefined),
          table: to.table,
          on: (columns() ?? [hole]).map(columnId),
          using: run.text(three) ?? run.text(run.property(three, 'indexType')),
          where: run.property(three, 'predicate') ? hole : undefined,
        }),
      );
      return true;
    case 'foreign':
      foreign(chain, columns() ?? [hole], to, run);
      return true;
    case 'check':
      to.clause(node, `ADD ${constraintName(three, run)}CHECK (${run.sql(one as Node)?.text ?? hole})`);
      return true;
    case 'dropUnique':
      to.clause(node, `DROP CONSTRAINT ${columnId(named('unique', two))}`);
      return true;
    case 'dropForeign':
      to.clause(node, `DROP CONSTRAINT ${columnId(named('foreign', two))}`);
      return true;
    case 'dropPrimary':
      to.clause(node, `DROP CONSTRAINT ${columnId(run.text(one) ?? `${to.table}_pkey`)}`);
      return true;
    case 'dropIndex':
      to.statement(node, `DROP INDEX ${columnId(named('index', two))}`);
      return true;
    case 'dropChecks':
      for (const name of first.args.map((arg) => run.text(arg) ?? hole))
        to.clause(node, `DROP CONSTRAINT ${columnId(name)}`);
      return true;
    default:
      return false;
  }
}

function foreign(chain: Chain, columns: readonly string[], to: TableWriter, run: Run): void {
  let name = run.text(chain.links[0]?.args[1]) ?? indexName(to.table, columns, 'foreign');
  let table = hole;
  let targets: readonly string[] = [];
  const actions: Record<string, string | undefined> = {};
  for (const link of chain.links.slice(1)) {
    const [arg] = link.args;
    if (link.name === 'references') {
      targets = (run.texts(arg) ?? [hole]).map((target) => {
        const dot = target.lastIndexOf('.');
        if (dot !== -1) table = target.slice(0, dot);
        return target.slice(dot + 1);
      });
    } else if (link.name === 'inTable') table = run.text(arg) ?? hole;
    else if (link.name === 'withKeyName') name = run.text(arg) ?? name;
    else if (link.name === 'onDelete' || link.name === 'onUpdate') actions[link.name] = run.text(arg);
  }
  to.clause(
    chain.node,
    `ADD ${foreignKeySql(columns, { name, table, columns: targets, onDelete: actions.onDelete, onUpdate: actions.onUpdate })}`,
  );
}

function nameIn(node: Node | undefined, run: Run): string | undefined {
  return run.text(node) ?? run.text(run.property(node, 'indexName', 'constraintName'));
}

function constraintName(node: Node | undefined, run: Run): string {
  const name = nameIn(node, run);
  return name === undefined ? '' : `CONSTRAINT ${columnId(name)} `;
}

/** The names that Knex makes up. */
function indexName(table: string, columns: readonly string[], suffix: string): string {
  const own = table.replace(/\.|-/g, '_');
  return `${own}_${columns.join('_')}_${suffix}`.toLowerCase().replaceAll(hole, '');
}
