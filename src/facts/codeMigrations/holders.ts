import type { Node, NodeOf } from '../../parse/typescript';
import { bare, isClass, isFunction, keyOf, memberPath, stringOf } from '../code/nodes';
import type { FileScope } from '../code/scope';

/** What holds the two directions of one migration: the exports of a module, an object or a class. */
export interface Holder {
  node: Node;
  /** The name that it gives itself. */
  id?: string;
  /** Functions `up`, `down`, `beforeUp`, `beforeDown`, `run`, and what else is beside them (`transaction`, `config`). */
  members: ReadonlyMap<string, Node>;
}

/** The migrations that a file holds: mostly one, the module itself. */
export function holdersIn(scope: FileScope): Holder[] {
  const exported = new Map<string, Node>();
  const { code } = scope;
  for (const node of code.of('AssignmentExpression')) {
    const path = memberPath(node.left);
    if (!path) continue;
    const name =
      path[0] === 'exports' && path.length === 2
        ? path[1]
        : path[0] === 'module' && path[1] === 'exports' && path.length === 3
          ? path[2]
          : undefined;
    if (name !== undefined) exported.set(name, node.right);
  }
  for (const node of code.of('ExportNamedDeclaration')) {
    const { declaration } = node;
    if (declaration?.type === 'FunctionDeclaration' && declaration.id) exported.set(declaration.id.name, declaration);
    else if (declaration?.type === 'VariableDeclaration')
      for (const one of declaration.declarations)
        if (one.id.type === 'Identifier' && one.init) exported.set(one.id.name, one.init);
    for (const one of node.specifiers)
      if (one.exported.type === 'Identifier' && one.local.type === 'Identifier')
        exported.set(one.exported.name, one.local);
  }
  if (exported.has('up')) return [{ node: code.ast, members: exported }];
  const inClasses = [...code.of('ClassDeclaration'), ...code.of('ClassExpression')].flatMap((node) => ofClass(node));
  if (inClasses.length > 0) return inClasses;
  const objects = code.of('ObjectExpression').filter((node) => isTopLevel(node));
  return objects.flatMap((node) => ofObject(node));
}

function ofClass(node: NodeOf<'ClassDeclaration' | 'ClassExpression'>): Holder[] {
  const members = new Map<string, Node>();
  for (const member of node.body.body) {
    const key = keyOf(member);
    if (key === undefined) continue;
    if (member.type === 'MethodDefinition') members.set(key, member.value);
    else if (member.type === 'PropertyDefinition' && member.value) members.set(key, member.value);
  }
  const up = members.get('up');
  return up && isFunction(bare(up)) ? [{ node, members }] : [];
}

function ofObject(node: NodeOf<'ObjectExpression'>): Holder[] {
  const members = new Map<string, Node>();
  for (const property of node.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined;
    if (key !== undefined && property.type === 'Property') members.set(key, property.value);
  }
  if (!members.has('up') && !(members.has('run') && members.has('name'))) return [];
  const named = stringOf(members.get('name')) ?? stringOf(members.get('id')) ?? stringOf(members.get('version'));
  const parent = node.parent;
  const id = named ?? (parent?.type === 'Property' ? keyOf(parent) : undefined);
  return [{ node, members, ...(id === undefined ? {} : { id }) }];
}

/** Not inside a function: what a function builds is not what the file declares. */
function isTopLevel(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at) || isClass(at)) return false;
  return true;
}

/** The function that a member stands for, through names and wrappers that take it as their argument. */
export function functionOf(node: Node | undefined, scope: FileScope) {
  let at: Node | undefined = node && bare(node);
  for (let i = 0; at && i < 4; i++) {
    if (isFunction(at)) return at;
    if (at.type === 'CallExpression') {
      at = at.arguments.map((one) => scope.definition(one)).find((one) => isFunction(one));
      continue;
    }
    const meant: Node | undefined = scope.definition(at);
    if (meant === at) return undefined;
    at = meant && bare(meant);
  }
  return undefined;
}
