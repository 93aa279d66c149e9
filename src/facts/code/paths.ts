import type { Node } from '../../parse/typescript';
import { answersIn } from './answers';
import { bare, type FunctionNode, isFunction, keyOf, memberPath, settled, within } from './nodes';
import type { FileScope } from './scope';

/** Whether a statement never runs into the next one. */
export function exits(node: Node | null | undefined): boolean {
  switch (node?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return true;
    case 'BlockStatement':
      return node.body.some(exits);
    case 'IfStatement':
      return exits(node.consequent) && exits(node.alternate);
    case 'TryStatement':
      return exits(node.finalizer) || (exits(node.block) && (!node.handler || exits(node.handler.body)));
    default:
      return false;
  }
}

/** The statements that follow in the same list. */
export function statementsAfter(statement: Node): Node[] {
  const parent = statement.parent;
  const list: readonly Node[] =
    parent?.type === 'BlockStatement' || parent?.type === 'Program'
      ? parent.body
      : parent?.type === 'SwitchCase'
        ? parent.consequent
        : [];
  return list.slice(list.indexOf(statement) + 1);
}

const respondNames = /^_?(?:res|resp|response|reply|rep)$/;
const respondTypes = /(?:Response|Reply)$/;
const endings =
  /^(?:json|jsonp|send|sendStatus|sendFile|end|redirect|render|download|write|pipe|writeHead|ok|serviceUnavailable|internalServerError|badRequest|notFound|noContent|callNotFound|hijack|pipeTo|sendfile)$/;

/** The parameter that a function answers with: `res` of `(req, res) => …`. */
export function responderOf(fn: FunctionNode): Node | undefined {
  for (const param of fn.params.slice(0, 3)) {
    if (param.type !== 'Identifier') continue;
    const type = param.typeAnnotation?.typeAnnotation;
    const typeName = type?.type === 'TSTypeReference' ? type.typeName : undefined;
    const last = typeName?.type === 'TSQualifiedName' ? typeName.right.name : undefined;
    const name = typeName?.type === 'Identifier' ? typeName.name : last;
    if (respondNames.test(param.name) || (name !== undefined && respondTypes.test(name))) return param;
  }
  return undefined;
}

interface Ending {
  answered: boolean;
  /** The statement that ran last. */
  at: Node;
}

export interface Answering {
  answers: 'always' | 'sometimes' | 'never';
  /** The last statement of a path that ends without an answer. */
  silentAt?: Node;
}

