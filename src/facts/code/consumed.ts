import type { Ref } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { answersIn } from './answers';
import { combinatorOf, inlinedAs, inlineFunction, methodCallOn } from './inlined';
import { isFunction } from './nodes';
import type { FileScope } from './scope';
import { isWrite } from './values';

/** Awaited, returned, chained, passed on or looked at; a bare statement is none of these. */
export function isConsumed(node: Node, scope: FileScope, depth: number): boolean {
  let at = node;
  let handled = false;
  for (;;) {
    const parent = at.parent;
    if (!parent || depth > 6) return true;
    switch (parent.type) {
      case 'ExpressionStatement':
        return handled;
      case 'MemberExpression': {
        // A chain that nobody waits for counts when a handler of it answers or hands on.
        const method = methodCallOn(at);
        if (!method || !/^(?:then|catch|finally)$/.test(method.key)) return true;
        handled ||= method.call.arguments.some((handler) => concludes(handler, scope));
        at = method.call;
        continue;
      }
      case 'UnaryExpression':
        return parent.operator !== 'void';
      case 'VariableDeclarator': {
        if (parent.id.type !== 'Identifier') return true;
        const binding = scope.bindings.find(parent.id.name, parent.id);
        return binding !== undefined && scope.bindings.uses(binding).some((use) => !isWrite(use));
      }
      case 'ArrowFunctionExpression':
      case 'ReturnStatement': {
        const fn = isFunction(parent) ? parent : undefined;
        const inlined = fn && inlinedAs(fn);
        if (inlined?.as === 'each') return false;
        if (inlined?.as !== 'map') return true;
        at = inlined.call;
        continue;
      }
      case 'ChainExpression':
      case 'TSNonNullExpression':
      case 'TSAsExpression':
      case 'ArrayExpression':
      case 'LogicalExpression':
      case 'ConditionalExpression':
        at = parent;
        continue;
      case 'CallExpression':
        if (!combinatorOf(parent)) return true;
        at = parent;
        continue;
      default:
        return true;
    }
  }
}

/** A handler of a promise that answers, throws, or is a function given by somebody else. */
function concludes(handler: Node, scope: FileScope): boolean {
  const inline = inlineFunction(handler);
  if (!inline) return handler.type !== 'MemberExpression';
  if (answersIn(inline, scope).length > 0) return true;
  const responders = scope.code.inside('CallExpression', inline.body);
  return responders.some((call) => scope.ref(call.callee).in === 'file' && isParameterCall(scope.ref(call.callee)));
}

function isParameterCall(ref: Ref): boolean {
  return ref.in === 'file' && /^\(\d+\)$/.test(ref.path[0] ?? '');
}
