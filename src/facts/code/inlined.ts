import type { Node, NodeOf } from '../../parse/typescript';
import { bare, type FunctionNode, isFunction, keyOf } from './nodes';

/**
 * How a function that stands as an argument is run as part of the function around it. What happens in it belongs to
 * that function; every other function has a summary of its own.
 */
export interface Inlined {
  call: NodeOf<'CallExpression' | 'NewExpression'>;
  as:
    | 'promise' // .then, .catch, .finally
    | 'each' // forEach: the result is dropped
    | 'map' // the results become the value of the call
    | 'executor' // new Promise((resolve, reject) => …)
    | 'called' // (async () => …)()
    | 'callback'; // (error, result) => …
}

const promiseMethods = new Set(['then', 'catch', 'finally']);
const mapMethods = new Set(['map', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce', 'sort']);

export function inlinedAs(fn: FunctionNode): Inlined | undefined {
  if (fn.type === 'FunctionDeclaration') return undefined;
  let at: Node = fn;
  while (at.parent && at.parent !== at && bare(at.parent) === fn) at = at.parent;
  const call = at.parent;
  if (call?.type === 'NewExpression') {
    const isPromise = call.callee.type === 'Identifier' && call.callee.name === 'Promise';
    return isPromise && call.arguments[0] === at ? { call, as: 'executor' } : undefined;
  }
  if (call?.type !== 'CallExpression') return undefined;
  if (call.callee === at) return { call, as: 'called' };
  const callee = bare(call.callee);
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  if (key !== undefined) {
    if (promiseMethods.has(key)) return { call, as: 'promise' };
    if (call.arguments[0] === at) {
      if (key === 'forEach') return { call, as: 'each' };
      if (mapMethods.has(key)) return { call, as: 'map' };
    }
  }
  const first = fn.params[0];
  const takesError = first?.type === 'Identifier' && /^_?e(?:rr|rror)?$/.test(first.name);
  return takesError && call.arguments.at(-1) === at && !/^(?:on|once|use)$/.test(key ?? '')
    ? { call, as: 'callback' }
    : undefined;
}

/** The function that a node's effects count for; nothing at module level. */
export function ownerOf(node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isFunction(at) && !inlinedAs(at)) return at;
  }
  return undefined;
}

/** `Promise.all(…)`, `Promise.race(…)`, …: the name of the combinator. */
export function combinatorOf(call: Node): 'all' | 'allSettled' | 'race' | 'any' | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  const key = keyOf(callee);
  if (!/^(?:Promise|Bluebird)$/.test(callee.object.name)) return undefined;
  return key === 'all' || key === 'allSettled' || key === 'race' || key === 'any' ? key : undefined;
}

/** The call of a method on the value of `node`: `node.method(…)`. */
export function methodCallOn(node: Node): { call: NodeOf<'CallExpression'>; key: string } | undefined {
  let member = node.parent;
  if (member?.type !== 'MemberExpression' || member.object !== node) return undefined;
  const key = keyOf(member);
  let callee: Node = member;
  while (callee.parent && callee.parent !== callee && bare(callee.parent) === member) callee = callee.parent;
  member = callee;
  const call = callee.parent;
  if (key === undefined || call?.type !== 'CallExpression' || call.callee !== callee) return undefined;
  return { call, key };
}

/** A function written where it is passed. */
export function inlineFunction(node: Node | undefined): FunctionNode | undefined {
  const at = node && bare(node);
  return isFunction(at) ? at : undefined;
}
