import { variableName } from '../../knowledge/environmentVariables';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { isFunction } from '../code/nodes';
import { atModuleLevel, bare, bindingOf, memberOf, textIn, usesOf } from './bindings';
import { branchWithout } from './branches';
import { leaves } from './need';
import { type CodeRead, envObjectOf } from './reads';

/*
 * Names in a list that is gone through: `for (const name of ['A_KEY', 'B_KEY']) if (!process.env[name]) throw …`,
 * `const missing = names.filter((name) => !process.env[name])`.
 */

export function* listedReads(code: Code): Iterable<CodeRead> {
  for (const node of code.of('MemberExpression')) {
    const name = node.computed ? bare(node.property) : undefined;
    if (name?.type !== 'Identifier' || !envObjectOf(code, node.object)) continue;
    const loop = loopOver(code, name);
    const list = loop && listOf(code, loop.list);
    if (!list) continue;
    const stops = loop.call ? resultStops(code, loop.call, node) : stopsHere(node);
    const start = stops && atModuleLevel(loop.call ?? node);
    for (const { text, at } of list)
      yield {
        name: text,
        ...(stops ? { need: 'required' } : { need: 'optional' }),
        ...(start ? { validated: true } : {}),
        access: 'direct',
        via: 'listed names',
        at,
      };
  }
}

interface Loop {
  list: Node;
  /** `names.filter(…)`; absent for a statement. */
  call?: NodeOf<'CallExpression'>;
}

/** What the name goes through, if it is the variable of a loop. */
function loopOver(code: Code, name: NodeOf<'Identifier'>): Loop | undefined {
  const bound = bindingOf(code, name);
  if (!bound || bound.member !== undefined) return undefined;
  const { parent } = bound.id;
  if (parent?.type === 'VariableDeclarator') {
    const loop = parent.parent.parent;
    return loop?.type === 'ForOfStatement' && loop.left === parent.parent ? { list: loop.right } : undefined;
  }
  if (!parent || !isFunction(parent) || parent.params[0] !== bound.id) return undefined;
  const call = parent.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== parent) return undefined;
  const callee = bare(call.callee);
  return callee.type === 'MemberExpression' && /^(?:forEach|filter|some|every|find)$/.test(memberOf(callee) ?? '')
    ? { list: callee.object, call }
    : undefined;
}

function listOf(code: Code, node: Node): { text: string; at: Node }[] | undefined {
  const at = bare(node);
  if (at.type === 'Identifier') {
    const bound = bindingOf(code, at);
    return bound?.init && bound.constant && bound.member === undefined && bare(bound.init) !== at
      ? listOf(code, bound.init)
      : undefined;
  }
  if (at.type !== 'ArrayExpression') return undefined;
  const names = at.elements.flatMap((element) => {
    const text = textIn(element);
    return element && text !== undefined && variableName.test(text) ? [{ text, at: element }] : [];
  });
  return names.length === at.elements.length ? names : undefined;
}

const stopsHere = (access: Node) => branchWithout(access)?.nodes.some(leaves) === true;

/** `forEach` decides in its own body; the others hand a result to a test. */
function resultStops(code: Code, call: NodeOf<'CallExpression'>, access: Node): boolean {
  if (stopsHere(access)) return true;
  const { parent } = call;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return testStops(call);
  const bound = bindingOf(code, parent.id);
  return bound !== undefined && usesOf(code, bound).some(testStops);
}

/** Part of a test whose consequence throws or ends the program. */
function testStops(node: Node): boolean {
  let at: Node = node;
  for (let { parent } = at; parent; parent = at.parent) {
    if (parent.type === 'IfStatement') return parent.test === at && leaves(parent.consequent);
    if (!/^(?:Member|Binary|Unary|Logical|Chain)Expression$/.test(parent.type)) return false;
    at = parent;
  }
  return false;
}
