import type { DdlOp } from '../../core/fact';
import type { Fold, Folding, Operation } from './folding';
import { objectFolds } from './foldObjects';
import { tableFolds } from './foldTables';

const folds: Partial<Record<DdlOp, Fold>> = { ...tableFolds, ...objectFolds };

/** Applies one operation to the schema. What it speaks of and is not known is taken to exist. */
export function fold(folding: Folding, op: Operation, unit: string | undefined): void {
  if (folding.skipped === op.statement) return;
  folds[op.op]?.(folding, op, { migration: folding.migration, at: op.at, ...(unit === undefined ? {} : { unit }) });
}
