import type { Code, Node, NodeOf } from '../../parse/typescript';
import { isFunction } from '../code/nodes';
import { atModuleLevel, bare, bindingOf, memberOf, textIn, usesOf, wrapped } from './bindings';
import { fallbackOf, guarded, isPlain, type Need, optional, required, schemaNeed } from './requirement';

const handedOn: Need = { need: 'required', handedOn: true };

/** How the value of `node`, a read of the variable `name`, is needed where it stands. */
export function needOf(code: Code, node: Node, name: string): Need {
  const here = needAt(code, node, name);
  if (here.need === 'optional') return here;
  const conditional = underCondition(node) ? optional : here;
  const whole = wrapped(node);
  const { parent } = whole;
  // `function mail(key = process.env.KEY)`: the parameter is as needed as its uses.
  if (parent?.type === 'AssignmentPattern' && parent.right === whole && parent.left.type === 'Identifier')
    return boundNeed(code, parent.left, name, conditional);
  const isConstant = parent?.type === 'VariableDeclarator' && parent.init === whole && parent.id.type === 'Identifier';
  return isConstant ? boundNeed(code, parent.id, name, conditional) : conditional;
}

/** One hop: `const key = process.env.KEY` is as needed as its uses in the file need it. */
export function boundNeed(code: Code, id: Node, name: string, otherwise: Need, hops = 0): Need {
  const constant = id.type === 'Identifier' ? bindingOf(code, id) : undefined;
  if (!constant) return otherwise;
  const uses = usesOf(code, constant).map((use) => needAt(code, use, name, hops));
  const tested = uses.find((use) => use.validated) ?? uses.find((use) => use.guard || use.fallback);
  if (tested) return tested;
  const insists = uses.some((use) => use.need === 'required' && !use.handedOn);
  if (insists) return otherwise;
  return uses.length > 0 && uses.every((use) => use.need === 'optional') ? optional : { ...otherwise, handedOn: true };
}

const yesOrNo =
  /^(?:(?:is|has|to|as|parse|get|read|str(?:ing)?To|env)?_?(?:bool(?:ean)?|true|truthy|enabled|flag|on|set|defined|empty|string)|boolean)$/i;
const asserts =
  /^(?:assert|invariant|ok|ensure|require(?:d)?(?:Env|Value|Var)?|must|assertIsDefined|nonNull|notNull|checkNotNull|tiny-?invariant)$/i;
const speaks = /^(?:log|info|warn|error|debug|trace|fatal|verbose|print)$/;
const speakers = /^(?:console|logger|log|pino|winston|Sentry)$/i;
const compares = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>=', 'in', 'instanceof']);

/** `process.env.KEY!` and `as string` say that the author relies on it; `as Options` only quietens the compiler. */
function isInsistedOn(node: Node, whole: Node): boolean {
  for (let at = node; at !== whole; at = at.parent as Node) {
    const { parent } = at;
    if (parent?.type === 'TSNonNullExpression') return true;
    const type = parent && 'typeAnnotation' in parent ? parent.typeAnnotation : undefined;
    if (type?.type === 'TSStringKeyword' || type?.type === 'TSLiteralType') return true;
    if (type?.type === 'TSUnionType' && type.types.every((part) => part.type === 'TSLiteralType')) return true;
  }
  return false;
}

function needAt(code: Code, node: Node, name: string, hops = 0): Need {
  const whole = wrapped(node);
  const { parent } = whole;
  if (!parent) return required;
  const insists = isInsistedOn(node, whole);
  const passed = insists ? required : handedOn;
  switch (parent.type) {
    case 'LogicalExpression': {
      if (parent.operator === '&&') return guarded;
      if (parent.left !== whole) return optional;
      return isFailure(parent.right)
        ? stops(parent, required)
        : { ...optional, ...fallbackOf(parent.right, name), guard: true };
    }
    case 'AssignmentPattern':
      return parent.left === whole ? { ...optional, ...fallbackOf(parent.right, name) } : required;
    case 'AssignmentExpression':
      return parent.left === whole ? guarded : passed;
    case 'UnaryExpression':
    case 'IfStatement':
    case 'WhileStatement':
    case 'SwitchStatement':
      return throwsWhenMissing(whole) ?? guarded;
    case 'ConditionalExpression':
      return parent.test === whole ? guarded : passed;
    case 'BinaryExpression':
      return compares.has(parent.operator) ? (throwsWhenMissing(whole) ?? guarded) : required;
    case 'MemberExpression': {
      if (parent.object !== whole) return required;
      if (parent.optional) return { ...(throwsWhenMissing(whole) ?? guarded) };
      return required;
    }
    case 'CallExpression':
      return asArgument(parent, whole, name, code, { insists, hops });
    case 'NewExpression':
      return insists || !isOwn(code, parent.callee) ? required : handedOn;
    case 'Property':
      return asProperty(parent, code, name, passed);
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'PropertyDefinition':
    case 'ArrayExpression':
      return passed;
    case 'VariableDeclarator':
      return required;
    case 'ExpressionStatement':
      return optional;
    default:
      return required;
  }
}

