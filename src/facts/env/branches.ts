import type { Node } from '../../parse/typescript';
import { bare, memberOf } from './bindings';

/** What runs, or is used, where a value is missing. */
export interface Branch {
  /** Statements in their order, or one expression. */
  nodes: readonly Node[];
  /** What must hold besides. */
  also: readonly Node[];
}

const isNothing = (node: Node) => {
  const at = bare(node);
  return (
    (at.type === 'Identifier' && at.name === 'undefined') ||
    (at.type === 'Literal' && (at.value === null || at.value === '' || at.value === 'undefined' || at.value === 0))
  );
};
const says = /^(?:is_?)?(?:nil|nullish|undefined|empty|blank|missing|none)$/i;
const keeps = /^(?:Boolean|String|trim|toString)$/;

/** Follows a value to the test or the operator that asks whether it is there. */
export function branchWithout(value: Node): Branch | undefined {
  const also: Node[] = [];
  let at = value;
  let missing = false;
  for (let { parent } = at; parent; parent = at.parent) {
    switch (parent.type) {
      case 'UnaryExpression':
        if (parent.operator === '!') missing = !missing;
        else if (parent.operator !== 'typeof') return undefined;
        break;
      case 'BinaryExpression': {
        const other = parent.left === at ? parent.right : (parent.left as Node);
        if (!/^[!=]==?$/.test(parent.operator) || !isNothing(other)) return undefined;
        missing = parent.operator.startsWith('=');
        break;
      }
      case 'MemberExpression':
        if (parent.object !== at) return undefined;
        break;
      case 'CallExpression': {
        const callee = bare(parent.callee);
        const called =
          callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberOf(callee) : '';
        if (parent.callee === at) break;
        if (says.test(called ?? '')) missing = true;
        else if (!keeps.test(called ?? '')) return undefined;
        break;
      }
      case 'LogicalExpression': {
        const other = parent.left === at ? parent.right : parent.left;
        if (parent.operator === '&&') {
          if (!missing) return undefined;
          also.push(other);
        } else if (!missing) return parent.left === at ? { nodes: [parent.right], also } : undefined;
        break;
      }
      case 'ConditionalExpression':
        return parent.test === at ? { nodes: [missing ? parent.consequent : parent.alternate], also } : undefined;
      case 'IfStatement':
        if (parent.test !== at) return undefined;
        if (missing) return { nodes: [parent.consequent], also };
        return { nodes: parent.alternate ? [parent.alternate] : following(parent), also };
      default:
        if (bare(parent) === parent) return undefined;
    }
    at = parent;
  }
  return undefined;
}

function following(statement: Node): Node[] {
  const { parent } = statement;
  if (parent?.type !== 'BlockStatement') return [];
  return parent.body.slice(parent.body.indexOf(statement as never) + 1);
}
