import type { Ref, Site } from '../../core/fact';
import { refText } from '../../core/identity';
import type { Source } from '../../core/source';
import { isQuietGlobal, isQuietModule } from '../../knowledge/quietCalls';
import type { Node, NodeOf } from '../../parse/typescript';
import { argumentsIn, functionsIn } from './arguments';
import { callFormOf, identityIn } from './callForm';
import { isConsumed } from './consumed';
import { isOfExchange } from './exchange';
import { createFlow } from './flow';
import type { Decides, Thrown } from './flowResults';
import { forwardedFrom } from './forwarding';
import { guardsAround } from './guards';
import { combinatorOf, inlinedAs, inlineFunction, methodCallOn, ownerOf } from './inlined';
import { limitAround } from './limits';
import { argumentsOf, bare, type CallNode, calleeOf, type FunctionNode, isFunction, keyOf, statementOf } from './nodes';
import { demandsOf, plainArguments } from './onDemand';
import type { FileScope } from './scope';
import { readsIn } from './states';
import { insideOf } from './surroundings';

/** Methods whose result is the same data again: the call before them is the one that matters. */
const dataMethods =
  /^(?:then|catch|finally|map|filter|every|some|forEach|reduce|flatMap|find|findIndex|includes|join|slice|sort|toString|trim|split|json|text|entries|keys|values|at|toLowerCase|toUpperCase|replace|pipe|unref|startsWith|endsWith|indexOf|lastIndexOf|substring|charAt|padStart|padEnd|replaceAll|localeCompare|concat|flat|toISOString|getTime|toFixed)$/;

/** Methods that call the function that they are given once for each element. */
const iterations = /^(?:map|filter|every|some|forEach|flatMap|find|findIndex)$/;

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
  for (const { node, ref } of readsIn(scope)) add(node, read(node, ref, scope, source));
  for (const list of sites.values()) list.sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  return sites;
}

function siteOfCall(call: CallNode, scope: FileScope, source: Source): Site | undefined {
  if (combinatorOf(call)) return undefined;
  const outer = methodCallOn(call);
  if (outer && !dataMethods.test(outer.key)) return undefined;
  const callee = bare(calleeOf(call));
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  // `(await x).map(…)` says nothing about x that its own call does not; `list.map(check)` calls `check`.
  if (key !== undefined && dataMethods.test(key)) return siteOfCallback(call, key, scope, source);
  if (callee.type === 'Super' || callee.type === 'ImportExpression' || call.parent?.type === 'Decorator')
    return undefined;
  const ref = scope.ref(callee);
  if (!isKept(ref, call)) return undefined;
  const start = requestUnder(call, scope);
  const { args, options, open } = argumentsIn(start ?? call, scope);
  const forwards = call.type === 'CallExpression' ? forwardedFrom(call, scope) : undefined;
  const limit = limitAround(call, scope, forwards !== undefined);
  const runs = argumentsOf(call).flatMap((argument) => functionsIn(argument, scope, 0));
  const written = start ?? call;
  const form = written.type === 'TaggedTemplateExpression' ? undefined : callFormOf(written, source);
  const inside = insideOf(call, scope);
  const stands = statementOf(call);
  const identity = form && inside.includes('retry') ? identityIn(call, namedAround(call), source) : undefined;
  return {
    ...outcome(call, ref, scope, source),
    ...(form ? { form: { ...form, ...(identity ? { identity } : {}) } } : {}),
    ...(stands ? { stands: source.span(stands.range[0], stands.range[0]) } : {}),
    ...(forwards === undefined ? {} : { forwards }),
    ...(runs.length > 0 ? { runs: unique(runs) } : {}),
    how: call.type === 'NewExpression' ? 'new' : 'call',
    ...(typeof limit === 'object' ? { limitMs: 'some', limitParam: limit.param } : limit ? { limitMs: limit } : {}),
    options,
    optionsOpen: open,
    args,
    inside,
    guards: guardsAround(call, scope),
    ...demandsOf(call, scope),
    ...plainArguments(call, scope),
  };
}

/** The request that a chain of Node's own client starts with: `https.get(url).on('error', …)`. */
function requestUnder(call: CallNode, scope: FileScope): CallNode | undefined {
  for (let at: CallNode = call; at.type === 'CallExpression'; ) {
    const callee = bare(at.callee);
    if (callee.type !== 'MemberExpression') return undefined;
    if (!/^(?:on|once|end|setTimeout)$/.test(keyOf(callee) ?? '')) return undefined;
    const object = bare(callee.object);
    if (object.type !== 'CallExpression') return undefined;
    const ref = scope.ref(bare(object.callee));
    if (ref.in === 'import' && /^(?:node:)?https?$/.test(ref.specifier) && !ref.path.includes('()')) return object;
    at = object;
  }
  return undefined;
}

/** The function that is called once for all tries: the outermost one around the call that takes something. */
function namedAround(call: Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (let at: Node | undefined = call; at; at = at.parent) if (isFunction(at) && at.params.length > 0) found = at;
  return found;
}

/** A function that is handed over by its name is called for each element, with an argument that nobody knows. */
function siteOfCallback(call: CallNode, key: string, scope: FileScope, source: Source): Site | undefined {
  const named = iterations.test(key) ? argumentsOf(call)[0] : undefined;
  if (named?.type !== 'Identifier') return undefined;
  const ref = scope.ref(named);
  if (ref.in !== 'file' && ref.in !== 'import') return undefined;
  if (!isKept(ref, call)) return undefined;
  return {
    ...outcome(call, ref, scope, source),
    how: 'call',
    options: {},
    optionsOpen: true,
    args: [],
    inside: insideOf(call, scope),
    guards: guardsAround(call, scope),
    ...demandsOf(call, scope),
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
