import type { Extractor } from '../core/extract';
import type { Fact, Ref, Site } from '../core/fact';
import { hashOf } from '../core/safeValue';
import type { Source } from '../core/source';
import { codeFile, isProductPath } from '../knowledge/paths';
import { type Node, parseTypeScript } from '../parse/typescript';
import { answersErrorIn, answersIn } from './code/answers';
import { cachedMs } from './code/caching';
import { caughtAnswersOf } from './code/caughtAnswers';
import { classFacts } from './code/classes';
import { exportFacts } from './code/exports';
import { guardsAround } from './code/guards';
import { inlinedAs } from './code/inlined';
import { instanceFacts } from './code/instances';
import { type FunctionNode, isFunction, keyOf } from './code/nodes';
import { answeringOf, responderOf } from './code/paths';
import { type FileScope, scopeOf } from './code/scope';
import { sitesOf } from './code/sites';

/**
 * What the link step needs to know of a file of code: its imports and exports, its classes and instances, and of each
 * function what it does with the outcome of the calls that matter. The tree does not leave this file.
 */
export const modules: Extractor = {
  name: 'modules',
  when: 'summary',
  emits: ['module.imported', 'symbol.exported', 'function.summarised', 'class.declared', 'instance.created'],
  files: codeFile,
  accepts: (path) => isProductPath(path),
  extract(source) {
    const code = parseTypeScript(source);
    // The extractors that decide whether a file is read have already told that it could not be.
    if (code.unread) return [];
    const scope = scopeOf(code);
    return [
      ...importFacts(scope, source),
      ...exportFacts(scope, source),
      ...functionFacts(scope, source),
      ...classFacts(scope, source),
      ...instanceFacts(scope, source),
    ];
  },
};

function importFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact[] = [];
  for (const binding of scope.bindings.all) {
    const { from } = binding;
    if (from)
      facts.push({
        kind: 'module.imported',
        at: source.span(binding.node.range[0], binding.node.range[1]),
        local: binding.name,
        ...from,
      });
  }
  for (const node of scope.code.of('ImportDeclaration'))
    if (node.specifiers.length === 0)
      facts.push({
        kind: 'module.imported',
        at: source.span(node.range[0], node.range[1]),
        local: '',
        specifier: node.source.value,
        name: '',
        typeOnly: false,
      });
  return withLast(facts, scope, source);
}

/** Tells of the last import statement where another can follow. */
function withLast(facts: Fact[], scope: FileScope, source: Source): Fact[] {
  const last = scope.code.of('ImportDeclaration').at(-1);
  const fact = last && facts.findLast((one) => one.at.start >= last.range[0] && one.at.end <= last.range[1]);
  if (fact?.kind !== 'module.imported') return facts;
  const [start, end] = last?.range ?? [0, 0];
  const text = source.text.slice(start, end);
  fact.last = {
    behind: source.span(end, end),
    quote: text.includes('"') ? '"' : "'",
    end: text.endsWith(';') ? ';' : '',
  };
  return facts;
}

/** Symbol under which the statements of the module itself are summarised: what runs when it is loaded. */
export const moduleSymbol = '<module>';

