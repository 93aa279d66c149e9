import type { DdlOperation } from '../../core/fact';
import type { Span } from '../../core/span';
import {
  blockedBy,
  instantDefaultSince,
  type LockForm,
  lockModes,
  postgresForms,
  provenNotNullSince,
  type TableLock,
} from '../../knowledge/locks';
import { indexesBuiltAnew } from '../../knowledge/typeChanges';
import {
  type Column,
  collationOf,
  constraintsOn,
  indexesOn,
  indexKey,
  plain,
  provesNotNull,
  type Schema,
  type Table,
  tableOf,
  typeOf,
} from './state';
import { type TypeChange, typeChange } from './typeChange';

/** What an operation does to a table that exists, before anybody asks whether the table is new. */
export interface Effect {
  lock: TableLock;
  blocks: 'nothing' | 'writes' | 'all';
  rewrites: boolean;
  scans: boolean;
  alsoLocks?: string[];
  rewritesBefore?: string;
  scansBefore?: string;
  because?: string;
  safeBecause?: string;
  related?: { at: Span; note: string }[];
  guessed?: true;
}

interface Form {
  key: string;
  alsoLocks?: string[];
  rewritesBefore?: string;
  scansBefore?: string;
  because?: string;
  safeBecause?: string;
  related?: { at: Span; note: string }[];
  guessed?: true;
}

/** PostgreSQL: the form of an operation decides its lock and its work. `settings` are the SETs before it in its migration. */
export function postgresEffect(op: DdlOperation, schema: Schema, settings: ReadonlyMap<string, string>): Effect {
  if (op.op === 'session.lock') {
    const lock = lockModes[(op.options?.mode ?? 'access exclusive').toLowerCase()] ?? 'ACCESS EXCLUSIVE';
    return { lock, blocks: blockedBy[lock], rewrites: false, scans: false };
  }
  const { key, ...rest } = formOf(op, schema, settings);
  const form: LockForm = postgresForms[key] ?? postgresForms[op.op] ?? { lock: 'none' };
  return {
    lock: form.lock,
    blocks: blockedBy[form.lock],
    rewrites: form.rewrites === true,
    scans: form.scans === true,
    ...rest,
    ...(rest.alsoLocks && form.other ? {} : { alsoLocks: [] }),
  };
}

function formOf(op: DdlOperation, schema: Schema, settings: ReadonlyMap<string, string>): Form {
  const table = tableOf(schema, op.table);
  switch (op.op) {
    case 'column.create':
      return columnForm(op, schema);
    case 'column.alter':
      return alterForm(op, schema, table, settings);
    case 'constraint.create':
      return constraintForm(op, schema, table);
    case 'constraint.drop': {
      const constraint = table?.constraints.get(op.object ?? '');
      const other = constraint?.references?.table ?? op.references?.table;
      return other ? { key: 'constraint.drop/foreign-key', alsoLocks: [plain(other)] } : { key: op.op };
    }
    case 'index.create':
      if (isMaterialized(schema, op.table)) return { key: 'none' };
      return { key: op.concurrently ? 'index.create/concurrently' : op.options?.only ? 'index.create/only' : op.op };
    case 'partition.detach':
      if (op.options?.finalize !== undefined) return { key: 'partition.detach/concurrently' };
      return { key: op.concurrently ? `${op.op}/concurrently` : op.op, alsoLocks: op.object ? [plain(op.object)] : [] };
    case 'index.drop':
    case 'view.refresh':
      return { key: op.concurrently ? `${op.op}/concurrently` : op.op };
    case 'partition.attach': {
      const child = tableOf(schema, op.object);
      const check = [...(child?.constraints.values() ?? [])].find((c) => c.sort === 'check' && c.valid);
      return {
        key: check ? 'partition.attach-checked' : op.op,
        ...(op.object ? { alsoLocks: [plain(op.object)] } : {}),
      };
    }
    case 'table.drop': {
      const others = [...(table?.constraints.values() ?? [])].flatMap((c) =>
        c.references ? [plain(c.references.table)] : [],
      );
      return { key: op.op, alsoLocks: [...new Set(others)].sort() };
    }
    case 'table.create':
      return op.options?.partitionOf
        ? { key: 'partition.create', alsoLocks: [plain(op.options.partitionOf)] }
        : { key: op.op };
    case 'table.alter':
      return { key: op.action === 'set-tablespace' && isSameTablespace(op) ? op.op : `${op.op}/${op.action}` };
    case 'rows.update':
    case 'rows.delete':
      return { key: op.where === 'some' ? op.op : `${op.op}/all` };
    case 'trigger.create':
    case 'extension.create':
      return { key: `${op.op}/${op.options?.sort}` };
    case 'session.maintain':
      return { key: maintenanceForm(op) };
    default:
      return { key: op.op };
  }
}

