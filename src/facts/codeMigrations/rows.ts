import type { Node } from '../../parse/typescript';
import type { Chain, Link } from './chain';
import { rest } from './embedded';
import type { Run } from './run';
import { columnId, hole, id } from './sqlText';

const conditions = /^(?:where|andWhere|orWhere|having|whereRef|filter)/;

/**
 * Rows that a query builder changes, as SQL: `knex('users').where({ a }).update({ b })`,
 * `db.updateTable('users').set({ b }).where('a', '=', 1)`.
 */
export function rowsOf(chain: Chain, run: Run): boolean {
  const table = tableIn(chain, run);
  if (!table) return false;
  const find = (...names: string[]) => chain.links.find((link) => link.name !== undefined && names.includes(link.name));
  // Conditions may be added to a query that is kept.
  const kept = chain.node.parent.type === 'VariableDeclarator' || chain.node.parent.type === 'AssignmentExpression';
  const bounded = kept || chain.links.some((link) => conditions.test(link.name ?? ''));
  const where = bounded ? ` WHERE ${hole} = 1` : '';
  const write = (link: Link, sql: string) => {
    run.write(chain.node, [sql]);
    rest(chain, link, run);
    return true;
  };
  const removes = find('del', 'delete', 'deleteFrom');
  if (removes) return write(removes, `DELETE FROM ${id(table)}${where}`);
  const truncates = find('truncate');
  if (truncates) return write(truncates, `TRUNCATE TABLE ${id(table)}`);
  const inserts = find('insert', 'insertInto', 'into', 'batchInsert');
  if (inserts) {
    const values = find('values') ?? inserts;
    const conflict = find('onConflict') ? ' ON CONFLICT DO NOTHING' : '';
    const columns = columnsOf(values.args[0], run);
    return write(
      values,
      `INSERT INTO ${id(table)}${columns ? ` (${columns.map(columnId).join(', ')})` : ''} VALUES (1)${conflict}`,
    );
  }
  const updates = find('update', 'increment', 'decrement', 'updateFrom') ?? find('set');
  if (!updates) return false;
  const set = find('set') ?? updates;
  const names = columnsOf(set.args[0], run) ?? [run.text(set.args[0]) ?? hole];
  const sets = (names.length > 0 ? names : [hole]).map((name) => `${columnId(name)} = ${hole}`).join(', ');
  return write(updates, `UPDATE ${id(table)} SET ${sets}${where}`);
}

/** `knex('users')`, `trx.from('users')`, `knex.batchInsert('users', …)`, `db.updateTable('users')`. */
function tableIn(chain: Chain, run: Run): string | undefined {
  for (const link of chain.links) {
    const named =
      link.name === undefined
        ? run.isHandle(chain.root) ||
          /^(?:knex|trx|tx|db)$/i.test(chain.root.type === 'Identifier' ? chain.root.name : '')
        : /^(?:table|from|into|insertInto|updateTable|deleteFrom|batchInsert)$/.test(link.name);
    const [arg] = link.args;
    const text = named ? textOf(arg, run) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(node: Node | undefined, run: Run): string | undefined {
  const text = run.text(node);
  if (text === undefined) return undefined;
  const name = text.split(/\s+/)[0] ?? '';
  return /^[\w.]+$/.test(name) ? name : undefined;
}

/** Keys of the object that is written, or of the first of several. */
function columnsOf(node: Node | undefined, run: Run): string[] | undefined {
  const first = run.items(node)?.[0] ?? node;
  return run.properties(first)?.map(([key]) => key);
}
