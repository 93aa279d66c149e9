import type { Fact } from '../core/fact';
import { say } from '../core/phrase';
import type { Table } from '../core/plan';
import type { Step } from '../core/step';
import { migrationOf } from './edges';
import type { PlanInput } from './input';

type Row = Fact<'rehearsal.recorded'>['migrations'][number];

export interface Rehearsal {
  record: Fact<'rehearsal.recorded'>;
  /** The rows of the release's migrations, in their order. */
  rows: Row[];
  /** The worst verdict of them. */
  verdict: string;
}

/** From the best to the worst; an unknown word counts as the worst. */
const verdicts = [
  'restored',
  'restored with cosmetic differences',
  'leftovers',
  'depends on data',
  'inconclusive',
  'conditional',
  'no rollback',
  'data lost',
  'schema not restored',
  'rollback fails',
];

/** The record of a rehearsal that covers every migration of the release, when there is one. */
export function rehearsalOf({ facts }: Pick<PlanInput, 'facts'>, schema: readonly Step[]): Rehearsal | undefined {
  const ids = [...new Set(schema.flatMap((step) => migrationOf(step) ?? []))].sort();
  if (ids.length === 0) return undefined;
  for (const record of facts('rehearsal.recorded')) {
    const rows = ids.flatMap((id) => record.migrations.find((row) => sameMigration(row.id, id)) ?? []);
    if (rows.length < ids.length) continue;
    const [verdict = 'inconclusive'] = rows.map((row) => row.verdict).sort((a, b) => rankOf(b) - rankOf(a));
    return { record, rows, verdict };
  }
  return undefined;
}

const rankOf = (verdict: string) => {
  const at = verdicts.findIndex((known) => verdict === known || verdict.startsWith(`${known}:`));
  return at === -1 ? verdicts.length : at;
};

/** A record names a migration by its whole id, a step may by the part that orders it. */
function sameMigration(recorded: string, id: string): boolean {
  return recorded === id || recorded.startsWith(`${id}_`) || id.endsWith(`/${recorded}`) || recorded.endsWith(`/${id}`);
}

/** Cells of the matrix, as far as the record has them. */
export function rehearsalCells(row: Row): Record<string, string | undefined> {
  const locks = Array.isArray(row.locks) ? (row.locks as Record<string, unknown>[]) : [];
  const strong = locks.find((lock) => lock.mode === 'AccessExclusiveLock') ?? locks[0];
  const scanned = typeof strong?.rowsScanned === 'number' ? strong.rowsScanned : 0;
  const lock = strong
    ? `, ${String(strong.mode).replace(/Lock$/, '')} on ${String(strong.table)}${strong.rewrites === true ? ', rewritten' : ''}${scanned > 0 ? `, ${scanned} rows scanned under it` : ', no scan'}`
    : '';
  const old = row.oldCode as { ok?: number; failed?: unknown[] } | undefined;
  const failed = old?.failed?.length ?? 0;
  return {
    up: row.up === undefined ? undefined : `${answer(row.up)}${lock}`,
    'old code on the new schema': old?.ok === undefined ? undefined : `${old.ok} of ${old.ok + failed} ok`,
    'down without new writes': row.downWithoutWrites === undefined ? undefined : answer(row.downWithoutWrites),
    'down after writes by the new version': row.downAfterWrites === undefined ? undefined : answer(row.downAfterWrites),
    'up again': row.again === undefined ? undefined : answer(row.again),
  };
}

function answer(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { sqlstate, object, lost } = value as Record<string, unknown>;
  if (sqlstate !== undefined) return `fails, ${String(sqlstate)}${object === undefined ? '' : ` (${String(object)})`}`;
  if (lost !== undefined) return `ok, lost: ${String(lost)}`;
  return JSON.stringify(value);
}

/** Phases of the rehearsal down, migrations across. */
export function matrix(rows: readonly { id: string }[]): Table {
  const cells = rows.map((row) => rehearsalCells(row as Parameters<typeof rehearsalCells>[0]));
  const phases = Object.keys(cells[0] ?? {}).filter((phase) => cells.some((cell) => cell[phase] !== undefined));
  return {
    head: ['Rehearsal phase', ...rows.map(({ id }) => id)],
    rows: phases.map((phase) => [say`${phase}`, ...cells.map((cell) => say`${cell[phase] ?? 'not tried'}`)]),
  };
}
