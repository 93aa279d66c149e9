import type { Node } from '../../parse/typescript';
import { combinatorOf, inlinedAs, methodCallOn } from './inlined';
import { argumentsOf, bare, type CallNode, isFunction, keyOf, memberPath, propertyOf, settled, within } from './nodes';
import type { FileScope } from './scope';

/** Milliseconds; `some` when there is a limit of unknown length; `param` when a parameter of the function sets it. */
export type Limit = number | 'some' | { param: number };

const waits = /time-?out|sleep|delay|wait|deadline|timer/i;

/** The time limit put around a call where it is written: an abort signal, a race with a timer, a wrapper. */
export function limitAround(node: Node, scope: FileScope, isGiven = false): Limit | undefined {
  // A signal that only the caller of a wrapper gives is told where the wrapper is called.
  const own =
    node.type === 'CallExpression'
      ? [isGiven ? undefined : signalIn(node, scope), chained(node, scope), endedByTimer(node, scope)]
      : [];
  return smallest([...own, around(node, scope, 0)]);
}

export function smallest(limits: readonly (Limit | undefined)[]): Limit | undefined {
  let best: Limit | undefined;
  for (const limit of limits) {
    if (limit === undefined) continue;
    if (best === undefined || best === 'some' || (typeof limit === 'number' && typeof best !== 'number')) best = limit;
    else if (typeof limit === 'number' && typeof best === 'number') best = Math.min(best, limit);
  }
  return best;
}

function signalIn(call: CallNode, scope: FileScope): Limit | undefined {
  for (const argument of argumentsOf(call)) {
    const at = settled(argument);
    const options = at.type === 'Identifier' ? scope.definition(at) : at;
    const signal = propertyOf(options, 'signal', 'abortSignal');
    if (signal) return ofSignal(signal, scope, 0);
  }
  return undefined;
}

function ofSignal(node: Node, scope: FileScope, depth: number): Limit | undefined {
  const at = settled(node);
  if (depth > 6) return 'some';
  if (at.type === 'Identifier') {
    const meant = scope.definition(at);
    return meant && meant !== at ? ofSignal(meant, scope, depth + 1) : 'some';
  }
  if (at.type === 'CallExpression') {
    const path = memberPath(at.callee)?.join('.');
    if (path === 'AbortSignal.timeout') return ofNumber(at.arguments[0], scope);
    if (path === 'AbortSignal.any') {
      const list = at.arguments[0];
      const all = list?.type === 'ArrayExpression' ? list.elements : [];
      return smallest(all.map((one) => (one ? ofSignal(one, scope, depth + 1) : undefined))) ?? 'some';
    }
    return 'some';
  }
  if (at.type === 'MemberExpression' && keyOf(at) === 'signal') {
    const controller = bare(at.object);
    if (controller.type !== 'Identifier') return 'some';
    const binding = scope.bindings.find(controller.name, controller);
    if (binding?.sort !== 'variable') return 'some';
    const timers = scope.bindings.uses(binding).map((use) => timerAround(use, scope));
    return smallest(timers) ?? (binding.constant ? undefined : 'some');
  }
  return 'some';
}

/** The delay of the `setTimeout` whose callback holds the node. */
function timerAround(node: Node, scope: FileScope): Limit | undefined {
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.type === 'CallExpression' && at.callee.type === 'Identifier' && at.callee.name === 'setTimeout')
      return ofNumber(at.arguments[1], scope);
  return undefined;
}

const ends = /^(?:destroy|abort|end)$/;

/**
 * Node's own requests, whose option `timeout` only emits an event: `req.on('timeout', () => req.destroy())`,
 * `req.setTimeout(ms, () => req.destroy())`, `setTimeout(() => req.destroy(), ms)`.
 */
function endedByTimer(call: CallNode, scope: FileScope): Limit | undefined {
  const steps: (Limit | undefined)[] = [];
  for (let at: CallNode = call; at.type === 'CallExpression'; ) {
    const callee: Node = bare(at.callee);
    const before = callee.type === 'MemberExpression' ? bare(callee.object) : undefined;
    if (before?.type !== 'CallExpression') break;
    steps.push(endsOnTimeout(keyOf(callee) ?? '', at, scope), signalIn(before, scope));
    at = before;
  }
  const { parent } = call;
  const id =
    parent?.type === 'VariableDeclarator'
      ? parent.id
      : parent?.type === 'AssignmentExpression'
        ? parent.left
        : undefined;
  const binding = id?.type === 'Identifier' ? scope.bindings.find(id.name, id) : undefined;
  const uses = binding ? scope.bindings.uses(binding) : [];
  return smallest([
    ...steps,
    ...uses.map((use) => {
      const asked = methodCallOn(use);
      if (!asked) return undefined;
      return ends.test(asked.key) ? timerAround(use, scope) : endsOnTimeout(asked.key, asked.call, scope);
    }),
  ]);
}

function endsOnTimeout(key: string, call: CallNode, scope: FileScope): Limit | undefined {
  const [first, handler] = argumentsOf(call);
  if (!first || !handler || !endsSomething(handler, scope)) return undefined;
  if (key === 'setTimeout') return ofNumber(first, scope);
  const event = scope.value(first);
  return /^(?:on|once)$/.test(key) && event.is === 'literal' && event.value === 'timeout' ? 'some' : undefined;
}

