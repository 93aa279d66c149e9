import type { Ref } from '../../core/fact';
import type { HelperCall } from '../../core/variableHelper';
import { isPlatformVariable, variableName, viteBuiltIns } from '../../knowledge/environmentVariables';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { type Binding, bare, bindingOf, importsFrom, keyOf, memberOf, textIn, wrapped } from './bindings';
import { boundNeed, needOf } from './need';
import { fallbackOf, type Need } from './requirement';

/** One read of a variable in code. `name` may be a prefix that ends in `*`. */
export interface CodeRead extends Need {
  name: string;
  access: 'direct' | 'dynamic';
  via: string;
  at: Node;
  /** It goes through what another file may give. */
  asks?: { helper: Ref; owner?: string; call?: HelperCall; assumed?: Need };
  /** What checks the key of a schema: `z`, `Joi`, `str`. */
  like?: string;
}

/** How the variables are reached: the process, or what the bundler puts in their place. */
export type EnvObject = 'process.env' | 'import.meta.env' | 'Bun.env' | '$env' | 'worker env';

/** What object of variables an expression is, if it is one. */
export function envObjectOf(code: Code, expression: Node, hops = 0): EnvObject | undefined {
  const node = bare(expression);
  if (node.type === 'MemberExpression') {
    const { object } = node;
    if (memberOf(node) !== 'env') return undefined;
    if (object.type === 'MetaProperty') return 'import.meta.env';
    const owner = bare(object);
    if (owner.type === 'Identifier') {
      if (owner.name !== 'process' && owner.name !== 'Bun') return undefined;
      const bound = bindingOf(code, owner);
      if (bound && !/^(?:node:)?process$/.test(bound.specifier ?? '')) return undefined;
      return owner.name === 'Bun' ? 'Bun.env' : 'process.env';
    }
    if (owner.type !== 'MemberExpression' || memberOf(owner) !== 'process') return undefined;
    const root = bare(owner.object);
    return root.type === 'Identifier' && /^(?:globalThis|global|window|self)$/.test(root.name)
      ? 'process.env'
      : undefined;
  }
  if (node.type !== 'Identifier' || hops > 2) return undefined;
  const bound = bindingOf(code, node);
  return bound ? boundTo(code, bound, hops) : undefined;
}

function boundTo(code: Code, bound: Binding, hops: number): EnvObject | undefined {
  if (bound.specifier !== undefined) {
    if (/^(?:node:)?process$/.test(bound.specifier)) return bound.imported === 'env' ? 'process.env' : undefined;
    return /^\$env\/dynamic\//.test(bound.specifier) && bound.imported === 'env' ? '$env' : undefined;
  }
  if (bound.sort === 'variable' && !bound.constant) return undefined;
  if (!bound.init) return workerEnv(bound) ? 'worker env' : isGivenProcessEnv(bound) ? 'process.env' : undefined;
  if (bound.member === undefined) return envObjectOf(code, bound.init, hops + 1);
  // `const { env } = process`
  const init = bare(bound.init);
  return bound.member === 'env' && init.type === 'Identifier' && init.name === 'process' ? 'process.env' : undefined;
}

/** `function load(env: NodeJS.ProcessEnv)`: what it is called with outside tests is the environment. */
function isGivenProcessEnv(bound: Binding): boolean {
  if (bound.sort !== 'parameter' || bound.member !== undefined || bound.id.type !== 'Identifier') return false;
  const type = bound.id.typeAnnotation?.typeAnnotation;
  if (type?.type === 'TSTypeQuery')
    return (
      type.exprName.type === 'TSQualifiedName' &&
      type.exprName.right.name === 'env' &&
      type.exprName.left.type === 'Identifier' &&
      type.exprName.left.name === 'process'
    );
  return (
    type?.type === 'TSTypeReference' &&
    type.typeName.type === 'TSQualifiedName' &&
    type.typeName.right.name === 'ProcessEnv'
  );
}

/** `export default { async fetch(request, env) {…} }`: the second parameter of a worker's handler. */
function workerEnv(bound: Binding): boolean {
  if (bound.sort !== 'parameter') return false;
  const fn = bound.id.parent;
  if (fn?.type !== 'FunctionExpression' && fn?.type !== 'ArrowFunctionExpression') return false;
  if (fn.params[1] !== bound.id || fn.parent.type !== 'Property') return false;
  if (!/^(?:fetch|scheduled|queue|email|tail)$/.test(keyOf(fn.parent) ?? '')) return false;
  const owner = wrapped(fn.parent.parent).parent;
  return owner?.type === 'ExportDefaultDeclaration' || owner?.type === 'VariableDeclarator';
}

