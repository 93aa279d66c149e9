import type { Fact } from '../../core/fact';
import { runsWhatIsMissing } from '../../knowledge/migrationRunners';
import type { Operation } from './folding';
import type { Migration } from './history';
import { plain } from './state';

/** The last merged migration after a pending one, where it matters which of the two runs first. */
export function overtaken(
  late: Migration,
  last: Fact<'migration.declared'> | undefined,
  all: readonly Migration[],
  isPending: (id: string) => boolean,
  isRead: (migration: Migration) => boolean,
): Fact<'migration.declared'> | undefined {
  if (!last || last.order <= late.order) return undefined;
  if (!runsWhatIsMissing.has(late.tool)) return last;
  const names = isRead(late) ? namesIn(late) : undefined;
  if (names === undefined) return last;
  const meets = (other: Migration) => {
    const theirs = isRead(other) ? namesIn(other) : undefined;
    return theirs === undefined || [...theirs].some((name) => names.has(name));
  };
  return all.findLast((other) => other.order > late.order && !isPending(other.id) && meets(other))?.declared;
}

/** Tables, types and other objects that a migration names; `undefined` where its statements are not known. */
function namesIn({ up }: Migration): ReadonlySet<string> | undefined {
  if (up.some(({ op }) => op === 'dynamic.unknown')) return undefined;
  return new Set(up.flatMap(namesOf));
}

function namesOf({ op, table, object, to, references, type }: Operation): string[] {
  if (op.startsWith('session.')) return [];
  return [table, object, to, references?.table, type].flatMap((name) => (name ? [plain(name)] : []));
}
