import type { Node, NodeOf } from '../../parse/typescript';

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
export type ClassNode = NodeOf<'ClassDeclaration' | 'ClassExpression'>;
export type CallNode = NodeOf<'CallExpression' | 'NewExpression' | 'TaggedTemplateExpression'>;

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'ArrowFunctionExpression' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'FunctionDeclaration'
  );
}

export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** The expression without what changes neither its value nor its outcome: casts, `!`, optional chains. `await` stays. */
export function bare(node: Node): Node {
  let at = node;
  for (;;) {
    switch (at.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        at = at.expression;
        break;
      default:
        return at;
    }
  }
}

/** As {@link bare}, and through `await`. */
export function settled(node: Node): Node {
  let at = bare(node);
  while (at.type === 'AwaitExpression') at = bare(at.argument);
  return at;
}

/** Text of a string literal or of a template without holes. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** Name of a property, method or class member, when it is written down. */
export function keyOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Property':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
      return node.computed ? stringOf(node.key) : nameOf(node.key);
    case 'MemberExpression':
      return node.computed ? stringOrIndex(node.property) : nameOf(node.property);
    default:
      return undefined;
  }
}

function nameOf(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return stringOrIndex(key);
}

function stringOrIndex(key: Node): string | undefined {
  return key.type === 'Literal' && typeof key.value === 'number' ? String(key.value) : stringOf(key);
}

/** Names of a member chain, `['process', 'env', 'X']` for `process.env.X`; nothing when a part is not written down. */
export function memberPath(node: Node): string[] | undefined {
  const path: string[] = [];
  let at = bare(node);
  while (at.type === 'MemberExpression') {
    const key = keyOf(at);
    if (key === undefined) return undefined;
    path.unshift(key);
    at = bare(at.object);
  }
  if (at.type === 'Identifier') path.unshift(at.name);
  else if (at.type === 'ThisExpression') path.unshift('this');
  else return undefined;
  return path;
}

/** Value of a property of an object literal. */
export function propertyOf(node: Node | null | undefined, ...names: string[]): Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    if (property.type !== 'Property') continue;
    const key = keyOf(property);
    if (key !== undefined && names.includes(key)) return property.value;
  }
  return undefined;
}

/** The innermost function around a node; nothing at module level. */
export function enclosingFunction(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** The statement that only makes this call, where it is one of a list: not the only one of an `if`. */
export function statementOf(call: Node): Node | undefined {
  let at = call;
  while (
    at.parent?.type === 'AwaitExpression' ||
    (at.parent?.type === 'UnaryExpression' && at.parent.operator === 'void')
  )
    at = at.parent;
  const statement = at.parent;
  return statement?.type === 'ExpressionStatement' &&
    /^(?:BlockStatement|Program|SwitchCase)$/.test(statement.parent.type)
    ? statement
    : undefined;
}

/** The innermost class whose body holds the node, also through functions. */
export function enclosingClass(node: Node): ClassNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isClass(at)) return at;
  return undefined;
}

/** Whether `inner` lies inside `outer`, or is it. */
export function within(inner: Node, outer: Node): boolean {
  return inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}

/** Arguments of a call; a tagged template has none. Spreads are left in place. */
export function argumentsOf(call: CallNode): readonly Node[] {
  return call.type === 'TaggedTemplateExpression' ? [] : call.arguments;
}

export function calleeOf(call: CallNode): Node {
  return call.type === 'TaggedTemplateExpression' ? call.tag : call.callee;
}

/** `name` or `name.method` of a decorator, with its arguments. */
export function decoratorOf(node: NodeOf<'Decorator'>): { name: string; args: readonly Node[] } | undefined {
  const call = node.expression.type === 'CallExpression' ? node.expression : undefined;
  const path = memberPath(call ? call.callee : node.expression);
  return path ? { name: path.join('.'), args: call?.arguments ?? [] } : undefined;
}