function maintenanceForm(op: DdlOperation): string {
  const { verb, full, target } = op.options ?? {};
  if (verb === 'reindex')
    return target === 'system' ? 'none' : `index.refresh${op.concurrently ? '/concurrently' : ''}`;
  if (verb === 'repack' && op.concurrently) return `${op.op}/vacuum`;
  return `${op.op}/${verb}${full === undefined ? '' : '-full'}`;
}

/** A move to the default tablespace of a database that knows no other one moves nothing. */
function isSameTablespace(op: DdlOperation): boolean {
  return (op.options?.tablespace ?? op.options?.value ?? op.to) === 'pg_default';
}

function isMaterialized(schema: Schema, name: string | undefined): boolean {
  return name !== undefined && schema.others.get(`view ${plain(name)}`)?.materialized === true;
}

function columnForm(op: DdlOperation, schema: Schema): Form {
  if (op.generated === 'stored')
    return { key: 'column.create/rewrites', because: 'a stored generated column is computed for every row' };
  if (op.generated === 'serial' || op.generated === 'identity')
    return { key: 'column.create/rewrites', because: 'every row gets a number from a sequence' };
  if (op.default === 'volatile')
    return {
      key: 'column.create/rewrites',
      because: `the default ${op.defaultText ?? ''} is evaluated for every row`.replace('  ', ' '),
    };
  const type = typeOf(schema, op.type);
  if (type?.constrained)
    return {
      key: 'column.create/rewrites',
      because: `the domain ${type.name} has a constraint`,
      related: type.at ? [{ at: type.at, note: `the domain ${type.name} is created here` }] : [],
    };
  if (op.default === 'constant' || op.default === 'stable')
    return { key: op.op, rewritesBefore: instantDefaultSince.postgresql ?? '11' };
  return { key: op.op };
}

function alterForm(
  op: DdlOperation,
  schema: Schema,
  table: Table | undefined,
  settings: ReadonlyMap<string, string>,
): Form {
  if (op.action === 'set-not-null') return notNullForm(op.column, table, 'column.alter/set-not-null');
  if (op.action === 'set-statistics') return { key: 'column.alter/set-statistics' };
  if ((op.action === 'type' || op.action === 'modify') && op.type !== undefined) {
    const change = changeOf(op, schema, table, settings);
    const key = { nothing: 'type-kept', checks: 'type-checked', rewrites: 'type' }[change.work];
    return {
      key: `column.alter/${key}`,
      because: change.because,
      ...(change.work === 'nothing' ? { safeBecause: change.because } : {}),
      ...(change.guessed ? { guessed: true as const } : {}),
    };
  }
  return { key: op.op };
}

