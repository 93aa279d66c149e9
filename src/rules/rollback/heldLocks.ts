import type { Policy } from '../../core/policy';
import type { Step } from '../../core/step';
import { type Op, rewrites, rowsOf, runsInTransaction, scans } from '../migration/server';

type Blocks = Op['blocks'];
interface Load {
  table?: string;
  blocks: Blocks;
  scans: boolean;
  rewrites: boolean;
}

const rank = (blocks: Blocks) => ['nothing', 'writes', 'all'].indexOf(blocks);
const stronger = (a: Blocks, b: Blocks): Blocks => (rank(a) > rank(b) ? a : b);
const weight = ({ blocks, scans: reads, rewrites: writes }: Load) =>
  rank(blocks) * 4 + (writes ? 2 : 0) + (reads ? 1 : 0);

/**
 * The heaviest load that a migration puts on a table in use. A transaction keeps each of its locks until it commits, so what it
 * scans or rewrites later runs under the strongest lock that it has taken on the table so far.
 *
 * @param ops Operations of one migration, in the order in which they run.
 */
export function heaviestLoad(ops: readonly Op[], policy: Policy): NonNullable<Step['lock']> {
  const held = new Map<string, Blocks>();
  const tables = new Set<string>();
  let heaviest: Load = { blocks: 'nothing', scans: false, rewrites: false };
  for (const op of ops) {
    const { table } = op;
    const unit = runsInTransaction(op, policy) ? (op.unit ?? op.migration) : undefined;
    const key = JSON.stringify([unit, table]);
    const before = op.alreadyHeld !== undefined && op.alreadyHeld.table === table ? 'all' : 'nothing';
    const blocks =
      unit === undefined || table === undefined
        ? op.blocks
        : stronger(stronger(before, held.get(key) ?? 'nothing'), op.blocks);
    if (unit !== undefined && op.tableState !== 'new') held.set(key, blocks);
    const load: Load = {
      blocks: op.tableState === 'new' ? op.blocks : blocks,
      scans: scans(op, policy),
      rewrites: rewrites(op, policy),
      ...(table === undefined ? {} : { table }),
    };
    if (table !== undefined && load.blocks !== 'nothing') tables.add(table);
    for (const other of op.alsoLocks ?? []) tables.add(other);
    const more = weight(load) - weight(heaviest);
    const isLarger = (rowsOf(table, policy) ?? 0) > (rowsOf(heaviest.table, policy) ?? 0);
    if (more > 0 || (more === 0 && isLarger)) heaviest = load;
  }
  return { ...heaviest, ...(tables.size > 1 ? { tables: [...tables].sort() } : {}) };
}
