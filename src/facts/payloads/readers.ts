import type { Content } from '../../core/fact';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, type FunctionNode, isFunction, keyOf, memberPath, settled, within } from '../code/nodes';
import type { FileScope } from '../code/scope';
import type { Exchange } from './channels';
import { anything, contentOf, objectOf, type Piece, withField } from './fields';
import { contentOfSchema, isSchema } from './schemas';
import { contentOfType } from './types';
import { annotationOf } from './values';

const nothing: Content = { shape: {}, strict: false, open: true, known: 'used' };

/** What the function that takes a message needs of it: the schema it checks it with, the type it gives it, or the fields it reads. */
export function contentOfHandler(exchange: Exchange, scope: FileScope): Content {
  const handler = exchange.handler && functionOf(exchange.handler, scope);
  const explicit = exchange.type && contentOfType(exchange.type, scope);
  if (!handler) return explicit ?? nothing;
  const data = dataIn(handler, exchange, scope);
  const checked = schemaOver(data, handler, scope);
  if (checked) return contentOfSchema(checked, scope);
  if (explicit && (explicit.elsewhere || !explicit.open)) return explicit;
  const typed = typeGiven(data, handler, exchange, scope);
  if (typed) return contentOfType(typed, scope);
  return usedFields(data, handler);
}

function functionOf(node: Node, scope: FileScope): FunctionNode | undefined {
  if (isFunction(node)) return node;
  const meant = scope.definition(node);
  if (isFunction(meant)) return meant;
  // `this.handle.bind(this)` and `(job) => this.handle(job)` are left to the type.
  return undefined;
}

/** Expressions inside the handler that are the message. */
function dataIn(handler: FunctionNode, exchange: Exchange, scope: FileScope): Node[] {
  const code = scope.code;
  const param = handler.params[0];
  const found: Node[] = [];
  if (exchange.arrives === 'data' && param?.type === 'Identifier') {
    for (const member of inside(code, 'MemberExpression', handler))
      if (keyOf(member) === 'data' && isNamed(member.object, param, scope)) found.push(member);
  } else if (exchange.arrives === 'data' && param?.type === 'ObjectPattern') {
    const own = param.properties.find((p) => p.type === 'Property' && keyOf(p) === 'data');
    if (own?.type === 'Property') found.push(...usesOf(own.value, scope), own.value);
  } else if (exchange.arrives === 'argument' && param) found.push(...usesOf(param, scope), param);
  else if (exchange.arrives === 'json')
    for (const call of inside(code, 'CallExpression', handler))
      if (/^(?:JSON\.parse|\w+\.decode)$/.test(memberPath(call.callee)?.join('.') ?? '')) found.push(call);
  // What the message is kept in, one step on.
  for (const node of [...found]) {
    const holder = holderOf(node);
    if (holder?.type === 'Identifier') found.push(...usesOf(holder, scope));
  }
  return found;
}

function* inside<T extends 'MemberExpression' | 'CallExpression' | 'VariableDeclarator'>(
  code: Code,
  type: T,
  around: Node,
): Iterable<NodeOf<T>> {
  yield* code.inside(type, around);
}

function isNamed(node: Node, param: NodeOf<'Identifier'>, scope: FileScope): boolean {
  const at = settled(node);
  return at.type === 'Identifier' && at.name === param.name && scope.bindings.find(at.name, at)?.id === param;
}

function usesOf(id: Node, scope: FileScope): readonly Node[] {
  if (id.type !== 'Identifier') return [];
  const binding = scope.bindings.all.find((b) => b.id === id);
  return binding ? scope.bindings.uses(binding) : [];
}

/** The pattern or name that a message is assigned to. */
function holderOf(node: Node): Node | undefined {
  let at = node;
  while (at.parent && /^(?:TS\w+|AwaitExpression|ChainExpression)$/.test(at.parent.type)) at = at.parent;
  const parent = at.parent;
  return parent?.type === 'VariableDeclarator' && parent.init === at ? parent.id : undefined;
}

/** The one schema that the message is checked with. */
function schemaOver(data: readonly Node[], handler: FunctionNode, scope: FileScope): Node | undefined {
  const schemas: Node[] = [];
  for (const call of inside(scope.code, 'CallExpression', handler)) {
    if (call.callee.type !== 'MemberExpression') continue;
    if (!/^(?:parse|parseAsync|safeParse|safeParseAsync)$/.test(keyOf(call.callee) ?? '')) continue;
    const [first] = argumentsOf(call);
    if (!first || !data.some((node) => within(node, first))) continue;
    const schema = call.callee.object;
    const ref = scope.ref(schema);
    if (isSchema(schema, scope) || ref.in === 'import') schemas.push(schema);
  }
  return schemas.length === 1 ? schemas[0] : undefined;
}

/** `Job<Order>`, `JSON.parse(…) as Order`, `const order: Order = …`, `@Payload() order: Order`. */
function typeGiven(
  data: readonly Node[],
  handler: FunctionNode,
  exchange: Exchange,
  scope: FileScope,
): Node | undefined {
  const [param] = handler.params;
  if (param?.type === 'Identifier' && exchange.arrives !== 'json') {
    const type = annotationOf(param, scope);
    if (exchange.arrives === 'argument' && type) return type;
    if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /Job$/.test(type.typeName.name)) {
      const [first] = type.typeArguments?.params ?? [];
      if (first) return first;
    }
  }
  for (const node of data) {
    if (node.parent?.type === 'TSAsExpression' || node.parent?.type === 'TSSatisfiesExpression')
      return node.parent.typeAnnotation;
    const holder = holderOf(node);
    const type = holder && 'typeAnnotation' in holder ? holder.typeAnnotation : undefined;
    if (type?.type === 'TSTypeAnnotation') return type.typeAnnotation;
  }
  return undefined;
}

/** Fields that are read; one that has a fallback, or is asked for with `?.`, may be absent. */
function usedFields(data: readonly Node[], handler: FunctionNode): Content {
  const members = new Map<string, Piece>();
  // A field that is asked for in one place and used in another is asked for.
  const take = (name: string | undefined, optional: boolean) => {
    if (name !== undefined)
      members.set(name, withField(anything, { optional: optional || members.get(name)?.field.optional === true }));
  };
  for (const node of data) {
    if (!within(node, handler) && node !== handler.params[0]) continue;
    const pattern = node.type === 'ObjectPattern' ? node : holderOf(node);
    if (pattern?.type === 'ObjectPattern')
      for (const property of pattern.properties) {
        if (property.type !== 'RestElement') take(keyOf(property), property.value.type === 'AssignmentPattern');
      }
    const parent = node.parent;
    if (parent?.type === 'MemberExpression' && parent.object === node)
      take(keyOf(parent), parent.optional || hasFallback(parent));
  }
  const piece = objectOf(members);
  return { ...contentOf(piece, 'used'), open: true };
}

/** `data.size ?? 10`, `if (data.size)`, `data.size && …`: an absent value is answered. */
function hasFallback(node: Node): boolean {
  let at = node;
  while (at.parent?.type === 'ChainExpression' || at.parent?.type === 'TSNonNullExpression') at = at.parent;
  const { parent } = at;
  return (
    (parent?.type === 'LogicalExpression' && parent.left === at) ||
    ((parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') && parent.test === at) ||
    (parent?.type === 'UnaryExpression' && /^(?:!|typeof)$/.test(parent.operator)) ||
    (parent?.type === 'BinaryExpression' && /^[!=]==?$/.test(parent.operator))
  );
}
