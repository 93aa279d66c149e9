import type { SqlOperation } from '../../src/parse/sql';

/**
 * What PostgreSQL's own grammar says a statement does, written in the words of our operations. An independent reading of
 * the tree, so that agreement means something.
 */
type Tree = Record<string, unknown>;

const get = (node: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], node);
const list = (node: unknown, ...path: string[]): Tree[] => (get(node, ...path) as Tree[] | undefined) ?? [];
const text = (node: unknown, ...path: string[]): string | undefined => get(node, ...path) as string | undefined;
const sval = (node: unknown): string => text(node, 'String', 'sval') ?? '';

function rangeName(range: unknown): string {
  const schema = text(range, 'schemaname');
  const name = text(range, 'relname') ?? '';
  return schema && schema !== 'public' ? `${schema}.${name}` : name;
}

function dotted(parts: string[]): string {
  return (parts.length > 1 && parts[0] === 'public' ? parts.slice(1) : parts).join('.');
}

function nameList(node: unknown): string {
  if (get(node, 'List')) return dotted(list(node, 'List', 'items').map(sval));
  if (get(node, 'ObjectWithArgs')) return dotted(list(node, 'ObjectWithArgs', 'objname').map(sval));
  if (get(node, 'TypeName')) return dotted(list(node, 'TypeName', 'names').map(sval));
  return sval(node);
}

const typeNames: Record<string, string> = {
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
  float8: 'double precision',
  float4: 'real',
  bpchar: 'char',
  serial4: 'serial',
  serial8: 'bigserial',
  serial2: 'smallserial',
  decimal: 'numeric',
  int: 'integer',
};

function typeOf(node: unknown): string | undefined {
  if (!node) return undefined;
  const parts = list(node, 'names').map(sval);
  const inCatalog = parts[0] === 'pg_catalog';
  if (inCatalog) parts.shift();
  const joined = dotted(parts);
  const base = typeNames[joined] ?? joined;
  const mods =
    base === 'interval'
      ? []
      : list(node, 'typmods')
          .map(constant)
          .filter((m) => m !== undefined);
  // The grammar writes char as char(1).
  const shown = base === 'char' && inCatalog && mods.length === 1 && mods[0] === '1' ? [] : mods;
  return `${base}${shown.length > 0 ? `(${shown.join(',')})` : ''}${list(node, 'arrayBounds')
    .map(() => '[]')
    .join('')}`;
}

function constant(node: unknown): string | undefined {
  const value = get(node, 'A_Const');
  if (get(value, 'ival') !== undefined) return String(get(value, 'ival', 'ival') ?? 0);
  if (get(value, 'sval') !== undefined) return text(value, 'sval', 'sval');
  if (get(value, 'fval') !== undefined) return text(value, 'fval', 'fval');
  if (get(value, 'boolval') !== undefined) return String(get(value, 'boolval', 'boolval') ?? false);
  const column = list(node, 'ColumnRef', 'fields').map(sval);
  return column.length > 0 ? column.join('.') : undefined;
}

function isNull(node: unknown): boolean {
  if (get(node, 'A_Const', 'isnull')) return true;
  return get(node, 'TypeCast') !== undefined && isNull(get(node, 'TypeCast', 'arg'));
}

type Line = Record<string, string | boolean | undefined>;

const constraintSorts: Record<string, string> = {
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_NOTNULL: 'not-null',
};

function constraintLine(node: unknown, table: string, column?: string): Line | undefined {
  const sort = constraintSorts[text(node, 'contype') ?? ''];
  if (!sort) return undefined;
  const own = column === undefined ? [] : [column];
  const keys = list(node, 'keys').map(sval);
  const attributes = list(node, 'fk_attrs').map(sval);
  const columns = keys.length > 0 ? keys : attributes.length > 0 ? attributes : own;
  return {
    op: 'constraint.create',
    table,
    column,
    constraint: sort,
    name: text(node, 'conname'),
    columns: sort === 'check' || sort === 'exclude' ? undefined : columns.join(','),
    references:
      sort === 'foreign-key' ? `${rangeName(get(node, 'pktable'))}(${list(node, 'pk_attrs').map(sval)})` : undefined,
    notValid: get(node, 'skip_validation') === true,
    usingIndex: text(node, 'indexname'),
  };
}

