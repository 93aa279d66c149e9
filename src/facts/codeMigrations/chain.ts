import type { Node, NodeOf } from '../../parse/typescript';
import { bare, keyOf } from '../code/nodes';

export type Call = NodeOf<'CallExpression'> | NodeOf<'TaggedTemplateExpression'> | NodeOf<'NewExpression'>;

/** One call of a chain: `.notNullable()` in `t.string('name').notNullable()`. */
export interface Link {
  /** Absent for a call of the root itself: `knex('users')`. */
  name?: string;
  args: readonly Node[];
  node: Call;
}

/**
 * Calls in the order in which they run: `knex.schema.createTable(a).dropTable(b)` has the root `knex`, the path `schema` and two
 * links. A tagged template is a call whose only argument is its template.
 */
export interface Chain {
  root: Node;
  /** Members between the root and the first call. */
  path: readonly string[];
  links: readonly Link[];
  node: Call;
}

const longest = 200;

export function isCall(node: Node): node is Call {
  return node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression' || node.type === 'NewExpression';
}

/** The chain that ends with this call. */
export function chainOf(node: Call): Chain {
  const links: Link[] = [];
  let path: string[] = [];
  let at: Node = node;
  while (links.length < longest) {
    at = bare(at);
    if (at.type === 'AwaitExpression') at = bare(at.argument);
    if (isCall(at) && at.type !== 'NewExpression') {
      const args: readonly Node[] = at.type === 'CallExpression' ? at.arguments : [at.quasi];
      const callee: Node = bare(at.type === 'CallExpression' ? at.callee : at.tag);
      const own: Node = at;
      if (callee.type === 'MemberExpression') {
        const name = keyOf(callee);
        links.unshift({ ...(name === undefined ? {} : { name }), args, node: own as Call });
        at = callee.object;
        path = [];
        // Members between two calls belong to the earlier one's value: `(await db.query(a)).rows.map(b)`.
        const members: string[] = [];
        at = bare(at);
        while (at.type === 'MemberExpression') {
          members.unshift(keyOf(at) ?? '?');
          at = bare(at.object);
        }
        if (!isCall(at)) path = members;
        continue;
      }
      links.unshift({ args, node: own as Call });
      at = callee;
      continue;
    }
    break;
  }
  return { root: at, path, links, node };
}

/** The names of a chain joined, for gates and messages: `knex.schema.createTable`. */
export function nameOf(chain: Chain): string {
  const root = chain.root.type === 'Identifier' ? chain.root.name : chain.root.type === 'ThisExpression' ? 'this' : '…';
  return [root, ...chain.path, ...(chain.links[0]?.name ? [chain.links[0].name] : [])].join('.');
}
