import type { Ref, Site, Value } from '../../core/fact';
import { refText } from '../../core/identity';
import type { Source } from '../../core/source';
import { isQuietGlobal, isQuietModule, isResponseMember, stateMembers } from '../../knowledge/quietCalls';
import type { Node, NodeOf } from '../../parse/typescript';
import { answersIn } from './answers';
import { callFormOf } from './callForm';
import { createFlow, type Decides, type Thrown } from './flow';
import { guardsAround } from './guards';
import { combinatorOf, inlinedAs, inlineFunction, methodCallOn, ownerOf } from './inlined';
import { limitAround } from './limits';
import {
  argumentsOf,
  bare,
  type CallNode,
  calleeOf,
  type FunctionNode,
  isFunction,
  keyOf,
  settled,
  within,
} from './nodes';
import type { FileScope } from './scope';
import { isWrite, optionsOf } from './values';

/** Methods whose result is the same data again: the call before them is the one that matters. */
const dataMethods =
  /^(?:then|catch|finally|map|filter|every|some|forEach|reduce|flatMap|find|findIndex|includes|join|slice|sort|toString|trim|split|json|text|entries|keys|values|at|toLowerCase|toUpperCase|replace|pipe|unref)$/;

/** The sites of every function of a file, by the function that they count for; `undefined` is the module itself. */
export function sitesOf(scope: FileScope, source: Source): Map<FunctionNode | undefined, Site[]> {
  const sites = new Map<FunctionNode | undefined, Site[]>();
  const add = (node: Node, site: Site | undefined) => {
    if (!site) return;
    const owner = ownerOf(node);
    const list = sites.get(owner);
    if (list) list.push(site);
    else sites.set(owner, [site]);
  };
  for (const type of ['CallExpression', 'NewExpression', 'TaggedTemplateExpression'] as const)
    for (const call of scope.code.of(type)) add(call, siteOfCall(call, scope, source));
  const state = stateOf(scope);
  for (const member of scope.code.of('MemberExpression')) add(member, siteOfRead(member, scope, source, state));
  for (const id of stateReads(scope, state)) add(id, read(id, scope.ref(id), scope, source));
  for (const id of parameterReads(scope)) add(id, read(id, scope.ref(id), scope, source));
  for (const list of sites.values()) list.sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  return sites;
}

function siteOfCall(call: CallNode, scope: FileScope, source: Source): Site | undefined {
  if (combinatorOf(call)) return undefined;
  const outer = methodCallOn(call);
  if (outer && !dataMethods.test(outer.key)) return undefined;
  const callee = bare(calleeOf(call));
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  // `(await x).map(…)` says nothing about x that its own call does not.
  if (key !== undefined && dataMethods.test(key)) return undefined;
  if (callee.type === 'Super' || callee.type === 'ImportExpression' || call.parent?.type === 'Decorator')
    return undefined;
  const ref = scope.ref(callee);
  if (!isKept(ref, call)) return undefined;
  const { args, options, open } = argumentsIn(call, scope);
  const limit = limitAround(call, scope);
  const runs = argumentsOf(call).flatMap((argument) => functionsIn(argument, scope, 0));
  const form = call.type === 'TaggedTemplateExpression' ? undefined : callFormOf(call, source);
  return {
    ...outcome(call, ref, scope, source),
    ...(form ? { form } : {}),
    ...(runs.length > 0 ? { runs: unique(runs) } : {}),
    how: call.type === 'NewExpression' ? 'new' : 'call',
    ...(typeof limit === 'object' ? { limitMs: 'some', limitParam: limit.param } : limit ? { limitMs: limit } : {}),
    options,
    optionsOpen: open,
    args,
    inside: insideOf(call, scope),
    guards: guardsAround(call, scope),
  };
}

function isKept(ref: Ref, call: CallNode): boolean {
  switch (ref.in) {
    case 'import':
      return !isQuietModule(ref.specifier);
    case 'global':
      return !isQuietGlobal(ref.name, ref.path);
    case 'this':
      return true;
    case 'file':
      return !isOfExchange(ref.path, calleeOf(call));
    case 'unknown':
      // What cannot be named and is waited for may be anything: it makes the function incomplete.
      return call.parent?.type === 'AwaitExpression';
  }
}

