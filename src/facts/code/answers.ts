import { isErrorMethod, statusOfName } from '../../knowledge/httpStatus';
import { between, type Code, type Node, type NodeOf } from '../../parse/typescript';
import { bare, calleeOf, enclosingFunction, keyOf, memberPath, propertyOf, settled } from './nodes';
import type { FileScope } from './scope';

/** A place that answers a request, or throws: recognised in the file, so that nothing later needs the tree. */
export interface Answer {
  readonly node: Node;
  /** `open`: the status is computed from something that the file does not tell. */
  readonly is: 'error' | 'ok' | 'open' | 'throw';
  /** The expression that decides the status, when it is not one fixed number. */
  readonly statusNode?: Node;
}

const known = new WeakMap<Code['ast'], readonly Answer[]>();

/** Every answer of a file, in the order of the text. */
export function answersOf(scope: FileScope): readonly Answer[] {
  let answers = known.get(scope.code.ast);
  if (!answers) {
    answers = [...collect(scope)].sort((a, b) => a.node.range[0] - b.node.range[0]);
    known.set(scope.code.ast, answers);
  }
  return answers;
}

const statuses = new WeakMap<readonly Answer[], readonly Node[]>();

/** The expressions that decide whether an answer of the file is an error. */
export function errorStatusesOf(scope: FileScope): readonly Node[] {
  const answers = answersOf(scope);
  let nodes = statuses.get(answers);
  if (!nodes) {
    nodes = answers.flatMap(({ statusNode, is }) => (statusNode && is !== 'ok' ? [statusNode] : []));
    statuses.set(answers, nodes);
  }
  return nodes;
}

/** The answers inside a node. With `own`, those of functions declared inside it are left out. */
export function answersIn(node: Node, scope: FileScope, own = false): Answer[] {
  const around = own ? functionOf(node) : undefined;
  const inside = between(answersOf(scope), node.range, (answer) => answer.node);
  return own ? inside.filter((answer) => enclosingFunction(answer.node) === around) : inside;
}

function functionOf(node: Node): Node | undefined {
  return node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionExpression' ||
    node.type === 'FunctionDeclaration'
    ? node
    : enclosingFunction(node);
}

/** Whether a node can answer an error by a status (a throw is told apart). */
export function answersErrorIn(node: Node, scope: FileScope, own = false): boolean {
  return answersIn(node, scope, own).some((answer) => answer.is === 'error' || answer.is === 'open');
}

function* collect(scope: FileScope): Iterable<Answer> {
  for (const node of scope.code.of('ThrowStatement')) yield { node, is: 'throw' };
  for (const node of scope.code.of('AssignmentExpression')) {
    const path = memberPath(node.left);
    const last = path?.at(-1);
    if (path && path.length > 1 && (last === 'statusCode' || (last === 'status' && isContext(path))))
      yield classify(node, node.right, scope);
  }
  for (const node of scope.code.of('CallExpression')) {
    const answer = ofCall(node, scope);
    if (answer) yield answer;
  }
  for (const node of scope.code.of('NewExpression')) {
    const path = memberPath(node.callee);
    if (/^(?:Next)?Response$/.test(path?.at(-1) ?? '')) yield ofInit(node, node.arguments[1], scope);
  }
}

/** `ctx.status`, `ctx.response.status`, `set.status`, `res.status`: not `order.status`. */
function isContext(path: readonly string[]): boolean {
  return /^(?:_?(?:ctx|context|c|set|res|response|reply))$/i.test(path.at(-2) ?? '');
}

function ofCall(node: NodeOf<'CallExpression'>, scope: FileScope): Answer | undefined {
  const callee = bare(node.callee);
  const [first, second] = node.arguments;
  if (callee.type === 'Identifier') {
    // Express and its kin: `next(error)` hands over to the error handler.
    if (callee.name === 'next' && first && !isNothing(first)) return { node, is: 'error' };
    if ((callee.name === 'json' || callee.name === 'data') && second) return ofStatusOrInit(node, second, scope);
    if ((callee.name === 'status' || callee.name === 'error') && first && isNumeric(first, scope))
      return classify(node, first, scope);
    return undefined;
  }
  if (callee.type !== 'MemberExpression') return undefined;
  const key = keyOf(callee);
  if (key === undefined) {
    const chosen = bare(callee.property);
    return chosen.type === 'ConditionalExpression' ? { node, is: 'open', statusNode: chosen } : undefined;
  }
  switch (key) {
    case 'status':
    case 'sendStatus':
    case 'code':
    case 'writeHead':
    case 'setStatus':
    case 'setResponseStatus': {
      const text = first && scope.value(first);
      const isText = text?.is === 'literal' && Number.isNaN(Number(text.value));
      return first && !isText ? classify(node, first, scope) : undefined;
    }
    case 'throw':
      return { node, is: 'throw' };
    case 'exit':
      return memberPath(callee)?.[0] === 'process' ? { node, is: 'error' } : undefined;
    case 'json':
    case 'text':
    case 'body':
    case 'html':
    case 'newResponse':
      return second ? ofStatusOrInit(node, second, scope) : undefined;
    default:
      return isErrorMethod(key) ? { node, is: 'error' } : undefined;
  }
}