function columnLines(def: unknown, table: string, ifExists: boolean): Line[] {
  const column = text(def, 'colname') ?? '';
  const type = typeOf(get(def, 'typeName'));
  const line: Line = { op: 'column.create', table, column, type, nullable: true, default: false, ifExists };
  if (type && /^(?:small|big)?serial$/.test(type)) Object.assign(line, { generated: 'serial', nullable: false });
  const lines: Line[] = [line];
  for (const outer of list(def, 'constraints')) {
    const node = get(outer, 'Constraint');
    const sort = text(node, 'contype');
    if (sort === 'CONSTR_NOTNULL' || sort === 'CONSTR_PRIMARY') line.nullable = false;
    if (sort === 'CONSTR_DEFAULT') line.default = !isNull(get(node, 'raw_expr'));
    if (sort === 'CONSTR_IDENTITY') Object.assign(line, { generated: 'identity', nullable: false });
    if (sort === 'CONSTR_GENERATED') line.generated = text(node, 'generated_kind') === 'v' ? 'virtual' : 'stored';
    if (sort === 'CONSTR_NOTNULL' && !text(node, 'conname')) continue;
    const made = constraintLine(node, table, column);
    if (made) lines.push(made);
  }
  return lines;
}

const columnActions: Record<string, string> = {
  AT_ColumnDefault: 'set-default',
  AT_DropNotNull: 'drop-not-null',
  AT_SetNotNull: 'set-not-null',
  AT_AlterColumnType: 'type',
  AT_AddIdentity: 'add-identity',
  AT_SetIdentity: 'set-identity',
  AT_DropIdentity: 'drop-identity',
  AT_DropExpression: 'drop-expression',
  AT_SetExpression: 'set-expression',
  AT_SetStatistics: 'set-statistics',
  AT_SetStorage: 'set-storage',
  AT_SetCompression: 'set-compression',
  AT_SetOptions: 'set-options',
  AT_ResetOptions: 'reset-options',
};

const tableActions: Record<string, string> = {
  AT_ChangeOwner: 'owner',
  AT_SetLogged: 'set-logged',
  AT_SetUnLogged: 'set-unlogged',
  AT_SetTableSpace: 'set-tablespace',
  AT_SetRelOptions: 'set-options',
  AT_ResetRelOptions: 'reset-options',
  AT_ReplicaIdentity: 'replica-identity',
  AT_ClusterOn: 'cluster-on',
  AT_DropCluster: 'set-without-cluster',
  AT_AddInherit: 'inherit',
  AT_DropInherit: 'no-inherit',
  AT_EnableRowSecurity: 'enable-rls',
  AT_DisableRowSecurity: 'disable-rls',
  AT_ForceRowSecurity: 'force-rls',
  AT_NoForceRowSecurity: 'no-force-rls',
};

function alterLines(stmt: unknown): Line[] {
  const table = rangeName(get(stmt, 'relation'));
  const kind = text(stmt, 'objtype');
  const ifExists = get(stmt, 'missing_ok') === true;
  if (kind === 'OBJECT_INDEX') {
    const attach = list(stmt, 'cmds').some((c) => text(c, 'AlterTableCmd', 'subtype') === 'AT_AttachPartition');
    return [{ op: attach ? 'index.attach' : 'index.alter', object: table }];
  }
  if (kind !== 'OBJECT_TABLE' && kind !== 'OBJECT_FOREIGN_TABLE') {
    const words: Record<string, string> = {
      OBJECT_VIEW: 'view',
      OBJECT_MATVIEW: 'view',
      OBJECT_SEQUENCE: 'sequence',
      OBJECT_TYPE: 'type',
    };
    return [{ op: `${words[kind ?? ''] ?? kind}.alter`, object: table }];
  }
  return list(stmt, 'cmds').flatMap((outer): Line[] => {
    const cmd = get(outer, 'AlterTableCmd');
    const subtype = text(cmd, 'subtype') ?? '';
    const object = text(cmd, 'name');
    const missing = ifExists || get(cmd, 'missing_ok') === true;
    const cascade = text(cmd, 'behavior') === 'DROP_CASCADE';
    switch (subtype) {
      case 'AT_AddColumn':
        return columnLines(get(cmd, 'def', 'ColumnDef'), table, missing);
      case 'AT_DropColumn':
        return [{ op: 'column.drop', table, column: object, ifExists: missing, cascade }];
      case 'AT_AddConstraint': {
        const line = constraintLine(get(cmd, 'def', 'Constraint'), table);
        return line ? [line] : [];
      }
      case 'AT_DropConstraint':
        return [{ op: 'constraint.drop', table, object, ifExists: missing, cascade }];
      case 'AT_ValidateConstraint':
        return [{ op: 'constraint.validate', table, object }];
      case 'AT_AlterConstraint':
        return [{ op: 'constraint.alter', table }];
      case 'AT_AttachPartition':
        return [{ op: 'partition.attach', table, object: rangeName(get(cmd, 'def', 'PartitionCmd', 'name')) }];
      case 'AT_DetachPartition':
        return [
          {
            op: 'partition.detach',
            table,
            object: rangeName(get(cmd, 'def', 'PartitionCmd', 'name')),
            concurrently: get(cmd, 'def', 'PartitionCmd', 'concurrent') === true,
          },
        ];
      case 'AT_DetachPartitionFinalize':
        return [{ op: 'partition.detach', table, object: rangeName(get(cmd, 'def', 'PartitionCmd', 'name')) }];
    }
    if (/^AT_(?:Enable|Disable)(?:Always|Replica)?(?:Trig|Rule)/.test(subtype)) return [{ op: 'trigger.alter', table }];
    const action = columnActions[subtype];
    if (action) {
      const drops = subtype === 'AT_ColumnDefault' && !get(cmd, 'def');
      const line: Line = { op: 'column.alter', table, column: object, action: drops ? 'drop-default' : action };
      if (action === 'type') line.type = typeOf(get(cmd, 'def', 'ColumnDef', 'typeName'));
      return [line];
    }
    return [{ op: 'table.alter', table, action: tableActions[subtype] ?? subtype }];
  });
}

