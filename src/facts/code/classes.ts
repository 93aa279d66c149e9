import type { Fact, Ref } from '../../core/fact';
import type { Source } from '../../core/source';
import type { Node, NodeOf } from '../../parse/typescript';
import { type ClassNode, decoratorOf, isFunction, keyOf, memberPath, settled } from './nodes';
import { tokenName } from './providers';
import { type FileScope, typeNameOf } from './scope';
import { nameOfLiteral } from './symbols';

/** Classes with what stands behind their members, and object literals, which are the same thing to a caller. */
export function classFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact[] = [];
  for (const type of ['ClassDeclaration', 'ClassExpression'] as const)
    for (const node of scope.code.of(type)) {
      const parent = node.superClass ? scope.ref(node.superClass) : undefined;
      facts.push({
        kind: 'class.declared',
        at: source.span(node.range[0], node.range[1]),
        symbol: scope.symbols.of(node),
        ...(parent && parent.in !== 'unknown' ? { extends: parent } : {}),
        members: membersOf(node, scope),
        decorators: node.decorators.flatMap((d) => decoratorOf(d)?.name ?? []),
      });
    }
  for (const node of scope.code.of('ObjectExpression')) {
    const name = nameOfLiteral(node);
    if (name === undefined) continue;
    const members: Record<string, Ref> = {};
    for (const property of node.properties) {
      const key = property.type === 'Property' ? keyOf(property) : undefined;
      if (property.type !== 'Property' || key === undefined) continue;
      const ref = literalMember(property.value, name, key, node, scope);
      if (ref) members[key] = ref;
    }
    if (Object.keys(members).length > 0)
      facts.push({
        kind: 'class.declared',
        at: source.span(node.range[0], node.range[1]),
        symbol: scope.symbols.local(name, node),
        members,
        decorators: [],
      });
  }
  return facts;
}

function literalMember(value: Node, name: string, key: string, literal: Node, scope: FileScope): Ref | undefined {
  const at = settled(value);
  if (at.type === 'ObjectExpression')
    return { in: 'file', symbol: scope.symbols.local(`${name}.${key}`, literal), path: [] };
  if (at.type === 'Literal' || at.type === 'TemplateLiteral') return undefined;
  const ref = at.type === 'CallExpression' || at.type === 'NewExpression' ? scope.ref(at) : scope.ref(value);
  return ref.in === 'unknown' ? undefined : ref;
}

function membersOf(node: ClassNode, scope: FileScope): Record<string, Ref> {
  const members: Record<string, Ref> = {};
  const keep = (name: string, ref: Ref | undefined) => {
    if (ref && ref.in !== 'unknown') members[name] ??= ref;
  };
  for (const member of node.body.body) {
    const key = keyOf(member);
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
      for (const param of member.value.params) {
        if (param.type !== 'TSParameterProperty') continue;
        const id = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
        if (id.type === 'Identifier') keep(id.name, injected(param.decorators, id, scope));
      }
    } else if (member.type === 'MethodDefinition' && member.kind === 'get' && key !== undefined) {
      const only = member.value.body?.body;
      const statement = only?.length === 1 ? only[0] : undefined;
      if (statement?.type === 'ReturnStatement' && statement.argument) keep(key, scope.ref(statement.argument));
    } else if (member.type === 'PropertyDefinition' && key !== undefined) {
      const value = member.value ? settled(member.value) : undefined;
      if (isFunction(value)) continue;
      const service = value?.type === 'CallExpression' && memberPath(value.callee)?.join('.') === 'inject';
      if (value?.type === 'CallExpression' && service && value.arguments[0]) keep(key, scope.ref(value.arguments[0]));
      else if (value?.type === 'NewExpression' || value?.type === 'CallExpression')
        keep(key, { in: 'file', symbol: scope.symbols.local(key, member), path: [] });
      else if (value) keep(key, scope.ref(value));
      keep(key, injected(member.decorators, member, scope));
    }
  }
  for (const assignment of scope.code.of('AssignmentExpression')) {
    const path = memberPath(assignment.left);
    if (path?.[0] !== 'this' || path.length !== 2 || ownClass(assignment) !== node) continue;
    const right = settled(assignment.right);
    const made = right.type === 'NewExpression' || right.type === 'CallExpression';
    const symbol = `${scope.symbols.of(node)}.${path[1]}`;
    keep(path[1] as string, made ? { in: 'file', symbol, path: [] } : scope.ref(assignment.right));
  }
  return members;
}

function ownClass(node: Node): Node | undefined {
  for (let at: Node | undefined = node.parent; at; at = at.parent)
    if (at.type === 'ClassDeclaration' || at.type === 'ClassExpression') return at;
  return undefined;
}

/**
 * What a container puts into a member: the provider of its token, or the class that its type names. A type of an
 * outside package says more than a token: `@InjectRepository(User) users: Repository<User>`.
 */
function injected(decorators: readonly NodeOf<'Decorator'>[], typed: Node, scope: FileScope): Ref | undefined {
  const byType = typeRef(typed, scope);
  if (byType?.in === 'import' && !/^[.~#@]\/|^\./.test(byType.specifier)) return byType;
  for (const decorator of decorators) {
    const read = decoratorOf(decorator);
    if (!read || !/^Inject/.test(read.name)) continue;
    const token = read.args[0] && tokenName(read.args[0]);
    if (token !== undefined) return { in: 'global', name: `@${token}`, path: [] };
    if (!byType) return scope.ref(decorator.expression);
  }
  return byType;
}

/** The type that an annotation names, as a reference: an instance of it is written as the type itself. */
function typeRef(typed: Node, scope: FileScope): Ref | undefined {
  const path = typeNameOf(typed);
  const binding = path && scope.bindings.find(path[0] as string, typed);
  if (!binding) return undefined;
  if (binding.from)
    return { in: 'import', specifier: binding.from.specifier, name: binding.from.name, path: path.slice(1) };
  return binding.sort === 'class' || binding.sort === 'type'
    ? { in: 'file', symbol: path[0] as string, path: [] }
    : undefined;
}
