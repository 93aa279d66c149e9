import type { Content, Ref } from '../../core/fact';
import type { Node, NodeOf } from '../../parse/typescript';
import { stringOf } from '../code/nodes';
import type { FileScope } from '../code/scope';
import { allOf, anything, chosen, contentOf, eitherOf, listOf, objectOf, type Piece, plain, withField } from './fields';
import { contentOfSchema, pieceOfSchema } from './schemas';

const deepest = 10;

export function contentOfType(node: Node, scope: FileScope): Content {
  const inferred = inferredFrom(node, scope);
  if (inferred) {
    const content = contentOfSchema(inferred, scope);
    return { ...content, known: 'typed', strict: false };
  }
  const elsewhere = importedType(node, scope);
  if (elsewhere) return { shape: {}, strict: false, open: true, known: 'typed', elsewhere };
  return contentOf(pieceOfType(node, scope, 0), 'typed');
}

function importedType(node: Node, scope: FileScope): Ref | undefined {
  if (node.type !== 'TSTypeReference') return undefined;
  if (node.typeName.type === 'TSQualifiedName') return undefined;
  const name = node.typeName.type === 'Identifier' ? node.typeName : undefined;
  const binding = name && scope.bindings.find(name.name, name);
  return binding?.from
    ? { in: 'import', specifier: binding.from.specifier, name: binding.from.name, path: [] }
    : undefined;
}

/** The schema of `z.infer<typeof Schema>`. */
function inferredFrom(node: Node, scope: FileScope): Node | undefined {
  if (node.type !== 'TSTypeReference') return undefined;
  const name = node.typeName;
  const last = name.type === 'TSQualifiedName' ? name.right.name : name.type === 'Identifier' ? name.name : '';
  const [argument] = node.typeArguments?.params ?? [];
  if (/^(?:infer|output|input|Infer|InferOutput)$/.test(last) && argument?.type === 'TSTypeQuery')
    return argument.exprName.type === 'Identifier' ? argument.exprName : undefined;
  const binding = name.type === 'Identifier' ? scope.bindings.find(name.name, name) : undefined;
  return binding?.node.type === 'TSTypeAliasDeclaration' && binding.node.typeAnnotation !== node
    ? inferredFrom(binding.node.typeAnnotation, scope)
    : undefined;
}

export function pieceOfType(node: Node, scope: FileScope, depth: number): Piece {
  if (depth > deepest) return anything;
  const next = (type: Node) => pieceOfType(type, scope, depth + 1);
  switch (node.type) {
    case 'TSStringKeyword':
      return plain('string');
    case 'TSNumberKeyword':
      return plain('number');
    case 'TSBooleanKeyword':
      return plain('boolean');
    case 'TSNullKeyword':
      return plain('null');
    case 'TSTemplateLiteralType':
      return plain('string');
    case 'TSLiteralType':
      return literalType(node.literal);
    case 'TSArrayType':
      return listOf(next(node.elementType));
    case 'TSUnionType': {
      const parts = node.types.filter((type) => type.type !== 'TSUndefinedKeyword');
      const piece = eitherOf(parts.map(next));
      return parts.length < node.types.length ? withField(piece, { optional: true }) : piece;
    }
    case 'TSIntersectionType':
      return allOf(node.types.map(next));
    case 'TSTypeLiteral':
      return membersOf(node.members, scope, depth);
    case 'TSTypeOperator':
      return node.typeAnnotation ? next(node.typeAnnotation) : anything;
    case 'TSTypeReference':
      return pieceOfReference(node, scope, depth);
    default:
      return anything;
  }
}

function literalType(node: Node): Piece {
  const text = stringOf(node);
  if (text !== undefined) return plain('string', [text]);
  if (node.type !== 'Literal') return anything;
  return typeof node.value === 'number'
    ? plain('number')
    : typeof node.value === 'boolean'
      ? plain('boolean')
      : anything;
}

function membersOf(members: readonly Node[], scope: FileScope, depth: number): Piece {
  let open = false;
  const found = new Map<string, Piece>();
  for (const member of members) {
    if (member.type !== 'TSPropertySignature') {
      if (member.type === 'TSIndexSignature') open = true;
      continue;
    }
    const key = member.key.type === 'Identifier' && !member.computed ? member.key.name : stringOf(member.key);
    if (key === undefined) open = true;
    else {
      const type = member.typeAnnotation?.typeAnnotation;
      const piece = type ? pieceOfType(type, scope, depth + 1) : anything;
      found.set(key, member.optional ? withField(piece, { optional: true }) : piece);
    }
  }
  return objectOf(found, { open });
}

function pieceOfReference(node: NodeOf<'TSTypeReference'>, scope: FileScope, depth: number): Piece {
  if (node.typeName.type !== 'Identifier') {
    const inferred = inferredFrom(node, scope);
    return inferred ? pieceOfSchema(inferred, scope, depth + 1) : anything;
  }
  const { name } = node.typeName;
  const params = node.typeArguments?.params ?? [];
  const [first, second] = params;
  const binding = scope.bindings.find(name, node.typeName);
  if (!binding) {
    if (!first) return name === 'Date' ? plain('string') : anything;
    const inner = pieceOfType(first, scope, depth + 1);
    const names = second ? namesOf(second) : undefined;
    switch (name) {
      case 'Array':
      case 'ReadonlyArray':
        return listOf(inner);
      case 'Record':
        return objectOf([], { open: true });
      case 'Partial':
        return chosen(inner, () => true, { optional: true });
      case 'Required':
        return chosen(inner, () => true, { optional: false });
      case 'Readonly':
      case 'NonNullable':
        return inner;
      case 'Pick':
        return names ? chosen(inner, (key) => names.has(key)) : anything;
      case 'Omit':
        return names ? chosen(inner, (key) => !names.has(key)) : anything;
      default:
        return anything;
    }
  }
  return pieceOfDeclaration(binding.node, scope, depth);
}

/** What a named type is, when nothing is left open by its parameters. */
export function pieceOfDeclaration(node: Node, scope: FileScope, depth = 0): Piece {
  switch (node.type) {
    case 'TSTypeAliasDeclaration':
      return node.typeParameters ? anything : pieceOfType(node.typeAnnotation, scope, depth + 1);
    case 'TSInterfaceDeclaration': {
      if (node.typeParameters) return anything;
      const own = membersOf(node.body.body, scope, depth);
      const parents = node.extends.map(({ expression }) => {
        const parent = expression.type === 'Identifier' ? scope.bindings.find(expression.name, expression) : undefined;
        return parent?.node.type === 'TSInterfaceDeclaration' && depth < deepest
          ? pieceOfDeclaration(parent.node, scope, depth + 1)
          : objectOf([], { open: true });
      });
      return parents.length > 0 ? allOf([...parents, own]) : own;
    }
    case 'TSEnumDeclaration': {
      const values = node.body.members.map((m) => (m.initializer ? stringOf(m.initializer) : undefined));
      return values.every((v) => v !== undefined) ? plain('string', values as string[]) : anything;
    }
    default:
      return anything;
  }
}

function namesOf(node: Node): Set<string> | undefined {
  const types = node.type === 'TSUnionType' ? node.types : [node];
  const names = types.map((type) => (type.type === 'TSLiteralType' ? stringOf(type.literal) : undefined));
  return names.every((name) => name !== undefined) ? new Set(names as string[]) : undefined;
}
