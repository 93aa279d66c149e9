import type { Source } from '../../core/source';
import type { Code, Node } from '../../parse/typescript';
import { keyOf, memberPath } from '../code/nodes';
import { scopeOf } from '../code/scope';
import type { Access, Used } from './fields';

const stores = /^(?:create|update|upsert|insert|save|set|values|add|record|log|write|push|publish|emit|send)/i;
/** What only passes its operand on. */
const passes = new Set([
  'ConditionalExpression',
  'LogicalExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'ArrayExpression',
  'SpreadElement',
]);

/** Members of enums: `OrderStatus.PAID`. The value stands in `literal`, the name of the enum in `column`. */
export function* enumUses(code: Code, source: Source): Iterable<Used> {
  const scope = scopeOf(code);
  for (const node of code.of('MemberExpression')) {
    const key = keyOf(node);
    const path = key === undefined ? undefined : memberPath(node);
    const owner = path?.at(-2);
    if (!path || !owner || path.length > 3 || !/^[A-Z][a-z]/.test(owner)) continue;
    const { parent } = node;
    if (parent.type === 'CallExpression' && parent.callee === node) continue;
    // An operator of Sequelize: `[Op.or]`.
    if (parent.type === 'Property' && parent.key === node) continue;
    const binding = scope.bindings.find(path[0] as string, node);
    if (binding?.sort !== 'import' && binding?.sort !== 'enum') continue;
    yield {
      kind: 'column.used',
      at: source.span(...node.range),
      column: owner,
      literal: key as string,
      access: accessOf(node),
      via: 'enum',
    };
  }
}

/** Written: assigned, or a value in an object that is handed to something that stores it; a condition is read. */
function accessOf(node: Node): Access {
  let at: Node = node;
  for (let parent = at.parent; parent; parent = at.parent) {
    if (parent.type === 'ConditionalExpression' && parent.test === at) return 'read';
    if (parent.type === 'AssignmentExpression')
      return parent.right === at && parent.operator === '=' ? 'write' : 'read';
    if (parent.type === 'Property') {
      if (
        parent.value !== at ||
        /^(?:where|in|notIn|not|equals|OR|AND|NOT|select|include|orderBy)$/.test(keyOf(parent) ?? '')
      )
        return 'read';
    } else if (parent.type === 'CallExpression') {
      const callee = parent.callee;
      const name = callee.type === 'MemberExpression' ? keyOf(callee) : callee.type === 'Identifier' ? callee.name : '';
      return at.type === 'ObjectExpression' && stores.test(name ?? '') ? 'write' : 'read';
    } else if (parent.type !== 'ObjectExpression' && !passes.has(parent.type)) return 'read';
    at = parent;
  }
  return 'read';
}