const dropped: Record<string, string> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_INDEX: 'index',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'view',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'routine',
  OBJECT_PROCEDURE: 'routine',
  OBJECT_ROUTINE: 'routine',
  OBJECT_AGGREGATE: 'routine',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'trigger',
  OBJECT_EVENT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
  OBJECT_DATABASE: 'schema',
};

function dropLines(stmt: unknown): Line[] {
  const kind = dropped[text(stmt, 'removeType') ?? ''] ?? 'extension';
  const common = {
    ifExists: get(stmt, 'missing_ok') === true,
    cascade: text(stmt, 'behavior') === 'DROP_CASCADE',
    concurrently: get(stmt, 'concurrent') === true,
  };
  return list(stmt, 'objects').map((node): Line => {
    const name = nameList(node);
    if (kind === 'table') return { op: 'table.drop', table: name, ...common };
    if (kind === 'trigger' || kind === 'policy') {
      const parts = list(node, 'List', 'items').map(sval);
      const object = parts.pop() as string;
      return { op: `${kind}.drop`, object: object, table: parts.length > 0 ? dotted(parts) : undefined, ...common };
    }
    return { op: `${kind}.drop`, object: name === '.' ? undefined : name, ...common };
  });
}

function renameLines(stmt: unknown): Line[] {
  const kind = text(stmt, 'renameType') ?? '';
  const table = rangeName(get(stmt, 'relation'));
  const to = text(stmt, 'newname');
  const from = text(stmt, 'subname');
  switch (kind) {
    case 'OBJECT_COLUMN':
      if (text(stmt, 'relationType') === 'OBJECT_TABLE') return [{ op: 'column.rename', table, column: from, to }];
      return [{ op: 'view.alter' }];
    case 'OBJECT_TABLE':
      return [{ op: 'table.rename', table, to }];
    case 'OBJECT_TABCONSTRAINT':
      return [{ op: 'constraint.rename', table, object: from, to }];
    case 'OBJECT_DOMCONSTRAINT':
      return [{ op: 'type.alter' }];
    case 'OBJECT_ATTRIBUTE':
      return [{ op: 'type.alter' }];
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return [{ op: `${dropped[kind]}.rename`, table, object: from, to }];
    case 'OBJECT_SCHEMA':
      return [{ op: 'schema.rename', object: from, to }];
    case 'OBJECT_INDEX':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_SEQUENCE':
      return [{ op: `${dropped[kind]}.rename`, object: table, to }];
    default:
      return [{ op: `${dropped[kind] ?? 'grant'}.rename`, object: nameList(get(stmt, 'object')) || from, to }];
  }
}

function create(stmt: unknown): Line[] {
  const table = rangeName(get(stmt, 'relation'));
  const lines: Line[] = [{ op: 'table.create', table, ifExists: get(stmt, 'if_not_exists') === true }];
  for (const element of list(stmt, 'tableElts')) {
    if (get(element, 'ColumnDef')) lines.push(...columnLines(get(element, 'ColumnDef'), table, false));
    const constraint = get(element, 'Constraint');
    const line = constraint ? constraintLine(constraint, table) : undefined;
    if (line) lines.push(line);
  }
  for (const line of lines)
    if (line.constraint === 'primary-key' || line.constraint === 'not-null')
      for (const other of lines)
        if (other.op === 'column.create' && String(line.columns).split(',').includes(String(other.column)))
          other.nullable = false;
  return lines;
}

