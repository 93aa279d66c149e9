import type { Fact } from '../../core/fact';
import type { Span } from '../../core/span';
import { plain, type Schema, type Table, tableOf } from './state';

export type Operation = Fact<'ddl.operation'>;

/** What folding keeps between the operations of one migration. */
export interface Folding {
  schema: Schema;
  migration: string;
  /** The statement whose CREATE … IF NOT EXISTS met an object that was there: the rest of it does nothing. */
  skipped?: number;
}

/** The origin that an operation gives to what it makes. */
export interface Made {
  migration: string;
  at: Span;
  unit?: string;
}

export type Fold = (folding: Folding, op: Operation, made: Made) => void;

/** The table of this name; one that no migration made was there before them. */
export function assume(schema: Schema, name: string | undefined): Table | undefined {
  if (name === undefined) return undefined;
  const known = tableOf(schema, name);
  if (known) return known;
  const table: Table = {
    name: plain(name),
    columns: new Map(),
    constraints: new Map(),
    known: false,
    partitioned: false,
    temporary: false,
  };
  schema.tables.set(table.name, table);
  return table;
}