const via: Record<EnvObject, string> = {
  'process.env': 'process.env',
  'import.meta.env': 'import.meta.env',
  'Bun.env': 'Bun.env',
  $env: '$env/dynamic',
  'worker env': 'worker env',
};

/** Reads of `process.env` and its equals: members, patterns, `in`, and the whole object. */
export function* directReads(code: Code): Iterable<CodeRead> {
  for (const node of code.of('MemberExpression')) {
    const object = envObjectOf(code, node.object);
    if (object) yield* memberRead(code, node, object);
  }
  for (const node of code.of('ObjectPattern')) {
    const value = patternValue(node);
    const object = value && envObjectOf(code, value);
    if (object) yield* patternReads(code, node, object);
  }
  for (const node of [...code.of('SpreadElement'), ...code.of('CallExpression')]) {
    const whole = node.type === 'SpreadElement' ? node.argument : listed(node);
    const object = whole && envObjectOf(code, whole);
    if (object) yield { name: '*', need: 'optional', access: 'dynamic', via: via[object], at: node };
  }
  for (const node of code.of('BinaryExpression')) {
    const name = node.operator === 'in' ? textIn(node.left) : undefined;
    const object = name === undefined ? undefined : envObjectOf(code, node.right);
    if (name !== undefined && object)
      yield { name, need: 'optional', guard: true, access: 'direct', via: via[object], at: node.left };
  }
}

/** `Object.keys(process.env)` and the like: what is listed. */
function listed(call: NodeOf<'CallExpression'>): Node | undefined {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'Object')
    return undefined;
  return /^(?:keys|values|entries|fromEntries|assign)$/.test(memberOf(callee) ?? '')
    ? call.arguments.at(-1)
    : undefined;
}

function* memberRead(code: Code, node: NodeOf<'MemberExpression'>, object: EnvObject): Iterable<CodeRead> {
  const whole = wrapped(node);
  const { parent } = whole;
  // Written, not read: tests and start scripts set variables for what they start.
  if (parent?.type === 'AssignmentExpression' && parent.left === whole && parent.operator === '=') return;
  if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return;
  const name = memberOf(node);
  if (name !== undefined) {
    const place = needOf(code, node, name);
    // A member may as well be a binding, which no list of variables names.
    const need: Need =
      object === 'worker env' && place.need === 'required' ? { need: 'optional', handedOn: true } : place;
    const form = node.computed ? ' bracket' : bare(node.object).type === 'Identifier' ? ' alias' : '';
    yield { name, ...need, access: 'direct', via: via[object] + form, at: node };
    return;
  }
  const text = bare(node.property);
  const prefix = text.type === 'TemplateLiteral' ? (text.quasis[0]?.value.cooked ?? '') : '';
  yield { name: `${prefix}*`, need: 'optional', access: 'dynamic', via: via[object], at: node };
}

function patternValue(pattern: NodeOf<'ObjectPattern'>): Node | undefined {
  const { parent } = pattern;
  if (parent.type === 'VariableDeclarator') return parent.init ?? undefined;
  if (parent.type === 'AssignmentPattern' && parent.left === pattern) return parent.right;
  return parent.type === 'AssignmentExpression' && parent.left === pattern ? parent.right : undefined;
}

function* patternReads(code: Code, pattern: NodeOf<'ObjectPattern'>, object: EnvObject): Iterable<CodeRead> {
  for (const property of pattern.properties) {
    if (property.type === 'RestElement') {
      yield { name: '*', need: 'optional', access: 'dynamic', via: via[object], at: property };
      continue;
    }
    const name = keyOf(property);
    if (name === undefined) continue;
    const need: Need =
      property.value.type === 'AssignmentPattern'
        ? { need: 'optional', ...fallbackOf(property.value.right, name), guard: true }
        : boundNeed(code, property.value, name, { need: 'required' });
    yield { name, ...need, access: 'direct', via: `${via[object]} pattern`, at: property.key };
  }
}

/** `import { KEY } from '$env/static/private'`: the import itself is the read, and the build fails without it. */
export function* importedReads(code: Code): Iterable<CodeRead> {
  for (const bound of importsFrom(code, /^\$env\/static\/(?:private|public)$|^astro:env\/(?:server|client)$/)) {
    const { imported } = bound;
    if (imported === undefined || !variableName.test(imported)) continue;
    const need = bound.specifier?.startsWith('$env') ? 'required' : 'optional';
    yield { name: imported, need, validated: true, access: 'direct', via: bound.specifier ?? '', at: bound.id };
  }
}

/** Reads that ask something of the release: no platform variables, no members that the bundler defines. */
export function isOurs(read: CodeRead): boolean {
  if (read.access === 'dynamic') return true;
  if (read.via.startsWith('import.meta') && viteBuiltIns.has(read.name)) return false;
  return variableName.test(read.name) && !isPlatformVariable(read.name);
}