function functionFacts(scope: FileScope, source: Source): Fact[] {
  const sites = sitesOf(scope, source);
  const facts: Fact[] = [];
  const own = sites.get(undefined);
  if (own)
    facts.push({
      kind: 'function.summarised',
      at: source.span(0, 0),
      symbol: moduleSymbol,
      bodyHash: '',
      sites: own,
      answers: 'never',
      cost: 'light',
      statements: scope.code.ast.body.length,
      params: [],
      answersError: false,
      guards: [],
    });
  for (const type of ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'] as const)
    for (const fn of scope.code.of(type))
      if (!inlinedAs(fn)) facts.push(functionFact(fn, sites.get(fn) ?? [], scope, source));
  return facts;
}

function functionFact(fn: FunctionNode, sites: Site[], scope: FileScope, source: Source): Fact {
  const responder = responderOf(fn);
  const answering = responder && answeringOf(fn, responder, scope);
  const cached = cachedMs(fn, scope);
  const returns = returned(fn, scope);
  const caught = caughtAnswersOf(fn, scope, source);
  return {
    kind: 'function.summarised',
    at: source.span(fn.range[0], fn.range[1]),
    symbol: scope.symbols.of(fn),
    bodyHash: hashOf(source.text.slice(fn.range[0], fn.range[1]).replace(/\s+/g, ' ')),
    sites,
    answers: answering?.answers ?? (answersIn(fn.body, scope).length > 0 ? 'sometimes' : 'never'),
    cost: 'light',
    ...(cached === undefined ? {} : { cachedMs: cached }),
    statements: fn.body.type === 'BlockStatement' ? fn.body.body.length : 1,
    params: fn.params.map((param) => (param.type === 'Identifier' ? param.name : '')),
    ...(returns ? { returns: { is: 'ref', ref: returns } } : {}),
    answersError: answersErrorIn(fn.body, scope),
    guards: guardsAround(fn, scope),
    ...(fn.async ? { async: true } : {}),
    ...(responder ? { responds: true } : {}),
    ...(answering?.silentAt ? silence(answering.silentAt, source) : {}),
    ...onlyAnswer(fn, scope, source),
    ...(caught.length > 0 ? { caughtAnswers: caught } : {}),
    bodyAt: source.span(bodyStart(fn, source), fn.range[1]),
    ...(fn.parent.type === 'MethodDefinition' || fn.parent.type === 'Property' ? { method: true } : {}),
    ...entryOf(fn, source),
  };
}

/** Where the first statement of a function can stand: on a line of its own, where the one that is there does. */
function entryOf(fn: FunctionNode, source: Source): Pick<Fact<'function.summarised'>, 'entry'> {
  const { body } = fn;
  if (body.type !== 'BlockStatement')
    return { entry: { at: source.span(bodyStart(fn, source), fn.range[1]), form: 'expression' } };
  const [first] = body.body;
  if (!first) return {};
  const at = source.span(body.range[0] + 1, body.range[0] + 1);
  const line = lineBefore(first.range[0], source.text);
  const outer = /^[ \t]*/.exec(source.text.slice(source.text.lastIndexOf('\n', body.range[1] - 1) + 1))?.[0] ?? '';
  if (line === undefined) return { entry: { at, form: 'body' } };
  const step = line.startsWith(outer) && line.length > outer.length ? line.slice(outer.length) : '  ';
  return { entry: { at, form: 'body', line: `\n${line}`, step } };
}

/** The indentation of what stands first on its line. */
function lineBefore(start: number, text: string): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** An arrow's expression stands in parentheses that belong to no node: `() => ({})`. */
function bodyStart(fn: FunctionNode, source: Source): number {
  const [start] = fn.body.range;
  return (
    start - (/\([\s(]*$/.exec(source.text.slice(fn.range[0], start).replace(/^[\s\S]*=>\s*/, ''))?.[0].length ?? 0)
  );
}

/** The one answer of a function that has no other: a status, a body, or what it gives back. */
function onlyAnswer(fn: FunctionNode, scope: FileScope, source: Source) {
  if (fn.body.type !== 'BlockStatement') return { answerAt: source.span(fn.body.range[0], fn.body.range[1]) };
  const last = fn.body.body.at(-1);
  if (last?.type !== 'ReturnStatement' && last?.type !== 'ExpressionStatement') return {};
  const answers = answersIn(fn.body, scope, true);
  const others = answers.filter((answer) => answer.node.range[0] < last.range[0]);
  return others.length === 0 ? { answerAt: source.span(last.range[0], last.range[1]) } : {};
}

/** Where a path ends in silence, and whether it only has to be sent. */
function silence(node: Node, source: Source) {
  const at = node.type === 'ExpressionStatement' ? node.expression : node;
  const key = at.type === 'CallExpression' && at.callee.type === 'MemberExpression' ? keyOf(at.callee) : undefined;
  const sends = key === 'status' || key === 'code';
  return { silentAt: source.span(at.range[0], at.range[1]), ...(sends ? { silentSends: true } : {}) };
}

/** What a function gives back, when it is always the same thing: a client, a router, another function. */
function returned(fn: FunctionNode, scope: FileScope): Ref | undefined {
  if (fn.body.type !== 'BlockStatement') return named(scope.ref(fn.body));
  const refs: Ref[] = [];
  for (const statement of scope.code.inside('ReturnStatement', fn)) {
    if (!statement.argument) continue;
    let around: Node | undefined = statement.parent;
    while (around && !isFunction(around)) around = around.parent;
    if (around === fn) refs.push(scope.ref(statement.argument));
  }
  const [first] = refs;
  const same = refs.every((ref) => JSON.stringify(ref) === JSON.stringify(first));
  return first && same ? named(first) : undefined;
}

function named(ref: Ref): Ref | undefined {
  return ref.in === 'unknown' ? undefined : ref;
}
