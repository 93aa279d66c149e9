import type { Node } from '../../parse/typescript';
import { argumentsOf, bare, type CallNode, keyOf, propertyOf, settled } from './nodes';
import type { FileScope } from './scope';

/**
 * The parameter, from 0, that alone decides whether a call has a time limit: `fetch(url, { ...init, headers })` in a wrapper
 * of the project, also where the wrapper makes a signal only when it is given a number. Nothing when the wrapper sets one.
 */
export function forwardedFrom(call: CallNode, scope: FileScope): number | undefined {
  const [, ...rest] = argumentsOf(call);
  const found = new Set<number>();
  for (const argument of rest) {
    const at = settled(argument);
    if (at.type !== 'ObjectExpression') {
      const from = parameterOf(at, scope, 0);
      if (from !== undefined) found.add(from);
      continue;
    }
    for (const part of at.properties) {
      if (part.type !== 'SpreadElement') continue;
      const from = parameterOf(part.argument, scope, 0);
      if (from === undefined) return undefined;
      found.add(from);
    }
    const limit = propertyOf(at, 'signal', 'timeout', 'abortSignal', 'dispatcher');
    const by = limit && givenBy(limit, scope, 0);
    if (limit && by === undefined) return undefined;
    if (by !== undefined) found.add(by);
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** What came in with a parameter and may be absent from it: the parameter, a part of it, `init ?? {}`. */
function parameterOf(node: Node, scope: FileScope, depth: number): number | undefined {
  const at = bare(node);
  if (depth > 6) return undefined;
  if (at.type === 'LogicalExpression' && at.operator !== '&&')
    return settled(at.right).type === 'ObjectExpression' || isNothing(at.right)
      ? parameterOf(at.left, scope, depth + 1)
      : undefined;
  if (at.type === 'MemberExpression') return parameterOf(at.object, scope, depth + 1);
  if (at.type !== 'Identifier') return undefined;
  const binding = scope.bindings.find(at.name, at);
  if (!binding || (binding.fallback && settled(binding.fallback).type !== 'ObjectExpression')) return undefined;
  if (binding.sort === 'parameter') return binding.index;
  const init = binding.sort === 'variable' && binding.constant ? scope.initOf(binding) : undefined;
  return init && parameterOf(init, scope, depth + 1);
}

function isNothing(node: Node): boolean {
  const at = settled(node);
  return (at.type === 'Identifier' && at.name === 'undefined') || (at.type === 'Literal' && at.value === null);
}

/** The parameter without which there is no such value: all that it may be comes from there, or is made because of it. */
function givenBy(node: Node, scope: FileScope, depth: number): number | undefined {
  const at = bare(node);
  if (depth > 6) return undefined;
  if (at.type === 'LogicalExpression' && at.operator !== '&&') {
    const left = givenBy(at.left, scope, depth + 1);
    if (isNothing(at.right)) return left;
    return left === givenBy(at.right, scope, depth + 1) ? left : undefined;
  }
  if (at.type === 'Identifier') {
    const binding = scope.bindings.find(at.name, at);
    const init = binding?.sort === 'variable' && binding.constant ? scope.initOf(binding) : undefined;
    if (init && binding?.path.length === 0) return givenBy(init, scope, depth + 1);
  }
  return parameterOf(at, scope, depth + 1) ?? madeFor(at, scope);
}

/** `controller?.signal` of a controller that is made only `if (timeout) …`. */
function madeFor(node: Node, scope: FileScope): number | undefined {
  const object = node.type === 'MemberExpression' && keyOf(node) === 'signal' ? bare(node.object) : undefined;
  const binding = object?.type === 'Identifier' ? scope.bindings.find(object.name, object) : undefined;
  if (binding?.sort !== 'variable' || binding.constant) return undefined;
  for (const use of scope.bindings.uses(binding)) {
    if (use.parent?.type !== 'AssignmentExpression' || use.parent.left !== use) continue;
    for (let at: Node | undefined = use; at; at = at.parent) {
      if (at.type !== 'IfStatement') continue;
      const test: Node = at.test.type === 'LogicalExpression' ? at.test.left : at.test;
      return parameterOf(test, scope, 0);
    }
  }
  return undefined;
}
