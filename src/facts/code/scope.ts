import type { Ref, Value } from '../../core/fact';
import type { Code, Node, NodeOf } from '../../parse/typescript';
import { type Binding, type Bindings, bindingsOf, requiredModule } from './bindings';
import { bare, type ClassNode, type FunctionNode, isClass, isFunction, keyOf, memberPath, settled } from './nodes';
import { type Symbols, symbolsOf } from './symbols';
import { staticValue } from './values';

/**
 * What the names of one file stand for, shared by every extractor of code:
 *
 *     const scope = scopeOf(code);
 *     scope.ref(call.callee)      // → Ref: `import pg.Pool.query`, `file db.query`, `this repo.find`, `global fetch`
 *     scope.value(node)           // → Value: a literal, an environment variable with its fallback, a reference
 *     scope.bindings.find('db', node)
 *
 * In a path, `()` stands for the result of calling what precedes, `(n)` for the n-th parameter of a function:
 * `getPool().query` is `file getPool` with path `(), query`. `new X()` is written as X itself.
 * An instance (`const pool = new Pool()`) is the symbol of its name; `instance.created` tells how it was made.
 */
export interface FileScope {
  readonly code: Code;
  readonly bindings: Bindings;
  readonly symbols: Symbols;
  ref(node: Node): Ref;
  value(node: Node | null | undefined): Value;
  /** The node that a constant name stands for, aliases followed: a function, an object literal, a call, … */
  definition(node: Node): Node | undefined;
  /** The initialiser or the single assignment of a variable. */
  initOf(binding: Binding): Node | undefined;
}

const known = new WeakMap<Code['ast'], FileScope>();

export function scopeOf(code: Code): FileScope {
  let scope = known.get(code.ast);
  if (!scope) {
    scope = createScope(code);
    known.set(code.ast, scope);
  }
  return scope;
}

const deepest = 12;

