import type { Ref } from '../../core/fact';
import { stateMembers } from '../../knowledge/quietCalls';
import type { Node, NodeOf } from '../../parse/typescript';
import { isOfExchange } from './exchange';
import { combinatorOf, inlinedAs, methodCallOn, ownerOf } from './inlined';
import { bare, keyOf } from './nodes';
import type { FileScope } from './scope';
import { isWrite } from './values';

/** Reads that a summary keeps: states that a client or this module maintains, and promises that a parameter stands for. */
export function readsIn(scope: FileScope): { node: Node; ref: Ref }[] {
  const state = stateOf(scope);
  const reads: { node: Node; ref: Ref }[] = [];
  for (const node of scope.code.of('MemberExpression')) {
    const ref = stateMember(node, scope, state);
    if (ref) reads.push({ node, ref });
  }
  for (const node of [...stateReads(scope, state), ...parameterReads(scope)])
    reads.push({ node, ref: scope.ref(node) });
  return reads;
}

/** Names of this module whose value other functions change: a state that somebody keeps. */
function stateOf(scope: FileScope): Set<string> {
  const state = new Set<string>();
  for (const assignment of scope.code.of('AssignmentExpression')) {
    const left = bare(assignment.left);
    const root = left.type === 'MemberExpression' ? bare(left.object) : left;
    if (left.type === 'MemberExpression' && root.type === 'ThisExpression') {
      const inConstructor = ownerOf(left)?.parent.type === 'MethodDefinition' && isConstructor(ownerOf(left) as Node);
      if (!inConstructor) state.add(`this.${keyOf(left) ?? ''}`);
      continue;
    }
    if (root.type !== 'Identifier') continue;
    const binding = scope.bindings.find(root.name, root);
    if (binding?.sort !== 'variable' || ownerOf(binding.node) !== undefined || ownerOf(left) === undefined) continue;
    state.add(left.type === 'MemberExpression' ? `${root.name}.${keyOf(left) ?? ''}` : root.name);
  }
  return state;
}

function isConstructor(fn: Node): boolean {
  return fn.parent?.type === 'MethodDefinition' && fn.parent.kind === 'constructor';
}

/** The member that is read as a state of a client, or of this file; nothing for one that is called, set or walked through. */
function stateMember(
  member: NodeOf<'MemberExpression'>,
  scope: FileScope,
  state: ReadonlySet<string>,
): Ref | undefined {
  const key = keyOf(member);
  if (key === undefined) return undefined;
  const object = bare(member.object);
  const own =
    object.type === 'ThisExpression' ? `this.${key}` : object.type === 'Identifier' ? `${object.name}.${key}` : '';
  const parent = member.parent;
  if (!stateMembers.has(key) && !state.has(own) && !(key === 'status' && isComparedState(parent))) return undefined;
  if (parent.type === 'MemberExpression' && parent.object === member) return undefined;
  if (parent.type === 'CallExpression' && parent.callee === member) return undefined;
  if (parent.type === 'AssignmentExpression' && parent.left === member) return undefined;
  const ref = scope.ref(member);
  if (ref.in === 'unknown' || ref.in === 'global') return undefined;
  return ref.in === 'file' && isOfExchange(ref.path, member) ? undefined : ref;
}

/** `redis.status === 'ready'`. */
function isComparedState(parent: Node): boolean {
  if (parent.type !== 'BinaryExpression') return false;
  return [parent.left, parent.right].some(
    (side) => side.type === 'Literal' && /^(?:ready|connect|connected|connecting|open)$/.test(String(side.value)),
  );
}

function stateReads(scope: FileScope, state: ReadonlySet<string>): NodeOf<'Identifier'>[] {
  return scope.bindings.all
    .filter((b) => b.sort === 'variable' && state.has(b.name) && ownerOf(b.node) === undefined && b.path.length === 0)
    .flatMap((binding) => scope.bindings.uses(binding))
    .filter((use) => !isWrite(use) && use.parent.type !== 'MemberExpression' && use.parent.type !== 'CallExpression');
}

/** Parameters that are promises to be waited for: what a wrapper does with what it is given. */
function parameterReads(scope: FileScope): NodeOf<'Identifier'>[] {
  return scope.bindings.all
    .filter(
      (binding) => binding.sort === 'parameter' && binding.path.length === 0 && binding.of && !inlinedAs(binding.of),
    )
    .flatMap((binding) => scope.bindings.uses(binding))
    .filter((use) => {
      const parent = use.parent;
      if (parent.type === 'AwaitExpression' || parent.type === 'ReturnStatement') return true;
      if (parent.type === 'ArrayExpression') return combinatorOf(parent.parent) !== undefined;
      return /^(?:then|catch|finally)$/.test(methodCallOn(use)?.key ?? '');
    });
}