function isNumeric(node: Node, scope: FileScope): boolean {
  const at = settled(node);
  if (at.type === 'ConditionalExpression') return isNumeric(at.consequent, scope) || isNumeric(at.alternate, scope);
  const value = scope.value(node);
  return value.is === 'literal' && typeof value.value === 'number';
}

function isNothing(node: Node): boolean {
  const at = bare(node);
  return at.type === 'Identifier' && at.name === 'undefined';
}

/** `c.json(body, 503)` and `Response.json(body, { status: 503 })`. */
function ofStatusOrInit(node: NodeOf<'CallExpression'>, second: Node, scope: FileScope): Answer {
  const at = settled(second);
  const meant = at.type === 'Identifier' ? (scope.definition(at) ?? at) : at;
  return meant.type === 'ObjectExpression' ? ofInit(node, meant, scope) : classify(node, second, scope);
}

function ofInit(node: Node, init: Node | undefined, scope: FileScope): Answer {
  const at = init && settled(init);
  const meant = at?.type === 'Identifier' ? (scope.definition(at) ?? at) : at;
  if (!meant) return { node, is: 'ok' };
  if (meant.type === 'ConditionalExpression') {
    const sides = [meant.consequent, meant.alternate].map((side) => ofInit(node, side, scope).is);
    return { node, is: sides.includes('error') ? 'error' : 'ok', statusNode: meant };
  }
  if (meant.type !== 'ObjectExpression') return { node, is: 'open' };
  const status = propertyOf(meant, 'status', 'statusCode');
  if (status) return classify(node, status, scope);
  return { node, is: meant.properties.some((p) => p.type === 'SpreadElement') ? 'open' : 'ok' };
}

function classify(node: Node, status: Node, scope: FileScope): Answer {
  const codes = statusCodes(status, scope, 0);
  const fixed = settled(status).type === 'Literal';
  const is = codes.some((code) => code !== undefined && code >= 400)
    ? 'error'
    : codes.includes(undefined)
      ? 'open'
      : 'ok';
  return { node, is, ...(fixed ? {} : { statusNode: status }) };
}

/** The codes that an expression can be; `undefined` stands for one that the file does not tell. */
function statusCodes(node: Node, scope: FileScope, depth: number): (number | undefined)[] {
  if (depth > 6) return [undefined];
  const at = settled(node);
  switch (at.type) {
    case 'ConditionalExpression':
      return [...statusCodes(at.consequent, scope, depth + 1), ...statusCodes(at.alternate, scope, depth + 1)];
    case 'LogicalExpression':
      return [...statusCodes(at.left, scope, depth + 1), ...statusCodes(at.right, scope, depth + 1)];
    case 'Identifier': {
      const binding = scope.bindings.find(at.name, at);
      if (binding?.sort !== 'variable' || binding.path.length > 0) break;
      const init = binding.node.type === 'VariableDeclarator' ? binding.node.init : null;
      const written = scope.bindings.uses(binding).flatMap((use) => {
        const parent = use.parent;
        return parent.type === 'AssignmentExpression' && parent.left === use ? [parent.right] : [];
      });
      return [...(init ? [init] : []), ...written].flatMap((value) => statusCodes(value, scope, depth + 1));
    }
    case 'MemberExpression': {
      const named = statusOfName(keyOf(at) ?? '');
      if (named !== undefined) return [named];
      break;
    }
  }
  const value = scope.value(node);
  if (value.is !== 'literal') return [undefined];
  const code = Number(value.value);
  return [Number.isFinite(code) ? code : undefined];
}

/** Whether a call, whatever it answers, may end the exchange: used for "every path answers". */
export function calledName(node: NodeOf<'CallExpression'>): string | undefined {
  const callee = bare(calleeOf(node));
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
}