/** A member of what a framework hands to its handlers, by the name that everybody gives it. */
function isOfExchange(path: readonly string[], callee: Node): boolean {
  if (!isResponseMember(path)) return false;
  let at = bare(callee);
  while (at.type === 'MemberExpression' || at.type === 'CallExpression')
    at = bare(at.type === 'MemberExpression' ? at.object : at.callee);
  return (
    at.type === 'Identifier' &&
    /^_?(?:req|request|res|response|resp|reply|rep|ctx|context|c|h|event|next|set|app|server|fastify|router)$/.test(
      at.name,
    )
  );
}

/** What becomes of the value and the failure of an expression. */
function outcome(node: Node, callee: Ref, scope: FileScope, source: Source) {
  const callback = callbackOf(node);
  const thrown = callback ? failureOf(callback, scope) : createFlow(scope).thrown(node);
  const value = callback
    ? { answer: false, leaves: false, raises: false, by: [], wrapped: false, byFlag: false }
    : createFlow(scope).decides(node);
  const by = [...thrown.by, ...value.by]
    .map((one) => scope.ref(one))
    .filter((ref) => ref.in !== 'unknown' && !(ref.in === 'import' && isQuietModule(ref.specifier)));
  const through = throughOf(node, scope);
  const together = togetherOf(node);
  return {
    callee,
    at: source.span(node.range[0], node.range[1]),
    consumed: callback !== undefined || isConsumed(node, scope, 0),
    onThrow: thrown.how,
    onValue: value.answer ? 'decides-answer' : value.leaves ? 'leaves' : 'vanishes',
    ...(value.raises ? { raises: true } : {}),
    ...wrapsOf(thrown, value),
    ...(value.answer && value.byFlag ? { byFlag: true } : {}),
    ...(by.length > 0 ? { by: unique(by) } : {}),
    ...(through.length > 0 ? { through } : {}),
    ...(together === undefined ? {} : { together }),
  } satisfies Partial<Site>;
}

/** What leaves inside a result that says that all is well. */
function wrapsOf(thrown: Thrown, value: Decides): Pick<Site, 'wraps'> {
  const failure = thrown.how === 'becomes-value' && thrown.wrapped === true;
  const plain = value.leaves && value.wrapped;
  return failure || plain ? { wraps: failure && plain ? 'both' : failure ? 'failure' : 'value' } : {};
}

function unique(refs: readonly Ref[]): Ref[] {
  return [...new Map(refs.map((ref) => [refText(ref), ref])).values()];
}

/** The Node-style callback of a call: `query(sql, (error, rows) => …)`. */
function callbackOf(node: Node): FunctionNode | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const last = inlineFunction(node.arguments.at(-1));
  return last && inlinedAs(last)?.as === 'callback' ? last : undefined;
}

/** A callback passes the failure on by what it does with its first parameter. */
function failureOf(callback: FunctionNode, scope: FileScope) {
  const first = callback.params[0];
  const binding = first?.type === 'Identifier' ? scope.bindings.find(first.name, first) : undefined;
  const flows = (binding ? scope.bindings.uses(binding) : []).map((use) => createFlow(scope).decides(use));
  const by = flows.flatMap((flow) => flow.by);
  if (flows.some((flow) => flow.answer)) return { how: 'answers' as const, by };
  if (flows.some((flow) => flow.raises || flow.leaves)) return { how: 'leaves' as const, by };
  return { how: 'vanishes' as const, by };
}

/** Awaited, returned, chained, passed on or looked at; a bare statement is none of these. */
function isConsumed(node: Node, scope: FileScope, depth: number): boolean {
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
  const responders = scope.code.of('CallExpression').filter((call) => within(call, inline.body));
  return responders.some((call) => scope.ref(call.callee).in === 'file' && isParameterCall(scope.ref(call.callee)));
}

function isParameterCall(ref: Ref): boolean {
  return ref.in === 'file' && /^\(\d+\)$/.test(ref.path[0] ?? '');
}

/** The combinator that runs the call beside others, as a number: its place in the file. */
function togetherOf(node: Node): number | undefined {
  for (let at = node; at.parent; at = at.parent) {
    const parent = at.parent;
    if (isFunction(parent) && !inlinedAs(parent)) return undefined;
    const combinator = combinatorOf(parent);
    if (
      (combinator === 'all' || combinator === 'allSettled') &&
      parent.type === 'CallExpression' &&
      parent.callee !== at
    )
      return parent.range[0];
    if (parent.type === 'VariableDeclarator' || parent.type === 'ExpressionStatement') return undefined;
  }
  return undefined;
}

