import type { Node } from '../../parse/typescript';
import { ownerOf } from './inlined';
import { bare, type FunctionNode, keyOf } from './nodes';
import { exits } from './paths';
import type { FileScope } from './scope';

/**
 * How long a function goes on answering with what it found before: milliseconds of `Date.now() - checkedAt < ttl`,
 * or `forever` for an answer that is kept in a variable of the module and never looked at again.
 */
export function cachedMs(fn: FunctionNode, scope: FileScope): number | 'forever' | undefined {
  for (const test of scope.code.inside('IfStatement', fn.body)) {
    if (ownerOf(test) !== fn || !exits(test.consequent)) continue;
    const age = ageIn(test.test, scope);
    if (age !== undefined) return age;
    const at = bare(test.test);
    if (at.type !== 'Identifier') continue;
    // `if (client) return client` keeps a connection; what answers with it keeps an answer.
    if (scope.code.inside('CallExpression', test.consequent).length === 0) continue;
    const binding = scope.bindings.find(at.name, at);
    if (binding?.sort !== 'variable' || ownerOf(binding.node) !== undefined || binding.constant) continue;
    const kept = scope.bindings
      .uses(binding)
      .some((use) => use.parent.type === 'AssignmentExpression' && use.parent.left === use && ownerOf(use) === fn);
    if (kept) return 'forever';
  }
  return undefined;
}

/** `ttl` of `Date.now() - checkedAt < ttl`. */
function ageIn(test: Node, scope: FileScope): number | undefined {
  const at = bare(test);
  if (at.type === 'LogicalExpression') return ageIn(at.left, scope) ?? ageIn(at.right, scope);
  if (at.type !== 'BinaryExpression' || !/^[<>]=?$/.test(at.operator)) return undefined;
  const [age, limit] = at.operator.startsWith('<') ? [at.left, at.right] : [at.right, at.left];
  const difference = bare(age);
  if (difference.type !== 'BinaryExpression' || difference.operator !== '-' || !isNow(difference.left))
    return undefined;
  const value = scope.value(limit);
  return value.is === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

function isNow(node: Node): boolean {
  const at = bare(node);
  if (at.type === 'Identifier') return at.name === 'now';
  return at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && keyOf(at.callee) === 'now';
}
