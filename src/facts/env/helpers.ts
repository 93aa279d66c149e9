import type { HelperParameter, VariableHelper } from '../../core/variableHelper';
import { outcomeOf } from '../../core/variableHelper';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { enclosingFunction, type FunctionNode, isFunction, memberPath } from '../code/nodes';
import { argumentsOf } from './asked';
import { bare, bindingOf, memberOf, usesOf, wrapped } from './bindings';
import { branchWithout } from './branches';
import { asksForProduction, isFailure, leaves } from './need';
import { envObjectOf } from './reads';

/*
 * Helpers that read the variable whose name they are given:
 *
 *     export function requireEnv(name: string): string {
 *       const value = process.env[name];
 *       if (!value) throw new Error(`${name} is not set`);
 *       return value;
 *     }
 */

/** The helpers of one file, by the functions that they are. */
export function helpersOf(code: Code): ReadonlyMap<FunctionNode, VariableHelper> {
  let found = known.get(code);
  if (!found) {
    found = new Map();
    known.set(code, found);
    for (const { node, name } of dynamicAccesses(code)) add(code, found, node, name);
    // One helper built on another: `const getNumber = (name) => Number(requireEnv(name))`.
    for (const call of code.of('CallExpression')) {
      const inner = helperCalled(code, call, found);
      const name = inner && call.arguments[inner.name];
      if (name) add(code, found, call, name, outcomeOf(inner, argumentsOf(call)).missing);
    }
  }
  return found;
}

const known = new WeakMap<Code, Map<FunctionNode, VariableHelper>>();

function* dynamicAccesses(code: Code): Iterable<{ node: Node; name: Node }> {
  for (const node of code.of('MemberExpression'))
    if (node.computed && bare(node.property).type === 'Identifier' && envObjectOf(code, node.object))
      yield { node, name: node.property };
  for (const node of code.of('CallExpression')) {
    const callee = bare(node.callee);
    if (callee.type !== 'MemberExpression' || memberOf(callee) !== 'get') continue;
    if (memberPath(callee.object)?.join('.') === 'Deno.env' && node.arguments[0])
      yield { node, name: node.arguments[0] };
  }
}

function add(
  code: Code,
  found: Map<FunctionNode, VariableHelper>,
  access: Node,
  name: Node,
  inner: VariableHelper['missing'] = 'nothing',
): void {
  const at = bare(name);
  const parameter = at.type === 'Identifier' ? parameterOf(code, at) : undefined;
  if (!parameter || parameter.key !== undefined || found.has(parameter.fn)) return;
  if (enclosingFunction(access) !== parameter.fn) return;
  const helper = describe(code, parameter.fn, access);
  found.set(parameter.fn, {
    name: parameter.at,
    ...helper,
    ...(inner === 'nothing' || helper.missing === 'throws' ? {} : { missing: inner }),
  });
}

interface Parameter extends HelperParameter {
  fn: FunctionNode;
  byDefault?: Node;
}

/** The parameter that a name means, alone or as a member of a pattern. */
function parameterOf(code: Code, id: NodeOf<'Identifier'>): Parameter | undefined {
  const bound = bindingOf(code, id);
  if (bound?.sort !== 'parameter') return undefined;
  const fn = enclosingFunction(bound.id);
  const at = fn?.params.findIndex((p) => p.range[0] <= bound.id.range[0] && bound.id.range[1] <= p.range[1]) ?? -1;
  if (!fn || at === -1) return undefined;
  const byDefault = bound.fallback ?? (bound.member === undefined ? bound.init : undefined);
  return {
    fn,
    at,
    ...(bound.member === undefined ? {} : { key: bound.member }),
    ...(byDefault ? { byDefault } : {}),
  };
}

/** `fallback`, or `options.fallback`. */
function given(code: Code, node: Node, fn: FunctionNode): Parameter | undefined {
  const at = bare(node);
  const whole = at.type === 'MemberExpression' ? bare(at.object) : at;
  const parameter = whole.type === 'Identifier' ? parameterOf(code, whole) : undefined;
  if (!parameter || parameter.fn !== fn) return undefined;
  if (at.type !== 'MemberExpression') return parameter;
  const key = memberOf(at);
  return key === undefined || parameter.key !== undefined ? undefined : { fn, at: parameter.at, key };
}

