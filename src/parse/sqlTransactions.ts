import type { DdlOperation } from '../core/fact';

/** PostgreSQL refuses it inside a transaction: CONCURRENTLY, VACUUM, ALTER SYSTEM, CREATE DATABASE and their like. */
export function refusesTransaction(o: Pick<DdlOperation, 'op' | 'concurrently' | 'options'>): boolean {
  if (o.concurrently) return o.op !== 'view.refresh';
  if (o.op === 'session.maintain')
    return (
      /^(?:vacuum|alter-system)$/.test(o.options?.verb ?? '') ||
      /^(?:database|system|schema)$/.test(o.options?.target ?? '')
    );
  return (o.op === 'schema.create' || o.op === 'schema.drop') && o.options?.sort === 'database';
}