/** Lines for one statement of a parse; nothing when the statement is not one that we map. */
export function oracleLines(stmt: Tree): Line[] | undefined {
  const kind = Object.keys(stmt)[0] as string;
  const node = stmt[kind];
  switch (kind) {
    case 'CreateStmt':
      return create(node);
    case 'CreateForeignTableStmt':
      return create(get(node, 'base'));
    case 'AlterTableStmt':
      return alterLines(node);
    case 'IndexStmt':
      return [
        {
          op: 'index.create',
          table: rangeName(get(node, 'relation')),
          object: text(node, 'idxname'),
          columns: list(node, 'indexParams')
            .map((p) => text(p, 'IndexElem', 'name') ?? '(…)')
            .join(','),
          unique: get(node, 'unique') === true,
          concurrently: get(node, 'concurrent') === true,
          ifExists: get(node, 'if_not_exists') === true,
          expression: get(node, 'whereClause') !== undefined,
        },
      ];
    case 'DropStmt':
      return dropLines(node);
    case 'RenameStmt':
      return renameLines(node);
    case 'CreateEnumStmt': {
      const object = dotted(list(node, 'typeName').map(sval));
      return [
        { op: 'type.create', object },
        ...list(node, 'vals').map((v) => ({ op: 'value.create', object, value: sval(v) })),
      ];
    }
    case 'AlterEnumStmt': {
      const object = dotted(list(node, 'typeName').map(sval));
      const old = text(node, 'oldVal');
      if (old !== undefined) return [{ op: 'value.rename', object, value: old, to: text(node, 'newVal') }];
      return [
        { op: 'value.create', object, value: text(node, 'newVal'), ifExists: get(node, 'skipIfNewValExists') === true },
      ];
    }
    case 'CompositeTypeStmt':
      return [{ op: 'type.create', object: rangeName(get(node, 'typevar')) }];
    case 'CreateDomainStmt':
      return [{ op: 'type.create', object: dotted(list(node, 'domainname').map(sval)) }];
    case 'AlterDomainStmt':
      return [{ op: 'type.alter', object: dotted(list(node, 'typeName').map(sval)) }];
    case 'ViewStmt':
      return [{ op: 'view.create', object: rangeName(get(node, 'view')) }];
    case 'CreateTableAsStmt': {
      const into = rangeName(get(node, 'into', 'rel'));
      const ifExists = get(node, 'if_not_exists') === true;
      return text(node, 'objtype') === 'OBJECT_MATVIEW'
        ? [{ op: 'view.create', object: into, ifExists }]
        : [{ op: 'table.create', table: into, ifExists }];
    }
    case 'RefreshMatViewStmt':
      return [
        {
          op: 'view.refresh',
          object: rangeName(get(node, 'relation')),
          concurrently: get(node, 'concurrent') === true,
        },
      ];
    case 'CreateFunctionStmt':
      return [{ op: 'routine.create', object: dotted(list(node, 'funcname').map(sval)) }];
    case 'CreateTrigStmt':
      return [{ op: 'trigger.create', table: rangeName(get(node, 'relation')), object: text(node, 'trigname') }];
    case 'CreateExtensionStmt':
      return [{ op: 'extension.create', object: text(node, 'extname'), ifExists: get(node, 'if_not_exists') === true }];
    case 'CreateSchemaStmt':
      return [{ op: 'schema.create', object: text(node, 'schemaname'), ifExists: get(node, 'if_not_exists') === true }];
    case 'CreateSeqStmt':
      return [{ op: 'sequence.create', object: rangeName(get(node, 'sequence')) }];
    case 'AlterSeqStmt':
      return [{ op: 'sequence.alter', object: rangeName(get(node, 'sequence')) }];
    case 'CreatePolicyStmt':
      return [{ op: 'policy.create', table: rangeName(get(node, 'table')), object: text(node, 'policy_name') }];
    case 'TruncateStmt':
      return list(node, 'relations').map((r) => ({
        op: 'rows.truncate',
        table: rangeName(get(r, 'RangeVar')),
        cascade: text(node, 'behavior') === 'DROP_CASCADE',
      }));
    case 'UpdateStmt':
    case 'DeleteStmt':
    case 'InsertStmt':
    case 'MergeStmt':
    case 'SelectStmt':
      return rowLines(kind, node);
    case 'TransactionStmt':
      return transactionLines(text(node, 'kind') ?? '');
    case 'VariableSetStmt':
      return [{ op: 'session.set' }];
    case 'LockStmt':
      return list(node, 'relations').map((r) => ({ op: 'session.lock', table: rangeName(get(r, 'RangeVar')) }));
    case 'ClusterStmt':
    case 'ReindexStmt':
      return [{ op: 'session.maintain' }];
    case 'VacuumStmt':
      return Array.from({ length: Math.max(1, list(node, 'rels').length) }, () => ({ op: 'session.maintain' }));
    case 'CommentStmt':
      return [{ op: 'comment.create' }];
    default:
      return undefined;
  }
}