type Described = Omit<VariableHelper, 'name'>;

function describe(code: Code, fn: FunctionNode, access: Node): Described {
  const values = [access, ...keptAs(code, access)];
  let best: Described = { missing: 'nothing' };
  // `process.env[name] ?? fallback` comes first: with a literal nothing is missing after it.
  const rank = { nothing: 0, answers: 1, throws: 2 };
  for (const value of values) {
    const branch = branchWithout(value);
    if (!branch) continue;
    const found = without(code, fn, branch.nodes, branch.also);
    const better = rank[found.missing] >= rank[best.missing] ? found : best;
    best = { ...best, ...found, missing: better.missing };
    if (value === access && best.missing === 'answers') break;
  }
  return best;
}

/** Uses of the constant that holds the value: `const value = process.env[name]?.trim()`. */
function keptAs(code: Code, access: Node): Node[] {
  let at = wrapped(access);
  for (;;) {
    const { parent } = at;
    const further =
      (parent?.type === 'MemberExpression' && parent.object === at) ||
      (parent?.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === at) ||
      (parent?.type === 'CallExpression' && parent.callee === at);
    if (!parent || !further) break;
    at = wrapped(parent);
  }
  const { parent } = at;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return [];
  const bound = bindingOf(code, parent.id);
  return bound ? usesOf(code, bound) : [];
}

/** What the function does where the value is missing; `also` is what must hold besides. */
function without(code: Code, fn: FunctionNode, nodes: readonly Node[], also: readonly Node[]): Described {
  let found: Described = ends(code, fn, nodes);
  for (const condition of also) {
    if (asksForProduction(condition)) continue;
    const tested = testOf(code, condition, fn);
    if (!tested) found = { ...found, missing: found.missing === 'nothing' ? 'nothing' : 'answers' };
    else if (found.missing === 'throws') found = { ...found, ...switchedBy(tested) };
  }
  return found;
}

/** A parameter that a test asks for: `fallback === undefined` is about a missing one, `required` about one that is set. */
interface Test {
  parameter: Parameter;
  set: boolean;
  compared: boolean;
}

function testOf(code: Code, test: Node, fn: FunctionNode, set = true): Test | undefined {
  const at = bare(test);
  if (at.type === 'UnaryExpression' && at.operator === '!') return testOf(code, at.argument, fn, !set);
  if (at.type === 'UnaryExpression' && at.operator === 'typeof') return testOf(code, at.argument, fn, set);
  if (at.type === 'BinaryExpression' && /^[!=]==?$/.test(at.operator)) {
    const tested = testOf(code, at.left as Node, fn, set);
    const other = bare(at.right);
    const isTrue = other.type === 'Literal' && other.value === true;
    const same = at.operator.startsWith('=');
    return tested && { ...tested, set: same === isTrue ? set : !set, compared: !isTrue };
  }
  const parameter = given(code, at, fn);
  return parameter && { parameter, set, compared: false };
}

const booleanName = /^(?:is_?)?(?:required|strict|mandatory|throw\w*|must\w*|assert\w*|optional|allow\w*|nullable)$/i;

/** It throws only while the parameter is missing (a fallback), or while it is switched on or off. */
function switchedBy({ parameter, set, compared }: Test): Partial<Described> {
  const { at, key, byDefault } = parameter;
  const place: HelperParameter = { at, ...(key === undefined ? {} : { key }) };
  const literal = byDefault && bare(byDefault);
  const isSwitch =
    (literal?.type === 'Literal' && typeof literal.value === 'boolean') ||
    (key !== undefined && booleanName.test(key)) ||
    (!compared && set) ||
    (!compared && booleanName.test(nameOf(parameter)));
  if (!isSwitch) return { fallback: place, ...(byDefault ? { missing: 'answers' as const } : {}) };
  return {
    strict: { ...place, is: set, byDefault: literal?.type === 'Literal' && literal.value === true },
    missing: 'nothing',
  };
}

function nameOf({ fn, at }: Parameter): string {
  const parameter = fn.params[at];
  const target = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  return target?.type === 'Identifier' ? target.name : '';
}