function throughOf(node: Node, scope: FileScope): NonNullable<Site['through']> {
  const through: NonNullable<Site['through']> = [];
  for (let at = node; at.parent; at = at.parent) {
    const parent = at.parent;
    if (parent.type === 'AwaitExpression' || parent.type.endsWith('Statement') || isFunction(parent)) break;
    if (parent.type !== 'CallExpression' || parent.callee === at || combinatorOf(parent)) continue;
    const ref = scope.ref(parent.callee);
    if (ref.in === 'unknown' || ref.in === 'global') continue;
    const arg = parent.arguments.indexOf(at as NodeOf<'Identifier'>);
    if (arg >= 0) through.push({ callee: ref, arg, args: parent.arguments.slice(0, 4).map((a) => scope.value(a)) });
  }
  return through;
}

function argumentsIn(call: CallNode, scope: FileScope): { args: Value[]; options: Site['options']; open: boolean } {
  const args: Value[] = [];
  const options: Site['options'] = {};
  let open = false;
  for (const [index, argument] of argumentsOf(call).entries()) {
    if (argument.type === 'SpreadElement') open = true;
    if (args.length < 4) args.push(argument.type === 'SpreadElement' ? { is: 'unknown' } : scope.value(argument));
    const at = settled(argument);
    const meant = at.type === 'Identifier' || at.type === 'MemberExpression' ? scope.definition(at) : at;
    if (meant?.type === 'ObjectExpression') {
      const inner = optionsOf(meant, scope);
      Object.assign(options, inner.options);
      open ||= inner.open;
    } else if (index > 0 && (!meant || !isPlain(meant))) open = true;
  }
  return { args, options, open };
}

/** Functions that are handed over, also inside arrays and literals: `health.check([() => db.pingCheck('db')])`. */
function functionsIn(node: Node, scope: FileScope, depth: number): Ref[] {
  const at = bare(node);
  if (depth > 3) return [];
  switch (at.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return inlinedAs(at) ? [] : [scope.ref(at)];
    case 'ArrayExpression':
      return at.elements.flatMap((element) => (element ? functionsIn(element, scope, depth + 1) : []));
    case 'ObjectExpression':
      return at.properties.flatMap((p) => (p.type === 'Property' ? functionsIn(p.value, scope, depth + 1) : []));
    case 'Identifier':
    case 'MemberExpression': {
      const ref = scope.ref(at);
      const isOwn = ref.in === 'this' || ref.in === 'import' || (ref.in === 'file' && !ref.path[0]?.startsWith('('));
      return isOwn ? [ref] : [];
    }
    case 'CallExpression': {
      const callee = bare(at.callee);
      return callee.type === 'MemberExpression' && keyOf(callee) === 'bind'
        ? functionsIn(callee.object, scope, depth + 1)
        : [];
    }
    default:
      return [];
  }
}

function isPlain(node: Node): boolean {
  return (
    node.type === 'Literal' ||
    node.type === 'TemplateLiteral' ||
    node.type === 'ArrayExpression' ||
    node.type === 'BinaryExpression' ||
    isFunction(node)
  );
}

function insideOf(call: CallNode, scope: FileScope): Site['inside'] {
  const inside = new Set<Site['inside'][number]>();
  for (let at: Node = call; at.parent; at = at.parent) {
    const parent: Node = at.parent;
    if (/^(?:For|While|DoWhile)/.test(parent.type)) {
      inside.add('loop');
      if (isRetryLoop(parent, at)) inside.add('retry');
    }
    if (parent.type === 'CallExpression' && parent.callee !== at) {
      const ref = scope.ref(parent.callee);
      const name = refText(ref);
      if (/retry|retries|backoff/i.test(name)) inside.add('retry');
      if (/breaker|circuit/i.test(name)) inside.add('breaker');
    }
  }
  return [...inside].sort();
}

/** A loop that counts attempts around a `try`. */
function isRetryLoop(loop: Node, body: Node): boolean {
  const counted =
    loop.type === 'ForStatement' && loop.init?.type === 'VariableDeclaration'
      ? loop.init.declarations.some((d) => d.id.type === 'Identifier' && /attempt|retr|tries|try/i.test(d.id.name))
      : loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement';
  return counted && body.type === 'BlockStatement' && body.body.some((s) => s.type === 'TryStatement');
}