/** Whether every path through a function ends the exchange that its responder stands for. Throwing is left to the framework. */
export function answeringOf(fn: FunctionNode, responder: Node, scope: FileScope): Answering {
  const binding = responder.type === 'Identifier' ? scope.bindings.find(responder.name, responder) : undefined;
  const uses = binding ? scope.bindings.uses(binding) : [];
  const byValue = responder.type === 'Identifier' && /^_?rep/.test(responder.name);
  const silent: Node[] = [];
  let answering = 0;

  const answersHere = (node: Node | null | undefined): boolean => {
    if (!node) return false;
    const found =
      uses.some((use) => within(use, node) && ends(use)) ||
      scope.code
        .inside('CallExpression', node)
        .some((call) => call.callee.type === 'Identifier' && call.callee.name === 'next');
    if (found) answering++;
    return found;
  };

  const run = (statements: readonly Node[], before: Ending[]): Ending[] => {
    let states = before;
    for (const statement of statements) {
      if (states.length === 0) return states;
      states = step(statement, states);
    }
    return states;
  };

  const step = (statement: Node, before: Ending[]): Ending[] => {
    const after = (node: Node | null | undefined): Ending[] => {
      const now = answersHere(node);
      return compact(before.map((state) => ({ answered: state.answered || now, at: statement })));
    };
    switch (statement.type) {
      case 'BlockStatement':
        return run(statement.body, before);
      case 'IfStatement': {
        const tested = after(statement.test);
        return compact([
          ...step(statement.consequent, tested),
          ...(statement.alternate ? step(statement.alternate, tested) : tested),
        ]);
      }
      case 'TryStatement': {
        const tried = step(statement.block, before);
        const caught = statement.handler ? step(statement.handler.body, before) : [];
        const both = compact([...tried, ...caught]);
        return statement.finalizer ? step(statement.finalizer, both) : both;
      }
      case 'SwitchStatement': {
        const tested = after(statement.discriminant);
        const cases = statement.cases.map((one) => run(one.consequent, tested));
        const whole = statement.cases.some((one) => one.test === null);
        return compact([...cases.flat(), ...(whole ? [] : tested)]);
      }
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
        return compact([...before, ...step(statement.body, before)]);
      case 'DoWhileStatement':
        return step(statement.body, before);
      case 'LabeledStatement':
        return step(statement.body, before);
      case 'ReturnStatement': {
        const now = after(statement.argument);
        if (!(byValue && statement.argument) && now.some((state) => !state.answered)) silent.push(statement);
        return [];
      }
      case 'ThrowStatement':
        return [];
      case 'ExpressionStatement': {
        const unanswered = rejectionOf(statement.expression);
        if (unanswered) silent.push(unanswered);
        return after(statement);
      }
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return before;
      default:
        return after(statement);
    }
  };

  /** `query().then(answer).catch(log)`: the answer is given in one handler and forgotten in the other. */
  const rejectionOf = (expression: Node): Node | undefined => {
    const at = settled(expression);
    const handlers = handlersOf(at);
    if (!handlers.fulfilled.some((handler) => answersHere(handler))) return undefined;
    if (handlers.rejected.length === 0) return expression.type === 'AwaitExpression' ? undefined : at;
    return handlers.rejected.find((handler) => {
      if (!isFunction(handler)) return memberPath(handler)?.[0] === 'console';
      return !answersHere(handler) && answersIn(handler, scope).length === 0 && !exits(handler.body);
    });
  };

  const { body } = fn;
  if (body.type !== 'BlockStatement') return { answers: answersHere(body) ? 'always' : 'never' };
  const left = run(body.body, [{ answered: false, at: fn }]);
  silent.push(...left.filter((state) => !state.answered).map((state) => state.at));
  if (answering === 0) return { answers: 'never' };
  const first = silent[0];
  return first ? { answers: 'sometimes', silentAt: first } : { answers: 'always' };
}

/** Handlers of a chain of `then` and `catch`. */
function handlersOf(chain: Node): { fulfilled: Node[]; rejected: Node[] } {
  const fulfilled: Node[] = [];
  const rejected: Node[] = [];
  for (let at = chain; at.type === 'CallExpression'; ) {
    const callee = bare(at.callee);
    if (callee.type !== 'MemberExpression') break;
    const key = keyOf(callee);
    const [first, second] = at.arguments;
    if (key === 'then') {
      if (first) fulfilled.push(bare(first));
      if (second) rejected.push(bare(second));
    } else if (key === 'catch') {
      if (first) rejected.push(bare(first));
    } else if (key !== 'finally') break;
    at = bare(callee.object);
  }
  return { fulfilled, rejected };
}

/** The use of a responder ends the exchange, or hands the responder to somebody who may. */
function ends(use: Node): boolean {
  let at = use;
  for (;;) {
    const parent = at.parent;
    if (!parent) return false;
    const inner = bare(parent);
    if (inner.type === 'MemberExpression' && inner.object === at) {
      if (endings.test(keyOf(inner) ?? '*')) return true;
      at = parent;
    } else if (parent.type === 'CallExpression' && parent.callee === at) at = parent;
    else if (parent.type === 'AssignmentExpression' || parent.type === 'ExpressionStatement') return false;
    else if (parent.type === 'AwaitExpression' || parent.type === 'ChainExpression') at = parent;
    else if (isFunction(parent) || parent.type === 'ReturnStatement') return false;
    else
      return parent.type !== 'UnaryExpression' && parent.type !== 'BinaryExpression' && parent.type !== 'IfStatement';
  }
}

/** Paths that cannot be told apart count once. */
function compact(states: readonly Ending[]): Ending[] {
  const answered = states.find((state) => state.answered);
  const silent = states.filter((state) => !state.answered);
  const last = silent.at(-1);
  return [...(answered ? [answered] : []), ...(last ? [last] : [])];
}
