import type { Content } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { argumentsOf, bare, keyOf, settled } from '../code/nodes';
import { type FileScope, isFrom } from '../code/scope';
import {
  allOf,
  anything,
  chosen,
  contentOf,
  eitherOf,
  listOf,
  objectOf,
  type Piece,
  pieceOfConstant,
  plain,
  withField,
} from './fields';

const deepest = 10;
const zod = /^(?:zod|zod\/.+|@hono\/zod-openapi|zod-openapi)$/;

export function contentOfSchema(node: Node, scope: FileScope): Content {
  const at = settled(node);
  const ref = scope.ref(at);
  if (ref.in === 'import' && !zod.test(ref.specifier) && at.type !== 'CallExpression')
    return { shape: {}, strict: false, open: true, known: 'validated', elsewhere: ref };
  return contentOf(pieceOfSchema(at, scope, 0), 'validated');
}

/** Whether the expression is made by the schema library, as far as this file tells. */
export function isSchema(node: Node, scope: FileScope): boolean {
  const at = rootOf(node);
  if (at.type !== 'Identifier') return false;
  if (isFrom(scope.ref(at), zod)) return true;
  const meant = scope.definition(at);
  return meant?.type === 'CallExpression' && isSchema(meant, scope);
}

/** What a chain of calls and members starts with. */
function rootOf(node: Node, hops = 0): Node {
  const at = settled(node);
  if (hops > 60) return at;
  if (at.type === 'CallExpression') return rootOf(at.callee, hops + 1);
  return at.type === 'MemberExpression' ? rootOf(at.object, hops + 1) : at;
}

export function pieceOfSchema(node: Node, scope: FileScope, depth: number): Piece {
  if (depth > deepest * 3) return anything;
  const at = settled(node);
  if (at.type === 'Identifier') {
    const meant = scope.definition(at);
    return meant && meant !== at ? pieceOfSchema(meant, scope, depth + 1) : anything;
  }
  if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression') return anything;
  const method = keyOf(at.callee) ?? '';
  const args = argumentsOf(at);
  const receiver = settled(at.callee.object);
  const ref = scope.ref(receiver);
  if (receiver.type !== 'CallExpression' && ref.in === 'import' && zod.test(ref.specifier)) {
    if (ref.path.includes('coerce')) return anything;
    return madeBy(method, args, scope, depth);
  }
  return refined(pieceOfSchema(receiver, scope, depth + 1), method, args, scope, depth);
}

/** `z.string()`, `z.object({ … })`. */
function madeBy(method: string, args: readonly Node[], scope: FileScope, depth: number): Piece {
  const next = (node: Node | undefined) => (node ? pieceOfSchema(node, scope, depth + 1) : anything);
  const [first, second] = args;
  switch (method) {
    case 'string':
    case 'uuid':
    case 'email':
    case 'url':
    case 'iso':
      return plain('string');
    case 'number':
      return plain('number');
    case 'int':
    case 'int32':
      return plain('integer');
    case 'boolean':
      return plain('boolean');
    case 'null':
      return plain('null');
    case 'object':
    case 'strictObject':
    case 'looseObject':
      return schemaObject(first, scope, depth, method === 'strictObject');
    case 'array':
      return listOf(next(first));
    case 'record':
      return objectOf([], { open: true });
    case 'optional':
      return withField(next(first), { optional: true });
    case 'nullable':
      return eitherOf([next(first), plain('null')]);
    case 'nullish':
      return withField(eitherOf([next(first), plain('null')]), { optional: true });
    case 'literal':
      return literalIn(first, scope);
    case 'enum':
    case 'nativeEnum':
      return first ? plainValues(first, scope) : anything;
    case 'union':
    case 'discriminatedUnion': {
      const list = settled((method === 'union' ? first : second) ?? ({ type: 'Super' } as Node));
      return list.type === 'ArrayExpression' ? eitherOf(list.elements.map((e) => next(e ?? undefined))) : anything;
    }
    case 'intersection':
      return allOf([next(first), next(second)]);
    default:
      return anything;
  }
}

function literalIn(node: Node | undefined, scope: FileScope): Piece {
  const value = node && scope.value(node);
  if (value?.is === 'literal') return pieceOfConstant(value.value);
  return node?.type === 'Literal' && node.value === null ? plain('null') : anything;
}