/** Names of this module whose value other functions change: a state that somebody keeps. */
function stateOf(scope: FileScope): Set<string> {
  const state = new Set<string>();
  for (const assignment of scope.code.of('AssignmentExpression')) {
    const left = bare(assignment.left);
    const root = left.type === 'MemberExpression' ? bare(left.object) : left;
    if (left.type === 'MemberExpression' && root.type === 'ThisExpression') {
      const inConstructor = ownerOf(left)?.parent.type === 'MethodDefinition' && isConstructor(ownerOf(left) as Node);
      if (!inConstructor) state.add(`this.${keyOf(left) ?? ''}`);
      continue;
    }
    if (root.type !== 'Identifier') continue;
    const binding = scope.bindings.find(root.name, root);
    if (binding?.sort !== 'variable' || ownerOf(binding.node) !== undefined || ownerOf(left) === undefined) continue;
    state.add(left.type === 'MemberExpression' ? `${root.name}.${keyOf(left) ?? ''}` : root.name);
  }
  return state;
}

function isConstructor(fn: Node): boolean {
  return fn.parent?.type === 'MethodDefinition' && fn.parent.kind === 'constructor';
}

function siteOfRead(
  member: NodeOf<'MemberExpression'>,
  scope: FileScope,
  source: Source,
  state: ReadonlySet<string>,
): Site | undefined {
  const key = keyOf(member);
  if (key === undefined) return undefined;
  const object = bare(member.object);
  const own =
    object.type === 'ThisExpression' ? `this.${key}` : object.type === 'Identifier' ? `${object.name}.${key}` : '';
  const parent = member.parent;
  if (!stateMembers.has(key) && !state.has(own) && !(key === 'status' && isComparedState(parent))) return undefined;
  if (parent.type === 'MemberExpression' && parent.object === member) return undefined;
  if (parent.type === 'CallExpression' && parent.callee === member) return undefined;
  if (parent.type === 'AssignmentExpression' && parent.left === member) return undefined;
  const ref = scope.ref(member);
  if (ref.in === 'unknown' || ref.in === 'global') return undefined;
  if (ref.in === 'file' && isOfExchange(ref.path, member)) return undefined;
  return read(member, ref, scope, source);
}

/** `redis.status === 'ready'`. */
function isComparedState(parent: Node): boolean {
  if (parent.type !== 'BinaryExpression') return false;
  return [parent.left, parent.right].some(
    (side) => side.type === 'Literal' && /^(?:ready|connect|connected|connecting|open)$/.test(String(side.value)),
  );
}

function stateReads(scope: FileScope, state: ReadonlySet<string>): NodeOf<'Identifier'>[] {
  return scope.bindings.all
    .filter((b) => b.sort === 'variable' && state.has(b.name) && ownerOf(b.node) === undefined && b.path.length === 0)
    .flatMap((binding) => scope.bindings.uses(binding))
    .filter((use) => !isWrite(use) && use.parent.type !== 'MemberExpression' && use.parent.type !== 'CallExpression');
}

/** Parameters that are promises to be waited for: what a wrapper does with what it is given. */
function parameterReads(scope: FileScope): NodeOf<'Identifier'>[] {
  return scope.bindings.all
    .filter(
      (binding) => binding.sort === 'parameter' && binding.path.length === 0 && binding.of && !inlinedAs(binding.of),
    )
    .flatMap((binding) => scope.bindings.uses(binding))
    .filter((use) => {
      const parent = use.parent;
      if (parent.type === 'AwaitExpression' || parent.type === 'ReturnStatement') return true;
      if (parent.type === 'ArrayExpression') return combinatorOf(parent.parent) !== undefined;
      return /^(?:then|catch|finally)$/.test(methodCallOn(use)?.key ?? '');
    });
}

function read(node: Node, ref: Ref, scope: FileScope, source: Source): Site | undefined {
  if (ref.in === 'unknown') return undefined;
  const limit = limitAround(node, scope);
  return {
    ...outcome(node, ref, scope, source),
    how: 'read',
    ...(typeof limit === 'object' ? { limitMs: 'some', limitParam: limit.param } : limit ? { limitMs: limit } : {}),
    options: {},
    optionsOpen: false,
    args: [],
    inside: [],
    guards: guardsAround(node, scope),
  };
}