/**
 * Functions that cannot go on without the value: what is parsed, decoded, signed with or connected to, and numbers, which become `NaN`.
 * Sources: Node.js documentation (Buffer, crypto, fs), jsonwebtoken, supabase-js, MongoDB and mongoose connection guides, Neon serverless driver.
 */
const fails =
  /^(?:parse|parse(?:Int|Float)|Number|BigInt|from|atob|fetch|neon|connect|listen|create(?:Client|Pool|Connection|Hmac|Cipheriv|Decipheriv|SecretKey|PrivateKey|PublicKey)|readFile(?:Sync)?|sign|verify|import(?:JWK|PKCS8|SPKI))$/;
/** A function that hands the value to another that hands it on: further is not followed. */
const furthest = 3;

/** A class or function of this repository: of this file, or imported by a relative path. */
function isOwn(code: Code, callee: Node): boolean {
  const at = bare(callee);
  const bound = at.type === 'Identifier' ? bindingOf(code, at) : undefined;
  return bound !== undefined && (bound.specifier === undefined || bound.specifier.startsWith('.'));
}

/** What the function of this file that is called does with its parameter. */
function asParameter(code: Code, call: NodeOf<'CallExpression'>, at: number, name: string, hops: number): Need {
  const callee = bare(call.callee);
  const bound = callee.type === 'Identifier' && hops < furthest ? bindingOf(code, callee) : undefined;
  const fn = bound?.init && bound.member === undefined ? bare(bound.init) : undefined;
  const parameter = fn && isFunction(fn) && fn.params.slice(0, at).every(isOne) ? fn.params[at] : undefined;
  if (parameter?.type === 'AssignmentPattern')
    return { ...optional, ...fallbackOf(parameter.right, name), guard: true };
  if (parameter?.type !== 'Identifier' || bound?.id === undefined) return handedOn;
  return boundNeed(code, parameter, name, required, hops + 1);
}

const isOne = (parameter: Node) => parameter.type !== 'RestElement';

interface Given {
  insists: boolean;
  hops: number;
}

function asArgument(
  call: NodeOf<'CallExpression'>,
  argument: Node,
  name: string,
  code: Code,
  { insists, hops }: Given,
): Need {
  if (call.callee === argument) return required;
  const callee = bare(call.callee);
  const called =
    callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberOf(callee) : undefined;
  if (called === undefined) return required;
  if (asserts.test(called)) return stops(call, required);
  if (yesOrNo.test(called)) return guarded;
  if (callee.type === 'MemberExpression') {
    const { object } = callee;
    const speaker =
      object.type === 'Identifier' ? object.name : object.type === 'MemberExpression' ? memberOf(object) : undefined;
    if (speaks.test(called) && (speaker === undefined || speakers.test(speaker))) return optional;
    if (/^safeParse(?:Async)?$/.test(called)) return guarded;
    if (/^parse(?:Async)?$/.test(called)) {
      const chain = schemaNeed(object, name);
      if (chain) return chain.need === 'required' ? stops(call, chain) : { ...chain, guard: true };
    }
  }
  const rest = call.arguments.slice(call.arguments.indexOf(argument as never) + 1);
  const [second] = rest;
  // `number(process.env.LIMIT, 10)`: a literal behind the value is what is used in its absence.
  const alone = rest.length === 1 || (second !== undefined && textIn(second) === undefined);
  if (call.arguments[0] === argument && alone && second && isPlain(second) && !fails.test(called))
    return { ...optional, ...fallbackOf(second, name), guard: true };
  // `parseInt(process.env.LIMIT) || 10`
  const result = needAt(code, call, name, hops);
  if (result.guard || result.fallback) return { ...result, need: 'optional' };
  if (insists || fails.test(called)) return required;
  if (wrapped(call) !== call && isInsistedOn(call, wrapped(call))) return required;
  return asParameter(code, call, call.arguments.indexOf(argument as never), name, hops);
}

const mappings = /^(?:experimental__)?runtimeEnv(?:Strict)?$|^emptyStringAsUndefined$/;

/** Keys without which a client cannot work. */
const essential =
  /^(?:api_?key|\w*secret(?:key)?|(?:access)?token|password|pass|url|uri|connection_?string|base_?url|host|bucket|audience|issuer)$/i;
const answers = /^(?:json|stringify|send|render|init|redirect|set|write|end|assign|freeze|define\w*)$/;

function asProperty(property: NodeOf<'Property'>, code: Code, name: string, passed: Need): Need {
  if (property.value.type === 'AssignmentPattern') return needAt(code, property.value.left, name);
  const object = property.parent;
  const owner = wrapped(object).parent;
  if (owner?.type === 'Property' && owner.key.type === 'Identifier' && mappings.test(owner.key.name)) return optional;
  if (owner?.type !== 'CallExpression' && owner?.type !== 'NewExpression') return passed;
  const callee = bare(owner.callee);
  const called =
    callee.type === 'MemberExpression' ? (memberOf(callee) ?? '') : callee.type === 'Identifier' ? callee.name : '';
  // `schema.parse({ KEY: process.env.KEY })`: the schema says what is needed, see schemas.
  if (/^(?:safe)?parse(?:Async)?$/i.test(called) || speaks.test(called)) return optional;
  const key = property.key.type === 'Identifier' ? property.key.name : '';
  return !answers.test(called) && essential.test(key) ? required : passed;
}

