import type { Code, Node, NodeOf } from '../../parse/typescript';

/** What a name of a file is bound to. */
export interface Binding {
  name: string;
  sort: 'import' | 'variable' | 'parameter' | 'function' | 'class';
  /** The name is visible inside this range. */
  from: number;
  to: number;
  /** Identifier that declares it. */
  id: Node;
  /** Initialiser, or default of a parameter; with a `member` the member of it. */
  init?: Node;
  /** Name of the property that a pattern takes out of `init`. */
  member?: string;
  /** Value that a pattern gives when the member is missing. */
  fallback?: Node;
  /** For imports: module and exported name (`default`, `*`). */
  specifier?: string;
  imported?: string;
  constant: boolean;
}

const known = new WeakMap<Code, Map<string, Binding[]>>();

function bindingsOf(code: Code): Map<string, Binding[]> {
  let all = known.get(code);
  if (!all) {
    all = new Map();
    for (const binding of collect(code)) {
      const same = all.get(binding.name);
      if (same) same.push(binding);
      else all.set(binding.name, [binding]);
    }
    known.set(code, all);
  }
  return all;
}

/** The binding that an identifier means: the innermost of its name around it. */
export function bindingOf(code: Code, identifier: NodeOf<'Identifier'>): Binding | undefined {
  const at = identifier.range[0];
  let best: Binding | undefined;
  for (const binding of bindingsOf(code).get(identifier.name) ?? [])
    if (binding.from <= at && at <= binding.to && (!best || binding.to - binding.from < best.to - best.from))
      best = binding;
  return best;
}

/** Bindings of the whole file that a module gives: `import { env } from 'node:process'`, `const x = require('x')`. */
export function importsFrom(code: Code, specifier: RegExp): Binding[] {
  const found: Binding[] = [];
  for (const list of bindingsOf(code).values())
    for (const binding of list)
      if (binding.specifier !== undefined && specifier.test(binding.specifier)) found.push(binding);
  return found;
}

/** Every use of a binding but its declaration. */
export function usesOf(code: Code, binding: Binding): NodeOf<'Identifier'>[] {
  return code
    .of('Identifier')
    .filter((id) => id.name === binding.name && id !== binding.id && !isName(id) && bindingOf(code, id) === binding);
}

