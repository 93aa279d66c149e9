import type { Fact, FactTypes } from '../../core/fact';
import type { Source } from '../../core/source';
import { shutdownLibraries } from '../../knowledge/shutdown';
import type { Node, NodeOf } from '../../parse/typescript';
import {
  argumentsOf,
  bare,
  enclosingFunction,
  isFunction,
  memberPath,
  propertyOf,
  settled,
  stringOf,
  within,
} from '../code/nodes';
import type { FileScope } from '../code/scope';

type Handled = FactTypes['shutdown.handled'];

/** Handlers of signals, written by hand or installed by a library. One fact a file: what stops the process is read together. */
export function signalFacts(scope: FileScope, source: Source): Fact[] {
  const found = [...ownHandlers(scope, source), ...libraryHandlers(scope, source)];
  let [merged] = found;
  if (!merged) return [];
  for (const next of found.slice(1)) merged = { ...merged, ...mergedWith(merged, next) };
  return [merged];
}

function mergedWith(a: Handled, b: Handled): Partial<Handled> {
  const most = (x: number | undefined, y: number | undefined) =>
    x === undefined ? y : y === undefined ? x : Math.max(x, y);
  const delayMs = most(a.delayMs, b.delayMs);
  const forceMs = most(a.forceMs, b.forceMs);
  return {
    signals: [...new Set([...a.signals, ...b.signals])].sort(),
    closes: [...new Set([...a.closes, ...b.closes])].sort(),
    flipsReadiness: a.flipsReadiness || b.flipsReadiness,
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(forceMs === undefined ? {} : { forceMs }),
  };
}

function ownHandlers(scope: FileScope, source: Source): Fact<'shutdown.handled'>[] {
  const facts: Fact<'shutdown.handled'>[] = [];
  for (const call of scope.code.of('CallExpression')) {
    const path = memberPath(call.callee);
    if (
      path?.[0] !== 'process' ||
      !/^(?:on|once|addListener|prependListener)$/.test(path.at(-1) ?? '') ||
      path.length !== 2
    )
      continue;
    const [event, handler] = call.arguments;
    const signals = event ? signalsOf(event, call, scope) : [];
    if (signals.length === 0 || !handler) continue;
    const body = bodyOf(handler, scope);
    facts.push({
      kind: 'shutdown.handled',
      at: source.span(call.range[0], call.range[1]),
      signals,
      closes: [],
      flipsReadiness: false,
      hooksEnabled: false,
      ...(body ? stopping(body, scope, source) : {}),
    });
  }
  return facts;
}

/** `'SIGTERM'`, or the variable of a loop over a list of signals. */
function signalsOf(event: Node, call: NodeOf<'CallExpression'>, scope: FileScope): string[] {
  const value = scope.value(event);
  if (value.is === 'literal') return /^SIG[A-Z]+\d?$/.test(String(value.value)) ? [String(value.value)] : [];
  if (bare(event).type !== 'Identifier') return [];
  const signals = new Set<string>();
  for (const list of scope.code.of('ArrayExpression')) {
    const names = list.elements
      .flatMap((element) => stringOf(element) ?? [])
      .filter((name) => /^SIG[A-Z]+\d?$/.test(name));
    if (names.length === 0) continue;
    const around = outermost(call);
    // The list stands in the loop itself, or under a name that the loop goes over.
    if (within(list, around) || list.parent?.type === 'VariableDeclarator' || list.parent?.type === 'TSAsExpression')
      for (const name of names) signals.add(name);
  }
  return [...signals].sort();
}

function outermost(node: Node): Node {
  let at: Node = node;
  while (at.parent && at.parent.type !== 'Program') at = at.parent;
  return at;
}

/** The function behind an expression: itself, by name, or bound and called with arguments. */
function bodyOf(handler: Node, scope: FileScope): Node | undefined {
  const at = settled(handler);
  if (isFunction(at)) return at;
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    if (callee.type === 'MemberExpression') return bodyOf(callee.object, scope);
    return bodyOf(callee, scope);
  }
  const meant = scope.definition(at);
  return meant && meant !== at && isFunction(meant) ? meant : undefined;
}