/** The handler ends the request; one that is not written here may. */
function endsSomething(handler: Node, scope: FileScope): boolean {
  const at = settled(handler);
  const body = at.type === 'Identifier' ? scope.definition(at) : at;
  if (!isFunction(body)) return true;
  return scope.code
    .inside('CallExpression', body.body)
    .some((call) => call.callee.type === 'MemberExpression' && ends.test(keyOf(call.callee) ?? ''));
}

function ofNumber(node: Node | undefined, scope: FileScope): Limit {
  const value = scope.value(node);
  if (value.is === 'literal' && typeof value.value === 'number') return value.value;
  if (value.is === 'env' && value.fallback?.is === 'literal') {
    const fallback = Number(value.fallback.value);
    return Number.isFinite(fallback) ? fallback : 'some';
  }
  if (value.is === 'ref' && value.ref.in === 'file' && value.ref.path.length === 1) {
    const index = /^\((\d+)\)$/.exec(value.ref.path[0] ?? '')?.[1];
    if (index !== undefined) return { param: Number(index) };
  }
  return 'some';
}

/** Builders that take the limit as a step: knex and superagent `.timeout(ms)`, MongoDB `.maxTimeMS(ms)`. */
function chained(call: CallNode, scope: FileScope): Limit | undefined {
  for (let at: Node = call; ; ) {
    if (at.type === 'CallExpression') {
      const callee: Node = bare(at.callee);
      if (callee.type !== 'MemberExpression') return undefined;
      const key = keyOf(callee);
      if ((key === 'timeout' || key === 'maxTimeMS') && at.arguments[0]) return ofNumber(at.arguments[0], scope);
      at = bare(callee.object);
    } else if (at.type === 'MemberExpression') at = bare(at.object);
    else return undefined;
  }
}

/** What stands around the expression, up to the function that it counts for. */
function around(start: Node, scope: FileScope, depth: number): Limit | undefined {
  const limits: (Limit | undefined)[] = [];
  for (let at = start; at.parent && depth < 4; at = at.parent) {
    const parent = at.parent;
    if (isFunction(parent) && !inlinedAs(parent)) break;
    const method = methodCallOn(at);
    if (method?.key === 'timeout') limits.push(ofNumber(method.call.arguments[0], scope));
    if (parent.type === 'CallExpression' && parent.callee !== at) {
      const list = parent.arguments[0];
      if (combinatorOf(parent) === 'race' && list?.type === 'ArrayExpression') {
        for (const rival of list.elements) if (rival && !within(start, rival)) limits.push(ofTimer(rival, scope, 0));
      } else limits.push(ofWrapper(parent, at, scope));
    }
    if (parent.type === 'VariableDeclarator' && parent.init === at && parent.id.type === 'Identifier') {
      const binding = scope.bindings.find(parent.id.name, parent.id);
      if (binding && at.type !== 'AwaitExpression')
        for (const use of scope.bindings.uses(binding))
          if (use.parent.type === 'ArrayExpression' || use.parent.type === 'CallExpression')
            limits.push(around(use, scope, depth + 1));
    }
  }
  return smallest(limits);
}

/** A package whose name says that it limits: `pTimeout(promise, { milliseconds })`, `timeout(promise, 500)`. */
function ofWrapper(call: Node, argument: Node, scope: FileScope): Limit | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const ref = scope.ref(call.callee);
  if (ref.in !== 'import' || /^[.#~@]\/?/.test(ref.specifier.replace(/^@[\w-]+\//, ''))) return undefined;
  if (!/time-?out|promise\.race/i.test(`${ref.specifier} ${ref.name} ${ref.path.join('.')}`)) return undefined;
  for (const other of call.arguments) {
    if (within(argument, other)) continue;
    const milliseconds = propertyOf(settled(other), 'milliseconds', 'ms', 'timeout');
    const limit = ofNumber(milliseconds ?? other, scope);
    if (limit !== 'some') return limit;
  }
  return 'some';
}

/** The delay of what a promise races against. */
function ofTimer(node: Node, scope: FileScope, depth: number): Limit | undefined {
  const at = settled(node);
  if (depth > 4) return undefined;
  if (at.type === 'Identifier') {
    const meant = scope.definition(at);
    if (meant && meant !== at) return ofTimer(meant, scope, depth + 1);
    return waits.test(at.name) ? 'some' : undefined;
  }
  for (const call of scope.code.inside('CallExpression', at))
    if (call.callee.type === 'Identifier' && call.callee.name === 'setTimeout' && call.arguments[1])
      return ofNumber(call.arguments[1], scope);
  if (at.type !== 'CallExpression') return undefined;
  const meant = scope.definition(at.callee);
  if (isFunction(meant)) {
    const inner = ofTimer(meant.body, scope, depth + 1);
    if (inner && typeof inner === 'object') return ofNumber(at.arguments[inner.param], scope);
    if (inner !== undefined) return inner;
    const returned = scope.code.inside('ReturnStatement', meant.body).find((statement) => statement.argument)?.argument;
    return returned ? ofTimer(returned, scope, depth + 1) : undefined;
  }
  const name = memberPath(at.callee)?.join('.') ?? '';
  return waits.test(name) ? ofNumber(at.arguments[0], scope) : undefined;
}
