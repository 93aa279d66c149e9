import type { Value } from '../../core/fact';
import type { Node, NodeOf } from '../../parse/typescript';
import { bare, isFunction, keyOf, memberPath, settled } from './nodes';
import type { FileScope } from './scope';

type Plain = string | number | boolean;

const unknown: Value = { is: 'unknown' };

/** The value of an expression as far as its file tells. Never evaluates more than constants, sums and templates. */
export function staticValue(node: Node, scope: FileScope, depth = 0): Value {
  if (depth > 12) return unknown;
  const at = settled(node);
  switch (at.type) {
    case 'Literal':
      return typeof at.value === 'string' || typeof at.value === 'number' || typeof at.value === 'boolean'
        ? literal(at.value)
        : unknown;
    case 'TemplateLiteral':
      return templateValue(at, scope, depth);
    case 'UnaryExpression':
      return unaryValue(at, scope, depth);
    case 'BinaryExpression':
      return binaryValue(at, scope, depth);
    case 'LogicalExpression': {
      if (at.operator === '&&') return unknown;
      const left = staticValue(at.left, scope, depth + 1);
      if (left.is === 'literal') return left;
      const right = staticValue(at.right, scope, depth + 1);
      return left.is === 'env' && !left.fallback ? { ...left, fallback: right } : unknown;
    }
    case 'Identifier':
      return namedValue(at, scope, depth);
    case 'MemberExpression':
      return memberValue(at, scope, depth);
    case 'CallExpression': {
      const converted = conversion(at, scope);
      if (converted) return staticValue(converted, scope, depth + 1);
      const asked = askedOfEnvironment(at);
      if (asked) return { is: 'env', name: asked };
      return referenceTo(at, scope);
    }
    case 'NewExpression':
      return addressValue(at, scope, depth) ?? referenceTo(at, scope);
    default:
      return isFunction(at) || at.type === 'TaggedTemplateExpression' ? referenceTo(at, scope) : unknown;
  }
}

function literal(value: Plain): Value {
  return { is: 'literal', value };
}

function referenceTo(node: Node, scope: FileScope): Value {
  const ref = scope.ref(node);
  return ref.in === 'unknown' ? unknown : { is: 'ref', ref };
}

function templateValue(node: NodeOf<'TemplateLiteral'>, scope: FileScope, depth: number): Value {
  let text = node.quasis[0]?.value.cooked ?? '';
  for (const [i, hole] of node.expressions.entries()) {
    const value = staticValue(hole, scope, depth + 1);
    if (value.is !== 'literal') {
      if (node.expressions.length === 1 && isBlank(node)) return value;
      const env = i > 0 ? undefined : value.is === 'env' ? value.name : value.is === 'unknown' ? value.env : undefined;
      return startingWith(text, env);
    }
    text += String(value.value) + (node.quasis[i + 1]?.value.cooked ?? '');
  }
  return literal(text);
}

