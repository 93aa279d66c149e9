import type { Site } from '../../core/fact';
import type { Node } from '../../parse/typescript';
import { inlinedAs } from './inlined';
import { argumentsOf, bare, type CallNode, isFunction, keyOf, memberPath, settled } from './nodes';
import { exits } from './paths';
import type { FileScope } from './scope';

/*
 * What runs only when the caller of a route asks for it: `if (req.query.deep === 'true') await db.ping()`. A probe asks
 * for a path and nothing else, so for a probe it never runs.
 */

/** What a site needs from the query of the request, or from the parameters of its function. */
export function demandsOf(node: Node, scope: FileScope): Pick<Site, 'onDemand' | 'needs'> {
  const needs: NonNullable<Site['needs']> = [];
  let onDemand = false;
  for (const { test, holds } of conditionsAround(node)) {
    const plain = plainly(test, scope, 0);
    if (plain !== undefined) onDemand ||= plain !== holds;
    else {
      const given = parameterOf(test, scope, holds);
      if (given) needs.push(given);
    }
  }
  return { ...(onDemand ? { onDemand: true } : {}), ...(needs.length > 0 ? { needs } : {}) };
}

/** Arguments that a request without a query decides, by position and property: `0.deep`. */
export function plainArguments(call: CallNode, scope: FileScope): Pick<Site, 'plain'> {
  const plain: Record<string, boolean> = {};
  for (const [index, argument] of argumentsOf(call).slice(0, 4).entries()) {
    const at = settled(argument);
    if (at.type !== 'ObjectExpression') {
      const value = asked(argument, scope);
      if (value !== undefined) plain[`${index}`] = value;
      continue;
    }
    for (const property of at.properties) {
      const key = property.type === 'Property' ? keyOf(property) : undefined;
      const value = property.type === 'Property' && key !== undefined ? asked(property.value, scope) : undefined;
      if (value !== undefined) plain[`${index}.${key}`] = value;
    }
  }
  return Object.keys(plain).length > 0 ? { plain } : {};
}

function asked(node: Node, scope: FileScope): boolean | undefined {
  const at = settled(node);
  if (at.type === 'Literal') return typeof at.value === 'boolean' ? at.value : undefined;
  return plainly(at, scope, 0);
}

interface Condition {
  test: Node;
  holds: boolean;
}

/** The conditions under which a node runs, as far as its own function tells. */
function* conditionsAround(node: Node): Iterable<Condition> {
  for (let at: Node = node; at.parent; at = at.parent) {
    const parent = at.parent;
    if (isFunction(at) && !inlinedAs(at)) return;
    switch (parent.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        if (at !== parent.test) yield* split(parent.test, at === parent.consequent);
        break;
      case 'LogicalExpression':
        if (at === parent.right && parent.operator !== '??') yield* split(parent.left, parent.operator === '&&');
        break;
      case 'BlockStatement':
        for (const statement of parent.body) {
          if (statement === at) break;
          if (statement.type === 'IfStatement' && !statement.alternate && exits(statement.consequent))
            yield* split(statement.test, false);
        }
        break;
    }
  }
}

/** `a && b` holds when both do. */
function* split(test: Node, holds: boolean): Iterable<Condition> {
  const at = settled(test);
  if (at.type === 'LogicalExpression' && at.operator === (holds ? '&&' : '||')) {
    yield* split(at.left, holds);
    yield* split(at.right, holds);
  } else if (at.type === 'UnaryExpression' && at.operator === '!') yield* split(at.argument, !holds);
  else yield { test: at, holds };
}

