import type { Node, NodeOf } from '../../parse/typescript';
import { inlinedAs } from './inlined';
import { bare, type FunctionNode, isFunction, memberPath, within } from './nodes';
import type { FileScope } from './scope';

/** Methods that put their argument into what they are called on. */
export const mutators = new Set(['push', 'unshift', 'add', 'set', 'assign', 'concat']);

/** The promise, or the caller, that a catch clause hands the failure to: `reject(error)`, `callback(error)`. */
export function handedTo(body: Node, clause: Node, scope: FileScope): Node | 'caller' | undefined {
  for (const call of scope.code.inside('CallExpression', body)) {
    if (call.callee.type !== 'Identifier' || call.arguments.length === 0) continue;
    const binding = scope.bindings.find(call.callee.name, call);
    if (binding?.sort !== 'parameter' || !binding.of || within(binding.of, clause)) continue;
    const inlined = inlinedAs(binding.of);
    if (inlined?.as === 'executor' && binding.index === 1) return inlined.call;
    if (/^(?:cb|callback|done|reject)$/.test(binding.name)) return 'caller';
  }
  return undefined;
}

/** What a handler leaves behind that neither throws nor answers: a returned value, a variable, an entry of a list. */
export function leftBehind(body: Node, around: Node, scope: FileScope): Node[] {
  const isOuter = (target: Node): boolean => {
    const root = rootOf(target);
    const binding = root && scope.bindings.find(root.name, root);
    return binding !== undefined && !within(binding.id, around);
  };
  const sources: Node[] = [];
  for (const statement of scope.code.inside('ReturnStatement', body))
    if (statement.argument && functionAround(statement) === functionAround(body)) sources.push(statement.argument);
  for (const assignment of scope.code.inside('AssignmentExpression', body))
    if (isOuter(assignment.left)) sources.push(assignment.right);
  for (const call of scope.code.inside('CallExpression', body)) {
    const callee = bare(call.callee);
    if (callee.type !== 'MemberExpression' || !mutators.has(memberPath(callee)?.at(-1) ?? '')) continue;
    if (isOuter(callee.object) && call.arguments[0]) sources.push(call.arguments[0]);
  }
  return sources;
}

/** Functions called in a handler that may answer for it: `return handleError(error)`, `fail(res)`. */
export function helpersIn(body: Node, scope: FileScope): Node[] {
  return scope.code.inside('CallExpression', body).flatMap((call) => {
    if (call.arguments.length === 0) return [];
    const ref = scope.ref(call.callee);
    const isOwn = ref.in === 'import' || ref.in === 'this' || (ref.in === 'file' && !ref.path[0]?.startsWith('('));
    return isOwn ? [call.callee] : [];
  });
}

export function functionAround(node: Node): FunctionNode | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** The name at the start of a chain of members. */
export function rootOf(node: Node): NodeOf<'Identifier'> | undefined {
  let at = bare(node);
  while (at.type === 'MemberExpression') at = bare(at.object);
  return at.type === 'Identifier' ? at : undefined;
}

/** Identifiers that a pattern or a declaration names. */
export function idsIn(node: Node): Node[] {
  switch (node.type) {
    case 'Identifier':
      return [node];
    case 'VariableDeclaration':
      return node.declarations.flatMap((d) => idsIn(d.id));
    case 'ObjectPattern':
      return node.properties.flatMap((p) => idsIn(p.type === 'RestElement' ? p.argument : p.value));
    case 'ArrayPattern':
      return node.elements.flatMap((e) => (e ? idsIn(e) : []));
    case 'AssignmentPattern':
      return idsIn(node.left);
    case 'RestElement':
      return idsIn(node.argument);
    default:
      return [];
  }
}
