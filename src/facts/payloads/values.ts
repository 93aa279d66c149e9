import type { Content } from '../../core/fact';
import type { Node, NodeOf } from '../../parse/typescript';
import { argumentsOf, bare, keyOf, settled, stringOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import {
  anything,
  contentOf,
  eitherOf,
  listOf,
  objectOf,
  type Piece,
  pieceOfConstant,
  plain,
  withField,
} from './fields';
import { contentOfSchema } from './schemas';
import { contentOfType, pieceOfType } from './types';

const deepest = 10;

/** What an expression that is sent looks like; `elsewhere` when another file knows. */
export function contentOfValue(node: Node, scope: FileScope): Content {
  const at = unwrapped(node, scope);
  const typed = typeOf(at, scope) ?? typeOf(node, scope);
  if (typed) return contentOfType(typed, scope);
  const parsed = parsedBy(at, scope);
  if (parsed) return contentOfSchema(parsed, scope);
  return contentOf(pieceOfValue(at, scope, 0), 'literal');
}

/** The message inside what a transport wants: `Buffer.from(JSON.stringify(message))`, `sc.encode(…)`. */
function unwrapped(node: Node, scope: FileScope): Node {
  let at = settled(node);
  for (let hops = 0; hops < 6; hops++) {
    if (at.type === 'CallExpression') {
      const name = at.callee.type === 'MemberExpression' ? keyOf(at.callee) : undefined;
      const [first] = argumentsOf(at);
      if (first && (name === 'stringify' || name === 'encode' || name === 'from' || name === 'serialize')) {
        at = settled(first);
        continue;
      }
      if (at.callee.type === 'MemberExpression' && name === 'toString') {
        at = settled(at.callee.object);
        continue;
      }
    }
    if (at.type === 'Identifier' && !annotationOf(at, scope)) {
      const meant = scope.definition(at);
      if (meant && meant !== at && !/^(?:TS|Function|Arrow|Class)/.test(meant.type)) {
        at = settled(meant);
        continue;
      }
    }
    break;
  }
  return at;
}

/** The annotation of the variable or parameter that a name stands for, or of the expression itself. */
function typeOf(node: Node, scope: FileScope): Node | undefined {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' || node.type === 'TSTypeAssertion')
    return isConst(node.typeAnnotation) ? undefined : node.typeAnnotation;
  return node.type === 'Identifier' ? annotationOf(node, scope) : undefined;
}

function isConst(type: Node): boolean {
  return type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
}

export function annotationOf(id: NodeOf<'Identifier'>, scope: FileScope): Node | undefined {
  const binding = scope.bindings.find(id.name, id);
  const declared = binding && binding.path.length === 0 ? binding.id : undefined;
  return declared?.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation : undefined;
}

/** The schema of `schema.parse(x)`. */
export function parsedBy(node: Node, _scope: FileScope): Node | undefined {
  const at = settled(node);
  if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression') return undefined;
  const name = keyOf(at.callee);
  return name &&
    /^(?:parse|parseAsync|safeParse|safeParseAsync)$/.test(name) &&
    !(at.callee.object.type === 'Identifier' && at.callee.object.name === 'JSON')
    ? at.callee.object
    : undefined;
}

function pieceOfValue(node: Node, scope: FileScope, depth: number): Piece {
  if (depth > deepest) return anything;
  const at = settled(node);
  switch (at.type) {
    case 'Literal':
      if (at.value === null && !('regex' in at)) return plain('null');
      return typeof at.value === 'string'
        ? plain('string', [at.value])
        : typeof at.value === 'number'
          ? plain(Number.isInteger(at.value) ? 'integer' : 'number')
          : typeof at.value === 'boolean'
            ? plain('boolean')
            : anything;
    case 'TemplateLiteral':
      return plain('string', stringOf(at) === undefined ? undefined : [stringOf(at) as string]);
    case 'ArrayExpression':
      return withItems(at, scope, depth);
    case 'ObjectExpression':
      return pieceOfObject(at, scope, depth);
    case 'ConditionalExpression':
      return eitherOf([pieceOfValue(at.consequent, scope, depth + 1), pieceOfValue(at.alternate, scope, depth + 1)]);
    case 'CallExpression': {
      const name = at.callee.type === 'MemberExpression' ? keyOf(at.callee) : undefined;
      if (name === 'toISOString' || name === 'toString' || name === 'randomUUID') return plain('string');
      if (name === 'now' && at.callee.type === 'MemberExpression' && at.callee.object.type === 'Identifier')
        return at.callee.object.name === 'Date' ? plain('integer') : anything;
      if (at.callee.type === 'Identifier' && /^(?:String|Number|Boolean)$/.test(at.callee.name))
        return plain(at.callee.name.toLowerCase());
      return anything;
    }
    case 'Identifier': {
      const type = annotationOf(at, scope);
      if (type) return pieceOfType(type, scope, depth + 1);
      const value = scope.value(at);
      if (value.is === 'literal') return pieceOfConstant(value.value);
      const meant = scope.definition(at);
      return meant && meant !== at && meant.type === 'ObjectExpression'
        ? pieceOfValue(meant, scope, depth + 1)
        : anything;
    }
    case 'MemberExpression': {
      const value = scope.value(at);
      return value.is === 'literal' ? pieceOfConstant(value.value) : anything;
    }
    default:
      return anything;
  }
}

function withItems(list: NodeOf<'ArrayExpression'>, scope: FileScope, depth: number): Piece {
  const items = list.elements.flatMap((e) =>
    e && e.type !== 'SpreadElement' ? [pieceOfValue(e, scope, depth + 1)] : [anything],
  );
  return items.length > 0 ? listOf(eitherOf(items)) : plain('array');
}

function pieceOfObject(node: NodeOf<'ObjectExpression'>, scope: FileScope, depth: number): Piece {
  let open = false;
  const members = new Map<string, Piece>();
  for (const property of node.properties) {
    if (property.type !== 'Property') {
      const spread = settled(property.argument);
      const maybe = spread.type === 'LogicalExpression' ? settled(spread.right) : spread;
      const meant = maybe.type === 'Identifier' ? scope.definition(maybe) : maybe;
      if (meant?.type !== 'ObjectExpression') open = true;
      else
        for (const inner of meant.properties) {
          const key = inner.type === 'Property' ? keyOf(inner) : undefined;
          if (inner.type !== 'Property' || key === undefined) open = true;
          else
            members.set(
              key,
              withField(pieceOfValue(inner.value, scope, depth + 1), maybe === spread ? {} : { optional: true }),
            );
        }
      continue;
    }
    const key = keyOf(property);
    if (key === undefined) open = true;
    else {
      const value = bare(property.value);
      const nothing = value.type === 'Identifier' && value.name === 'undefined';
      members.set(
        key,
        nothing ? withField(anything, { optional: true }) : pieceOfValue(property.value, scope, depth + 1),
      );
    }
  }
  return objectOf(members, { open });
}