function rowLines(kind: string, node: unknown): Line[] {
  const ctes = list(node, 'withClause', 'ctes').flatMap((cte) => {
    const query = get(cte, 'CommonTableExpr', 'ctequery') as Tree | undefined;
    const inner = query ? Object.keys(query)[0] : undefined;
    return query && inner && inner !== 'SelectStmt' ? rowLines(inner, query[inner]) : [];
  });
  const table = rangeName(get(node, 'relation'));
  const restricted = get(node, 'whereClause') !== undefined;
  if (kind === 'UpdateStmt') {
    const columns = list(node, 'targetList')
      .map((t) => text(t, 'ResTarget', 'name'))
      .join(',');
    return [...ctes, { op: 'rows.update', table, columns, where: restricted }];
  }
  if (kind === 'DeleteStmt') return [...ctes, { op: 'rows.delete', table, where: restricted }];
  if (kind === 'MergeStmt') return [...ctes, { op: 'rows.update', table }];
  if (kind === 'SelectStmt') {
    const into = get(node, 'intoClause', 'rel');
    const called = list(node, 'targetList').flatMap((t) =>
      list(t, 'ResTarget', 'val', 'FuncCall', 'funcname').map(sval),
    );
    if (called.includes('set_config')) return [{ op: 'session.set' }];
    return into ? [{ op: 'table.create', table: rangeName(into) }] : ctes;
  }
  const columns = list(node, 'cols')
    .map((t) => text(t, 'ResTarget', 'name'))
    .join(',');
  const select = get(node, 'selectStmt', 'SelectStmt');
  return [
    ...ctes,
    { op: 'rows.insert', table, columns, select: select !== undefined && get(select, 'valuesLists') === undefined },
  ];
}

function transactionLines(kind: string): Line[] {
  if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') return [{ op: 'session.begin' }];
  if (kind === 'TRANS_STMT_COMMIT' || kind === 'TRANS_STMT_ROLLBACK') return [{ op: 'session.commit' }];
  return [];
}

/** One of our operations as a line with the fields that the oracle's line of the same kind has. */
export function lineOf(operation: SqlOperation, like: Line | undefined): Line {
  const o = operation;
  const all: Line = {
    op: o.op,
    table: o.table,
    column: o.column,
    object: o.object,
    to: o.to,
    type: o.type,
    nullable: o.nullable,
    default: o.default !== undefined && o.default !== 'none',
    generated: o.generated,
    constraint: o.constraint,
    name: o.options?.unnamed ? undefined : o.object,
    columns:
      o.constraint === 'check' || o.constraint === 'exclude'
        ? undefined
        : (o.columns ?? []).map((c) => (o.op === 'index.create' && /[\s(]|::/.test(c) ? '(…)' : c)).join(','),
    references: o.references ? `${o.references.table}(${o.references.columns})` : undefined,
    notValid: o.notValid ?? false,
    usingIndex: o.usingIndex,
    action: o.action,
    value: o.value,
    concurrently: o.concurrently ?? false,
    unique: o.unique ?? false,
    ifExists: o.ifExists ?? false,
    cascade: o.cascade ?? false,
    expression: o.expression !== undefined,
    where: o.where !== 'none',
    select: o.options?.source === 'select',
  };
  // The grammar leaves unnamed what the server names later, and cuts what is longer than a name can be.
  if (o.op === 'constraint.create' && like?.name === undefined) all.name = undefined;
  if (o.op === 'index.create' && o.options?.unnamed) all.object = undefined;
  const shown: Line = { op: o.op };
  for (const key of Object.keys(like ?? { op: o.op })) {
    const value = all[key];
    shown[key] =
      typeof value === 'string' && !/^(?:columns|references|expression)$/.test(key)
        ? value
            .split('.')
            .map((part) => part.slice(0, 63))
            .join('.')
        : value;
  }
  return shown;
}

/** The line as text, with absent fields left out. */
export function show(line: Line): string {
  return Object.entries(line)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