/** An operand that never gives a value: `?? fail('KEY is missing')`, an immediately called function that throws. */
export function isFailure(node: Node): boolean {
  const at = bare(node);
  if (at.type !== 'CallExpression') return false;
  const callee = bare(at.callee);
  if (callee.type === 'Identifier')
    return /^(?:throw\w*|raise\w*|fail\w*|panic|missing\w*|abort|die|bail|never)$/i.test(callee.name);
  if (callee.type === 'MemberExpression') return memberOf(callee) === 'exit';
  return (callee.type === 'ArrowFunctionExpression' || callee.type === 'FunctionExpression') && leaves(callee.body);
}

export function leaves(node: Node): boolean {
  if (node.type === 'ThrowStatement') return true;
  if (node.type === 'BlockStatement') return node.body.some(leaves);
  if (node.type !== 'ExpressionStatement') return false;
  const expression = bare(node.expression);
  return (
    isFailure(expression) ||
    (expression.type === 'CallExpression' &&
      expression.callee.type === 'MemberExpression' &&
      memberOf(expression.callee) === 'exit')
  );
}

export const stops = (node: Node, need: Need): Need => (atModuleLevel(node) ? { ...need, validated: true } : need);

/** `if (!process.env.KEY) throw …`: required, whatever else the test asks in an `||`. */
function throwsWhenMissing(node: Node): Need | undefined {
  let at = node;
  let missing = false;
  for (let { parent } = at; parent; parent = at.parent) {
    if (parent.type === 'UnaryExpression' && parent.operator === '!') missing = !missing;
    else if (parent.type === 'BinaryExpression') {
      const other = parent.left === at ? parent.right : parent.left;
      const nothing =
        (other.type === 'Identifier' && other.name === 'undefined') ||
        (other.type === 'Literal' && (other.value === null || other.value === '' || other.value === 'undefined'));
      if (!nothing || (parent.operator !== '===' && parent.operator !== '==')) return undefined;
      missing = true;
    } else if (parent.type === 'LogicalExpression') {
      const other = parent.left === at ? parent.right : parent.left;
      if (parent.operator !== '||' && !asksForProduction(other)) return undefined;
    } else if (parent.type === 'IfStatement')
      return parent.test === at && missing && leaves(parent.consequent) && !underCondition(parent)
        ? stops(parent, required)
        : undefined;
    else if (parent.type !== 'MemberExpression' && parent.type !== 'CallExpression' && bare(parent) === parent)
      return undefined;
    at = parent;
  }
  return undefined;
}

export function asksForProduction(node: Node): boolean {
  const at = bare(node);
  if (at.type === 'Identifier') return /^is_?prod(?:uction)?$/i.test(at.name);
  if (at.type !== 'BinaryExpression') return false;
  return [at.left, at.right].some((side) => textIn(side) === 'production');
}

const switchedBy =
  /\benv\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|enabled|configured|provider|driver|transport|backend|adapter|cloud|self_?host/i;

/** The read happens only in some set-ups: behind a test of another setting in the same function. */
function underCondition(node: Node): boolean {
  let at = node;
  for (let { parent } = at; parent; parent = at.parent) {
    if (parent.type === 'SwitchCase' && parent.test !== at) return true;
    // `try { JSON.parse(process.env.X) } catch {}`
    if (parent.type === 'TryStatement' && parent.block === at && parent.handler?.body.body.length === 0) return true;
    const test =
      (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test !== at
        ? parent.test
        : undefined;
    if (test && !asksForProduction(test) && mentions(test)) return true;
    if (
      parent.type === 'LogicalExpression' &&
      parent.right === at &&
      parent.operator === '&&' &&
      !asksForProduction(parent.left) &&
      mentions(parent.left)
    )
      return true;
    if (
      parent.type === 'FunctionDeclaration' ||
      parent.type === 'FunctionExpression' ||
      parent.type === 'ArrowFunctionExpression'
    )
      return false;
    at = parent;
  }
  return false;
}

function mentions(test: Node): boolean {
  const open: Node[] = [test];
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.type === 'Identifier' && switchedBy.test(at.name)) return true;
    if (at.type === 'MemberExpression') open.push(at.object, at.property);
    else if (at.type === 'LogicalExpression' || at.type === 'BinaryExpression') open.push(at.left as Node, at.right);
    else if (at.type === 'UnaryExpression') open.push(at.argument);
    else if (at.type === 'CallExpression') open.push(at.callee);
    else if (bare(at) !== at) open.push(bare(at));
  }
  return false;
}