/** The start of an address tells whom it leads to, once its host is complete. */
function startingWith(text: string, env?: string): Value {
  const starts = /^(?:(?:https?|wss?):\/\/[^/?#]+[/?#]|\/(?!\/))/i.test(text);
  return starts || env ? { is: 'unknown', ...(starts ? { starts: text } : {}), ...(env ? { env } : {}) } : unknown;
}

function isBlank(node: NodeOf<'TemplateLiteral'>): boolean {
  return node.quasis.every((quasi) => quasi.value.raw === '');
}

/** `new URL('/orders', base)` starts as its base does; one that is relative to the module itself is a file of the program. */
function addressValue(node: NodeOf<'NewExpression'>, scope: FileScope, depth: number): Value | undefined {
  const [to, base] = node.arguments;
  if (!to || node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || scope.bindings.find('URL', node))
    return undefined;
  const value = staticValue(to, scope, depth + 1);
  if (!base) return value.is === 'ref' ? undefined : value;
  if (isOfModule(bare(base))) return { is: 'unknown', starts: '/' };
  if (value.is === 'literal' && /^[a-z][\w+.-]*:/i.test(String(value.value))) return value;
  const from = staticValue(base, scope, depth + 1);
  if (value.is !== 'literal' || from.is === 'ref') return undefined;
  return from.is === 'env'
    ? { is: 'unknown', env: from.name }
    : from.is === 'literal'
      ? startingWith(`${from.value}/`)
      : from;
}

/** `import.meta.url` */
function isOfModule(node: Node): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && keyOf(node) === 'url';
}

function unaryValue(node: NodeOf<'UnaryExpression'>, scope: FileScope, depth: number): Value {
  const value = staticValue(node.argument, scope, depth + 1);
  if (node.operator === '+' && value.is === 'env') return value;
  if (value.is !== 'literal') return unknown;
  if (node.operator === '-') return literal(-Number(value.value));
  if (node.operator === '+') return literal(Number(value.value));
  if (node.operator === '!') return literal(!value.value);
  return unknown;
}

function binaryValue(node: NodeOf<'BinaryExpression'>, scope: FileScope, depth: number): Value {
  const left = staticValue(node.left, scope, depth + 1);
  const right = staticValue(node.right, scope, depth + 1);
  if (left.is !== 'literal' || right.is !== 'literal') {
    const start = left.is === 'literal' ? left.value : left.is === 'unknown' ? left.starts : undefined;
    const env = left.is === 'env' ? left.name : left.is === 'unknown' ? left.env : undefined;
    return node.operator === '+' && (typeof start === 'string' || env)
      ? startingWith(String(start ?? ''), env)
      : unknown;
  }
  const [a, b] = [left.value, right.value];
  if (node.operator === '+' && (typeof a === 'string' || typeof b === 'string')) return literal(`${a}${b}`);
  if (typeof a !== 'number' || typeof b !== 'number') return unknown;
  switch (node.operator) {
    case '+':
      return literal(a + b);
    case '-':
      return literal(a - b);
    case '*':
      return literal(a * b);
    case '/':
      return literal(a / b);
    case '**':
      return literal(a ** b);
    default:
      return unknown;
  }
}

function namedValue(node: NodeOf<'Identifier'>, scope: FileScope, depth: number): Value {
  const binding = scope.bindings.find(node.name, node);
  if (!binding) return node.name === 'undefined' ? unknown : referenceTo(node, scope);
  if (binding.sort !== 'variable') return referenceTo(node, scope);
  const init = scope.initOf(binding);
  if (init && binding.path.length > 0) {
    const from = memberPath(settled(init));
    const [name] = binding.path;
    if (name !== undefined && binding.path.length === 1 && from && isEnv(from)) {
      const fallback = binding.fallback && staticValue(binding.fallback, scope, depth + 1);
      return { is: 'env', name, ...(fallback ? { fallback } : {}) };
    }
  }
  const reassigned = !binding.constant && scope.bindings.uses(binding).some(isWrite);
  const meant = reassigned ? undefined : init && binding.path.length === 0 ? init : scope.definition(node);
  if (meant && meant !== node && !isFunction(meant)) {
    const value = staticValue(meant, scope, depth + 1);
    if (value.is === 'literal' || value.is === 'env') return value;
  }
  return referenceTo(node, scope);
}

/** Whether the use of a name assigns to it. */
export function isWrite(id: NodeOf<'Identifier'>): boolean {
  const parent = id.parent;
  return (
    (parent.type === 'AssignmentExpression' && parent.left === id) ||
    (parent.type === 'UpdateExpression' && parent.argument === id)
  );
}

function memberValue(node: NodeOf<'MemberExpression'>, scope: FileScope, depth: number): Value {
  const built = bare(node.object);
  if (built.type === 'MemberExpression' && built.object.type === 'MetaProperty' && keyOf(built) === 'env') {
    const name = keyOf(node);
    return name === undefined ? unknown : { is: 'env', name };
  }
  const path = memberPath(node);
  if (path && path.length >= 3 && isEnv(path.slice(0, -1))) return { is: 'env', name: path.at(-1) as string };
  const meant = scope.definition(node);
  if (meant && meant !== node && !isFunction(meant)) {
    const value = staticValue(meant, scope, depth + 1);
    if (value.is !== 'unknown') return value;
  }
  return referenceTo(node, scope);
}

/** `process.env`, `Bun.env`. */
function isEnv(path: readonly string[]): boolean {
  return path.length === 2 && path[1] === 'env' && (path[0] === 'process' || path[0] === 'Bun');
}

/** `env('SHOP_KEY')`, `getEnv('SHOP_KEY')`, `requireEnv('SHOP_KEY')` of the project, which take nothing else. */
function askedOfEnvironment(call: NodeOf<'CallExpression'>): string | undefined {
  const callee = bare(call.callee);
  const [name] = call.arguments;
  if (callee.type !== 'Identifier' || !/^(?:(?:get|read|require|must|need)_?)?env(?:Var|OrThrow)?$/i.test(callee.name))
    return undefined;
  if (call.arguments.length !== 1 || name?.type !== 'Literal' || typeof name.value !== 'string') return undefined;
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name.value) ? name.value : undefined;
}