function plainValues(node: Node, scope: FileScope): Piece {
  const at = settled(node);
  const meant = at.type === 'Identifier' ? scope.definition(at) : at;
  const held = meant ? bare(meant) : undefined;
  const nodes =
    held?.type === 'ArrayExpression'
      ? held.elements
      : held?.type === 'ObjectExpression'
        ? held.properties.map((p) => (p.type === 'Property' ? p.value : null))
        : held?.type === 'TSEnumDeclaration'
          ? held.body.members.map((m) => m.initializer ?? null)
          : undefined;
  if (!nodes) return anything;
  const values = nodes.map((n) => {
    const value = n ? scope.value(n) : undefined;
    return value?.is === 'literal' && typeof value.value === 'string' ? value.value : undefined;
  });
  return values.every((v) => v !== undefined) ? plain('string', values as string[]) : anything;
}

function schemaObject(node: Node | undefined, scope: FileScope, depth: number, strict: boolean): Piece {
  const at = node && (settled(node).type === 'Identifier' ? scope.definition(settled(node)) : settled(node));
  if (at?.type !== 'ObjectExpression') return objectOf([], { open: true });
  let open = false;
  const members = new Map<string, Piece>();
  for (const property of at.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined;
    if (property.type !== 'Property' || key === undefined) open = true;
    else members.set(key, pieceOfSchema(property.value, scope, depth + 1));
  }
  return objectOf(members, { strict, open });
}

/** `.optional()`, `.strict()`, `.extend({ … })` after a schema. */
function refined(piece: Piece, method: string, args: readonly Node[], scope: FileScope, depth: number): Piece {
  const [first] = args;
  const { strict: _strict, ...loose } = piece.field;
  switch (method) {
    case 'optional':
      return withField(piece, { optional: true });
    case 'nullable':
      return piece.field.type === 'any' ? piece : withNull(piece);
    case 'nullish':
      return withField(piece.field.type === 'any' ? piece : withNull(piece), { optional: true });
    case 'default':
    case 'prefault':
      return withField(piece, { optional: true, defaulted: true });
    case 'catch':
      return withField(anything, { optional: true, defaulted: true });
    case 'strict':
      return withField(piece, { strict: true });
    case 'passthrough':
    case 'loose':
    case 'strip':
      return { field: loose, inside: piece.inside };
    case 'int':
      return withField(piece, { type: piece.field.type.replace('number', 'integer') });
    case 'partial':
      return chosen(piece, () => true, { optional: true });
    case 'required':
      return chosen(piece, () => true, { optional: false });
    case 'extend':
    case 'augment':
    case 'safeExtend':
      return withTraits(allOf([piece, schemaObject(first, scope, depth, false)]), piece);
    case 'merge':
    case 'and':
      return first ? withTraits(allOf([piece, pieceOfSchema(first, scope, depth + 1)]), piece) : piece;
    case 'or':
      return first ? eitherOf([piece, pieceOfSchema(first, scope, depth + 1)]) : piece;
    case 'array':
      return listOf(piece);
    case 'pick':
    case 'omit': {
      const names =
        first?.type === 'ObjectExpression' ? new Set(first.properties.flatMap((p) => keyOf(p) ?? [])) : undefined;
      return names
        ? chosen(piece, (name) => names.has(name) === (method === 'pick'))
        : withField(piece, { open: true });
    }
    case 'transform':
    case 'pipe':
    case 'refine':
    case 'superRefine':
    case 'describe':
    case 'brand':
    case 'readonly':
    case 'meta':
    case 'min':
    case 'max':
    case 'email':
    case 'uuid':
    case 'url':
    case 'datetime':
    case 'nonempty':
    case 'positive':
    case 'nonnegative':
    case 'regex':
    case 'length':
    case 'trim':
    case 'openapi':
      return piece;
    default:
      return piece.field.type === 'object' ? withField(piece, { open: true }) : anything;
  }
}

function withNull(piece: Piece): Piece {
  return withField(piece, { type: [...new Set([...piece.field.type.split('|'), 'null'])].sort().join('|') });
}

function withTraits(piece: Piece, from: Piece): Piece {
  return from.field.strict ? withField(piece, { strict: true }) : piece;
}