/** What a handler does, in itself and in the functions of the file that it calls. */
function stopping(body: Node, scope: FileScope, source: Source): Partial<Handled> {
  const closes = new Set<string>();
  let flips = false;
  let delayMs: number | undefined;
  let forceMs: number | undefined;
  let closesAt: Node | undefined;
  const seen = new Set<Node>();
  const visit = (fn: Node, depth: number) => {
    if (seen.has(fn) || depth > 3) return;
    seen.add(fn);
    for (const call of scope.code.of('CallExpression')) {
      if (!within(call, fn)) continue;
      const callee = bare(call.callee);
      const path = memberPath(callee);
      const name = path?.at(-1) ?? '';
      const sleep = sleepOf(call, scope);
      if (sleep) {
        if (sleep.exits) forceMs = Math.max(forceMs ?? 0, sleep.ms);
        else if (!sleep.closes || closes.size === 0) delayMs = Math.max(delayMs ?? 0, sleep.ms);
      }
      if (
        /^(?:close|closeAllConnections|closeIdleConnections|stop|shutdown|disconnect|\$disconnect|destroy|end|quit|drain|terminate|gracefulShutdown|forceFlush|flush)$/.test(
          name,
        ) &&
        path &&
        path.length > 1 &&
        path[0] !== 'process'
      ) {
        closes.add(path.join('.'));
        closesAt ??= call;
      }
      if (/signalNotReady|setReady|markNotReady|setNotReady|notReady/.test(name)) flips = true;
      const meant = callee.type === 'Identifier' ? scope.definition(callee) : undefined;
      if (meant && isFunction(meant)) visit(meant, depth + 1);
    }
    for (const assignment of scope.code.of('AssignmentExpression'))
      if (
        within(assignment, fn) &&
        /ready|shutting|shutdown|draining|stopping|terminating|closing|healthy|accepting/i.test(
          memberPath(assignment.left)?.at(-1) ?? '',
        )
      )
        flips = true;
  };
  visit(body, 0);
  return {
    closes: [...closes].sort(),
    flipsReadiness: flips,
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(forceMs === undefined ? {} : { forceMs }),
    ...(closesAt ? { closesAt: source.span(closesAt.range[0], closesAt.range[1]) } : {}),
  };
}

/** `setTimeout(…, 5000)`, `await sleep(5000)`: how long, and whether the process ends or closes then. */
function sleepOf(
  call: NodeOf<'CallExpression'>,
  scope: FileScope,
): { ms: number; exits: boolean; closes: boolean } | undefined {
  const path = memberPath(call.callee);
  const name = path?.at(-1) ?? '';
  const [first, second] = call.arguments;
  if (name === 'setTimeout') {
    const [what, time] =
      first && isCallback(first, scope)
        ? [first, second]
        : second && scope.value(first).is !== 'literal'
          ? [first, second]
          : [undefined, first];
    const ms = time ? numberOf(time, scope) : undefined;
    if (ms === undefined) return undefined;
    const body = what && bodyOf(what, scope);
    const inside = body ? scope.code.of('CallExpression').filter((other) => within(other, body)) : [];
    const exits =
      inside.some(
        (other) =>
          /^process\.(?:exit|kill|abort)$/.test(memberPath(other.callee)?.join('.') ?? '') && !isAfterClose(other),
      ) ||
      (what !== undefined && /process\.exit/.test(memberPath(bare(what))?.join('.') ?? ''));
    // `new Promise((resolve) => setTimeout(resolve, 5000))`, or what closes the server later.
    return { ms, exits, closes: inside.length > 0 && !exits };
  }
  if (/^(?:sleep|delay|wait|pause|setTimeoutAsync|sleepMs|waitFor)$/.test(name) && first) {
    const ms = numberOf(first, scope);
    return ms === undefined ? undefined : { ms, exits: false, closes: false };
  }
  return undefined;
}

/** `server.close(() => process.exit(0))`: the process ends when the server is closed, not when the time is over. */
function isAfterClose(exit: NodeOf<'CallExpression'>): boolean {
  const { parent } = enclosingFunction(exit) ?? {};
  return parent?.type === 'CallExpression' && /^(?:close|stop|shutdown)$/.test(memberPath(parent.callee)?.at(-1) ?? '');
}

function isCallback(node: Node, scope: FileScope): boolean {
  const at = bare(node);
  return (
    isFunction(at) || (at.type === 'Identifier' && scope.value(at).is !== 'literal' && scope.value(at).is !== 'env')
  );
}

function numberOf(node: Node, scope: FileScope): number | undefined {
  const value = scope.value(node);
  const literal = value.is === 'env' && value.fallback ? value.fallback : value;
  return literal.is === 'literal' && typeof literal.value === 'number' && Number.isFinite(literal.value)
    ? literal.value
    : undefined;
}

function libraryHandlers(scope: FileScope, source: Source): Fact<'shutdown.handled'>[] {
  const facts: Fact<'shutdown.handled'>[] = [];
  for (const call of [...scope.code.of('CallExpression'), ...scope.code.of('NewExpression')]) {
    const ref = scope.ref(call.callee);
    if (ref.in !== 'import' || !Object.hasOwn(shutdownLibraries, ref.specifier)) continue;
    const library = shutdownLibraries[ref.specifier];
    const options = argumentsOf(call)
      .map(bare)
      .find((argument) => argument.type === 'ObjectExpression');
    const option = library?.option === undefined ? undefined : propertyOf(options, library.option);
    // The limit of the library's own making ends only what hangs, and nobody has chosen it.
    const forceMs = option && numberOf(option, scope);
    facts.push({
      kind: 'shutdown.handled',
      at: source.span(call.range[0], call.range[1]),
      signals: ['SIGTERM'],
      closes: ['server'],
      flipsReadiness: library?.flipsReadiness === true,
      // Its own hooks decide whether it waits before it closes.
      delayMs: propertyOf(options, 'beforeShutdown') ? 1 : 0,
      hooksEnabled: false,
      framework: ref.specifier,
      ...(forceMs === undefined ? {} : { forceMs }),
    });
  }
  return facts;
}