/** The operand of a call that only changes the type: `Number(x)`, `parseInt(x, 10)`, `String(x)`, `x.trim()`. */
function conversion(call: NodeOf<'CallExpression'>, scope: FileScope): Node | undefined {
  const callee = bare(call.callee);
  if (callee.type === 'Identifier' && !scope.bindings.find(callee.name, callee))
    return ['Number', 'parseInt', 'parseFloat', 'String', 'Boolean'].includes(callee.name)
      ? call.arguments[0]
      : undefined;
  if (callee.type !== 'MemberExpression') return undefined;
  const key = keyOf(callee);
  if (call.arguments.length === 0 && (key === 'trim' || key === 'toString')) return callee.object;
  const object = bare(callee.object);
  const onNumber = object.type === 'Identifier' && object.name === 'Number';
  return onNumber && (key === 'parseInt' || key === 'parseFloat') ? call.arguments[0] : undefined;
}

/** Properties of an object literal as values; nested literals are flattened one level (`http.timeout`). `open`: something could not be read. */
export function optionsOf(
  node: Node | null | undefined,
  scope: FileScope,
): { options: Record<string, Value>; open: boolean } {
  const options: Record<string, Value> = {};
  const open = collect(node ? settled(node) : undefined, scope, options, '');
  return { options, open };
}

/** As {@link optionsOf}, with what is written into the literal afterwards, when it was given a name: `config.timeout = 2000`. */
export function namedOptionsOf(
  given: Node,
  literal: NodeOf<'ObjectExpression'>,
  scope: FileScope,
): { options: Record<string, Value>; open: boolean } {
  const { options, open } = optionsOf(literal, scope);
  const binding = given.type === 'Identifier' ? scope.bindings.find(given.name, given) : undefined;
  let more = false;
  for (const use of binding ? scope.bindings.uses(binding) : []) {
    const member = use.parent;
    if (member.type === 'CallExpression' && memberPath(member.callee)?.join('.') === 'Object.assign') more = true;
    if (member.type !== 'MemberExpression' || member.object !== use) continue;
    const { parent } = member;
    if (parent.type !== 'AssignmentExpression' || parent.left !== member) continue;
    const key = keyOf(member);
    if (key === undefined) more = true;
    else options[key] = settled(parent.right).type === 'ObjectExpression' ? unknown : staticValue(parent.right, scope);
  }
  return { options, open: open || more };
}

function collect(node: Node | undefined, scope: FileScope, into: Record<string, Value>, prefix: string): boolean {
  const at = node && (node.type === 'Identifier' ? scope.definition(node) : node);
  if (at?.type !== 'ObjectExpression') return true;
  let open = false;
  for (const property of at.properties) {
    if (property.type !== 'Property') {
      open = collect(bare(property.argument), scope, into, prefix) || open;
      continue;
    }
    const key = keyOf(property);
    if (key === undefined) open = true;
    else {
      const value = bare(property.value);
      into[prefix + key] = value.type === 'ObjectExpression' ? unknown : staticValue(value, scope);
      const inner = value.type === 'NewExpression' ? bareLiteral(value) : value;
      if (inner?.type === 'ObjectExpression' && prefix === '' && collect(inner, scope, into, `${key}.`))
        into[`${key}.…`] = unknown;
    }
  }
  return open;
}

/** The literal that is all a constructor is given: `new NodeHttpHandler({ requestTimeout: 2000 })`. */
function bareLiteral(node: NodeOf<'NewExpression'>): NodeOf<'ObjectExpression'> | undefined {
  const [only, more] = node.arguments;
  return only?.type === 'ObjectExpression' && !more ? only : undefined;
}