/** Statements, or one expression, in the order in which they run. */
function ends(code: Code, fn: FunctionNode, nodes: readonly Node[]): Described {
  let before: Described = { missing: 'nothing' };
  for (const node of nodes) {
    if (node.type === 'BlockStatement') return { ...before, ...ends(code, fn, node.body) };
    if (leaves(node)) return { ...before, missing: 'throws' };
    if (node.type === 'ReturnStatement')
      return { ...before, ...(node.argument ? result(code, fn, node.argument) : {}) };
    if (node.type === 'IfStatement') {
      const inside = ends(code, fn, [node.consequent]);
      const test = testOf(code, node.test, fn);
      if (inside.missing === 'throws' && !asksForProduction(node.test))
        before = test ? { ...before, ...switchedBy(test) } : { ...before, missing: 'answers' };
      else before = { ...before, ...inside, missing: inside.missing === 'throws' ? 'throws' : before.missing };
      if (before.missing === 'throws' || before.strict) return before;
    } else if (!/Statement|Declaration/.test(node.type)) return { ...before, ...result(code, fn, node) };
  }
  return before;
}

/** The value that stands for a missing one. */
function result(code: Code, fn: FunctionNode, node: Node): Described {
  const at = bare(node);
  if (isFailure(at)) return { missing: 'throws' };
  if (at.type === 'Identifier' && at.name === 'undefined') return { missing: 'nothing' };
  if (at.type === 'Literal' && at.value === null) return { missing: 'nothing' };
  if (at.type === 'LogicalExpression' && at.operator !== '&&') {
    const left = result(code, fn, at.left);
    return left.fallback || left.missing === 'nothing' ? { ...left, ...result(code, fn, at.right) } : left;
  }
  if (at.type === 'ConditionalExpression') {
    const test = testOf(code, at.test, fn);
    if (test) {
      const arms = [at.consequent, at.alternate].map((arm) => result(code, fn, arm));
      return { ...arms[0], ...arms[1], missing: arms.some((arm) => arm.missing === 'throws') ? 'throws' : 'nothing' };
    }
  }
  const parameter = given(code, at, fn);
  if (parameter) {
    const { byDefault, at: place, key } = parameter;
    return {
      missing: byDefault ? 'answers' : 'nothing',
      fallback: { at: place, ...(key === undefined ? {} : { key }) },
    };
  }
  // `const value = process.env[name]; if (!value && strict) …; return value`
  return at.type === 'Identifier' && bindingOf(code, at)?.sort === 'variable'
    ? { missing: 'nothing' }
    : { missing: 'answers' };
}

/** The helper of the same file that a call means. */
export function helperCalled(
  code: Code,
  call: NodeOf<'CallExpression'>,
  helpers: ReadonlyMap<FunctionNode, VariableHelper> = helpersOf(code),
): VariableHelper | undefined {
  if (helpers.size === 0) return undefined;
  const callee = bare(call.callee);
  if (callee.type === 'Identifier') {
    const bound = bindingOf(code, callee);
    const fn = bound?.init && bare(bound.init);
    return fn && isFunction(fn) && bound.member === undefined ? helpers.get(fn) : undefined;
  }
  if (callee.type !== 'MemberExpression') return undefined;
  const method = memberOf(callee);
  for (const [fn, helper] of helpers)
    if (method !== undefined && isMember(code, fn, method, callee.object)) return helper;
  return undefined;
}

/** `this.get`, `Settings.get`, `settings.get`: the method of the class or object literal that the name means. */
function isMember(code: Code, fn: FunctionNode, method: string, object: Node): boolean {
  const { parent } = fn;
  if (parent?.type !== 'MethodDefinition' && parent?.type !== 'Property' && parent?.type !== 'PropertyDefinition')
    return false;
  if (parent.computed || parent.key.type !== 'Identifier' || parent.key.name !== method) return false;
  const holder = parent.type === 'Property' ? parent.parent : parent.parent.parent;
  const on = bare(object);
  if (on.type === 'ThisExpression') return holder.range[0] <= on.range[0] && on.range[1] <= holder.range[1];
  if (on.type !== 'Identifier') return false;
  const meant = bindingOf(code, on)?.init;
  const made = meant && bare(meant);
  if (made === holder) return true;
  const factory = made?.type === 'NewExpression' && made.callee.type === 'Identifier' ? made.callee : undefined;
  return factory !== undefined && bindingOf(code, factory)?.init === holder;
}