/** The identifier is the name of a member or a key, not a reference. */
function isName(id: NodeOf<'Identifier'>): boolean {
  const { parent } = id;
  if (parent.type === 'MemberExpression') return parent.property === id && !parent.computed;
  if (parent.type === 'Property') return parent.key === id && !parent.computed && !parent.shorthand;
  return (
    (parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition') &&
    parent.key === id &&
    !parent.computed
  );
}

function* collect(code: Code): Iterable<Binding> {
  for (const node of code.of('ImportDeclaration')) {
    const specifier = String(node.source.value);
    for (const part of node.specifiers) {
      const imported =
        part.type === 'ImportSpecifier'
          ? part.imported.type === 'Identifier'
            ? part.imported.name
            : String(part.imported.value)
          : part.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*';
      const [from, to] = code.ast.range;
      yield {
        name: part.local.name,
        sort: 'import',
        from: Math.min(0, from),
        to: to + 1,
        id: part.local,
        specifier,
        imported,
        constant: true,
      };
    }
  }
  for (const node of code.of('VariableDeclarator')) {
    const scope = scopeOf(node, code, node.parent.type === 'VariableDeclaration' && node.parent.kind === 'var');
    const constant =
      node.parent.type === 'VariableDeclaration' && node.parent.kind !== 'let' && node.parent.kind !== 'var';
    const required = requiredModule(node.init);
    for (const part of namesIn(node.id)) {
      yield {
        name: part.id.name,
        sort: required === undefined ? 'variable' : 'import',
        ...scope,
        ...part,
        ...(node.init ? { init: node.init } : {}),
        ...(required === undefined ? {} : { specifier: required, imported: part.member ?? 'default' }),
        constant,
      };
    }
  }
  for (const type of ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'] as const) {
    for (const node of code.of(type)) {
      const [from, to] = node.range;
      for (const parameter of node.params) {
        const target = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
        const pattern = target.type === 'AssignmentPattern' ? target.left : target;
        for (const part of namesIn(pattern)) {
          const init = target.type === 'AssignmentPattern' ? { init: target.right } : {};
          yield { name: part.id.name, sort: 'parameter', from, to, ...part, ...init, constant: true };
        }
      }
      if (type === 'FunctionDeclaration' && node.id)
        yield {
          name: node.id.name,
          sort: 'function',
          ...scopeOf(node, code, false),
          id: node.id,
          init: node,
          constant: true,
        };
    }
  }
  for (const node of code.of('ClassDeclaration'))
    if (node.id)
      yield {
        name: node.id.name,
        sort: 'class',
        ...scopeOf(node, code, false),
        id: node.id,
        init: node,
        constant: true,
      };
}

interface Part {
  id: NodeOf<'Identifier'>;
  member?: string;
  fallback?: Node;
}

/** Names that a pattern declares; of nested patterns only what needs no second member. */
function* namesIn(pattern: Node): Iterable<Part> {
  if (pattern.type === 'Identifier') yield { id: pattern };
  else if (pattern.type === 'AssignmentPattern') {
    for (const part of namesIn(pattern.left)) yield { ...part, fallback: pattern.right };
  } else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      if (property.type === 'RestElement') {
        yield* namesIn(property.argument);
        continue;
      }
      const member = keyOf(property);
      for (const part of namesIn(property.value))
        yield { ...part, ...(member === undefined || part.member !== undefined ? {} : { member }) };
    }
  } else if (pattern.type === 'ArrayPattern') {
    for (const element of pattern.elements) if (element) yield* namesIn(element);
  } else if (pattern.type === 'RestElement') yield* namesIn(pattern.argument);
}

/** Written name of a property or member; nothing for a computed one. */
export function keyOf(node: { key: Node; computed?: boolean }): string | undefined {
  if (node.key.type === 'Identifier') return node.computed ? undefined : node.key.name;
  return node.key.type === 'Literal' ? String(node.key.value) : undefined;
}

export function memberOf(node: NodeOf<'MemberExpression'>): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return textIn(node.property);
}

/** Text of a string or of a template without expressions. */
export function textIn(node: Node | null | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function requiredModule(init: Node | null): string | undefined {
  let at: Node | null = init;
  if (at?.type === 'MemberExpression') at = at.object;
  if (at?.type !== 'CallExpression' || at.callee.type !== 'Identifier' || at.callee.name !== 'require')
    return undefined;
  return textIn(at.arguments[0]);
}

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'StaticBlock']);
const blocks = new Set([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'TSModuleBlock',
]);

function scopeOf(node: Node, code: Code, hoisted: boolean): { from: number; to: number } {
  for (let at = node.parent; at; at = at.parent)
    if (functions.has(at.type) || (!hoisted && blocks.has(at.type))) return { from: at.range[0], to: at.range[1] };
  return { from: 0, to: Math.max(code.ast.range[1], Number.MAX_SAFE_INTEGER) };
}

/** Whether the node runs when the module loads, and not when something calls it. */
export function atModuleLevel(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (functions.has(at.type)) return false;
  return true;
}

/** The node without what TypeScript writes around it: `x!`, `x as T`, `x satisfies T`, `(x)?.y`. */
export function bare(node: Node): Node {
  let at = node;
  while (
    at.type === 'TSNonNullExpression' ||
    at.type === 'TSAsExpression' ||
    at.type === 'TSSatisfiesExpression' ||
    at.type === 'TSTypeAssertion' ||
    at.type === 'ChainExpression'
  )
    at = at.expression;
  return at;
}

/** The outermost wrapper of {@link bare} around a node. */
export function wrapped(node: Node): Node {
  let at = node;
  while (at.parent && bare(at.parent) !== at.parent && 'expression' in at.parent && at.parent.expression === at)
    at = at.parent;
  return at;
}
