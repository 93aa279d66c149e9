import type { Node, NodeOf } from '../../parse/typescript';
import { answersErrorIn, answersIn, errorStatusesOf } from './answers';
import type { Binding } from './bindings';
import { type Decides, merge, nothingDecided, strongest, type Thrown } from './flowResults';
import { combinatorOf, inlinedAs, inlineFunction, methodCallOn } from './inlined';
import { functionAround, handedTo, helpersIn, idsIn, leftBehind, mutators, rootOf } from './leftovers';
import { bare, type FunctionNode, isFunction, keyOf, memberPath, within } from './nodes';
import { exits, statementsAfter } from './paths';
import type { FileScope } from './scope';

const mostSteps = 400;

/** Follows one expression through its function: what becomes of its failure, and what its value decides. */
export function createFlow(scope: FileScope) {
  const statusNodes = errorStatusesOf(scope);
  let steps = 0;
  const seen = new Set<Binding | Node>();

  const thrown = (start: Node, alreadyThrown = false): Thrown => {
    let cur = start;
    let awaited = alreadyThrown;
    let promised = false;
    let element: string | undefined;
    for (;;) {
      if (steps++ > mostSteps) return { how: 'leaves', by: [] };
      if (isFunction(cur)) {
        const inlined = inlinedAs(cur);
        if (!inlined) return { how: 'leaves', by: [] };
        if (inlined.as === 'each' && cur.async) return { how: 'vanishes', by: [] };
        if (inlined.as === 'callback') return { how: 'vanishes', by: [] };
        promised = cur.async || inlined.as === 'promise' || inlined.as === 'executor';
        awaited = !promised;
        cur = inlined.call;
        continue;
      }
      const parent = cur.parent;
      if (!parent) return { how: 'leaves', by: [] };
      const method = awaited ? undefined : methodCallOn(cur);
      if (method) {
        const handler = method.key === 'catch' ? method.call.arguments[0] : method.call.arguments[1];
        if ((method.key === 'catch' || method.key === 'then') && handler && handler.type !== 'SpreadElement')
          return rejected(handler, method.call);
        promised ||= method.key === 'then' || method.key === 'finally';
        cur = method.call;
        continue;
      }
      switch (parent.type) {
        case 'AwaitExpression':
          awaited = true;
          break;
        case 'ArrayExpression':
          element = String(parent.elements.indexOf(cur as NodeOf<'Identifier'>));
          break;
        case 'CallExpression':
          if (combinatorOf(parent) === 'allSettled' && !awaited) return settledAs([parent], element);
          if (combinatorOf(parent)) promised = true;
          break;
        case 'TryStatement':
          if (cur === parent.block && parent.handler) {
            const caught = caughtBy(parent.handler, parent, start);
            if (caught) return caught;
          }
          break;
        case 'VariableDeclarator':
          if (!awaited && parent.id.type === 'Identifier') {
            const uses = usesOf(parent.id);
            const handled = uses.filter((use) => isHandledLater(use)).map((use) => thrown(use));
            if (handled.length > 0) return strongest(handled);
          }
          break;
        case 'ReturnStatement':
          // Returned without await, a rejection is out of reach of the try around it.
          if (!awaited && (promised || returnsPromise(parent))) {
            cur = functionAround(parent) ?? parent;
            continue;
          }
          break;
        case 'ExpressionStatement':
          if (promised && !awaited) return { how: 'vanishes', by: [] };
          break;
      }
      cur = parent;
    }
  };

  /** What a rejection handler makes of the failure. */
  const rejected = (handler: Node, call: NodeOf<'CallExpression'>): Thrown => {
    const at = bare(handler);
    const inline = inlineFunction(handler);
    if (!inline) {
      const path = memberPath(at);
      if (path?.length === 1 && path[0] === 'next') return { how: 'answers', by: [] };
      const ref = scope.ref(at);
      const isOwn = ref.in === 'import' || (ref.in === 'file' && ref.path.length === 0);
      // `.catch(reject)` hands it on.
      if (ref.in === 'file' && ref.path.length === 1) return { how: 'leaves', by: [] };
      return { how: 'vanishes', by: isOwn ? [at] : [] };
    }
    return handledBy(inline, inline.body.type === 'BlockStatement' ? inline.body : undefined, call);
  };

  const handledBy = (fn: FunctionNode, body: Node | undefined, call: Node): Thrown => {
    if (answersErrorIn(fn, scope, true)) return { how: 'answers', by: [] };
    const by = helpersIn(fn.body, scope);
    if (!body) return { ...settledAs([fn.body]), by };
    const throws = answersIn(body, scope, true).filter((a) => a.is === 'throw');
    if (throws.length > 0) return thrown(call);
    return merge(valuesLeft(body, fn), by);
  };

  /** What a catch clause makes of the failure; nothing when it throws on. */
  const caughtBy = (
    clause: NodeOf<'CatchClause'>,
    statement: NodeOf<'TryStatement'>,
    from: Node,
  ): Thrown | undefined => {
    const { body } = clause;
    if (answersIn(body, scope, true).some((a) => a.is === 'error' || a.is === 'open'))
      return { how: 'answers', by: [] };
    if (answersIn(body, scope, true).some((a) => a.is === 'throw')) return undefined;
    const handed = handedTo(body, clause, scope);
    if (handed) return handed === 'caller' ? { how: 'leaves', by: [] } : thrown(handed);
    const by = helpersIn(body, scope);
    const after = exits(statement.block) && !exits(body) ? statementsAfter(statement) : [];
    if (after.some((s) => answersErrorIn(s, scope, true))) return { how: 'answers', by };
    const throwAfter = after.find((s) => s.type === 'ThrowStatement');
    if (throwAfter) return thrown(throwAfter, true);
    const left = valuesLeft(body, clause);
    const returned = after.find((s) => s.type === 'ReturnStatement');
    if (left.how === 'vanishes' && returned) return { ...settledAs([returned]), by };
    if (left.how !== 'vanishes') return merge(left, by);
    // `try { await check(); ok = true; } catch {}`: the failure is that it was never set.
    const unset = leftBehind(statement.block, statement.block, scope).filter((node) => node.range[0] > from.range[1]);
    return unset.length > 0 ? merge(settledAs(unset), by) : merge(left, by);
  };

  const valuesLeft = (body: Node, around: Node): Thrown => {
    const sources = leftBehind(body, around, scope);
    return sources.length > 0 ? settledAs(sources) : { how: 'vanishes', by: [] };
  };

  /** The failure became the value of these expressions. */
  const settledAs = (sources: readonly Node[], element?: string): Thrown => {
    const all = sources.map((source) => decides(source, element));
    const by = all.flatMap((d) => d.by);
    if (all.some((d) => d.answer)) return { how: 'answers', by };
    if (all.some((d) => d.raises)) return { how: 'leaves', by };
    const left = all.filter((d) => d.leaves);
    return {
      how: left.length > 0 ? 'becomes-value' : 'vanishes',
      by,
      wrapped: left.length > 0 && left.every((d) => d.wrapped),
    };
  };

  const decides = (start: Node, inElement?: string): Decides => {
    const result: Decides = nothingDecided();
    let cur = start;
    let flag = false;
    let wrapped = false;
    let element = inElement;
    const add = (other: Decides) => {
      // One plain decision is enough for the value to count by itself.
      if (other.answer) result.byFlag = (flag || other.byFlag) && (!result.answer || result.byFlag);
      if (other.leaves) result.wrapped = (wrapped || other.wrapped) && (!result.leaves || result.wrapped);
      result.answer ||= other.answer;
      result.leaves ||= other.leaves;
      result.raises ||= other.raises;
      result.by.push(...other.by);
    };
    const ends = (how: Partial<Decides>): Decides => {
      add({ ...nothingDecided(), ...how });
      return result;
    };
    const taint = (id: Node) => {
      for (const use of usesOf(id)) if (!isPlainTarget(use)) add(decides(use));
    };
    for (;;) {
      if (steps++ > mostSteps || seen.has(cur)) return result;
      seen.add(cur);
      const at = cur;
      if (statusNodes.some((node) => within(at, node))) return ends({ answer: true });
      const parent: Node | undefined = cur.parent;
      if (!parent) return result;
      switch (parent.type) {
        case 'CallExpression':
        case 'NewExpression': {
          if (parent.callee === cur) break;
          if (combinatorOf(parent) === undefined) element = undefined;
          const callee = parent.callee.type === 'Super' ? undefined : bare(parent.callee);
          const name = callee && memberPath(callee)?.at(-1);
          if (callee?.type === 'MemberExpression' && name !== undefined && mutators.has(name)) {
            const root = rootOf(callee.object);
            if (root) taint(root);
            const target = name === 'assign' ? parent.arguments[0] : undefined;
            if (target && target !== cur && target.type === 'Identifier') taint(target);
          }
          if (callee?.type === 'Identifier') {
            const binding = scope.bindings.find(callee.name, callee);
            if (binding?.sort === 'parameter' && binding.of) {
              const inlined = inlinedAs(binding.of);
              if (inlined?.as !== 'executor') return ends({ leaves: true });
              cur = inlined.call;
              continue;
            }
          }
          if (name !== undefined && /^(?:assert|invariant|strictEqual)/.test(name) && callee?.type === 'Identifier')
            return ends({ raises: true });
          if (name !== undefined && /^(?:ok|okAsync|success|Ok|Success|right)$/.test(name)) wrapped = true;
          if (parent.parent.type === 'ExpressionStatement' || parent.parent.type === 'ReturnStatement')
            if (callee && parent.arguments.length > 1) result.by.push(callee);
          break;
        }
        case 'ArrayExpression':
          element = String(parent.elements.indexOf(cur as NodeOf<'Identifier'>));
          break;
        case 'MemberExpression': {
          const method = methodCallOn(cur);
          if (parent.object === cur && /^(?:ok|isOk|isErr|success|isSuccess|isError)$/.test(keyOf(parent) ?? ''))
            flag = true;
          const handler = method?.key === 'then' ? inlineFunction(method.call.arguments[0]) : undefined;
          if (handler?.params[0]) for (const id of idsIn(handler.params[0])) taint(id);
          break;
        }
        case 'ConditionalExpression':
          if (parent.test === cur && branchAnswers(parent.consequent, parent.alternate)) return ends({ answer: true });
          break;
        case 'LogicalExpression':
          if (parent.left === cur && branchAnswers(parent.right)) return ends({ answer: true });
          break;
        case 'IfStatement':
        case 'WhileStatement':
        case 'SwitchStatement':
          add(branch(parent));
          return result;
        case 'ForOfStatement':
          if (parent.right === cur) for (const id of idsIn(parent.left)) taint(id);
          return result;
        case 'VariableDeclarator': {
          const only = element !== undefined && parent.id.type === 'ArrayPattern' ? element : undefined;
          const pattern = only !== undefined && parent.id.type === 'ArrayPattern' && parent.id.elements[Number(only)];
          for (const id of idsIn(pattern || parent.id)) taint(id);
          return result;
        }
        case 'AssignmentExpression': {
          if (parent.right !== cur) return result;
          const root = rootOf(parent.left);
          if (root) taint(root);
          return result;
        }
        case 'ReturnStatement':
        case 'ArrowFunctionExpression': {
          const fn = parent.type === 'ReturnStatement' ? functionAround(parent) : parent;
          const inlined = fn && inlinedAs(fn);
          if (!inlined) return ends({ leaves: true });
          if (inlined.as === 'each' || inlined.as === 'executor' || inlined.as === 'callback') return result;
          cur = inlined.call;
          continue;
        }
        case 'ThrowStatement':
          return ends({ raises: true });
        case 'ExpressionStatement':
        case 'BlockStatement':
          return result;
      }
      cur = parent;
    }
  };

  const branchAnswers = (...branches: (Node | null)[]): boolean =>
    branches.some((branch) => branch && answersErrorIn(branch, scope));

  /** What a test decides, by what its branches do. */
  const branch = (statement: NodeOf<'IfStatement' | 'WhileStatement' | 'SwitchStatement'>): Decides => {
    const result: Decides = nothingDecided();
    const first = statement.type === 'IfStatement' ? statement.consequent : undefined;
    const parts: Node[] =
      statement.type === 'SwitchStatement'
        ? [...statement.cases]
        : statement.type === 'WhileStatement'
          ? [statement.body]
          : [statement.consequent, ...(statement.alternate ? [statement.alternate] : [])];
    if (first && exits(first)) parts.push(...statementsAfter(statement));
    for (const part of parts) {
      if (answersErrorIn(part, scope)) return { ...result, answer: true };
      for (const answer of answersIn(part, scope))
        if (answer.is === 'throw') {
          const { how } = thrown(answer.node, true);
          if (how === 'answers') return { ...result, answer: true };
          if (how === 'leaves') result.raises = true;
          if (how === 'becomes-value') result.leaves = true;
        }
      const left = valuesLeft(part, part);
      if (left.how === 'answers') return { ...result, answer: true };
      if (left.how === 'becomes-value') result.leaves = true;
      if (left.how === 'leaves') result.raises = true;
      result.by.push(...helpersIn(part, scope));
    }
    return result;
  };

  const usesOf = (id: Node): readonly NodeOf<'Identifier'>[] => {
    if (id.type !== 'Identifier') return [];
    const binding = scope.bindings.find(id.name, id);
    if (!binding || seen.has(binding)) return [];
    seen.add(binding);
    return scope.bindings.uses(binding);
  };

  return { thrown, decides };
}

/** The stored promise is awaited, chained, returned or combined here. */
function isHandledLater(use: Node): boolean {
  const parent = bare(use.parent as Node);
  if (parent.type === 'AwaitExpression' || parent.type === 'ReturnStatement') return true;
  if (parent.type === 'ArrayExpression' || combinatorOf(parent)) return true;
  return /^(?:then|catch|finally)$/.test(methodCallOn(use)?.key ?? '');
}

function isPlainTarget(use: NodeOf<'Identifier'>): boolean {
  return use.parent.type === 'AssignmentExpression' && use.parent.left === use;
}

function returnsPromise(statement: Node): boolean {
  return functionAround(statement)?.async === true;
}
