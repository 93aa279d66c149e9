import type { Node } from '../../parse/typescript';
import { bare, memberOf, textIn } from '../env/bindings';

/** What it says of the environment that a test holds: `NODE_ENV === 'production'`, `isDev`, `import.meta.env.DEV`. */
export function meansEnvironment(test: Node): 'development' | 'production' | undefined {
  const at = bare(test);
  switch (at.type) {
    case 'UnaryExpression':
      return at.operator === '!' ? inverted(meansEnvironment(at.argument)) : undefined;
    case 'BinaryExpression': {
      const text = textIn(at.right) ?? textIn(at.left as Node);
      const other = textIn(at.right) === undefined ? at.right : (at.left as Node);
      if (text === undefined || !/env|mode|stage|environment/i.test(lastName(other))) return undefined;
      const means = /^(?:dev(?:elopment)?|local|test)$/i.test(text)
        ? 'development'
        : /^prod(?:uction)?$/i.test(text)
          ? 'production'
          : undefined;
      if (at.operator === '===' || at.operator === '==') return means;
      return at.operator === '!==' || at.operator === '!=' ? inverted(means) : undefined;
    }
    case 'LogicalExpression':
      if (at.operator === '??') return undefined;
      return meansEnvironment(at.left) ?? meansEnvironment(at.right);
    case 'CallExpression':
      return byName(lastName(at.callee));
    case 'Identifier':
    case 'MemberExpression':
      return byName(lastName(at));
    default:
      return undefined;
  }
}

function byName(name: string): 'development' | 'production' | undefined {
  if (
    /^(?:is_?|__)?(?:dev(?:elopment)?|local(?:host|_?dev)?|test(?:ing)?)(?:_?(?:mode|env(?:ironment)?))?(?:__)?$/i.test(
      name,
    )
  )
    return 'development';
  return /^(?:is_?|__)?prod(?:uction)?(?:_?(?:mode|env(?:ironment)?))?(?:__)?$/i.test(name) ? 'production' : undefined;
}

const inverted = (means: 'development' | 'production' | undefined) =>
  means === undefined ? undefined : means === 'development' ? 'production' : 'development';

function lastName(node: Node): string {
  const at = bare(node);
  if (at.type === 'Identifier') return at.name;
  if (at.type === 'MemberExpression') return memberOf(at) ?? '';
  return at.type === 'CallExpression' ? lastName(at.callee) : '';
}

/** The node only counts while somebody develops: it stands in the arm of such a test, or behind one that left. */
export function onlyInDevelopment(node: Node): boolean {
  let at = node;
  for (let { parent } = at; parent; parent = at.parent) {
    if (parent.type === 'ConditionalExpression' || parent.type === 'IfStatement') {
      if (parent.test !== at) {
        const means = meansEnvironment(parent.test);
        if (means === (parent.consequent === at ? 'development' : 'production')) return true;
      }
    } else if (parent.type === 'LogicalExpression' && parent.right === at) {
      const means = meansEnvironment(parent.left);
      if (means === (parent.operator === '&&' ? 'development' : 'production') && parent.operator !== '??') return true;
    } else if (parent.type === 'SwitchCase' && parent.test && parent.test !== at) {
      const text = textIn(parent.test);
      if (text !== undefined && /^(?:dev(?:elopment)?|local|test)$/i.test(text)) return true;
    }
    at = parent;
  }
  return false;
}