/** What an expression is for a request without a query. */
function plainly(node: Node, scope: FileScope, depth: number): boolean | undefined {
  if (depth > 6) return undefined;
  const at = settled(node);
  switch (at.type) {
    case 'UnaryExpression': {
      const value = at.operator === '!' ? plainly(at.argument, scope, depth + 1) : undefined;
      return value === undefined ? undefined : !value;
    }
    case 'BinaryExpression': {
      if (!/^[!=]==?$/.test(at.operator)) return undefined;
      const other = isAbsent(at.left, scope, depth) ? at.right : isAbsent(at.right, scope, depth) ? at.left : undefined;
      if (!other || other.type === 'PrivateIdentifier') return undefined;
      const fixed = settled(other);
      const isNothing =
        (fixed.type === 'Identifier' && fixed.name === 'undefined') ||
        (fixed.type === 'Literal' && fixed.value === null && !('regex' in fixed));
      if (!isNothing && fixed.type !== 'Literal') return undefined;
      // Strictly, `null` is not `undefined`: what is absent is one of them only.
      const isStrict = at.operator.length === 3;
      if (
        isNothing &&
        isStrict &&
        (fixed.type === 'Literal') !== isNullWhenAbsent(other === at.left ? at.right : at.left, scope, depth)
      )
        return undefined;
      return isNothing === !at.operator.startsWith('!');
    }
    case 'LogicalExpression': {
      const [left, right] = [plainly(at.left, scope, depth + 1), plainly(at.right, scope, depth + 1)];
      if (at.operator === '&&') return left === false || right === false ? false : left && right;
      if (at.operator === '||') return left === true || right === true ? true : left === false ? right : undefined;
      return undefined;
    }
    case 'CallExpression':
      if (at.callee.type === 'Identifier' && at.callee.name === 'Boolean' && at.arguments[0])
        return plainly(at.arguments[0], scope, depth + 1);
      break;
    case 'Identifier': {
      const definition = scope.definition(at);
      if (definition && definition !== at && !isFunction(definition)) return plainly(definition, scope, depth + 1);
      break;
    }
  }
  return isAbsent(at, scope, depth) ? false : undefined;
}

/** A value of the query, which a request without one does not have. */
function isAbsent(node: Node, scope: FileScope, depth: number): boolean {
  if (depth > 6) return false;
  const at = settled(node);
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    if (callee.type !== 'MemberExpression' || at.arguments.length === 0) return false;
    const key = keyOf(callee);
    const on = bare(callee.object);
    if (key === 'get' || key === 'has')
      return (on.type === 'MemberExpression' ? keyOf(on) : on.type === 'Identifier' ? on.name : '') === 'searchParams';
    // Hono: `c.req.query('deep')`.
    if (key === 'query') return memberPath(on)?.at(-1) === 'req';
    return /^(?:toLowerCase|toString|trim)$/.test(key ?? '') && isAbsent(on, scope, depth + 1);
  }
  if (at.type === 'MemberExpression') return keyOf(at) !== undefined && isQuery(at.object, scope, depth + 1);
  if (at.type !== 'Identifier') return false;
  const binding = scope.bindings.find(at.name, at);
  if (!binding || binding.fallback) return false;
  if (binding.sort === 'variable' && binding.path.length > 0) {
    const init = binding.node.type === 'VariableDeclarator' ? binding.node.init : null;
    return binding.path.length === 1 && init !== null && isQuery(init, scope, depth + 1);
  }
  const definition = scope.definition(at);
  return definition !== undefined && definition !== at && isAbsent(definition, scope, depth + 1);
}

/** `searchParams.get(name)` gives null where the others give undefined. */
function isNullWhenAbsent(node: Node, scope: FileScope, depth: number): boolean {
  if (depth > 6) return false;
  const at = settled(node);
  if (at.type === 'CallExpression') {
    const callee = bare(at.callee);
    return callee.type === 'MemberExpression' && keyOf(callee) === 'get';
  }
  const definition = at.type === 'Identifier' ? scope.definition(at) : undefined;
  return definition !== undefined && definition !== at && isNullWhenAbsent(definition, scope, depth + 1);
}

/** `req.query`, `ctx.query`, `request.query`, and what was kept of them. */
function isQuery(node: Node, scope: FileScope, depth: number): boolean {
  if (depth > 6) return false;
  const at = settled(node);
  const path = memberPath(at);
  if (path && path.length > 1)
    return path.at(-1) === 'query' && /^_?(?:req|request|ctx|context|c)$/.test(path.at(-2) ?? '');
  if (at.type !== 'Identifier') return false;
  const binding = scope.bindings.find(at.name, at);
  if (binding?.sort === 'parameter') return binding.path.length === 1 && binding.path[0] === 'query';
  const definition = scope.definition(at);
  return definition !== undefined && definition !== at && isQuery(definition, scope, depth + 1);
}

/** A parameter that must be true, or false. */
function parameterOf(test: Node, scope: FileScope, holds: boolean): NonNullable<Site['needs']>[number] | undefined {
  const at = settled(test);
  if (at.type !== 'Identifier' && at.type !== 'MemberExpression') return undefined;
  const ref = scope.ref(at);
  const index = ref.in === 'file' ? /^\((\d+)\)$/.exec(ref.path[0] ?? '')?.[1] : undefined;
  if (index === undefined || ref.in !== 'file' || ref.path.length > 2) return undefined;
  const key = ref.path[1];
  return key?.startsWith('(') ? undefined : { parameter: key === undefined ? index : `${index}.${key}`, is: holds };
}