/** SET NOT NULL, and the same as a constraint with a name (PostgreSQL 18). */
function notNullForm(name: string | undefined, table: Table | undefined, scanning: string): Form {
  const column = table?.columns.get(name ?? '');
  if (column?.nullable === false && column.at)
    return { key: 'column.alter/set-not-null-proven', safeBecause: 'the column is NOT NULL already' };
  const proof = provenNotNull(table, name ?? '');
  return proof
    ? {
        key: 'column.alter/set-not-null-proven',
        scansBefore: provenNotNullSince,
        safeBecause: `the validated CHECK ${proof.name} proves it`,
        related: proof.validatedAt ? [{ at: proof.validatedAt, note: `${proof.name} is validated here` }] : [],
      }
    : { key: scanning };
}

function changeOf(
  op: DdlOperation,
  schema: Schema,
  table: Table | undefined,
  settings: ReadonlyMap<string, string>,
): TypeChange {
  const column = op.column ?? '';
  const indexes = table ? indexesOn(schema, table.name).filter((index) => index.columns.includes(column)) : [];
  const checks = table ? constraintsOn(table, column).filter((constraint) => constraint.sort === 'check') : [];
  const change = typeChange({
    from: table?.columns.get(column)?.type,
    to: op.type ?? '',
    column,
    ...(op.expression !== undefined ? { using: op.expression } : {}),
    indexed: indexes.length > 0,
    checked: checks.length > 0,
    utc: /^'?(?:utc|etc\/utc|gmt|\+?0)'?$/i.test(settings.get('timezone') ?? settings.get('time zone') ?? ''),
  });
  return change.work === 'nothing' && indexes.length > 0 && isSortedAnew(op, table?.columns.get(column))
    ? { work: 'checks', because: `${change.because.split(' keeps ')[0]}: ${indexesBuiltAnew}` }
    : change;
}

/** Another collation than the column has; of a column whose definition was not read, any that is named. */
function isSortedAnew(op: DdlOperation, column: Column | undefined): boolean {
  const { collation } = collationOf(op);
  return column?.at === undefined ? collation !== undefined : collation !== column.collation;
}

/** A validated CHECK that says `c IS NOT NULL`, or one validated here whose name says so. */
export function provenNotNull(table: Table | undefined, column: string) {
  for (const constraint of table?.constraints.values() ?? []) {
    if (!constraint.valid) continue;
    if (provesNotNull(constraint, column)) return constraint;
    const name = constraint.name.toLowerCase();
    const named = constraint.sort === 'unknown' && name.includes(column.toLowerCase());
    if (named && /not_?null|required|nn\b|check/.test(name)) return constraint;
  }
  return undefined;
}

function constraintForm(op: DdlOperation, schema: Schema, table: Table | undefined): Form {
  const sort = op.constraint ?? 'check';
  if (sort === 'foreign-key') {
    const other = op.references ? [plain(op.references.table)] : [];
    const column = op.column !== undefined ? table?.columns.get(op.columns?.[0] ?? op.column ?? '') : undefined;
    if (column && column.default === 'none' && !op.notValid)
      return {
        key: 'constraint.create/foreign-key-not-valid',
        alsoLocks: other,
        safeBecause: 'a column added with REFERENCES and without default is empty, so that nothing is checked',
      };
    return { key: `constraint.create/foreign-key${op.notValid ? '-not-valid' : ''}`, alsoLocks: other };
  }
  if (op.usingIndex !== undefined) {
    const index = schema.indexes.get(indexKey(op.dialect, op.usingIndex, op.table));
    const nullable = (op.columns ?? index?.columns ?? []).filter((name) => table?.columns.get(name)?.nullable === true);
    return sort === 'primary-key' && nullable.length > 0
      ? { key: 'constraint.create/using-nullable-index', because: `${nullable.join(', ')} may be NULL` }
      : { key: 'constraint.create/using-index' };
  }
  if (sort === 'not-null' && !op.notValid) return notNullForm(op.columns?.[0], table, 'constraint.create/not-null');
  const suffix = op.notValid && (sort === 'check' || sort === 'not-null') ? '-not-valid' : '';
  return { key: `constraint.create/${sort}${suffix}` };
}