function createScope(code: Code): FileScope {
  const bindings = bindingsOf(code);
  const symbols = symbolsOf(code);
  const refs = new Map<Node, Ref>();

  const ref = (node: Node, depth = 0): Ref => {
    if (depth > deepest) return unknown('too many steps');
    const at = settled(node);
    switch (at.type) {
      case 'Identifier': {
        const binding = bindings.find(at.name, at);
        return binding ? ofBinding(binding, depth) : { in: 'global', name: at.name, path: [] };
      }
      case 'MemberExpression': {
        const key = keyOf(at);
        if (bare(at.object).type === 'ThisExpression')
          return key === undefined ? unknown('computed member') : { in: 'this', member: key, path: [] };
        return key === undefined ? unknown('computed member') : extend(ref(at.object, depth + 1), key);
      }
      case 'CallExpression': {
        const module = requiredModule(at);
        if (module !== undefined) return { in: 'import', specifier: module, name: '*', path: [] };
        return extend(ref(at.callee, depth + 1), '()');
      }
      case 'ImportExpression': {
        const module = requiredModule(at);
        return module === undefined
          ? unknown('computed import')
          : { in: 'import', specifier: module, name: '*', path: [] };
      }
      case 'NewExpression':
        return ref(at.callee, depth + 1);
      case 'TaggedTemplateExpression':
        return extend(ref(at.tag, depth + 1), '()');
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
      case 'ClassExpression':
      case 'ClassDeclaration':
        return { in: 'file', symbol: symbols.of(at), path: [] };
      case 'LogicalExpression':
      case 'AssignmentExpression': {
        const right = ref(at.right, depth + 1);
        return right.in === 'unknown' ? ref(at.left, depth + 1) : right;
      }
      case 'SequenceExpression': {
        const last = at.expressions.at(-1);
        return last ? ref(last, depth + 1) : unknown('empty');
      }
      default:
        return unknown(at.type);
    }
  };

  const ofBinding = (binding: Binding, depth: number): Ref => {
    switch (binding.sort) {
      case 'import': {
        const from = binding.from as NonNullable<Binding['from']>;
        return { in: 'import', specifier: from.specifier, name: from.name, path: [] };
      }
      case 'function':
      case 'class':
        return { in: 'file', symbol: symbols.of(binding.node as FunctionNode | ClassNode), path: [] };
      case 'enum':
        return { in: 'file', symbol: symbols.local(binding.name, binding.node), path: [] };
      case 'parameter':
        return ofParameter(binding, depth);
      case 'variable':
        return ofVariable(binding, depth);
      default:
        return unknown(`${binding.sort} ${binding.name}`);
    }
  };

  /** A parameter of a named type is an instance of that type; otherwise it is the n-th parameter of its function. */
  const ofParameter = (binding: Binding, depth: number): Ref => {
    if (binding.path.length === 0 && binding.id.type === 'Identifier') {
      const type = typeNameOf(binding.id);
      const meant = type && bindings.find(type[0] as string, binding.id);
      if (meant && (meant.sort === 'import' || meant.sort === 'class'))
        return type.slice(1).reduce(extend, ofBinding(meant, depth + 1));
    }
    const fn = binding.of as FunctionNode;
    return { in: 'file', symbol: symbols.of(fn), path: [`(${binding.index ?? 0})`, ...binding.path] };
  };

  const ofVariable = (binding: Binding, depth: number): Ref => {
    const own: Ref = { in: 'file', symbol: symbols.local(binding.name, binding.node), path: [] };
    const init = initOf(binding);
    if (!init) return own;
    const made = settled(init);
    // A name for something else is that thing; what is made here keeps the name, so that its options stay known.
    if (made.type === 'Identifier' || made.type === 'MemberExpression' || made.type === 'ThisExpression') {
      if (made.type === 'ThisExpression')
        return binding.path.length > 0
          ? { in: 'this', member: binding.path[0] as string, path: binding.path.slice(1) }
          : unknown('this');
      return binding.path.reduce(extend, ref(made, depth + 1));
    }
    if (binding.path.length > 0) return binding.path.reduce(extend, ref(made, depth + 1));
    if (isFunction(made) || isClass(made)) return { in: 'file', symbol: symbols.of(made), path: [] };
    return own;
  };

  const initOf = (binding: Binding): Node | undefined => {
    if (binding.sort !== 'variable') return undefined;
    const declarator = binding.node as NodeOf<'VariableDeclarator'>;
    if (declarator.init && !isNothing(declarator.init)) return keptGlobally(declarator.init) ?? declarator.init;
    if (binding.constant) return declarator.init ?? undefined;
    const written = bindings
      .uses(binding)
      .map((id) => id.parent as Node)
      .filter((p) => p.type === 'AssignmentExpression' && p.operator !== '+=' && p.left.type === 'Identifier')
      .map((p) => (p as NodeOf<'AssignmentExpression'>).right)
      .filter((value) => !isNothing(value));
    return written.length === 1 ? written[0] : undefined;
  };

  /** `globalThis.pool`, or a member of a name for it: what this file puts there. */
  const keptGlobally = (init: Node): Node | undefined => {
    const at = settled(init);
    if (at.type !== 'MemberExpression') return undefined;
    const object = settled(at.object);
    if (object.type !== 'Identifier') return undefined;
    const alias = bindings.find(object.name, object);
    const held = alias?.node.type === 'VariableDeclarator' && alias.node.init ? settled(alias.node.init) : object;
    if (held.type !== 'Identifier' || !/^(?:globalThis|global)$/.test(held.name)) return undefined;
    const path = memberPath(at)?.join('.');
    for (const assignment of code.of('AssignmentExpression'))
      if (memberPath(assignment.left)?.join('.') === path && settled(assignment.right).type !== 'Identifier')
        return assignment.right;
    return undefined;
  };

  const definition = (node: Node, depth = 0): Node | undefined => {
    const at = bare(node);
    if (depth > deepest) return undefined;
    if (at.type === 'Identifier') {
      const binding = bindings.find(at.name, at);
      if (!binding) return undefined;
      if (binding.sort === 'function' || binding.sort === 'class' || binding.sort === 'enum') return binding.node;
      if (binding.sort !== 'variable') return undefined;
      const init = initOf(binding);
      const meant = init && definition(init, depth + 1);
      return meant && binding.path.reduce<Node | undefined>((from, key) => from && member(from, key, depth), meant);
    }
    if (at.type === 'MemberExpression') {
      const from = definition(at.object, depth + 1);
      const key = keyOf(at);
      return from && key !== undefined ? member(from, key, depth) : undefined;
    }
    return at;
  };

  const member = (from: Node, key: string, depth: number): Node | undefined => {
    if (from.type === 'TSEnumDeclaration')
      return from.body.members.find((m) => (m.id.type === 'Identifier' ? m.id.name : m.id.value) === key)?.initializer;
    if (from.type !== 'ObjectExpression') return undefined;
    const property = from.properties.find((p) => p.type === 'Property' && keyOf(p) === key);
    return property?.type === 'Property' ? definition(property.value, depth + 1) : undefined;
  };

  const scope: FileScope = {
    code,
    bindings,
    symbols,
    ref(node) {
      // Every extractor asks about the same callees.
      const known = refs.get(node) ?? ref(node);
      refs.set(node, known);
      return known;
    },
    value: (node) => (node ? staticValue(node, scope) : { is: 'unknown' }),
    definition: (node) => definition(node),
    initOf,
  };
  return scope;
}

function unknown(why: string): Ref {
  return { in: 'unknown', why };
}

/** The same reference, one member further. */
export function extend(ref: Ref, key: string): Ref {
  return ref.in === 'unknown' ? ref : { ...ref, path: [...ref.path, key] };
}

function isNothing(node: Node): boolean {
  const at = bare(node);
  return (at.type === 'Literal' && at.value === null) || (at.type === 'Identifier' && at.name === 'undefined');
}

/** `['Pool']` or `['pg', 'Pool']` for the annotation of a parameter or property. */
export function typeNameOf(id: Node): string[] | undefined {
  const annotation = 'typeAnnotation' in id ? id.typeAnnotation : undefined;
  if (annotation?.type !== 'TSTypeAnnotation') return undefined;
  const type = annotation.typeAnnotation;
  if (type.type !== 'TSTypeReference') return undefined;
  const path: string[] = [];
  let name: Node = type.typeName;
  while (name.type === 'TSQualifiedName') {
    path.unshift(name.right.name);
    name = name.left;
  }
  if (name.type !== 'Identifier') return undefined;
  path.unshift(name.name);
  return path;
}

/** Whether the reference is a member of a package: `isFrom(ref, 'pg', 'Pool')`; sub-paths of the package count. */
export function isFrom(ref: Ref, specifier: string | RegExp, ...names: string[]): boolean {
  if (ref.in !== 'import') return false;
  const matches = typeof specifier === 'string' ? ref.specifier === specifier : specifier.test(ref.specifier);
  if (!matches) return false;
  if (names.length === 0) return true;
  const name = ref.name === '*' || ref.name === 'default' ? (ref.path[0] ?? ref.name) : ref.name;
  return names.includes(name) || names.includes(ref.name);
}
